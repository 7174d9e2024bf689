//! Where units come from, in the book: committed, replayed, taken back and saved it is the same; what is drawn, taken and
//! settled follows the serials. What each rule says is in the vectors.

use ledger_format::amount::Amount;
use ledger_format::block::SerialBlock;
use ledger_format::body::origins::{
    ActivityDeclared, Component, ConversionStated, Deduction, LineName, LossStated, MonitoringLine,
    MonitoringStated, MonitoringWithdrawn,
};
use ledger_format::body::{
    Body, Movement, Origins, ParticularValue, ReversingMovement, Rulebook, UnderlyingSpace,
};
use ledger_format::codes::{
    AccountKind, Action, ActivityType, LineKind, Metric, MitigationType, Regime, Rounding, Sector, Side,
};
use ledger_format::identifiers::{
    Commitment, ComponentNumber, Digest, EntryIndex, LossNumber, MonitoringNumber, SpaceId, Timestamp,
};

use crate::book::{Book, Draft, State};
use crate::query::origins::{basis_of, monitorings};
use crate::query::{BasisOrigin, SerialsBasis};
use crate::rules::tests::same_book::snapshot;
use crate::rules::tests::stage::*;
use crate::rules::{OriginsRefusal, Refusal};

mod same_book;

/// Accounts of CHE: cancellation, and what takes the shares of Article 6.4.
const CANCELLED: u64 = 203;
const FUND: u64 = 204;
const OMGE: u64 = 205;
/// Series of activity `act`: vintages 2023 and 2024, and 2024 in regime 6.4.
const S23: u64 = 11;
const S24: u64 = 12;
const S64: u64 = 13;
/// 1 January of 2023 and 2025.
const Y23: u64 = 1_672_531_200_000;
const Y25: u64 = 1_735_689_600_000;

fn line(year: u16, component: u32) -> LineName {
    LineName { year, component: ComponentNumber(component), kind: LineKind::REDUCTIONS }
}

fn statement(body: Origins) -> Ask {
    ask(Body::Origins(body), &[OPERATOR, AUTHORITY])
}

/// Of each line 130 less 20 (a fixed one and a share of a tenth, rounded up), in whole units.
fn monitored(number: u32, from: u64, until: u64, lines: &[LineName]) -> Ask {
    let fixed = |name: &str, share_millionths, amount| Deduction {
        name: name.try_into().unwrap(),
        share_millionths,
        rounding: Rounding::UP,
        amount,
    };
    let line = |name: &LineName| MonitoringLine {
        name: *name,
        baseline: Amount::from(140),
        project: Amount::from(5),
        leakage: Amount::from(5),
        deductions: vec![fixed("buffer", 100_000, 13), fixed("uncertainty", 0, 7)].try_into().unwrap(),
        rounding: Rounding::DOWN,
        verified: 110,
    };
    statement(Origins::MonitoringStated(Box::new(MonitoringStated {
        monitoring: MonitoringNumber(number),
        activity: "act".try_into().unwrap(),
        from: Timestamp(from),
        until: Timestamp(until),
        report: Digest([1; 32]),
        scale: 0.try_into().unwrap(),
        lines: lines.iter().map(line).collect::<Vec<_>>().try_into().unwrap(),
    })))
}

fn withdraw(number: u32) -> Ask {
    let monitoring = MonitoringNumber(number);
    statement(Origins::MonitoringWithdrawn(MonitoringWithdrawn { monitoring, reason: 1 }))
}

fn loss(number: u32, units: u64) -> Ask {
    let (loss, activity) = (LossNumber(number), "act".try_into().unwrap());
    statement(Origins::LossStated(LossStated {
        loss,
        activity,
        year: 2024,
        units,
        document: Digest([2; 32]),
    }))
}

fn conversion(year: u16, factor_digits: u64) -> Ask {
    statement(Origins::ConversionStated(ConversionStated {
        party: party("CHE"),
        year,
        non_ghg_metric: "ha".try_into().unwrap(),
        factor_digits,
        factor_scale: 2.try_into().unwrap(),
        document: Digest([3; 32]),
    }))
}

fn on(number: u32, name: LineName) -> ParticularValue {
    ParticularValue::Monitoring(MonitoringNumber(number), name)
}

