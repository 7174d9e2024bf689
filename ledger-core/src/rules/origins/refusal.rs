//! What the writer answers when a rule about where units come from says no.
//!
//! Invariants: those of [`crate::rules::Refusal`], of which it is a part: closed, one sentence each, that says what to do.

use std::fmt;

use ledger_format::body::UnderlyingSpace;
use ledger_format::body::origins::{ActivityId, LineName};
use ledger_format::identifiers::{ComponentNumber, EntryIndex, LossNumber, MonitoringNumber};
use thiserror::Error;

use super::fault::{ActivityFault, ArithmeticFault, LevyFault, LineFault, PeriodEndFault, SeriesUnfit};
use crate::rules::{ListedSerials, Rule};

/// A line of a monitoring, as a sentence names it.
pub(super) struct Line<'a>(pub(super) &'a LineName);

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let LineName { year, component, kind } = self.0;
        write!(f, "{year}, component {component}, {kind}")
    }
}

/// A statement or movement that the rules about where units come from do not admit.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum OriginsRefusal {
    ///
    #[error("R-401: {0}")]
    Activity(ActivityFault),
    ///
    #[error("R-402: no activity {0} is declared; let the authority of its host declare it first")]
    ActivityUnknown(ActivityId),
    ///
    #[error("R-403: monitoring {0} is stated already; take the next number")]
    MonitoringTaken(MonitoringNumber),
    ///
    #[error("R-403: loss {0} is stated already; take the next number")]
    LossTaken(LossNumber),
    ///
    #[error("R-404: {0}")]
    Period(PeriodEndFault),
    ///
    #[error("R-405: {0}")]
    Lines(LineFault),
    ///
    #[error(
        "R-406: component {component} was monitored for a part of this period by monitoring {by}; leave it out, shorten the period, or withdraw that monitoring first"
    )]
    MonitoredBefore {
        /// Of the activity.
        component: ComponentNumber,
        /// The monitoring that stands.
        by: MonitoringNumber,
    },
    ///
    #[error("R-407: line {}: {fault}", Line(.line))]
    Arithmetic {
        /// Where.
        line: LineName,
        /// What.
        fault: ArithmeticFault,
    },
    ///
    #[error("R-408: {0} units were lost; a loss is from 1 to 2^63 - 1 units")]
    LossUnits(u64),
    ///
    #[error("R-408: year {0} is not from 1990 to 2200; correct it")]
    Year(u16),
    ///
    #[error("R-408: a factor of 0 converts nothing; state a factor above 0")]
    FactorZero,
    ///
    #[error("R-409: monitoring {0} is not stated; correct the number")]
    WithdrawnUnknown(MonitoringNumber),
    ///
    #[error("R-409: monitoring {monitoring} was withdrawn by entry {by}; nothing needs to be done")]
    WithdrawnBefore {
        /// The monitoring.
        monitoring: MonitoringNumber,
        /// What withdrew it.
        by: EntryIndex,
    },
    ///
    #[error("R-409: {units} units are drawn from line {}; reverse their issues first", Line(.line))]
    DrawnFrom {
        /// The first such line.
        line: LineName,
        /// Drawn from it.
        units: u128,
    },
    ///
    #[error(
        "R-411: the issue names {0} bases; an issue of Article 6 units names exactly one of monitoring, underlying units and history, another at most one"
    )]
    Bases(usize),
    ///
    #[error("R-412: monitoring {0} is not stated; let the authority of the host state it first")]
    MonitoringUnknown(MonitoringNumber),
    ///
    #[error("R-412: monitoring {monitoring} was withdrawn by entry {by}; issue on one that stands")]
    MonitoringWithdrawn {
        /// The monitoring.
        monitoring: MonitoringNumber,
        /// What withdrew it.
        by: EntryIndex,
    },
    ///
    #[error("R-412: monitoring {monitoring} has no line {}; issue on a line that it has", Line(.line))]
    LineUnknown {
        /// The monitoring.
        monitoring: MonitoringNumber,
        /// As named.
        line: LineName,
    },
    ///
    #[error(
        "R-413: the series {unfit}, not as the activity of monitoring {monitoring}; issue from a series of that activity, year and kind"
    )]
    SeriesUnfit {
        /// The monitoring.
        monitoring: MonitoringNumber,
        /// What does not fit.
        unfit: SeriesUnfit,
    },
    ///
    #[error(
        "R-414: {units} units would be issued on line {} of monitoring {monitoring}, which has {left} left; issue fewer",
        Line(.line)
    )]
    AboveVerified {
        /// The monitoring.
        monitoring: MonitoringNumber,
        /// The line.
        line: LineName,
        /// Of this issue.
        units: u128,
        /// Verified and not drawn.
        left: u128,
    },
    ///
    #[error(
        "R-415: {units} underlying units from number {first} on do not lie from 1 to 2^63 - 1; correct the first number"
    )]
    UnderlyingBeyond {
        /// As named.
        first: u64,
        /// Of this issue.
        units: u128,
    },
    ///
    #[error(
        "R-415: ids of {space} may be read in two ways: {}", if *.fits {
            "its prefix ends in a digit, or its suffix begins with one; put the whole number between them"
        } else {
            "the registry's earlier underlying units have their number elsewhere in the id; divide the id as there"
        }
    )]
    UnderlyingAmbiguous {
        /// As stated.
        space: UnderlyingSpace,
        /// Whether its number stands where the registry's others do.
        fits: bool,
    },
    ///
    #[error(
        "R-415: underlying units {first} to {last} of {space} were taken by an earlier issue; issue for units that never were, or reverse that issue"
    )]
    UnderlyingTaken {
        /// Where they count.
        space: UnderlyingSpace,
        /// The first numbers in a row that are taken.
        first: u64,
        /// The last of them.
        last: u64,
    },
    ///
    #[error("R-416: {0}")]
    Levies(LevyFault),
    ///
    #[error("R-417: loss {0} is not stated; let the authority of the host state it first")]
    LossUnknown(LossNumber),
    ///
    #[error(
        "R-417: {serials} of another metric than the activity of loss {loss}; settle it with units of that metric"
    )]
    SettledInOther {
        /// The loss.
        loss: LossNumber,
        /// What does not fit.
        serials: ListedSerials,
    },
    ///
    #[error(
        "R-417: {settled} units would be settled of loss {loss}, of which {lost} were lost; cancel fewer for it"
    )]
    SettledTwice {
        /// The loss.
        loss: LossNumber,
        /// After the entry.
        settled: u128,
        /// As stated.
        lost: u64,
    },
}

