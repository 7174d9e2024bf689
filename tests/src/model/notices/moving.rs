//! What is asked of movements, holds, issues and new accounts under rulebook 5.

use std::collections::BTreeSet;

use ledger_format::body::{AccountOpened, Movement, Posting};
use ledger_format::codes::{AccountKind, Action, Regime, Side};

use crate::model::article6::units_of;
use crate::model::{Model, Rule, UnitKey};

/// Accounts to which the mechanism's registry issues here.
const OF_THE_MECHANISM: [AccountKind; 3] =
    [AccountKind::PENDING, AccountKind::ADAPTATION_FUND, AccountKind::OMGE_CANCELLATION];

impl Model {
    /// Of the units that a movement debits, or that a hold proposes.
    pub(in crate::model) fn judge_what_is_noticed(&self, units: &BTreeSet<UnitKey>) -> Option<Rule> {
        self.ask(603, || self.rulebook >= 5 && units.iter().any(|unit| self.is_noticed(unit)))
    }

    pub(in crate::model) fn judge_notices_movement(&self, movement: &Movement) -> Option<Rule> {
        self.judge_notices_reversal(&movement.postings)
            .or_else(|| self.ask(606, || self.rulebook >= 5 && self.is_issued_elsewhere(movement)))
    }

    pub(in crate::model) fn judge_notices_reversal(&self, postings: &[Posting]) -> Option<Rule> {
        let debited = postings.iter().filter(|posting| posting.side == Side::Debit);
        self.judge_what_is_noticed(&debited.flat_map(|posting| units_of(posting.block)).collect())
    }

    /// Whether an issue of 6.4 goes to accounts that the mechanism does not issue to.
    fn is_issued_elsewhere(&self, movement: &Movement) -> bool {
        let of = |side| movement.postings.iter().filter(move |posting| posting.side == side);
        let series = of(Side::Debit).find_map(|posting| self.accounts.get(&posting.account.0)?.series);
        let regime = series.and_then(|series| self.series.get(&series)).map(|series| series.regime);
        movement.action == Action::ISSUE
            && regime == Some(Regime::ARTICLE_6_4)
            && !self.enters_from_elsewhere(movement)
            && !of(Side::Credit)
                .all(|posting| OF_THE_MECHANISM.contains(&self.accounts[&posting.account.0].kind))
    }

    /// Whether a movement credits accounts for another registry only: then the shares were taken there.
    pub(in crate::model) fn enters_from_elsewhere(&self, movement: &Movement) -> bool {
        let mut credits = movement.postings.iter().filter(|posting| posting.side == Side::Credit);
        let kind = |posting: &Posting| self.accounts.get(&posting.account.0).map(|account| account.kind);
        self.rulebook >= 5 && credits.all(|posting| kind(posting) == Some(AccountKind::COUNTERPART))
    }

    pub(in crate::model) fn judge_account_opened(&self, body: &AccountOpened) -> Option<Rule> {
        let number = body.account.0;
        self.ask(141, || !self.parties.contains(&body.party))
            .or_else(|| self.ask(170, || self.accounts.contains_key(&number)))
            .or_else(|| self.ask(174, || body.kind == AccountKind::SOURCE))
            .or_else(|| {
                let mut others = self.accounts.values();
                let is_same = |other: &crate::model::Account| {
                    other.kind == AccountKind::COUNTERPART
                        && !other.closed
                        && (other.registry, other.party) == (Some(body.registry), body.party)
                        && other.metric == body.metric
                };
                let own = self.registries.contains(&body.registry);
                let is_asked = self.rulebook >= 5 && body.kind == AccountKind::COUNTERPART;
                self.ask(607, || is_asked && (own || others.any(is_same)))
            })
    }
}
