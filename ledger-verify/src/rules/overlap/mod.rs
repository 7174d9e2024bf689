//! How many blocks of a multitude lie over a block: counted by their ends, without a map of intervals.
//!
//! [`Cover`] keeps a multitude from window to window, [`Changing`] what becomes of it within one, in the order of entries; [`Sketch`] tells
//! of most blocks that there is nothing to count.
//!
//! Invariants:
//! - A question costs a few searches, however many blocks lie over each other.
//! - What is taken away was added before, with the same ends.

mod changing;
mod sketch;
mod tally;

pub use changing::Changing;
pub use sketch::Sketch;
pub use tally::Cover;

use ledger_format::block::SerialBlock;
use ledger_format::identifiers::SpaceId;

/// A place on the axis of all serials.
type Point = (SpaceId, u64);

/// Where a block begins, and where the next one could.
fn ends_of(block: &SerialBlock) -> [Point; 2] {
    [(block.space, block.first), (block.space, block.last.saturating_add(1))]
}
