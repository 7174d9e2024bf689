//! Damage in the journal: which file, at which byte, what was expected and what was found.
//!
//! A crash's torn tail is none; see [`super::tail`].

use std::fmt;

use ledger_format::{
    entry::CutFault,
    frame::FrameFault,
    head::Head,
    identifiers::{Digest, EntryIndex, Timestamp},
};

use crate::storage::FilePath;

/// A place in the journal that is not what a writer wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corruption {
    /// The file.
    pub file: FilePath,
    /// The first byte of the frame that is wrong, in bytes from the file's start.
    pub offset: u64,
    /// What is wrong with it.
    pub fault: JournalFault,
}

/// What is wrong with a frame or header, by the rules J-101 to J-110 of `spec/rules.md`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JournalFault {
    /// The segment has no good header (J-101).
    SegmentHeader(FrameFault),
    /// The header does not bear the ledger's origin (J-101).
    Origin,
    /// The header's first entry is not the file name's (J-101).
    SegmentName {
        /// What the header says.
        found: EntryIndex,
    },
    /// Segment or batch does not begin where the one before ended (J-102, J-104).
    FirstEntry {
        /// Entries before it.
        expected: EntryIndex,
        /// What the header says.
        found: EntryIndex,
    },
    /// Segment or batch does not link to what is before it (J-102, J-105).
    Parent {
        /// The chain so far.
        expected: Digest,
        /// What the header says.
        found: Digest,
    },
    /// No frame begins with these bytes (J-103).
    Magic([u8; 4]),
    /// A frame's header or check is not good (J-103).
    Frame(FrameFault),
    /// The file ends inside the frame (J-103).
    FileEnds {
        /// The frame's size in bytes.
        expected: u64,
        /// The bytes that are there.
        found: u64,
    },
    /// Bytes that are not 00 behind the segment's end (J-103).
    BehindEnd,
    /// The payload cannot be cut into its entries (J-106).
    Payload(CutFault),
    /// The payload has more or fewer entries than the header says (J-106).
    EntryCount {
        /// What the header says.
        expected: u32,
        /// Entries, or bytes left over behind the last.
        found: u32,
    },
    /// The batch's entries do not give its chain (J-107).
    Chain {
        /// The chain computed.
        expected: Digest,
        /// What the header says.
        found: Digest,
    },
    /// The batch is recorded before the one before it (J-108).
    RecordedAt {
        /// When the batch before was recorded.
        before: Timestamp,
        /// What the header says.
        found: Timestamp,
    },
    /// A batch without a head frame, although another follows (J-109).
    HeadMissing,
    /// A head frame that does not follow on a batch (J-109).
    HeadMisplaced,
    /// A head frame that states another head (J-110).
    Head {
        /// The head computed; its root is that of the frame where roots are not computed.
        expected: Box<Head>,
        /// What the frame says.
        found: Box<Head>,
    },
    /// The first batch is not genesis alone.
    Genesis,
    /// The journal does not hold what a snapshot of the book, or the open handle, knows to have been durable.
    Shortened {
        /// Entries known to have been durable.
        expected: u64,
        /// Entries of the journal that link to each other up to there.
        found: u64,
    },
}

impl std::error::Error for Corruption {}

impl fmt::Display for Corruption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is damaged at byte {}: {}", self.file, self.offset, self.fault)
    }
}

impl fmt::Display for JournalFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SegmentHeader(fault) => write!(f, "expected a segment header, found that {fault}"),
            Self::Origin => f.write_str("expected this ledger's origin, found another"),
            Self::SegmentName { found } => {
                write!(f, "expected the first entry that the file is named after, found {found}")
            }
            Self::FirstEntry { expected, found } => {
                write!(f, "expected first entry {expected}, found {found}")
            }
            Self::Parent { expected, found } => write!(f, "expected parent chain {expected}, found {found}"),
            Self::Magic([a, b, c, d]) => {
                write!(f, "expected a batch or head frame, found {a:02x}{b:02x}{c:02x}{d:02x}")
            }
            Self::Frame(fault) => write!(f, "expected a good frame, found that {fault}"),
            Self::FileEnds { expected, found } => {
                write!(f, "expected a frame of {expected} bytes, found that the file ends after {found}")
            }
            Self::BehindEnd => f.write_str("expected nothing but 00 to the file's end, found other bytes"),
            Self::Payload(fault) => write!(f, "expected whole entries in the batch, found that {fault}"),
            Self::EntryCount { expected, found } => {
                write!(f, "expected {expected} entries in the batch, found {found}")
            }
            Self::Chain { expected, found } => {
                write!(f, "expected chain {expected} after the batch's entries, found {found} in its header")
            }
            Self::RecordedAt { before, found } => {
                write!(f, "expected a batch recorded at {before} ms or later, found {found} ms")
            }
            Self::HeadMissing => f.write_str("expected a head frame behind this batch, found none"),
            Self::HeadMisplaced => {
                f.write_str("expected a batch frame, found a head frame without its batch")
            }
            Self::Head { expected, found } => write!(
                f,
                "expected head {} {} {}, found {} {} {} in the head frame",
                expected.entry_count,
                expected.chain,
                expected.root,
                found.entry_count,
                found.chain,
                found.root
            ),
            Self::Shortened { expected, found } => write!(
                f,
                "expected the {expected} entries that are known to have been durable, found {found}; restore the journal from \
                 a backup, or, if an older one was put here on purpose, delete the folder book/"
            ),
            Self::Genesis => {
                f.write_str("expected the genesis entry alone in the first batch, found something else")
            }
        }
    }
}
