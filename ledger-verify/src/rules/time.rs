//! The times of an entry.
//!
//! That ids are unique while they live is the business of [`super::ids`].

use ledger_format::entry::EntryBytes;
use ledger_format::identifiers::Timestamp;

use super::ask;
use crate::finding::Rule;

/// Asks of an entry, by the limit of the rulebook that it finds.
///
/// # Errors
/// The first that is broken.
#[inline]
pub fn ask_times(
    bytes: &EntryBytes<'_>,
    recorded_at: Timestamp,
    not_after_limit_ms: u64,
) -> Result<(), Rule> {
    let not_after = bytes.not_after();
    ask(120, bytes.occurred_at() <= recorded_at)?;
    ask(121, recorded_at <= not_after)?;
    ask(122, not_after.0.saturating_sub(recorded_at.0) <= not_after_limit_ms)
}
