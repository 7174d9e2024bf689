//! Reads and hashes the next window while the last one is being worked on.
//!
//! Invariants
//! - Windows come in order; at most two are waiting, so memory stays bounded.
//! - An error of the walk comes after the windows before it; an error of the work ends the walk.

use std::{ops::ControlFlow, sync::mpsc, thread};

use super::walk::{Walk, WalkedBatch};
use crate::error::Error;

/// Hands each window of a walk to `work`, which may stop early.
///
/// # Errors
/// Those of the walk and those of the work, whichever comes first in the journal.
pub(crate) fn for_each_window(
    walk: &mut Walk,
    mut work: impl FnMut(Vec<WalkedBatch>) -> Result<ControlFlow<()>, Error>,
) -> Result<(), Error> {
    thread::scope(|scope| {
        let (sender, receiver) = mpsc::sync_channel(1);
        let reader = scope.spawn(move || {
            loop {
                let window = walk.next_window()?;
                // A receiver that is gone wants no more.
                if window.is_empty() || sender.send(window).is_err() {
                    return Ok(());
                }
            }
        });
        for window in receiver {
            if work(window)?.is_break() {
                return Ok(());
            }
        }
        // A panic over there was a bug, and goes on here.
        reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}