fn space(prefix: &str) -> UnderlyingSpace {
    UnderlyingSpace {
        registry: "GOLD".try_into().unwrap(),
        prefix: prefix.try_into().unwrap(),
        suffix: Default::default(),
    }
}

fn underlying(prefix: &str, first_number: u64) -> ParticularValue {
    ParticularValue::UnderlyingUnits { space: space(prefix), first_number, evidence: Digest([4; 32]) }
}

fn with(body: Body, particulars: Vec<ParticularValue>) -> Body {
    let Body::Movement(body) = body else { unreachable!() };
    let particulars: Vec<_> = particulars.into_iter().map(Into::into).collect();
    Body::Movement(Movement { particulars: particulars.try_into().unwrap(), ..body })
}

fn issue(source: u64, to: &[(u64, u64, u64)], basis: ParticularValue) -> Ask {
    let blocks: Vec<_> = to.iter().map(|&(to, first, last)| (source, to, 1, first, last)).collect();
    ask(with(moves(Action::ISSUE, &blocks), vec![basis]), &[AUTHORITY]).at(NOW - DAY)
}

fn settle(first: u64, last: u64, loss: u32) -> Ask {
    let body = moves(Action::CANCELLATION, &[(A, CANCELLED, 1, first, last)]);
    let settled = ParticularValue::LossSettled(LossNumber(loss));
    ask(with(body, vec![settled]), &[OPERATOR]).on_behalf()
}

fn back(stage: &Stage, entry: EntryIndex) -> Ask {
    ask(Body::Reversal(reversal(stage, entry)), &[OPERATOR, AUTHORITY])
}

/// An activity and its series under rulebook 3; nothing is issued.
pub(crate) fn world() -> Stage {
    let mut stage = Stage::empty();
    let rulebook = Rulebook { version: 3, settings: Default::default() };
    stage.record(ask(Body::RulebookAdopted(rulebook), &[OPERATOR, AUTHORITY]));
    use AccountKind as K;
    for (number, kind) in
        [(CANCELLED, K::OTHER_CANCELLATION), (FUND, K::ADAPTATION_FUND), (OMGE, K::OMGE_CANCELLATION)]
    {
        stage.record(ask(Body::AccountOpened(account(number, kind)), &[OPERATOR]));
    }
    stage.record(statement(Origins::ActivityDeclared(Box::new(ActivityDeclared {
        activity: "act".try_into().unwrap(),
        host: party("CHE"),
        methodology: "M".try_into().unwrap(),
        methodology_version: "1".try_into().unwrap(),
        sector: Sector::ENERGY_GENERATION,
        activity_type: ActivityType::WIND,
        mitigation_type: MitigationType::REDUCTIONS,
        metric: Metric::GHG,
        non_ghg_metric: Default::default(),
        quantum_digits: 1,
        quantum_scale: 0.try_into().unwrap(),
        from: Timestamp(Y23),
        until: Timestamp(Y25),
        components: [1, 2]
            .map(|number| Component { number: ComponentNumber(number), what: Commitment([1; 32]) })
            .to_vec()
            .try_into()
            .unwrap(),
    }))));
    for (number, vintage, regime) in
        [(S23, 2023, Regime::ARTICLE_6_2), (S24, 2024, Regime::ARTICLE_6_2), (S64, 2024, Regime::ARTICLE_6_4)]
    {
        let mut opened = series(u32::try_from(number).unwrap(), 1, Metric::GHG);
        opened.activity = "act".try_into().unwrap();
        opened.vintage = vintage;
        opened.regime = regime;
        stage.record(ask(Body::SeriesOpened(opened), &[AUTHORITY]));
    }
    stage
}

fn block(first: u64, last: u64) -> SerialBlock {
    SerialBlock::new(SpaceId(1), first, last)
}

fn left(stage: &Stage) -> Vec<(u128, u128)> {
    let all = monitorings(&stage.book, Some("act"));
    all.iter().flat_map(|of| of.lines.iter().map(|line| (line.drawn, line.left))).collect()
}

