//! The real history of the CDM registry, against a ledger in memory: what does not add up in its 40,315 rows is said, and nothing else.
//! Skipped, with the reason, where the files are absent: set LEDGER_DATA to their folder.

use std::path::{Path, PathBuf};

use ledger_cli::import::importer::import;
use ledger_cli::import::memory_ledger::MemoryLedger;
use ledger_cli::import::profile::Profile;
use ledger_cli::import::rejects::Rejects;

fn data() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/cdm");
    let folder = std::env::var_os("LEDGER_DATA").map_or(beside, PathBuf::from);
    let found = folder.join("issuances.csv").is_file() && folder.join("cancellations.csv").is_file();
    if !found {
        eprintln!("skipped: no CDM files in {}; set LEDGER_DATA to their folder", folder.display());
    }
    found.then_some(folder)
}

#[test]
fn one_row_does_not_add_up() {
    let Some(data) = data() else { return };
    let folder = tempfile::tempdir().unwrap();
    let profile = Path::new(env!("CARGO_MANIFEST_DIR")).join("profiles/cdm-issuances-cancellations.toml");
    let profile = Profile::load(&profile).unwrap();
    let rejects_path = folder.path().join("rejects.csv");
    let paths = [data.join("cancellations.csv"), data.join("issuances.csv")];
    let mut ledger = MemoryLedger::default();
    for posted in [40_314, 0] {
        let rejects = Rejects::create(&rejects_path, &profile).unwrap();
        let report = import(&profile, &paths, &mut ledger, rejects, &mut |_| {}).unwrap();
        assert_eq!((report.read, report.posted, report.refused), (40_315, posted, 1));
        assert_eq!(report.posted + report.posted_before, 40_314);

        let mut rejects = csv::Reader::from_path(&rejects_path).unwrap();
        let rejects: Vec<csv::StringRecord> = rejects.records().map(Result::unwrap).collect();
        assert_eq!(rejects.len(), 1);
        let start: Vec<&str> = rejects[0].iter().take(4).collect();
        assert_eq!(start, ["cancellations.csv", "5874", "5875", "R-202"]);

        assert_eq!(report.units.len(), 82);
        let sum = |of: fn(&ledger_cli::import::target::PartyUnits) -> u128| {
            report.units.values().map(of).sum::<u128>()
        };
        assert_eq!(sum(|it| it.issued), 2_425_409_379);
        assert_eq!(sum(|it| it.used_or_cancelled), 167_291_484);
        assert_eq!(sum(|it| it.held), 2_258_117_895);
        let south_africa = report.units[&"ZA".parse().unwrap()];
        assert_eq!(
            (south_africa.issued, south_africa.held, south_africa.used_or_cancelled),
            (25_244_434, 15_888_155, 9_356_279)
        );
    }
}
