//! How long a large submission takes and how much memory: `cargo run --release -p ledger-aef --example aef_rate -- 100000`.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "an example that prints")]

use std::time::Instant;

use ledger_aef::json::read_json;
use ledger_aef::limits::Limits;
use ledger_aef::options::CheckOptions;
use ledger_aef::report::check;
use ledger_aef::rows::WriteOptions;
use ledger_aef::syntax::read_submission;
use ledger_aef::workbook_read::read_workbook;
use ledger_aef::workbook_write::write_workbook;
use serde_json::{Value, json};

fn main() {
    let count: u64 = std::env::args().nth(1).map_or(100_000, |count| count.parse().unwrap());
    let limits = Limits { findings: 10, ..Limits::default() };
    let json = submission(count).to_string();
    let submission =
        read_submission(&read_json(json.as_bytes(), &limits).unwrap(), &CheckOptions::default()).unwrap();
    let started = Instant::now();
    let workbook = write_workbook(&submission, &WriteOptions::default()).unwrap();
    println!("{count} actions: written in {:.2?}, {} bytes", started.elapsed(), workbook.len());
    drop(submission);
    let started = Instant::now();
    let raw = read_workbook(&workbook, &limits).unwrap();
    println!("read in {:.2?}", started.elapsed());
    let started = Instant::now();
    let report = check(&raw, &CheckOptions::default(), &limits);
    println!("checked in {:.2?}: {}", started.elapsed(), report.summary());
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    println!("{}", status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("peak memory unknown"));
    println!("(the peak includes making the submission up, by way of JSON)");
}

fn submission(count: u64) -> Value {
    let actions: Vec<Value> = (0..count)
        .map(|index| {
            let id = |number: u64| format!("CA0012-GHA01-GHA-{number}-2023");
            json!({
                "ActionDateTime": "2026-03-01T10:00:00.000Z", "ActionType": "First transfer",
                "ActionSubtype": "First transfer to another Party", "CooperativeApproachID": "CA0012",
                "AuthorizationID": "GHA-1", "FirstTransferringPartyID": "GHA", "PartyITMORegistryID": "GHA01",
                "FirstID": id(index * 10 + 1), "LastID": id(index * 10 + 10),
                "UnderlyingUnitRegistryID": "GS", "UnderlyingUnitFirstUnitID": format!("GS1-{}", index * 10 + 501),
                "UnderlyingUnitLastUnitID": format!("GS1-{}", index * 10 + 510), "Metric": "GHG", "QuantityCO2": 10,
                "MitigationType": "Emission reductions", "Vintage": 2023, "AcquiringPartyID": "CHE",
            })
        })
        .collect();
    json!({
        "submission": {
            "ParticipatingParty": "GHA", "SubmissionVersion": "1.0", "ReportedYear": 2026,
            "DateOfSubmission": "31/03/2027", "FirstYearOfNDCPeriod": 2021, "LastYearOfNDCPeriod": 2030,
        },
        "authorizations": [{
            "AuthorizationID": "GHA-1", "DateOfAuthorization": "01/06/2025", "CooperativeApproachID": "CA0012",
            "AuthorizationVersion": 1, "Metric": "GHG", "Sectors": "Energy generation", "ActivityType": "Solar",
            "PurposeForAuthorization": "NDC",
        }],
        "actions": actions, "holdings": [], "entities": [],
    })
}