impl OriginsRefusal {
    /// The rule that said no.
    #[must_use]
    pub fn rule(&self) -> Rule {
        match self {
            Self::Activity(_) => Rule::ActivityFormed,
            Self::ActivityUnknown(_) => Rule::ActivityDeclared,
            Self::MonitoringTaken(_) | Self::LossTaken(_) => Rule::StatedOnce,
            Self::Period(_) => Rule::MonitoringOver,
            Self::Lines(_) => Rule::LinesFormed,
            Self::MonitoredBefore { .. } => Rule::MonitoredOnce,
            Self::Arithmetic { .. } => Rule::LinesAddUp,
            Self::LossUnits(_) | Self::Year(_) | Self::FactorZero => Rule::LossOrConversionFormed,
            Self::WithdrawnUnknown(_) | Self::WithdrawnBefore { .. } | Self::DrawnFrom { .. } => {
                Rule::WithdrawnUndrawn
            }
            Self::Bases(_) => Rule::BasisNamed,
            Self::MonitoringUnknown(_) | Self::MonitoringWithdrawn { .. } | Self::LineUnknown { .. } => {
                Rule::LineStands
            }
            Self::SeriesUnfit { .. } => Rule::LineFitsSeries,
            Self::AboveVerified { .. } => Rule::WithinVerified,
            Self::UnderlyingBeyond { .. }
            | Self::UnderlyingAmbiguous { .. }
            | Self::UnderlyingTaken { .. } => Rule::UnderlyingOnce,
            Self::Levies(_) => Rule::LeviesTaken,
            Self::LossUnknown(_) | Self::SettledInOther { .. } | Self::SettledTwice { .. } => {
                Rule::LossSettled
            }
        }
    }
}
