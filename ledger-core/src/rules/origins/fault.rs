//! What exactly a rule about the origin of units found wrong, where a rule has many sides: data of [`super::OriginsRefusal`].

use ledger_format::body::origins::LineName;
use ledger_format::identifiers::{ComponentNumber, PartyCode, Timestamp};
use thiserror::Error;

use super::refusal::Line;

/// What is wrong with an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ActivityFault {
    /// An id that was declared before.
    #[error("an activity of this id is declared already; take another id")]
    Taken,
    /// It ends before it begins.
    #[error("the crediting period ends before it begins; correct it")]
    Period,
    /// A metric or quantum that cannot be.
    #[error(
        "GHG has no name and a quantum of 1 with scale 0, a non-GHG metric a name and a quantum above 0; correct metric and quantum"
    )]
    Measure,
    /// Nothing that mitigates.
    #[error("an activity has at least one component; name its sites or component activities")]
    NoComponent,
    /// The same number twice.
    #[error("component {0} stands there twice; give each component a number of its own")]
    ComponentTwice(ComponentNumber),
}

/// What is wrong with the period of a monitoring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PeriodEndFault {
    /// It ends before it begins.
    #[error("the monitoring period ends before it begins; correct it")]
    Empty,
    /// Not all of it can be credited.
    #[error("the monitoring period leaves the crediting period from {from} to before {until}; correct it")]
    OutsideCrediting {
        /// Of the activity.
        from: Timestamp,
        /// Of the activity.
        until: Timestamp,
    },
    /// It has not ended.
    #[error(
        "the monitoring period ends at {until}, after occurred_at {occurred_at}; state it once it is over"
    )]
    NotOver {
        /// As stated.
        until: Timestamp,
        /// As signed.
        occurred_at: Timestamp,
    },
}

/// What is wrong with the lines of a monitoring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LineFault {
    /// There are none.
    #[error("a monitoring has at least one line; name what was achieved")]
    None,
    /// The same twice.
    #[error("the line {} stands there twice; make one of the two", Line(.0))]
    Twice(LineName),
    /// A component, kind or year that is not the activity's or the period's.
    #[error(
        "the line {} has a component or kind that is not the activity's, or a year outside the period; correct it",
        Line(.0)
    )]
    Unfit(LineName),
}

/// What does not add up in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ArithmeticFault {
    /// More was emitted, or less removed, than without the activity.
    #[error("the gross amount is below 0; leave the line out")]
    GrossNegative,
    /// More than everything.
    #[error("deduction {} has a share above 1,000,000 millionths; correct it", place + 1)]
    ShareAboveAll {
        /// Which deduction, from 0.
        place: usize,
    },
    /// A share that is another amount.
    #[error("deduction {} is {expected} by its share and rounding; correct the amount", place + 1)]
    Deduction {
        /// Which deduction, from 0.
        place: usize,
        /// What its amount must be.
        expected: u128,
    },
    /// More is taken off than there is.
    #[error("the deductions are more than the gross amount; correct them")]
    NetNegative,
    /// Another number of units.
    #[error("{expected} units are verified by these amounts and this rounding; correct the verified units")]
    Verified {
        /// What it must be.
        expected: u128,
    },
}

/// What of a series is not its activity's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SeriesUnfit {
    /// Another activity's id.
    #[error("names another activity")]
    Activity,
    /// Another host.
    #[error("is not of its host {0}")]
    Host(PartyCode),
    /// Another metric.
    #[error("is of another metric")]
    Metric,
    /// Another quantum, or the same written otherwise.
    #[error("has another quantum")]
    Quantum,
    /// Another year.
    #[error("is of vintage {vintage}, and the line of {year}")]
    Vintage {
        /// Of the series.
        vintage: u16,
        /// Of the line.
        year: u16,
    },
    /// Reductions for removals, or the other way.
    #[error("is of the other mitigation type than the line")]
    MitigationType,
}

/// What is wrong with what an issue credits to AdaptationFund and OmgeCancellation accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LevyFault {
    /// Outside regime 6.4.
    #[error(
        "only issues in regime 6.4 credit AdaptationFund and OmgeCancellation accounts; credit others, and contribute or cancel by a movement of its own"
    )]
    Elsewhere,
    /// Another share for adaptation.
    #[error(
        "{expected} units of this issue go to AdaptationFund accounts{}, not {found}; credit that many",
        if *.exempt { " (the host is exempt)" } else { "" }
    )]
    Adaptation {
        /// Credited.
        found: u128,
        /// To be credited.
        expected: u128,
        /// Whether the host is exempt.
        exempt: bool,
    },
    /// Too few cancelled for overall mitigation.
    #[error("at least {least} units of this issue go to OmgeCancellation accounts, not {found}; credit more")]
    Omge {
        /// Credited.
        found: u128,
        /// To be credited at least.
        least: u128,
    },
}
