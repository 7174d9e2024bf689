//! Files of the user: no command replaces one that it did not write, writes into a ledger's folder, or leaves half of its work behind.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, and says where"
)]

mod folder;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use folder::Folder;

const CSV: &str = "at,units\n";
const PROFILE: &str = r#"
profile = 1
title = "Issuances"
[space]
name = "CHE01"
[series]
label = "CHE01"
host_party = "CHE"
metric = "GHG"
regime = "plain"
[account.holding]
kind = "Holding"
party = "CHE"
registry = "CHE01"
[[file]]
name = "rows"
columns = ["at", "units"]
time = { column = "at", format = "rfc3339" }
serial = { column = "units", pattern = '^(?<first>[0-9]+)-(?<last>[0-9]+)$' }
[[file.action]]
action = "issue"
credit = "holding"
"#;

/// A folder with a ledger `che`, its key, and a workbook's worth of nothing.
fn desk() -> Folder {
    let desk = Folder::new();
    desk.says("key new key.pem --no-passphrase", 0);
    desk.says("init che --origin registry.example/che --registry CHE01 --party CHE --key key.pem", 0);
    desk
}

trait Says {
    fn says(&self, line: &str, code: i32) -> String;
    fn file(&self, name: &str) -> PathBuf;
    fn put(&self, name: &str, content: &str);
}

impl Says for Folder {
    /// Runs a line that must end with `code`, a failure with one sentence; what it says.
    fn says(&self, line: &str, code: i32) -> String {
        let words: Vec<&str> = line.split_whitespace().collect();
        let output = self.run(&words, "");
        let (out, errors) =
            (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        assert_eq!(output.status.code(), Some(code), "{line}: {out}{errors}");
        if code != 0 {
            assert!(
                errors.starts_with("itmo-ledger: ") && errors.lines().count() == 1,
                "{line} gave {errors}"
            );
        }
        format!("{out}{errors}")
    }

    fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    fn put(&self, name: &str, content: &str) {
        fs::write(self.file(name), content).unwrap();
    }
}

/// Every file below a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else {
            files.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    files
}

#[test]
fn what_a_command_did_not_write_it_does_not_replace() {
    let desk = desk();
    desk.put("notes.txt", "precious");
    desk.put("notes.json", "precious");
    desk.put("notes.csv", CSV);
    desk.put("profile.toml", PROFILE);
    desk.says("backup che copy", 0);
    fs::create_dir(desk.file("full")).unwrap();
    desk.put("full/notes.txt", "precious");
    let before = files(desk.path());
    let import = "import che --profile profile.toml --key key.pem notes.csv --rejects";
    let export = "aef export che --party CHE --year 2025 --version 1.0";
    for (line, expected) in [
        ("checkpoint che --key key.pem --out notes.txt".to_owned(), "did not write it: name another"),
        ("checkpoint che --key key.pem --out key.pem".to_owned(), "key.pem: the file exists"),
        (
            "checkpoint che --key key.pem --force --out key.pem".to_owned(),
            "a private key, which is never replaced",
        ),
        ("checkpoint che --key key.pem --out che.trust".to_owned(), "che.trust: the file exists"),
        ("checkpoint che --key key.pem --force --out che/x".to_owned(), "only the ledger itself writes"),
        (
            "checkpoint che --key key.pem --force --out copy/journal/00000000000000000000.seg".to_owned(),
            "copy/journal/00000000000000000000.seg: this lies in the folder of the ledger",
        ),
        ("checkpoint che --key key.pem --out full".to_owned(), "full: this is a folder"),
        (format!("{import} notes.txt"), "notes.txt: the file exists"),
        (format!("{import} notes.csv"), "notes.csv: the file exists"),
        (format!("{import} che/rejects.csv"), "only the ledger itself writes"),
        (format!("{export} che"), "only the ledger itself writes"),
        (format!("{export} che/x.xlsx"), "only the ledger itself writes"),
        (format!("{export} --force copy/journal/x.json"), "only the ledger itself writes"),
        (format!("{export} table.xslx"), "not written as .xslx"),
        (format!("{export} table.csv"), "not written as .csv"),
        ("key new notes.txt --no-passphrase".to_owned(), "notes.txt: the file exists"),
        ("key new che/key.pem --no-passphrase".to_owned(), "only the ledger itself writes"),
        ("backup che che/copy".to_owned(), "only the ledger itself writes"),
        ("backup che full".to_owned(), "full"),
        ("demo che/demo".to_owned(), "only the ledger itself writes"),
        ("demo full".to_owned(), "not empty"),
        (
            "init che/b --origin a.b/c --registry CHE01 --key key.pem".to_owned(),
            "only the ledger itself writes",
        ),
        (
            "init b --origin a.b/c --registry CHE01 --key key.pem --trust notes.txt".to_owned(),
            "notes.txt: the",
        ),
        ("init b --origin a.b/c --registry CHE01 --key key.pem --trust b/x".to_owned(), "own directory"),
    ] {
        let said = desk.says(&line, 2);
        assert!(said.contains(expected), "{line}\ngave {said}\nwithout {expected}");
        assert!(files(desk.path()) == before, "{line} changed a file");
    }
}

