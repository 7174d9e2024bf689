//! The fixed cells of a written workbook, against a list made from the published descriptions of the format and not from `columns`: sheets, places,
//! labels, technical names, the CARP's texts.
//!
//! The control: a list with one letter changed does not agree.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod sample;

use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};
use ledger_aef::rows::WriteOptions;
use ledger_aef::workbook_write::write_workbook;

const SHEETS: [&str; 7] = [
    "Index",
    "Summary information",
    "Table 1 Submission",
    "Table 2 Authorizations",
    "Table 3 Actions",
    "Table 4 Holdings",
    "Table 5 Auth. entities",
];

const INFORMATION: &str = "{Information in this field is populated by the CARP}";
const LINK: &str = "{Link to be produced by the CARP}";

type Headings = &'static [(&'static str, &'static str)];

const TABLE_1: Headings = &[
    ("Party", "ParticipatingParty"),
    ("Version", "SubmissionVersion"),
    ("Reported year", "ReportedYear"),
    ("Date of submission", "DateOfSubmission"),
    ("Review status of the initial report", "ReviewStatusOfInitialReport"),
    ("Result of the consistency check of this AEF submission", "ResultOfConsistencyCheck"),
    ("First year of the NDC implementation period", "FirstYearOfNDCPeriod"),
    ("Last year of the NDC implementation period", "LastYearOfNDCPeriod"),
    ("Reference to the TER report of the initial report", "ReferenceToTerReport"),
];

const TABLE_2: Headings = &[
    ("Authorization ID", "AuthorizationID"),
    ("Date of authorization", "DateOfAuthorization"),
    ("Cooperative approach ID", "CooperativeApproachID"),
    ("Version of the authorization", "AuthorizationVersion"),
    ("Authorized quantity", "AuthorizedQuantity"),
    ("Metric", "Metric"),
    ("Applicable GWP value(s)", "GWPValues"),
    ("Applicable non-GHG metric", "Non-GHGMetric"),
    ("Sector(s)", "Sectors"),
    ("Activity type(s)", "ActivityType"),
    ("Purposes for authorization", "PurposeForAuthorization"),
    ("Authorized Party(ies) ID", "AuthorizedPartyIDs"),
    ("Authorized entity(ies) ID", "AuthorizedEntityIDs"),
    ("OIMP authorized by the Party", "OIMPAuthorized"),
    ("Authorized timeframe", "AuthorizedTimeframe"),
    ("Authorization terms and conditions", "AuthorizationT&Cs"),
    ("Authorization documentation", "AuthorizationDocumentation"),
    ("First transfer definition for OIMP", "FirstTransferDefnForOIMP"),
    ("Additional explanatory information", "AdditionalExplanatoryInformation"),
];

const TABLE_3: Headings = &[
    ("Action date", "ActionDateTime"),
    ("Action type", "ActionType"),
    ("Action subtype", "ActionSubtype"),
    ("Cooperative approach ID", "CooperativeApproachID"),
    ("Authorization ID", "AuthorizationID"),
    ("First transferring participating Party ID", "FirstTransferringPartyID"),
    ("Party ITMO registry ID", "PartyITMORegistryID"),
    ("First ID", "FirstID"),
    ("Last ID", "LastID"),
    ("Underlying unit registry ID", "UnderlyingUnitRegistryID"),
    ("First unit ID", "UnderlyingUnitFirstUnitID"),
    ("Last unit ID", "UnderlyingUnitLastUnitID"),
    ("Metric", "Metric"),
    ("Applicable GWP value(s)", "GWPValues"),
    ("Applicable non-GHG metric", "Non-GHGMetric"),
    ("Quantity (t CO2 eq)", "QuantityCO2"),
    ("Quantity (in non-GHG metric)", "QuantityNon-GHG"),
    ("Mitigation type", "MitigationType"),
    ("Vintage", "Vintage"),
    ("Transferring participating Party ID", "TransferringPartyID"),
    ("Acquiring participating Party ID", "AcquiringPartyID"),
    ("Purpose for which the ITMO has been used towards or cancelled for OIMP", "PurposeITMOUsedForOIMP"),
    ("Using/cancelling participating Party ID", "Using/cancellingPartyID"),
    ("Using/cancelling authorized entity ID", "Using/cancellingEntityID"),
    ("Calendar year for which the ITMOs are used towards the Party's NDC", "YearITMOUsedTowardsNDC"),
    ("Result of the consistency checks", "ResultOfConsistencyChecks"),
    ("Additional explanatory information", "AdditionalExplanatoryInformation"),
];

/// Without technical names, which the description of this table leaves out.
const TABLE_5: &[&str] = &[
    "Date of the authorization",
    "Name",
    "Country of incorporation",
    "Identification number",
    "Cooperative approach ID",
    "Conditions",
    "Change and revocation conditions",
    "Additional explanatory information",
];

