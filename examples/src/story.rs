//! Two Parties and an airline: each paragraph of the guidance at work, told and checked.
//!
//! - Ghana hosts, Switzerland buys, an airline uses units for CORSIA. Names, figures and documents are made up.
//! - Every figure that is told is asserted: a story that no longer holds ends with an error.

use std::io::Write;
use std::path::Path;

use ledger_aef::submission::Submission;
use ledger_aef::values::SubmissionVersion;
use ledger_cli::aef_export::{Journal, Report, bounds};
use ledger_core::article6::MetricName;
use ledger_core::query::{AnnualYear, AsAt, Figure, TableReading, UnitState, YearlyShare};
use ledger_format::block::SerialBlock;
use ledger_format::body::ParticularValue;
use ledger_format::codes::{AccountKind, Action, AdjustmentMethod, EvidenceGrade, Purposes};
use ledger_format::identifiers::Commitment;

use crate::registry::{AUTHORITY, Fault, OPERATOR, Registry, at};
use crate::says::{self, SOURCE, SPACE};

const DEVELOPER_KEY: u32 = 3;
const AIRLINE_KEY: u32 = 4;
const FOUNDATION_KEY: u32 = 3;

/// Ghana's accounts.
const DEVELOPER: u64 = 1;
const AIRLINE: u64 = 2;
const ABROAD: u64 = 3;
const CORSIA: u64 = 4;

/// Switzerland's accounts.
const FROM_GHANA: u64 = 1;
const FOUNDATION: u64 = 2;
const USED: u64 = 3;
const OMGE: u64 = 4;

/// The commitment to the airline's name. A real one is salted, and the name kept beside the ledger.
const AIRLINE_NAME: Commitment = Commitment([0xa1; 32]);

/// Plays the story in an empty folder.
///
/// # Errors
/// When something is not as the story says.
pub fn play(folder: &Path, out: &mut dyn Write) -> Result<(), Fault> {
    let ghana = in_ghana(folder, out)?;
    let switzerland = in_switzerland(folder, out)?;
    reports(&ghana, &switzerland, out)?;
    notices(&ghana, &switzerland, out)?;
    writeln!(out, "\nAnybody who is handed a ledger verifies it, and trusts nobody:")?;
    for (name, registry) in [("Ghana", ghana), ("Switzerland", switzerland)] {
        writeln!(out, "  {name}: {} entries, clean", registry.close_and_verify()?)?;
    }
    Ok(())
}