#[test]
fn units_are_drawn_from_what_was_verified_and_given_back() {
    let mut stage = world();
    let lines = [line(2023, 1), line(2024, 1)];
    stage.record(monitored(1, Y23, Y25, &lines));
    // One reduction, one unit: the same component and time only once it is withdrawn, another component at any time.
    let refused = stage.ask(monitored(2, Y25 - 1, Y25, &[line(2024, 1)])).unwrap_err();
    assert_eq!(
        refused,
        Refusal::Origins(OriginsRefusal::MonitoredBefore {
            component: ComponentNumber(1),
            by: MonitoringNumber(1)
        })
    );
    stage.record(monitored(2, Y23, Y25, &[line(2024, 2)]));
    let issued = stage.record(issue(S24, &[(A, 1, 60), (B, 61, 100)], on(1, lines[1])));
    assert_eq!(left(&stage), [(0, 110), (100, 10), (0, 110)]);
    let refused = stage.ask(issue(S24, &[(A, 101, 111)], on(1, lines[1]))).unwrap_err();
    assert!(refused.to_string().contains("which has 10 left"), "{refused}");
    assert_eq!(stage.refused(issue(S23, &[(A, 101, 101)], on(1, lines[1]))), 413);
    assert_eq!(stage.refused(withdraw(1)), 409);
    // Drawn within one batch counts too, and what is taken back does not.
    let mut draft = Draft::default();
    let mut take = |wish: Ask| {
        let made = stage.make(wish, draft.entry_count());
        let candidate = stage.candidate(&made, stage.book.entry_count() + draft.entry_count());
        draft.admit(&stage.book, &candidate).map(|admitted| draft.apply(&stage.book, admitted))
    };
    take(issue(S24, &[(A, 101, 108)], on(1, lines[1]))).unwrap();
    assert!(take(issue(S24, &[(A, 111, 113)], on(1, lines[1]))).is_err());
    draft.rollback();
    let made = stage.make(issue(S24, &[(A, 111, 113)], on(1, lines[1])), 0);
    assert!(draft.admit(&stage.book, &stage.candidate(&made, stage.book.entry_count())).is_ok());
    // A reversal gives back; then nothing stands on the monitoring, and its time is free again.
    stage.record(back(&stage, issued));
    assert_eq!(left(&stage), [(0, 110), (0, 110), (0, 110)]);
    stage.record(withdraw(1));
    assert_eq!(stage.refused(issue(S24, &[(A, 101, 101)], on(1, lines[1]))), 412);
    stage.record(monitored(3, Y25 - 1, Y25, &[line(2024, 1)]));
    assert_eq!(stage.refused(monitored(4, Y25 - 1, Y25, &[line(2024, 2)])), 406);
    assert_eq!(stage.book.check(), Ok(()));
    let told = monitorings(&stage.book, None);
    assert_eq!((told.len(), told[0].withdrawn.is_some(), told[1].withdrawn), (3, true, None));
    assert_eq!(monitorings(&stage.book, Some("other")), []);
}

#[test]
fn the_basis_of_a_serial_stays_with_it_through_every_split() {
    let mut stage = world();
    // Two blocks, the second of lower serials: numbers run in the order of the credits.
    let issued = stage.record(issue(S24, &[(A, 11, 20), (A, 1, 5)], underlying("GS-", 100)));
    for (first, last) in [(3, 3), (14, 16)] {
        stage.record(ask(transfer(A, B, first, last), &[OPERATOR]).on_behalf());
    }
    let row = |first, last, number: u64, reversed| SerialsBasis {
        block: block(first, last),
        issued,
        reversed,
        origin: BasisOrigin::Underlying { space: space("GS-"), first: number, last: number + last - first },
    };
    assert_eq!(basis_of(&stage.book, block(1, 30)), [row(1, 5, 110, false), row(11, 20, 100, false)]);
    assert_eq!(basis_of(&stage.book, block(3, 12)), [row(3, 5, 112, false), row(11, 12, 100, false)]);
    assert_eq!(space("GS-").unit_id(112), "GS-112");
    // Taken once, in its own space; an issue of plain units takes too.
    assert_eq!(stage.refused(issue(S24, &[(A, 31, 33)], underlying("GS-", 114))), 415);
    assert_eq!(stage.refused(issue(S24, &[(A, 31, 33)], underlying("GS-", (1 << 63) - 2))), 415);
    stage.admitted(issue(S24, &[(A, 31, 33)], underlying("GS-", 115)));
    let other = stage.record(issue(S24, &[(A, 31, 33)], underlying("GT-", 114)));
    stage.record(back(&stage, other));
    stage.admitted(issue(S24, &[(A, 41, 43)], underlying("GT-", 114)));
    assert!(basis_of(&stage.book, block(31, 33))[0].reversed);
    let history = stage.record(issue(S23, &[(A, 51, 52)], ParticularValue::History(Digest([9; 32]))));
    let [row] = &basis_of(&stage.book, block(51, 60))[..] else { panic!() };
    assert_eq!((row.block, row.issued, &row.origin), (block(51, 52), history, &BasisOrigin::History));
    assert_eq!(stage.refused(ask(moves(Action::ISSUE, &[(S24, A, 1, 61, 62)]), &[AUTHORITY])), 411);
    assert_eq!(stage.book.check(), Ok(()));
}

