//! ITMO identifiers and blocks of them (6/CMA.4 annex I, paragraph 5).
//!
//! - An identifier is `CA0012-CHE01-GHA-1234567-2023`: cooperative approach, registry, first transferring Party, number,
//!   vintage. Numbers begin with 1; thousands commas are read and not written.
//! - The registry may have two letters: `UN01` is the mechanism registry of Article 6.4.
//! - Sources disagree on what a cell holds: the identifier, or the number alone, whose other parts stand in other columns of the row. Which of
//!   the two is an option ([`IdentifierForm`]); in memory an identifier is always whole.
//! - It does not compare an identifier with its row: that is check II07.

use std::fmt;

use crate::values::{ApproachId, PartyCode, RegistryCode, Year};

/// What identifiers are numbered in: all parts of an identifier but the number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItmoSpace {
    /// The cooperative approach.
    pub approach: ApproachId,
    /// The registry that assigned it.
    pub registry: RegistryCode,
    /// The first transferring Party.
    pub party: PartyCode,
    /// The year in which the mitigation occurred.
    pub vintage: Year,
}

/// One ITMO.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItmoId {
    /// What it is numbered in.
    pub space: ItmoSpace,
    /// From 1.
    pub number: u64,
}

/// What a First ID or Last ID cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum IdentifierForm {
    /// The whole identifier.
    #[default]
    Whole,
    /// The number alone; the other parts are the row's approach, registry, first transferring Party and vintage.
    NumberOnly,
}

impl ItmoId {
    /// Reads a whole identifier.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.trim().split('-');
        let space = |approach, registry, party, vintage| {
            let (approach, registry) = (ApproachId::read(approach)?, RegistryCode::read(registry)?);
            Some(ItmoSpace {
                approach,
                registry,
                party: PartyCode::read(party)?,
                vintage: Year::read(vintage)?,
            })
        };
        let (approach, registry, party) = (parts.next()?, parts.next()?, parts.next()?);
        let (number, vintage) = (parts.next()?, parts.next()?);
        // The parts trim what surrounds them; an identifier has no space inside.
        let whole = parts.next().is_none() && !text.trim().contains(char::is_whitespace);
        whole.then_some(())?;
        Some(Self { space: space(approach, registry, party, vintage)?, number: read_number(number)? })
    }

    /// Reads a cell in the given form; `row` is what the row's other columns say.
    #[must_use]
    pub fn read_as(form: IdentifierForm, text: &str, row: &ItmoSpace) -> Option<Self> {
        match form {
            IdentifierForm::Whole => Self::read(text),
            IdentifierForm::NumberOnly => {
                Some(Self { space: row.clone(), number: read_number(text.trim())? })
            }
        }
    }

    /// What a cell of the given form shows.
    #[must_use]
    pub fn show_as(&self, form: IdentifierForm) -> String {
        match form {
            IdentifierForm::Whole => self.to_string(),
            IdentifierForm::NumberOnly => self.number.to_string(),
        }
    }
}

/// Digits without a leading zero, plain or in groups of three with commas.
fn read_number(text: &str) -> Option<u64> {
    let mut groups = text.split(',');
    let first = groups.next()?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let grouped = text.contains(',');
    let well_formed = digits(first)
        && !first.starts_with('0')
        && (!grouped || first.len() <= 3)
        && groups.all(|group| group.len() == 3 && digits(group));
    well_formed.then(|| text.replace(',', "").parse().ok()).flatten()
}

impl fmt::Display for ItmoSpace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}-*-{}", self.approach, self.registry, self.party, self.vintage)
    }
}

impl fmt::Display for ItmoId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ItmoSpace { approach, registry, party, vintage } = &self.space;
        write!(f, "{approach}-{registry}-{party}-{}-{vintage}", self.number)
    }
}

/// Why two identifiers make no block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoBlock {
    /// They differ in more than the number.
    DifferentSpaces,
    /// The first is behind the last.
    Reversed,
}

/// ITMOs from a first to a last, both included, of one space.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItmoBlock {
    space: ItmoSpace,
    first: u64,
    last: u64,
}

impl ItmoBlock {
    /// The block from `first` to `last`.
    ///
    /// # Errors
    /// When they belong to different spaces or stand in the wrong order.
    pub fn new(first: ItmoId, last: &ItmoId) -> Result<Self, NoBlock> {
        if first.space != last.space {
            return Err(NoBlock::DifferentSpaces);
        }
        if first.number > last.number || first.number == 0 {
            return Err(NoBlock::Reversed);
        }
        Ok(Self { space: first.space, first: first.number, last: last.number })
    }

