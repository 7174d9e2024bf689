//! What a submission says of where units come from: units of another registry, split with the ITMOs, and what units of another
//! metric are worth in tonnes.

use jiff::civil::Date;
use ledger_aef::consistency::Verdict;
use ledger_aef::json::{read_json, write_json};
use ledger_aef::limits::Limits;
use ledger_aef::options::CheckOptions;
use ledger_aef::report::check;
use ledger_aef::rows::WriteOptions;
use ledger_aef::submission::{Submission, Units};
use ledger_aef::syntax::read_submission;
use ledger_aef::values::SubmissionVersion;
use ledger_cli::aef_export::{Journal, Report, Unfit, bounds};
use ledger_format::block::SerialBlock;
use ledger_format::body::article6::{Article6, AuthorizationStated, IdentifiersAssigned};
use ledger_format::body::origins::Origins;
use ledger_format::body::{Body, ParticularValue};
use ledger_format::codes::{Action, FirstTransferDefinition, Metric, Purposes, Sector};
use ledger_format::identifiers::{Digest, SpaceId};
use ledger_tests::article6_world::{account_of, attached, authorization, identified, party};
use ledger_tests::desk::Desk;
use ledger_tests::model::Forget;
use ledger_tests::movements::{legs, movement};
use ledger_tests::origins_world::{conversion, for_underlying, issue_to, statement};
use ledger_tests::world::World;

/// Holding accounts of Ghana and Switzerland, for tonnes and for MWh.
const HOST: u64 = 200;
const BUYER: u64 = 220;
const HOST_MWH: u64 = 214;
const BUYER_MWH: u64 = 234;
const AUTHORITY: &[u32] = &[1];

/// Units of a space, issued, authorized under a name of their own, identified from a number on, and first transferred in part.
fn transferred(
    desk: &mut Desk,
    name: &str,
    issues: Vec<Body>,
    block: SerialBlock,
    first_number: u64,
    postings: Vec<ledger_format::body::Posting>,
) {
    let is_mwh = block.space == SpaceId(5);
    for issue in issues {
        desk.must(issue, AUTHORITY).unwrap();
    }
    let stated = AuthorizationStated {
        sectors: vec![Sector::ENERGY_GENERATION].try_into().unwrap(),
        metric: if is_mwh { Metric::NON_GHG } else { Metric::GHG },
        non_ghg_metric: if is_mwh { "MWh" } else { "" }.try_into().unwrap(),
        ..authorization("GHA", name, Purposes::NDC, FirstTransferDefinition::NONE)
    };
    let identifiers = IdentifiersAssigned { vintage: 2022, ..identified(first_number, &[block]) };
    let say = |body| Body::Article6(body);
    desk.must(say(Article6::AuthorizationStated(Box::new(stated))), AUTHORITY).unwrap();
    desk.must(say(Article6::IdentifiersAssigned(identifiers)), &[0]).unwrap();
    desk.must(say(attached("GHA", name, 1, &[block])), AUTHORITY).unwrap();
    desk.must(movement(Action::FIRST_TRANSFER, postings), &[10]).unwrap();
}

fn history() -> Option<ParticularValue> {
    Some(ParticularValue::History(Digest([5; 32])))
}

/// Serials 1 to 10 stand for units 101 to 110 of another registry, 11 to 15 for none; 3 to 12 are first transferred.
fn with_underlying() -> Desk {
    let mut desk = Desk::of(&World::of_origins([0; 3], [500, 200, 3, 0]), Forget::Nothing);
    let issues = vec![
        issue_to(111, 3, 1, &[(HOST, 10)], Some(for_underlying("VCS-1-", 101))),
        issue_to(111, 3, 11, &[(HOST, 5)], history()),
    ];
    let block = SerialBlock::new(SpaceId(3), 1, 15);
    transferred(&mut desk, "A", issues, block, 1, legs(HOST, BUYER, 3, 3, 12));
    desk
}