#[test]
fn no_id_of_another_registry_can_be_divided_in_two_ways() {
    let mut stage = world();
    let under = |registry: &str, prefix: &str, suffix: &str, number: u64| ParticularValue::UnderlyingUnits {
        space: UnderlyingSpace {
            registry: registry.try_into().unwrap(),
            prefix: prefix.try_into().unwrap(),
            suffix: suffix.try_into().unwrap(),
        },
        first_number: number,
        evidence: Digest([4; 32]),
    };
    let one = |serial: u64, basis: ParticularValue| issue(S24, &[(A, serial, serial)], basis);
    // VCS-1-101-2022, and the same id divided elsewhere.
    let issued = stage.record(one(1, under("VCS", "VCS-1-", "-2022", 101)));
    for (registry, prefix, suffix, number) in [
        ("VCS", "VCS-", "-101-2022", 1),
        ("vcs", "VCS-1-", "-2022", 101),
        ("VCS", "VCS-1-10", "-2022", 1),
        ("VCS", "VCS-1-", "1-2022", 10),
        ("VCS", "VCS-1-101-", "", 2_022),
    ] {
        assert_eq!(stage.refused(one(2, under(registry, prefix, suffix, number))), 415, "{prefix} {suffix}");
    }
    stage.admitted(one(2, under("GS", "VCS-", "-101-2022", 1)));
    // What all have in common stays fixed, whatever is reversed.
    stage.record(back(&stage, issued));
    stage.record(one(2, under("VCS", "VCS-", "-2022", 1)));
    assert_eq!(stage.refused(one(3, under("VCS", "VCS-", "-2022-1", 5))), 415);
    stage.record(one(3, under("Vcs", "VCS-1-2-3-", "-7", 5)));
    assert_eq!(stage.refused(one(4, under("VCS", "VCS-1-2-3-", "-7", 5))), 415);
    assert_eq!(stage.book.check(), Ok(()));
    let mut loaded = Book::decode_snapshot(&snapshot(&stage.book), &genesis().origin).unwrap();
    assert_eq!(loaded.check(), Ok(()));
    std::mem::swap(&mut stage.book, &mut loaded);
    assert_eq!(stage.refused(one(4, under("VCS", "VCS-1-2-3-", "-7-8", 5))), 415);
    stage.admitted(one(4, under("VCS", "VCS-1-2-3-", "-8", 5)));
}

#[test]
fn a_loss_is_settled_once_and_article_6_4_takes_its_shares() {
    let mut stage = world();
    let history = || ParticularValue::History(Digest([9; 32]));
    stage.record(issue(S24, &[(A, 1, 20)], history()));
    stage.record(loss(1, 10));
    let settled = stage.record(settle(1, 6, 1));
    assert_eq!(stage.refused(settle(7, 11, 1)), 417);
    stage.record(settle(7, 10, 1));
    stage.record(back(&stage, settled));
    assert_eq!(stage.book.origins().loss(LossNumber(1)).unwrap().settled, 4);
    assert_eq!(stage.refused(settle(11, 17, 1)), 417);
    stage.admitted(settle(11, 16, 1));
    // A cancellation that says no loss settles none.
    stage.record(ask(moves(Action::CANCELLATION, &[(A, CANCELLED, 1, 18, 18)]), &[OPERATOR]).on_behalf());
    assert_eq!(stage.book.origins().loss(LossNumber(1)).unwrap().settled, 4);
    // 5 % and 2 % of 70, rounded up: 4 and at least 2.
    let levied = |fund: u64, omge: u64| {
        let to =
            [(A, 101, 170 - fund - omge), (FUND, 171 - fund - omge, 170 - omge), (OMGE, 171 - omge, 170)];
        issue(S64, &to, history())
    };
    for (fund, omge) in [(3, 2), (5, 2), (4, 1)] {
        assert_eq!(stage.refused(levied(fund, omge)), 416);
    }
    stage.admitted(levied(4, 3));
    stage.record(levied(4, 2));
    assert_eq!(stage.refused(issue(S24, &[(A, 201, 202), (FUND, 203, 203)], history())), 416);
    assert_eq!(stage.book.check(), Ok(()));
}

