//! How long things took of late, so that work is shared out evenly: what the thread that leads a group has to do besides checking
//! signatures differs by what its entries say, by a factor of three.
//!
//! Invariants
//! - Nothing but the sizes of chunks goes by it, and no verdict goes by those: what is committed is the same at any pace.
//! - It looks at a clock of its own, which nobody else is told: the ledger's clocks come in as parameters, and move as tests like.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

/// Of fewer than so many nothing is learned: other things take longer.
const FEWEST: usize = 256;
/// A measurement counts for this part of what is held to be so.
const WEIGHT: u64 = 8;
/// More than this, in hundredths of checking a signature, is a machine that does something else.
const MOST: usize = 400;

/// Nanoseconds for each entry or signature, on average of late.
#[derive(Debug)]
pub(crate) struct Pace {
    leading: AtomicU64,
    signature: AtomicU64,
}

impl Default for Pace {
    /// As measured of plain movements (`benches/README.md`).
    fn default() -> Self {
        Self { leading: AtomicU64::new(2_000), signature: AtomicU64::new(7_500) }
    }
}

impl Pace {
    /// What asking the rules of an entry and hashing it costs the thread that leads, in hundredths of checking a signature.
    pub fn leading_cost(&self) -> usize {
        let (leading, signature) =
            (self.leading.load(Ordering::Relaxed), self.signature.load(Ordering::Relaxed));
        let cost = leading.saturating_mul(100) / signature.max(1);
        usize::try_from(cost).unwrap_or(MOST).min(MOST)
    }

    /// A thread led so many entries before it could help.
    pub fn led(&self, entry_count: usize, took: Duration) {
        learn(&self.leading, entry_count, took);
    }

    /// So many signatures were checked together, and all were valid.
    pub fn checked(&self, signature_count: usize, took: Duration) {
        learn(&self.signature, signature_count, took);
    }
}

/// Two threads that learn at once lose one measurement, and nothing else.
fn learn(held: &AtomicU64, count: usize, took: Duration) {
    if count < FEWEST {
        return;
    }
    let each = took.as_nanos() / (count as u128);
    let each = u64::try_from(each).unwrap_or(u64::MAX);
    let before = held.load(Ordering::Relaxed);
    held.store((before - before / WEIGHT).saturating_add(each / WEIGHT), Ordering::Relaxed);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_measured_again_and_again_is_held_to_be_so() {
        let pace = Pace::default();
        assert_eq!(pace.leading_cost(), 26);
        (0..60).for_each(|_| pace.led(1_000, Duration::from_micros(7_500)));
        assert!((95..=105).contains(&pace.leading_cost()), "{}", pace.leading_cost());
        (0..60).for_each(|_| pace.checked(1_000, Duration::from_micros(15_000)));
        assert!((47..=53).contains(&pace.leading_cost()), "{}", pace.leading_cost());
        // What is told of few, and what cannot be, changes little.
        (0..60).for_each(|_| pace.led(10, Duration::from_secs(1)));
        assert!((47..=53).contains(&pace.leading_cost()));
        (0..60).for_each(|_| pace.led(1_000, Duration::MAX));
        assert_eq!(pace.leading_cost(), MOST);
    }
}
