//! Each consistency check fails, is left open or passes as it must, one broken thing at a time.
//!
//! The control is the submission that breaks nothing: it must pass, so no check fails by itself.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod sample;

use ledger_aef::consistency::Verdict;
use ledger_aef::finding::{Code, Grade};
use ledger_aef::itmo_id::IdentifierForm;
use ledger_aef::options::{CheckOptions, UsingParty, VintagePeriod};
use ledger_aef::report::Report;
use ledger_aef::submission::Submission;
use ledger_aef::values::{ApproachId, AuthorizationId, EntityId};
use ledger_aef::vocabulary::{
    ActionSubtype, ActionType, Metric, MitigationType, Purpose, UnderlyingRegistry,
};
use sample::{action, block, moment, party, submission, text, units, year};

fn codes(report: &Report, grade: Grade) -> Vec<&'static str> {
    let mut codes: Vec<_> =
        report.findings.iter().filter(|it| it.grade == grade).map(|finding| finding.code.text()).collect();
    codes.dedup();
    codes
}

/// Breaks one thing; the faults and the open questions must be of exactly these codes.
fn broken(what: &str, faults: &[Code], open: &[Code], break_it: impl Fn(&mut Submission)) {
    broken_under(&CheckOptions::default(), what, faults, open, break_it);
}

fn broken_under(
    options: &CheckOptions,
    what: &str,
    faults: &[Code],
    open: &[Code],
    break_it: impl Fn(&mut Submission),
) {
    let mut submission = submission();
    break_it(&mut submission);
    let report = sample::report(&submission, options);
    let texts = |codes: &[Code]| codes.iter().map(|code| code.text()).collect::<Vec<_>>();
    assert_eq!(codes(&report, Grade::Fault), texts(faults), "{what}: {}", report.text(50));
    assert_eq!(codes(&report, Grade::Undetermined), texts(open), "{what}: {}", report.text(50));
    let expected = match (faults.is_empty(), open.is_empty()) {
        (false, _) => Verdict::Fail,
        (true, false) => Verdict::Undetermined,
        (true, true) => Verdict::Pass,
    };
    assert_eq!(report.verdict, expected, "{what}: {}", report.text(50));
}

#[test]
fn what_is_right_passes() {
    broken("nothing", &[], &[], |_| {});
    let report = sample::report(&submission(), &CheckOptions::default());
    assert_eq!(report.note_count, 0, "{}", report.text(50));
    assert!(
        report.checks.iter().all(|outcome| outcome.verdict == Verdict::Pass && outcome.examined > 0),
        "{}",
        report.text(50)
    );
    assert_eq!(report.text(50), sample::report(&submission(), &CheckOptions::default()).text(50));
}

#[test]
fn authorizations_and_users() {
    broken("another authorization", &[Code::MissingAuthorization], &[], |it| {
        it.holdings[0].authorization = AuthorizationId::read("GHA-2").unwrap();
    });
    broken(
        "a use without authorization",
        &[Code::MissingAuthorization],
        &[Code::UsingParty, Code::AuthorizedUse],
        |it| {
            it.actions[2].units.authorization = AuthorizationId::read("GHA-2").unwrap();
        },
    );
    broken("no user", &[Code::UsingParty], &[], |it| it.actions[2].using_party = None);
    broken("another Party uses", &[Code::UsingParty], &[], |it| {
        it.actions[2].using_party = Some(party("JPN"))
    });
    broken("any Party may use", &[], &[], |it| {
        it.actions[2].using_party = Some(party("JPN"));
        it.authorizations[0].parties.clear();
    });
    broken("another entity uses", &[Code::UsingParty, Code::MissingEntity], &[], |it| {
        it.actions[2].using_entity = Some(EntityId::read("Ship").unwrap());
    });
    broken("no entities", &[Code::UsingParty, Code::MissingEntity], &[], |it| it.entities.clear());
    broken("too much first transferred", &[Code::AuthorizedQuantity], &[], |it| {
        it.authorizations[0].quantity = Some(699);
    });
    broken("just enough", &[], &[], |it| it.authorizations[0].quantity = Some(700));
    broken("the later version counts", &[], &[], |it| {
        let mut later = it.authorizations[0].clone();
        it.authorizations[0].purpose = Purpose::Op.into();
        it.authorizations[0].quantity = Some(1);
        later.version = 2;
        it.authorizations.push(later);
    });
    broken("a version of next year does not count yet", &[Code::AuthorizedUse], &[], |it| {
        let mut later = it.authorizations[0].clone();
        it.authorizations[0].purpose = Purpose::NdcAndOp.into();
        it.authorizations[0].oimp = text("CORSIA");
        it.actions[2].purpose = text("IMP");
        later.version = 2;
        later.date = jiff::civil::Date::new(2027, 1, 1).unwrap();
        it.authorizations.push(later);
    });
}

