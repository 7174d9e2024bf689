//! Accounts at some of many ranks: tells one within a run of ranks that is not a given account.
//!
//! Invariants:
//! - A tree of lowest and highest accounts; where both are the given one, no other lies between.
//! - A question, and a change, costs the depth of the tree.

use ledger_format::identifiers::AccountNumber;

/// The lowest and the highest account; of none, the lowest is above the highest.
type Span = (u64, u64);
const NONE: Span = (u64::MAX, 0);

/// Accounts by rank.
#[derive(Debug)]
pub struct Accounts {
    /// A node's children are at twice its place and behind; the leaves are the last half.
    nodes: Vec<Span>,
    leaves: usize,
}

impl Accounts {
    /// No accounts yet, at ranks below a number.
    pub fn new(ranks: usize) -> Self {
        let leaves = ranks.next_power_of_two();
        Self { nodes: vec![NONE; 2 * leaves], leaves }
    }

    /// Puts an account at a rank, or none.
    pub fn set(&mut self, rank: usize, account: Option<AccountNumber>) {
        let mut place = self.leaves + rank;
        if let Some(leaf) = self.nodes.get_mut(place) {
            *leaf = account.map_or(NONE, |account| (account.0, account.0));
        }
        while place > 1 {
            place /= 2;
            let (a, b) = (self.span(2 * place), self.span(2 * place + 1));
            if let Some(node) = self.nodes.get_mut(place) {
                *node = (a.0.min(b.0), a.1.max(b.1));
            }
        }
    }

    /// A rank from `from` to before `to` whose account is another one than `account`.
    pub fn other_than(&self, account: Option<AccountNumber>, from: usize, to: usize) -> Option<usize> {
        let is_other = |(low, high): Span| match account {
            Some(account) => low < account.0 || high > account.0,
            None => low <= high,
        };
        let (mut low, mut high) = (self.leaves + from, self.leaves + to);
        let mut found = None;
        while low < high && found.is_none() {
            if low % 2 == 1 {
                found = Some(low).filter(|place| is_other(self.span(*place)));
                low += 1;
            }
            if high % 2 == 1 && found.is_none() {
                high -= 1;
                found = Some(high).filter(|place| is_other(self.span(*place)));
            }
            (low, high) = (low / 2, high / 2);
        }
        let mut place = found?;
        while place < self.leaves {
            place = if is_other(self.span(2 * place)) { 2 * place } else { 2 * place + 1 };
        }
        Some(place - self.leaves)
    }

    fn span(&self, place: usize) -> Span {
        self.nodes.get(place).copied().unwrap_or(NONE)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn rank_by_rank_it_is_the_same(
            ranks in 1..20_usize,
            sets in prop::collection::vec((0..20_usize, prop::option::of(prop::sample::select(vec![0, 1, 2, u64::MAX]))), 0..40),
            asked in prop::option::of(prop::sample::select(vec![0, 1, 2, u64::MAX])),
            from in 0..20_usize,
            to in 0..20_usize,
        ) {
            let (mut accounts, mut naive) = (Accounts::new(ranks), vec![None; ranks]);
            for (rank, account) in sets {
                accounts.set(rank % ranks, account.map(AccountNumber));
                naive[rank % ranks] = account;
            }
            let (from, to) = (from.min(ranks), to.min(ranks));
            let is_other = |rank: usize| naive[rank].is_some() && naive[rank] != asked;
            let expected = (from..to).any(is_other);
            match accounts.other_than(asked.map(AccountNumber), from, to) {
                Some(rank) => prop_assert!((from..to).contains(&rank) && is_other(rank)),
                None => prop_assert!(!expected),
            }
        }
    }
}
