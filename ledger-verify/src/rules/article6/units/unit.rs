//! What is known of a unit.
//!
//! Invariant: a unit is issued exactly if something is known of it, in a space where Article 6 units may lie.

use std::num::NonZeroU64;

use ledger_format::identifiers::{ApproachNumber, EntryIndex};

use super::attachments::Attachments;
use super::holder::Holder;
use crate::rules::custody::SeriesMark;

/// How a unit made its first transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FirstTransfer {
    /// It did not.
    #[default]
    None,
    /// When it was authorized.
    Authorized,
    /// By a movement.
    Moved(EntryIndex),
    /// By a notice.
    Noticed(EntryIndex),
}

/// What is known of an issued unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// Its series.
    pub series: SeriesMark,
    /// Who holds it.
    pub holder: Holder,
    /// The approach that its identifier names, if it has one.
    pub identifier: Option<ApproachNumber>,
    /// Its first transfer.
    pub first_transfer: FirstTransfer,
    /// Its attachments.
    pub attachments: Attachments,
    /// The notice that took effect for it and stands, if one does.
    pub noticed: Option<NoticeName>,
}

/// The entry of a notice: not 0, where genesis is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoticeName(NonZeroU64);

impl NoticeName {
    /// Of an entry that can be a notice.
    pub fn of(entry: EntryIndex) -> Option<Self> {
        NonZeroU64::new(entry.0).map(Self)
    }
}

impl Unit {
    /// A unit of which nothing but its series and holder is known.
    pub fn issued(series: SeriesMark, holder: Holder) -> Self {
        Self {
            series,
            holder,
            identifier: None,
            first_transfer: FirstTransfer::None,
            attachments: Attachments::default(),
            noticed: None,
        }
    }

    /// Whether it made its first transfer.
    pub fn is_first_transferred(&self) -> bool {
        self.first_transfer != FirstTransfer::None
    }
}
