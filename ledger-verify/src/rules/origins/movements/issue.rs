//! Issues: of the limits of numbers; R-606 under rulebook 5.
//!
//! Invariant: what breaks a rule below these (no Source account or several, accounts that are not known) is left to it.

use ledger_format::body::{Movement, Posting};
use ledger_format::codes::{
    AccountKind, LineKind, MitigationType, ParticularTag as Tag, Regime, Side, StandingItem,
};
use ledger_format::identifiers::EntryIndex;
use ledger_format::limits::SERIAL_MAX;

use super::effects::{credits, monitoring_of, underlying_of, units_of};
use super::registries::keeps_clear_of_the_number;
use crate::finding::Rule;
use crate::rules::ask as hold;
use crate::rules::origins::state::SeriesOrigin;
use crate::rules::origins::state::monitorings::Monitoring;
use crate::rules::state::State;
use crate::rules::terms::Terms;

/// What bears units out of nothing.
const BASES: [Tag; 3] = [Tag::MONITORING, Tag::UNDERLYING_UNITS, Tag::HISTORY];

/// An issue where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Issue<'i> {
    /// Everything stated.
    pub state: &'i State,
    /// The rulebook that it is under.
    pub terms: Terms,
    /// The entry.
    pub entry: EntryIndex,
    /// Its postings.
    pub postings: &'i [Posting],
    /// All of it; none where it has no particulars.
    pub movement: Option<&'i Movement>,
}

impl Issue<'_> {
    /// but for what was drawn and taken before.
    ///
    /// # Errors
    /// The first that is broken.
    pub fn judge(&self) -> Result<(), Rule> {
        let debits = self.postings.iter().filter(|posting| posting.side == Side::Debit);
        let mut known =
            debits.filter_map(|posting| self.state.accounts.known_at(posting.account, self.entry));
        let Some(source) = known.find(|account| account.kind == AccountKind::SOURCE) else { return Ok(()) };
        let series = self.state.origins.series(source.series);
        let bases = self.movement.map_or(0, |movement| {
            let is_basis = |tag: u16| BASES.iter().any(|basis| basis.0 == tag);
            movement.particulars.iter().filter(|particular| is_basis(particular.tag)).count()
        });
        let asks_for_one = series.is_some_and(SeriesOrigin::is_article6);
        hold(411, if asks_for_one { bases == 1 } else { bases <= 1 })?;
        if let Some(movement) = self.movement {
            self.ask_line(movement, series)?;
            if let Some((space, first)) = underlying_of(movement) {
                let end = u128::from(first) + units_of(self.postings);
                hold(415, first >= 1 && end <= u128::from(SERIAL_MAX) + 1)?;
                hold(415, keeps_clear_of_the_number(&space))?;
            }
        }
        let is_of_64 = series.is_some_and(|series| series.regime == Regime::ARTICLE_6_4);
        let asks_where = is_of_64 && self.terms.knows_notices();
        hold(416, (asks_where && self.enters_from_elsewhere()) || self.gives_its_shares(series))?;
        hold(606, !asks_where || self.enters_from_elsewhere() || self.goes_where_the_mechanism_issues())
    }

    ///
    fn ask_line(&self, movement: &Movement, series: Option<&SeriesOrigin>) -> Result<(), Rule> {
        let Some((number, name)) = monitoring_of(movement) else { return Ok(()) };
        let line = self.state.origins.monitorings.line_at(number, name, self.entry);
        let (_, monitoring) = line.ok_or(Rule::R(412))?;
        hold(412, monitoring.stands_at(self.entry))?;
        hold(413, series.is_none_or(|series| self.belongs(series, monitoring, name.year, name.kind)))
    }

    ///
    fn belongs(&self, series: &SeriesOrigin, monitoring: &Monitoring, year: u16, kind: LineKind) -> bool {
        let mitigates = match series.mitigation {
            MitigationType::NOT_STATED | MitigationType::BOTH => true,
            MitigationType::REDUCTIONS => kind == LineKind::REDUCTIONS,
            MitigationType::REMOVALS => kind == LineKind::REMOVALS,
            _ => false,
        };
        let activity = self.state.origins.activities.get(monitoring.activity);
        mitigates
            && series.activity == monitoring.activity
            && series.vintage == year
            && activity.is_some_and(|activity| {
                (series.host, series.measured, series.quantum)
                    == (activity.host, activity.measured, activity.quantum)
            })
    }

    fn kinds(&self) -> impl Iterator<Item = AccountKind> {
        let accounts = credits(self.postings)
            .filter_map(|posting| self.state.accounts.known_at(posting.account, self.entry));
        accounts.map(|account| account.kind)
    }

    /// Whether everything goes to Counterpart accounts: it was issued elsewhere.
    fn enters_from_elsewhere(&self) -> bool {
        self.kinds().all(|kind| kind == AccountKind::COUNTERPART)
    }

    /// R-606 of what is issued here.
    fn goes_where_the_mechanism_issues(&self) -> bool {
        self.kinds().all(|kind| {
            matches!(
                kind,
                AccountKind::PENDING | AccountKind::ADAPTATION_FUND | AccountKind::OMGE_CANCELLATION
            )
        })
    }

    ///
    fn gives_its_shares(&self, series: Option<&SeriesOrigin>) -> bool {
        let (mut units, mut for_adaptation, mut for_omge) = (0_u128, 0_u128, 0_u128);
        for posting in credits(self.postings) {
            let count = u128::from(posting.block.count());
            units += count;
            let account = self.state.accounts.known_at(posting.account, self.entry);
            match account.map(|account| account.kind) {
                Some(AccountKind::ADAPTATION_FUND) => for_adaptation += count,
                Some(AccountKind::OMGE_CANCELLATION) => for_omge += count,
                _ => {}
            }
        }
        let Some(series) = series.filter(|series| series.regime == Regime::ARTICLE_6_4) else {
            return (for_adaptation, for_omge) == (0, 0);
        };
        let levy = self.terms.levy;
        let item = StandingItem::EXEMPT_FROM_ADAPTATION_SHARE;
        let is_exempt = levy.exemption_counts
            && self.state.article6.parties.standing_at(series.host, item, self.entry) == Some(1);
        for_adaptation == if is_exempt { 0 } else { levy.for_adaptation(units) }
            && for_omge >= levy.for_omge(units)
    }
}
