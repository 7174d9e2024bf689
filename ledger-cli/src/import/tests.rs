//! The import as a whole, over small files: what is posted, what is refused and why, and what a second run does.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::importer::{BATCH_ROW_COUNT, ImportError, ImportReport, import};
use super::memory_ledger::MemoryLedger;
use super::profile::Profile;
use super::rejects::Rejects;
use super::resolve::Instruction;
use super::source::SourceError;
use super::target::{ImportTarget, Outcome, PartyUnits, PostedRows};

const ISSUANCES: &str = "when,kind,serials,party,total\n";
const CANCELLATIONS: &str = "when;serials;project;platform\n";

const PROFILE: &str = r#"
profile = 1
title = "a test"
[space]
name = "{party}"
[series]
label = "{party} series"
host_party = "{party}"
metric = "GHG"
regime = "plain"
[account.holding]
kind = "Holding"
party = "{party}"
registry = "TEST"
[account.cancelled]
kind = "OtherCancellation"
party = "{party}"
registry = "TEST"
[[file]]
name = "issuances"
columns = ["when", "kind", "serials", "party", "total"]
time = { column = "when", format = "rfc3339" }
serial = { column = "serials", pattern = '^(?<first>[0-9]+)-(?<last>[0-9]+)$' }
[[file.check]]
column = "total"
equals = "count"
[[file.check]]
column = "party"
among = ["BR", "IN", "toolong"]
[[file.action]]
when = { kind = ["issue"] }
action = "issue"
credit = "holding"
[[file]]
name = "cancellations"
columns = ["when", "serials", "project", "platform"]
delimiter = ";"
time = { column = "when", format = "%d.%m.%Y %H:%M" }
serial = { column = "serials", pattern = '^(?<first>[0-9]+)(?: x(?<count>[0-9]+))?$' }
[[file.field]]
column = "project"
pattern = '^(?<party>[A-Z]{2})-[0-9]+$'
[[file.action]]
action = "cancellation"
debit = "holding"
credit = "cancelled"
"#;

struct Case {
    folder: TempDir,
    paths: Vec<PathBuf>,
}

impl Case {
    fn new(files: &[(&str, &[u8])]) -> Self {
        let folder = TempDir::new().unwrap();
        let paths = files
            .iter()
            .map(|(name, bytes)| {
                let path = folder.path().join(name);
                fs::write(&path, bytes).unwrap();
                path
            })
            .collect();
        Self { folder, paths }
    }

    fn rejects_path(&self) -> PathBuf {
        self.folder.path().join("rejects.csv")
    }

    fn run<T: ImportTarget>(&self, target: &mut T) -> Result<ImportReport, ImportError<T::Error>> {
        let profile = Profile::parse(Path::new("test.toml"), PROFILE).unwrap();
        let rejects = Rejects::create(&self.rejects_path(), &profile).unwrap();
        import(&profile, &self.paths, target, rejects, &mut |_| {})
    }

    /// File, row, line and refusal of each reject.
    fn rejects(&self) -> Vec<String> {
        let mut reader = csv::Reader::from_path(self.rejects_path()).unwrap();
        let text = |field: &[u8]| String::from_utf8_lossy(field).into_owned();
        let row = |row: csv::ByteRecord| row.iter().take(4).map(text).collect::<Vec<_>>().join(" ");
        reader.byte_records().map(|record| row(record.unwrap())).collect()
    }
}

/// Imports one issuance file and one of cancellations, and compares the rejects.
fn check(issuances: &str, cancellations: &str, posted: u64, rejects: &[&str]) {
    let issuances = format!("{ISSUANCES}{issuances}");
    let cancellations = format!("{CANCELLATIONS}{cancellations}");
    let case = Case::new(&[("i.csv", issuances.as_bytes()), ("c.csv", cancellations.as_bytes())]);
    let report = case.run(&mut MemoryLedger::default()).unwrap();
    assert_eq!(case.rejects(), rejects);
    assert_eq!(report.posted, posted);
    assert_eq!(report.read, report.posted + report.refused);
    assert_eq!(report.refused, report.refusals.values().sum::<u64>());
}

#[test]
fn posts_in_order_of_time_whatever_the_order_of_the_files() {
    check(
        "2010-01-03T00:00:00Z,issue,11-20,BR,10\n2010-01-01T00:00:00Z,issue,1-10,BR,10\n",
        "02.01.2010 00:00;3 x4;BR-1;Yes\n01.01.2010 00:00;1;BR-1;Yes\n",
        4,
        &[],
    );
}

#[test]
fn counts_units_by_party() {
    let case = Case::new(&[
        (
            "i.csv",
            format!(
                "{ISSUANCES}2010-01-01T00:00:00Z,issue,1-10,BR,10\n2010-01-01T00:00:00Z,issue,1-5,IN,5\n"
            )
            .as_bytes(),
        ),
        ("c.csv", format!("{CANCELLATIONS}02.01.2010 00:00;3 x4;BR-1;No\n").as_bytes()),
    ]);
    let report = case.run(&mut MemoryLedger::default()).unwrap();
    let units = |issued, held, used_or_cancelled| PartyUnits { issued, held, used_or_cancelled };
    let expected =
        BTreeMap::from([("BR".parse().unwrap(), units(10, 6, 4)), ("IN".parse().unwrap(), units(5, 5, 0))]);
    assert_eq!(report.units, expected);
    assert_eq!(report.sources[0].row_count, 2);
    assert_eq!(fs::read_to_string(case.rejects_path()).unwrap().lines().count(), 1);
}