fn in_ghana(folder: &Path, out: &mut dyn Write) -> Result<Registry, Fault> {
    let ghana = Registry::found(folder, "GHA01", "2025-01-15", &["GHA", "CHE"])?;
    for (number, key) in [(DEVELOPER, DEVELOPER_KEY), (AIRLINE, AIRLINE_KEY)] {
        ghana.post(&[OPERATOR], says::key(key))?;
        ghana.post(&[OPERATOR], says::account(number, AccountKind::HOLDING, "GHA", Some(key))?)?;
    }
    ghana.post(&[OPERATOR], says::account(ABROAD, AccountKind::COUNTERPART, "CHE", None)?)?;
    ghana.post(&[OPERATOR], says::account(CORSIA, AccountKind::USE_OIMP, "GHA", None)?)?;
    for body in [
        says::initial_report("GHA")?,
        says::period("GHA", AdjustmentMethod::AVERAGING, None)?,
        says::inventory("GHA", 2024, 40_000)?,
        says::period("CHE", AdjustmentMethod::BUDGET, Some(300_000))?,
        says::approach()?,
        says::registries()?,
        says::space()?,
        says::series()?,
        says::activity()?,
    ] {
        ghana.post(&[AUTHORITY], body)?;
    }
    writeln!(out, "Ghana has submitted its initial report (18) and adjusts by averaging (7(a)(ii)).")?;

    ghana.on("2025-02-01")?;
    let too_much = ghana.must_refuse(&[AUTHORITY], says::monitoring(1_001)?)?;
    expect(too_much.rule, 407, "the arithmetic of a monitoring is checked")?;
    ghana.post(&[AUTHORITY], says::monitoring(1_000)?)?;
    writeln!(out, "1,000 tonnes of 2024 are verified (1(a)); 1,001 would not add up: {}", too_much.sentence)?;
    let issue = says::movement(Action::ISSUE, (SOURCE, DEVELOPER), (1, 1_000), &[says::drawn()])?;
    ghana.post(&[AUTHORITY], issue)?;
    expect_states(&ghana, &[(1, 1_000, UnitState::MitigationOutcome)])?;
    writeln!(out, "They are issued: mitigation outcomes, and nobody's ITMOs yet.")?;

    ghana.on("2025-02-10")?;
    ghana.post(&[AUTHORITY], says::entity(AIRLINE_NAME)?)?;
    let from = at("2025-02-10")?;
    ghana.post(&[AUTHORITY], says::ghana_authorizes(from, vec![AIRLINE_NAME], false)?)?;
    ghana.post(&[OPERATOR], says::identifiers(900)?)?;
    ghana.post(&[AUTHORITY], says::units("GHA", "GHA-2025-1", 1, 900)?)?;
    expect_states(&ghana, &[(1, 900, UnitState::Authorized), (901, 1_000, UnitState::MitigationOutcome)])?;
    writeln!(
        out,
        "900 are authorized for Switzerland's NDC and for CORSIA; each has an identifier. The cap is reached:"
    )?;
    let above = ghana.must_refuse(&[AUTHORITY], says::units("GHA", "GHA-2025-1", 901, 901)?)?;
    expect(above.rule, 349, "attachment above the cap")?;
    writeln!(out, "  one more is refused: {}", above.sentence)?;

    ghana.on("2025-03-01")?;
    let word = [says::evidence(EvidenceGrade::SIGNED_NOTICE)];
    let unauthorized = says::movement(Action::TRANSFER, (DEVELOPER, ABROAD), (901, 950), &word)?;
    let refused = ghana.must_refuse(&[DEVELOPER_KEY], unauthorized)?;
    expect(refused.rule, 361, "what is not authorized does not leave the host")?;
    writeln!(out, "What is not authorized does not leave the host (2(a)): {}", refused.sentence)?;
    ghana.post(
        &[DEVELOPER_KEY],
        says::movement(Action::FIRST_TRANSFER, (DEVELOPER, ABROAD), (1, 500), &word)?,
    )?;
    writeln!(
        out,
        "500 go to Switzerland: their first transfer (2(a)). Ghana adds them to its balance of 2024 (8(a))."
    )?;

    ghana.on("2025-04-01")?;
    ghana.post(&[DEVELOPER_KEY], says::movement(Action::TRANSFER, (DEVELOPER, AIRLINE), (501, 700), &[])?)?;
    expect(first_transferred(&ghana, "GHA", 2024)?, 500, "a sale at home is no first transfer")?;
    writeln!(
        out,
        "The airline buys 200 in Ghana's registry: for CORSIA, the first transfer is the use (2(b)), so nothing yet."
    )?;

    ghana.on("2025-06-01")?;
    let claim = [ParticularValue::Entity(AIRLINE_NAME), ParticularValue::Purpose(Purposes::IMP)];
    ghana.post(&[AIRLINE_KEY], says::movement(Action::USE_OIMP, (AIRLINE, CORSIA), (501, 650), &claim)?)?;
    expect(first_transferred(&ghana, "GHA", 2024)?, 650, "the use for CORSIA is a first transfer")?;
    expect_states(
        &ghana,
        &[
            (1, 500, UnitState::Itmo),
            (501, 650, UnitState::Itmo),
            (651, 700, UnitState::Authorized),
            (701, 900, UnitState::Authorized),
            (901, 1_000, UnitState::MitigationOutcome),
        ],
    )?;
    writeln!(
        out,
        "It uses 150 for CORSIA: the first transfer of these, and Ghana adjusts for them, too (13)."
    )?;
    Ok(ghana)
}

