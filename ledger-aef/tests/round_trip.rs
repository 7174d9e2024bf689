//! What is written is read back as it was: workbook, CSV and JSON, for generated submissions.
//!
//! The control changes one value of what was read and must see that it is no longer equal.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod generated;

use std::collections::BTreeMap;

use ledger_aef::csv_files::{read_csv, write_csv};
use ledger_aef::itmo_id::IdentifierForm;
use ledger_aef::json::{read_json, write_json};
use ledger_aef::limits::Limits;
use ledger_aef::moment::ActionMoment;
use ledger_aef::options::{CarpCells, CheckOptions};
use ledger_aef::quantity::Quantity;
use ledger_aef::raw::Raw;
use ledger_aef::rows::{ActionDates, WriteOptions};
use ledger_aef::submission::Submission;
use ledger_aef::syntax::read_submission;
use ledger_aef::workbook_read::read_workbook;
use ledger_aef::workbook_write::write_workbook;
use proptest::prelude::*;

/// Generated submissions have cells that the CARP filled.
fn published() -> CheckOptions {
    CheckOptions { carp_cells: CarpCells::Published, ..CheckOptions::default() }
}

fn typed(raw: &Raw, options: &CheckOptions) -> Submission {
    read_submission(raw, options).unwrap_or_else(|findings| panic!("{findings:#?}"))
}

fn through_each_format(
    submission: &Submission,
    write: &WriteOptions,
    read: &CheckOptions,
) -> [Submission; 3] {
    let limits = Limits::default();
    let workbook = write_workbook(submission, write).unwrap();
    let files: BTreeMap<String, Vec<u8>> =
        write_csv(submission, write).into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect();
    let json = write_json(submission, write);
    [
        read_workbook(&workbook, &limits).unwrap(),
        read_csv(&files, &limits).unwrap(),
        read_json(json.as_bytes(), &limits).unwrap(),
    ]
    .map(|raw| typed(&raw, read))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_format_gives_back_what_was_written(submission in generated::submission()) {
        for read in through_each_format(&submission, &WriteOptions::default(), &published()) {
            prop_assert_eq!(&read, &submission);
        }
    }

    #[test]
    fn the_same_submission_gives_the_same_bytes(submission in generated::submission()) {
        let write = || write_workbook(&submission, &WriteOptions::default()).unwrap();
        prop_assert_eq!(write(), write());
    }

    #[test]
    fn numbers_alone_and_days_alone_lose_only_what_they_say(submission in generated::submission()) {
        let write = WriteOptions { identifiers: IdentifierForm::NumberOnly, action_dates: ActionDates::Days };
        let read = CheckOptions { identifiers: IdentifierForm::NumberOnly, ..published() };
        let mut expected = submission.clone();
        for action in &mut expected.actions {
            action.moment = ActionMoment::Day(action.moment.day());
        }
        for read in through_each_format(&submission, &write, &read) {
            prop_assert_eq!(&read, &expected);
        }
    }

    #[test]
    fn the_control_sees_one_changed_value(submission in generated::submission()) {
        let [read, _, _] = through_each_format(&submission, &WriteOptions::default(), &published());
        let mut changed = read.clone();
        changed.details.version.minor = changed.details.version.minor.wrapping_add(1);
        prop_assert_ne!(&changed, &submission);
        if let Some(holding) = read.holdings.first() {
            let mut changed = read.clone();
            changed.holdings[0].quantity = holding.quantity.plus(Quantity::from(1)).unwrap();
            prop_assert_ne!(&changed, &submission);
        }
    }
}
