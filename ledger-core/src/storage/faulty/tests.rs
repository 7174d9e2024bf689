//! What a crash leaves, what a failed call forgets, and the control.

use super::*;

fn written(storage: &FaultyStorage) -> Arc<dyn StorageFile> {
    let file = storage.create(&FilePath::journal("a")).unwrap();
    storage.sync_folder(Folder::Journal).unwrap();
    file.write_at(0, b"synced").unwrap();
    file.sync().unwrap();
    file.write_at(6, &[b'u'; 2_000]).unwrap();
    file
}

fn left(storage: &FaultyStorage, mode: CrashMode, seed: u64) -> Option<Vec<u8>> {
    storage.crash_image(mode, seed).files().remove(&FilePath::journal("a"))
}

#[test]
fn a_crash_keeps_what_was_synced_and_plays_with_the_rest() {
    let storage = FaultyStorage::new();
    written(&storage);
    assert_eq!(left(&storage, CrashMode::Lost, 0).unwrap(), b"synced");
    assert_eq!(left(&storage, CrashMode::Kept, 0).unwrap().len(), 2_006);
    let mut sizes = std::collections::BTreeSet::new();
    let mut holes = 0;
    for seed in 0..64 {
        let torn = left(&storage, CrashMode::Torn, seed).unwrap();
        assert!(torn.starts_with(b"synced") && torn[6..].iter().all(|byte| *byte == b'u'));
        sizes.insert(torn.len());
        let reordered = left(&storage, CrashMode::Reordered, seed).unwrap();
        assert!(reordered.starts_with(b"synced"));
        holes += usize::from(reordered[6..].contains(&0));
        assert_eq!(Some(reordered), left(&storage, CrashMode::Reordered, seed), "a seed gives one image");
    }
    assert!(sizes.len() > 20 && holes > 10, "{} sizes, {holes} holes", sizes.len());
}

#[test]
fn a_name_needs_its_folder_synced() {
    let storage = FaultyStorage::new();
    let file = storage.create(&FilePath::journal("a")).unwrap();
    file.write_at(0, b"x").unwrap();
    file.sync().unwrap();
    assert_eq!(left(&storage, CrashMode::Lost, 0), None);
    storage.sync_folder(Folder::Book).unwrap();
    assert_eq!(left(&storage, CrashMode::Lost, 0), None);
    storage.sync_folder(Folder::Journal).unwrap();
    assert_eq!(left(&storage, CrashMode::Lost, 0).unwrap(), b"x");
    storage.rename(&FilePath::journal("a"), "b").unwrap();
    assert_eq!(left(&storage, CrashMode::Lost, 0).unwrap(), b"x");
    assert_eq!(left(&storage, CrashMode::Kept, 0), None);
}

#[test]
fn after_a_crash_every_call_fails() {
    let storage = FaultyStorage::new();
    storage.fault_on(StorageCall::Write, 2, Fault::Crash);
    let file = written(&storage);
    assert!(!storage.fault_happened());
    assert!(file.write_at(0, b"never").is_err());
    assert!(storage.fault_happened());
    assert!(file.sync().is_err() && storage.list(Folder::Journal).is_err());
    assert_eq!(left(&storage, CrashMode::Lost, 0).unwrap(), b"synced");
}

#[test]
fn a_failed_sync_forgets_and_a_later_one_does_not_bring_back() {
    let storage = FaultyStorage::new();
    storage.fault_on(StorageCall::Sync, 1, Fault::Fail);
    let file = written(&storage);
    assert!(file.sync().is_err());
    file.sync().unwrap();
    assert_eq!(file.size().unwrap(), 2_006, "the process goes on seeing them");
    assert_eq!(left(&storage, CrashMode::Kept, 0).unwrap(), b"synced");
}

#[test]
fn short_writes_and_full_disks() {
    let storage = FaultyStorage::new();
    storage.fault_on(StorageCall::Write, 2, Fault::ShortWrite);
    let file = written(&storage);
    assert_eq!(file.write_at(2_006, b"12345678").unwrap_err().kind(), io::ErrorKind::WriteZero);
    assert_eq!(file.size().unwrap(), 2_010);
    storage.fault_on(StorageCall::Write, 0, Fault::DiskFull);
    assert_eq!(file.write_at(2_010, b"1").unwrap_err().kind(), io::ErrorKind::StorageFull);
    assert_eq!(storage.counts().writes, 4);
}

#[test]
fn the_control_loses_what_was_synced() {
    let storage = FaultyStorage::new();
    storage.ignore_syncs();
    written(&storage);
    assert_eq!(left(&storage, CrashMode::Lost, 0), None);
}
