//! The binary as an auditor calls it: exit codes, forms, and one sentence for whatever is wrong.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

#[allow(dead_code)]
#[path = "../examples/verify_rate/workload.rs"]
mod workload;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ledger_format::frame::segment_file_name;
use tempfile::TempDir;
use workload::{Plan, fabricate};

/// A folder with a small ledger, `trust.txt` and `checkpoint.txt`.
fn folder() -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let ledger = fabricate(Plan { movements: 20, keys: 2, batch: 5, rounds: 2 });
    let journal = folder.path().join("ledger/journal");
    fs::create_dir_all(&journal).unwrap();
    for (first, bytes) in &ledger.segments {
        fs::write(journal.join(segment_file_name(*first)), bytes).unwrap();
    }
    fs::write(journal.join("notes.txt"), "not a segment").unwrap();
    fs::write(folder.path().join("trust.txt"), &ledger.trust).unwrap();
    fs::write(folder.path().join("checkpoint.txt"), &ledger.checkpoint).unwrap();
    let path = folder.path().to_owned();
    (folder, path)
}

fn run(folder: &Path, line: &str) -> (i32, String, String) {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_ledger-verify"))
        .args(line.split_whitespace())
        .current_dir(folder)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

#[test]
fn exit_codes_say_the_verdict() {
    let (_keep, folder) = folder();
    let brought = "--trust trust.txt --checkpoint checkpoint.txt";
    for ledger in ["ledger", "ledger/journal"] {
        let (code, out, err) = run(&folder, &format!("{ledger} {brought}"));
        assert_eq!((code, err.as_str()), (0, ""), "{out}");
        assert!(out.starts_with("verdict       clean\n"), "{out}");
    }
    let (code, out, _) = run(&folder, "ledger --trust trust.txt");
    assert_eq!(code, 3);
    assert!(out.contains("no checkpoint brought"), "{out}");

    let (code, out, _) = run(&folder, "ledger --from 5000 --to 6000");
    assert!(code == 3 && out.contains("of entries 5000 to 6000 none is there"), "{out}");
    let (_, out, _) = run(&folder, "ledger --from 5 --to 10");
    assert!(
        out.contains("of the batches of entries 5 to 10 form") && !out.contains("none is there"),
        "{out}"
    );

    let segment = folder.join("ledger/journal/00000000000000000000.seg");
    let mut bytes = fs::read(&segment).unwrap();
    bytes[400] ^= 1;
    fs::write(&segment, bytes).unwrap();
    let (code, out, _) = run(&folder, &format!("ledger {brought}"));
    assert_eq!(code, 1);
    assert!(out.contains("(00000000000000000000.seg at 256)"), "{out}");
    for form in ["text", "json", "csv"] {
        let (code, short, _) = run(&folder, &format!("ledger {brought} --max-findings 0 --format {form}"));
        assert!(code == 1 && !short.contains("J-107") && short.contains("C-104"), "{form}: {short}");
    }
    let (_, short, _) = run(&folder, &format!("ledger {brought} --max-findings 1"));
    assert!(short.contains(" findings more are not listed; --max-findings lists more"), "{short}");
    assert_eq!(
        run(&folder, "ledger --trust trust.txt --threads 1").1,
        run(&folder, "ledger --trust trust.txt --threads 3").1
    );
}

#[test]
fn json_and_csv_are_whole() {
    let (_keep, folder) = folder();
    let (code, out, _) = run(&folder, "ledger --format json");
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &report["verdict"]), (3, &"undetermined".into()));
    assert_eq!(report["undetermined"][0]["reason"], "no trust given");
    assert_eq!(report["coverage"]["entries_judged"], report["entries"]);
    let (_, out, _) = run(&folder, "ledger --format csv");
    let mut lines = out.lines();
    assert_eq!(lines.next(), Some(ledger_verify::report::csv::HEADER));
    assert!(lines.next().unwrap().starts_with("verdict,,,,,,,,,,\"undetermined;"), "{out}");
}

#[test]
fn whatever_is_wrong_is_one_sentence() {
    let (_keep, folder) = folder();
    fs::create_dir(folder.join("empty")).unwrap();
    for (line, word) in [
        ("nowhere", "nowhere: "),
        ("empty", "empty: no segment"),
        ("trust.txt", "trust.txt: "),
        ("ledger --trust nothing.txt", "nothing.txt"),
        ("ledger --checkpoint nothing.txt", "nothing.txt"),
        ("ledger --from 5", "--to"),
        ("ledger --format xml", "xml"),
    ] {
        let (code, out, err) = run(&folder, line);
        assert_eq!((code, out.as_str(), err.lines().count()), (2, "", 1), "{line}: {err}");
        assert!(err.starts_with("ledger-verify: ") && err.contains(word), "{line}: {err}");
    }
    // What was brought is the ledger's matter once it can be read.
    fs::write(folder.join("bad.txt"), "hello\n").unwrap();
    let checkpoint = fs::read_to_string(folder.join("checkpoint.txt")).unwrap();
    fs::write(folder.join("cut.txt"), &checkpoint[..60]).unwrap();
    let (_, rest) = checkpoint.split_once('\n').unwrap();
    fs::write(folder.join("other.txt"), format!("other.example/x\n{rest}")).unwrap();
    let genesis = format!("--trust {}", "00".repeat(32));
    for (line, words) in [
        ("--trust bad.txt", "but this is no trust, or not all of it: line 1"),
        ("--trust checkpoint.txt", "but this is no trust, or not all of it: line 1"),
        (&genesis, "was given: this is another ledger"),
        ("--checkpoint bad.txt", "but this file is no checkpoint, or not all of one: line 2"),
        ("--checkpoint cut.txt", "but this file is no checkpoint, or not all of one: line"),
        ("--checkpoint other.txt", "but this one is of other.example/x, the journal of rate.example/gha"),
    ] {
        for form in ["text", "json", "csv"] {
            let (code, out, _) = run(&folder, &format!("ledger {line} --format {form}"));
            assert!(code == 1 && out.contains(words.trim_start_matches("but ")), "{line}: {out}");
        }
    }
    let (code, out, _) = run(&folder, "--help");
    assert!(code == 0 && out.contains("Examples:"), "{out}");
}
