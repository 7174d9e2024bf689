//! The public API as a user calls it: stories with their answers, and what threads, readers and copies see of a ledger.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::path::Path;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ledger_core::query::AsAt;
use ledger_core::{Error, Ledger, OpenOptions};
use ledger_format::identifiers::{AccountNumber, SeriesId};
use ledger_tests::actors::Actor;
use ledger_tests::auditor::Auditor;
use ledger_tests::movements::{issue, signed, transfer};
use ledger_tests::registry::{Registry, checkpoint, signers, trust};
use ledger_tests::script::check;
use ledger_tests::world::{BEGINNING_MS, World};
use ledger_verify::{Report, Verdict};

#[test]
fn units_are_issued_moved_used_and_counted() {
    check(
        "
        issue 1..100 -> 1
        transfer 1..60 1 -> 2
        use 61..70 1
        balance 1
        balance 2
        balance 21
        balance 101
        holdings
        balance 999
        ",
        "
        balance 1: 30
        balance 2: 60
        balance 21: 10
        balance 101: -100
        holdings: 1..60 in 2, 61..70 in 21, 71..100 in 1
        balance 999: no such account
        ",
    );
}

#[test]
fn a_block_splits_and_each_part_has_its_lineage() {
    check(
        "
        issue 1..100 -> 1
        transfer 1..60 1 -> 2
        transfer 10..20, 41..45 2 -> 3
        transfer 15..15 3 -> 4
        holdings 2
        holdings 3
        lineage 15
        lineage 44..62
        lineage 101
        ",
        "
        holdings 2: 1..9, 21..40, 46..60
        holdings 3: 10..14, 16..20, 41..45
        lineage 15: #1 15..15 101 -> 1, #2 15..15 1 -> 2, #3 15..15 2 -> 3, #4 15..15 3 -> 4
        lineage 44..62: #1 44..62 101 -> 1, #2 44..60 1 -> 2, #3 44..45 2 -> 3
        lineage 101: none
        ",
    );
}

#[test]
fn every_refusal_has_its_rule_and_leaves_nothing_behind() {
    check(
        "
        issue 1..100 -> 1
        issue 100..110 -> 1
        transfer 90..101 1 -> 2
        transfer 1..10 2 -> 3
        transfer 1..10 1 -> 1
        transfer 1..10 1 -> 21
        transfer 1..10 1 -> 999
        transfer 0..10 1 -> 2
        transfer 1..5, 5..6 1 -> 2
        use 1..10 1
        transfer 1..10 21 -> 1
        suspend 2
        suspend 2
        transfer 11..20 1 -> 2
        close 1
        reinstate 2
        close 2
        transfer 11..20 1 -> 2
        transfer 11..20 1 -> 3; transfer 11..11 1 -> 4
        holdings
        ",
        "
        issue 100..110 -> 1: refused R-210
        transfer 90..101 1 -> 2: refused R-211, retryable
        transfer 1..10 2 -> 3: refused R-211, retryable
        transfer 1..10 1 -> 1: refused R-206
        transfer 1..10 1 -> 21: refused R-208
        transfer 1..10 1 -> 999: refused R-203
        transfer 0..10 1 -> 2: refused R-201
        transfer 1..5, 5..6 1 -> 2: refused R-205
        transfer 1..10 21 -> 1: refused R-207
        suspend 2: refused R-172
        transfer 11..20 1 -> 2: refused R-204
        close 1: refused R-173
        transfer 11..20 1 -> 2: refused R-204
        transfer 11..20 1 -> 3; transfer 11..11 1 -> 4: refused R-211, retryable (part 2)
        holdings: 1..10 in 21, 11..100 in 1
        ",
    );
}

#[test]
fn a_reversal_takes_back_what_has_not_moved_on() {
    check(
        "
        issue 1..100 -> 1
        transfer 1..60 1 -> 2
        transfer 61..70 1 -> 2
        transfer 5..5 2 -> 3
        reverse 2
        reverse 3
        reverse 3
        reverse 5
        holdings 1
        reverse 4
        reverse 2
        holdings
        entry 5
        entry 1
        ",
        "
        reverse 2: refused R-223
        reverse 3: refused R-221
        reverse 5: refused R-220
        holdings 1: 61..70, 71..100
        reverse 2: refused R-223
        holdings: 1..4 in 2, 5..5 in 2, 6..60 in 2, 61..70 in 1, 71..100 in 1
        entry 5: reversing movement
        entry 1: movement
        ",
    );
}

