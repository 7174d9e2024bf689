//! Crashes at every storage call, torn and damaged tails, damage elsewhere, snapshots, readers.

use std::{collections::BTreeMap, sync::Arc};

use ledger_format::{
    block::SerialBlock,
    body::Body,
    entry::EntryBytes,
    identifiers::EntryIndex,
    limits::{BATCH_HEADER_SIZE, HEAD_FRAME_SIZE},
};

use crate::{
    CommitError, Error, Ledger, OpenOptions, Receipt,
    fixture::{Registry, SPACE},
    journal::JournalFault,
    query::AsAt,
    storage::{CrashMode, Fault, FaultyStorage, FilePath, Folder, MemoryStorage, Storage, StorageCall},
};

type Files = BTreeMap<FilePath, Vec<u8>>;

fn reopen(files: Files, options: OpenOptions) -> Result<(Ledger, super::RecoveryReport), Error> {
    Ledger::open_in(Arc::new(MemoryStorage::with_files(files)), Registry::operators(), options)
}

fn is_clean(ledger: &Ledger) {
    let report = ledger.check().unwrap();
    assert!(report.is_clean(), "{report:?}");
}

/// A small life: create, set up, issue, transfer in several batches over two segments, close.
fn live(registry: &Registry, storage: Arc<dyn Storage>) -> (Vec<Receipt>, Result<(), CommitError>) {
    let mut receipts = Vec::new();
    // No upkeep in the middle: the N-th call to the storage is to be the same each time.
    let idle = std::time::Duration::from_secs(3_600);
    let options = OpenOptions { segment_size: 6_000, idle, ..registry.options() };
    let go = || -> Result<(), CommitError> {
        let ledger = Ledger::create_in(storage, &registry.genesis(), Registry::operators(), options)?;
        receipts.extend(ledger.submit(&registry.setup(2))?);
        receipts.extend(ledger.submit(&[registry.issue(0, 1, 1_000)])?);
        for batch in 0..5 {
            let serials = batch * 10 + 1..=batch * 10 + 6;
            let entries: Vec<_> = serials.map(|serial| registry.transfer(0, 1, serial, serial)).collect();
            receipts.extend(ledger.submit(&entries)?);
            if batch == 2 {
                ledger.sign_head()?;
            }
        }
        ledger.close()?;
        Ok(())
    };
    let result = go();
    (receipts, result)
}

/// Crashes that life at every call, in every mode, opens what is left, and counts runs and runs that lost a receipt.
fn every_call(ignore_syncs: bool) -> (u64, u64) {
    let (mut lost, mut runs) = (0, 0);
    for call in 0.. {
        let (registry, storage) = (Registry::new(), FaultyStorage::new());
        if ignore_syncs {
            storage.ignore_syncs();
        }
        storage.fault_at(call, Fault::Crash);
        let (receipts, result) = live(&registry, Arc::new(storage.clone()));
        if !storage.fault_happened() {
            result.unwrap();
            break;
        }
        for mode in CrashMode::ALL {
            for seed in 0..if matches!(mode, CrashMode::Lost | CrashMode::Kept) { 1 } else { 3 } {
                runs += 1;
                let files = storage.crash_image(mode, seed).files();
                let options =
                    OpenOptions { accept_damaged_tail: mode == CrashMode::Reordered, ..registry.options() };
                let all_there = match reopen(files, options) {
                    Ok((ledger, report)) => {
                        let good = receipts.iter().all(|receipt| is_kept(&ledger, receipt));
                        if !ignore_syncs {
                            assert!(good, "call {call}, {mode:?}, seed {seed}: {report}");
                            is_clean(&ledger);
                            goes_on(&registry, &ledger, receipts.len());
                        }
                        good
                    }
                    Err(Error::Missing) => receipts.is_empty(),
                    Err(error) if !ignore_syncs => panic!("call {call}, {mode:?}, seed {seed}: {error}"),
                    Err(_) => false,
                };
                lost += u64::from(!all_there);
                if ignore_syncs && lost > 0 {
                    return (runs, lost);
                }
            }
        }
    }
    (runs, lost)
}

