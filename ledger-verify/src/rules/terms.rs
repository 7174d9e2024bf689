//! What the rulebook in force says: its version, what options 2 to 4 forbid (`spec/article6.md` section 3), options 5 to 8
//! (`spec/origins.md` section 3), option 9 (`spec/holds.md` section 3), and options 10 and 11 (`spec/notices.md` section 3).
//!
//! Invariants:
//! - Of an option that is set twice the last word counts; one of 2 to 4 that is not set forbids nothing.

use ledger_format::body::Rulebook;
use ledger_format::codes::{AccountKind, RuleOption};
use ledger_format::limits::HOLD_LIMIT_DEFAULT_MS;

use crate::rules::origins::Levy;

/// What an option can forbid, by its place in the option's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Stating an authorization.
    Stating = 1,
    /// Authorizing units.
    Authorizing = 2,
    /// A first transfer.
    FirstTransfer = 4,
}

/// A rulebook in short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Its version.
    pub version: u32,
    /// The shares of issues in regime 6.4.
    pub levy: Levy,
    /// How far the end of a hold may lie past its recording, in ms.
    pub hold_limit_ms: u64,
    /// Whether identifiers may name only registries that were stated for their approach.
    pub registries_bind: bool,
    levy_first_transfers: u64,
    draft_approach_forbids: u64,
    no_initial_report_forbids: u64,
    ineligible_forbids: u64,
}

impl Default for Terms {
    /// Before genesis.
    fn default() -> Self {
        Self {
            version: 1,
            levy: Levy::default(),
            hold_limit_ms: HOLD_LIMIT_DEFAULT_MS,
            registries_bind: false,
            levy_first_transfers: 0,
            draft_approach_forbids: 0,
            no_initial_report_forbids: 0,
            ineligible_forbids: 0,
        }
    }
}

impl Terms {
    /// What a rulebook says.
    pub fn of(rulebook: &Rulebook) -> Self {
        let mut terms = Self { version: rulebook.version, ..Self::default() };
        for setting in rulebook.settings.iter() {
            match setting.option {
                RuleOption::DRAFT_APPROACH_FORBIDS => terms.draft_approach_forbids = setting.value,
                RuleOption::NO_INITIAL_REPORT_FORBIDS => terms.no_initial_report_forbids = setting.value,
                RuleOption::INELIGIBLE_FORBIDS => terms.ineligible_forbids = setting.value,
                RuleOption::HOLD_LIMIT_MS => terms.hold_limit_ms = setting.value,
                RuleOption::APPROACH_REGISTRIES_BIND => terms.registries_bind = setting.value == 1,
                RuleOption::LEVY_FIRST_TRANSFERS => terms.levy_first_transfers = setting.value,
                _ => terms.levy.set(setting),
            }
        }
        terms
    }

    /// Whether the rules of Article 6 are asked.
    #[inline]
    pub fn knows_article6(&self) -> bool {
        self.version >= 2
    }

    /// Whether it is asked where units come from.
    #[inline]
    pub fn knows_origins(&self) -> bool {
        self.version >= 3
    }

    /// Whether it is asked what holds units back.
    #[inline]
    pub fn knows_holds(&self) -> bool {
        self.version >= 4
    }

    /// Whether it is asked what is told from elsewhere.
    #[inline]
    pub fn knows_notices(&self) -> bool {
        self.version >= 5
    }

    /// Whether authorizing a unit of regime 6.4 that an account of this kind holds is its first transfer.
    pub fn first_transfers_levy(&self, kind: AccountKind) -> bool {
        let bit = match kind {
            AccountKind::ADAPTATION_FUND => 1,
            AccountKind::OMGE_CANCELLATION => 2,
            _ => 0,
        };
        self.levy_first_transfers & bit != 0
    }

    /// Whether an approach that is not active forbids it.
    pub fn asks_for_active_approach(&self, deed: Deed) -> bool {
        self.draft_approach_forbids & deed as u64 != 0
    }

    /// Whether a missing initial report forbids it.
    pub fn asks_for_report(&self, deed: Deed) -> bool {
        self.no_initial_report_forbids & deed as u64 != 0
    }

    /// Whether a Party that is not eligible forbids it.
    pub fn asks_for_eligibility(&self, deed: Deed) -> bool {
        self.ineligible_forbids & deed as u64 != 0
    }
}
