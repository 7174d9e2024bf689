//! The annual table and the trail on a small ledger without files: every figure is the sum of its entries, and both books agree.
//! The same through the public API, and against the model, is in the `tests` crate.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use ledger_format::amount::Amount;
use ledger_format::block::SerialBlock;
use ledger_format::body::article6::{Article6, InventoryStated, NdcPeriodDeclared, YearValue};
use ledger_format::body::{Body, ParticularValue, Rulebook};
use ledger_format::bounded::Bounded;
use ledger_format::codes::{Action, AdjustmentMethod, FirstTransferDefinition, Metric, Purposes};
use ledger_format::identifiers::{Digest, EntryId, EntryIndex, SpaceId, Timestamp};
use proptest::prelude::*;

use super::annual::{AnnualTable, AnnualYear};
use super::figure::{Figure, YearlyShare};
use super::postings::AdjustedBy;
use super::reading::{Averaging, TableReading};
use super::trail::{Article6Event, Article6Step, Trail};
use crate::article6::tests::*;
use crate::article6::{AdjustmentAccount, AdjustmentSums, MetricName};
use crate::book::State;
use crate::rules::tests::stage::*;

mod annual;

const YEARS: RangeInclusive<u16> = 2020..=2031;

/// Everything that happened to units, told from the entries alone; and how many statements there were.
fn told(stage: &Stage) -> (Vec<Article6Step>, usize) {
    let (mut steps, mut statements) = (Vec::new(), 0);
    let mut trail = Trail::new(genesis().origin);
    for (index, (id, occurred_at, body)) in (0..).zip(&stage.bodies) {
        let wish = Ask { id: Some(*id), ..ask(body.clone(), &[OPERATOR]).at(occurred_at.0) };
        let made = stage.make(wish, 0);
        trail.take_in(&stage.candidate(&made, index), &mut |event| match event {
            Article6Event::Stated { .. } => statements += 1,
            Article6Event::Moved(step) => steps.push(step.clone()),
        });
    }
    (steps, statements)
}

type Sums = BTreeMap<AdjustmentAccount, (i128, i128)>;

fn sums_of_trail(steps: &[Article6Step]) -> Sums {
    let mut sums = Sums::new();
    for posted in steps.iter().flat_map(|step| &step.postings) {
        let sum = sums.entry(posted.posting.account).or_default();
        match posted.posting.by {
            AdjustedBy::FirstTransfer(_) => sum.0 += posted.units(),
            AdjustedBy::Use => sum.1 += posted.units(),
        }
    }
    sums.retain(|_, sum| *sum != (0, 0));
    sums
}

fn sums_of_book(stage: &Stage) -> Sums {
    let units = |units: u128| i128::try_from(units).unwrap();
    let of = |AdjustmentSums { first_transferred, used }| (units(first_transferred), units(used));
    stage.book.article6().back.adjustment_accounts().into_iter().map(|(of_, sums)| (of_, of(sums))).collect()
}

fn whole(digits: i128) -> Figure {
    Figure::whole(digits)
}

fn share(share: i128, remainder: i128, years: u16) -> YearlyShare {
    YearlyShare { share: whole(share), remainder: whole(remainder), years }
}

fn table(stage: &Stage, code: &str, reading: TableReading) -> AnnualTable {
    let of = (party(code), &MetricName::ghg());
    AnnualTable::of(&stage.book, &stage.book, of, YEARS, reading).unwrap()
}

fn year(stage: &Stage, code: &str, year: u16, method: Option<AdjustmentMethod>) -> AnnualYear {
    let reading = TableReading { method, ..TableReading::default() };
    table(stage, code, reading).years.into_iter().find(|it| it.year == year).unwrap()
}

/// What the second book sums to of a Party, by year.
fn sums_of_party(sums: &Sums, code: &str) -> BTreeMap<u16, (i128, i128)> {
    let mut of_party: BTreeMap<u16, (i128, i128)> = BTreeMap::new();
    for (account, (first_transferred, used)) in sums.iter().filter(|(of, _)| of.party == party(code)) {
        let sum = of_party.entry(account.year).or_default();
        *sum = (sum.0 + first_transferred, sum.1 + used);
    }
    of_party
}

fn sums_of_table(table: &AnnualTable) -> BTreeMap<u16, (i128, i128)> {
    let figures =
        table.years.iter().map(|year| (year.year, (year.first_transferred.digits, year.used.digits)));
    figures.filter(|(_, sums)| *sums != (0, 0)).collect()
}