#[test]
fn the_past_is_asked_by_entry_by_recording_and_by_occurrence() {
    check(
        "
        at 1000
        issue 1..100 -> 1
        at 2000
        transfer 1..60 1 -> 2
        at 3000
        occurred 2500
        transfer 61..80 1 -> 3
        at 4000
        occurred 2400
        use 1..10 2
        at 5000
        transfer 1..10 1 -> 2
        balance 1 as at 1
        balance 1 as at 2
        balance 1 as at recorded 999
        balance 1 as at recorded 2999
        balance 1 as at recorded 3000
        balance 1 as at occurred 2499
        balance 1 as at occurred 2500
        balance 2 as at recorded 3999
        balance 2 as at occurred 2400
        holdings 2 as at 3
        holdings 2 as at 4
        holdings as at 2
        lineage 5 as at recorded 3500
        occurred 1500
        transfer 61..61 3 -> 4
        ",
        "
        transfer 1..10 1 -> 2: refused R-211, retryable
        balance 1 as at 1: 100
        balance 1 as at 2: 40
        balance 1 as at recorded 999: 0
        balance 1 as at recorded 2999: 40
        balance 1 as at recorded 3000: 20
        balance 1 as at occurred 2499: 40
        balance 1 as at occurred 2500: 20
        balance 2 as at recorded 3999: 60
        balance 2 as at occurred 2400: 50
        holdings 2 as at 3: 1..60
        holdings 2 as at 4: 11..60
        holdings as at 2: 1..60 in 2, 61..100 in 1
        lineage 5 as at recorded 3500: #1 5..5 101 -> 1, #2 5..5 1 -> 2
        transfer 61..61 3 -> 4: refused R-212
        ",
    );
}

#[test]
fn a_statement_runs_its_balance_over_a_period() {
    check(
        "
        issue 1..100 -> 1
        transfer 1..60 1 -> 2
        transfer 11..20 2 -> 1
        use 61..70 1
        statement 1
        statement 1 from 2 to 3
        statement 4
        ",
        "
        statement 1: 0, #1 +1..100 (101) 100, #2 -1..60 (2) 40, #3 +11..20 (2) 50, #4 -61..70 (21) 40
        statement 1 from 2 to 3: 100, #2 -1..60 (2) 40, #3 +11..20 (2) 50
        statement 4: 0
        ",
    );
}

#[test]
fn who_knows_a_quantity_is_told_the_oldest_blocks() {
    check(
        "
        issue 51..100 -> 1
        issue 1..50 -> 2
        transfer 21..30 2 -> 1
        transfer 11..15 2 -> 1
        issue 101..110 -> 1 of series 2
        issue 1..10 -> 1 of series 3
        select 10 1
        select 55 1
        select 62 1
        select 65 1
        select 66 1
        select 10 1 of series 2
        select 3 1 of series 3
        select 1 3
        transfer 101..105 1 -> 3
        transfer 1..3 1 -> 3 in space 2
        holdings 3
        ",
        "
        select 10 1: 51..60
        select 55 1: 51..100, 21..25
        select 62 1: 51..100, 21..30, 11..12
        select 65 1: 51..100, 21..30, 11..15
        select 66 1: only 65
        select 10 1 of series 2: 101..110
        select 3 1 of series 3: 2:1..3
        select 1 3: only 0
        holdings 3: 101..105, 2:1..3
        ",
    );
}

#[test]
fn the_same_request_gets_the_same_receipt_also_after_opening_again() {
    check(
        "
        issue 1..100 -> 1; transfer 1..5 1 -> 2; transfer 5..5 2 -> 3
        again
        transfer 6..9 1 -> 2
        again
        reopen
        again
        holdings 2
        crash
        again
        transfer 5..5 2 -> 4
        transfer 10..10 1 -> 2
        crash
        statement 2
        holdings as at 2
        ",
        "
        again: the same receipt
        again: the same receipt
        again: the same receipt
        holdings 2: 1..4, 6..9
        again: the same receipt
        transfer 5..5 2 -> 4: refused R-211, retryable
        statement 2: 0, #2 +1..5 (1) 5, #3 -5..5 (3) 4, #4 +6..9 (1) 8, #5 +10..10 (1) 9
        holdings as at 2: 1..5 in 2, 6..100 in 1
        ",
    );
}