fn is_kept(ledger: &Ledger, receipt: &Receipt) -> bool {
    ledger.entry(receipt.entry).is_ok_and(|entry| entry.is_some_and(|entry| entry.digest == receipt.digest))
        && ledger.durable_head().entry_count >= receipt.head.entry_count
}

fn goes_on(registry: &Registry, ledger: &Ledger, receipt_count: usize) {
    if receipt_count > registry.setup(2).len() {
        ledger.submit(&[registry.transfer(0, 1, 900, 900)]).unwrap();
        is_clean(ledger);
    }
}

#[test]
fn a_crash_at_any_call_loses_no_receipt() {
    let (runs, lost) = every_call(false);
    assert!(runs > 300, "{runs} runs");
    assert_eq!(lost, 0);
}

#[test]
fn the_control_without_syncs_does_lose_receipts() {
    let (_, lost) = every_call(true);
    assert!(lost > 0);
}

/// A ledger of one segment that was not closed: its last batch has no head frame. Also where that batch begins.
fn unfinished() -> (Registry, Files, usize) {
    let (registry, storage) = (Registry::new(), MemoryStorage::new());
    let ledger = registry.create(Arc::new(storage.clone()), 2);
    ledger.submit(&[registry.issue(0, 1, 100)]).unwrap();
    ledger.sign_head().unwrap();
    let begin = usize::try_from(ledger.shared.live.read().end.offset).unwrap();
    let last: Vec<_> = (1..=5).map(|serial| registry.transfer(0, 1, serial, serial)).collect();
    ledger.submit(&last).unwrap();
    let files = storage.files();
    std::mem::forget(ledger);
    (registry, files, begin)
}

fn segment(files: &mut Files) -> &mut Vec<u8> {
    files.get_mut(&FilePath::journal("00000000000000000000.seg")).unwrap()
}

fn end_of_frames(bytes: &[u8]) -> usize {
    bytes.iter().rposition(|byte| *byte != 0).unwrap() + 1
}

#[test]
fn an_unsigned_last_batch_is_kept_and_signed() {
    let (registry, files, _) = unfinished();
    let (ledger, report) = reopen(files, registry.options()).unwrap();
    assert!(report.head_signed && report.set_aside.is_none());
    assert!(report.snapshot_entry_count.is_none());
    is_clean(&ledger);
}

#[test]
fn a_torn_tail_is_set_aside_and_recorded() {
    let (registry, mut files, begin) = unfinished();
    let whole = segment(&mut files).clone();
    let end = end_of_frames(&whole);
    for cut in [begin + 1, begin + 3, begin + BATCH_HEADER_SIZE - 1, begin + BATCH_HEADER_SIZE + 7, end - 1] {
        for zero_filled in [false, true] {
            let mut files = files.clone();
            let bytes = segment(&mut files);
            bytes.truncate(cut);
            if zero_filled {
                bytes.resize(whole.len(), 0);
            }
            let storage = MemoryStorage::with_files(files);
            let open = |storage: &MemoryStorage| {
                Ledger::open_in(Arc::new(storage.clone()), Registry::operators(), registry.options()).unwrap()
            };
            let (ledger, report) = open(&storage);
            let tail = report.set_aside.clone().unwrap();
            let set_aside = &whole[begin..end_of_frames(&whole[..cut])];
            assert_eq!((tail.offset, tail.size), (begin as u64, set_aside.len() as u64));
            assert!(!tail.was_damaged);
            assert_eq!(storage.files()[&tail.file], set_aside);
            let entry = ledger.entry(report.recovery_entry.unwrap()).unwrap().unwrap();
            let (_, body) = EntryBytes::whole(&entry.bytes).unwrap().decode().unwrap().unwrap();
            assert_eq!(body, Body::Recovery(tail.recovery()));
            is_clean(&ledger);
            ledger.submit(&[registry.transfer(0, 1, 1, 5)]).unwrap();
            ledger.close().unwrap();
            let (ledger, report) = open(&storage);
            assert_eq!((report.set_aside, report.recovery_entry), (None, None), "it is recorded once");
            is_clean(&ledger);
        }
    }
}

