//! A copy is named when it is good, and not before; it ends in a signed head.

use std::{sync::Arc, time::Duration};

use crate::{
    Error, Ledger, OpenOptions,
    fixture::Registry,
    storage::{Access, Folder, MemoryStorage, Storage},
    upkeep,
};

fn ledger(registry: &Registry, storage: &MemoryStorage) -> Ledger {
    let options = OpenOptions { segment_size: 4_000, idle: Duration::from_secs(3_600), ..registry.options() };
    let storage = Arc::new(storage.clone());
    let ledger = Ledger::create_in(storage, &registry.genesis(), Registry::operators(), options).unwrap();
    ledger.submit(&registry.setup(2)).unwrap();
    ledger.submit(&[registry.issue(0, 1, 1_000)]).unwrap();
    for serial in 1..40 {
        ledger.submit(&[registry.transfer(0, 1, serial, serial)]).unwrap();
    }
    ledger
}

#[test]
fn a_copy_that_is_not_good_gets_no_names() {
    let (registry, storage) = (Registry::new(), MemoryStorage::new());
    let ledger = ledger(&registry, &storage);
    let (path, bytes) = storage.files().into_iter().find(|(path, _)| path.folder == Folder::Journal).unwrap();
    let damaged = storage.open(&path, Access::ReadWrite).unwrap();
    let place = bytes.len() as u64 / 2;
    damaged.write_at(place, &[bytes[bytes.len() / 2] ^ 1]).unwrap();
    let target = MemoryStorage::new();
    assert!(matches!(ledger.backup_to(Arc::new(target.clone())), Err(Error::Corrupt(_))));
    let names = target.list(Folder::Journal).unwrap();
    assert!(!names.is_empty() && names.iter().all(|name| name.ends_with(".partial")), "{names:?}");
    assert!(matches!(Ledger::open_read_only_in(Arc::new(target)), Err(Error::Missing)));

    damaged.write_at(place, &[bytes[bytes.len() / 2]]).unwrap();
    let target = MemoryStorage::new();
    let report = ledger.backup_to(Arc::new(target.clone())).unwrap();
    let names = target.list(Folder::Journal).unwrap();
    assert!(
        names.len() == report.segment_count && names.iter().all(|name| name.ends_with(".seg")),
        "{names:?}"
    );
}

#[test]
fn it_tells_how_far_it_has_come() {
    let (registry, storage, folder) = (Registry::new(), MemoryStorage::new(), tempfile::tempdir().unwrap());
    let ledger = ledger(&registry, &storage);
    let mut told = Vec::new();
    let report = ledger.backup_and_tell(&folder.path().join("copy"), |progress| told.push(progress)).unwrap();
    assert!(told.windows(2).all(|pair| pair[0].done < pair[1].done && pair[0].total == pair[1].total));
    let last = told.last().unwrap();
    assert!(last.total == 2 * report.size && last.done > report.size && last.done <= last.total, "{last:?}");

    let mut told = Vec::new();
    assert!(ledger.check_and_tell(|progress| told.push(progress)).unwrap().is_clean());
    let entry_count = ledger.durable_head().entry_count;
    assert_eq!(told.last().map(|progress| (progress.done, progress.total)), Some((entry_count, entry_count)));
}

#[test]
fn a_reader_that_cannot_sign_the_last_head_gives_no_copy() {
    let (registry, storage) = (Registry::new(), MemoryStorage::new());
    let writer = ledger(&registry, &storage);
    // A crash between this snapshot and the head's signature.
    upkeep::save_book(&writer.shared).unwrap();
    let image = Arc::new(MemoryStorage::with_files(storage.files()));
    let reader = Ledger::open_read_only_in(Arc::<MemoryStorage>::clone(&image)).unwrap();
    let target = MemoryStorage::new();
    assert!(matches!(reader.backup_to(Arc::new(target.clone())), Err(Error::HeadNotSigned)));
    assert!(target.list(Folder::Journal).unwrap().is_empty());
    drop(
        Ledger::open_in(Arc::<MemoryStorage>::clone(&image), Registry::operators(), registry.options())
            .unwrap(),
    );
    let reader = Ledger::open_read_only_in(image).unwrap();
    assert_eq!(reader.backup_to(Arc::new(target)).unwrap().head, reader.durable_head());
}
