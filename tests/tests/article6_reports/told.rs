//! What a submission says of a use that a notice tells of: the host's first transfer, the using Party's use, and nobody's once it is withdrawn.

use jiff::civil::Date;
use ledger_aef::submission::{Action, Submission};
use ledger_aef::values::SubmissionVersion;
use ledger_aef::vocabulary::{ActionSubtype, ActionType};
use ledger_cli::aef_export::{Journal, Report, bounds};
use ledger_format::body::notices::NoticeGiven;
use ledger_tests::article6_world::party;
use ledger_tests::desk::Desk;
use ledger_tests::model::Forget;
use ledger_tests::notices_world::{
    BOTH, OPERATOR, beginning, given, used_by_an_airline, used_by_switzerland, withdrawn, world,
};

fn submission(desk: &Desk, code: &str) -> Submission {
    let Desk::Ledger(registry, _) = desk else { unreachable!() };
    let journal = Journal::read(&registry.ledger, party(code), bounds(2023).unwrap()).unwrap();
    let report = Report {
        journal: &journal,
        party: party(code),
        year: 2023,
        version: SubmissionVersion::FIRST,
        submitted: Date::new(2024, 4, 15).unwrap(),
        text: &|_| None,
    };
    report.submission().unwrap()
}

/// Type, first and last number, who gave, who acquires, and who uses for which year.
fn rows(submission: &Submission) -> Vec<String> {
    let row = |it: &Action| {
        let mut said =
            format!("{} {}-{}", it.action, it.units.block.first_number(), it.units.block.last_number());
        for (word, party) in
            [("from", &it.transferring_party), ("to", &it.acquiring_party), ("by", &it.using_party)]
        {
            said.extend(party.as_ref().map(|party| format!(" {word} {party}")));
        }
        said.extend(it.use_year.map(|year| format!(" for {}", year.number())));
        said
    };
    submission.actions.iter().map(row).collect()
}

fn held(submission: &Submission) -> Vec<(u64, u64)> {
    submission.holdings.iter().map(|it| (it.block.first_number(), it.block.last_number())).collect()
}

fn desk() -> Desk {
    let mut desk = Desk::of(&world(), Forget::Nothing);
    for (body, keys) in beginning() {
        desk.must(body, keys).unwrap();
    }
    desk
}

#[test]
fn a_use_elsewhere_is_reported_by_the_host_and_by_who_used() {
    let mut desk = desk();
    assert_eq!(rows(&submission(&desk, "GHA")), ["First transfer 1-40 to CHE"]);
    assert_eq!(held(&submission(&desk, "CHE")), [(1, 40)], "at its counterpart account");
    desk.must(given(used_by_an_airline(41, 60)), OPERATOR).unwrap();
    desk.must(given(used_by_switzerland(1, 20)), OPERATOR).unwrap();
    let ghana = submission(&desk, "GHA");
    assert_eq!(
        rows(&ghana),
        ["First transfer 1-40 to CHE", "First transfer 41-60 by GHA", "Use 41-60 by GHA"]
    );
    assert_eq!(
        ghana.actions[1].subtype.as_ref().map(|it| it.value()),
        Some(ActionSubtype::UseOrCancellation)
    );
    assert_eq!(ghana.actions[2].purpose.as_ref().map(|it| it.as_str()), Some("IMP"));
    assert!(ghana.actions[2].using_entity.is_some() && held(&ghana).is_empty());
    let told = ghana.actions[2].information.as_ref().unwrap().as_str();
    let digest = "09".repeat(32);
    assert!(told.ends_with(&format!("told by a notice; evidence: signed notice, BLAKE3 {digest}")), "{told}");
    let swiss = submission(&desk, "CHE");
    assert_eq!(rows(&swiss), ["Acquisition 1-40 from GHA", "Use 1-20 by CHE for 2024"]);
    assert_eq!(held(&swiss), [(21, 40)]);
}

/// One counterpart account may stand for a registry of many Parties: what another Party used there it acquired.
#[test]
fn a_use_by_another_party_of_that_registry_is_acquired_first() {
    let mut desk = desk();
    let notice = NoticeGiven { party: party("NOR"), ..used_by_switzerland(1, 20) };
    desk.must(given(notice), OPERATOR).unwrap();
    let swiss = submission(&desk, "CHE");
    assert_eq!(rows(&swiss), ["Acquisition 1-40 from GHA", "Transfer 1-20 to NOR"]);
    assert_eq!(held(&swiss), [(21, 40)]);
    let norway = submission(&desk, "NOR");
    assert_eq!(rows(&norway), ["Acquisition 1-20 from CHE", "Use 1-20 by NOR for 2024"]);
    assert!(held(&norway).is_empty());
}

#[test]
fn what_a_withdrawn_notice_told_was_not() {
    let mut desk = desk();
    let before = [submission(&desk, "GHA"), submission(&desk, "CHE")];
    for notice in [used_by_an_airline(41, 60), used_by_switzerland(1, 20)] {
        let entry = desk.entry_count();
        desk.must(given(notice), OPERATOR).unwrap();
        desk.must(withdrawn(entry), BOTH).unwrap();
    }
    assert_eq!([submission(&desk, "GHA"), submission(&desk, "CHE")], before);
    // The control: a notice that stands changes both.
    desk.must(given(used_by_an_airline(41, 60)), OPERATOR).unwrap();
    let ghana = submission(&desk, "GHA");
    assert_eq!(ghana.actions.last().map(|it| it.action.value()), Some(ActionType::Use));
}
