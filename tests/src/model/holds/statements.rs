//! What is asked of holds and restrictions, and who signs them.

use std::collections::BTreeSet;

use ledger_format::block::SerialBlock;
use ledger_format::body::holds::{HoldPlaced, Holds, RestrictionPlaced};
use ledger_format::codes::Action;
use ledger_format::identifiers::{AccountNumber, PartyCode};
use ledger_format::limits::SERIAL_MAX;

use super::units_of_all;
use crate::model::movements::{fits_to_give, fits_to_take};
use crate::model::{Model, Rule, UnitKey};

/// Whether blocks are at least one, well formed, apart from each other, and not too much in sum.
fn are_right(blocks: &[SerialBlock]) -> bool {
    let apart = |(at, a): (usize, &SerialBlock)| blocks.iter().skip(at + 1).all(|b| !a.overlaps(b));
    let count = || blocks.iter().map(|block| u128::from(block.count())).sum::<u128>();
    !blocks.is_empty()
        && blocks.iter().all(SerialBlock::is_well_formed)
        && blocks.iter().enumerate().all(apart)
        && count() <= u128::from(SERIAL_MAX)
}

impl Model {
    pub(in crate::model) fn is_holds_authorized(
        &self,
        body: &Holds,
        signers: &BTreeSet<u32>,
        on_behalf: bool,
    ) -> bool {
        let acts = |account: AccountNumber| self.acts_for(account.0, signers, on_behalf);
        let orders = |party: Option<PartyCode>| match party {
            Some(party) => self.has_authority(party, signers),
            None => signers.contains(&1),
        };
        match body {
            Holds::Placed(body) => acts(body.debited).unwrap_or(true),
            Holds::Released(body) => match self.holds.holds.get(&body.hold.0) {
                Some(hold) => match (acts(hold.terms.acquiring), acts(hold.terms.debited)) {
                    (None, None) => true,
                    (one, other) => one.unwrap_or(false) || other.unwrap_or(false),
                },
                None => true,
            },
            Holds::Restricted(body) => {
                body.party.is_some_and(|party| !self.parties.contains(&party)) || orders(body.party)
            }
            Holds::Lifted(body) => {
                let placed = self.holds.restrictions.get(&body.restriction.0);
                placed.is_none_or(|placed| orders(placed.terms.party))
            }
        }
    }

    pub(in crate::model) fn judge_holds_statement(&self, body: &Holds, now_ms: u64) -> Option<Rule> {
        let accounts = |numbers: &[AccountNumber]| {
            self.ask(203, || !numbers.iter().all(|number| self.accounts.contains_key(&number.0)))
        };
        match body {
            Holds::Placed(body) => self
                .judge_spaces(&body.blocks)
                .or_else(|| accounts(&[body.debited, body.acquiring]))
                .or_else(|| self.judge_hold(body, now_ms)),
            Holds::Released(body) => self.ask(506, || !self.holds_in_force(now_ms).contains(&body.hold.0)),
            Holds::Restricted(body) => {
                let unknown = body.party.is_some_and(|party| !self.parties.contains(&party));
                self.ask(141, || unknown)
                    .or_else(|| self.judge_spaces(&body.blocks))
                    .or_else(|| accounts(&body.accounts))
                    .or_else(|| self.judge_restriction(body))
            }
            Holds::Lifted(body) => self.ask(513, || {
                self.holds.restrictions.get(&body.restriction.0).is_none_or(|placed| placed.is_lifted)
            }),
        }
    }

    fn judge_hold(&self, body: &HoldPlaced, now_ms: u64) -> Option<Rule> {
        let (gives, takes) = (&self.accounts[&body.debited.0], &self.accounts[&body.acquiring.0]);
        let is_open = |account: &crate::model::Account| account.active && !account.closed;
        let units = || units_of_all(&body.blocks);
        self.ask(204, || !is_open(gives) || !is_open(takes))
            .or_else(|| self.ask(501, || !are_right(&body.blocks)))
            .or_else(|| {
                let lasts = body.expires.0.saturating_sub(now_ms);
                let in_time = (1..=self.holds.limit_ms).contains(&lasts);
                self.ask(502, || body.debited == body.acquiring || body.action == Action::ISSUE || !in_time)
            })
            .or_else(|| {
                let fits = !gives.kind.is_terminal()
                    && fits_to_give(body.action, gives.kind)
                    && fits_to_take(body.action, takes.kind, self.rulebook);
                self.ask(503, || !fits)
            })
            .or_else(|| {
                let held =
                    |unit: &UnitKey| self.units.get(unit).is_some_and(|held| held.account == body.debited.0);
                self.ask(504, || !units().iter().all(held))
            })
            .or_else(|| {
                self.ask(505, || {
                    let units = units();
                    self.is_held_back(&units, None, now_ms)
                        || self.are_restricted(&units, now_ms)
                        || self.is_account_restricted(body.debited.0, now_ms)
                })
            })
            .or_else(|| self.judge_what_is_noticed(&units()))
    }

    fn judge_restriction(&self, body: &RestrictionPlaced) -> Option<Rule> {
        let named: BTreeSet<_> = body.accounts.iter().collect();
        self.ask(511, || {
            (body.accounts.is_empty() && body.blocks.is_empty())
                || named.len() < body.accounts.len()
                || (!body.blocks.is_empty() && !are_right(&body.blocks))
                || (body.until.0 != 0 && body.from >= body.until)
        })
        .or_else(|| {
            let of = |number: &AccountNumber| self.accounts.get(&number.0).map(|account| account.party);
            self.ask(512, || {
                let its_own = |number: &AccountNumber| of(number) == body.party;
                body.party.is_some() && !(body.blocks.is_empty() && body.accounts.iter().all(its_own))
            })
        })
    }
}
