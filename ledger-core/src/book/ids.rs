//! The ids that are taken: those of entries whose not_after has not passed (decision D6).
//!
//! Invariants:
//! - An id stays until its not_after lies before the time of a batch; it is dropped within the hour after that, so the
//!   state is bounded by what may be recorded in `not_after_limit_ms`.
//! - Whoever asks compares not_after with the batch's time: an id that is kept too long is no refusal.
//!
//! Callers choose ids, so they are hashed with a key of this process: nobody can make them collide.

use std::collections::{BTreeMap, HashMap};

use ledger_format::identifiers::{EntryId, EntryIndex, Timestamp};
use rayon::prelude::*;

/// Ids expire by the hour.
const EXPIRY_STEP_MS: u64 = 60 * 60 * 1_000;

/// An entry that bears an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct IdUse {
    /// The entry.
    pub(crate) entry: EntryIndex,
    /// Until when its id is taken.
    pub(crate) not_after: Timestamp,
}

/// Tables that the ids are spread over: when one grows, the others need not be moved.
const SHARDS: usize = 256;

/// Ids in use.
#[derive(Debug, Clone)]
pub(crate) struct UnexpiredIds {
    /// By the last byte, which is random in any id made as is usual.
    shards: Vec<HashMap<EntryId, IdUse>>,
    /// By the hour of not_after: what may be dropped when it is over.
    by_hour: BTreeMap<u64, Vec<EntryId>>,
}

impl PartialEq for UnexpiredIds {
    fn eq(&self, other: &Self) -> bool {
        self.shards == other.shards
    }
}

impl Default for UnexpiredIds {
    fn default() -> Self {
        // One hash key for all of them.
        Self { shards: vec![HashMap::new(); SHARDS], by_hour: BTreeMap::new() }
    }
}

fn shard(id: &EntryId) -> usize {
    let EntryId([.., last]) = id;
    usize::from(*last)
}

impl UnexpiredIds {
    pub(crate) fn get(&self, id: &EntryId) -> Option<IdUse> {
        self.shards.get(shard(id))?.get(id).copied()
    }

    pub(crate) fn insert(&mut self, id: EntryId, new: IdUse) {
        if let Some(uses) = self.shards.get_mut(shard(&id)) {
            take(uses, id, new);
        }
        self.by_hour.entry(new.not_after.0 / EXPIRY_STEP_MS).or_default().push(id);
    }

    /// Takes in what waited, a table at a time: most tables fit the processor's nearest memory.
    pub(crate) fn take_in(&mut self, waiting: WaitingIds) {
        let mut by_shard: Vec<Vec<(EntryId, IdUse)>> = vec![Vec::new(); SHARDS];
        for (hour, ids) in waiting.by_hour {
            self.by_hour.entry(hour).or_default().extend(ids.iter().map(|(id, _)| *id));
            for (id, id_use) in ids {
                if let Some(of_shard) = by_shard.get_mut(shard(&id)) {
                    of_shard.push((id, id_use));
                }
            }
        }
        self.shards.par_iter_mut().zip(by_shard).for_each(|(uses, ids)| {
            uses.reserve(ids.len());
            ids.into_iter().for_each(|(id, id_use)| take(uses, id, id_use));
        });
    }

    /// Drops what no batch from now on can find taken.
    pub(crate) fn expire(&mut self, now: Timestamp) {
        let this_hour = now.0 / EXPIRY_STEP_MS;
        while let Some(hour) = self.by_hour.first_entry().filter(|hour| *hour.key() < this_hour) {
            for id in hour.remove() {
                // Used again in the meantime: then a later hour has it too.
                let Some(uses) = self.shards.get_mut(shard(&id)) else { continue };
                if uses.get(&id).is_some_and(|held| held.not_after.0 / EXPIRY_STEP_MS < this_hour) {
                    uses.remove(&id);
                }
            }
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&EntryId, &IdUse)> {
        self.shards.iter().flatten()
    }

    pub(crate) fn len(&self) -> usize {
        self.shards.iter().map(HashMap::len).sum()
    }
}

/// Of several uses the one that is taken longest counts, which in a right ledger is the last.
fn take(uses: &mut HashMap<EntryId, IdUse>, id: EntryId, new: IdUse) {
    let age = |id_use: &IdUse| (id_use.not_after, id_use.entry);
    uses.entry(id).and_modify(|held| *held = if age(held) <= age(&new) { new } else { *held }).or_insert(new);
}

/// Ids of entries that are being replayed: those that expire on the way are never looked at.
#[derive(Debug, Default)]
pub(crate) struct WaitingIds {
    by_hour: BTreeMap<u64, Vec<(EntryId, IdUse)>>,
}

impl WaitingIds {
    pub(crate) fn insert(&mut self, id: EntryId, new: IdUse) {
        self.by_hour.entry(new.not_after.0 / EXPIRY_STEP_MS).or_default().push((id, new));
    }

    /// Drops what no batch from now on can find taken.
    pub(crate) fn expire(&mut self, now: Timestamp) {
        let this_hour = now.0 / EXPIRY_STEP_MS;
        while let Some(hour) = self.by_hour.first_entry().filter(|hour| *hour.key() < this_hour) {
            hour.remove();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u8) -> EntryId {
        EntryId([n; 16])
    }

    fn until(hour: u64) -> IdUse {
        IdUse { entry: EntryIndex(1), not_after: Timestamp(hour * EXPIRY_STEP_MS + 7) }
    }

    #[test]
    fn ids_are_dropped_after_their_hour() {
        let mut ids = UnexpiredIds::default();
        ids.insert(id(1), until(5));
        ids.insert(id(2), until(9));
        ids.expire(Timestamp(5 * EXPIRY_STEP_MS + 8));
        assert_eq!(ids.len(), 2, "the hour is not over");
        ids.expire(Timestamp(6 * EXPIRY_STEP_MS));
        assert!(ids.get(&id(1)).is_none() && ids.get(&id(2)).is_some());
        assert_eq!(ids.by_hour.len(), 1);
    }

    #[test]
    fn ids_that_waited_are_those_inserted_one_by_one() {
        let uses = [(1, 5), (2, 9), (1, 20), (3, 20), (3, 9), (4, 3), (2, 9)];
        for known in 0..uses.len() {
            let (mut one_by_one, mut at_once) = (UnexpiredIds::default(), UnexpiredIds::default());
            let mut waiting = WaitingIds::default();
            for (entry, (number, hour)) in (0..).zip(uses) {
                let id_use = IdUse { entry: EntryIndex(entry), ..until(hour) };
                one_by_one.insert(id(number), id_use);
                if entry < known as u64 {
                    at_once.insert(id(number), id_use);
                } else {
                    waiting.insert(id(number), id_use);
                }
                let now = Timestamp(entry * EXPIRY_STEP_MS);
                one_by_one.expire(now);
                at_once.expire(now);
                waiting.expire(now);
            }
            at_once.take_in(waiting);
            assert!(at_once == one_by_one);
            assert_eq!(at_once.len(), 3);
            let later = Timestamp(10 * EXPIRY_STEP_MS);
            one_by_one.expire(later);
            at_once.expire(later);
            assert!(at_once == one_by_one);
            assert_eq!(at_once.len(), 2);
        }
    }

    #[test]
    fn an_id_used_again_stays() {
        let mut ids = UnexpiredIds::default();
        ids.insert(id(1), until(5));
        ids.insert(id(1), until(20));
        ids.expire(Timestamp(10 * EXPIRY_STEP_MS));
        assert_eq!(ids.get(&id(1)), Some(until(20)));
    }
}
