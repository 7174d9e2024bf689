//! Which serials a hold or restriction binds, where several may bind the same ones.
//!
//! Invariants:
//! - A lane is an interval map; of a serial it names one entry at most. What overlaps lies in several lanes: each block in the
//!   lowest one where all its serials are free. Where nothing overlaps there is one lane.
//! - What has ended counts as free, whether or not it was let go of already: so that a draft, which lets go of nothing, and the
//!   book, which does, choose the same lane.
//! - A movement pays for each lane of its space: as many as entries lie over one another there. Holds never do, unless a
//!   journal has findings; of restrictions there are few, and authorities place them.
//! - Lanes beyond the counted ones are empty; the count is a bound, not a fact, and no part of what is compared.

use ledger_format::block::SerialBlock;
use ledger_format::identifiers::{EntryIndex, SpaceId, Timestamp};
use serde::{Deserialize, Serialize};

use super::tables::{Tables, TablesMut, View};
use crate::layered::{Layer, SaidView};

/// What binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum Binding {
    /// A hold.
    Hold,
    /// A restriction.
    Restriction,
}

/// One of the interval maps of a space.
pub(crate) type Lane = (Binding, SpaceId, u32);

impl View<'_> {
    /// Whether no hold and no restriction binds any serial.
    pub(crate) fn binds_nothing(self) -> bool {
        self.back.lanes.len() == 0 && self.front.is_none_or(|front| front.lanes.len() == 0)
    }

    fn lanes(self, binding: Binding, space: SpaceId) -> u32 {
        let of = |tables: &Tables| tables.lanes.get(&(binding, space)).copied().unwrap_or_default();
        of(self.back).max(self.front.map_or(0, of))
    }

    fn bound(&self) -> SaidView<'_, Lane, EntryIndex> {
        SaidView::of(*self, |tables| &tables.bound)
    }

    /// Calls `each` with the serials of a well-formed block that an entry binds, and the entry: it may have ended. In order of
    /// lane and serial.
    fn bound_in(
        self,
        binding: Binding,
        block: SerialBlock,
        mut each: impl FnMut(SerialBlock, u32, EntryIndex),
    ) {
        for lane in 0..self.lanes(binding, block.space) {
            self.bound().pieces((binding, block.space, lane), block.first, block.last, |piece| {
                if let Some(entry) = piece.value {
                    each(SerialBlock::new(block.space, piece.first, piece.last), lane, entry);
                }
            });
        }
    }

    /// Whether an entry that may be in force at this time or later binds a serial.
    fn is_open(self, binding: Binding, entry: EntryIndex, at: Timestamp) -> bool {
        match binding {
            Binding::Hold => self.hold(entry).is_some_and(|hold| hold.is_in_force(at)),
            Binding::Restriction => self.restriction(entry).is_some_and(|of| of.is_open(at)),
        }
    }

    /// The serials of a block that a hold in force holds back, other than the one that entry placed.
    pub(crate) fn held_back(
        self,
        block: SerialBlock,
        at: Timestamp,
        but: Option<EntryIndex>,
        mut each: impl FnMut(SerialBlock),
    ) {
        self.bound_in(Binding::Hold, block, |bound, _, entry| {
            if Some(entry) != but && self.is_open(Binding::Hold, entry, at) {
                each(bound);
            }
        });
    }

    /// The serials of a block that a restriction in force restricts.
    pub(crate) fn restricted(self, block: SerialBlock, at: Timestamp, mut each: impl FnMut(SerialBlock)) {
        self.bound_in(Binding::Restriction, block, |bound, _, entry| {
            if self.restriction(entry).is_some_and(|restriction| restriction.is_in_force(at)) {
                each(bound);
            }
        });
    }
}

impl TablesMut<'_> {
    /// Lets an entry bind well-formed blocks from this time on.
    pub(super) fn bind(
        &mut self,
        binding: Binding,
        entry: EntryIndex,
        blocks: impl Iterator<Item = SerialBlock>,
        at: Timestamp,
    ) {
        for block in blocks {
            let (view, lanes) = (self.view(), self.view().lanes(binding, block.space));
            let is_free = |lane: u32| {
                let mut free = true;
                view.bound().pieces((binding, block.space, lane), block.first, block.last, |piece| {
                    let taken = piece.value.filter(|other| *other != entry);
                    free &= taken.is_none_or(|other| !view.is_open(binding, other, at));
                });
                free
            };
            let lane = (0..lanes).find(|lane| is_free(*lane)).unwrap_or(lanes);
            if lane == lanes {
                // As many lanes as entries at most, of which there are not 2^32 over one serial.
                self.set_lanes((binding, block.space), lanes.saturating_add(1));
            }
            self.say_bound((binding, block.space, lane), block.first, block.last, Some(entry));
        }
    }

    /// Takes back what an entry bound.
    pub(super) fn unbind(
        &mut self,
        binding: Binding,
        entry: EntryIndex,
        blocks: impl Iterator<Item = SerialBlock>,
    ) {
        for block in blocks {
            let mut own = Vec::new();
            self.view().bound_in(binding, block, |bound, lane, of| {
                if of == entry {
                    own.push((lane, bound));
                }
            });
            for (lane, bound) in own {
                self.say_bound((binding, block.space, lane), bound.first, bound.last, None);
            }
        }
    }
}

impl Tables {
    /// Counts the lanes of the book again.
    pub(super) fn count_lanes(&mut self) {
        self.lanes = Layer::default();
        for (binding, space, lane) in self.bound.keys() {
            let known = self.lanes.get(&(binding, space)).copied().unwrap_or_default();
            self.lanes.settle((binding, space), known.max(lane.saturating_add(1)));
        }
    }
}
