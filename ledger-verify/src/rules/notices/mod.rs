//! Rulebook 5: what is told from elsewhere (`spec/notices.md`), from R-601 on.
//!
//! What entries state (notices, withdrawals, registries of approaches) is kept with the entry that says it, like everything else in
//! [`super::state`]. What a notice does to units is an act like others on them (`super::article6`), which says for which serials it took
//! effect; over these it is counted what is noticed when a movement or hold asks: no map of intervals is kept.
//!
//! | module | rules |
//! | --- | --- |
//! | `codes` | R-101 of what rulebook 5 adds |
//! | `statements` | R-113, R-141, R-202, R-203, R-302, R-345, R-360 of its kinds, R-611 |
//! | `registries` | R-612, N-304 |
//! | `noticed` | R-603 |
//!
//! and what a notice asks of units besides, stand with the units; R-606 with issues (`super::origins`), R-607 with accounts
//! (`super::control`).
//!
//! Invariants:
//! - A journal in which no rulebook 5 is adopted costs nothing here; movements where nothing is noticed cost one look.
//! - What is found depends on the entries only: not on threads, nor on where windows end.
//! - Memory: some 50 bytes for each notice that was ever given, and the blocks of those that stand.

mod codes;
mod noticed;
mod registries;
mod state;
mod statements;

pub use codes::{unknown_code, unknown_setting};
pub use noticed::{Gatherer, Noticed};
pub use registries::ask_registry;
pub use state::NoticesState;
pub use statements::{apply, ask, is_signed_as_asked};
