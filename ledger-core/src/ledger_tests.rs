//! The handle as callers use it: receipts, atomicity, repeated ids, group commit, poisoning.

use std::sync::Arc;

use ledger_format::identifiers::{AccountNumber, EntryIndex};

use crate::{
    CommitError, Error, Ledger,
    book::State,
    fixture::{ACCOUNT, HOLDER, Registry},
    rules::Refusal,
    storage::{Fault, FaultyStorage, MemoryStorage, StorageCall},
};

fn ledger(holders: u32) -> (Registry, Ledger, MemoryStorage) {
    let (registry, storage) = (Registry::new(), MemoryStorage::new());
    let ledger = registry.create(Arc::new(storage.clone()), holders);
    (registry, ledger, storage)
}

#[test]
fn receipts_name_the_durable_place() {
    let (registry, ledger, _) = ledger(2);
    let before = ledger.durable_head();
    let receipts = ledger.submit(&[registry.issue(0, 1, 100), registry.transfer(0, 1, 1, 10)]).unwrap();
    let head = ledger.durable_head();
    assert_eq!(receipts.len(), 2);
    assert_eq!(receipts[0].entry, EntryIndex(before.entry_count));
    assert_eq!(receipts[1].entry, EntryIndex(before.entry_count + 1));
    assert!(receipts.iter().all(|receipt| receipt.head == head));
    let recorded = ledger.entry(receipts[1].entry).unwrap().unwrap();
    assert_eq!(recorded.digest, receipts[1].digest);
    assert_eq!(ledger.entry(EntryIndex(head.entry_count)).unwrap(), None);
}

#[test]
fn a_refused_entry_refuses_its_batch_and_no_other() {
    let (registry, ledger, _) = ledger(2);
    ledger.submit(&[registry.issue(0, 1, 100)]).unwrap();
    let before = ledger.durable_head();
    let bad =
        [registry.transfer(0, 1, 1, 10), registry.transfer(0, 1, 5, 5), registry.transfer(0, 1, 11, 20)];
    match ledger.submit(&bad) {
        Err(CommitError::Refused { place: 1, refusal }) => assert!(refusal.is_retryable(), "{refusal}"),
        other => panic!("{other:?}"),
    }
    assert_eq!(ledger.durable_head(), before);
    ledger.submit(&[registry.transfer(0, 1, 1, 10)]).unwrap();
}

#[test]
fn a_signature_by_another_key_is_refused_alone_and_in_a_crowd() {
    let (registry, ledger, _) = ledger(2);
    ledger.submit(&[registry.issue(0, 1, 1_000)]).unwrap();
    let forge = |entry: Vec<u8>| {
        let mut entry = entry;
        let last = entry.len() - 20;
        entry[last] ^= 1;
        entry
    };
    let forged = |entries: Vec<Vec<u8>>| match ledger.submit(&entries) {
        Err(CommitError::Refused { place, refusal: Refusal::SignatureInvalid { key } }) => (place, key.0),
        other => panic!("{other:?}"),
    };
    assert_eq!(forged(vec![forge(registry.transfer(0, 1, 1, 1))]), (0, HOLDER));
    let mut crowd: Vec<_> = (1..=100).map(|serial| registry.transfer(0, 1, serial, serial)).collect();
    crowd[57] = forge(crowd[57].clone());
    assert_eq!(forged(crowd), (57, HOLDER));
}

#[test]
fn the_same_statement_again_gets_the_same_receipt() {
    let (registry, ledger, storage) = ledger(2);
    let (issue, transfer) = (registry.issue(0, 1, 100), registry.transfer(0, 1, 1, 10));
    let first = ledger.submit(std::slice::from_ref(&issue)).unwrap();
    let second = ledger.submit(std::slice::from_ref(&transfer)).unwrap();
    let head = ledger.durable_head();
    assert_eq!(ledger.submit(std::slice::from_ref(&issue)).unwrap(), first);
    assert_eq!(ledger.submit(std::slice::from_ref(&transfer)).unwrap(), second);
    assert_eq!(ledger.submit(&[issue.clone(), transfer.clone()]).unwrap(), [first[0], second[0]]);
    assert_eq!(ledger.durable_head(), head, "nothing was recorded again");

    ledger.close().unwrap();
    let (ledger, _) = Ledger::open_in(Arc::new(storage), Registry::operators(), registry.options()).unwrap();
    assert_eq!(ledger.submit(std::slice::from_ref(&issue)).unwrap(), first);
    let mixed = ledger.submit(&[transfer.clone(), registry.transfer(1, 0, 1, 10), transfer]).unwrap();
    assert_eq!((mixed[0], mixed[2]), (second[0], second[0]));
    assert_eq!(mixed[1].entry, EntryIndex(head.entry_count));
}

