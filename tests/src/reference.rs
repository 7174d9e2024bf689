//! The second implementation, in Python, made from the specification's text alone: run as a program, its report read as JSON.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use ledger_verify::report::json;
use ledger_verify::{Report, Unreadable};
use serde_json::{Value, json};

use crate::auditor::Auditor;
use crate::journal::{Files, write};
use crate::skipped;
use crate::vector::spec_folder;

/// Whether `python3` has what the reference needs; says what is missing.
#[must_use]
pub fn is_there() -> bool {
    let import = ["-c", "import blake3, cryptography"];
    let found = Command::new("python3").args(import).stderr(Stdio::null()).status();
    let there = found.is_ok_and(|status| status.success());
    if !there {
        skipped("the Python reference needs python3 with the packages of spec/reference/requirements.txt");
    }
    there
}

fn python(script: &str, arguments: &[&str]) -> Vec<u8> {
    let path = spec_folder().join("reference").join(script);
    let output = Command::new("python3").arg(path).args(arguments).output().expect("python3 runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(!errors.contains("Traceback"), "{script} {arguments:?}: {errors}");
    output.stdout
}

/// Lets the reference write a random ledger under rulebook 1; returns it with what the auditor brings.
///
/// # Panics
/// If it does not.
#[must_use]
pub fn random_history(seed: u64, entries: u64, fault: Option<&str>) -> (Files, Auditor) {
    random_history_under("1", seed, entries, fault)
}

/// The same under rulebook `1`, `2`, `3`, `4`, or 1 and from somewhere on 2 (`adopted`), 3 (`adopted-3`) or 4 (`adopted-4`).
///
/// # Panics
/// If it does not.
#[must_use]
pub fn random_history_under(
    rulebook: &str,
    seed: u64,
    entries: u64,
    fault: Option<&str>,
) -> (Files, Auditor) {
    let temporary = tempfile::tempdir().expect("a folder");
    let folder = temporary.path().to_str().expect("a path in UTF-8");
    let (seed, entries) = (seed.to_string(), entries.to_string());
    let mut arguments = vec![folder, "--seed", &seed, "--entries", &entries, "--segment-entries", "60"];
    arguments.extend(["--rulebook", rulebook]);
    arguments.extend(fault.iter().flat_map(|fault| ["--fault", fault]));
    python("random_history.py", &arguments);
    let journal = fs::read_dir(temporary.path().join("journal")).expect("a journal");
    let files = journal.map(|item| {
        let path = item.expect("a segment").path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        (name.unwrap_or_default(), fs::read(&path).expect("a segment"))
    });
    let text = |name| fs::read_to_string(temporary.path().join(name)).ok();
    let auditor = Auditor { trust: text("trust"), checkpoint: text("checkpoint"), ..Auditor::default() };
    (files.collect(), auditor)
}

/// What the reference says of a journal, as far as it is compared.
///
/// # Panics
/// If it says nothing.
#[must_use]
pub fn verdict(files: &Files, auditor: &Auditor) -> Value {
    let temporary = tempfile::tempdir().expect("a folder");
    write(temporary.path(), files).expect("a journal in files");
    compared(&run(temporary.path(), auditor))
}

/// The same of a ledger that lies in files.
///
/// # Panics
/// If it says nothing.
#[must_use]
pub fn verdict_on(directory: &Path, auditor: &Auditor) -> Value {
    compared(&run(directory, auditor))
}

fn run(directory: &Path, auditor: &Auditor) -> Value {
    let outside = tempfile::tempdir().expect("a folder");
    let mut arguments = vec![directory.display().to_string(), "--json".to_owned()];
    for (name, text) in [("trust", &auditor.trust), ("checkpoint", &auditor.checkpoint)] {
        if let Some(text) = text {
            let path = outside.path().join(name);
            fs::write(&path, text).expect("a file");
            arguments.extend([format!("--{name}"), path.display().to_string()]);
        }
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    serde_json::from_slice(&python("verify.py", &arguments)).expect("JSON")
}

/// What the verifier's report says, as far as it is compared.
///
/// # Panics
/// If it cannot be written as JSON.
#[must_use]
pub fn said(outcome: &Result<Report, Unreadable>) -> Value {
    match outcome {
        Ok(report) => {
            let mut bytes = Vec::new();
            json::write(report, &mut bytes).expect("a report");
            compared(&serde_json::from_slice(&bytes).expect("JSON"))
        }
        Err(_) => compared(&json!({"verdict": "unreadable", "entries": 0})),
    }
}

/// Verdict, head, findings with cause, place and serials; entries that cannot be judged, and torn tails. In one order.
fn compared(report: &Value) -> Value {
    let list = |field: &str| report[field].as_array().cloned().unwrap_or_default();
    let picked = |from: &Value, fields: &[&str]| {
        let pairs = fields.iter().map(|field| ((*field).to_owned(), from[*field].clone()));
        Value::Object(pairs.collect())
    };
    let sorted = |mut items: Vec<Value>| {
        items.sort_by_key(Value::to_string);
        items
    };
    let finding = |found: &Value| {
        let mut fields = picked(found, &["rule", "entry", "segment", "offset", "serials"]);
        // Serials of none are left out in the one, empty in the other.
        if fields["serials"].as_array().is_none_or(Vec::is_empty) {
            fields["serials"] = Value::Null;
        }
        fields["cause"] = picked(&found["cause"], &["rule", "entry", "segment", "offset"]);
        fields
    };
    let open =
        list("undetermined").into_iter().filter(|open| open["rule"] == "R-101" || open["rule"] == "J-112");
    let mut all = picked(report, &["verdict", "entries", "chain", "root"]);
    all["findings"] = sorted(list("findings").iter().map(finding).collect()).into();
    all["undetermined"] = sorted(open.map(|open| picked(&open, &["rule", "entry"])).collect()).into();
    all
}
