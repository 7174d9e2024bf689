//! The CDM registry's 40,315 rows as a ledger: what each Party holds, now and on every 31 December, is what a plain sum over
//! the rows gives; the ledger verifies clean; one flipped bit in a copy is found and located.
//!
//! Skipped, with a printed reason, where the files are absent.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;

use ledger_core::Ledger;
use ledger_core::query::AsAt;
use ledger_format::codes::AccountKind;
use ledger_format::identifiers::Timestamp;
use ledger_tests::auditor::Auditor;
use ledger_tests::cdm::{self, PlainRow};
use ledger_verify::Verdict;

/// Units by Party: held, and cancelled.
type Units = BTreeMap<String, (u64, u64)>;

/// What a plain sum over the rows up to a year says, but for the row that the ledger refuses.
fn summed(rows: &[PlainRow], until: u32) -> Units {
    let mut units = Units::new();
    for row in rows.iter().filter(|row| row.year <= until && !is_refused(row)) {
        let count = row.serials.1 - row.serials.0 + 1;
        let (held, cancelled) = units.entry(row.party.clone()).or_default();
        if row.is_issuance {
            *held += count;
        } else {
            *held -= count;
            *cancelled += count;
        }
    }
    units
}

/// Romania issued nothing here: the one row that does not add up.
fn is_refused(row: &PlainRow) -> bool {
    row.party == "RO"
}

/// What the ledger says is held, by Party.
fn held(ledger: &Ledger, as_at: AsAt) -> Units {
    let accounts: BTreeMap<_, _> = {
        let book = ledger.book();
        book.accounts().map(|(number, account)| (number, (account.party.to_string(), account.kind))).collect()
    };
    let mut units = Units::new();
    for held in ledger.holdings(as_at).unwrap() {
        let (party, kind) = &accounts[&held.holding.account];
        let (live, cancelled) = units.entry(party.clone()).or_default();
        *(if *kind == AccountKind::HOLDING { live } else { cancelled }) += held.block.count();
    }
    units
}

/// The last millisecond of a year.
fn end_of(year: u32) -> Timestamp {
    let leap = |year: u32| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days: u64 = (1970..=year).map(|year| if leap(year) { 366 } else { 365 }).sum();
    Timestamp(days * 24 * 3_600_000 - 1)
}

#[test]
fn the_history_of_the_cdm_registry() {
    let Some(data) = cdm::folder() else { return };
    let rows = cdm::plain_rows(&data);
    assert_eq!((rows.len(), rows.iter().filter(|row| is_refused(row)).count()), (40_315, 1));

    let temporary = tempfile::tempdir().unwrap();
    let (directory, rejects) = (temporary.path().join("cdm"), temporary.path().join("rejects.csv"));
    let session = cdm::session(&directory);
    let report = cdm::import_into(&session, &data, &rejects);
    assert_eq!((report.read, report.posted, report.refused), (40_315, 40_314, 1));
    let again = cdm::import_into(&session, &data, &rejects);
    assert_eq!(
        (again.posted, again.posted_before, again.refused),
        (0, 40_314, 1),
        "the same import adds nothing"
    );

    let ledger = &session.ledger;
    assert_eq!(held(ledger, AsAt::Head), summed(&rows, u32::MAX));
    for year in 2005..=2026 {
        let ledger = held(ledger, AsAt::Occurred(end_of(year)));
        assert_eq!(ledger, summed(&rows, year), "holdings on 31 December {year}");
    }

    let (trust, checkpoint) = cdm::outside(ledger);
    session.close().unwrap();
    let auditor = Auditor::with(&trust, checkpoint);
    let report = auditor.report_on(&directory);
    assert_eq!(report.verdict(), Verdict::Clean, "{:?} {:?}", report.findings, report.undetermined);

    // Any bit: the first and the last byte of the journal, and some in between.
    let journal = directory.join("journal");
    let file = fs::read_dir(&journal).unwrap().map(|item| item.unwrap().path()).max().unwrap();
    let good = fs::read(&file).unwrap();
    let written = good.iter().rposition(|byte| *byte != 0).unwrap();
    for place in [0, written / 3, written / 2, written - 200] {
        let mut bad = good.clone();
        bad[place] ^= 0x10;
        fs::write(&file, bad).unwrap();
        let report = auditor.report_on(&directory);
        assert_eq!(report.verdict(), Verdict::Findings, "byte {place}");
        let first =
            report.findings.iter().filter_map(|finding| finding.place).map(|place| place.offset).min();
        // A finding names the first byte of its batch or frame; batches of the import have some 300 kB.
        let first = first.unwrap();
        assert!(first <= place as u64 && place as u64 - first < 400_000, "byte {place}: found at {first}");
    }
    fs::write(&file, good).unwrap();
    assert_eq!(auditor.report_on(&directory).verdict(), Verdict::Clean, "as it was");
}
