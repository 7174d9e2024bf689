//! An audit written as a program: verify a ledger that was handed over, and decide what to do by what the report says.
//!
//! `cargo run -p ledger-verify --example audit -- LEDGER TRUST-FILE CHECKPOINT-FILE`
//!
//! The binary `ledger-verify` prints a report for people. A review team that compares many ledgers wants the same as data: which
//! rules are broken by which entries and serials, what follows from what, and what the verdict rests on.
#![allow(clippy::print_stdout, reason = "printing is what this program is for")]

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::process::ExitCode;

use ledger_verify::finding::{Cause, Finding, Letter};
use ledger_verify::{FolderSource, Options, Report, TrustInput, Verdict, Verifier};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [ledger, trust, checkpoint] = arguments.as_slice() else {
        eprintln!("usage: audit LEDGER TRUST-FILE CHECKPOINT-FILE");
        return ExitCode::from(2);
    };
    match audit(ledger, trust, checkpoint) {
        Ok(verdict) => ExitCode::from(verdict.exit_code()),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn audit(ledger: &str, trust: &str, checkpoint: &str) -> Result<Verdict, Box<dyn Error>> {
    let read = |path: &str| fs::read(path).map_err(|error| format!("{path} cannot be read: {error}"));
    // Both come from outside the ledger: without them nobody can tell it from another, or see that its end was cut off.
    let options = Options {
        trust: Some(TrustInput::Text(read(trust)?)),
        checkpoint: Some(read(checkpoint)?),
        ..Options::default()
    };
    let report = Verifier::new(options).run(&FolderSource::new(ledger))?;

    match report.verdict() {
        Verdict::Clean => println!("accept: {} entries, all checked", report.head.entry_count),
        Verdict::Undetermined => {
            println!("ask the registry again; not everything could be checked:");
            report.undetermined.iter().for_each(|open| println!("  {}", open.why));
        }
        Verdict::Findings => explain(&report),
    }
    let judged = &report.coverage;
    println!(
        "{} of {} entries judged, {} of {} signatures checked, {} entries signed on behalf of holders",
        judged.entries_judged, judged.entries, judged.signatures_checked, judged.signatures, judged.on_behalf
    );
    Ok(report.verdict())
}

/// Says what is wrong at the root of each thing, and how much follows from it.
fn explain(report: &Report) {
    let mut followers: BTreeMap<Cause, Vec<&Finding>> = BTreeMap::new();
    for finding in &report.findings {
        let group = followers.entry(finding.cause).or_default();
        group.extend(finding.is_follower().then_some(finding));
    }
    for (cause, followers) in followers {
        let whose = match cause.rule.letter() {
            Letter::Journal => "the files were changed or damaged",
            Letter::Entry => "the registry recorded what the rules forbid",
            Letter::Remark => "the registry recorded what the rules let it, and reviewers ask about",
            Letter::Checkpoint | Letter::Trust => "this is not the ledger you were told of",
        };
        println!("reject: {} ({whose}): it must be that {}", cause.rule, cause.rule.sentence());
        // One unit may stand on several findings.
        let units: u128 =
            followers.iter().flat_map(|each| &each.serials).map(|block| u128::from(block.count())).sum();
        if !followers.is_empty() {
            println!("  {} findings follow from it, over {units} units", followers.len());
        }
    }
}