#[test]
fn refuses_what_does_not_fit_the_profile() {
    let at = "2010-01-01T00:00:00Z";
    let long = "x".repeat(70_000);
    check(
        &format!(
            "{at},issue,1-2,BR\n{at},{long},1-2,BR,2\nsoon,issue,1-2,BR,2\n{at},issue,1 to 2,BR,2\n\
             {at},issue,1-99999999999999999999,BR,2\n{at},issue,1-2,XX,2\n{at},issue,1-2,BR,3\n{at},transfer,1-2,BR,2\n\
             {at},issue,1-2,toolong,2\n"
        ),
        "01.01.2010 00:00;5 x0;BR-1;Yes\n01.01.2010 00:00;5;BR1;Yes\n31.12.1969 23:59;5;BR-1;Yes\n",
        0,
        &[
            "i.csv 1 2 I-101",
            "i.csv 2 3 I-102",
            "i.csv 3 4 I-104",
            "c.csv 3 4 I-104",
            "i.csv 4 5 I-105",
            "i.csv 5 6 I-106",
            "i.csv 6 7 I-108",
            "i.csv 7 8 I-109",
            "i.csv 8 9 I-110",
            "i.csv 9 10 I-111",
            "c.csv 1 2 I-106",
            "c.csv 2 3 I-107",
        ],
    );
}

#[test]
fn refuses_what_the_rules_refuse_and_posts_the_rest() {
    let at = "2010-01-01T00:00:00Z";
    check(
        &format!(
            "{at},issue,1-10,BR,10\n{at},issue,10-11,BR,2\n{at},issue,5-4,BR,0\n{at},issue,0-1,BR,2\n{at},issue,11-20,BR,10\n"
        ),
        "31.12.2009 23:59;1;BR-1;\n02.01.2010 00:00;1 x3;BR-1;\n02.01.2010 00:00;3 x2;BR-1;\n02.01.2010 00:00;15 x10;BR-1;\n\
         02.01.2010 00:00;9 x4;BR-1;\n02.01.2010 00:00;1;IN-1;\n",
        4,
        &[
            "c.csv 1 2 R-202",
            "i.csv 2 3 R-210",
            "i.csv 3 4 R-201",
            "i.csv 4 5 R-201",
            "c.csv 3 4 R-211",
            "c.csv 4 5 R-211",
            "c.csv 6 7 R-202",
        ],
    );
}

#[test]
fn lines_and_odd_bytes() {
    let mut issuances = b"\xEF\xBB\xBF".to_vec();
    issuances.extend_from_slice(ISSUANCES.as_bytes());
    issuances.extend_from_slice(
        b"\n2010-01-01T00:00:00Z,\"is\nsue\",1-2,BR,2\r\n2010-01-01T00:00:00Z,i\xFF,1-2,BR,2\n",
    );
    issuances
        .extend_from_slice(b"2010-01-01T00:00:00Z,issue,1-2,BR,2\n2010-01-01T00:00:00Z,\"issue,1-2,BR,2\n");
    let case = Case::new(&[("i.csv", &issuances)]);
    let report = case.run(&mut MemoryLedger::default()).unwrap();
    assert_eq!(report.posted, 1);
    assert_eq!(case.rejects(), ["i.csv 4 7 I-101", "i.csv 1 3 I-110", "i.csv 2 5 I-103"]);
}

#[test]
fn the_same_import_again_adds_nothing() {
    let issuances = format!("{ISSUANCES}2010-01-01T00:00:00Z,issue,1-10,BR,10\nnever,issue,1-10,BR,10\n");
    // The second row is refused, and would not be any more once the first file's row is posted at the same time.
    let cancellations = format!("{CANCELLATIONS}02.01.2010 00:00;1 x3;BR-1;\n02.01.2010 00:00;1;BR-1;\n");
    let case = Case::new(&[("i.csv", issuances.as_bytes()), ("c.csv", cancellations.as_bytes())]);
    let mut ledger = MemoryLedger::default();
    let first = case.run(&mut ledger).unwrap();
    let rejects = case.rejects();
    assert_eq!((first.posted, first.posted_before, first.refused), (2, 0, 2));
    let again = case.run(&mut ledger).unwrap();
    assert_eq!((again.posted, again.posted_before, again.refused), (0, 2, 2));
    assert_eq!(again.units, first.units);
    assert_eq!(case.rejects(), rejects);
}

/// A ledger that stops after so many batches, as if the process were killed.
struct Killed<'l> {
    ledger: &'l mut MemoryLedger,
    batches_left: usize,
}

