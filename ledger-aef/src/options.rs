//! Where sources disagree on what is right: one named option each, with the reading taken by default.
//!
//! - Each option has a test that shows both readings.

use crate::itmo_id::IdentifierForm;

/// The readings a check goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CheckOptions {
    /// What First ID and Last ID hold.
    pub identifiers: IdentifierForm,
    /// Whether the two action types that not every reader knows are accepted.
    pub action_types: ActionTypes,
    /// Whether table 2 must name activity types.
    pub activity_types: Need,
    /// Whether table 2 must give a quantity.
    pub authorized_quantity: Need,
    /// Which characters an authorization's id may have.
    pub authorization_ids: AuthorizationIds,
    /// Whether the CARP has been at the file.
    pub carp_cells: CarpCells,
    /// Whether the vintage must lie in the NDC period of the year of use (2/CMA.3 annex 8(b)).
    pub vintage_period: VintagePeriod,
    /// Whether a use must name the Party that uses.
    pub using_party: UsingParty,
}

/// Which action types are accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ActionTypes {
    /// The seven of the common nomenclatures.
    #[default]
    Seven,
    /// The five that every published checker knows.
    Five,
}

/// Whether a column must be filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Need {
    /// It may be blank.
    #[default]
    Optional,
    /// It may not.
    Required,
}

/// Which characters an authorization's id may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AuthorizationIds {
    /// Letters, digits, space, hyphen, slash and point.
    #[default]
    Wide,
    /// Letters, digits, space and hyphen.
    Narrow,
}

/// Whether the CARP has been at the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CarpCells {
    /// It is a Party's submission: they must be as they were.
    #[default]
    Untouched,
    /// It comes from the CARP: they may be filled.
    Published,
}

/// Whether the vintage of used units must lie in the NDC period as well as the year of use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum VintagePeriod {
    /// Both, as 2/CMA.3 annex 8(b) has it.
    #[default]
    SamePeriod,
    /// Only the year of use, as the published checker tests.
    UseYearOnly,
}

/// Whether a use must name the Party that uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UsingParty {
    /// It must, as the published checker tests (II06).
    #[default]
    Named,
    /// Blank means the reporting Party: the nomenclature asks for it only of uses for IMP and cancellations for OP.
    ReporterIfBlank,
}
