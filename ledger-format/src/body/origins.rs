//! What entries of rulebook 3 say about where units come from: activities, monitorings, losses, conversions
//! (`spec/origins.md` section 2).
//!
//! Invariants:
//! - Field order is the order of the bytes; the tables of the spec lead.
//! - Whatever bytes can say can be held here, right or wrong, under whatever rulebook.

use serde::{Deserialize, Serialize};

use super::statements::statements;
use super::{Context, QuantumScale};
use crate::amount::Amount;
use crate::bounded::{Bounded, Code};
use crate::codes::{ActivityType, Kind, LineKind, Metric, MitigationType, Rounding, Sector};
use crate::encoding::{self, EncodingFault};
use crate::identifiers::{
    Commitment, ComponentNumber, Digest, LossNumber, MonitoringNumber, PartyCode, Timestamp,
};
use crate::limits::{COMPONENTS_MAX, DEDUCTIONS_MAX, LINES_MAX};

/// An activity's id, as a series names it too.
pub type ActivityId = Code<1, 64>;

/// A new activity.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ActivityDeclared {
    /// Its id.
    pub activity: ActivityId,
    /// Where it mitigates.
    pub host: PartyCode,
    /// By which methodology.
    pub methodology: Code<1, 64>,
    /// In which version.
    pub methodology_version: Code<1, 32>,
    /// Sector of AEF table 2.
    pub sector: Sector,
    /// Activity type of AEF table 2.
    pub activity_type: ActivityType,
    /// Reductions, removals or both.
    pub mitigation_type: MitigationType,
    /// What a unit measures.
    pub metric: Metric,
    /// Name of a non-GHG metric; empty for GHG.
    pub non_ghg_metric: Code<0, 32>,
    /// A unit is this many over 10^`quantum_scale` of the metric.
    pub quantum_digits: u64,
    /// Decimal places of the quantum, at most 18.
    pub quantum_scale: QuantumScale,
    /// First millisecond of the crediting period.
    pub from: Timestamp,
    /// The crediting period ends before this millisecond.
    pub until: Timestamp,
    /// Sites, component activities.
    pub components: Bounded<Component, 0, COMPONENTS_MAX>,
}

/// A part of an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Component {
    /// Its number within the activity.
    pub number: ComponentNumber,
    /// Commitment to what it is.
    pub what: Commitment,
}

/// Decimal places of a monitoring's amounts, 0 to 6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct AmountScale(u8);

impl TryFrom<u8> for AmountScale {
    type Error = &'static str;

    fn try_from(scale: u8) -> Result<Self, Self::Error> {
        if scale <= 6 {
            Ok(Self(scale))
        } else {
            Err("amounts of a monitoring have at most 6 decimal places")
        }
    }
}

impl From<AmountScale> for u8 {
    fn from(scale: AmountScale) -> Self {
        scale.0
    }
}

/// Decimal places of a conversion's factor, 0 to 18.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct FactorScale(u8);

impl TryFrom<u8> for FactorScale {
    type Error = &'static str;

    fn try_from(scale: u8) -> Result<Self, Self::Error> {
        if scale <= 18 { Ok(Self(scale)) } else { Err("a factor has at most 18 decimal places") }
    }
}

impl From<FactorScale> for u8 {
    fn from(scale: FactorScale) -> Self {
        scale.0
    }
}

/// What an activity achieved in a period.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MonitoringStated {
    /// Its number.
    pub monitoring: MonitoringNumber,
    /// Of which activity.
    pub activity: ActivityId,
    /// First millisecond of the period.
    pub from: Timestamp,
    /// The period ends before this millisecond.
    pub until: Timestamp,
    /// BLAKE3 of the report.
    pub report: Digest,
    /// Decimal places of every amount.
    pub scale: AmountScale,
    /// By year, component and kind.
    pub lines: Bounded<MonitoringLine, 0, LINES_MAX>,
}

/// Which line of a monitoring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LineName {
    /// Calendar year.
    pub year: u16,
    /// Component of the activity.
    pub component: ComponentNumber,
    /// Reductions or removals.
    pub kind: LineKind,
}

/// What a component achieved in a year; amounts in units of the activity over 10^scale of the monitoring.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MonitoringLine {
    /// Which line it is.
    pub name: LineName,
    /// Without the activity.
    pub baseline: Amount,
    /// With it.
    pub project: Amount,
    /// Elsewhere, because of it.
    pub leakage: Amount,
    /// What is taken off.
    pub deductions: Bounded<Deduction, 0, DEDUCTIONS_MAX>,
    /// How the verified amount was rounded.
    pub rounding: Rounding,
    /// In whole units.
    pub verified: u64,
}

/// What is taken off the gross amount of a line.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Deduction {
    /// What for.
    pub name: Code<1, 32>,
    /// Millionths of the gross amount; 0 for a fixed amount.
    pub share_millionths: u32,
    /// How a share was rounded.
    pub rounding: Rounding,
    /// How much.
    pub amount: u64,
}

/// Carbon that was stored and is lost.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LossStated {
    /// Its number.
    pub loss: LossNumber,
    /// Of which activity.
    pub activity: ActivityId,
    /// Calendar year.
    pub year: u16,
    /// Units lost.
    pub units: u64,
    /// BLAKE3 of the document.
    pub document: Digest,
}

/// What one of a non-GHG metric is worth in t CO2 eq.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ConversionStated {
    /// Who converts.
    pub party: PartyCode,
    /// Of which vintage year.
    pub year: u16,
    /// Name of the metric.
    pub non_ghg_metric: Code<1, 32>,
    /// t CO2 eq per 1 of the metric are this many over 10^`factor_scale`.
    pub factor_digits: u64,
    /// Decimal places of the factor, at most 18.
    pub factor_scale: FactorScale,
    /// BLAKE3 of the document.
    pub document: Digest,
}

/// A monitoring on which no unit is issued any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MonitoringWithdrawn {
    /// Its number.
    pub monitoring: MonitoringNumber,
    /// The registry's own reason code.
    pub reason: u16,
}

statements! {
    /// What a statement about the origin of units says, by kind; rulebooks 1 and 2 know none of them.
    pub enum Origins {
        /// An activity.
        ActivityDeclared(Box<ActivityDeclared>) = ACTIVITY_DECLARED;
        /// What it achieved.
        MonitoringStated(Box<MonitoringStated>) = MONITORING_STATED;
        /// Stored carbon is lost.
        LossStated(LossStated) = LOSS_STATED;
        /// What a non-GHG metric is worth.
        ConversionStated(ConversionStated) = CONVERSION_STATED;
        /// A monitoring no longer stands.
        MonitoringWithdrawn(MonitoringWithdrawn) = MONITORING_WITHDRAWN;
    }
}
