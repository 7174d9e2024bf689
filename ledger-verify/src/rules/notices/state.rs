//! What entries state about units elsewhere, each by the entry that says it.
//!
//! Invariants:
//! - Of every notice that was ever given it is kept when it was withdrawn, if it was; its blocks as long as it stands.

use ledger_format::block::SerialBlock;
use ledger_format::body::notices::{ApproachRegistriesStated, NoticeGiven};
use ledger_format::codes::Action;
use ledger_format::identifiers::{ApproachNumber, EntryIndex, PartyCode, RegistryId};

use crate::rules::number_map::NumberMap;
use crate::rules::serials::join;

/// A notice.
#[derive(Debug)]
pub struct Notice {
    given: EntryIndex,
    withdrawn: Option<EntryIndex>,
    /// Who used the units towards an NDC, and for which year, if that was done.
    pub used_for: Option<(PartyCode, u16)>,
    /// Its blocks that are well formed, ascending and disjoint.
    pub blocks: Box<[SerialBlock]>,
}

/// What is stated about units elsewhere.
#[derive(Debug, Default)]
pub struct NoticesState {
    /// Ascending.
    notices: Vec<Notice>,
    registries: NumberMap<ApproachNumber, Box<[RegistryId]>>,
    /// Of the window: entries that withdraw a notice that stands, and the notice; ascending.
    withdrawn: Vec<(EntryIndex, EntryIndex)>,
}

impl NoticesState {
    /// Forgets what the window before withdrew.
    pub fn begin_window(&mut self) {
        for (_, notice) in std::mem::take(&mut self.withdrawn) {
            if let Some(notice) = self.place(notice).and_then(|place| self.notices.get_mut(place)) {
                notice.blocks = Box::default();
            }
        }
    }

    /// A notice that was given before an entry, and that no earlier entry withdrew.
    pub fn standing_at(&self, notice: EntryIndex, entry: EntryIndex) -> Option<&Notice> {
        let notice = self.notices.get(self.place(notice)?)?;
        let stands = notice.given < entry && notice.withdrawn.is_none_or(|withdrawn| withdrawn >= entry);
        stands.then_some(notice)
    }

    /// The serials that notices name from an entry on, in the order of these; those that are well formed.
    pub fn named_from(&self, first: EntryIndex) -> impl Iterator<Item = &SerialBlock> {
        let before = self.notices.partition_point(|notice| notice.given < first);
        self.notices.get(before..).unwrap_or_default().iter().flat_map(|notice| &notice.blocks)
    }

    /// The registries that were stated last of an approach; none if none were.
    pub fn registries_of(&self, approach: ApproachNumber) -> &[RegistryId] {
        self.registries.get(&approach).map_or(&[], |registries| registries)
    }

    /// What the window withdraws: the entry that does, and the notice; ascending.
    pub fn withdrawn(&self) -> &[(EntryIndex, EntryIndex)] {
        &self.withdrawn
    }

    /// Registries are stated of an approach that is known.
    pub fn state(&mut self, stated: &ApproachRegistriesStated) {
        self.registries.insert(stated.approach, stated.registries.as_ref().into());
    }

    /// A notice is given.
    pub fn give(&mut self, entry: EntryIndex, given: &NoticeGiven) {
        let well_formed = given.blocks.iter().filter(|block| block.is_well_formed()).copied();
        let year = given.year_of_use().filter(|_| given.action == Action::USE_NDC);
        self.notices.push(Notice {
            given: entry,
            withdrawn: None,
            used_for: year.map(|year| (given.party, year)),
            blocks: join(well_formed.collect()).into(),
        });
    }

    /// A notice is withdrawn, if it was given and stands.
    pub fn withdraw(&mut self, entry: EntryIndex, notice: EntryIndex) {
        let place = self.place(notice);
        let standing = place.and_then(|place| self.notices.get_mut(place));
        if let Some(standing) = standing.filter(|standing| standing.withdrawn.is_none()) {
            standing.withdrawn = Some(entry);
            self.withdrawn.push((entry, notice));
        }
    }

    fn place(&self, notice: EntryIndex) -> Option<usize> {
        self.notices.binary_search_by_key(&notice, |notice| notice.given).ok()
    }
}
