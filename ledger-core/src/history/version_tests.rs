//! A store with rows of another version is emptied; one with this version's is kept.

use ledger_format::encoding::encode;
use ledger_format::identifiers::{Digest, EntryId, EntryIndex, Timestamp};

use super::chapter::{CHAPTER_SIZE, VERSION};
use super::rows::sealed;
use super::{DurableBatch, History, HistoryStore, SledStore, key};

fn ids(count: usize) -> Vec<EntryId> {
    (0..count).map(|number| EntryId([u8::try_from(number).unwrap(); 16])).collect()
}

fn batch() -> DurableBatch {
    DurableBatch {
        first_entry: EntryIndex(0),
        recorded_at: Timestamp(1),
        chain: Digest([7; 32]),
        ids: ids(CHAPTER_SIZE),
        custody: Vec::new(),
    }
}

/// A history that has a chapter in a folder of sled's, changed by `change` and opened again: what it has then.
fn reopened(change: impl FnOnce(&dyn HistoryStore)) -> u64 {
    let folder = tempfile::tempdir().unwrap();
    let open = || SledStore::open(folder.path()).unwrap();
    let history = History::with_store(Box::new(open())).unwrap();
    history.batch_durable(batch());
    history.flush().unwrap();
    drop(history);
    let store = open();
    change(&store);
    store.flush().unwrap();
    drop(store);
    let history = History::with_store(Box::new(open())).unwrap();
    let found = history.entry_with_id(&ids(1)[0], EntryIndex(100)).unwrap();
    assert_eq!(found.is_some(), history.indexed_up_to().next.0 > 0);
    history.indexed_up_to().next.0
}

#[test]
fn rows_of_another_version_are_written_again() {
    let version = |number: u32| (key::VERSION.to_vec(), sealed(key::VERSION, encode(&number).unwrap()));
    let kept = CHAPTER_SIZE as u64;
    assert_eq!(reopened(|_| {}), kept);
    assert_eq!(reopened(|store| store.put(vec![version(VERSION)]).unwrap()), kept);
    assert_eq!(reopened(|store| store.put(vec![version(VERSION - 1)]).unwrap()), 0);
    assert_eq!(reopened(|store| store.put(vec![(key::VERSION.to_vec(), Vec::new())]).unwrap()), 0);
    // What was written before versions were marked: other keys, and no version.
    assert_eq!(reopened(|store| store.clear().unwrap()), 0);
}

#[test]
fn a_store_that_is_opened_again_after_much_was_written_has_all_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = SledStore::open(folder.path()).unwrap();
    // 40 KiB a round: in every third sled lets go of what it wrote.
    let value = |round: u8, place: u8| vec![round ^ place; 4 << 10];
    for round in 0..6 {
        store.put((0..10).map(|place| (vec![round, place], value(round, place))).collect()).unwrap();
        store.flush().unwrap();
        assert_eq!(store.value(&[0, 9]).unwrap(), Some(value(0, 9)));
    }
    for round in 0..6 {
        assert_eq!(store.value(&[round, round]).unwrap(), Some(value(round, round)));
    }
    assert_eq!(store.value(&[6]).unwrap(), None);
}
