//! Rulebook 3: where units come from (`spec/origins.md`), from R-401 on.
//!
//! What entries state (activities, monitorings, losses) is kept with the entry that says it, like everything else in
//! [`super::state`]. What issues draw and take, and cancellations settle, is gathered from the movements that name it, portion by
//! portion, and settled in the order of entries; underlying numbers are sorted and swept. Which monitorings overlap is known when
//! all have been read: then they are sorted once.
//!
//! | module | rules |
//! | --- | --- |
//! | `codes` | R-101 of what rulebook 3 adds |
//! | `statements` | R-113, R-141 of its kinds; but for what is drawn |
//! | `periods` | R-406 |
//! | `movements` | R-409 of what is drawn, R-411 to R-417 |
//!
//! Invariants:
//! - A journal in which no rulebook 3 is adopted costs a few bytes for each series here, and movements nothing.
//! - What is found depends on the entries only: not on threads, nor on where windows end.
//!
//! Conversions change no rule and no unit; they are judged and not kept.

mod codes;
mod levy;
mod movements;
mod periods;
mod state;
mod statements;

pub use codes::{unknown_code, unknown_setting};
pub use levy::Levy;
pub use movements::{Effects, Movements, Window};
pub use periods::overlapping;
pub use state::{OriginsState, SeriesOrigin};
pub use statements::{apply, ask, is_signed_as_asked};
