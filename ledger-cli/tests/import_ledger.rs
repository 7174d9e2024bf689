//! Imports into real ledgers: the same outcome as the model in memory, row by row, also after a `kill -9`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "a test that panics has failed, and says where"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use ledger_cli::import::importer::{ImportReport, import};
use ledger_cli::import::ledger_target::LedgerTarget;
use ledger_cli::import::memory_ledger::MemoryLedger;
use ledger_cli::import::profile::Profile;
use ledger_cli::import::rejects::Rejects;
use ledger_cli::import::target::ImportTarget;
use ledger_cli::session::{Session, WriterArguments};
use tempfile::TempDir;

const PROFILE: &str = include_str!("../profiles/cdm-issuances-cancellations.toml");

struct Case {
    folder: TempDir,
    files: Vec<PathBuf>,
}

impl Case {
    /// A ledger, and two files of which many rows collide.
    fn new(rows: u64, seed: u64) -> Self {
        let folder = TempDir::new().unwrap();
        let (issuances, cancellations) = generate(rows, seed);
        let files = vec![folder.path().join("issuances.csv"), folder.path().join("cancellations.csv")];
        fs::write(&files[0], issuances).unwrap();
        fs::write(&files[1], cancellations).unwrap();
        fs::write(folder.path().join("profile.toml"), PROFILE).unwrap();
        let case = Self { folder, files };
        case.run(&["key", "new", "key.pem", "--no-passphrase"]);
        case.run(&["init", "cdm", "--origin", "a.b/cdm", "--registry", "CDM", "--key", "key.pem"]);
        case
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_itmo-ledger"));
        command.args(words).current_dir(self.folder.path()).stdout(Stdio::piped());
        command
    }

    fn run(&self, words: &[&str]) {
        assert!(self.command(words).status().unwrap().success(), "{words:?}");
    }

    fn import_into<T: ImportTarget>(&self, target: &mut T, rejects: &str) -> ImportReport {
        let profile = Profile::parse(Path::new("profile.toml"), PROFILE).unwrap();
        let rejects = Rejects::create(&self.folder.path().join(rejects), &profile).unwrap();
        import(&profile, &self.files, target, rejects, &mut |_| {}).unwrap()
    }

    fn import(&self, rejects: &str) -> ImportReport {
        let writer = WriterArguments {
            keys: vec![self.folder.path().join("key.pem")],
            accept_clock_jump: false,
            accept_damaged_tail: false,
        };
        let session = Session::open(&self.folder.path().join("cdm"), &writer).unwrap();
        let report = self.import_into(&mut LedgerTarget::new(&session), rejects);
        session.close().unwrap();
        report
    }

    /// File, row and refusal of each reject, in order.
    fn rejects(&self, name: &str) -> Vec<String> {
        let mut reader = csv::Reader::from_path(self.folder.path().join(name)).unwrap();
        let row = |row: csv::StringRecord| format!("{} {} {}", &row[0], &row[1], &row[3]);
        let mut rows: Vec<String> = reader.records().map(|record| row(record.unwrap())).collect();
        rows.sort_unstable();
        rows
    }

    fn verdict(&self) -> String {
        let options = ledger_verify::Options {
            trust: Some(ledger_verify::TrustInput::Text(
                fs::read(self.folder.path().join("cdm.trust")).unwrap(),
            )),
            ..ledger_verify::Options::default()
        };
        let source = ledger_verify::FolderSource::new(self.folder.path().join("cdm"));
        let report = ledger_verify::Verifier::new(options).run(&source).unwrap();
        assert!(report.findings.is_empty(), "{:?}", report.findings);
        format!("{} entries", report.head.entry_count)
    }
}

/// Pseudo-random rows: serials issued twice, cancelled twice, before they were issued, or never issued, in no order of time.
fn generate(rows: u64, seed: u64) -> (String, String) {
    let mut state = seed;
    let mut next = move |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut issuances =
        "completed_at,transaction_type,status,serial_range,unit_type,commitment_period,party,project,total\n"
            .to_owned();
    let mut cancellations = "completed_at,transaction_type,serial_range,project_identifier,status,commitment_period,unit_type,total,voluntary_cancellation_platform\n".to_owned();
    for _ in 0..rows {
        let party = ["BR", "IN", "CN"][next(3) as usize];
        let (first, count) = (next(rows) * 10 + 1, next(12) + 1);
        let time = format!("20{:02}-{:02}-01T00:00:00.000Z", 10 + next(10), 1 + next(12));
        let (last, project) = (first + count - 1, next(3));
        if next(3) > 0 {
            writeln!(
                issuances,
                "{time},Issuance (1),4 - Completed,{first} - {last},CER,1,{party},{project},{count}"
            )
            .unwrap();
        } else {
            let platform = ["Yes", "No"][next(2) as usize];
            writeln!(cancellations, "{time},Cancellation (4),{first} - {last},{party}-{project},4 - Completed,1,CER,{count},{platform}").unwrap();
        }
    }
    (issuances, cancellations)
}

#[test]
fn a_ledger_and_the_model_agree_on_every_row() {
    for seed in 1..=3 {
        let case = Case::new(3_000, seed);
        let expected = case.import_into(&mut MemoryLedger::default(), "model.csv");
        assert!(expected.refused > 500 && expected.posted > 500, "{expected:?}");
        let report = case.import("ledger.csv");
        // Which of two rules a doubly wrong row breaks first is the ledger's to say; whether it is refused is not.
        let rows = |name: &str| -> Vec<String> {
            let cut = |row: String| row.rsplit_once(' ').map(|(row, _)| row.to_owned()).unwrap();
            case.rejects(name).into_iter().map(cut).collect()
        };
        assert_eq!(rows("ledger.csv"), rows("model.csv"));
        assert_eq!((report.posted, report.refused), (expected.posted, expected.refused));
        assert_eq!(report.units, expected.units);
        let entries = case.verdict();

        let again = case.import("again.csv");
        assert_eq!((again.posted, again.posted_before, again.refused), (0, report.posted, report.refused));
        assert_eq!(again.units, report.units);
        assert_eq!(rows("again.csv"), rows("ledger.csv"));
        assert_eq!(case.verdict(), entries, "nothing was added");
    }
}

#[test]
fn a_killed_import_goes_on_where_it_stopped() {
    let case = Case::new(12_000, 7);
    let words = [
        "import",
        "cdm",
        "--profile",
        "profile.toml",
        "--key",
        "key.pem",
        "issuances.csv",
        "cancellations.csv",
    ];
    let expected = case.import_into(&mut MemoryLedger::default(), "model.csv");
    let mut kills = 0;
    for wait_ms in [150, 300, 450, 600] {
        let mut child = case.command(&words).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(wait_ms));
        kills += u32::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert!(kills > 0, "every import was over before it could be killed");
    let report = case.import("ledger.csv");
    assert_eq!(report.posted + report.posted_before, expected.posted);
    assert_eq!((report.refused, &report.units), (expected.refused, &expected.units));
    case.verdict();
}
