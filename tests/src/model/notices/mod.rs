//! What the model knows of what is told from elsewhere: notices of remote use, unit by unit, and the registries of approaches
//! (`spec/notices.md`).
//!
//! Invariants:
//! - A unit is noticed by one notice, or by none; a notice that was withdrawn stays known, and stands no more.
//! - What a notice did to a unit is written under the unit, not under the notice.
//!
//! | module | what it holds |
//! | --- | --- |
//! | `statements` | R-601, R-602, R-604, R-605, R-611, R-612; rules of the pages before, asked of a notice; who signs |
//! | `moving` | R-603, R-606, R-607 |
//! | `effects` | sections 5 and 6 |

mod effects;
mod moving;
mod statements;

use std::collections::BTreeMap;

use ledger_format::body::Rulebook;
use ledger_format::body::notices::NoticeGiven;
use ledger_format::codes::{AccountKind, Action, FirstTransferDefinition, Regime, RuleOption};
use ledger_format::identifiers::{RegistryId, Timestamp};

use super::{Forget, Model, UnitKey};

/// The word of another registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// As given.
    pub terms: NoticeGiven,
    /// Whether it was not withdrawn.
    pub stands: bool,
}

/// Everything that was told from elsewhere.
#[derive(Debug, Clone, Default)]
pub struct NoticesState {
    /// By name: the index of the entry that gave it.
    pub notices: BTreeMap<u64, Notice>,
    /// Of each unit that is noticed: by which notice.
    pub noticed: BTreeMap<UnitKey, u64>,
    /// By approach, where any are stated.
    pub registries: BTreeMap<u16, Vec<RegistryId>>,
    /// Option 10: whether identifiers may name only those.
    registries_bind: bool,
    /// Option 11: which levied units make their first transfer when they are authorized.
    levies: u64,
}

impl NoticesState {
    pub(super) fn adopt(&mut self, rulebook: &Rulebook) {
        (self.registries_bind, self.levies) = (false, 0);
        for setting in rulebook.settings.iter() {
            match setting.option {
                RuleOption::APPROACH_REGISTRIES_BIND => self.registries_bind = setting.value == 1,
                RuleOption::LEVY_FIRST_TRANSFERS => self.levies = setting.value,
                _ => {}
            }
        }
    }
}

impl Model {
    /// Whether another registry said, and did not take back, that a unit was used or cancelled there.
    #[must_use]
    pub fn is_noticed(&self, unit: &UnitKey) -> bool {
        self.notices.noticed.contains_key(unit) && self.forget != Forget::NoticesEnd
    }

    /// Whether a unit is ended for whoever authorizes it or gives it an identifier: a levy for OMGE is not, where the rulebook
    /// says that it is first transferred.
    #[must_use]
    pub fn is_ended_to_authorize(&self, unit: &UnitKey) -> bool {
        let is_levy = self.rulebook >= 5 && self.notices.levies & 2 != 0 && self.is_of_6_4(unit);
        let by_omge = self.kind_of_holder(unit) == Some(AccountKind::OMGE_CANCELLATION);
        if is_levy && by_omge { self.is_noticed(unit) } else { self.is_ended(unit) }
    }

    fn kind_of_holder(&self, unit: &UnitKey) -> Option<AccountKind> {
        self.accounts.get(&self.units.get(unit)?.account).map(|account| account.kind)
    }

    fn is_of_6_4(&self, unit: &UnitKey) -> bool {
        self.article6_series(unit).is_some_and(|series| series.regime == Regime::ARTICLE_6_4)
    }

    /// Whether the levy makes the first transfer of a unit that its host authorizes.
    pub(super) fn is_levied(&self, unit: &UnitKey) -> bool {
        let bit = match self.kind_of_holder(unit) {
            Some(AccountKind::ADAPTATION_FUND) => 1,
            Some(AccountKind::OMGE_CANCELLATION) => 2,
            _ => 0,
        };
        self.rulebook >= 5 && self.notices.levies & bit != 0 && self.is_of_6_4(unit)
    }

    /// Whether a notice would make a unit's first transfer, by trigger 4.
    #[must_use]
    pub fn is_first_transferred_by_notice(&self, action: Action, unit: &UnitKey, at: Timestamp) -> bool {
        let is_end = [
            Action::USE_OIMP,
            Action::CANCELLATION,
            Action::VOLUNTARY_CANCELLATION,
            Action::OMGE_CANCELLATION,
        ];
        let done = self.article6.facts.get(unit).is_none_or(|facts| facts.first_transfer.is_some());
        !done
            && is_end.contains(&action)
            && self
                .hosts_version_in_effect(unit, at)
                .is_some_and(|version| version.first_transfer == FirstTransferDefinition::USE_OR_CANCELLATION)
    }
}
