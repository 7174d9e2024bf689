//! Where in its ids another registry counts (`spec/origins.md` section 1): so that two underlying spaces never give one id.
//!
//! Invariant: the place of a registry's numbers follows from its underlying spaces in the order in which issues first named them.

use ledger_format::body::UnderlyingSpace;
use ledger_format::bounded::Code;

/// How many runs of digits stand before and behind the number; none where that is not fixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    before: Option<usize>,
    behind: Option<usize>,
}

impl Place {
    /// That of a registry when an issue names a space of it; none where nothing changes.
    pub(crate) fn named(before: Option<Self>, space: &UnderlyingSpace) -> Option<Self> {
        before.map_or_else(|| Some(Self::of(space)), |before| before.narrowed(space))
    }

    fn of(space: &UnderlyingSpace) -> Self {
        let (before, behind) = (runs(space.prefix.as_str()), runs(space.suffix.as_str()));
        Self { before: Some(before), behind: Some(behind) }
    }

    /// What stays fixed when a space is named besides; none if it does not fit.
    pub(crate) fn narrowed(self, space: &UnderlyingSpace) -> Option<Self> {
        let other = Self::of(space);
        let before = self.before.filter(|_| self.before == other.before);
        let behind = self.behind.filter(|_| self.behind == other.behind);
        (before.is_some() || behind.is_some()).then_some(Self { before, behind })
    }
}

/// Whether a digit of the prefix or suffix would be read as one of the number's.
pub(crate) fn runs_into_the_number(space: &UnderlyingSpace) -> bool {
    space.prefix.as_str().ends_with(|end: char| end.is_ascii_digit())
        || space.suffix.as_str().starts_with(|start: char| start.is_ascii_digit())
}

/// The registry under the one name that its spellings share.
pub(crate) fn registry_of(space: &UnderlyingSpace) -> String {
    space.registry.as_str().to_ascii_uppercase()
}

/// The space with its registry's one name, by which spaces are told apart.
pub(crate) fn told_apart(space: &UnderlyingSpace) -> UnderlyingSpace {
    let registry = Code::new(registry_of(space)).unwrap_or_else(|_| space.registry.clone());
    UnderlyingSpace { registry, ..space.clone() }
}

fn runs(text: &str) -> usize {
    text.split(|each: char| !each.is_ascii_digit()).filter(|run| !run.is_empty()).count()
}
