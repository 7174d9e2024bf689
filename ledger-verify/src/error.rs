//! What keeps a ledger from being read at all: the environment's faults, never the ledger's (decision D7).

use std::io;

use ledger_format::frame::segment_file_name;
use ledger_format::identifiers::EntryIndex;
use thiserror::Error;

/// Why there is no report (verdict *unreadable*, `spec/rules.md` section 6).
#[derive(Debug, Error)]
pub enum Unreadable {
    /// The folder cannot be listed.
    #[error("the folder cannot be listed ({source}); give the ledger's folder, or its `journal` folder")]
    Folder {
        /// What listing gave.
        source: io::Error,
    },
    /// The folder has no segment.
    #[error(
        "no segment is there (files like 00000000000000000000.seg); give the ledger's folder, or its `journal` folder"
    )]
    NoSegment,
    /// A segment cannot be opened or read.
    #[error("{} cannot be read ({source}); check its permissions and the disk, or make the copy again", segment_file_name(*.segment))]
    Segment {
        /// Which segment.
        segment: EntryIndex,
        /// What reading gave.
        source: io::Error,
    },
    /// An entry cannot be read a second time.
    #[error("the journal could not be read a second time ({source}); is it being moved or overwritten?")]
    Again {
        /// What reading gave.
        source: io::Error,
    },
    /// The operating system gives no threads.
    #[error("no threads could be started; ask for fewer")]
    Threads {
        /// What starting them gave.
        source: rayon::ThreadPoolBuildError,
    },
    /// The operating system gives no randomness, without which many signatures cannot be checked at once.
    #[error("the operating system gave no randomness ({source})")]
    Randomness {
        /// What asking gave.
        source: io::Error,
    },
}

impl Unreadable {
    /// A segment that cannot be opened or read.
    pub(crate) fn segment(segment: EntryIndex) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Segment { segment, source }
    }
}
