//! The codes of what holds units back (`spec/holds.md` section 3).
//!
//! Invariant: as of every code here: it is its number, and any number can be held.

use std::fmt;

use serde::{Deserialize, Serialize};

codes! {
    /// Why nothing moves.
    RestrictionReason: u16 {
        UNRESOLVED_INCONSISTENCY = 1, "unresolved inconsistency";
        COURT_ORDER = 2, "court order";
        SUSPENDED_RECOGNITION = 3, "suspended recognition";
        OTHER = 4, "other";
    }

    /// On what the word of another registry was taken.
    EvidenceGrade: u8 {
        PROOF = 1, "proof";
        SIGNED_NOTICE = 2, "signed notice";
        DOCUMENT_DIGEST = 3, "document digest";
        NONE = 4, "none";
    }
}
