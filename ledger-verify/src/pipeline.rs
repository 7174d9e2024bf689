//! Takes a journal through all stages, a window at a time, while the next window is read.
//!
//! Invariants:
//! - Two windows are in memory, never more.
//! - What a window gives depends on the frames before it, not on where windows begin or how many threads run.
//!
//! The stages of one window stand in [`crate::stages`]; trust and checkpoint are asked when all is read.

use crate::error::Unreadable;
use crate::journal::source::JournalSource;
use crate::journal::walk::{Walk, Window};
use crate::options::Options;
use crate::sample::Drawn;
use crate::sequence::Onward;
use crate::stages::{Passage, Stages};

/// Reads and checks a whole journal, or the part that is asked for. `progress` gets the bytes of each window that is done.
///
/// # Errors
/// [`Unreadable`] when there is no journal, or a file of it cannot be read.
pub(crate) fn run<'s>(
    source: &'s dyn JournalSource,
    options: &'s Options,
    checkpoint_at: Option<u64>,
    drawn: Option<&'s Drawn>,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Passage<'s>, Unreadable> {
    let mut walk = Walk::new(source, options.window)?;
    let mut stages = Stages::new(source, options, checkpoint_at, drawn)?;
    let mut window = walk.next_window(Window::default())?;
    let mut recycled = Window::default();
    while let Some(current) = window {
        let (checked, next) = rayon::join(|| stages.window(&current), || walk.next_window(recycled));
        progress(current.bytes.len() as u64);
        if checked? == Onward::Ends {
            break;
        }
        window = next?;
        recycled = current;
    }
    Ok(stages.into_passage())
}