fn submission(desk: &Desk, code: &str) -> Result<Submission, Unfit> {
    let Desk::Ledger(registry, _) = desk else { unreachable!() };
    let journal = Journal::read(&registry.ledger, party(code), bounds(2023)?).unwrap();
    let report = Report {
        journal: &journal,
        party: party(code),
        year: 2023,
        version: SubmissionVersion::read("1.0").unwrap(),
        submitted: Date::new(2024, 4, 15).unwrap(),
        text: &|_| None,
    };
    report.submission()
}

/// First and last number, and the three columns of underlying units.
fn underlying(units: &Units) -> (u64, u64, Option<[String; 3]>) {
    let text = |text: &Option<ledger_aef::values::Text>| text.as_ref().unwrap().as_str().to_owned();
    let registry = units.underlying_registry.as_ref().map(|it| it.text().to_owned());
    let columns = registry.map(|registry| [registry, text(&units.first_unit), text(&units.last_unit)]);
    (units.block.first_number(), units.block.last_number(), columns)
}

#[test]
fn underlying_units_are_split_with_the_itmos() {
    let desk = with_underlying();
    let of = |first: &str, last: &str| Some(["VCS", first, last].map(str::to_owned));
    let expected = [(3, 10, of("VCS-1-103-VCS", "VCS-1-110-VCS")), (11, 12, None)];
    let ghana = submission(&desk, "GHA").unwrap();
    assert_eq!(ghana.actions.iter().map(|row| underlying(&row.units)).collect::<Vec<_>>(), expected);
    let swiss = submission(&desk, "CHE").unwrap();
    assert_eq!(swiss.actions.iter().map(|row| underlying(&row.units)).collect::<Vec<_>>(), expected);
    assert_eq!(swiss.holdings.iter().map(underlying).collect::<Vec<_>>(), expected);
    // What is written is read back the same, and no check that anybody can make fails.
    let limits = Limits::default();
    let raw = read_json(write_json(&swiss, &WriteOptions::default()).as_bytes(), &limits).unwrap();
    assert_eq!(read_submission(&raw, &CheckOptions::default()).unwrap(), swiss);
    let report = check(&raw, &CheckOptions::default(), &limits);
    assert!(report.verdict != Verdict::Fail, "{}", report.text(9));
}

#[test]
fn units_of_another_metric_are_reported_by_the_partys_conversion() {
    let mut desk = with_underlying();
    let issues = vec![issue_to(114, 5, 1, &[(HOST_MWH, 10)], history())];
    assert_eq!((account_of(0, 14), account_of(1, 14)), (HOST_MWH, BUYER_MWH));
    let block = SerialBlock::new(SpaceId(5), 1, 10);
    transferred(&mut desk, "M", issues, block, 101, legs(HOST_MWH, BUYER_MWH, 5, 1, 10));
    assert!(matches!(submission(&desk, "GHA"), Err(Unfit::NoConversion { year: 2022, .. })));
    let stated = |code, digits| statement(Origins::ConversionStated(conversion(party(code), 2022, digits)));
    desk.must(stated("GHA", 500), AUTHORITY).unwrap();
    desk.must(stated("GHA", 424), AUTHORITY).unwrap();
    let ghana = submission(&desk, "GHA").unwrap();
    let row = &ghana.actions.iter().find(|row| row.units.block.first_number() == 101).unwrap().units;
    let text = |text: &Option<ledger_aef::values::Text>| text.as_ref().map(|text| text.as_str().to_owned());
    // 10 MWh at 0.424 t each, by the conversion that was stated last.
    assert_eq!((row.quantity.to_string(), text(&row.quantity_non_ghg)), ("4.24".into(), Some("10".into())));
    assert_eq!(text(&row.non_ghg_metric), Some("MWh".into()));
    // Another Party's conversion is not mine.
    assert!(matches!(submission(&desk, "CHE"), Err(Unfit::NoConversion { .. })));
}