#[test]
fn a_full_frame_that_does_not_check_needs_consent() {
    let (registry, mut files, begin) = unfinished();
    segment(&mut files)[begin + BATCH_HEADER_SIZE + 60] ^= 1;
    match reopen(files.clone(), registry.options()) {
        Err(Error::DamagedTail { corruption, .. }) => {
            assert_eq!(corruption.offset, begin as u64);
            assert!(matches!(corruption.fault, JournalFault::Chain { .. }), "{corruption}");
        }
        other => panic!("{other:?}"),
    }
    let options = OpenOptions { accept_damaged_tail: true, ..registry.options() };
    let (ledger, report) = reopen(files, options).unwrap();
    assert!(report.set_aside.unwrap().was_damaged);
    is_clean(&ledger);
}

#[test]
fn damage_below_a_durable_record_is_an_error_and_nothing_is_cut() {
    let (registry, mut files, begin) = unfinished();
    let options = OpenOptions { accept_damaged_tail: true, ..registry.options() };
    // Every byte of every frame before the last batch: head frames behind it show that it was durable.
    for place in (300..begin).step_by(7) {
        let mut files = files.clone();
        segment(&mut files)[place] ^= 0x10;
        let storage = MemoryStorage::with_files(files.clone());
        match Ledger::open_in(Arc::new(storage.clone()), Registry::operators(), options.clone()) {
            Err(Error::Corrupt(corruption)) => {
                assert!(corruption.offset <= place as u64, "{corruption} for byte {place}");
            }
            // The head frame before the last batch: only that batch is behind it, and nothing shows that it was durable.
            Ok((_, report)) if place >= begin - HEAD_FRAME_SIZE => {
                assert!(report.set_aside.unwrap().was_damaged)
            }
            other => panic!("byte {place}: {other:?}"),
        }
        if place < begin - HEAD_FRAME_SIZE {
            assert_eq!(storage.files(), files, "nothing was written");
        }
    }
    segment(&mut files)[100] ^= 1;
    assert!(matches!(reopen(files, options), Err(Error::Corrupt(_))), "the segment's header");
}

#[test]
fn a_torn_recovery_entry_does_not_lose_the_first_tail() {
    let (registry, mut files, begin) = unfinished();
    segment(&mut files).truncate(begin + 200);
    let size = end_of_frames(segment(&mut files)) - begin;
    let mut found = 0;
    for sync in 0.. {
        let storage = FaultyStorage::with_files(files.clone());
        storage.fault_on(StorageCall::Sync, sync, Fault::Crash);
        let result = Ledger::open_in(Arc::new(storage.clone()), Registry::operators(), registry.options());
        if result.is_ok() {
            break;
        }
        for seed in 0..24 {
            let image = storage.crash_image(CrashMode::Torn, seed);
            let opened = Ledger::open_in(Arc::new(image.clone()), Registry::operators(), registry.options());
            let (ledger, _) = opened.unwrap_or_else(|error| panic!("sync {sync}, seed {seed}: {error}"));
            is_clean(&ledger);
            let tails = image.files().into_iter().filter(|(path, _)| path.name.ends_with(".tail"));
            let sizes: Vec<_> = tails.map(|(_, bytes)| bytes.len()).collect();
            assert!(sizes.contains(&size), "sync {sync}, seed {seed}: {sizes:?}");
            found += usize::from(sizes.len() > 1);
        }
    }
    assert!(found > 0, "some crash tore the recovery entry itself");
}

