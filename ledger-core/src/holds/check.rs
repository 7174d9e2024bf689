//! Compares which serials and accounts are bound with the holds and restrictions that bind them.

use ledger_format::block::SerialBlock;
use ledger_format::identifiers::{EntryIndex, Timestamp};
use rustc_hash::FxHashMap;

use super::binding::Binding;
use super::tables::Tables;
use crate::rules::Serials;

type Bound = FxHashMap<(Binding, EntryIndex), Serials>;

impl Tables {
    /// Whether the tables say what the holds and restrictions in them say, at the time of the book's last batch.
    pub(crate) fn agree(&self, now: Timestamp) -> bool {
        self.bound.is_canonical()
            && self.evidence.is_canonical()
            && self.serials_agree(now)
            && self.accounts_agree(now)
    }

    fn serials_agree(&self, now: Timestamp) -> bool {
        let mut said: Bound = FxHashMap::default();
        let mut say = |binding, entry, blocks: Vec<SerialBlock>| {
            if !blocks.is_empty() {
                said.insert((binding, entry), Serials::union(blocks));
            }
        };
        for hold in self.all_holds() {
            say(Binding::Hold, hold.placed, hold.blocks().collect());
        }
        for restriction in self.all_restrictions().iter().filter(|of| of.is_open(now)) {
            say(Binding::Restriction, restriction.placed, restriction.blocks().collect());
        }
        let mut found: FxHashMap<(Binding, EntryIndex), Vec<SerialBlock>> = FxHashMap::default();
        for lane in self.bound.keys() {
            for piece in self.bound.of(lane) {
                let block = SerialBlock::new(lane.1, piece.first, piece.last);
                found.entry((lane.0, piece.value)).or_default().push(block);
            }
        }
        let found: Bound = found.into_iter().map(|(of, blocks)| (of, Serials::union(blocks))).collect();
        said == found && self.all_holds().iter().all(|hold| hold.is_in_force(now))
    }

    fn accounts_agree(&self, now: Timestamp) -> bool {
        let mut made = Self::default();
        for restriction in self.all_restrictions().iter().filter(|of| of.is_open(now)) {
            made.name_accounts(restriction);
        }
        made.restricted_accounts == self.restricted_accounts
    }
}