#[derive(Debug, thiserror::Error)]
#[error("killed")]
struct Kill;

impl ImportTarget for Killed<'_> {
    type Error = Kill;

    fn mark_posted(&mut self, rows: &mut PostedRows) -> Result<(), Kill> {
        self.ledger.mark_posted(rows).map_err(|error| match error {})
    }

    fn post(&mut self, instructions: &[Instruction]) -> Result<Vec<Outcome>, Kill> {
        self.batches_left = self.batches_left.checked_sub(1).ok_or(Kill)?;
        self.ledger.post(instructions).map_err(|error| match error {})
    }

    fn judge(&mut self, instruction: &Instruction) -> Result<Outcome, Kill> {
        self.ledger.judge(instruction).map_err(|error| match error {})
    }

    fn units(&mut self) -> Result<BTreeMap<ledger_format::identifiers::PartyCode, PartyUnits>, Kill> {
        self.ledger.units().map_err(|error| match error {})
    }
}

#[test]
fn a_killed_import_resumes() {
    let rows = 3 * BATCH_ROW_COUNT + 17;
    let mut issuances = ISSUANCES.to_owned();
    for row in 0..rows {
        // Every tenth row issues the serial of the row before again, and is refused.
        let serial = if row % 10 == 9 { row } else { row + 1 };
        issuances += &format!("2010-01-01T00:00:00Z,issue,{serial}-{serial},BR,1\n");
    }
    let case = Case::new(&[("i.csv", issuances.as_bytes())]);
    let mut whole = MemoryLedger::default();
    let expected = case.run(&mut whole).unwrap();
    let rejects = case.rejects();

    let mut ledger = MemoryLedger::default();
    let mut posted = 0;
    for batches_left in [1, 0, 2] {
        let mut killed = Killed { ledger: &mut ledger, batches_left };
        assert!(matches!(case.run(&mut killed), Err(ImportError::Target(Kill))));
        posted += batches_left as u64 * (BATCH_ROW_COUNT as u64 / 10 * 9);
    }
    // What a killed run leaves is the rejects file of the run before, whole.
    assert_eq!(case.rejects(), rejects);
    let report = case.run(&mut ledger).unwrap();
    assert_eq!(report.posted_before, posted);
    assert_eq!(report.posted + report.posted_before, expected.posted);
    assert_eq!((report.refused, report.units), (expected.refused, expected.units));
    assert_eq!(case.rejects(), rejects);
}

#[test]
fn a_row_that_was_refused_stays_refused() {
    let early = format!("{CANCELLATIONS}01.01.2010 00:00;1;BR-1;\n01.01.2010 00:00;2;BR-1;\n");
    let case = Case::new(&[("c.csv", early.as_bytes())]);
    let mut ledger = MemoryLedger::default();
    let _ = case.run(&mut ledger).unwrap();

    // Serial 2 is issued and its row posted by hand; the row before it was refused and would fit now.
    let issue =
        Case::new(&[("i.csv", format!("{ISSUANCES}2010-01-01T00:00:00Z,issue,2-2,BR,1\n").as_bytes())]);
    let _ = issue.run(&mut ledger).unwrap();
    let report = case.run(&mut ledger).unwrap();
    assert_eq!((report.posted, report.refused), (1, 1));
    let issue =
        Case::new(&[("j.csv", format!("{ISSUANCES}2010-01-01T00:00:00Z,issue,1-1,BR,1\n").as_bytes())]);
    let _ = issue.run(&mut ledger).unwrap();
    let report = case.run(&mut ledger).unwrap();
    assert_eq!((report.posted, report.posted_before, report.refused), (0, 1, 1));
    assert_eq!(case.rejects(), ["c.csv 1 2 I-113"]);
}

#[test]
fn files_that_cannot_be_used_are_named() {
    let fails = |files: &[(&str, &[u8])]| match Case::new(files).run(&mut MemoryLedger::default()) {
        Err(error) => error,
        Ok(report) => panic!("{report:?}"),
    };
    assert!(matches!(fails(&[("x.csv", b"")]), ImportError::Source(SourceError::Empty { .. })));
    let error = fails(&[("x.csv", b"when,kind,serial,party,total\n")]);
    assert!(matches!(error, ImportError::Source(SourceError::Header { column: 3, .. })), "{error}");
    let same = ISSUANCES.as_bytes();
    assert!(matches!(fails(&[("x.csv", same), ("y.csv", same)]), ImportError::SameFile { .. }));

    let folder = Case::new(&[]);
    let missing =
        Case { paths: vec![folder.folder.path().join("none.csv")], folder: TempDir::new().unwrap() };
    let error = missing.run(&mut MemoryLedger::default()).unwrap_err();
    assert!(matches!(error, ImportError::Source(SourceError::Unreadable { .. })));
    let folder = Case { paths: vec![folder.folder.path().to_owned()], folder: TempDir::new().unwrap() };
    let error = folder.run(&mut MemoryLedger::default()).unwrap_err();
    assert!(matches!(error, ImportError::Source(SourceError::NotAFile { .. })));
}
