//! What a year of a table is by its method and its reading, and what stands beside it as a memo: figures worked out by hand.

use ledger_format::body::{Body, ParticularValue};
use ledger_format::codes::{AccountKind, Action, AdjustmentMethod, FirstTransferDefinition, Purposes};
use ledger_format::identifiers::Timestamp;

use super::super::figure::Figure;
use super::super::reading::{Averaging, Denominator, Netting, TableReading, TargetYear};
use super::{YEARS, inventory, period, share, table, whole, year};
use crate::article6::tests::*;
use crate::rules::tests::stage::*;

/// An account of the host's, beside those of [`world`].
const AT_HOME: u64 = 210;

fn open_at_home(stage: &mut Stage, kind: AccountKind) {
    let mut opened = account(AT_HOME, kind);
    opened.party = party("CHE");
    stage.record(ask(Body::AccountOpened(opened), &[OPERATOR]));
}

/// A trajectory is added up over its period, and so are its values (para 7(a)(i), last clause).
#[test]
fn a_trajectory_has_its_sums_at_its_end() {
    let mut stage = world();
    let values = [(2021, 100), (2022, 90), (2023, 80), (2024, 70), (2025, 60)];
    stage.record(period("CHE", AdjustmentMethod::TRAJECTORY, &values));
    for (year, total) in (2021..=2024).zip([99, 91, 82, 73]) {
        stage.record(inventory("CHE", year, total));
    }
    stage.record(authorization("b", 1, 0, Purposes::ALL, FirstTransferDefinition::USE_OR_CANCELLATION));
    stage.record(attach("b", 1, 1, 40));
    stage.record(identify(1, 40, 500));
    stage.record(moved(Action::FIRST_TRANSFER, A, G, 1, 8, &[]));
    let last = year(&stage, "CHE", 2025, None);
    assert_eq!((last.period_balance, last.period_target), (None, Some(400)), "an inventory is missing");
    stage.record(inventory("CHE", 2025, 64));
    let last = year(&stage, "CHE", 2025, None);
    // 99 + 91 + 82 + 73 + 64, and 8 first transferred of 2024; 100 + 90 + 80 + 70 + 60.
    assert_eq!((last.period_balance, last.period_target), (Some(whole(417)), Some(400)));
    assert_eq!((last.balance, last.target), (Some(whole(64)), Some(60)));
    let before = year(&stage, "CHE", 2024, None);
    assert_eq!((before.balance, before.period_balance, before.period_target), (Some(whole(81)), None, None));
}

/// What the decision leaves open of averaging: each reading by hand, of a period from 2021 to 2025 in which a Party first transferred
/// 14 of 2024 and used 7 in 2025.
#[test]
fn averages_go_by_the_reading_that_is_asked_for_and_say_so() {
    use Denominator::{ElapsedYears, WholePeriod};
    use Netting::{Net, Separate};
    use TargetYear::{Counted, NotCounted};
    let mut stage = world();
    stage.record(period("CHE", AdjustmentMethod::AVERAGING, &[]));
    for year in 2021..=2025 {
        stage.record(inventory("CHE", year, 100));
    }
    stage.record(authorization("b", 1, 0, Purposes::ALL, FirstTransferDefinition::USE_OR_CANCELLATION));
    stage.record(attach("b", 1, 1, 40));
    stage.record(identify(1, 40, 500));
    open_at_home(&mut stage, AccountKind::USE_NDC);
    stage.record(moved(Action::FIRST_TRANSFER, A, G, 1, 14, &[]));
    stage.record(moved(Action::TRANSFER, G, A, 1, 7, &[]));
    stage.record(moved(Action::USE_NDC, A, AT_HOME, 1, 7, &[ParticularValue::YearOfUse(2025)]));
    let of = |netting, denominator, target_year, year: u16| {
        let averaging = Averaging { netting, denominator, target_year };
        let reading = TableReading { method: None, averaging };
        let row = table(&stage, "CHE", reading).years.into_iter().find(|it| it.year == year).unwrap();
        assert_eq!((row.averaging, row.what_if), (Some(averaging), false));
        let adjustment = row.adjustment.unwrap();
        assert_eq!(row.balance, Some(whole(100 + adjustment.share.digits)));
        (adjustment, row.averages.map(|it| (it.first_transferred, it.used)))
    };
    // 2024: 14 less 0 over the 4 elapsed years is 3.5, away from zero; over all 5 it is 2.8.
    assert_eq!(of(Net, ElapsedYears, Counted, 2024), (share(4, -2, 4), None));
    assert_eq!(of(Net, WholePeriod, Counted, 2024), (share(3, -1, 5), None));
    assert_eq!(of(Net, ElapsedYears, NotCounted, 2024), (share(4, -2, 4), None), "2024 is before the target");
    assert_eq!(of(Net, WholePeriod, NotCounted, 2024), (share(4, -2, 4), None));
    // 2025, the target year: 7 over 5 years is 1.4; over the 4 before it 1.75.
    assert_eq!(of(Net, ElapsedYears, Counted, 2025), (share(1, 2, 5), None));
    assert_eq!(of(Net, WholePeriod, Counted, 2025), (share(1, 2, 5), None), "all have elapsed");
    assert_eq!(of(Net, ElapsedYears, NotCounted, 2025), (share(2, -1, 4), None));
    assert_eq!(of(Net, WholePeriod, NotCounted, 2025), (share(2, -1, 4), None));
    // Each by itself over 5: 2.8, which is 3, and 1.4, which is 1; over 4: 3.5, which is 4, and 1.75, which is 2.
    let apart = of(Separate, ElapsedYears, Counted, 2025);
    assert_eq!(apart, (share(2, -3, 5), Some((share(3, -1, 5), share(1, 2, 5)))));
    let apart = of(Separate, ElapsedYears, NotCounted, 2025);
    assert_eq!(apart, (share(2, -1, 4), Some((share(4, -2, 4), share(2, -1, 4)))));
    let before = of(Separate, WholePeriod, Counted, 2024);
    assert_eq!(before, (share(3, -1, 5), Some((share(3, -1, 5), share(0, 0, 5)))));
    // The first year has elapsed whatever counts.
    assert_eq!(of(Net, ElapsedYears, NotCounted, 2021), (share(0, 0, 1), None));
    // Another method has no averages, and names none.
    let budget = TableReading::by(AdjustmentMethod::BUDGET);
    assert!(
        table(&stage, "CHE", budget).years.iter().all(|it| it.averaging.is_none() && it.averages.is_none())
    );
}