fn workbook() -> Xlsx<Cursor<Vec<u8>>> {
    let bytes = write_workbook(&sample::submission(), &WriteOptions::default()).unwrap();
    Xlsx::new(Cursor::new(bytes)).unwrap()
}

/// A cell by its row and column as a spreadsheet counts them, from 1.
fn cell(sheet: &Range<Data>, row: u32, column: u32) -> String {
    sheet.get_value((row - 1, column - 1)).map(ToString::to_string).unwrap_or_default()
}

/// What stands in a row, without the empty columns between.
fn filled(sheet: &Range<Data>, row: u32) -> Vec<String> {
    let (_, last) = sheet.end().unwrap();
    (1..=last + 1).map(|column| cell(sheet, row, column)).filter(|text| !text.is_empty()).collect()
}

fn labels(headings: Headings) -> Vec<&'static str> {
    headings.iter().map(|(label, _)| *label).collect()
}

fn names(headings: Headings) -> Vec<&'static str> {
    headings.iter().map(|(_, name)| *name).collect()
}

#[test]
fn the_fixed_cells_are_those_of_the_format() {
    let mut book = workbook();
    assert_eq!(book.sheet_names(), SHEETS);

    let first = book.worksheet_range(SHEETS[2]).unwrap();
    let down = |column| (4..13).map(|row| cell(&first, row, column)).collect::<Vec<_>>();
    assert_eq!(down(2), labels(TABLE_1));
    assert_eq!(down(4), names(TABLE_1));
    let values = down(3);
    assert_eq!([&values[4], &values[5], &values[8]], [INFORMATION, INFORMATION, LINK]);
    assert_eq!([&values[0], &values[1], &values[2], &values[3]], ["Ghana", "1.0", "2026", "31/03/2027"]);

    for (sheet, header_row, headings) in [(3, 7, TABLE_2), (4, 8, TABLE_3), (5, 7, &TABLE_3[3..19])] {
        let range = book.worksheet_range(SHEETS[sheet]).unwrap();
        assert_eq!([cell(&range, 2, 2), cell(&range, 3, 2)], ["GHA", "2026"], "{}", SHEETS[sheet]);
        assert_eq!(filled(&range, header_row), labels(headings), "{}", SHEETS[sheet]);
        assert_eq!(filled(&range, header_row - 1), names(headings), "{}", SHEETS[sheet]);
        assert_ne!(filled(&range, header_row + 1), Vec::<String>::new(), "rows follow");
    }
    let entities = book.worksheet_range(SHEETS[6]).unwrap();
    assert_eq!([cell(&entities, 2, 2), cell(&entities, 3, 2)], ["GHA", "2026"]);
    assert_eq!(filled(&entities, 10), TABLE_5);

    let texts = |sheet: &str, book: &mut Xlsx<_>, text: &str| {
        let range = book.worksheet_range(sheet).unwrap();
        range.used_cells().filter(|(_, _, cell)| **cell == *text).count()
    };
    assert_eq!(texts(SHEETS[3], &mut book, LINK), 1, "the documentation of one authorization");
    assert_eq!(texts(SHEETS[4], &mut book, INFORMATION), 5, "the result of each action");
    assert_eq!(texts(SHEETS[1], &mut book, "Reference to the TER report of the initial report"), 1);
    let heading = |sheet: usize, row: u32, book: &mut Xlsx<_>| {
        cell(&book.worksheet_range(SHEETS[sheet]).unwrap(), row, 2)
    };
    assert_eq!(heading(2, 2, &mut book), "Table 1: Submission");
    let titles = [(3, "Table 2: Authorizations"), (4, "Table 3: Actions"), (5, "Table 4: Holdings")];
    for (sheet, title) in titles {
        assert_eq!(heading(sheet, 4, &mut book), title);
    }
    assert_eq!(heading(6, 4, &mut book), "Table 5: Authorized entities");
}

#[test]
fn another_letter_is_another_label() {
    let mut wrong = labels(TABLE_2);
    wrong[4] = "Authorised quantity";
    let range = workbook().worksheet_range(SHEETS[3]).unwrap();
    assert_ne!(filled(&range, 7), wrong);
}

/// Labels that are met elsewhere are read as well.
#[test]
fn the_long_label_of_the_review_report_is_read() {
    use ledger_aef::columns::{Field, Table, is_heading_of};
    let column = Table::Submission.columns().iter().find(|it| it.field == Field::ReviewReport).unwrap();
    for text in [
        "Reference to the TER report of the initial report",
        "Reference to the Article 6 technical expert review report of the initial report",
        "ReferenceToTerReport",
    ] {
        assert!(is_heading_of(column, text), "{text}");
    }
}
