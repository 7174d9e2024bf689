//! units attached to an authorization, over all versions, against the cap of the version used.
//!
//! Invariant: entries are settled in their order, whatever order the sweep told them in.

use super::sink::Attached;
use crate::finding::Rule;
use crate::rules::Breach;
use crate::rules::article6::state::authorizations::AuthorizationPlace;
use crate::rules::number_map::NumberMap;
use crate::rules::state::State;

/// How many units are attached to each authorization.
#[derive(Debug, Default)]
pub struct Caps {
    attached: NumberMap<AuthorizationPlace, u128>,
}

impl Caps {
    /// Settles what a window attaches.
    pub fn settle(&mut self, state: &State, mut attached: Vec<Attached>, breaches: &mut Vec<Breach>) {
        attached.sort_unstable_by_key(|each| each.entry);
        for of_entry in attached.chunk_by(|a, b| a.entry == b.entry) {
            let Some(Attached { entry, version, .. }) = of_entry.first() else { continue };
            let Some(version) = state.article6.authorizations.version(*version) else { continue };
            let count = self.attached.entry(version.authorization).or_default();
            *count = of_entry.iter().fold(*count, |count, each| count.saturating_add(each.units.into()));
            // Afterwards: of blocks that overlap, what one attaches the other finds attached.
            for Attached { before, units, .. } in of_entry {
                if let Some(left) = before.and_then(|before| self.attached.get_mut(&before)) {
                    *left = left.saturating_sub(u128::from(*units));
                }
            }
            let count = self.attached.get(&version.authorization).copied().unwrap_or_default();
            if version.cap != 0 && count > u128::from(version.cap) {
                breaches.push(Breach { entry: *entry, rule: Rule::R(349), block: None });
            }
        }
    }
}
