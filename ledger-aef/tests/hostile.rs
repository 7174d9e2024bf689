//! Workbooks made to do harm, damaged ones and plain nonsense: a sentence each, never a panic, never without bound.
//!
//! The control is that the unharmed workbook is read and passes.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod sample;

use std::io::{Cursor, Read, Write};
use std::time::{Duration, Instant};

use ledger_aef::consistency::Verdict;
use ledger_aef::finding::Grade;
use ledger_aef::json::read_json;
use ledger_aef::limits::Limits;
use ledger_aef::options::CheckOptions;
use ledger_aef::read_error::ReadError;
use ledger_aef::report::{Report, check};
use ledger_aef::rows::WriteOptions;
use ledger_aef::workbook_read::read_workbook;
use ledger_aef::workbook_write::write_workbook;
use proptest::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const ACTIONS: &str = "xl/worksheets/sheet5.xml";

fn workbook() -> Vec<u8> {
    write_workbook(&sample::submission(), &WriteOptions::default()).unwrap()
}

/// The workbook with some parts changed: `None` drops a part.
fn with_parts(change: impl Fn(&str, String) -> Option<String>) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(workbook())).unwrap();
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let name = part.name().unwrap().to_string();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        if let Some(text) = change(&name, text) {
            writer.start_file(name, SimpleFileOptions::default()).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
}

fn changed(part: &str, from: &str, to: &str) -> Vec<u8> {
    with_parts(|name, text| {
        if name == part {
            assert!(text.contains(from), "{part} has no {from}: {text}");
            Some(text.replacen(from, to, 1))
        } else {
            Some(text)
        }
    })
}

fn checked(bytes: &[u8]) -> Result<Report, ReadError> {
    let limits = Limits::default();
    Ok(check(&read_workbook(bytes, &limits)?, &CheckOptions::default(), &limits))
}

/// The findings of a workbook that is read, as one text.
fn findings(bytes: &[u8]) -> String {
    let report = checked(bytes).unwrap_or_else(|error| panic!("{error}"));
    report.findings.iter().map(|it| format!("{} {:?}: {}\n", it.code, it.places, it.sentence)).collect()
}

#[test]
fn the_control_passes() {
    let report = checked(&workbook()).unwrap();
    assert_eq!((report.verdict, report.findings.len()), (Verdict::Pass, 0), "{}", report.text(50));
    assert_eq!(checked(&with_parts(|_, text| Some(text))).unwrap().verdict, Verdict::Pass);
}

#[test]
fn no_clock_in_the_bytes() {
    let bytes = workbook();
    let mut archive = ZipArchive::new(Cursor::new(&bytes)).unwrap();
    for index in 0..archive.len() {
        let part = archive.by_index(index).unwrap();
        assert_eq!(part.last_modified().map(|at| at.year()), Some(1980), "a part is dated");
    }
    let mut core = String::new();
    archive.by_name("docProps/core.xml").unwrap().read_to_string(&mut core).unwrap();
    assert!(core.contains("2026-02-17T00:00:00Z"), "{core}");
    assert_eq!(core.matches("2026-02-17").count(), 2, "{core}");
}

#[test]
fn a_bomb_is_refused_before_it_is_read() {
    let blank = " ".repeat(1 << 20);
    let bomb = with_parts(|name, text| Some(if name == ACTIONS { text + &blank.repeat(200) } else { text }));
    assert!(bomb.len() < 1 << 20, "the bomb is packed");
    let started = Instant::now();
    assert!(matches!(checked(&bomb), Err(ReadError::TooLarge { .. })));
    assert!(started.elapsed() < Duration::from_secs(20));
}

#[test]
fn a_shared_text_in_many_cells_is_counted_each_time() {
    let long = "x".repeat(30_000);
    let rows: String = (9..9_000)
        .map(|row| format!("<row r=\"{row}\"><c r=\"B{row}\" t=\"s\"><v>0</v></c><c r=\"C{row}\" t=\"s\"><v>0</v></c></row>"))
        .collect();
    let bytes = with_parts(|name, text| {
        Some(match name {
            "xl/sharedStrings.xml" => text.replacen("<t>", &format!("<t>{long}"), 1),
            ACTIONS => text.replacen("</sheetData>", &format!("{rows}</sheetData>"), 1),
            _ => text,
        })
    });
    assert!(matches!(checked(&bytes), Err(ReadError::TooLarge { .. })));
}

#[test]
fn claims_of_size_cost_nothing() {
    let wide = with_parts(|name, text| {
        if name != ACTIONS {
            return Some(text);
        }
        let (before, rest) = text.split_once("<dimension ref=\"").unwrap();
        let (_, after) = rest.split_once('"').unwrap();
        let far = "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>";
        Some(format!("{before}<dimension ref=\"A1:XFD1048576\"{after}").replacen("</sheetData>", far, 1))
    });
    assert_eq!(checked(&wide).unwrap().verdict, Verdict::Pass, "{}", findings(&wide));
    let empty: String =
        (20..200_000).map(|row| format!("<row r=\"{row}\"><c r=\"B{row}\" s=\"1\"/></row>")).collect();
    let many = changed(ACTIONS, "</sheetData>", &format!("{empty}</sheetData>"));
    assert_eq!(checked(&many).unwrap().verdict, Verdict::Pass, "{}", findings(&many));
}