    /// What it is numbered in.
    #[must_use]
    pub fn space(&self) -> &ItmoSpace {
        &self.space
    }

    /// The number of the first.
    #[must_use]
    pub fn first_number(&self) -> u64 {
        self.first
    }

    /// The number of the last.
    #[must_use]
    pub fn last_number(&self) -> u64 {
        self.last
    }

    /// The first identifier.
    #[must_use]
    pub fn first(&self) -> ItmoId {
        ItmoId { space: self.space.clone(), number: self.first }
    }

    /// The last identifier.
    #[must_use]
    pub fn last(&self) -> ItmoId {
        ItmoId { space: self.space.clone(), number: self.last }
    }

    /// How many ITMOs it holds.
    #[must_use]
    pub fn count(&self) -> u64 {
        // Cannot overflow: the first is at least 1.
        self.last - self.first + 1
    }

    /// Whether some ITMO is in both.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.space == other.space && self.first <= other.last && other.first <= self.last
    }
}

impl fmt::Display for ItmoBlock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            return self.first().fmt(f);
        }
        let ItmoSpace { approach, registry, party, vintage } = &self.space;
        write!(f, "{approach}-{registry}-{party}-{} to {}-{vintage}", self.first, self.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(first: &str, last: &str) -> Result<ItmoBlock, NoBlock> {
        ItmoBlock::new(ItmoId::read(first).unwrap(), &ItmoId::read(last).unwrap())
    }

    #[test]
    fn identifiers_with_and_without_commas() {
        let id = ItmoId::read("CA0012-CHE01-GHA-1,234,567-2023").unwrap();
        assert_eq!(id.number, 1_234_567);
        assert_eq!(id.to_string(), "CA0012-CHE01-GHA-1234567-2023");
        assert_eq!(ItmoId::read("CA0012-CHE01-GHA-1234567-2023"), Some(id));
        assert_eq!(ItmoId::read("CA0001-UN01-GHA-1-2023").unwrap().space.registry.as_str(), "UN01");
    }

    #[test]
    fn what_is_no_identifier() {
        for bad in [
            "",
            "CA0012-CHE01-GHA-0-2023",
            "CA0012-CHE01-GHA-01-2023",
            "CA0012-CHE01-GHA-1,23-2023",
            "CA0012-CHE01-GHA-1234,567-2023",
            "CA0012-CHE01-GHA--2023",
            "CA0012-CHE01-GHA-1-23",
            "CA0012-CHE01-GHA-1-2023-1",
            "CA0012-CHE01-GHA- 1-2023",
            "CA12-CHE01-GHA-1-2023",
            "CA0012-U1-GHA-1-2023",
            "CA0012-CHE01-ZZZ-1-2023",
            "CA0012-CHE01-GHA-18446744073709551616-2023",
        ] {
            assert_eq!(ItmoId::read(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_form_is_an_option() {
        let id = ItmoId::read("CA0012-CHE01-GHA-7-2023").unwrap();
        assert_eq!(ItmoId::read_as(IdentifierForm::NumberOnly, "7", &id.space), Some(id.clone()));
        assert_eq!(id.show_as(IdentifierForm::NumberOnly), "7");
        // The control: neither form reads the other's cells.
        assert_eq!(ItmoId::read_as(IdentifierForm::Whole, "7", &id.space), None);
        assert_eq!(ItmoId::read_as(IdentifierForm::NumberOnly, &id.to_string(), &id.space), None);
    }

    #[test]
    fn blocks_and_overlap() {
        let left = block("CA0012-CHE01-GHA-1-2023", "CA0012-CHE01-GHA-10-2023").unwrap();
        let right = block("CA0012-CHE01-GHA-10-2023", "CA0012-CHE01-GHA-20-2023").unwrap();
        let other = block("CA0012-CHE01-GHA-1-2024", "CA0012-CHE01-GHA-10-2024").unwrap();
        assert_eq!((left.count(), left.overlaps(&right), left.overlaps(&other)), (10, true, false));
        assert_eq!(block("CA0012-CHE01-GHA-2-2023", "CA0012-CHE01-GHA-1-2023"), Err(NoBlock::Reversed));
        assert_eq!(
            block("CA0012-CHE01-GHA-1-2023", "CA0013-CHE01-GHA-2-2023"),
            Err(NoBlock::DifferentSpaces)
        );
    }
}
