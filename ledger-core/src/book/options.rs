//! The rulebook in force: its version, and its options with the values they have now.

use ledger_format::body::{Body, Rulebook, Setting};
use ledger_format::codes::{Kind, Rounding, RuleOption};
use ledger_format::limits::{HOLD_LIMIT_DEFAULT_MS, NOT_AFTER_LIMIT_DEFAULT_MS};
use serde::{Deserialize, Serialize};

/// What an option of rulebook 2 forbids: a sum of steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Forbidden(pub u64);

impl Forbidden {
    /// Stating an authorization.
    pub const STATING: Self = Self(1);
    /// Authorizing units.
    pub const AUTHORIZING: Self = Self(2);
    /// The first transfer.
    pub const FIRST_TRANSFER: Self = Self(4);
    /// The largest sum.
    pub const ALL: Self = Self(7);

    /// Whether a step is one of these.
    #[must_use]
    pub const fn includes(self, step: Self) -> bool {
        self.0 & step.0 != 0
    }
}

/// Which levied units are first transferred when their host authorizes them: a sum (option 11 of rulebook 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct LevyFirstTransfers(pub u64);

impl LevyFirstTransfers {
    /// Those that an AdaptationFund account holds.
    pub const ADAPTATION_FUND: Self = Self(1);
    /// Those that an OmgeCancellation account holds.
    pub const OMGE_CANCELLATION: Self = Self(2);
    /// The largest sum.
    pub const ALL: Self = Self(3);

    /// Whether these are among them.
    #[must_use]
    pub const fn includes(self, units: Self) -> bool {
        self.0 & units.0 != 0
    }
}

/// What regime 6.4 takes of an issue: options 5 to 8 of rulebook 3 (`spec/origins.md` section 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Levies {
    /// For adaptation, in ten-thousandths of the issue.
    pub adaptation_share: u16,
    /// For overall mitigation (cancelled), at least, in ten-thousandths of the issue.
    pub omge_share: u16,
    /// How both are rounded.
    pub rounding: Rounding,
    /// Whether a Party's exemption frees it from the share for adaptation.
    pub exemption_counts: bool,
}

impl Levies {
    /// The largest share: all of it.
    pub const SHARE_MAX: u64 = 10_000;

    fn set(&mut self, setting: &Setting) {
        // R-101 lets no larger value through.
        let value = u16::try_from(setting.value).unwrap_or(u16::MAX);
        match setting.option {
            RuleOption::ADAPTATION_SHARE => self.adaptation_share = value,
            RuleOption::OMGE_SHARE => self.omge_share = value,
            RuleOption::LEVY_ROUNDING => self.rounding = Rounding(value),
            RuleOption::EXEMPTION_COUNTS => self.exemption_counts = value == 1,
            _ => {}
        }
    }

    /// A share of so many units, rounded.
    #[must_use]
    pub fn of(&self, units: u128, share: u16) -> u128 {
        let all = units.saturating_mul(u128::from(share));
        // R-101 lets no other rounding through.
        self.rounding.divide(all, u128::from(Self::SHARE_MAX)).unwrap_or_default()
    }
}

impl Default for Levies {
    fn default() -> Self {
        Self { adaptation_share: 500, omge_share: 200, rounding: Rounding::UP, exemption_counts: false }
    }
}

/// The rulebook in force, with every option that any rulebook has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleOptions {
    /// Version of the rulebook; 1 before there is one.
    pub version: u32,
    /// How far not_after may lie past recording, in milliseconds.
    pub not_after_limit_ms: u64,
    /// What an approach that is not active forbids.
    pub draft_approach_forbids: Forbidden,
    /// What a missing initial report forbids.
    pub no_initial_report_forbids: Forbidden,
    /// What a Party's ineligibility forbids.
    pub ineligible_forbids: Forbidden,
    /// What regime 6.4 takes of an issue (rulebook 3).
    pub levies: Levies,
    /// How far a hold may expire past recording, in milliseconds (rulebook 4).
    pub hold_limit_ms: u64,
    /// Whether identifiers may name only registries that were stated for their approach (rulebook 5).
    pub approach_registries_bind: bool,
    /// Which levied units are first transferred when their host authorizes them (rulebook 5).
    pub levy_first_transfers: LevyFirstTransfers,
}

impl Default for RuleOptions {
    fn default() -> Self {
        Self {
            version: 1,
            not_after_limit_ms: NOT_AFTER_LIMIT_DEFAULT_MS,
            draft_approach_forbids: Forbidden::default(),
            no_initial_report_forbids: Forbidden::default(),
            ineligible_forbids: Forbidden::default(),
            levies: Levies::default(),
            hold_limit_ms: HOLD_LIMIT_DEFAULT_MS,
            approach_registries_bind: false,
            levy_first_transfers: LevyFirstTransfers::default(),
        }
    }
}

impl RuleOptions {
    /// The values under a rulebook: its last setting of an option counts, what it does not name has its default.
    #[must_use]
    pub fn of(rulebook: &Rulebook) -> Self {
        let mut options = Self { version: rulebook.version, ..Self::default() };
        for setting in rulebook.settings.iter() {
            let forbidden = Forbidden(setting.value);
            match setting.option {
                RuleOption::NOT_AFTER_LIMIT_MS => options.not_after_limit_ms = setting.value,
                RuleOption::DRAFT_APPROACH_FORBIDS => options.draft_approach_forbids = forbidden,
                RuleOption::NO_INITIAL_REPORT_FORBIDS => options.no_initial_report_forbids = forbidden,
                RuleOption::INELIGIBLE_FORBIDS => options.ineligible_forbids = forbidden,
                RuleOption::HOLD_LIMIT_MS => options.hold_limit_ms = setting.value,
                RuleOption::APPROACH_REGISTRIES_BIND => options.approach_registries_bind = setting.value == 1,
                RuleOption::LEVY_FIRST_TRANSFERS => {
                    options.levy_first_transfers = LevyFirstTransfers(setting.value);
                }
                _ => options.levies.set(setting),
            }
        }
        options
    }

    /// Whether it knows a kind of entry.
    #[must_use]
    pub fn knows(&self, kind: Kind) -> bool {
        // Before there is a rulebook, those kinds are known that every one knows.
        Body::rulebook_of(kind).is_some_and(|first| first <= self.version.max(1))
    }

    /// Whether what `spec/article6.md` asks is asked.
    #[must_use]
    pub const fn knows_article6(&self) -> bool {
        self.version >= 2
    }

    /// Whether what `spec/origins.md` asks is asked.
    #[must_use]
    pub const fn knows_origins(&self) -> bool {
        self.version >= 3
    }

    /// Whether what `spec/holds.md` asks is asked.
    #[must_use]
    pub const fn knows_holds(&self) -> bool {
        self.version >= 4
    }

    /// Whether what `spec/notices.md` asks is asked.
    #[must_use]
    pub const fn knows_notices(&self) -> bool {
        self.version >= 5
    }
}
