//! R-101 of what rulebook 4 adds: its codes and its option (`spec/holds.md` section 3).

use ledger_format::body::{Holds, Setting};
use ledger_format::codes::RuleOption;

/// What of a statement this version does not know, if anything.
pub fn unknown_code(body: &Holds) -> Option<&'static str> {
    let (known, what) = match body {
        Holds::Placed(hold) => (hold.action.is_known(), "the hold's action is not known to this version"),
        Holds::Restricted(restriction) => {
            (restriction.reason.is_known(), "the reason of the restriction is not known to this version")
        }
        Holds::Released(_) | Holds::Lifted(_) => return None,
    };
    (!known).then_some(what)
}

/// Whether an option that rulebook 4 adds has a value that it knows; none for an option that it does not add.
pub fn unknown_setting(setting: &Setting) -> Option<bool> {
    (setting.option == RuleOption::HOLD_LIMIT_MS).then_some(false)
}
