//! The progress bar: on standard error, and only when that is a terminal.
//!
//! Invariant: it never writes to standard output, and nothing depends on it.

use std::io::IsTerminal as _;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::journal::source::JournalSource;

/// A bar over the bytes of a journal.
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// A bar as long as the journal, hidden where nobody sees it.
    #[must_use]
    pub fn over(source: &dyn JournalSource) -> Self {
        if !std::io::stderr().is_terminal() {
            return Self { bar: ProgressBar::hidden() };
        }
        // Faults are the verifier's to report.
        let segments = source.segments().unwrap_or_default();
        let sizes =
            segments.into_iter().filter_map(|segment| source.open(segment).ok()).map(|open| open.size());
        let bar = ProgressBar::with_draw_target(Some(sizes.sum()), ProgressDrawTarget::stderr());
        let template = "{bar:40} {percent:>3} %  {decimal_bytes} of {decimal_total_bytes}, {decimal_bytes_per_sec}, {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self { bar }
    }

    /// So many bytes more are done.
    pub fn advance(&self, bytes: u64) {
        self.bar.inc(bytes);
    }

    /// Takes the bar off the screen.
    pub fn finish(self) {
        self.bar.finish_and_clear();
    }
}
