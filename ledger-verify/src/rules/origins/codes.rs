//! R-101 of what rulebook 3 adds: its codes and options (`spec/origins.md` section 3).

use ledger_format::body::origins::{ActivityDeclared, MonitoringStated};
use ledger_format::body::{Origins, Setting};
use ledger_format::codes::{MitigationType, Rounding, RuleOption};

use super::levy::SHARES;

/// What of a statement this version does not know, if anything.
pub fn unknown_code(body: &Origins) -> Option<&'static str> {
    let (known, what) = match body {
        Origins::ActivityDeclared(activity) => {
            (knows_activity(activity), "a code of the activity is not known to this version")
        }
        Origins::MonitoringStated(monitoring) => (
            knows_monitoring(monitoring),
            "the kind of a line, or how it was rounded, is not known to this version",
        ),
        Origins::LossStated(_) | Origins::ConversionStated(_) | Origins::MonitoringWithdrawn(_) => {
            return None;
        }
    };
    (!known).then_some(what)
}

fn knows_activity(activity: &ActivityDeclared) -> bool {
    activity.sector.is_known()
        && activity.activity_type.is_known()
        && activity.mitigation_type.is_known()
        && activity.mitigation_type != MitigationType::NOT_STATED
        && activity.metric.is_known()
}

fn knows_monitoring(monitoring: &MonitoringStated) -> bool {
    monitoring.lines.iter().all(|line| {
        line.name.kind.is_known()
            && line.rounding.is_known()
            && line.deductions.iter().all(|deduction| deduction.rounding.is_known())
    })
}

/// Whether an option that rulebook 3 adds has a value that it knows; none for an option that it does not add.
pub fn unknown_setting(setting: &Setting) -> Option<bool> {
    let known = match setting.option {
        RuleOption::ADAPTATION_SHARE | RuleOption::OMGE_SHARE => SHARES.contains(&setting.value),
        RuleOption::LEVY_ROUNDING => {
            u16::try_from(setting.value).is_ok_and(|rounding| Rounding(rounding).is_known())
        }
        RuleOption::EXEMPTION_COUNTS => setting.value <= 1,
        _ => return None,
    };
    Some(!known)
}
