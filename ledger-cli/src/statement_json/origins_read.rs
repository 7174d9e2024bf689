//! From the JSON about where units come from to what an entry says.
//!
//! - Lengths and characters are checked here; whether a rule allows the statement is the ledger's to say.

use ledger_format::body::origins::{
    ActivityDeclared, Component, ConversionStated, Deduction, LineName, LossStated, MonitoringLine,
    MonitoringStated, MonitoringWithdrawn, Origins,
};
use ledger_format::body::{ParticularValue, QuantumScale, UnderlyingSpace};

use super::origins::{
    ActivityJson, ConversionJson, DeductionJson, DrawnFromJson, LossJson, MonitoringJson, MonitoringLineJson,
    MonitoringWithdrawnJson, UnderlyingUnitsJson,
};
use super::read::{BodyFault, list, text};

impl TryFrom<ActivityJson> for Origins {
    type Error = BodyFault;

    fn try_from(it: ActivityJson) -> Result<Self, BodyFault> {
        let components = it.components.into_iter();
        let components = components.map(|it| Component { number: it.number, what: it.what.0 }).collect();
        Ok(Self::ActivityDeclared(Box::new(ActivityDeclared {
            activity: text(it.activity, "activity")?,
            host: it.host.0,
            methodology: text(it.methodology, "methodology")?,
            methodology_version: text(it.methodology_version, "methodology_version")?,
            sector: it.sector.0,
            activity_type: it.activity_type.0,
            mitigation_type: it.mitigation_type.0,
            metric: it.metric.0,
            non_ghg_metric: text(it.non_ghg_metric, "non_ghg_metric")?,
            quantum_digits: it.quantum_digits,
            quantum_scale: QuantumScale::try_from(it.quantum_scale).map_err(|_| BodyFault::QuantumScale)?,
            from: it.from.0,
            until: it.until.0,
            components: list(components, "components")?,
        })))
    }
}

impl TryFrom<MonitoringJson> for Origins {
    type Error = BodyFault;

    fn try_from(it: MonitoringJson) -> Result<Self, BodyFault> {
        let lines = it.lines.into_iter().map(line).collect::<Result<Vec<_>, _>>()?;
        Ok(Self::MonitoringStated(Box::new(MonitoringStated {
            monitoring: it.monitoring,
            activity: text(it.activity, "activity")?,
            from: it.from.0,
            until: it.until.0,
            report: it.report.0,
            scale: it.scale.try_into().map_err(|_| BodyFault::AmountScale)?,
            lines: list(lines, "lines")?,
        })))
    }
}

fn line(it: MonitoringLineJson) -> Result<MonitoringLine, BodyFault> {
    let deductions = it.deductions.into_iter().map(deduction).collect::<Result<Vec<_>, _>>()?;
    Ok(MonitoringLine {
        name: LineName { year: it.year, component: it.component, kind: it.kind.0 },
        baseline: it.baseline.0,
        project: it.project.0,
        leakage: it.leakage.0,
        deductions: list(deductions, "deductions")?,
        rounding: it.rounding.0,
        verified: it.verified,
    })
}

fn deduction(it: DeductionJson) -> Result<Deduction, BodyFault> {
    Ok(Deduction {
        name: text(it.name, "deductions: name")?,
        share_millionths: it.share_millionths,
        rounding: it.rounding.0,
        amount: it.amount,
    })
}

impl TryFrom<LossJson> for Origins {
    type Error = BodyFault;

    fn try_from(it: LossJson) -> Result<Self, BodyFault> {
        Ok(Self::LossStated(LossStated {
            loss: it.loss,
            activity: text(it.activity, "activity")?,
            year: it.year,
            units: it.units,
            document: it.document.0,
        }))
    }
}

impl TryFrom<ConversionJson> for Origins {
    type Error = BodyFault;

    fn try_from(it: ConversionJson) -> Result<Self, BodyFault> {
        Ok(Self::ConversionStated(ConversionStated {
            party: it.party.0,
            year: it.year,
            non_ghg_metric: text(it.non_ghg_metric, "non_ghg_metric")?,
            factor_digits: it.factor_digits,
            factor_scale: it.factor_scale.try_into().map_err(|_| BodyFault::FactorScale)?,
            document: it.document.0,
        }))
    }
}

impl From<MonitoringWithdrawnJson> for Origins {
    fn from(it: MonitoringWithdrawnJson) -> Self {
        Self::MonitoringWithdrawn(MonitoringWithdrawn { monitoring: it.monitoring, reason: it.reason })
    }
}

impl From<DrawnFromJson> for ParticularValue {
    fn from(it: DrawnFromJson) -> Self {
        let line = LineName { year: it.year, component: it.component, kind: it.kind.0 };
        Self::Monitoring(it.monitoring, line)
    }
}

impl TryFrom<UnderlyingUnitsJson> for ParticularValue {
    type Error = BodyFault;

    fn try_from(it: UnderlyingUnitsJson) -> Result<Self, BodyFault> {
        let space = UnderlyingSpace {
            registry: text(it.registry, "underlying_units: registry")?,
            prefix: text(it.prefix, "underlying_units: prefix")?,
            suffix: text(it.suffix, "underlying_units: suffix")?,
        };
        Ok(Self::UnderlyingUnits { space, first_number: it.first_number, evidence: it.evidence.0 })
    }
}
