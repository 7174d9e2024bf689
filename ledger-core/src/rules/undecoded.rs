//! Refusals of what no rule can be asked about: bytes that are no entry, or say nothing that is known.

use ledger_format::codes::Kind;
use ledger_format::entry::{CutFault, EntryFault};

use super::detail::UnknownCode;
use super::refusal::Refusal;

impl Refusal {
    /// R-100, for an entry that does not decode.
    #[must_use]
    pub fn malformed(fault: EntryFault) -> Self {
        Self::Malformed(fault)
    }

    /// R-100, for an entry that does not decode and whose kind the rulebook in force knows; else R-101: a kind that is not
    /// known need not decode, but its keys are in order.
    #[must_use]
    pub(crate) fn undecoded(fault: EntryFault, kind: Kind, known: bool) -> Self {
        if known || fault == EntryFault::KeyOrder { Self::Malformed(fault) } else { Self::unknown_kind(kind) }
    }

    /// R-100, for bytes that cannot be cut into an entry.
    #[must_use]
    pub fn uncut(fault: CutFault) -> Self {
        Self::Uncut(fault)
    }

    /// R-101, for a kind that this version does not list.
    #[must_use]
    pub fn unknown_kind(kind: Kind) -> Self {
        Self::UnknownCode(UnknownCode::Kind(kind))
    }
}
