//! Submissions of four Parties from random right histories of years: each year begins where the one before ended, what is written comes back
//! as it was in every form, and the checks that anybody can make are silent.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use ledger_aef::consistency::Verdict;
use ledger_aef::csv_files::{read_csv, write_csv};
use ledger_aef::finding::{Code, Finding, Grade};
use ledger_aef::json::{read_json, write_json};
use ledger_aef::limits::Limits;
use ledger_aef::options::CheckOptions;
use ledger_aef::report::check;
use ledger_aef::rows::WriteOptions;
use ledger_aef::submission::{Action, Submission, Units};
use ledger_aef::syntax::read_usable;
use ledger_aef::values::SubmissionVersion;
use ledger_aef::vocabulary::{ActionSubtype, ActionType};
use ledger_aef::workbook_read::read_workbook;
use ledger_aef::workbook_write::write_workbook;
use ledger_cli::aef_export::{Journal, Report, Unfit, bounds};
use ledger_core::storage::MemoryStorage;
use ledger_format::body::article6::Article6;
use ledger_format::body::origins::Origins;
use ledger_format::body::{Body, Movement};
use ledger_format::codes::Metric;
use ledger_format::entry::EntryBytes;
use ledger_tests::actors::{Actor, sign};
use ledger_tests::article6_operations::{OPERATION_SIZE, article6_operations};
use ledger_tests::article6_world::{PARTIES, party, period};
use ledger_tests::cases;
use ledger_tests::model::{Forget, Model};
use ledger_tests::origins_world::{conversion, statement};
use ledger_tests::registry::Registry;
use ledger_tests::world::{BEGINNING_MS, World};

/// From November 2023, an operation a day and a quarter.
const STEP_MS: u64 = 108_000_000;
const OPERATIONS: usize = 620;
const YEARS: [u16; 3] = [2023, 2024, 2025];

/// A ledger with a random right history, and how many reversals it has that undo what an earlier year saw.
fn years(seed: usize) -> (Registry, usize) {
    let mut bytes = vec![0; OPERATION_SIZE * OPERATIONS];
    blake3::Hasher::new().update(format!("submissions {seed}").as_bytes()).finalize_xof().fill(&mut bytes);
    // Every second one knows notices, and first transfers what 6.4 levies.
    let world = match seed % 2 {
        0 => World::of_article6([0; 3]),
        _ => World::of_notices([0; 3], [500, 200, 3, 1], 60_000, [0, 3]),
    };
    let registry = Registry::with_world(&world, Arc::new(MemoryStorage::new()));
    let mut model = Model::new(world.clone(), Forget::Nothing);
    model.apply(&world.genesis());
    world.declarations().iter().for_each(|entry| model.apply(entry));
    for (number, (body, actor)) in (900..).zip(stated(&world)) {
        let entry = sign(&world.origin, &world.statement(number, BEGINNING_MS, body), &[actor]);
        assert_eq!(model.judge(&entry, BEGINNING_MS), None);
        model.apply(&entry);
        let _receipts = registry.record(BEGINNING_MS, &[entry]).unwrap();
    }
    let (mut of_year, mut across) = (Vec::new(), 0);
    for (number, operation) in (1_000..).zip(article6_operations(&bytes)) {
        let now_ms = BEGINNING_MS + (number - 1_000) * STEP_MS;
        let entry = operation.entry(&world, &model, number, now_ms);
        let (_, body) = EntryBytes::whole(&entry).unwrap().decode().unwrap().unwrap();
        let fits = can_be_reported(&body, world.rulebook.version);
        if model.judge(&entry, now_ms).is_some() || !fits {
            continue;
        }
        model.apply(&entry);
        let receipts = registry.record(now_ms, std::slice::from_ref(&entry)).unwrap();
        let year = YEARS.iter().rposition(|year| bounds(*year).unwrap().0.0 <= now_ms);
        of_year.push((receipts[0].entry, year));
        if let Body::Reversal(body) = body {
            let reversed = of_year.iter().find(|(index, _)| *index == body.reverses).map(|it| it.1);
            across += usize::from(reversed != Some(year));
        }
    }
    (registry, across)
}

/// What submissions need and that world does not say: an NDC period of Singapore's, and what a MWh is worth to whom.
fn stated(world: &World) -> Vec<(Body, &Actor)> {
    let period = Article6::NdcPeriodDeclared(period("SGP", 2021, 2025, Metric::GHG, ""));
    let mut stated = vec![(Body::Article6(period), &world.authority)];
    for code in PARTIES.iter().filter(|_| world.rulebook.version > 2) {
        let actor = if *code == "NOR" { &world.checkpoint } else { &world.authority };
        for year in 2021..=2025 {
            let body = Origins::ConversionStated(conversion(party(code), year, 424));
            stated.push((statement(body), actor));
        }
    }
    stated
}

/// Of units of another metric a submission asks what they are worth, which rulebook 2 cannot say.
fn can_be_reported(body: &Body, rulebook: u32) -> bool {
    let is_tonnes = |body: &Movement| body.postings.iter().all(|it| it.block.space.0 != 5);
    rulebook > 2 || !matches!(body, Body::Movement(body) if !is_tonnes(body))
}

