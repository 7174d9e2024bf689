//! Rulebook 4: what holds units back (`spec/holds.md`), from R-501 on.
//!
//! What entries state is kept with the entry that says it, like everything else in [`super::state`]. What movements accept is gathered
//! from them, portion by portion, and settled in the order of entries; then every hold and restriction is in force from one entry to
//! another. Whether one lies over a block is counted (those that begin before its end, less those that end before its beginning), and
//! who held the serials of a hold when it was placed is swept along the serials: no map of intervals is kept.
//!
//! | module | rules |
//! | --- | --- |
//! | `codes` | R-101 of what rulebook 4 adds |
//! | `statements` | R-112, R-113, R-141, R-202 to R-204 of its kinds; to R-513 |
//! | `bars` | R-505 to R-508, R-514 |
//! | `holders` | R-504 |
//! | `evidence` | R-521 |
//!
//! Invariants:
//! - A journal in which no rulebook 4 is adopted costs nothing here; movements where nothing is held back or restricted cost one look.
//! - What is found depends on the entries only: not on threads, nor on where windows end.
//! - Memory: some 32 bytes for each hold and restriction that was ever placed, and 16 until its time has come; the blocks and accounts
//!   of those that may still bind.

mod bars;
mod codes;
mod evidence;
mod holders;
mod state;
mod statements;

pub use bars::{Bars, Gatherer, Window};
pub use codes::{unknown_code, unknown_setting};
pub use evidence::{ask_evidence, is_sound};
pub use state::HoldsState;
pub use statements::{apply, ask, ask_signed};

use ledger_format::body::{Movement, ParticularValue};
use ledger_format::codes::ParticularTag;
use ledger_format::identifiers::EntryIndex;

/// The hold that a movement names: by its first particular 7 of the right size.
pub fn hold_of(movement: &Movement) -> Option<EntryIndex> {
    let mut of_tag = movement.particulars.iter().filter(|particular| particular.tag == ParticularTag::HOLD.0);
    of_tag.find_map(|particular| match particular.read() {
        Some(ParticularValue::Hold(hold)) => Some(hold),
        _ => None,
    })
}
