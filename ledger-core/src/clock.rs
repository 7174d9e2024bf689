//! The two clocks that a writer is given: the wall's, which may be set, and a steady one, which tells when it was.
//!
//! Invariants
//! - The time of recording that is stamped never decreases (D13), whatever the wall clock does.
//! - A step of the wall clock of more than 24 hours that the steady clock did not see is an error, not a timestamp; so is
//!   a gap of that size between the last batch and the opening, unless the operator gave their word.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use ledger_format::identifiers::Timestamp;

use crate::error::Error;

/// The largest step that needs nobody's word, in milliseconds: 24 hours (D13).
pub const CLOCK_JUMP_LIMIT_MS: u64 = 24 * 60 * 60 * 1_000;

/// Where time comes from.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// Milliseconds since 1970-01-01T00:00:00Z; may step in either direction.
    fn now(&self) -> Timestamp;

    /// Milliseconds since some moment of this process; never steps.
    fn steady_ms(&self) -> u64;
}

/// The operating system's clocks.
#[derive(Debug)]
pub struct SystemClock {
    start: Instant,
}

impl SystemClock {
    /// The clocks of this machine.
    #[must_use]
    pub fn new() -> Self {
        Self { start: Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
    }

    fn steady_ms(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// Turns clock readings into `recorded_at`.
#[derive(Debug)]
pub(crate) struct Timekeeper {
    last: Timestamp,
    /// Wall and steady time of the last stamp of this process.
    seen: Option<(Timestamp, u64)>,
    accepts_jump: bool,
}

impl Timekeeper {
    /// Goes on from the last batch, if there is one; `accepts_jump` is the operator's word for the first stamp.
    pub fn new(last: Timestamp, accepts_jump: bool) -> Self {
        Self { last, seen: None, accepts_jump }
    }

    /// The time to record a batch at.
    ///
    /// # Errors
    /// [`Error::ClockJump`].
    pub fn stamp(&mut self, clock: &dyn Clock) -> Result<Timestamp, Error> {
        let (now, steady) = self.look(clock)?;
        self.accepts_jump = false;
        self.seen = Some((now, steady));
        self.last = self.last.max(now);
        Ok(self.last)
    }

    /// Whether a batch could be recorded now; nothing is changed. Returns wall and steady time.
    ///
    /// # Errors
    /// [`Error::ClockJump`].
    pub fn look(&self, clock: &dyn Clock) -> Result<(Timestamp, u64), Error> {
        let (now, steady) = (clock.now(), clock.steady_ms());
        let expected = match self.seen {
            None => self.last.0,
            // Not before the last batch: a clock that was set back and is put right again has not jumped.
            Some((wall, then)) => wall.0.saturating_add(steady.saturating_sub(then)).max(self.last.0),
        };
        let first_of_journal = self.last == Timestamp(0);
        if now.0 > expected.saturating_add(CLOCK_JUMP_LIMIT_MS) && !self.accepts_jump && !first_of_journal {
            return Err(Error::ClockJump { last: self.last, now, torn_size: None });
        }
        Ok((now, steady))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[derive(Debug, Default)]
    struct Hands {
        wall: AtomicU64,
        steady: AtomicU64,
    }

    impl Clock for Hands {
        fn now(&self) -> Timestamp {
            Timestamp(self.wall.load(Ordering::Relaxed))
        }

        fn steady_ms(&self) -> u64 {
            self.steady.load(Ordering::Relaxed)
        }
    }

    const DAY: u64 = CLOCK_JUMP_LIMIT_MS;

    #[test]
    fn never_goes_back() {
        let (hands, mut keeper) = (Hands::default(), Timekeeper::new(Timestamp(5_000), false));
        hands.wall.store(4_000, Ordering::Relaxed);
        assert_eq!(keeper.stamp(&hands).unwrap(), Timestamp(5_000));
        hands.wall.store(6_000, Ordering::Relaxed);
        assert_eq!(keeper.stamp(&hands).unwrap(), Timestamp(6_000));
        hands.wall.store(5_500, Ordering::Relaxed);
        assert_eq!(keeper.stamp(&hands).unwrap(), Timestamp(6_000));
    }

    #[test]
    fn a_clock_that_was_set_back_may_be_put_right_without_a_word() {
        let (hands, mut keeper) = (Hands::default(), Timekeeper::new(Timestamp(9 * DAY), false));
        for wall in [9 * DAY, 5 * DAY, 9 * DAY + 1] {
            hands.wall.store(wall, Ordering::Relaxed);
            assert_eq!(keeper.stamp(&hands).unwrap(), Timestamp(wall.max(9 * DAY)));
        }
        hands.wall.store(10 * DAY + 2, Ordering::Relaxed);
        assert!(matches!(keeper.stamp(&hands), Err(Error::ClockJump { .. })));
    }

    #[test]
    fn a_jump_needs_a_word_and_a_quiet_weekend_in_a_running_process_does_not() {
        let hands = Hands::default();
        hands.wall.store(5_000 + DAY + 1, Ordering::Relaxed);
        let mut strict = Timekeeper::new(Timestamp(5_000), false);
        assert!(matches!(strict.stamp(&hands), Err(Error::ClockJump { .. })));
        let mut keeper = Timekeeper::new(Timestamp(5_000), true);
        keeper.stamp(&hands).unwrap();
        hands.wall.fetch_add(3 * DAY, Ordering::Relaxed);
        assert!(matches!(keeper.stamp(&hands), Err(Error::ClockJump { .. })), "the word is good once");
        hands.steady.fetch_add(3 * DAY, Ordering::Relaxed);
        keeper.stamp(&hands).unwrap();
    }
}
