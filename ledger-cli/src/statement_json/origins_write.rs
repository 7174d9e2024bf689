//! From what an entry says about where units come from to its JSON.

use ledger_format::body::origins::{ActivityDeclared, MonitoringLine, MonitoringStated, Origins};

use super::amount::AmountJson;
use super::body::BodyJson;
use super::origins::{
    ActivityJson, ComponentJson, ConversionJson, DeductionJson, LossJson, MonitoringJson, MonitoringLineJson,
    MonitoringWithdrawnJson,
};
use super::text::{Named, Text};
use super::words::Moment;

impl From<&Origins> for BodyJson {
    fn from(body: &Origins) -> Self {
        match body {
            Origins::ActivityDeclared(it) => Self::ActivityDeclared(Box::new(activity(it))),
            Origins::MonitoringStated(it) => Self::MonitoringStated(Box::new(monitoring(it))),
            Origins::LossStated(it) => Self::LossStated(LossJson {
                loss: it.loss,
                activity: it.activity.to_string(),
                year: it.year,
                units: it.units,
                document: Text(it.document),
            }),
            Origins::ConversionStated(it) => Self::ConversionStated(ConversionJson {
                party: Text(it.party),
                year: it.year,
                non_ghg_metric: it.non_ghg_metric.to_string(),
                factor_digits: it.factor_digits,
                factor_scale: it.factor_scale.into(),
                document: Text(it.document),
            }),
            Origins::MonitoringWithdrawn(it) => Self::MonitoringWithdrawn(MonitoringWithdrawnJson {
                monitoring: it.monitoring,
                reason: it.reason,
            }),
        }
    }
}

fn activity(it: &ActivityDeclared) -> ActivityJson {
    let components = it.components.iter().map(|it| ComponentJson { number: it.number, what: Text(it.what) });
    ActivityJson {
        activity: it.activity.to_string(),
        host: Text(it.host),
        methodology: it.methodology.to_string(),
        methodology_version: it.methodology_version.to_string(),
        sector: Named(it.sector),
        activity_type: Named(it.activity_type),
        mitigation_type: Named(it.mitigation_type),
        metric: Named(it.metric),
        non_ghg_metric: it.non_ghg_metric.to_string(),
        quantum_digits: it.quantum_digits,
        quantum_scale: it.quantum_scale.into(),
        from: Moment(it.from),
        until: Moment(it.until),
        components: components.collect(),
    }
}

fn monitoring(it: &MonitoringStated) -> MonitoringJson {
    MonitoringJson {
        monitoring: it.monitoring,
        activity: it.activity.to_string(),
        from: Moment(it.from),
        until: Moment(it.until),
        report: Text(it.report),
        scale: it.scale.into(),
        lines: it.lines.iter().map(line).collect(),
    }
}

fn line(it: &MonitoringLine) -> MonitoringLineJson {
    let deductions = it.deductions.iter().map(|it| DeductionJson {
        name: it.name.to_string(),
        share_millionths: it.share_millionths,
        rounding: Named(it.rounding),
        amount: it.amount,
    });
    MonitoringLineJson {
        year: it.name.year,
        component: it.name.component,
        kind: Named(it.name.kind),
        baseline: AmountJson(it.baseline),
        project: AmountJson(it.project),
        leakage: AmountJson(it.leakage),
        deductions: deductions.collect(),
        rounding: Named(it.rounding),
        verified: it.verified,
    }
}