#[test]
fn an_earlier_checkpoint_makes_room_and_a_later_one_does_not() {
    let desk = desk();
    let sign = "checkpoint che --key key.pem --out che.checkpoint";
    desk.says(sign, 0);
    let early = fs::read(desk.file("che.checkpoint")).unwrap();
    desk.says("backup che older", 0);
    desk.says("account open che --key key.pem --kind UseNdc --party CHE --registry CHE01", 0);
    desk.says(sign, 0);
    let late = fs::read(desk.file("che.checkpoint")).unwrap();
    assert_ne!(early, late);
    // The evidence that this copy is cut must not go under a checkpoint of the copy.
    let said = desk.says("checkpoint older --key key.pem --out che.checkpoint", 2);
    assert!(said.contains("che.checkpoint: the file exists"), "{said}");
    assert_eq!(fs::read(desk.file("che.checkpoint")).unwrap(), late);
    desk.says("checkpoint older --key key.pem --out che.checkpoint --force", 0);
    assert_eq!(fs::read(desk.file("che.checkpoint")).unwrap(), early);
}

#[test]
fn an_import_replaces_its_own_rejects_only_and_leaves_nothing_unfinished() {
    let desk = desk();
    desk.put("profile.toml", PROFILE);
    desk.put("rows.csv", &format!("{CSV}2024-01-01T00:00:00Z,1-10\n2024-01-02T00:00:00Z,10-20\n"));
    let import = "import che --profile profile.toml --key key.pem";
    let said = desk.says(&format!("{import} rows.csv"), 0);
    assert!(said.contains("1 posted") && said.contains("1 refused"), "{said}");
    let rejects = fs::read_to_string(desk.file("che.rejects.csv")).unwrap();
    assert!(rejects.starts_with("file,row,line,refusal,reason,at,units\n"), "{rejects}");
    desk.says(&format!("{import} rows.csv"), 0);
    assert_eq!(fs::read_to_string(desk.file("che.rejects.csv")).unwrap(), rejects, "all of it again");
    // What is only tried leaves them alone, too.
    desk.says(&format!("{import} --dry-run rows.csv"), 0);
    assert!(desk.file("che.dry-run.rejects.csv").exists());
    desk.says(&format!("{import} misspelt.csv --rejects other.csv"), 2);
    desk.says(&format!("{import} --rejects che.rejects.csv che.rejects.csv"), 2);
    assert_eq!(fs::read_to_string(desk.file("che.rejects.csv")).unwrap(), rejects);
    let names = files(desk.path());
    let left: Vec<_> = names.keys().filter(|it| it.to_string_lossy().contains("unfinished")).collect();
    assert!(left.is_empty() && !desk.file("other.csv").exists(), "{left:?}");
    desk.says(&format!("{import} rows.csv --rejects /dev/null"), 0);
}

#[test]
fn an_import_of_a_file_that_was_cut_off_posts_nothing() {
    let desk = desk();
    desk.put("profile.toml", PROFILE);
    let whole = format!("{CSV}2024-01-01T00:00:00Z,1-10\n2024-01-02T00:00:00Z,11-20");
    let import = "import che --profile profile.toml --key key.pem rows.csv";
    let entries = |desk: &Folder| desk.json(&["stats", "che"])[0]["entries"].clone();
    let before = entries(&desk);
    desk.put("rows.csv", whole.trim_end_matches(",11-20"));
    assert!(desk.says(import, 2).contains("rows.csv: line 3: the file ends in the middle of this row"));
    assert_eq!(entries(&desk), before);
    // A row that may be whole is taken, and said to be doubtful.
    desk.put("rows.csv", &whole);
    let said = desk.says(import, 0);
    assert!(said.contains("2 posted") && said.contains("the last row has no line end"), "{said}");
    desk.put("rows.csv", &format!("{whole}\n"));
    assert!(!desk.says(&format!("{import} --dry-run"), 0).contains("line end"), "control");
}