/// What the annex asks at 23(d) beside the trigger: a unit first transferred internationally and then used for CORSIA counts once as
/// first transferred, and in the memo where it is authorized and where it is used.
#[test]
fn what_is_authorized_and_used_for_other_purposes_is_a_memo() {
    let mut stage = world();
    stage.record(authorization(
        "b",
        1,
        0,
        Purposes::NDC.and(Purposes::IMP),
        FirstTransferDefinition::USE_OR_CANCELLATION,
    ));
    stage.record(authorization("n", 1, 0, Purposes::NDC, FirstTransferDefinition::NONE));
    stage.record(attach("b", 1, 1, 20));
    stage.record(attach("n", 1, 21, 30));
    stage.record(identify(1, 30, 500));
    open_at_home(&mut stage, AccountKind::USE_OIMP);
    stage.record(moved(Action::FIRST_TRANSFER, A, G, 1, 12, &[]));
    let for_airline = [ParticularValue::Entity(AIRLINE), ParticularValue::Purpose(Purposes::IMP)];
    let used = stage.record(moved(Action::USE_OIMP, G, G_OIMP, 1, 5, &for_airline));
    stage.record(moved(Action::USE_OIMP, A, AT_HOME, 13, 14, &for_airline));
    let memo = |stage: &Stage, code: &str| -> Vec<_> {
        let years = table(stage, code, TableReading::default()).years.into_iter();
        let rows = years.map(|it| (it.year, it.by_oimp_trigger, it.authorized_for_oimp, it.used_for_oimp));
        let is_something = |figure: Option<Figure>| figure != Some(Figure::default());
        rows.filter(|(_, _, authorized, used)| is_something(*authorized) || is_something(*used)).collect()
    };
    let used_in = u16::try_from(Timestamp(NOW).year()).unwrap();
    assert!(used_in > 2024 && YEARS.contains(&used_in), "the years of vintage and use are two");
    let expected = [
        (2024, whole(2), Some(whole(20)), Some(whole(0))),
        (used_in, whole(0), Some(whole(0)), Some(whole(7))),
    ];
    assert_eq!(memo(&stage, "CHE"), expected, "2 by their use, 20 authorized, 5 and 2 used");
    assert_eq!(memo(&stage, "GHA"), [], "the host's alone");
    // A use that is taken back is none.
    let body = Body::Reversal(reversal(&stage, used));
    stage.record(ask(body, &[OPERATOR, AUTHORITY]));
    assert_eq!(memo(&stage, "CHE")[1].3, Some(whole(2)));
}
