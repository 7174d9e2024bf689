//! What is asked of movements where units are held back or restricted, or go to another registry.

use std::collections::BTreeSet;

use ledger_format::block::SerialBlock;
use ledger_format::body::holds::Evidence;
use ledger_format::body::{Movement, ParticularValue, Posting};
use ledger_format::codes::{AccountKind, EvidenceGrade, ParticularTag, Side};
use ledger_format::identifiers::Digest;

use super::units_of_all;
use crate::model::{Model, Rule, UnitKey};

fn values(movement: &Movement, tag: ParticularTag) -> impl Iterator<Item = ParticularValue> + '_ {
    let particulars = movement.particulars.iter().filter(move |particular| particular.tag == tag.0);
    particulars.filter_map(|particular| particular.read())
}

/// The hold that a movement names: by its first particular 7 of the right size.
#[must_use]
pub fn hold_named(movement: &Movement) -> Option<u64> {
    values(movement, ParticularTag::HOLD).find_map(|value| match value {
        ParticularValue::Hold(hold) => Some(hold.0),
        _ => None,
    })
}

/// The evidence that a movement says: its first particular 9 of the right size and grade.
pub(super) fn evidence(movement: &Movement) -> Option<Evidence> {
    values(movement, ParticularTag::EVIDENCE).find_map(|value| match value {
        ParticularValue::Evidence(evidence) if (1..=4).contains(&evidence.grade.0) => Some(evidence),
        _ => None,
    })
}

fn blocks(postings: &[Posting], side: Side) -> Vec<SerialBlock> {
    postings.iter().filter(|posting| posting.side == side).map(|posting| posting.block).collect()
}

/// The blocks of a movement's credit postings.
pub(super) fn credited(movement: &Movement) -> Vec<SerialBlock> {
    blocks(&movement.postings, Side::Credit)
}

impl Model {
    pub(in crate::model) fn judge_holds_movement(&self, movement: &Movement, now_ms: u64) -> Option<Rule> {
        if self.rulebook < 4 {
            return None;
        }
        let hold = hold_named(movement);
        let unforced = || hold.is_some_and(|name| !self.holds_in_force(now_ms).contains(&name));
        self.ask(506, unforced)
            .or_else(|| self.ask(507, || hold.is_some_and(|name| !self.is_the_one_proposed(movement, name))))
            .or_else(|| self.judge_what_is_held(&movement.postings, hold, now_ms))
            .or_else(|| {
                let is_there =
                    |posting: &Posting| self.accounts[&posting.account.0].kind == AccountKind::COUNTERPART;
                let leaves = movement.postings.iter().any(is_there);
                let evidence = evidence(movement);
                let is_sound = |evidence: Evidence| {
                    (evidence.grade == EvidenceGrade::NONE) == (evidence.digest == Digest([0; 32]))
                };
                self.ask(521, || leaves != evidence.is_some() || !evidence.is_none_or(is_sound))
            })
    }

    pub(in crate::model) fn judge_holds_reversal(&self, postings: &[Posting], now_ms: u64) -> Option<Rule> {
        if self.rulebook < 4 { None } else { self.judge_what_is_held(postings, None, now_ms) }
    }

    /// Whether a movement is the one that a hold proposes; a hold that nobody placed proposes none.
    fn is_the_one_proposed(&self, movement: &Movement, hold: u64) -> bool {
        let Some(terms) = self.holds.holds.get(&hold).map(|hold| &hold.terms) else { return true };
        let accounts = movement.postings.iter().all(|posting| {
            posting.account == if posting.side == Side::Debit { terms.debited } else { terms.acquiring }
        });
        movement.action == terms.action
            && accounts
            && units_of_all(&blocks(&movement.postings, Side::Debit)) == units_of_all(&terms.blocks)
    }

    fn judge_what_is_held(&self, postings: &[Posting], hold: Option<u64>, now_ms: u64) -> Option<Rule> {
        let units: BTreeSet<UnitKey> = units_of_all(&blocks(postings, Side::Debit));
        let mut debits = postings.iter().filter(|posting| posting.side == Side::Debit);
        self.ask(508, || self.is_held_back(&units, hold, now_ms)).or_else(|| {
            self.ask(514, || {
                self.are_restricted(&units, now_ms)
                    || debits.any(|posting| self.is_account_restricted(posting.account.0, now_ms))
            })
        })
    }
}