#[test]
fn purposes_by_what_they_contain() {
    broken("NDC is in NDC and IMP", &[], &[], |it| it.authorizations[0].purpose = Purpose::NdcAndImp.into());
    broken("NDC is not in OIMP", &[Code::AuthorizedUse, Code::FirstTransferDefinition], &[], |it| {
        it.authorizations[0].purpose = Purpose::Oimp.into()
    });
    broken("OP is not in NDC and IMP", &[Code::AuthorizedUse], &[], |it| {
        it.authorizations[0].purpose = Purpose::NdcAndImp.into();
        it.actions[1].purpose = text("OP");
    });
    broken("OIMP may be IMP", &[], &[Code::AuthorizedUse], |it| {
        it.authorizations[0].purpose = Purpose::NdcAndImp.into();
        it.actions[1].purpose = text("OIMP");
    });
    broken("a name that is not authorized", &[], &[Code::AuthorizedUse], |it| {
        it.actions[1].purpose = text("Shipping")
    });
    broken("a year is a purpose", &[], &[], |it| it.actions[2].purpose = None);
}

#[test]
fn periods() {
    broken("last year", &[Code::ReportingPeriod], &[], |it| {
        it.actions[0].moment = moment("2025-12-31T23:59:59.999Z");
    });
    broken("the last moment", &[], &[], |it| it.actions[4].moment = moment("2026-12-31T23:59:59.999Z"));
    broken("use outside the NDC period", &[Code::NdcPeriod], &[], |it| {
        it.actions[2].use_year = Some(year(2031))
    });
    let early = |it: &mut Submission| it.details.first_ndc_year = year(2024);
    broken("a vintage before the NDC period", &[Code::NdcPeriod], &[], early);
    let options = CheckOptions { vintage_period: VintagePeriod::UseYearOnly, ..CheckOptions::default() };
    broken_under(&options, "only the year of use", &[], &[], early);
}

#[test]
fn first_transfers() {
    broken("no subtype", &[Code::FirstTransferDefinition], &[], |it| it.actions[0].subtype = None);
    broken("no acquirer", &[Code::FirstTransferDefinition], &[], |it| it.actions[0].acquiring_party = None);
    broken("to oneself", &[Code::FirstTransferDefinition], &[], |it| {
        it.actions[0].acquiring_party = Some(party("GHA"))
    });
    broken("another definition", &[Code::FirstTransferDefinition], &[], |it| {
        it.actions[1].subtype = Some(ActionSubtype::Authorization.into());
    });
    broken("NDC only", &[Code::AuthorizedUse, Code::FirstTransferDefinition], &[], |it| {
        it.authorizations[0].purpose = Purpose::Ndc.into();
        it.authorizations[0].oimp = None;
        it.authorizations[0].first_transfer_definition = None;
    });
    broken("not yet defined", &[], &[Code::FirstTransferDefinition], |it| {
        it.actions[1].subtype = Some(ActionSubtype::NotYetDefined.into());
    });
    broken("twice", &[Code::FirstTransferredTwice], &[], |it| {
        let mut again = it.actions[0].clone();
        again.moment = moment("2026-04-01T10:00:00.000Z");
        again.units = units(500, 500);
        it.actions.push(again);
    });
    broken("used before", &[Code::BeforeFirstTransfer], &[], |it| {
        it.actions[2].moment = moment("2026-03-02T09:59:59.999Z");
    });
    broken("used on the day", &[], &[], |it| it.actions[2].moment = moment("02/03/2026"));
    broken("used the day before", &[Code::BeforeFirstTransfer], &[], |it| {
        it.actions[2].moment = moment("01/03/2026")
    });
    broken("for IMP only, to another Party", &[Code::FirstTransferDefinition], &[], |it| {
        it.authorizations[0].purpose = Purpose::Imp.into();
        it.actions.remove(2);
        it.actions[1].purpose = None;
        it.holdings[0] = units(501, 700);
    });
}