/// Entries as they are, no rule asked: what a book that is replayed knows of them.
fn replayed(stage: &Stage, wishes: Vec<Ask>) -> Book {
    let mut book = stage.book.clone();
    for (ahead, wish) in (0..).zip(wishes) {
        let made = stage.make(wish, ahead);
        book.replay(&stage.candidate(&made, stage.book.entry_count() + ahead));
    }
    book
}

/// After a finding, too: all that the movement drew, took or settled is given back, once (`spec/origins.md` section 5).
#[test]
fn a_reversal_gives_back_what_the_movement_made_whatever_it_moves() {
    let mut stage = world();
    let name = line(2024, 1);
    stage.record(monitored(1, Y23, Y25, &[name]));
    stage.record(loss(1, 10));
    let drawn = |book: &Book| book.origins().drawn_from((MonitoringNumber(1), name));
    let taken = |book: &Book| {
        let (view, mut taken) = (book.origins(), Vec::new());
        if let Some(number) = view.underlying_number(&space("GS-")) {
            view.taken().pieces(number, 1, 999, |piece| {
                taken.extend(piece.value.map(|()| (piece.first, piece.last)))
            });
        }
        taken
    };
    let next = stage.book.entry_count();
    // A reversing movement of the entry that is so many ahead, of these serials.
    let reverses = |ahead: u64, first, last| {
        let postings =
            vec![posting(A, Side::Debit, 1, first, last), posting(S24, Side::Credit, 1, first, last)];
        let reverses = EntryIndex(next + ahead);
        let body = ReversingMovement { reverses, reason: 1, postings: postings.try_into().unwrap() };
        ask(Body::Reversal(body), &[OPERATOR, AUTHORITY])
    };
    // Serials 1 to 10 are issued twice: the basis is that of the first issue, and both draw.
    let twice = || vec![issue(S24, &[(A, 1, 10)], on(1, name)), issue(S24, &[(A, 1, 10)], on(1, name))];
    assert_eq!(drawn(&replayed(&stage, twice())), 20);
    let back = |more: Vec<Ask>| replayed(&stage, [twice(), more].concat());
    assert_eq!(drawn(&back(vec![reverses(1, 1, 10)])), 10);
    assert_eq!(drawn(&back(vec![reverses(1, 1, 10), reverses(1, 1, 10)])), 10);
    assert_eq!(drawn(&back(vec![reverses(1, 1, 10), reverses(0, 1, 10)])), 0);
    // Whole, whatever is credited; and nothing where it names no movement that drew.
    assert_eq!(drawn(&back(vec![reverses(0, 3, 3)])), 10);
    assert_eq!(drawn(&back(vec![reverses(2, 3, 3)])), 20);
    // Numbers that are given back are free, whoever else took them.
    let twice = || {
        vec![
            issue(S24, &[(A, 1, 10)], underlying("GS-", 5)),
            issue(S24, &[(A, 11, 20)], underlying("GS-", 10)),
        ]
    };
    assert_eq!(taken(&replayed(&stage, twice())), [(5, 19)]);
    let book = replayed(&stage, [twice(), vec![reverses(0, 11, 11)]].concat());
    assert_eq!(taken(&book), [(15, 19)]);
    // What a cancellation settled, too.
    let settled = |book: &Book| book.origins().loss(LossNumber(1)).unwrap().settled;
    let wishes = || vec![issue(S24, &[(A, 1, 10)], on(1, name)), settle(1, 6, 1), settle(5, 8, 1)];
    assert_eq!(settled(&replayed(&stage, wishes())), 10);
    assert_eq!(settled(&replayed(&stage, [wishes(), vec![reverses(1, 9, 9)]].concat())), 4);
    let loaded = |book: &Book| {
        let loaded = Book::decode_snapshot(&snapshot(book), &genesis().origin);
        loaded.is_some_and(|loaded| loaded == *book)
    };
    assert!(loaded(&replayed(&stage, [wishes(), vec![reverses(1, 9, 9), reverses(2, 9, 9)]].concat())));
}

