//! What a ledger is made of, and the budget's own: plain movements signed in advance, one block and one signature each, over
//! many accounts, in an order that looks drawn.
//!
//! Invariants:
//! - Movement `at` is a function of the plan and `at`: any part can be made by itself, in parallel.
//! - Each round moves every block once, in an order drawn for that round; so within a round movements may be recorded in any
//!   order.
//! - Every movement is right: who gives is who holds.

use std::ops::Range;

use ledger_format::body::Posting;
use ledger_format::codes::{Action, Side};
use rayon::prelude::*;

use crate::shuffle::Shuffle;
use crate::world::{self, Actors, BEGINNING_MS, Plan, account, block, issued_to, mixed, moved, signer};

/// A ledger's beginning, and the entries behind it.
pub trait Work: Sync {
    /// What sets its entries apart from those of other work.
    fn name(&self) -> &'static str;

    /// How large it is.
    fn plan(&self) -> &Plan;

    /// Everybody who signs.
    fn actors(&self) -> &Actors;

    /// The first entry.
    fn genesis(&self) -> Vec<u8>;

    /// The entries behind genesis and before the first movement, all as of the beginning.
    fn opening(&self) -> Vec<Vec<u8>>;

    /// How many entries come before the first movement, genesis included.
    fn opening_count(&self) -> u64;

    /// Movement `at`, signed.
    fn movement(&self, at: u64) -> Vec<u8>;

    /// When movement `at` takes place, in milliseconds.
    fn occurred_at_ms(&self, at: u64) -> u64 {
        BEGINNING_MS + 1_000 + at * self.plan().pace_ms
    }

    /// A run of movements, signed on all threads.
    fn movements(&self, run: Range<u64>) -> Vec<Vec<u8>> {
        run.into_par_iter().map(|at| self.movement(at)).collect()
    }
}

/// A plan and those who sign.
pub struct Workload {
    /// How large.
    pub plan: Plan,
    /// Everybody.
    pub actors: Actors,
    order: Shuffle,
    /// Entries before the first movement.
    opening_count: u64,
}

impl Workload {
    /// The workload of a plan.
    #[must_use]
    pub fn new(plan: Plan) -> Self {
        let order = Shuffle::new(plan.blocks);
        let opening_count = 5 + u64::from(plan.keys) + plan.accounts + plan.blocks.div_ceil(500);
        Self { actors: Actors::new(plan.keys), plan, order, opening_count }
    }

    /// The block that movement `at` moves, and the places of the accounts that give and take.
    #[must_use]
    pub fn step(&self, at: u64) -> (u64, u64, u64) {
        let (round, turn) = (at / self.plan.blocks, at % self.plan.blocks);
        let place = self.order.place_of(turn, round);
        // Every round each block goes on by the same number of accounts, and so never to the one it is in.
        let stride = 1 + mixed(self.plan.accounts) % (self.plan.accounts - 1);
        let from = (issued_to(&self.plan, place) + round % self.plan.accounts * stride) % self.plan.accounts;
        (place, from, (from + stride) % self.plan.accounts)
    }
}

impl Work for Workload {
    fn name(&self) -> &'static str {
        "plain movements"
    }

    fn plan(&self) -> &Plan {
        &self.plan
    }

    fn actors(&self) -> &Actors {
        &self.actors
    }

    fn genesis(&self) -> Vec<u8> {
        world::genesis(&self.actors)
    }

    fn opening(&self) -> Vec<Vec<u8>> {
        world::opening(&self.actors, &self.plan)
    }

    fn opening_count(&self) -> u64 {
        self.opening_count
    }

    fn movement(&self, at: u64) -> Vec<u8> {
        let (place, from, to) = self.step(at);
        let leg = |place_of_account, side| Posting {
            account: account(place_of_account),
            side,
            block: block(place),
        };
        let body = moved(Action::TRANSFER, vec![leg(from, Side::Debit), leg(to, Side::Credit)]);
        self.actors.entry(self.opening_count + at, self.occurred_at_ms(at), body, signer(&self.plan, from))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_gives_is_who_holds_and_each_round_moves_each_block_once() {
        let workload = Workload::new(Plan::new(5_000, 3, 700));
        let plan = workload.plan;
        let mut holders: Vec<u64> = (0..plan.blocks).map(|place| issued_to(&plan, place)).collect();
        let mut moves = vec![0_u64; 700];
        for at in 0..plan.movements {
            let (place, from, to) = workload.step(at);
            assert_eq!(holders[place as usize], from);
            assert_ne!(from, to);
            holders[place as usize] = to;
            moves[place as usize] += 1;
            assert!(moves[place as usize] <= at / plan.blocks + 1);
        }
    }
}