#[test]
fn the_same_id_for_something_else_is_refused() {
    let (registry, ledger, _) = ledger(2);
    let mut statement =
        registry.statement(registry.movement(ledger_format::codes::Action::ISSUE, 1, ACCOUNT, 1, 10));
    let first = registry.sign(&statement, &[crate::fixture::AUTHORITY]);
    let receipts = ledger.submit(&[first]).unwrap();
    statement.occurred_at.0 -= 1;
    let other = registry.sign(&statement, &[crate::fixture::AUTHORITY]);
    match ledger.submit(&[other]) {
        Err(CommitError::Refused { place: 0, refusal: Refusal::IdTaken { recorded } }) => {
            assert_eq!(recorded, receipts[0].entry);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn threads_share_syncs_and_nothing_is_lost() {
    let registry = Registry::new();
    let storage = FaultyStorage::new();
    let ledger = registry.create(Arc::new(storage.clone()), 2);
    ledger.submit(&[registry.issue(0, 1, 1_000)]).unwrap();
    let entries: Vec<_> = (1..=800).map(|serial| registry.transfer(0, 1, serial, serial)).collect();
    let before = ledger.durable_head();
    std::thread::scope(|scope| {
        for share in entries.chunks(50) {
            let ledger = &ledger;
            scope.spawn(move || {
                for pair in share.chunks(2) {
                    let receipts = ledger.submit(pair).unwrap();
                    assert_eq!(receipts[1].entry.0, receipts[0].entry.0 + 1, "a batch lies together");
                    assert_eq!(receipts[0].head, receipts[1].head);
                }
            });
        }
    });
    let head = ledger.durable_head();
    assert_eq!(head.entry_count, before.entry_count + 800);
    assert_eq!(ledger.book().entry_count(), head.entry_count);
    assert_eq!(ledger.close().unwrap(), head);
}

#[test]
fn two_racing_buyers_get_one_yes_and_one_retryable_no() {
    for _ in 0..50 {
        let (registry, ledger, _) = ledger(3);
        ledger.submit(&[registry.issue(0, 1, 10)]).unwrap();
        let offers = [registry.transfer(0, 1, 1, 10), registry.transfer(0, 2, 1, 10)];
        let results: Vec<_> = std::thread::scope(|scope| {
            let ledger = &ledger;
            let buyers: Vec<_> =
                offers.iter().map(|offer| scope.spawn(move || ledger.submit(&[offer]))).collect();
            buyers.into_iter().map(|buyer| buyer.join().unwrap()).collect()
        });
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
        assert!(results.iter().flat_map(|result| result.as_ref().err()).all(CommitError::is_retryable));
        let winner = u64::from(results[1].is_ok());
        let holder = ledger.book().holdings_of_block(ledger_format::block::SerialBlock::new(
            crate::fixture::SPACE,
            1,
            10,
        ));
        assert_eq!(holder[0].holding.as_ref().unwrap().account, AccountNumber(ACCOUNT + 1 + winner));
    }
}

#[test]
fn after_a_failed_sync_nothing_more_is_taken_and_readers_see_nothing_of_it() {
    for (call, fault) in [
        (StorageCall::Sync, Fault::Fail),
        (StorageCall::Write, Fault::Fail),
        (StorageCall::Write, Fault::ShortWrite),
        (StorageCall::Write, Fault::DiskFull),
    ] {
        let (registry, storage) = (Registry::new(), FaultyStorage::new());
        let ledger = registry.create(Arc::new(storage.clone()), 2);
        ledger.submit(&[registry.issue(0, 1, 100)]).unwrap();
        ledger.sign_head().unwrap();
        let head = ledger.durable_head();
        storage.fault_on(call, 0, fault);
        let transfer = registry.transfer(0, 1, 1, 10);
        assert!(matches!(ledger.submit(&[&transfer]), Err(CommitError::Failed(Error::Storage { .. }))));
        assert_eq!(ledger.durable_head(), head);
        assert!(matches!(ledger.submit(&[&transfer]), Err(CommitError::Failed(Error::Poisoned))));
        assert!(matches!(ledger.close(), Err(Error::Poisoned)));
    }
}

#[test]
fn a_batch_that_is_too_large_is_an_error_and_an_empty_one_is_nothing() {
    let (registry, ledger, _) = ledger(2);
    assert_eq!(ledger.submit::<Vec<u8>>(&[]).unwrap(), []);
    let entry = registry.issue(0, 1, 1);
    let many = vec![entry; 8 * 1024 * 1024 / 150];
    assert!(matches!(ledger.submit(&many), Err(CommitError::Failed(Error::BatchTooLarge { .. }))));
}

/// Rules are asked while signatures are checked: what they say of entries behind a bad signature must not count.
#[test]
fn an_invalid_signature_comes_before_every_rule_behind_it() {
    let (registry, ledger, _) = ledger(3);
    ledger.submit(&[registry.issue(0, 1, 2_000)]).unwrap();
    let forge = |entry: &mut Vec<u8>| {
        let last = entry.len() - 20;
        entry[last] ^= 1;
    };
    let mut batch: Vec<_> = (1..=600).map(|serial| registry.transfer(0, 1, serial, serial)).collect();
    // Not held: R-211, if nothing before it is wrong.
    batch[400] = registry.transfer(0, 1, 1, 1);
    let refused = |batch: &[Vec<u8>]| match ledger.submit(batch) {
        Err(CommitError::Refused { place, refusal }) => (place, refusal.rule().number()),
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(&batch), (400, 211));
    forge(&mut batch[300]);
    assert_eq!(refused(&batch), (300, 111), "an earlier entry comes first");
    forge(&mut batch[300]);
    forge(&mut batch[400]);
    assert_eq!(refused(&batch), (400, 111), "of one entry, the lower rule");
    forge(&mut batch[400]);
    forge(&mut batch[500]);
    assert_eq!(refused(&batch), (400, 211), "a later entry comes later");

    // Two callers at once: what the first would have given, had its signature been good, the second does not get.
    let head = ledger.durable_head();
    for round in 0..20 {
        let mut gift = registry.transfer(0, 1, 700 + round, 700 + round);
        forge(&mut gift);
        let onward = registry.transfer(1, 2, 700 + round, 700 + round);
        std::thread::scope(|scope| {
            let first = scope.spawn(|| ledger.submit(&[&gift]));
            let second = scope.spawn(|| ledger.submit(&[&onward]));
            let rule = |result: Result<_, CommitError>| match result {
                Err(CommitError::Refused { refusal, .. }) => refusal.rule().number(),
                other => panic!("{other:?}"),
            };
            assert_eq!((rule(first.join().unwrap()), rule(second.join().unwrap())), (111, 211));
        });
    }
    assert_eq!(ledger.durable_head(), head);
}

/// Large batches are merged by a thread of their own: whoever has the receipt sees the batch all the same.
#[test]
fn whoever_has_a_receipt_sees_the_batch() {
    let (registry, ledger, _) = ledger(2);
    ledger.submit(&[registry.issue(0, 1, 5_000)]).unwrap();
    for round in 0..10 {
        let serials = round * 400 + 1..=round * 400 + 400;
        let batch: Vec<_> = serials.map(|serial| registry.transfer(0, 1, serial, serial)).collect();
        let receipts = ledger.submit(&batch).unwrap();
        assert_eq!(ledger.durable_head(), receipts[0].head);
        assert_eq!(
            State::units_held(&*ledger.book(), AccountNumber(ACCOUNT + 1)),
            u128::from(round + 1) * 400
        );
    }
    let head = ledger.durable_head();
    assert_eq!(ledger.close().unwrap(), head);
}
