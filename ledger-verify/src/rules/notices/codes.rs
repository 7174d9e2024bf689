//! R-101 of what rulebook 5 adds: its codes and its options (`spec/notices.md` sections 2 and 3).

use ledger_format::body::{Notices, Setting};
use ledger_format::codes::{Purposes, RuleOption};

/// Highest value of option 11: a sum of 1 and 2.
const LEVIES_MAX: u64 = 3;

/// What of a statement this version does not know, if anything.
pub fn unknown_code(body: &Notices) -> Option<&'static str> {
    let Notices::Given(notice) = body else { return None };
    let is_purpose = matches!(notice.purpose, Purposes(0) | Purposes::IMP | Purposes::OP);
    let known = notice.action.is_known() && notice.evidence.grade.is_known() && is_purpose;
    (!known).then_some("the notice's action, purpose or grade of evidence is not known to this version")
}

/// Whether the value of an option that rulebook 5 adds is not known; none for an option that it does not add.
pub fn unknown_setting(setting: &Setting) -> Option<bool> {
    match setting.option {
        RuleOption::APPROACH_REGISTRIES_BIND => Some(setting.value > 1),
        RuleOption::LEVY_FIRST_TRANSFERS => Some(setting.value > LEVIES_MAX),
        _ => None,
    }
}