fn in_switzerland(folder: &Path, out: &mut dyn Write) -> Result<Registry, Fault> {
    let che = Registry::found(folder, "CHE01", "2025-01-20", &["CHE", "GHA"])?;
    che.post(&[OPERATOR], says::key(FOUNDATION_KEY))?;
    for body in [
        says::account(FROM_GHANA, AccountKind::COUNTERPART, "GHA", None)?,
        says::account(FOUNDATION, AccountKind::HOLDING, "CHE", Some(FOUNDATION_KEY))?,
        says::account(USED, AccountKind::USE_NDC, "CHE", None)?,
        says::account(OMGE, AccountKind::OMGE_CANCELLATION, "CHE", None)?,
    ] {
        che.post(&[OPERATOR], body)?;
    }
    for body in [
        says::initial_report("CHE")?,
        says::initial_report("GHA")?,
        says::period("CHE", AdjustmentMethod::BUDGET, Some(300_000))?,
        says::inventory("CHE", 2025, 30_000)?,
        says::approach()?,
        says::registries()?,
        says::space()?,
        says::series()?,
    ] {
        che.post(&[AUTHORITY], body)?;
    }
    writeln!(out, "\nSwitzerland has a ledger of its own, and a budget of many years (7(b)).")?;

    che.on("2025-03-01")?;
    let from = at("2025-02-10")?;
    let letter = [says::history(), says::evidence(EvidenceGrade::DOCUMENT_DIGEST)];
    che.post(&[AUTHORITY], says::movement(Action::ISSUE, (SOURCE, FROM_GHANA), (1, 500), &letter)?)?;
    che.post(&[OPERATOR], says::ghana_authorizes(from, Vec::new(), true)?)?;
    che.post(&[OPERATOR], says::identifiers(500)?)?;
    che.post(&[OPERATOR], says::units("GHA", "GHA-2025-1", 1, 500)?)?;
    che.post(&[AUTHORITY], says::switzerland_authorizes(at("2025-03-01")?)?)?;
    che.post(&[AUTHORITY], says::units("CHE", "CHE-2025-7", 1, 500)?)?;
    writeln!(
        out,
        "Ghana's units come in where its registry stands. Its authorization is mirrored; Switzerland's own stands beside it."
    )?;

    che.on("2025-03-02")?;
    let early =
        says::movement(Action::USE_NDC, (FROM_GHANA, USED), (1, 10), &[ParticularValue::YearOfUse(2031)])?;
    let other_period = che.must_refuse_on_behalf(Commitment([1; 32]), early)?;
    expect(other_period.rule, 368, "vintage and year of use lie in one NDC period")?;
    writeln!(out, "A use for 2031 is refused (8(b)): {}", other_period.sentence)?;
    let acquisition = says::movement(
        Action::ACQUISITION,
        (FROM_GHANA, FOUNDATION),
        (1, 500),
        letter.get(1..).unwrap_or_default(),
    )?;
    che.post_on_behalf(Commitment([1; 32]), acquisition)?;
    let year = year(&che, "CHE", 2025, None)?;
    let figures = [year.first_transferred, year.used, year.net];
    expect(figures, [Figure::whole(0); 3], "acquisition posts nothing")?;
    writeln!(out, "500 are acquired: reported, and posted to nobody's balance (8).")?;

    che.on("2025-11-01")?;
    let use_2025 = [ParticularValue::YearOfUse(2025)];
    che.post(&[FOUNDATION_KEY], says::movement(Action::USE_NDC, (FOUNDATION, USED), (1, 400), &use_2025)?)?;
    let cancelled = says::movement(Action::OMGE_CANCELLATION, (FOUNDATION, OMGE), (491, 500), &[])?;
    che.post(&[FOUNDATION_KEY], cancelled)?;
    writeln!(
        out,
        "400 are used towards the NDC of 2025 (8(b)); 10 are cancelled for OMGE (39): nobody will ever count them."
    )?;
    Ok(che)
}

fn reports(ghana: &Registry, che: &Registry, out: &mut dyn Write) -> Result<(), Fault> {
    let host = year(ghana, "GHA", 2024, None)?;
    let totals = [host.first_transferred, host.by_oimp_trigger, host.used];
    expect(totals, [650, 150, 0].map(Figure::whole), "Ghana's totals")?;
    let average = YearlyShare { share: Figure::whole(163), remainder: Figure::whole(-2), years: 4 };
    expect(host.adjustment, Some(average), "650 over four years")?;
    expect(host.balance, Some(Figure::whole(40_163)), "Ghana's balance")?;
    let what_if = year(ghana, "GHA", 2024, Some(AdjustmentMethod::TRAJECTORY))?;
    let balance = Some(Figure::whole(40_650));
    expect((what_if.what_if, what_if.balance), (true, balance), "what if Ghana had a trajectory")?;
    let user = year(che, "CHE", 2025, None)?;
    let figures = [Some(user.used), Some(user.net), user.balance];
    expect(figures, [400, -400, 29_600].map(|it| Some(Figure::whole(it))), "Switzerland's figures")?;
    writeln!(
        out,
        "\nAdjustments (23): Ghana, 2024: 650 first transferred, of which 150 for OIMP; 650 over 4 years is about 163; balance 40,163.\n\
         Switzerland, 2025: 400 used; balance 29,600. The tonne that left one balance entered the other, or nobody's."
    )?;

    let (gha, swiss) = (submission(ghana, "GHA")?, submission(che, "CHE")?);
    let kinds = |of: &Submission| -> Vec<String> {
        of.actions.iter().map(|it| format!("{} {}", it.action, it.units.quantity)).collect()
    };
    expect(kinds(&gha), owned(&["First transfer 500", "First transfer 150", "Use 150"]), "Ghana's table 3")?;
    expect(
        kinds(&swiss),
        owned(&["Acquisition 500", "Use 400", "Voluntary Cancellation 10"]),
        "Switzerland's table 3",
    )?;
    let held = |of: &Submission| of.holdings.iter().map(|it| it.block.to_string()).collect::<Vec<_>>();
    expect(held(&gha), Vec::new(), "what Ghana holds is authorized, and no ITMO")?;
    expect(held(&swiss), owned(&["CA0012-GHA01-GHA-401 to 490-2024"]), "holdings at 31 December")?;
    writeln!(out, "\nAnnual information (20), table 3 of 2025:")?;
    for (name, of) in [("Ghana", &gha), ("Switzerland", &swiss)] {
        let held = if of.holdings.is_empty() { "nothing".to_owned() } else { held(of).join(", ") };
        writeln!(out, "  {name}: {}; held at 31 December: {held}", kinds(of).join(", "))?;
    }
    Ok(())
}