/// None where units have no mitigation type, which the ledger allows and the format does not.
fn submission(registry: &Registry, code: &str, year: u16) -> Option<Submission> {
    let journal = Journal::read(&registry.ledger, party(code), bounds(year).unwrap()).unwrap();
    let report = Report {
        journal: &journal,
        party: party(code),
        year,
        version: SubmissionVersion::read("1.0").unwrap(),
        submitted: Date::new(2026, 4, 15).unwrap(),
        text: &|_| None,
    };
    match report.submission() {
        Err(Unfit::Value { what: "the mitigation type", .. }) => None,
        other => Some(other.unwrap()),
    }
}

type Holdings = BTreeSet<(String, u64)>;

fn numbers(units: &Units) -> impl Iterator<Item = (String, u64)> + '_ {
    let space = units.block.space().to_string();
    (units.block.first_number()..=units.block.last_number()).map(move |number| (space.clone(), number))
}

fn holdings(submission: &Submission) -> Holdings {
    submission.holdings.iter().flat_map(numbers).collect()
}

/// What a year's rows leave of what was held at its beginning.
fn rolled(mut held: Holdings, submission: &Submission) -> Result<Holdings, String> {
    let me = submission.details.party.code();
    for row in &submission.actions {
        let takes_in = match row.action.value() {
            ActionType::FirstTransfer if row.acquiring_party.is_none() => true,
            ActionType::Acquisition => true,
            ActionType::FirstTransfer => continue,
            ActionType::Transfer if row.acquiring_party.as_ref() == Some(me) => continue,
            _ => false,
        };
        for unit in numbers(&row.units) {
            let right = if takes_in { held.insert(unit.clone()) } else { held.remove(&unit) };
            if !right {
                return Err(format!("{} of {unit:?}, which was {takes_in} held", row.action));
            }
        }
    }
    Ok(held)
}

/// Table 2 demands a sector, and the name of an OIMP that is authorized; no rule of the ledger does.
fn is_left_out(fault: &Finding) -> bool {
    let place = fault.places.first().map(ToString::to_string).unwrap_or_default();
    let is_demanded = matches!(fault.code, Code::Required | Code::ConditionalRequired);
    is_demanded && fault.sentence.starts_with("authorization `") && !place.contains("AuthorizationID")
}

/// Written and read in every form, it is the same; and the check says nothing but what the ledger left out.
fn comes_back(submission: &Submission) -> Result<usize, String> {
    let (write, options, limits) = (WriteOptions::default(), CheckOptions::default(), Limits::default());
    let files = write_csv(submission, &write);
    let owned = files.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect();
    let mut left_out = 0;
    let raws = [
        ("JSON", read_json(write_json(submission, &write).as_bytes(), &limits)),
        ("xlsx", read_workbook(&write_workbook(submission, &write).unwrap(), &limits)),
        ("CSV", read_csv(&owned, &limits)),
    ];
    for (form, raw) in raws {
        let raw = raw.map_err(|error| format!("{form}: {error}"))?;
        let (back, _) = read_usable(&raw, &options).map_err(|found| format!("{form}: {found:?}"))?;
        if back != *submission {
            return Err(format!("{form} is another submission"));
        }
        let report = check(&raw, &options, &limits);
        let faults: Vec<_> = report.findings.iter().filter(|it| it.grade == Grade::Fault).collect();
        left_out = faults.len();
        if faults.iter().any(|it| !is_left_out(it)) {
            return Err(format!("{form}: {}", report.text(9)));
        }
        assert_eq!(report.verdict == Verdict::Fail, !faults.is_empty());
    }
    Ok(left_out)
}

#[test]
fn every_year_of_every_party_comes_back_and_rolls_forward() {
    let seeds = usize::try_from(cases(6)).unwrap();
    let (mut rows, mut kinds, mut across) = (0, BTreeSet::new(), 0);
    let (mut notices, mut levies, mut left_out) = (0, 0, 0);
    for seed in 0..seeds {
        let (registry, reversed_across) = years(seed);
        across += reversed_across;
        for code in PARTIES {
            let mut held = Holdings::new();
            for year in YEARS {
                let Some(submission) = submission(&registry, code, year) else { break };
                left_out +=
                    comes_back(&submission).unwrap_or_else(|fault| panic!("{seed} {code} {year}: {fault}"));
                held =
                    rolled(held, &submission).unwrap_or_else(|fault| panic!("{seed} {code} {year}: {fault}"));
                assert_eq!(holdings(&submission), held, "{seed} {code} {year}");
                rows += submission.actions.len() + submission.holdings.len();
                kinds.extend(submission.actions.iter().map(|it| it.action.value()));
                let told = |it: &&Action| {
                    it.information.as_ref().is_some_and(|it| it.as_str().contains("told by a notice"))
                };
                notices += submission.actions.iter().filter(told).count();
                let mandatory = |it: &&Action| {
                    it.subtype.as_ref().is_some_and(|it| {
                        matches!(
                            it.value(),
                            ActionSubtype::MandatoryOmge | ActionSubtype::MandatoryAdaptationFund
                        )
                    })
                };
                levies += submission.actions.iter().filter(mandatory).count();
            }
        }
    }
    // The controls: there was something to see.
    assert!(rows > 30 * seeds && kinds.len() == 6, "{rows} rows, {kinds:?}");
    assert!(left_out > 0, "every authorization has its sectors");
    assert!(notices > 0 && levies > 0, "{notices} rows of notices, {levies} of levies");
    assert!(across * 2 >= seeds, "{across} reversals of an earlier year's movements");
}
