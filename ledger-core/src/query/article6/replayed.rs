//! Every entry up to the durable head, decoded and in order, to be replayed once more.
//!
//! Invariants:
//! - Every batch's chain is checked on the way; what does not agree ends it with an error.
//! - It reads the journal, a window ahead, and holds no lock.

use std::ops::ControlFlow;
use std::sync::Arc;

use crate::error::Error;
use crate::journal::ahead::for_each_window;
use crate::journal::walk::{Depth, Walk};
use crate::ledger::Ledger;
use crate::recovery::loading::candidates;
use crate::rules::Candidate;

/// Calls `each` with every entry, until it breaks off.
///
/// # Errors
/// [`Error::Corrupt`], [`Error::Undetermined`], and what the medium reports.
pub(super) fn each_entry(
    ledger: &Ledger,
    mut each: impl FnMut(&Candidate<'_>) -> ControlFlow<()>,
) -> Result<(), Error> {
    let shared = &ledger.shared;
    let head = ledger.durable_head();
    let walk = Walk::from_genesis(Arc::clone(&shared.storage), shared.origin.clone(), Depth::Entries)?;
    for_each_window(&mut walk.up_to(head.entry_count), |window| {
        for walked in &window {
            for candidate in candidates(&walked.batch) {
                if each(&candidate?).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
        }
        Ok(ControlFlow::Continue(()))
    })
}