#[test]
fn an_export_is_replaced_if_it_is_the_same_or_by_force() {
    let desk = Folder::new();
    desk.says("key new key.pem --no-passphrase", 0);
    desk.says("init gha --origin a.b/c --registry GHA01 --rulebook 2 --party GHA --key key.pem", 0);
    let period = r#"{"body":{"kind":"NDC period declared","party":"GHA","first_year":2021,"last_year":2030,"method":"averaging","metric":"GHG"}}"#;
    desk.runs(&["post", "gha", "--key", "key.pem"], period);
    let export = "aef export gha --party GHA --year 2025 --version 1.0 --date";
    for out in ["x.json", "x.xlsx", "folder-v1.0"] {
        desk.says(&format!("{export} 2026-04-15 {out}"), 0);
        let first = files(desk.path());
        desk.says(&format!("{export} 2026-04-15 {out}"), 0);
        assert!(desk.says(&format!("{export} 2026-04-16 {out}"), 2).contains("--force"));
        assert!(files(desk.path()) == first, "{out}");
        desk.says(&format!("{export} 2026-04-16 {out} --force"), 0);
        assert!(files(desk.path()) != first, "{out}");
    }
    assert!(desk.file("folder-v1.0").is_dir());
}

#[test]
fn what_init_cannot_finish_it_does_not_begin() {
    let desk = Folder::new();
    desk.says("key new key.pem --no-passphrase", 0);
    desk.put("file", "precious");
    let before = files(desk.path());
    let init = "init a/che --origin registry.example/che --registry CHE01 --key key.pem --party CHE";
    for (more, expected) in [
        ("--party CHE", "--party: CHE is named twice"),
        ("--trust none/che.trust", "there is no folder none"),
        ("--trust file", "file: the file exists"),
        ("--trust file/che.trust", "file/che.trust"),
        ("--trust a/che/trust", "own directory"),
        ("--threshold authority=2", "R-103"),
    ] {
        let said = desk.says(&format!("{init} {more}"), 2);
        assert!(said.contains(expected), "{more}\ngave {said}");
        assert!(files(desk.path()) == before && !desk.file("a").exists(), "{more} left something");
    }
    desk.says(init, 0);
    assert!(desk.file("a/che.trust").is_file());
    assert_eq!(desk.json(&["stats", "a/che"])[0]["parties"], 1);
    let before = files(desk.path());
    let said = desk.says(&format!("{init} --trust other"), 2);
    assert!(said.contains("there is a ledger here already"), "{said}");
    assert!(files(desk.path()) == before, "an older ledger is none of this run's");
}

#[test]
fn the_demo_keeps_what_is_not_its_own() {
    let desk = Folder::new();
    desk.says("demo story", 0);
    desk.put("story/notes.txt", "precious");
    let said = desk.says("demo story", 2);
    assert!(said.contains("story/notes.txt: no demo made this"), "{said}");
    assert!(desk.file("story/ghana.trust").exists());
    fs::remove_file(desk.file("story/notes.txt")).unwrap();
    // What a ledger makes when it is used is no obstacle.
    desk.says("check story/ghana", 0);
    let open = "account open story/ghana --kind UseNdc --party GHA --registry GHA01";
    desk.says(&format!("{open} --key story/keys/ghana-operator.pem"), 0);
    desk.says("demo story", 0);
}

/// Runs a line where no file can grow beyond `blocks` of 512 bytes, as on a disk that is full.
#[cfg(unix)]
fn on_a_full_disk(desk: &Folder, blocks: u32, line: &str) -> (Option<i32>, String) {
    let program = env!("CARGO_BIN_EXE_itmo-ledger");
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec '{program}' {line}");
    let output =
        std::process::Command::new("sh").args(["-c", &script]).current_dir(desk.path()).output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[cfg(unix)]
#[test]
fn on_a_full_disk_nothing_half_made_is_left() {
    let desk = desk();
    desk.says("check che", 0);
    let before = files(desk.path());
    let init = "init a/b --origin a.b/c --registry CHE01 --party CHE --key key.pem";
    for (blocks, line) in [
        (0, "key new other.pem --no-passphrase"),
        (0, "checkpoint che --key key.pem --out che.checkpoint"),
        (0, init),
        (1, init),
        (2, init),
        (0, "backup che copy"),
        (0, "backup che copies/copy"),
        (0, "text keep che 'Alpine Energy'"),
    ] {
        let (code, errors) = on_a_full_disk(&desk, blocks, line);
        assert!(code == Some(2) && errors.lines().count() == 1, "{line}: {errors}");
        assert!(errors.contains("File too large"), "{line}: {errors}");
        assert!(files(desk.path()) == before, "{line} left something");
        assert!(!["a", "copy", "copies"].iter().any(|it| desk.file(it).exists()), "{line} left a folder");
    }
    // When there is room again the same lines do.
    desk.says(init, 0);
    desk.says("backup che copy", 0);
}