#[test]
fn the_last_conversion_counts() {
    let mut stage = world();
    stage.record(conversion(2024, 125));
    stage.record(conversion(2024, 150));
    let of = |year| (party("CHE"), "ha".to_owned(), year);
    let known = stage.book.origins().conversion(&of(2024)).unwrap();
    let mut terms = series(20, 1, Metric::NON_GHG);
    (terms.quantum_digits, terms.quantum_scale) = (25, 3.try_into().unwrap());
    let exact = crate::origins::worth(&terms, &known.terms);
    // 0.025 ha x 1.50 t/ha
    assert_eq!((exact.to_string(), exact.rounded(2).to_string()), ("0.03750".into(), "0.04".into()));
    assert!(stage.book.origins().conversion(&of(2023)).is_none());
}

#[test]
fn under_rulebook_2_nothing_of_it_is_known() {
    let mut stage = Stage::empty();
    let rulebook = Rulebook { version: 2, settings: Default::default() };
    stage.record(ask(Body::RulebookAdopted(rulebook), &[OPERATOR, AUTHORITY]));
    for wish in [loss(1, 10), withdraw(1), conversion(2024, 1)] {
        assert_eq!(stage.refused(wish), 101);
    }
    let history = ParticularValue::History(Digest([9; 32]));
    assert_eq!(stage.refused(issue(SOURCE[1], &[(A, 1, 20)], history)), 101);
    // Without a basis, as ever; and it gets none later.
    stage.record(ask(moves(Action::ISSUE, &[(SOURCE[1], A, 1, 1, 20)]), &[AUTHORITY]));
    assert_eq!(basis_of(&stage.book, block(1, 20)), []);
    assert!(*stage.book.origins().back == Default::default());
}

#[test]
fn check_notices_sums_that_are_not_the_serials() {
    let mut stage = world();
    stage.record(monitored(1, Y23, Y25, &[line(2024, 1)]));
    stage.record(issue(S24, &[(A, 1, 20)], on(1, line(2024, 1))));
    stage.record(issue(S24, &[(A, 21, 30)], underlying("GS-", 7)));
    stage.record(loss(1, 10));
    stage.record(settle(1, 4, 1));
    let good = crate::origins::tables::Tables::from_rows(stage.book.origins().back.rows()).unwrap();
    assert!(good.agree());
    let broken = |with: &dyn Fn(&mut crate::origins::tables::TablesMut<'_>)| {
        let mut tables = good.clone();
        with(&mut crate::origins::tables::TablesMut::of_book(&mut tables));
        !tables.agree()
    };
    let number = good.underlying_numbers.iter().next().map(|(_, number)| *number).unwrap();
    let activity = stage.book.origins().activity_number("act").unwrap();
    assert!(broken(&|tables| tables.draw((MonitoringNumber(1), line(2024, 1)), |drawn| drawn + 1)));
    assert!(broken(&|tables| tables.basis(SpaceId(1), 20, 20, None)));
    assert!(broken(&|tables| tables.basis(SpaceId(1), 30, 30, None)));
    assert!(broken(&|tables| tables.taken(number, 16, 16, None)));
    let issued = *good.made.iter().find(|(_, made)| made.taken.is_some()).unwrap().0;
    assert!(broken(&|tables| tables.made(issued, Default::default())));
    let back = crate::origins::nouns::Made { given_back: true, ..good.made.get(&issued).copied().unwrap() };
    assert!(broken(&|tables| tables.made(issued, back)));
    assert!(broken(&|tables| tables.settle_loss(LossNumber(1), |settled| settled - 1)));
    assert!(broken(&|tables| tables.monitored((activity, ComponentNumber(1)), Y23, Y23, None)));
}