/// A registry in real files, and entries to post to it.
fn registry(directory: &Path) -> Registry {
    let world = World::default();
    let small = |options: &mut OpenOptions| options.idle = Duration::from_millis(1);
    let registry = Registry::create_directory(&world, directory, small).unwrap();
    let _receipts = registry.record(BEGINNING_MS, &world.declarations()).unwrap();
    registry
}

fn issued(id: u64, first: u64, last: u64) -> Vec<u8> {
    signed(100_000 + id, issue(101, 1, 1, first, last), &[1])
}

fn transferred(id: u64, to: u64, first: u64, last: u64) -> Vec<u8> {
    signed(100_000 + id, transfer(1, to, 1, first, last), &[10])
}

fn audit(ledger: &Ledger, directory: &Path, checkpoint: String) -> Report {
    Auditor::with(&trust(ledger), checkpoint).report_on(directory)
}

#[test]
fn of_threads_that_race_for_a_block_one_wins() {
    const RUNS: u64 = 200;
    let temporary = tempfile::tempdir().unwrap();
    let directory = temporary.path().join("ledger");
    let registry = registry(&directory);
    let (mut double_spent, mut double_issued) = (0, 0);
    for run in 0..RUNS {
        let (first, last) = (run * 10 + 1, run * 10 + 10);
        // Two issue the same serials, then three take the same block.
        let issues: Vec<_> = (0..2).map(|racer| issued(run * 10 + racer, first, last)).collect();
        let takes: Vec<_> = (2..5).map(|to| transferred(run * 10 + to, to, first, last)).collect();
        let race = |entries: &[Vec<u8>]| {
            let start = Barrier::new(entries.len());
            std::thread::scope(|scope| {
                let racers: Vec<_> = entries
                    .iter()
                    .map(|entry| {
                        scope.spawn(|| {
                            start.wait();
                            registry.ledger.submit(std::slice::from_ref(entry))
                        })
                    })
                    .collect();
                racers.into_iter().map(|racer| racer.join().unwrap()).collect::<Vec<_>>()
            })
        };
        let issued = race(&issues);
        double_issued += issued.iter().filter(|result| result.is_ok()).count() - 1;
        assert!(issued.iter().filter_map(|result| result.as_ref().err()).all(|error| !error.is_retryable()));
        let taken = race(&takes);
        double_spent += taken.iter().filter(|result| result.is_ok()).count() - 1;
        // Whoever lost may take other units: nothing is wrong with the wish.
        assert!(taken.iter().filter_map(|result| result.as_ref().err()).all(|error| error.is_retryable()));
    }
    assert_eq!((double_issued, double_spent), (0, 0), "of {RUNS} runs");
    let held: i128 = (1..6)
        .filter_map(|account| registry.ledger.balance(AccountNumber(account), AsAt::Head).unwrap())
        .map(|balances| balances.total)
        .sum();
    assert_eq!(held, i128::from(RUNS * 10));
    let report = audit(&registry.ledger, &directory, checkpoint(&registry.ledger));
    assert_eq!(report.verdict(), Verdict::Clean, "{:?}", report.findings);
}

#[test]
fn who_lost_a_race_selects_again_and_gets_other_units() {
    let temporary = tempfile::tempdir().unwrap();
    let registry = registry(&temporary.path().join("ledger"));
    let _receipts = registry.ledger.submit(&[issued(0, 1, 300)]).unwrap();
    let buy = |buyer: u64| {
        for attempt in 0..1_000 {
            let selection = registry.ledger.select(AccountNumber(1), SeriesId(1), 30).unwrap();
            let block = selection.blocks[0];
            let entry = transferred(buyer * 1_000 + attempt, 2, block.first, block.last);
            match registry.ledger.submit(&[entry]) {
                Ok(_) => return,
                Err(error) => assert!(error.is_retryable(), "{error}"),
            }
        }
        panic!("buyer {buyer} never got any");
    };
    std::thread::scope(|scope| (1..=10).for_each(|buyer| drop(scope.spawn(move || buy(buyer)))));
    let bought = registry.ledger.balance(AccountNumber(2), AsAt::Head).unwrap().unwrap();
    assert_eq!(bought.total, 300);
}