/// What other submissions alone can tell is never a pass.
#[test]
fn all_beyond_this_submission_is_undetermined() {
    let of = |submission: &Submission, code: Code| {
        let report = sample::report(submission, &CheckOptions::default());
        let outcome = report.checks.into_iter().find(|outcome| outcome.code == code).unwrap();
        (outcome.verdict, outcome.examined, outcome.beyond)
    };
    let mut used = submission();
    used.actions = vec![used.actions.remove(2)];
    used.holdings.clear();
    assert_eq!(of(&used, Code::BeforeFirstTransfer), (Verdict::Undetermined, 0, 1));
    assert_eq!(of(&used, Code::HoldingsReported), (Verdict::Undetermined, 0, 1));
    let mut acquired = submission();
    acquired.actions.drain(..3);
    assert_eq!(
        of(&acquired, Code::BeforeFirstTransfer),
        (Verdict::Pass, 1, 1),
        "what follows an acquisition"
    );
    let mut unnamed = submission();
    unnamed.authorizations.clear();
    assert_eq!(of(&unnamed, Code::Participation), (Verdict::Undetermined, 0, 7));
    assert_eq!(sample::report(&unnamed, &CheckOptions::default()).verdict, Verdict::Fail, "they are missing");
    assert_eq!(of(&submission(), Code::Participation), (Verdict::Pass, 7, 0), "the control");
    // Of an authorization that names others only it cannot be said whose it is: of the host it is its own.
    let named = |host: &str| {
        let mut it = submission();
        it.details.party = ledger_aef::values::PartyName::read(host).unwrap();
        of(&it, Code::Participation).0
    };
    assert_eq!(
        [named("GHA"), named("CHE"), named("JPN")],
        [Verdict::Pass, Verdict::Pass, Verdict::Undetermined]
    );
}

#[test]
fn blocks() {
    broken("held and used", &[Code::InconsistentBlock], &[], |it| it.holdings[0] = units(600, 700));
    broken("held twice", &[Code::OverlappingBlock], &[], |it| it.holdings.push(units(650, 651)));
    broken("used twice", &[Code::UsedTwice], &[], |it| {
        it.actions.push(action(ActionType::Cancellation, "2026-06-01T00:00:00.000Z", 600, 600));
    });
    broken("quantity", &[Code::BlockQuantity], &[], |it| it.holdings[0].quantity = 99.into());
    broken("cooperative approach", &[Code::Approach, Code::AuthorizationTerms], &[], |it| {
        it.holdings[0].approach = ApproachId::read("CA0013").unwrap();
    });
    broken("vintage", &[Code::InconsistentBlock], &[], |it| it.holdings[0].vintage = year(2024));
    broken("first transferring Party", &[Code::InconsistentBlock], &[Code::Participation], |it| {
        it.holdings[0].first_transferring_party = party("CHE");
    });
    broken("mitigation type", &[Code::InconsistentBlock], &[], |it| {
        it.holdings[0].mitigation_type = MitigationType::Removals.into();
    });
    broken("metric", &[Code::Metrics], &[], |it| {
        it.holdings[0].metric = Metric::NonGhg.into();
        it.holdings[0].non_ghg_metric = text("MWh");
        it.holdings[0].quantity_non_ghg = text("7");
    });
}

