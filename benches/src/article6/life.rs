//! What becomes of a block, round by round: where it is, and what the next entry about it says.
//!
//! Invariants:
//! - A block's life is a function of the plan and its place; every step is right where it stands.
//! - Most steps move the whole rest of a block that was first transferred from one account to another.
//! - A block never ends whole: a use or cancellation takes a few of its units, the rest goes on.

use ledger_format::codes::{AccountKind, Action};

use super::layout::{self, COUNTERPARTS, PARTIES, UNITS, host_of, party_of, series_of};
use crate::world::{Plan, mixed};

/// Units that always go on.
const KEPT: u64 = 10;
/// Units that one use or cancellation takes at most.
const TAKEN_MOST: u64 = 5;

/// What an entry says about a block; accounts by their places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It is issued on a line of a monitoring.
    Issued,
    /// It gets identifiers.
    Numbered,
    /// A Party authorizes it.
    Authorized(u64),
    /// It moves, with this action.
    Moved(Action, u64),
    /// A movement to an account is proposed.
    Proposed(u64),
    /// What was proposed in the round before is made.
    Accepted(u64),
    /// It goes to another registry.
    Left(u64),
    /// So many units of it were cancelled there.
    Noticed(u64, u64),
    /// It comes back from there, to an account.
    Returned(u64, u64),
    /// So many units of it end, in an account of that kind.
    Ended(Action, AccountKind, u64),
    /// It is restricted.
    Restricted,
    /// What was ordered in the round before is lifted.
    Lifted,
}

/// Where a block stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Unissued,
    Unnumbered,
    Unauthorized,
    /// Not first transferred.
    AtHome,
    /// First transferred.
    Abroad,
    Proposed(u64),
    AtCounterpart(u64),
    /// What is left of it is going to come back.
    Leaving(u64),
    Restricted,
}

/// A block before a round.
#[derive(Debug, Clone, Copy)]
pub struct Life {
    /// Its place.
    pub block: u64,
    /// Units that have ended: the first ones.
    pub ended: u64,
    /// Place of the account that holds the rest, or is going to.
    pub account: u64,
    state: State,
    /// A bit for each Party that authorized it beside its host.
    authorized_by: u64,
}

impl Life {
    /// A block behind the opening.
    #[must_use]
    pub fn new(plan: &Plan, block: u64) -> Self {
        let state = match (layout::is_late(block), layout::authorization_of(block)) {
            (true, _) => State::Unissued,
            (false, 1) => State::AtHome,
            (false, _) => State::Abroad,
        };
        Self { block, ended: 0, account: layout::issued_to(plan, block), state, authorized_by: 0 }
    }

    /// A block before a round, and what happens to it then.
    #[must_use]
    pub fn at(plan: &Plan, block: u64, round: u64) -> (Self, Step) {
        let mut life = Self::new(plan, block);
        for earlier in 0..round {
            let step = life.next(plan, earlier);
            life.take(step);
        }
        (life, life.next(plan, round))
    }

    fn next(&self, plan: &Plan, round: u64) -> Step {
        let drawn = mixed(mixed(self.block) ^ (round << 32));
        let (chance, choice) = (drawn % 1_000, drawn >> 16);
        match self.state {
            State::Unissued => Step::Issued,
            State::Unnumbered => Step::Numbered,
            State::Unauthorized => Step::Authorized(host_of(series_of(self.block))),
            State::Proposed(to) => Step::Accepted(to),
            State::AtCounterpart(from) if chance < 300 && self.can_end() => {
                Step::Noticed(from, 1 + choice % TAKEN_MOST)
            }
            State::AtCounterpart(from) | State::Leaving(from) => {
                Step::Returned(from, self.another(plan, choice))
            }
            State::Restricted => Step::Lifted,
            State::AtHome => match chance {
                0..400 => Step::Moved(Action::TRANSFER, self.compatriot(plan, choice)),
                400..450 if self.can_end() => {
                    self.ends(Action::VOLUNTARY_CANCELLATION, AccountKind::VOLUNTARY_CANCELLATION, choice)
                }
                _ => Step::Moved(Action::FIRST_TRANSFER, self.stranger(plan, choice)),
            },
            State::Abroad => self.abroad(plan, chance, choice),
        }
    }

    fn abroad(&self, plan: &Plan, chance: u64, choice: u64) -> Step {
        let party = party_of(self.account);
        let is_at_host = party == host_of(series_of(self.block));
        match chance {
            0..30 => Step::Proposed(self.another(plan, choice)),
            30..50 => Step::Left(choice % COUNTERPARTS),
            50..70 if self.can_end() && !is_at_host => {
                self.ends(Action::USE_NDC, AccountKind::USE_NDC, choice)
            }
            70..85 if self.can_end() => self.ends(Action::USE_OIMP, AccountKind::USE_OIMP, choice),
            85..90 if self.can_end() => {
                self.ends(Action::CANCELLATION, AccountKind::OTHER_CANCELLATION, choice)
            }
            90..95 if self.can_end() => {
                self.ends(Action::VOLUNTARY_CANCELLATION, AccountKind::VOLUNTARY_CANCELLATION, choice)
            }
            95..100 if self.can_end() => {
                self.ends(Action::OMGE_CANCELLATION, AccountKind::OMGE_CANCELLATION, choice)
            }
            100..105 => Step::Restricted,
            105..125 if !is_at_host && self.authorized_by & (1 << party) == 0 => Step::Authorized(party),
            125..400 => Step::Moved(Action::TRANSFER, self.another(plan, choice)),
            _ => Step::Moved(Action::TRANSFER, self.compatriot(plan, choice)),
        }
    }

    fn take(&mut self, step: Step) {
        self.state = match step {
            Step::Issued => State::Unnumbered,
            Step::Numbered => State::Unauthorized,
            Step::Authorized(_) if self.state == State::Unauthorized => State::AtHome,
            Step::Authorized(party) => {
                self.authorized_by |= 1 << party;
                self.state
            }
            Step::Moved(Action::FIRST_TRANSFER, to) | Step::Accepted(to) | Step::Returned(_, to) => {
                self.account = to;
                State::Abroad
            }
            Step::Moved(_, to) => {
                self.account = to;
                self.state
            }
            Step::Proposed(to) => State::Proposed(to),
            Step::Left(to) => State::AtCounterpart(to),
            Step::Noticed(from, count) => {
                self.ended += count;
                State::Leaving(from)
            }
            Step::Ended(_, _, count) => {
                self.ended += count;
                self.state
            }
            Step::Restricted => State::Restricted,
            Step::Lifted => State::Abroad,
        };
    }

    fn can_end(&self) -> bool {
        self.ended + KEPT + TAKEN_MOST <= UNITS
    }

    fn ends(&self, action: Action, kind: AccountKind, choice: u64) -> Step {
        Step::Ended(action, kind, 1 + choice % TAKEN_MOST)
    }

    /// Another account of the same Party.
    fn compatriot(&self, plan: &Plan, choice: u64) -> u64 {
        let others = plan.accounts / PARTIES - 1;
        (self.account + PARTIES * (1 + choice % others)) % plan.accounts
    }

    /// Any other account.
    fn another(&self, plan: &Plan, choice: u64) -> u64 {
        (self.account + 1 + choice % (plan.accounts - 1)) % plan.accounts
    }

    /// An account of a Party that is not the host.
    fn stranger(&self, plan: &Plan, choice: u64) -> u64 {
        let away = 1 + choice % (PARTIES - 1);
        let onward = PARTIES * (choice / PARTIES % (plan.accounts / PARTIES));
        (self.account + away + onward) % plan.accounts
    }
}