#[test]
fn readers_copies_and_checkpoints_beside_a_writer() {
    let temporary = tempfile::tempdir().unwrap();
    let (directory, copy) = (temporary.path().join("ledger"), temporary.path().join("copy"));
    let registry = registry(&directory);
    let _receipts = registry.ledger.submit(&[issued(0, 1, 100_000)]).unwrap();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut receipts = Vec::new();
            for serial in (1..=20_000).take_while(|_| !done.load(Ordering::Relaxed)) {
                let entry = transferred(serial, 2, serial, serial);
                receipts.extend(registry.ledger.submit(&[entry]).unwrap());
            }
            receipts
        });
        // A second writer is refused; readers need no lock, and see heads that only grow.
        let second = Ledger::open(&directory, signers(&World::default()), OpenOptions::default());
        assert!(matches!(second, Err(Error::Locked)), "{second:?}");
        let reader = Ledger::open_read_only(&directory).unwrap();
        let mut seen = reader.durable_head().entry_count;
        for _ in 0..20 {
            std::thread::sleep(Duration::from_millis(5));
            let head = reader.refresh().unwrap();
            assert!(
                head.entry_count >= seen && head.entry_count <= registry.ledger.durable_head().entry_count
            );
            reader.book().check().unwrap();
            seen = head.entry_count;
        }
        let early = checkpoint(&registry.ledger);
        let report = registry.ledger.backup(&copy).unwrap();
        std::thread::sleep(Duration::from_millis(30));
        done.store(true, Ordering::Relaxed);
        let receipts = writer.join().unwrap();
        assert!(
            seen > 30 && report.head.entry_count < registry.ledger.durable_head().entry_count,
            "{seen} seen"
        );
        // The copy is a ledger that holds what was acknowledged before it ended, and agrees with the checkpoint.
        let copied = Ledger::open_read_only(&copy).unwrap();
        assert_eq!(copied.durable_head(), report.head);
        for receipt in receipts.iter().filter(|receipt| receipt.entry.0 < report.head.entry_count) {
            assert_eq!(copied.entry(receipt.entry).unwrap().unwrap().digest, receipt.digest);
        }
        for (ledger, directory) in [(&registry.ledger, &directory), (&copied, &copy)] {
            let report = audit(ledger, directory, early.clone());
            assert_eq!(report.verdict(), Verdict::Clean, "{:?} {:?}", report.findings, report.undetermined);
        }
        // A checkpoint of now shows that the copy lacks what came later.
        let report = audit(&copied, &copy, checkpoint(&registry.ledger));
        let rules: Vec<_> = report.findings.iter().map(|finding| finding.rule.to_string()).collect();
        assert_eq!(rules, ["C-103"]);
    });
    let head = registry.ledger.close().unwrap();
    let report = Auditor::default().report_on(&directory);
    assert_eq!(report.head.whole(), Some(head));
}

#[test]
fn each_verb_where_it_belongs() {
    let temporary = tempfile::tempdir().unwrap();
    let (directory, world) = (temporary.path().join("ledger"), World::default());
    let open = || Registry::open_directory(&world, &directory, BEGINNING_MS, |_| {});
    assert!(matches!(open(), Err(Error::Missing)));
    assert!(matches!(Ledger::open_read_only(&directory), Err(Error::Missing)));
    registry(&directory).ledger.close().unwrap();
    assert!(matches!(Registry::create_directory(&world, &directory, |_| {}), Err(Error::AlreadyExists)));
    let stranger = World { operator: Actor::new(11), ..World::default() };
    let opened = Registry::open_directory(&stranger, &directory, BEGINNING_MS, |_| {});
    assert!(matches!(opened, Err(Error::WithoutRole { .. })));
    let reader = Ledger::open_read_only(&directory).unwrap();
    assert!(reader.submit(&[issued(0, 1, 1)]).is_err(), "a reader does not write");
    let (registry, report) = open().unwrap();
    assert_eq!((report.replayed_count, report.set_aside), (0, None), "it was closed");
    assert!(registry.ledger.check().unwrap().is_clean());
}
