//! Up to where the past is asked for: at the head, after an entry, or at a recorded or occurred time (decision D13).

use ledger_format::identifiers::{EntryIndex, Timestamp};
use serde::{Deserialize, Serialize};

use crate::book::CustodyEvent;

/// The state that a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum AsAt {
    /// The durable head.
    #[default]
    Head,
    /// After this entry.
    Entry(EntryIndex),
    /// After every entry recorded at or before this time.
    Recorded(Timestamp),
    /// After every movement that took place at or before this time, in order of the entries.
    Occurred(Timestamp),
}

/// Which events count: those of entries below a bound that an [`AsAt`] lets in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cut {
    /// Entries from here on are not durable, or not known to who asks.
    pub(crate) below: EntryIndex,
    pub(crate) as_at: AsAt,
}

/// Lowest and highest of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Extent {
    pub(crate) low: u64,
    pub(crate) high: u64,
}

impl Extent {
    pub(super) const NONE: Self = Self { low: u64::MAX, high: 0 };

    pub(super) fn take_in(&mut self, value: u64) {
        self.low = self.low.min(value);
        self.high = self.high.max(value);
    }
}

/// When a number of events happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Times {
    pub(crate) entries: Extent,
    pub(crate) recorded_at: Extent,
    pub(crate) occurred_at: Extent,
}

impl Times {
    pub(super) const NONE: Self =
        Self { entries: Extent::NONE, recorded_at: Extent::NONE, occurred_at: Extent::NONE };

    pub(super) fn take_in(&mut self, event: &CustodyEvent) {
        self.entries.take_in(event.entry.0);
        self.recorded_at.take_in(event.recorded_at.0);
        self.occurred_at.take_in(event.occurred_at.0);
    }
}

/// How many of some events a cut lets in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Share {
    All,
    Nothing,
    Perhaps,
}

impl Cut {
    pub(crate) fn lets_in(&self, event: &CustodyEvent) -> bool {
        event.entry < self.below
            && match self.as_at {
                AsAt::Head => true,
                AsAt::Entry(entry) => event.entry <= entry,
                AsAt::Recorded(time) => event.recorded_at <= time,
                AsAt::Occurred(time) => event.occurred_at <= time,
            }
    }

    pub(crate) fn share_of(&self, times: &Times) -> Share {
        let up_to = |extent: Extent, limit: u64| {
            if extent.high <= limit {
                Share::All
            } else if extent.low > limit {
                Share::Nothing
            } else {
                Share::Perhaps
            }
        };
        let durable = match self.below.0.checked_sub(1) {
            Some(last) => up_to(times.entries, last),
            None => Share::Nothing,
        };
        let wanted = match self.as_at {
            AsAt::Head => Share::All,
            AsAt::Entry(entry) => up_to(times.entries, entry.0),
            AsAt::Recorded(time) => up_to(times.recorded_at, time.0),
            AsAt::Occurred(time) => up_to(times.occurred_at, time.0),
        };
        match (durable, wanted) {
            (Share::Nothing, _) | (_, Share::Nothing) => Share::Nothing,
            (Share::All, Share::All) => Share::All,
            _ => Share::Perhaps,
        }
    }
}
