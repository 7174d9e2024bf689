//! Every vector of `spec/vectors` gets exactly the verdict that it says, with one thread and with many, in windows large and small.
//!
//! Control: two vectors with their `expect` swapped fail.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::fs;
use std::path::Path;

use ledger_format::frame::parse_segment_file_name;
use ledger_verify::journal::walk::WindowLimits;
use ledger_verify::report::{csv, json, text};
use ledger_verify::{MemorySource, Options, Report, TrustInput, Unreadable, Verifier};
use serde_json::{Value, json};

fn vectors() -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/vectors");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|item| item.unwrap().path()).collect();
    paths.sort();
    let files =
        paths.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    let parsed = files.map(|path| serde_json::from_slice::<Value>(&fs::read(path).unwrap()).unwrap());
    // The two files of pure functions have no ledger in them.
    parsed.filter(|vector| vector.get("expect").is_some()).collect()
}

fn source(vector: &Value) -> MemorySource {
    let mut source = MemorySource::new();
    for (name, bytes) in vector["segments"].as_object().unwrap() {
        if let Some(segment) = parse_segment_file_name(name) {
            source.insert(segment, hex::decode(bytes.as_str().unwrap()).unwrap());
        }
    }
    source
}

fn options(vector: &Value) -> Options {
    let text = |field: &str| vector[field].as_str().map(|text| text.as_bytes().to_vec());
    Options {
        trust: text("trust").map(TrustInput::Text),
        checkpoint: text("checkpoint"),
        ..Options::default()
    }
}

fn run(vector: &Value) -> Result<Report, Unreadable> {
    Verifier::new(options(vector)).run(&source(vector))
}

fn bytes(report: &Report) -> Vec<u8> {
    let mut out = Vec::new();
    json::write(report, &mut out).unwrap();
    csv::write(report, &mut out).unwrap();
    text::write(report, &mut out).unwrap();
    out
}

/// What `expected` asks of a finding, and no more: a field that is not there is not compared.
fn agrees(expected: &Value, found: &Value) -> bool {
    expected.as_object().unwrap().iter().all(|(field, value)| match field.strip_prefix("cause_") {
        Some(of_cause) => found["cause"][of_cause] == *value,
        None => found[field] == *value,
    })
}

/// `None` if the vector is treated as its `expect` says; else what differs.
fn difference(vector: &Value, expect: &Value) -> Option<String> {
    let report = match run(vector) {
        Ok(report) => serde_json::from_slice(&{
            let mut out = Vec::new();
            json::write(&report, &mut out).unwrap();
            out
        })
        .unwrap(),
        Err(Unreadable::NoSegment) => json!({"verdict": "unreadable", "findings": [], "entries": 0}),
        Err(other) => return Some(other.to_string()),
    };
    for field in ["verdict", "entries", "chain", "root"] {
        if !expect[field].is_null() && expect[field] != report[field] {
            return Some(format!("{field}: expected {}, got {}", expect[field], report[field]));
        }
    }
    let mut left: Vec<&Value> = report["findings"].as_array().unwrap().iter().collect();
    for expected in expect["findings"].as_array().unwrap() {
        match left.iter().position(|found| agrees(expected, found)) {
            Some(at) => drop(left.remove(at)),
            None => return Some(format!("expected {expected}, found {left:?}")),
        }
    }
    if let Some(more) = left.first() {
        return Some(format!("not expected: {more}"));
    }
    let none = Vec::new();
    let mut open: Vec<&Value> = report["undetermined"].as_array().unwrap_or(&none).iter().collect();
    open.retain(|open| open["rule"] == "R-101" || open["rule"] == "J-112");
    let expected = expect["undetermined"].as_array().unwrap_or(&none);
    let all_there = expected.iter().all(|expected| open.iter().any(|open| agrees(expected, open)));
    (!all_there || open.len() != expected.len()).then(|| format!("undetermined: {expected:?}, got {open:?}"))
}

#[test]
fn every_vector_gets_the_verdict_that_it_says() {
    let vectors = vectors();
    assert!(vectors.len() >= 60, "spec/vectors holds {} ledgers", vectors.len());
    let differences: Vec<String> = vectors
        .iter()
        .filter_map(|vector| Some(format!("{}: {}", vector["name"], difference(vector, &vector["expect"])?)))
        .collect();
    assert!(
        differences.is_empty(),
        "{} of {} differ:\n{}",
        differences.len(),
        vectors.len(),
        differences.join("\n")
    );
}

#[test]
fn swapped_expectations_fail() {
    let vectors = vectors();
    let find = |verdict: &str| vectors.iter().find(|vector| vector["expect"]["verdict"] == verdict).unwrap();
    let (clean, bad) = (find("clean"), find("findings"));
    assert!(difference(clean, &bad["expect"]).is_some());
    assert!(difference(bad, &clean["expect"]).is_some());
}

#[test]
fn threads_and_windows_change_no_byte_of_a_report() {
    for vector in vectors() {
        let source = source(&vector);
        let Ok(report) = run(&vector) else { continue };
        let expected = bytes(&report);
        let small = WindowLimits { bytes: 1, entries: 1, frames: 1 };
        for (threads, window) in
            [(1, WindowLimits::default()), (3, WindowLimits::default()), (1, small), (2, small)]
        {
            let other = Verifier::new(Options { threads, window, ..options(&vector) }).run(&source).unwrap();
            assert!(
                bytes(&other) == expected,
                "{}: {threads} threads, {window:?}:\n{other:#?}\nagainst\n{report:#?}",
                vector["name"]
            );
        }
    }
}