/// Whether each year's figures are what its postings sum to.
fn figures_have_entries(table: &AnnualTable) -> bool {
    table.years.iter().all(|year| {
        let sum = |wanted: &dyn Fn(AdjustedBy) -> bool| -> i128 {
            let behind = table.behind(year.year..=year.year).filter(|posting| wanted(posting.by));
            behind.map(|posting| i128::from(posting.block.count())).sum()
        };
        let (used, by_oimp_trigger) = (sum(&|by| by == AdjustedBy::Use), year.by_oimp_trigger);
        let first_transferred = sum(&|by| by != AdjustedBy::Use);
        let figures = (year.first_transferred, year.used);
        (whole(first_transferred), whole(used)) == figures && by_oimp_trigger.digits <= first_transferred
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn trail_table_and_second_book_agree(
        wishes in wishes(),
        back in prop::collection::vec(0_u64..30, 0..6),
    ) {
        let mut stage = world();
        for wish in wishes {
            let _ = stage.try_record(wish);
        }
        for place in back {
            let entry = EntryIndex(stage.book.entry_count().saturating_sub(place + 1));
            if matches!(stage.bodies.get(usize::try_from(entry.0).unwrap()), Some((_, _, Body::Movement(_)))) {
                let body = Body::Reversal(reversal(&stage, entry));
                let _ = stage.try_record(ask(body, &[OPERATOR, AUTHORITY]));
            }
        }
        let (steps, _) = told(&stage);
        let sums = sums_of_book(&stage);
        prop_assert_eq!(sums_of_trail(&steps), sums.clone());
        for code in ["CHE", "GHA"] {
            let table = table(&stage, code, TableReading::default());
            prop_assert_eq!(sums_of_table(&table), sums_of_party(&sums, code));
            prop_assert!(figures_have_entries(&table));
        }
    }
}

fn period(code: &str, method: AdjustmentMethod, values: &[(u16, i128)]) -> Ask {
    let value = |(year, value): &(u16, i128)| YearValue { year: *year, value: Amount::new(*value).unwrap() };
    statement(Article6::NdcPeriodDeclared(NdcPeriodDeclared {
        party: party(code),
        first_year: 2021,
        last_year: 2025,
        method,
        metric: Metric::GHG,
        non_ghg_metric: "".try_into().unwrap(),
        values: Bounded::new(values.iter().map(value).collect()).unwrap(),
    }))
}

fn inventory(code: &str, year: u16, total: i128) -> Ask {
    statement(Article6::InventoryStated(InventoryStated {
        party: party(code),
        year,
        metric: Metric::GHG,
        non_ghg_metric: "".try_into().unwrap(),
        total: Amount::new(total).unwrap(),
        document: Digest::default(),
    }))
}

/// 10 units first transferred and 3 used, of which these once before, and taken back; and a first transfer that is taken back.
fn story() -> (Stage, EntryIndex) {
    let mut stage = world();
    stage.record(period("CHE", AdjustmentMethod::BUDGET, &[(2025, 500)]));
    for (year, total) in (2021..=2025).zip([90, 91, 92, 93, 94]) {
        stage.record(inventory("CHE", year, total));
        stage.record(inventory("GHA", year, 10));
    }
    stage.record(authorization("b", 1, 0, Purposes::ALL, FirstTransferDefinition::USE_OR_CANCELLATION));
    stage.record(attach("b", 1, 1, 40));
    stage.record(identify(1, 40, 500));
    stage.record(moved(Action::FIRST_TRANSFER, A, G, 1, 8, &[]));
    let used = stage.record(use_ndc(1, 3));
    let body = Body::Reversal(reversal(&stage, used));
    stage.record(ask(body, &[OPERATOR, AUTHORITY]));
    stage.record(use_ndc(1, 3));
    let mistaken = stage.record(moved(Action::FIRST_TRANSFER, A, G, 31, 32, &[]));
    let body = Body::Reversal(reversal(&stage, mistaken));
    stage.record(ask(body, &[OPERATOR, AUTHORITY]));
    let for_airline = [ParticularValue::Entity(AIRLINE), ParticularValue::Purpose(Purposes::IMP)];
    stage.record(moved(Action::CANCELLATION, A, CANCELLED, 21, 22, &for_airline));
    (stage, used)
}

#[test]
fn a_table_goes_by_the_declared_method_and_says_what_if_it_does_not() {
    let (stage, _) = story();
    let host = year(&stage, "CHE", 2024, None);
    let figures = [host.first_transferred, host.by_oimp_trigger, host.used, host.net];
    assert_eq!(figures, [10, 2, 0, 10].map(whole));
    // All 40 of the authorization may be used for OIMP; 2 were cancelled, which is no use.
    assert_eq!((host.authorized_for_oimp, host.used_for_oimp), (Some(whole(40)), Some(whole(0))));
    assert_eq!((host.period, host.what_if), (Some((2021, 2025)), false));
    assert_eq!(host.balance, Some(whole(93 + 10)));
    let last = year(&stage, "CHE", 2025, None);
    assert_eq!((last.cumulative, last.target), (Some(whole(10)), Some(500)));
    assert_eq!(last.period_balance, Some(whole(90 + 91 + 92 + 93 + 94 + 10)));
    assert_eq!((last.period_target, host.period_target, host.averaging), (Some(500), None, None));
    let what_if = year(&stage, "CHE", 2024, Some(AdjustmentMethod::AVERAGING));
    // 10 over the four years 2021 to 2024: two and a half, away from zero.
    assert_eq!(what_if.adjustment, Some(share(3, -2, 4)));
    assert_eq!(what_if.averaging, Some(Averaging::default()));
    let what_if_last = year(&stage, "CHE", 2025, Some(AdjustmentMethod::TRAJECTORY));
    assert_eq!((what_if_last.period_balance, what_if_last.period_target), (last.period_balance, None));
    assert_eq!((what_if.what_if, what_if.balance), (true, Some(whole(96))));
    let user = year(&stage, "GHA", 2025, None);
    assert_eq!(([user.used, user.net], user.method), ([3, -3].map(whole), Some(AdjustmentMethod::AVERAGING)));
    // The period runs to 2030: 2025 is its fifth year.
    assert_eq!(user.adjustment, Some(share(-1, 2, 5)));
    assert_eq!((user.balance, user.period_balance), (Some(whole(9)), None));
    let outside = year(&stage, "CHE", 2031, Some(AdjustmentMethod::AVERAGING));
    assert_eq!((outside.period, outside.method, outside.what_if), (None, None, false));
    assert_eq!((outside.adjustment, outside.balance, outside.cumulative), (None, None, None));
    let non_ghg = MetricName { metric: Metric::NON_GHG, non_ghg: "MWh".to_owned() };
    let of = (party("CHE"), &non_ghg);
    let other = AnnualTable::of(&stage.book, &stage.book, of, YEARS, TableReading::default()).unwrap();
    let nothing = other.years.iter().all(|year| year.net == Figure::default());
    assert!(other.postings.is_empty() && nothing, "not added up");
}

/// An average rests on the years before it: their postings are in the table, and no others.
#[test]
fn the_postings_of_a_table_are_those_its_figures_are_sums_of() {
    let (stage, _) = story();
    let of = |code, years| {
        let of = (party(code), &MetricName::ghg());
        AnnualTable::of(&stage.book, &stage.book, of, years, TableReading::default()).unwrap()
    };
    let (host, before, without) = (of("CHE", 2025..=2025), of("CHE", 2021..=2023), of("CHE", 2026..=2027));
    assert_eq!(host.years.len(), 1);
    assert_eq!(host.behind(2021..=2025).map(|posting| posting.block.count()).sum::<u64>(), 10);
    assert_eq!(host.behind(2025..=2025).count(), 0);
    assert!(before.postings.is_empty() && without.postings.is_empty());
    let years = [&host, &before, &without].map(AnnualTable::years_behind);
    assert_eq!(years, [2021..=2025, 2021..=2023, 2026..=2027]);
    #[allow(clippy::reversed_empty_ranges, reason = "a table without years")]
    let none = of("CHE", 2..=1);
    assert!(none.years_behind().is_empty());
    assert!(host.postings.is_sorted_by_key(|posting| (posting.account.year, posting.entry)));
}

/// What is posted stays, and its opposite stands beside it.
#[test]
fn the_trail_strikes_nothing_out() {
    let (stage, used) = story();
    let (steps, statements) = told(&stage);
    assert_eq!(statements, 3 + 1 + 10 + 3);
    let uses: Vec<_> = steps.iter().filter(|step| step.block == SerialBlock::new(SpaceId(1), 1, 3)).collect();
    let units: Vec<i128> = uses.iter().flat_map(|step| &step.postings).map(|it| it.units()).collect();
    assert_eq!(units, [3, -3, 3]);
    assert_eq!((uses[0].entry, uses[0].year_of_use(), uses[0].reverses), (used, Some(2025), None));
    assert_eq!((uses[1].reverses, uses[1].year_of_use(), uses[1].action), (Some(used), None, None));
    assert!(stage.book.is_reversed(used) && !stage.book.is_reversed(uses[2].entry));
    assert!(uses.iter().all(|step| step.first_transferred && step.first_transfer().is_none()));
    let mistaken: Vec<_> = steps.iter().filter(|step| step.block.first == 31).collect();
    let units: Vec<i128> = mistaken.iter().flat_map(|step| &step.postings).map(|it| it.units()).collect();
    assert_eq!((units, mistaken.len()), (vec![2, -2], 2));
    assert_eq!(mistaken.iter().map(|step| step.first_transferred).collect::<Vec<_>>(), [true, false]);
    let cancelled = steps.last().unwrap();
    assert_eq!((cancelled.purpose, cancelled.entity), (Some(Purposes::IMP), Some(AIRLINE)));
    assert_eq!(cancelled.first_transfer().map(|it| it.to_string()).as_deref(), Some("use or cancellation"));
    assert_eq!(cancelled.identifiers.unwrap().0.number, 520);
    assert_eq!(cancelled.attached.iter().map(|it| it.authorization.as_str()).collect::<Vec<_>>(), ["b"]);
}

/// A journal may say what no rule lets through: units used twice, and first transferred by an authorization that names them twice.
#[test]
fn the_trail_of_a_broken_ledger_sums_to_its_book() {
    let (mut stage, _) = story();
    let mut say = |number: u8, wish: Ask| {
        let occurred_at = Timestamp(wish.occurred_at);
        stage.bodies.push((EntryId([number; 16]), occurred_at, wish.body));
    };
    say(1, use_ndc(2, 5));
    say(2, authorization("o", 1, 0, Purposes::IMP, FirstTransferDefinition::AUTHORIZATION));
    let Body::Article6(Article6::UnitsAuthorized(mut twice)) = attach("o", 1, 30, 39).body else {
        unreachable!()
    };
    let overlapping = vec![SerialBlock::new(SpaceId(1), 30, 39), SerialBlock::new(SpaceId(1), 35, 45)];
    twice.blocks = Bounded::new(overlapping).unwrap();
    say(3, statement(Article6::UnitsAuthorized(twice)));
    let mut book = crate::book::Book::new(genesis().origin);
    for (index, (id, occurred_at, body)) in (0..).zip(&stage.bodies) {
        let wish = Ask { id: Some(*id), ..ask(body.clone(), &[OPERATOR]).at(occurred_at.0) };
        let made = stage.make(wish, 0);
        book.replay(&stage.candidate(&made, index));
    }
    stage.book = book;
    let (steps, _) = told(&stage);
    assert_eq!(sums_of_trail(&steps), sums_of_book(&stage));
    assert_eq!(year(&stage, "GHA", 2025, None).used, whole(5), "each once");
    assert_eq!(year(&stage, "CHE", 2024, None).first_transferred, whole(10 + 16), "each once");
}

#[test]
fn nothing_of_article_6_is_told_under_rulebook_1() {
    let mut stage = world();
    let id = EntryId([9; 16]);
    let rulebook = Rulebook { version: 1, settings: Bounded::default() };
    stage.bodies.push((id, Timestamp(NOW), Body::RulebookAdopted(rulebook)));
    let before = told(&stage);
    let wish = authorization("o", 1, 0, Purposes::IMP, FirstTransferDefinition::AUTHORIZATION);
    stage.bodies.push((EntryId([8; 16]), Timestamp(NOW), wish.body));
    stage.bodies.push((EntryId([7; 16]), Timestamp(NOW), attach("o", 1, 1, 9).body));
    stage.bodies.push((EntryId([6; 16]), Timestamp(NOW), moved(Action::TRANSFER, A, G, 1, 9, &[]).body));
    assert_eq!(told(&stage), before);
}
