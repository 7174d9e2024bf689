//! What stands against an authorization or a first transfer: where an option forbids it, else N-301 to N-303.
//!
//! Invariant: everything is asked by the state before the entry.

use ledger_format::codes::StandingItem;
use ledger_format::identifiers::{ApproachNumber, EntryIndex, PartyCode};

use super::state::Article6State;
use crate::finding::Rule;
use crate::rules::terms::{Deed, Terms};

/// What is asked of one deed of one entry.
#[derive(Debug, Clone, Copy)]
pub struct Admission<'s> {
    /// What was declared.
    pub state: &'s Article6State,
    /// The rulebook in force.
    pub terms: Terms,
    /// The entry.
    pub entry: EntryIndex,
    /// What it does.
    pub deed: Deed,
}

impl Admission<'_> {
    /// Whether the options let it be under this approach, of this Party; `forbidden` is the rule that says so.
    ///
    /// # Errors
    /// `forbidden`, or the lowest remark.
    pub fn ask(&self, approach: ApproachNumber, party: PartyCode, forbidden: Rule) -> Result<(), Rule> {
        let Self { state, terms, entry, deed } = *self;
        let report = state.parties.standing_at(party, StandingItem::INITIAL_REPORT, entry);
        let eligible = state.parties.standing_at(party, StandingItem::ELIGIBLE, entry);
        let flaws = [
            (!state.approaches.is_active_at(approach, entry), terms.asks_for_active_approach(deed), 301),
            (report != Some(1), terms.asks_for_report(deed), 302),
            (eligible == Some(0), terms.asks_for_eligibility(deed), 303),
        ];
        if flaws.iter().any(|(is_so, forbids, _)| *is_so && *forbids) {
            return Err(forbidden);
        }
        let remark = flaws.iter().find(|(is_so, ..)| *is_so);
        remark.map_or(Ok(()), |(.., number)| Err(Rule::N(*number)))
    }
}
