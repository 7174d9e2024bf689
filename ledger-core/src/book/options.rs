//! The rulebook's options with the values they have now.

use ledger_format::body::Rulebook;
use ledger_format::codes::RuleOption;
use ledger_format::limits::NOT_AFTER_LIMIT_DEFAULT_MS;
use serde::{Deserialize, Serialize};

/// Every option of rulebook 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleOptions {
    /// How far not_after may lie past recording, in milliseconds.
    pub not_after_limit_ms: u64,
}

impl Default for RuleOptions {
    fn default() -> Self {
        Self { not_after_limit_ms: NOT_AFTER_LIMIT_DEFAULT_MS }
    }
}

impl RuleOptions {
    /// The values under a rulebook: its last setting of an option counts, what it does not name has its default.
    #[must_use]
    pub fn of(rulebook: &Rulebook) -> Self {
        let mut options = Self::default();
        for setting in rulebook.settings.iter() {
            if setting.option == RuleOption::NOT_AFTER_LIMIT_MS {
                options.not_after_limit_ms = setting.value;
            }
        }
        options
    }
}
