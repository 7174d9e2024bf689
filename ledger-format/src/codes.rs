//! The numbered codes of `spec/format.md` sections 6 and 7 and section 3 of `spec/article6.md`, `spec/origins.md`,
//! `spec/holds.md` and `spec/notices.md`.
//!
//! Invariants:
//! - A code is its number; it is never the position of a variant, and a number is never reused.
//! - Any number can be held: one that has no name here belongs to a later rulebook and makes a verdict undetermined.
//!
//! Which code is allowed where, and which rulebook knows it, is a rule, not a code.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident: $int:ty { $($(#[$item_doc:meta])* $item:ident = $code:literal, $label:literal;)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $int);

        impl $name {
            $($(#[$item_doc])* #[doc = $label] pub const $item: Self = Self($code);)*

            /// Every code that has a name, in order.
            pub const ALL: &[Self] = &[$(Self::$item),*];

            /// The code's name, if this version of the format knows it.
            #[must_use]
            pub fn name(self) -> Option<&'static str> {
                match self {
                    $(Self::$item => Some($label),)*
                    _ => None,
                }
            }

            /// The code of a name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name {
                    $($label => Some(Self::$item),)*
                    _ => None,
                }
            }

            /// Whether this version of the format knows the code.
            #[must_use]
            pub fn is_known(self) -> bool {
                self.name().is_some()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self.name() {
                    Some(name) => f.pad(name),
                    None => write!(f, "code {}", self.0),
                }
            }
        }
    )*};
}

mod article6;
mod holds;
mod origins;

pub use article6::{
    ActivityType, AdjustmentMethod, ApproachStatus, FirstTransferDefinition, ParticularTag, Purposes,
    RevocationTerms, Sector, StandingItem,
};
pub use holds::{EvidenceGrade, RestrictionReason};
pub use origins::{LineKind, Rounding};

