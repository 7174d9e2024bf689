//! Threads that want the same units: one gets them, and the others are told to try again.

use std::sync::Barrier;

use ledger_core::query::AsAt;
use ledger_format::identifiers::{AccountNumber, SeriesId};
use ledger_tests::registry::checkpoint;
use ledger_verify::Verdict;

use crate::{audit, issued, registry, transferred};

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
