//! Movements signed in advance: one block and one signature each, over many accounts, in an order that looks drawn.
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

use crate::world::{Actors, BEGINNING_MS, Plan, account, block, issued_to, mixed, moved, signer};

/// A plan and those who sign.
pub struct Workload {
    /// How large.
    pub plan: Plan,
    /// Everybody.
    pub actors: Actors,
    /// Bits of half a place, for the order of the blocks.
    half_bits: u32,
    /// Entries before the first movement.
    opening_count: u64,
}

impl Workload {
    /// The workload of a plan.
    #[must_use]
    pub fn new(plan: Plan) -> Self {
        let half_bits = (u64::BITS - (plan.blocks - 1).leading_zeros()).div_ceil(2).max(1);
        let opening_count = 5 + u64::from(plan.keys) + plan.accounts + plan.blocks.div_ceil(500);
        Self { actors: Actors::new(plan.keys), plan, half_bits, opening_count }
    }

    /// How many entries come before the first movement, genesis included.
    #[must_use]
    pub fn opening_count(&self) -> u64 {
        self.opening_count
    }

    /// When movement `at` takes place, in milliseconds.
    #[must_use]
    pub fn occurred_at_ms(&self, at: u64) -> u64 {
        BEGINNING_MS + 1_000 + at * self.plan.pace_ms
    }

    /// The block that movement `at` moves, and the places of the accounts that give and take.
    #[must_use]
    pub fn step(&self, at: u64) -> (u64, u64, u64) {
        let (round, turn) = (at / self.plan.blocks, at % self.plan.blocks);
        let place = self.shuffled(turn, round);
        // Every round each block goes on by the same number of accounts, and so never to the one it is in.
        let stride = 1 + mixed(self.plan.accounts) % (self.plan.accounts - 1);
        let from = (issued_to(&self.plan, place) + round % self.plan.accounts * stride) % self.plan.accounts;
        (place, from, (from + stride) % self.plan.accounts)
    }

    /// Movement `at`, signed.
    #[must_use]
    pub fn movement(&self, at: u64) -> Vec<u8> {
        let (place, from, to) = self.step(at);
        let leg = |place_of_account, side| Posting {
            account: account(place_of_account),
            side,
            block: block(place),
        };
        let body = moved(Action::TRANSFER, vec![leg(from, Side::Debit), leg(to, Side::Credit)]);
        self.actors.entry(self.opening_count + at, self.occurred_at_ms(at), body, signer(&self.plan, from))
    }

    /// A run of movements, signed on all threads.
    #[must_use]
    pub fn movements(&self, run: Range<u64>) -> Vec<Vec<u8>> {
        run.into_par_iter().map(|at| self.movement(at)).collect()
    }

    /// Where turn `turn` of a round falls: a permutation of the blocks (a Feistel network, walked until it is inside).
    fn shuffled(&self, turn: u64, round: u64) -> u64 {
        let mask = (1 << self.half_bits) - 1;
        let mut place = turn;
        loop {
            for layer in 0..4 {
                let (left, right) = (place >> self.half_bits, place & mask);
                let key = ((round << 8) | layer) << 40;
                place = (right << self.half_bits) | ((left ^ mixed(right ^ key)) & mask);
            }
            if place < self.plan.blocks {
                return place;
            }
        }
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
