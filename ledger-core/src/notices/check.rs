//! Compares what notices and accounts say with what is derived from them.

use ledger_format::block::SerialBlock;
use ledger_format::body::SeriesOpened;
use ledger_format::codes::Regime;
use ledger_format::identifiers::{AccountNumber, EntryIndex, SpaceId};
use ledger_format::limits::SERIAL_MAX;
use rustc_hash::FxHashMap;

use super::counterparts::stands_for;
use super::levied::is_of_levies;
use super::nouns::Counterpart;
use super::tables::{Tables, View};
use crate::book::{Account, State};
use crate::rules::Serials;

impl Tables {
    /// Whether the tables say what the notices in them, these accounts and these series say; `state` knows who holds what. The
    /// ledger's own registries stand in genesis alone: there is nothing here to hold them against.
    pub(crate) fn agree<'a, S: State>(
        &self,
        state: &S,
        accounts: impl Iterator<Item = &'a Account>,
        mut series: impl Iterator<Item = &'a SeriesOpened>,
        mut spaces: impl Iterator<Item = SpaceId>,
    ) -> bool {
        let levying = series.any(|terms| terms.regime == Regime::ARTICLE_6_4);
        self.noticed.is_canonical()
            && self.levied.is_canonical()
            && self.noticed_agrees()
            && self.counterparts_agree(accounts)
            && View::of_book(self).may_levy() == levying
            && spaces.all(|space| self.levied_agrees(state, space))
    }

    /// Every serial is noticed by a notice that stands, and within its blocks.
    fn noticed_agrees(&self) -> bool {
        let mut noticed: FxHashMap<EntryIndex, Vec<SerialBlock>> = FxHashMap::default();
        for space in self.noticed.keys() {
            for said in self.noticed.of(space) {
                noticed.entry(said.value).or_default().push(SerialBlock::new(space, said.first, said.last));
            }
        }
        noticed.into_iter().all(|(given, blocks)| {
            self.notices.get(&given).is_some_and(|notice| {
                let within = Serials::union(notice.blocks().collect());
                notice.withdrawn.is_none() && Serials::union(blocks).difference(&within).is_empty()
            })
        })
    }

    fn counterparts_agree<'a>(&self, accounts: impl Iterator<Item = &'a Account>) -> bool {
        let mut counted: FxHashMap<Counterpart, u32> = FxHashMap::default();
        for of in accounts.filter_map(stands_for) {
            *counted.entry(of).or_default() += 1;
        }
        let kept = self.counterparts.iter().filter(|(_, count)| **count > 0);
        kept.map(|(of, count)| (*of, *count)).collect::<FxHashMap<_, _>>() == counted
    }

    /// Of the serials of regime 6.4 that stand in an account for levies the table names that account, and of no others one.
    fn levied_agrees<S: State>(&self, state: &S, space: SpaceId) -> bool {
        let for_levies = |account: AccountNumber| {
            state.account(account).is_some_and(|account| is_of_levies(account.kind)).then_some(account)
        };
        let mut held: FxHashMap<AccountNumber, Vec<SerialBlock>> = FxHashMap::default();
        let mut of_regime = Vec::new();
        state.pieces(SerialBlock::new(space, 1, SERIAL_MAX), |piece| {
            let Some(holding) = piece.holding else { return };
            let terms = holding.series.and_then(|series| state.series(series)).map(|series| &series.terms);
            if terms.is_some_and(|terms| terms.regime == Regime::ARTICLE_6_4) {
                let block = SerialBlock::new(space, piece.first, piece.last);
                of_regime.push(block);
                if let Some(account) = for_levies(holding.account) {
                    held.entry(account).or_default().push(block);
                }
            }
        });
        let mut said: FxHashMap<AccountNumber, Vec<SerialBlock>> = FxHashMap::default();
        for piece in self.levied.of(space) {
            if let Some(account) = for_levies(piece.value) {
                said.entry(account).or_default().push(SerialBlock::new(space, piece.first, piece.last));
            }
        }
        let of_regime = Serials::union(of_regime);
        let said = said
            .into_iter()
            .map(|(account, blocks)| (account, Serials::union(blocks).intersection(&of_regime)));
        let held = held.into_iter().map(|(account, blocks)| (account, Serials::union(blocks)));
        said.filter(|(_, serials)| !serials.is_empty()).collect::<FxHashMap<_, _>>()
            == held.collect::<FxHashMap<_, _>>()
    }
}
