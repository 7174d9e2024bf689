//! To which versions of which authorizations a unit is attached.
//!
//! Invariants:
//! - At most one attachment for each authorizing Party, the last.
//! - The list is shared by the runs that were cut from one; it is never changed in place.

use std::sync::Arc;

use ledger_format::identifiers::PartyCode;

use crate::rules::article6::state::authorizations::{Authorizations, Version, VersionPlace};

/// Attachments of a unit; few have any, fewer more than two.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attachments(Option<Arc<[VersionPlace]>>);

impl Attachments {
    /// The version that a Party attached, with its place.
    pub fn of<'s>(
        &self,
        party: PartyCode,
        authorizations: &'s Authorizations,
    ) -> Option<(VersionPlace, &'s Version)> {
        let mut versions =
            self.list().iter().filter_map(|place| Some((*place, authorizations.version(*place)?)));
        versions.find(|(_, version)| version.party == party)
    }

    /// The same with another attachment of that version's Party.
    pub fn with(&self, place: VersionPlace, party: PartyCode, authorizations: &Authorizations) -> Self {
        let is_other = |kept: &&VersionPlace| {
            authorizations.version(**kept).is_some_and(|version| version.party != party)
        };
        let mut list: Vec<VersionPlace> = self.list().iter().filter(is_other).copied().collect();
        list.push(place);
        // One order, whoever came first: equal lists let runs be joined.
        list.sort_unstable();
        Self(Some(list.into()))
    }

    fn list(&self) -> &[VersionPlace] {
        self.0.as_deref().unwrap_or_default()
    }
}
