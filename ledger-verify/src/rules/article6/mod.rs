//! Rulebook 2: Article 6 (`spec/article6.md`), from R-301 on.
//!
//! What entries declare (approaches, periods, authorizations and so on) is kept with the entry that says it, and asked for by
//! place, like everything else in [`super::state`]. What becomes of units is found by sorting the blocks of a window by space and
//! serial and sweeping them; only caps and numbers, which look at all units of a window at once, are settled in the order of entries.
//!
//! | module | rules |
//! | --- | --- |
//! | `codes` | R-101 of what rulebook 2 adds |
//! | `statements` | R-113, R-141, R-202 of its kinds; remarks on statements |
//! | `particulars` | R-360 |
//! | `units` | R-346 to; remarks on first transfers; of notices of rulebook 5 also R-601 and R-602 |
//! | `filings` | R-381 |
//!
//! Invariants:
//! - A journal in which no rulebook 2 is adopted costs nothing here, and what moves in spaces without Article 6 series next to nothing.
//! - What is found depends on the entries only: not on threads, nor on where windows end.

mod admission;
mod codes;
mod filings;
mod particulars;
mod state;
mod statements;
mod units;

pub use codes::{unknown_code, unknown_particular, unknown_setting};
pub use filings::misquoted_chains;
pub use particulars::year_of_use;
pub use state::Article6State;
pub use state::names::Measured;
pub use state::series::UnitSeries;
pub use statements::{apply, ask, ask_blocks, ask_spaces, is_signed_as_asked};
pub use units::{Gatherer, Units, Window};
