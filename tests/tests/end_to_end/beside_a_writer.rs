//! What others see of a ledger in real files while it is written, and which verb belongs where.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ledger_core::{Error, Ledger, OpenOptions};
use ledger_tests::actors::Actor;
use ledger_tests::auditor::Auditor;
use ledger_tests::registry::{Registry, checkpoint, signers};
use ledger_tests::world::{BEGINNING_MS, World};
use ledger_verify::Verdict;

use crate::{audit, issued, registry, transferred};

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