#[test]
fn cells_of_the_wrong_type_are_named() {
    // The quantity of the first action, in column S.
    let number = "<c r=\"S9\"><v>500</v></c>";
    for (to, code) in [
        ("<c r=\"S9\"><f>250*2</f><v>500</v></c>", "wrong-type"),
        ("<c r=\"S9\" t=\"e\"><v>#REF!</v></c>", "wrong-type"),
        ("<c r=\"S9\" t=\"b\"><v>1</v></c>", "wrong-type"),
        ("<c r=\"S9\"><v>-500</v></c>", "format"),
        ("<c r=\"S9\"><v>1e300</v></c>", "format"),
        ("<c r=\"S9\" t=\"inlineStr\"><is><t>many</t></is></c>", "format"),
        ("<c r=\"S9\"/>", "required"),
    ] {
        let text = findings(&changed(ACTIONS, number, to));
        assert!(text.contains(code) && text.contains("Table 3 Actions!S9"), "{to}: {text}");
    }
    let as_text = changed(ACTIONS, number, "<c r=\"S9\" t=\"inlineStr\"><is><t>500</t></is></c>");
    assert_eq!(checked(&as_text).unwrap().verdict, Verdict::Pass, "a number as text is noted");
    assert!(findings(&as_text).contains("stored as text"));
}

#[test]
fn sheets_that_are_missing_renamed_or_broken() {
    let renamed = changed("xl/workbook.xml", "Table 3 Actions", "Table 3 Deeds");
    let report = checked(&renamed).unwrap();
    assert!(findings(&renamed).contains("the sheet `Table 3 Actions` is missing"));
    // What could not be looked at fails or is undetermined; it does not pass.
    for outcome in report.checks.iter().filter(|outcome| outcome.code.text().starts_with("STC")) {
        assert_eq!(outcome.verdict, Verdict::Undetermined, "{}", report.text(50));
    }
    let spelled = changed("xl/workbook.xml", "Table 3 Actions", "table 3 - actions");
    assert!(findings(&spelled).contains("expected `Table 3 Actions`"));
    for bytes in [
        with_parts(|name, text| (name != ACTIONS).then_some(text)),
        with_parts(|name, text| (name != "xl/workbook.xml").then_some(text)),
        changed(ACTIONS, "</sheetData>", ""),
        changed(ACTIONS, "<sheetData>", "<sheetData"),
        changed(ACTIONS, "<c r=\"S9\">", "<c r=\"S99999999999999\">"),
    ] {
        assert!(
            matches!(checked(&bytes), Err(ReadError::Damaged(_))),
            "{:?}",
            checked(&bytes).map(|it| it.text(50))
        );
    }
    let merged = changed(
        ACTIONS,
        "</sheetData>",
        "</sheetData><mergeCells count=\"1\"><mergeCell ref=\"B9:B10\"/></mergeCells>",
    );
    assert!(findings(&merged).contains("merged-cells"));
}

#[test]
fn faults_beyond_number_are_counted_and_not_kept() {
    let rows: String = (20..20_000)
        .map(|row| format!("<row r=\"{row}\"><c r=\"B{row}\"><v>1</v></c><c r=\"C{row}\"><v>2</v></c></row>"))
        .collect();
    let report = checked(&changed(ACTIONS, "</sheetData>", &format!("{rows}</sheetData>"))).unwrap();
    assert!(report.fault_count > 200_000, "{}", report.fault_count);
    assert!(report.findings.iter().filter(|it| it.grade == Grade::Fault).count() <= 5_000);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_are_a_sentence(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        prop_assert!(checked(&bytes).is_err());
        let json = read_json(&bytes, &Limits::default());
        prop_assert!(json.is_err());
    }

    /// Flips in the packed bytes are mostly caught by the archive's checksums.
    #[test]
    fn flipped_bytes_never_panic(at in any::<prop::sample::Index>(), bit in 0_u32..8) {
        let mut bytes = workbook();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let started = Instant::now();
        let _ = checked(&bytes).map(|report| report.text(50));
        prop_assert!(started.elapsed() < Duration::from_secs(5));
    }

    /// Changes of the inner files pass the checksums and reach the reader.
    #[test]
    fn mutated_parts_never_panic(
        part in prop::sample::select(vec![ACTIONS, "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet3.xml"]),
        at in any::<prop::sample::Index>(),
        length in 0_usize..40,
        with in prop::sample::select(vec!["", "<", ">", "\"", "&", "999999999999999999999", "-1", "<c/>", "</row>", "\u{0}", "é", "A1:XFD1048576", "<v>", "t=\"s\"", "NaN"]),
    ) {
        let bytes = with_parts(|name, text| {
            if name != part {
                return Some(text);
            }
            let mut start = at.index(text.len());
            while !text.is_char_boundary(start) {
                start -= 1;
            }
            let mut end = (start + length).min(text.len());
            while !text.is_char_boundary(end) {
                end += 1;
            }
            Some(format!("{}{with}{}", &text[..start], &text[end..]))
        });
        let started = Instant::now();
        let _ = checked(&bytes).map(|report| report.text(50));
        prop_assert!(started.elapsed() < Duration::from_secs(5));
    }
}