#[test]
fn reported_once() {
    broken("to the millisecond", &[Code::ReportedOnce], &[], |it| {
        it.actions[0].action = ActionType::Transfer.into();
        it.actions[0].subtype = None;
        let again = it.actions[0].clone();
        it.actions.push(again);
    });
    let one_day = |it: &mut Submission| {
        it.actions[0].action = ActionType::Transfer.into();
        it.actions[0].subtype = None;
        it.actions[0].moment = moment("01/03/2026");
        let again = it.actions[0].clone();
        it.actions.push(again);
    };
    broken("equal rows of one day", &[Code::ReportedOnce], &[], one_day);
    broken("two rows of one day", &[Code::NotInHand], &[Code::ReportedOnce], |it| {
        one_day(it);
        it.actions[5].acquiring_party = Some(party("JPN"));
    });
}

#[test]
fn underlying_units() {
    broken("one end", &[Code::UnderlyingUnits], &[Code::UnderlyingUnits], |it| {
        it.holdings[0].last_unit = None
    });
    broken("too few", &[Code::UnderlyingUnits], &[Code::UnderlyingUnits], |it| {
        it.holdings[0].last_unit = text("GS1-1-GH-9699");
    });
    broken("not parallel", &[Code::UnderlyingUnits], &[], |it| {
        it.holdings[0].first_unit = text("GS1-1-GH-9602");
        it.holdings[0].last_unit = text("GS1-1-GH-9701");
    });
    broken("other text", &[Code::UnderlyingUnits], &[], |it| {
        it.holdings[0].first_unit = text("GS1-2-GH-9601");
        it.holdings[0].last_unit = text("GS1-2-GH-9700");
    });
    broken("another registry", &[Code::UnderlyingUnits], &[], |it| {
        it.holdings[0].underlying_registry = Some(UnderlyingRegistry::Vcs.into());
    });
    broken("none on one side", &[Code::UnderlyingUnits], &[], |it| {
        (it.holdings[0].first_unit, it.holdings[0].last_unit) = (None, None);
    });
    let one_apart = |it: &mut Submission| {
        it.holdings[0] = units(601, 601);
        it.holdings.push(units(602, 700));
    };
    broken("a single unit", &[], &[], one_apart);
    broken("another single unit", &[Code::UnderlyingUnits], &[], |it| {
        one_apart(it);
        (it.holdings[0].first_unit, it.holdings[0].last_unit) =
            (text("GS1-1-GH-9602"), text("GS1-1-GH-9602"));
    });
    broken("one unit for many", &[Code::UnderlyingUnits], &[Code::UnderlyingUnits], |it| {
        it.holdings[0].last_unit = it.holdings[0].first_unit.clone();
    });
}

#[test]
fn named_options() {
    let blank = |it: &mut Submission| {
        it.actions[2].using_party = None;
        it.authorizations[0].parties.push(party("GHA"));
    };
    broken("a use must name its Party", &[Code::UsingParty], &[], blank);
    let options = CheckOptions { using_party: UsingParty::ReporterIfBlank, ..CheckOptions::default() };
    broken_under(&options, "blank is the reporter", &[], &[], blank);

    let options = CheckOptions { identifiers: IdentifierForm::NumberOnly, ..CheckOptions::default() };
    let report = sample::report(&submission(), &options);
    assert_eq!(report.verdict, Verdict::Undetermined);
    let open: Vec<_> =
        report.checks.iter().filter(|it| it.verdict != Verdict::Pass).map(|it| it.code).collect();
    assert_eq!(open, [Code::Approach], "numbers alone name no cooperative approach");
    assert_eq!(block(1, 1).count(), 1);
}
