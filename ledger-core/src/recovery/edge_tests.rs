//! What opening says of a head that came late, of a tail that is a day old, and of a snapshot that went bad.

use std::{collections::BTreeMap, sync::Arc, sync::atomic::Ordering};

use ledger_format::{frame::HeadFrame, identifiers::Digest, limits::HEAD_FRAME_SIZE};

use crate::{
    Error, Ledger, OpenOptions,
    clock::CLOCK_JUMP_LIMIT_MS,
    fixture::Registry,
    storage::{FilePath, Folder, MemoryStorage},
    upkeep,
};

type Files = BTreeMap<FilePath, Vec<u8>>;

fn reopen(files: Files, options: OpenOptions) -> Result<(Ledger, super::RecoveryReport), Error> {
    Ledger::open_in(Arc::new(MemoryStorage::with_files(files)), Registry::operators(), options)
}

fn segment(files: &mut Files) -> &mut Vec<u8> {
    files.get_mut(&FilePath::journal("00000000000000000000.seg")).unwrap()
}

/// A ledger whose snapshot is older than the signature over its head, and where that signature begins.
fn signed_after_its_snapshot() -> (Registry, Files, usize) {
    let (registry, storage) = (Registry::new(), MemoryStorage::new());
    let ledger = registry.create(Arc::new(storage.clone()), 2);
    ledger.sign_head().unwrap();
    ledger.submit(&[registry.issue(0, 1, 100)]).unwrap();
    let begin = {
        // Held, so that the writer's thread does not sign meanwhile.
        let _sequencer = ledger.shared.sequencer.as_ref().unwrap().lock();
        upkeep::save_book(&ledger.shared).unwrap();
        assert!(ledger.shared.live.read().head_is_owed);
        usize::try_from(ledger.shared.live.read().end.offset).unwrap()
    };
    ledger.sign_head().unwrap();
    let files = storage.files();
    std::mem::forget(ledger);
    (registry, files, begin)
}

#[test]
fn a_head_signed_after_the_snapshot_is_held_against_the_tree() {
    let (registry, mut files, begin) = signed_after_its_snapshot();
    let (_, report) = reopen(files.clone(), registry.options()).unwrap();
    assert!(report.snapshot_entry_count.is_some() && !report.head_signed, "{report:?}");

    let place = &mut segment(&mut files)[begin..begin + HEAD_FRAME_SIZE];
    let mut frame = HeadFrame::decode(place).unwrap();
    frame.head.root = Digest([9; 32]);
    place.copy_from_slice(&frame.encode());
    match reopen(files, registry.options()) {
        Err(Error::DamagedTail { corruption, .. }) => assert_eq!(corruption.offset, begin as u64),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_tail_torn_a_day_ago_asks_for_the_word_before_anything_is_cut() {
    let (registry, mut files, begin) = signed_after_its_snapshot();
    files.retain(|path, _| path.folder == Folder::Journal);
    segment(&mut files).truncate(begin + 20);
    registry.clock.0.fetch_add(CLOCK_JUMP_LIMIT_MS + 1, Ordering::Relaxed);
    let storage = MemoryStorage::with_files(files.clone());
    let open = |options| Ledger::open_in(Arc::new(storage.clone()), Registry::operators(), options);
    let error = open(registry.options()).unwrap_err();
    assert!(matches!(error, Error::ClockJump { torn_size: Some(20), .. }), "{error:?}");
    let said = error.to_string();
    assert!(
        said.starts_with(
            "a crash left 20 bytes that an entry has to record as set aside, but the clock says "
        )
    );
    assert!(said.ends_with("check the clock, then open the ledger accepting the jump"));
    assert_eq!(storage.files(), files, "nothing was changed");

    let (ledger, report) = open(OpenOptions { accept_clock_jump: true, ..registry.options() }).unwrap();
    assert!(report.recovery_entry.is_some());
    assert!(ledger.check().unwrap().is_clean());
    drop(ledger);
    open(registry.options()).map(drop).unwrap();
}

#[test]
fn without_a_tail_an_old_ledger_opens_without_a_word() {
    let (registry, files, _) = signed_after_its_snapshot();
    registry.clock.0.fetch_add(3 * CLOCK_JUMP_LIMIT_MS, Ordering::Relaxed);
    reopen(files, registry.options()).map(drop).unwrap();
}

#[test]
fn a_damaged_snapshot_of_the_same_head_is_written_again() {
    let (registry, storage) = (Registry::new(), MemoryStorage::new());
    let ledger = registry.create(Arc::new(storage.clone()), 2);
    ledger.submit(&[registry.issue(0, 1, 100)]).unwrap();
    ledger.close().unwrap();
    let mut files = storage.files();
    let snapshot = files.keys().find(|path| path.folder == Folder::Book).unwrap().clone();
    let good = files[&snapshot].clone();
    *files.get_mut(&snapshot).unwrap().last_mut().unwrap() ^= 1;
    let storage = MemoryStorage::with_files(files);
    let open =
        || Ledger::open_in(Arc::new(storage.clone()), Registry::operators(), registry.options()).unwrap();
    let (ledger, report) = open();
    assert_eq!(report.snapshots_skipped, 1);
    ledger.close().unwrap();
    assert_eq!(storage.files()[&snapshot].len(), good.len());
    let (_, report) = open();
    assert_eq!((report.snapshots_skipped, report.replayed_count), (0, 0));
}
