//! Replays the rules of `spec/rules.md` over a journal, window by window: all R-rules, and the state that other rules ask for.
//!
//! For each window, in order: [`Replay::control`] lets the entries that move no units take effect, one after the other; they
//! are few. Then [`Replay::window`] judges the movements, in parallel: first each by the state that its place in the journal
//! gives it, then custody by shards of serials; beside that the caller checks signatures, however it likes, with the keys of the
//! [`Keyring`]. [`Replay::finish`] looks for ids used twice and tells each finding its cause.
//!
//! | module | rules |
//! | --- | --- |
//! | `control` | R-101 to to R-175 |
//! | `signing`, `time` | R-110, R-112, R-113; R-120 to R-122 |
//! | `ids` | R-123 |
//! | `movement` | R-201 to to R-222 |
//! | `custody` | R-210 to, R-173 |
//! | `article6` | R-301 to R-381, N-301 to N-303: rulebook 2 |
//! | `origins` | R-401 to R-417: rulebook 3 |
//! | `holds` | R-501 to R-521: rulebook 4 |
//! | `notices` | R-601 to R-612, N-304: rulebook 5 |
//! | `found`, `causes` | one finding an entry, and what explains it |
//!
//! Invariants:
//! - Findings depend on the entries only: not on the number of threads, nor on where windows end.
//! - Nothing here is the writer's code: its book keeps a map of intervals, this sorts and sweeps.

mod article6;
mod axis;
mod causes;
mod control;
mod custody;
mod found;
mod holds;
mod ids;
mod keyring;
mod movement;
mod notices;
mod number_map;
mod origins;
mod overlap;
mod portion;
mod replay;
mod serials;
mod share;
mod signing;
mod state;
mod terms;
#[cfg(test)]
mod testing;
mod time;
mod timeline;

pub use keyring::Keyring;
pub use replay::{CheckpointRole, Replay, Replayed};

use ledger_format::block::SerialBlock;
use ledger_format::identifiers::EntryIndex;

use crate::finding::Rule;

/// A rule that an entry breaks, on one block of serials if it is about serials. Ordered by entry, then by rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Breach {
    entry: EntryIndex,
    rule: Rule,
    block: Option<SerialBlock>,
}

/// The first rule that an entry breaks, with all serials that break it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Broken {
    rule: Rule,
    serials: Vec<SerialBlock>,
}

impl From<Rule> for Broken {
    fn from(rule: Rule) -> Self {
        Self { rule, serials: Vec::new() }
    }
}

/// A rule by its number, and whether it holds.
#[inline]
fn ask(number: u16, holds: bool) -> Result<(), Rule> {
    if holds { Ok(()) } else { Err(Rule::R(number)) }
}