/// What was used in Switzerland is told in Ghana, and both ledgers say the same of Switzerland's units.
fn notices(ghana: &Registry, che: &Registry, out: &mut dyn Write) -> Result<(), Fault> {
    let held = |of: &Submission| of.holdings.iter().map(|it| it.block.to_string()).collect::<Vec<_>>();
    let reported = held(&submission(che, "CHE")?);
    expect(
        held(&submission(ghana, "CHE")?),
        owned(&["CA0012-GHA01-GHA-1 to 500-2024"]),
        "what Ghana's ledger believes before",
    )?;
    ghana.on("2025-11-05")?;
    let unused = ghana.must_refuse(&[OPERATOR], says::notice(ABROAD, Action::USE_NDC, (501, 510), 2025)?)?;
    expect(unused.rule, 346, "what the airline used is not used again")?;
    ghana.post(&[OPERATOR], says::notice(ABROAD, Action::USE_NDC, (1, 400), 2025)?)?;
    ghana.post(&[OPERATOR], says::notice(ABROAD, Action::OMGE_CANCELLATION, (491, 500), 0)?)?;
    let user = year(ghana, "CHE", 2025, None)?;
    expect(
        [user.used, user.first_transferred],
        [400, 0].map(Figure::whole),
        "Switzerland's figures in Ghana's ledger",
    )?;
    expect(
        held(&submission(ghana, "CHE")?),
        reported,
        "what Ghana's ledger believes, and Switzerland reports",
    )?;
    let word = [says::evidence(EvidenceGrade::SIGNED_NOTICE)];
    let back = says::movement(Action::TRANSFER, (ABROAD, DEVELOPER), (1, 10), &word)?;
    let refused = ghana.must_refuse_on_behalf(Commitment([2; 32]), back)?;
    expect(refused.rule, 603, "what was used elsewhere does not come back")?;
    writeln!(
        out,
        "\nSwitzerland sends notice: 400 used for 2025, 10 cancelled. Ghana's ledger books it, and both say the same of what is held.\n\
         None of these units comes back: {}",
        refused.sentence
    )?;
    Ok(())
}

fn submission(registry: &Registry, party: &str) -> Result<Submission, Fault> {
    let journal = Journal::read(&registry.ledger, party.parse()?, bounds(2025)?)?;
    let report = Report {
        journal: &journal,
        party: party.parse()?,
        year: 2025,
        version: SubmissionVersion::read("1.0").ok_or("1.0 is a version")?,
        submitted: jiff::civil::Date::new(2026, 4, 15)?,
        text: &|_| None,
    };
    Ok(report.submission()?)
}

fn year(
    registry: &Registry,
    party: &str,
    year: u16,
    method: Option<AdjustmentMethod>,
) -> Result<AnnualYear, Fault> {
    let reading = TableReading { method, ..TableReading::default() };
    let known = registry.ledger.article6(AsAt::Head)?;
    let mut table = known.annual_table(party.parse()?, &MetricName::ghg(), year..=year, reading)?;
    table.years.pop().ok_or_else(|| "a year has a row".into())
}

fn first_transferred(registry: &Registry, party: &str, of: u16) -> Result<i128, Fault> {
    Ok(year(registry, party, of, None)?.first_transferred.digits)
}

fn expect_states(registry: &Registry, expected: &[(u64, u64, UnitState)]) -> Result<(), Fault> {
    let now = registry.ledger.recorded_at();
    let known = registry.ledger.article6(AsAt::Head)?;
    let units = known.units(SerialBlock::new(SPACE, 1, 1_000));
    let states: Vec<_> =
        units.iter().map(|it| (it.block.first, it.block.last, known.state(it, now))).collect();
    expect(states, expected.to_vec(), "states of units")
}

fn expect<T: PartialEq + std::fmt::Debug>(found: T, expected: T, what: &str) -> Result<(), Fault> {
    if found == expected { Ok(()) } else { Err(format!("{what}: {found:?}, and not {expected:?}").into()) }
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}
