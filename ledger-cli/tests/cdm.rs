//! The real history of the CDM registry: what does not add up in its 40,315 rows is said, and nothing else.
//! Skipped, with the reason, where the files are absent: set LEDGER_DATA to their folder.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "a test that panics has failed, and says where"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use ledger_cli::import::importer::{ImportReport, import};
use ledger_cli::import::ledger_target::LedgerTarget;
use ledger_cli::import::memory_ledger::MemoryLedger;
use ledger_cli::import::profile::Profile;
use ledger_cli::import::rejects::Rejects;
use ledger_cli::import::target::{ImportTarget, PartyUnits};
use ledger_cli::session::{Session, WriterArguments};
use ledger_verify::{FolderSource, Options, Report, TrustInput, Verdict, Verifier};

fn data() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/cdm");
    let folder = std::env::var_os("LEDGER_DATA").map_or(beside, PathBuf::from);
    let found = folder.join("issuances.csv").is_file() && folder.join("cancellations.csv").is_file();
    if !found {
        eprintln!("skipped: no CDM files in {}; set LEDGER_DATA to their folder", folder.display());
    }
    found.then_some(folder)
}

fn import_cdm<T: ImportTarget>(data: &Path, folder: &Path, target: &mut T) -> ImportReport {
    let profile = Path::new(env!("CARGO_MANIFEST_DIR")).join("profiles/cdm-issuances-cancellations.toml");
    let profile = Profile::load(&profile).unwrap();
    // In the wrong order: the profile decides.
    let paths = [data.join("cancellations.csv"), data.join("issuances.csv")];
    let rejects = Rejects::create(&folder.join("rejects.csv"), &profile).unwrap();
    import(&profile, &paths, target, rejects, &mut |_| {}).unwrap()
}

/// The figures of an independent count over the same files.
fn expect(report: &ImportReport, posted: u64, folder: &Path) {
    assert_eq!((report.read, report.posted, report.refused), (40_315, posted, 1));
    assert_eq!(report.posted + report.posted_before, 40_314);

    // Romania's units are no CERs and were issued elsewhere: the one row that does not add up.
    let mut rejects = csv::Reader::from_path(folder.join("rejects.csv")).unwrap();
    let rejects: Vec<csv::StringRecord> = rejects.records().map(Result::unwrap).collect();
    assert_eq!(rejects.len(), 1);
    let start: Vec<&str> = rejects[0].iter().take(4).collect();
    assert_eq!(start, ["cancellations.csv", "5874", "5875", "R-202"]);

    assert_eq!(report.units.len(), 82);
    let sum = |of: fn(&PartyUnits) -> u128| report.units.values().map(of).sum::<u128>();
    assert_eq!(sum(|it| it.issued), 2_425_409_379);
    assert_eq!(sum(|it| it.used_or_cancelled), 167_291_484);
    assert_eq!(sum(|it| it.held), 2_258_117_895);
    let south_africa = report.units[&"ZA".parse().unwrap()];
    let figures = (south_africa.issued, south_africa.held, south_africa.used_or_cancelled);
    assert_eq!(figures, (25_244_434, 15_888_155, 9_356_279));
}

#[test]
fn one_row_does_not_add_up() {
    let Some(data) = data() else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = MemoryLedger::default();
    for posted in [40_314, 0] {
        expect(&import_cdm(&data, folder.path(), &mut ledger), posted, folder.path());
    }
}

#[test]
fn a_real_ledger_says_the_same_verifies_clean_and_shows_a_flipped_bit() {
    for rulebook in ["1", "5"] {
        in_a_real_ledger(rulebook);
    }
}

/// Units of the CDM are plain: a rulebook of Article 6 refuses nothing more of them.
fn in_a_real_ledger(rulebook: &str) {
    let Some(data) = data() else { return };
    let folder = tempfile::tempdir().unwrap();
    let run = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_itmo-ledger"));
        assert!(
            command.args(words).current_dir(folder.path()).output().unwrap().status.success(),
            "{words:?}"
        );
    };
    run(&["key", "new", "key.pem", "--no-passphrase"]);
    let init = "init cdm --origin registry.example/cdm --registry CDM --key key.pem --rulebook";
    run(&init.split(' ').chain([rulebook]).collect::<Vec<_>>());
    let keys = vec![folder.path().join("key.pem")];
    let writer = WriterArguments { keys, accept_clock_jump: false, accept_damaged_tail: false };
    for posted in [40_314, 0] {
        let session = Session::open(&folder.path().join("cdm"), &writer).unwrap();
        let report = import_cdm(&data, folder.path(), &mut LedgerTarget::new(&session));
        session.close().unwrap();
        expect(&report, posted, folder.path());
    }
    run(&["checkpoint", "cdm", "--key", "key.pem", "--out", "cdm.checkpoint"]);
    let report = verify(folder.path());
    assert_eq!((report.verdict(), report.findings.len()), (Verdict::Clean, 0));

    let segment = folder.path().join("cdm/journal/00000000000000000000.seg");
    let mut bytes = fs::read(&segment).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 4;
    fs::write(&segment, bytes).unwrap();
    let report = verify(folder.path());
    assert_eq!(report.verdict(), Verdict::Findings);
    let near = |offset: u64| (middle as u64).abs_diff(offset) < 1_000;
    assert!(
        report.findings.iter().any(|it| it.entry.is_some() && it.place.is_some_and(|at| near(at.offset)))
    );
}

fn verify(folder: &Path) -> Report {
    let read = |name: &str| fs::read(folder.join(name)).unwrap();
    let trust = Some(TrustInput::Text(read("cdm.trust")));
    let options = Options { trust, checkpoint: Some(read("cdm.checkpoint")), ..Options::default() };
    Verifier::new(options).run(&FolderSource::new(folder.join("cdm"))).unwrap()
}
