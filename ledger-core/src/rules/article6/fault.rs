//! What exactly a rule of Article 6 found wrong, where a rule has many sides: data of [`super::Article6Refusal`].

use ledger_format::codes::{ActivityType, ParticularTag, Sector};
use ledger_format::identifiers::{ApproachNumber, Commitment, PartyCode};
use thiserror::Error;

/// What is wrong with an approach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ApproachFault {
    /// Not a number that has four digits.
    #[error("an approach has a number from 1 to 9999, not {0}; correct it")]
    Number(u16),
    /// A number that was declared before.
    #[error("approach {0} is declared already; take the next number")]
    Taken(ApproachNumber),
    /// Nobody takes part, or nothing is measured.
    #[error("an approach names at least one Party and one metric; name them")]
    Empty,
    /// The same twice.
    #[error("an approach names a Party or a metric twice; name each once")]
    Twice,
}

/// What is wrong with an NDC period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PeriodFault {
    /// Years that cannot be.
    #[error("a period lies between 2013 and 2200, first year first; correct the years")]
    Years,
    /// A period that shares a year with it.
    #[error("the period from {first} to {last} shares a year with it; one method a period")]
    Overlaps {
        /// First year of the earlier one.
        first: u16,
        /// Last year of it.
        last: u16,
    },
    /// GHG with a name, or non-GHG without.
    #[error("a non-GHG metric is named and GHG is not; correct the name of the metric")]
    MetricName,
    /// Values that are not the method's.
    #[error(
        "averaging has no values, a trajectory one for every year in order, a budget one for the last year; correct the values"
    )]
    Values,
}

/// What is wrong with an inventory, a standing, a filing or final adjustments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum StatementFault {
    /// A year that cannot be.
    #[error("years lie between 1990 and 2200, first year first; correct them")]
    Years,
    /// GHG with a name, or non-GHG without.
    #[error("a non-GHG metric is named and GHG is not; correct the name of the metric")]
    MetricName,
    /// Neither yes nor no.
    #[error("a standing is 0 (no) or 1 (yes), not {0}; correct it")]
    Standing(u16),
}

/// What of an authorization cannot be carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AuthorizationFault {
    /// A character in the id.
    #[error("an authorization's id has letters, digits, spaces, '-', '/' and '.' only; correct it")]
    Id,
    /// From not before until.
    #[error("the authorization ends before it begins; correct from or until")]
    Times,
    /// No purpose, or one that is not known.
    #[error("purposes are a sum of 1 NDC, 2 IMP and 4 OP; correct them")]
    Purposes,
    /// A first transfer for OIMP that nobody authorized, or none where somebody did.
    #[error(
        "the first transfer for OIMP is defined where IMP or OP is authorized, and only there; correct the definition"
    )]
    Definition,
    /// GHG with a name, or non-GHG without.
    #[error("a non-GHG metric is named and GHG is not; correct the name of the metric")]
    MetricName,
    /// First after last.
    #[error("the first vintage or year of use is after the last; correct them")]
    Years,
    /// The same sector twice.
    #[error("the sector {0} is named twice; name it once")]
    SectorTwice(Sector),
    /// The same activity type twice.
    #[error("the activity type {0} is named twice; name it once")]
    ActivityTwice(ActivityType),
    /// The same Party twice.
    #[error("Party {0} is named twice; name it once")]
    PartyTwice(PartyCode),
    /// The same entity twice.
    #[error("entity {0} is named twice; name it once")]
    EntityTwice(Commitment),
}

/// Why a version does not follow on what was stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum VersionFault {
    /// Another number than the next.
    #[error("version {found} does not follow; state version {expected}")]
    Number {
        /// The next.
        expected: u32,
        /// As stated.
        found: u32,
    },
    /// It has been ended.
    #[error("the authorization was ended; state a new one under another id")]
    Ended,
    /// Another approach, or mirrored where the version before is not.
    #[error(
        "a new version keeps the approach and the mirroring of the one before; state them as they were, or a new authorization"
    )]
    Changed,
}

/// What forbids a step by the rulebook's options.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Forbidding {
    /// The approach is a draft, completed, revoked or not declared.
    #[error("approach {0} is not active; let the ledger's authority make it active first")]
    Approach(ApproachNumber),
    /// No initial report.
    #[error("Party {0} has not submitted its initial report; let it state that it has")]
    InitialReport(PartyCode),
    /// Not eligible.
    #[error("Party {0} is stated not to be eligible; let it state that it is")]
    Ineligible(PartyCode),
}

/// What is wrong with a list of blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BlocksFault {
    /// None.
    #[error("no block is named; name at least one")]
    Missing,
    /// A block that is empty, backwards or out of range.
    #[error("block {0} is not well formed; its serials run from 1 to 2^63 - 1, first to last")]
    Block(ledger_format::block::SerialBlock),
    /// Two that share a serial.
    #[error("two blocks share serials; name each serial once")]
    Overlap,
    /// Too many units.
    #[error("blocks name fewer than 2^63 units in all; split them over several entries")]
    TooMany,
}

/// What is wrong with the particulars of a movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ParticularFault {
    /// The same twice.
    #[error("particular {} stands there twice; state it once", named(*.0))]
    Twice(u16),
    /// One that the action must have.
    #[error("particular {} is missing; state it", named(*.0))]
    Missing(u16),
    /// One that the action does not have.
    #[error("this action has no particular {}; leave it out", named(*.0))]
    Misplaced(u16),
    /// An action that no notice tells of.
    #[error("a notice tells of a use or a cancellation; name one, or transfer the units")]
    NotNoticed,
    /// A value of another size.
    #[error(
        "particular {} is not of its size; a year of use or a purpose has 2 bytes, an entity 32, a hold 8, evidence 33",
        named(*.0)
    )]
    Size(u16),
    /// A purpose that is neither IMP nor OP.
    #[error("the purpose is 2 (IMP) or 4 (OP), not {0}; correct it")]
    Purpose(u16),
    /// A grade of evidence that is not listed.
    #[error("a grade of evidence is 1 to 4, not {0}; correct it")]
    Grade(u8),
}

/// A particular's number and, where it has one, its name.
fn named(tag: u16) -> String {
    match ParticularTag(tag).name() {
        Some(name) => format!("{tag} ({name})"),
        None => tag.to_string(),
    }
}

/// Who may not use units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ClaimFault {
    /// A Party that the authorization does not name.
    #[error("Party {0}; use them for a Party that the authorization names")]
    Party(PartyCode),
    /// An entity that the authorization does not name.
    #[error("entity {0}; name an entity that the authorization names")]
    Entity(Commitment),
    /// An entity that nobody stated under the approach.
    #[error(
        "entity {entity}, which is not stated under approach {approach}; let a Party state it (authorized entity stated)"
    )]
    EntityNotStated {
        /// The entity.
        entity: Commitment,
        /// The approach of the authorization.
        approach: ApproachNumber,
    },
}