#[test]
fn snapshots_are_used_believed_and_not_needed() {
    let (registry, storage) = (Registry::new(), MemoryStorage::new());
    live(&registry, Arc::new(storage.clone())).1.unwrap();
    let files = storage.files();
    let (ledger, report) = reopen(files.clone(), registry.options()).unwrap();
    let head = ledger.durable_head();
    assert_eq!((report.snapshot_entry_count, report.replayed_count), (Some(head.entry_count), 0));
    is_clean(&ledger);

    let is_book = |path: &FilePath| path.folder == Folder::Book;
    let mut without = files.clone();
    without.retain(|path, _| !is_book(path));
    let (ledger, report) = reopen(without.clone(), registry.options()).unwrap();
    assert_eq!((report.snapshot_entry_count, report.replayed_count), (None, head.entry_count));
    assert_eq!(ledger.durable_head(), head);
    is_clean(&ledger);

    let snapshot = files.keys().find(|path| is_book(path)).unwrap().clone();
    for place in (0..files[&snapshot].len()).step_by(11) {
        let mut broken = files.clone();
        broken.get_mut(&snapshot).unwrap()[place] ^= 4;
        let (ledger, report) = reopen(broken, registry.options()).unwrap();
        assert_eq!((report.snapshots_skipped, report.replayed_count), (1, head.entry_count), "byte {place}");
        assert_eq!(ledger.durable_head(), head);
    }

    // The journal of an hour ago beside the book of now: what was durable is gone, and that is said.
    let last = without.keys().next_back().unwrap().clone();
    let mut older = files.clone();
    older.remove(&last);
    assert!(matches!(reopen(older, registry.options()), Err(Error::Corrupt(_))));
    let mut shorter = files;
    let bytes = shorter.get_mut(&last).unwrap();
    bytes.truncate(bytes.len() - HEAD_FRAME_SIZE - 400);
    match reopen(shorter, registry.options()) {
        Err(Error::Corrupt(corruption)) => {
            assert!(matches!(corruption.fault, JournalFault::Shortened { .. }), "{corruption}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn readers_see_signed_heads_and_follow() {
    let (registry, storage) = (Registry::new(), MemoryStorage::new());
    let ledger = registry.create(Arc::new(storage.clone()), 2);
    let signed = ledger.sign_head().unwrap();
    ledger.submit(&[registry.issue(0, 1, 100)]).unwrap();
    let reader = Ledger::open_read_only_in(Arc::new(MemoryStorage::with_files(storage.files()))).unwrap();
    assert_eq!(reader.durable_head(), signed, "a batch whose head is not signed may not be durable yet");

    let reader = Ledger::open_read_only_in(Arc::new(storage)).unwrap();
    for round in 0..3 {
        ledger.submit(&[registry.transfer(0, 1, round + 1, round + 1)]).unwrap();
        let head = ledger.sign_head().unwrap();
        assert_eq!(reader.refresh().unwrap(), head);
        assert_eq!(*reader.book(), *ledger.book());
        assert_eq!(reader.refresh().unwrap(), head);
        let block = SerialBlock::new(SPACE, 1, 10);
        let lineage = reader.lineage(block, AsAt::Head).unwrap();
        assert_eq!(lineage, ledger.lineage(block, AsAt::Head).unwrap(), "its history follows too");
        assert!(lineage.len() > usize::try_from(round).unwrap());
    }
    assert!(matches!(
        reader.submit(&[registry.transfer(0, 1, 50, 50)]),
        Err(CommitError::Failed(Error::ReadOnly))
    ));
    is_clean(&reader);
}

#[test]
fn one_writer_and_each_verb_for_itself() {
    let (registry, storage) = (Registry::new(), MemoryStorage::new());
    let open = || Ledger::open_in(Arc::new(storage.clone()), Registry::operators(), registry.options());
    assert!(matches!(open(), Err(Error::Missing)));
    let ledger = registry.create(Arc::new(storage.clone()), 1);
    assert!(matches!(open(), Err(Error::Locked)));
    drop(ledger);
    let create = Ledger::create_in(
        Arc::new(storage.clone()),
        &registry.genesis(),
        Registry::operators(),
        registry.options(),
    );
    assert!(matches!(create, Err(Error::AlreadyExists)));
    let stranger = vec![Arc::new(Registry::signer(1)) as Arc<dyn crate::Signer>];
    let opened = Ledger::open_in(Arc::new(storage.clone()), stranger, registry.options());
    assert!(matches!(opened, Err(Error::WithoutRole { .. })));
    drop(open().unwrap());
}

#[test]
fn a_backup_opens_and_the_feed_is_without_gaps() {
    let (registry, storage) = (Registry::new(), MemoryStorage::new());
    let options = OpenOptions { segment_size: 4_000, ..registry.options() };
    let ledger =
        Ledger::create_in(Arc::new(storage), &registry.genesis(), Registry::operators(), options).unwrap();
    ledger.submit(&registry.setup(2)).unwrap();
    ledger.submit(&[registry.issue(0, 1, 1_000)]).unwrap();
    for serial in 1..60 {
        ledger.submit(&[registry.transfer(0, 1, serial, serial)]).unwrap();
    }
    let target = MemoryStorage::new();
    let report = ledger.backup_to(Arc::new(target.clone())).unwrap();
    assert!(report.segment_count > 2 && report.head == ledger.durable_head());
    assert!(matches!(ledger.backup_to(Arc::new(target.clone())), Err(Error::AlreadyExists)));
    let (copy, _) = Ledger::open_in(Arc::new(target), Registry::operators(), registry.options()).unwrap();
    assert_eq!(copy.durable_head(), ledger.durable_head());
    assert_eq!(*copy.book(), *ledger.book());
    is_clean(&copy);

    let head = ledger.durable_head();
    for from in 0..=head.entry_count {
        let mut feed = ledger.feed(EntryIndex(from)).unwrap();
        let indexes: Vec<_> = feed.by_ref().map(|entry| entry.unwrap().index.0).collect();
        assert_eq!(indexes, (from..head.entry_count).collect::<Vec<_>>());
        assert_eq!(feed.next_entry().0, head.entry_count);
    }
}

#[test]
fn a_creation_that_was_refused_is_not_in_the_way_of_the_next() {
    let (registry, folder) = (Registry::new(), tempfile::tempdir().unwrap());
    let folder = folder.path().join("ledger");
    let genesis = registry.genesis();
    let stranger = vec![Arc::new(Registry::signer(crate::fixture::AUTHORITY)) as Arc<dyn crate::Signer>];
    let refused = Ledger::create(&folder, &genesis, stranger, registry.options());
    assert!(matches!(refused, Err(Error::WithoutRole { .. })));
    let ledger = Ledger::create(&folder, &genesis, Registry::operators(), registry.options()).unwrap();
    ledger.close().unwrap();
}

/// A ledger in a folder, with several chapters of history (of 12 entries, in tests) and some entries behind the last.
fn with_history(registry: &Registry, folder: &std::path::Path, first: u64) -> u64 {
    let ledger =
        Ledger::create(folder, &registry.genesis(), Registry::operators(), registry.options()).unwrap();
    ledger.submit(&registry.setup(2)).unwrap();
    ledger.submit(&[registry.issue(0, 1, 1_000)]).unwrap();
    for serial in first..first + 30 {
        ledger.submit(&[registry.transfer(0, 1, serial, serial)]).unwrap();
    }
    ledger.close().unwrap().entry_count
}

#[test]
fn a_history_that_is_ahead_of_the_book_is_kept_unless_it_is_another_journals() {
    let folders = [1, 50].map(|first| {
        let (registry, folder) = (Registry::new(), tempfile::tempdir().unwrap());
        let count = with_history(&registry, folder.path(), first);
        (registry, folder, count)
    });
    let [(registry, folder, count), (_, other, _)] = &folders;
    let open = || {
        let (ledger, report) =
            Ledger::open(folder.path(), Registry::operators(), registry.options()).unwrap();
        let lineage = ledger.lineage(SerialBlock::new(SPACE, 1, 1), AsAt::Head).unwrap();
        let steps: Vec<_> = lineage.iter().map(|step| (step.moved_as.first, step.moved_as.last)).collect();
        assert_eq!(steps, [(1, 1_000), (1, 1)]);
        ledger.close().unwrap();
        report
    };
    std::fs::remove_dir_all(folder.path().join("book")).unwrap();
    let report = open();
    assert_eq!(report.replayed_count, *count);
    assert!(report.indexed_count < 12, "{report}");
    // Another journal's, ahead of this book: all of it is written again.
    for name in ["book", "history"] {
        std::fs::remove_dir_all(folder.path().join(name)).unwrap();
    }
    std::fs::rename(other.path().join("history"), folder.path().join("history")).unwrap();
    let report = open();
    assert_eq!((report.replayed_count, report.indexed_count), (*count, *count));
}