codes! {
    /// What an entry says.
    Kind: u16 {
        GENESIS = 1, "genesis";
        RULEBOOK_ADOPTED = 2, "rulebook adopted";
        RECOVERY = 3, "recovery";
        NOTE = 4, "note";
        PARTY_DECLARED = 10, "Party declared";
        ROLE_GRANTED = 11, "role granted";
        ROLE_WITHDRAWN = 12, "role withdrawn";
        THRESHOLD_SET = 13, "threshold set";
        KEY_REGISTERED = 14, "key registered";
        KEY_ROTATED = 15, "key rotated";
        KEY_REVOKED = 16, "key revoked";
        SPACE_DECLARED = 20, "number space declared";
        SERIES_OPENED = 21, "series opened";
        ACCOUNT_OPENED = 30, "account opened";
        ACCOUNT_SUSPENDED = 31, "account suspended";
        ACCOUNT_REINSTATED = 32, "account reinstated";
        ACCOUNT_CLOSED = 33, "account closed";
        REPRESENTATIVES_CHANGED = 34, "representatives changed";
        MOVEMENT = 40, "movement";
        REVERSAL = 41, "reversing movement";
        APPROACH_DECLARED = 50, "cooperative approach declared";
        APPROACH_STATUS_CHANGED = 51, "approach status changed";
        NDC_PERIOD_DECLARED = 52, "NDC period declared";
        INVENTORY_STATED = 53, "inventory stated";
        STANDING_STATED = 54, "Party standing stated";
        ACTIVITY_DECLARED = 55, "activity declared";
        MONITORING_STATED = 56, "monitoring stated";
        LOSS_STATED = 57, "loss of stored carbon stated";
        CONVERSION_STATED = 58, "conversion stated";
        MONITORING_WITHDRAWN = 59, "monitoring withdrawn";
        AUTHORIZATION_STATED = 60, "authorization stated";
        ENTITY_STATED = 61, "authorized entity stated";
        AUTHORIZATION_ENDED = 62, "authorization ended";
        UNITS_AUTHORIZED = 63, "units authorized";
        IDENTIFIERS_ASSIGNED = 64, "ITMO identifiers assigned";
        APPROACH_REGISTRIES_STATED = 65, "approach registries stated";
        HOLD_PLACED = 70, "hold placed";
        HOLD_RELEASED = 71, "hold released";
        RESTRICTION_PLACED = 80, "restriction placed";
        RESTRICTION_LIFTED = 81, "restriction lifted";
        AEF_FILED = 90, "AEF filed";
        ADJUSTMENTS_FINAL = 91, "adjustments final";
        NOTICE_GIVEN = 110, "notice of remote use";
        NOTICE_WITHDRAWN = 111, "notice withdrawn";
    }

    /// What a group of keys may do.
    Role: u16 {
        OPERATOR = 1, "operator";
        AUTHORITY = 2, "authority";
        RECOVERY = 3, "recovery";
        CHECKPOINT = 4, "checkpoint";
    }

    /// What an account is for.
    AccountKind: u16 {
        SOURCE = 1, "Source";
        PENDING = 2, "Pending";
        HOLDING = 3, "Holding";
        USE_NDC = 4, "UseNdc";
        USE_OIMP = 5, "UseOimp";
        DOMESTIC_USE = 6, "DomesticUse";
        VOLUNTARY_CANCELLATION = 7, "VoluntaryCancellation";
        OMGE_CANCELLATION = 8, "OmgeCancellation";
        OTHER_CANCELLATION = 9, "OtherCancellation";
        ADAPTATION_FUND = 10, "AdaptationFund";
        REVERSAL_BUFFER = 11, "ReversalBuffer";
        IN_TRANSIT = 12, "InTransit";
        COUNTERPART = 13, "Counterpart";
    }

    /// What a movement does, in the words of the AEF.
    Action: u16 {
        ISSUE = 1, "issue";
        TRANSFER = 2, "transfer";
        FIRST_TRANSFER = 3, "first transfer";
        ACQUISITION = 4, "acquisition";
        USE_NDC = 5, "use towards an NDC";
        USE_OIMP = 6, "use for OIMP";
        CANCELLATION = 7, "cancellation";
        VOLUNTARY_CANCELLATION = 8, "voluntary cancellation";
        OMGE_CANCELLATION = 9, "cancellation for OMGE";
        ADAPTATION_FUND_CONTRIBUTION = 10, "contribution to the Adaptation Fund";
        DOMESTIC_USE = 11, "domestic use";
    }

    /// What a unit measures.
    Metric: u16 {
        GHG = 1, "GHG";
        NON_GHG = 2, "non-GHG";
    }

    /// Which 100-year global warming potentials a series uses.
    GwpSet: u16 {
        NOT_STATED = 0, "not stated";
        AR2 = 1, "AR2";
        AR4 = 2, "AR4";
        AR5 = 3, "AR5";
        AR6 = 4, "AR6";
    }

    /// Reductions, removals, or both.
    MitigationType: u16 {
        NOT_STATED = 0, "not stated";
        REDUCTIONS = 1, "emission reductions";
        REMOVALS = 2, "removals";
        BOTH = 3, "emission reductions and removals";
    }

    /// Under which regime a series was issued.
    Regime: u16 {
        PLAIN = 1, "plain";
        ARTICLE_6_2 = 2, "Article 6.2";
        ARTICLE_6_4 = 3, "Article 6.4";
    }

    /// A rulebook's option.
    RuleOption: u16 {
        NOT_AFTER_LIMIT_MS = 1, "not_after_limit_ms";
        DRAFT_APPROACH_FORBIDS = 2, "draft_approach_forbids";
        NO_INITIAL_REPORT_FORBIDS = 3, "no_initial_report_forbids";
        INELIGIBLE_FORBIDS = 4, "ineligible_forbids";
        ADAPTATION_SHARE = 5, "adaptation_share";
        OMGE_SHARE = 6, "omge_share";
        LEVY_ROUNDING = 7, "levy_rounding";
        EXEMPTION_COUNTS = 8, "exemption_counts";
        HOLD_LIMIT_MS = 9, "hold_limit_ms";
        APPROACH_REGISTRIES_BIND = 10, "approach_registries_bind";
        LEVY_FIRST_TRANSFERS = 11, "levy_first_transfers";
    }
}

impl AccountKind {
    /// Whether units that reach such an account stay there for ever.
    #[must_use]
    pub fn is_terminal(self) -> bool {
        matches!(self.0, 4..=9)
    }

    /// Whether units in such an account may still move.
    #[must_use]
    pub fn is_live(self) -> bool {
        matches!(self.0, 2 | 3 | 10..=13)
    }
}

/// Which way a posting goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Side {
    /// The transferring account gives.
    Debit = 1,
    /// The acquiring account takes.
    Credit = 2,
}

impl Side {
    /// The other side.
    #[must_use]
    pub fn opposite(self) -> Self {
        match self {
            Self::Debit => Self::Credit,
            Self::Credit => Self::Debit,
        }
    }
}

impl Serialize for Side {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (*self as u8).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Side {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u8::deserialize(deserializer)? {
            1 => Ok(Self::Debit),
            2 => Ok(Self::Credit),
            _ => Err(D::Error::custom("side must be 1 or 2")),
        }
    }
}
