//! What other registries got wrong about Article 6, each as a story through the public API.
//!
//! The controls: the same story, told to a stand-in that has exactly that mistake, fails.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Barrier;
use std::sync::atomic::{AtomicU64, Ordering};

use ledger_core::query::AsAt;
use ledger_format::block::SerialBlock;
use ledger_format::body::Body;
use ledger_format::body::article6::{Article6, AuthorizationStated, IdentifiersAssigned};
use ledger_format::codes::{AccountKind, Action, FirstTransferDefinition, Purposes};
use ledger_format::identifiers::{AccountNumber, SpaceId};
use ledger_tests::article6_answers::facts;
use ledger_tests::article6_world::{KINDS, account_of, attached, authorization, identified, party};
use ledger_tests::desk::{Desk, check, record, told};
use ledger_tests::model::Forget;
use ledger_tests::movements::{issue, legs, movement, reversal, transfer, using};
use ledger_tests::world::World;

/// Ghana's holding account, and those of Switzerland and Norway.
const HOST: u64 = 200;
const BUYER: u64 = 220;
const THIRD: u64 = 240;
/// The keys of the operator, of Ghana's authority, and of every account; of those who reverse.
const OPERATOR: &[u32] = &[0];
const AUTHORITY: &[u32] = &[1];
const HOLDER: &[u32] = &[10];
const BOTH: &[u32] = &[0, 1];

fn desk(mistake: Forget) -> Desk {
    Desk::of(&World::of_article6([0; 3]), mistake)
}

/// Ghana's units 1 to `last`, identified and attached to an authorization for these purposes.
fn with_units(
    mistake: Forget,
    last: u64,
    purposes: Purposes,
    definition: FirstTransferDefinition,
) -> Result<Desk, String> {
    let mut desk = desk(mistake);
    desk.must(issue(111, HOST, 3, 1, last), AUTHORITY)?;
    desk.must(identifiers(1, &[block(1, last)]), OPERATOR)?;
    desk.must(stated(authorization("GHA", "A", purposes, definition)), AUTHORITY)?;
    desk.must(attach(1, last), AUTHORITY)?;
    Ok(desk)
}

fn block(first: u64, last: u64) -> SerialBlock {
    SerialBlock::new(SpaceId(3), first, last)
}

fn stated(body: AuthorizationStated) -> Body {
    Body::Article6(Article6::AuthorizationStated(Box::new(body)))
}

fn attach(first: u64, last: u64) -> Body {
    Body::Article6(attached("GHA", "A", 1, &[block(first, last)]))
}

fn identifiers(first_number: u64, blocks: &[SerialBlock]) -> Body {
    Body::Article6(Article6::IdentifiersAssigned(identified(first_number, blocks)))
}

fn first_transfer(to: u64, first: u64, last: u64) -> Body {
    movement(Action::FIRST_TRANSFER, legs(HOST, to, 3, first, last))
}

/// The account of a Party (by place) of a kind.
fn of_kind(place: usize, kind: AccountKind) -> u64 {
    account_of(place, KINDS.iter().position(|known| *known == kind).unwrap())
}

#[test]
fn attachments_stop_at_the_cap() {
    told(Forget::Rule(349), |mistake| {
        let mut desk = desk(mistake);
        desk.must(issue(111, HOST, 3, 1, 20), AUTHORITY)?;
        let capped = AuthorizationStated {
            cap: 10,
            ..authorization("GHA", "A", Purposes::NDC, FirstTransferDefinition::NONE)
        };
        desk.must(stated(capped.clone()), AUTHORITY)?;
        desk.must(attach(1, 6), AUTHORITY)?;
        check(desk.post(attach(7, 11), AUTHORITY) == Some(349), "the eleventh was attached")?;
        desk.must(attach(7, 10), AUTHORITY)?;
        check(desk.post(attach(11, 11), AUTHORITY) == Some(349), "the eleventh was attached")?;
        // A new version counts what the old one attached.
        desk.must(stated(AuthorizationStated { version: 2, cap: 11, ..capped }), AUTHORITY)?;
        let two = Body::Article6(attached("GHA", "A", 2, &[block(11, 12)]));
        check(desk.post(two, AUTHORITY) == Some(349), "a new version began to count anew")
    });
}

/// Two threads, each with half of what the cap leaves and one more: one wins.
#[test]
fn two_threads_that_race_for_one_cap_do_not_both_win() {
    let runs = 200;
    let mut won = [0, 0];
    for run in 0..runs {
        let desk = desk(Forget::Nothing);
        let Desk::Ledger(registry, next) = &desk else { unreachable!() };
        let capped = AuthorizationStated {
            cap: 10,
            ..authorization("GHA", "A", Purposes::NDC, FirstTransferDefinition::NONE)
        };
        assert_eq!(record(registry, next, issue(111, HOST, 3, 1, 20), AUTHORITY), None);
        assert_eq!(record(registry, next, stated(capped), AUTHORITY), None);
        let barrier = Barrier::new(2);
        let race = |blocks: (u64, u64)| {
            barrier.wait();
            record(registry, next, attach(blocks.0, blocks.1), AUTHORITY)
        };
        let answers = std::thread::scope(|scope| {
            [(1, 6), (11, 16)].map(|blocks| scope.spawn(move || race(blocks))).map(|it| it.join().unwrap())
        });
        let attached = facts(&registry.ledger).values().filter(|facts| !facts.attached.is_empty()).count();
        match answers {
            [None, Some(349)] => won[0] += 1,
            [Some(349), None] => won[1] += 1,
            other => panic!("run {run}: {other:?}"),
        }
        assert_eq!(attached, 6, "run {run}");
    }
    println!("{won:?} of {runs} won by each thread");
}

/// The control: a registry that looks first and attaches afterwards lets both win.
#[test]
fn who_looks_first_and_attaches_afterwards_lets_both_win() {
    let attached = AtomicU64::new(0);
    let barrier = Barrier::new(2);
    let race = || {
        let fits = attached.load(Ordering::SeqCst) + 6 <= 10;
        barrier.wait();
        if fits {
            attached.fetch_add(6, Ordering::SeqCst);
        }
        fits
    };
    let wins =
        std::thread::scope(|scope| [scope.spawn(race), scope.spawn(race)].map(|it| it.join().unwrap()));
    assert_eq!((wins, attached.load(Ordering::SeqCst)), ([true, true], 12));
}

#[test]
fn a_split_block_stays_first_transferred_in_all_its_parts() {
    told(Forget::SplitKeepsFirstTransfer, |mistake| {
        let mut desk = with_units(mistake, 20, Purposes::NDC, FirstTransferDefinition::NONE)?;
        desk.must(first_transfer(BUYER, 1, 10), HOLDER)?;
        desk.must(transfer(BUYER, THIRD, 3, 4, 6), HOLDER)?;
        desk.must(transfer(BUYER, 260, 3, 8, 8), HOLDER)?;
        for (unit, facts) in desk.facts() {
            check(facts.first_transfer.is_some() == (unit.1 <= 10), format!("unit {unit:?}"))?;
        }
        // And so no part is adjusted for twice.
        let sum = desk.adjustments()[&(party("GHA"), 2024, 11)];
        check(sum == (10, 0), format!("Ghana adjusts for {sum:?}"))
    });
}

#[test]
fn purposes_are_a_set() {
    told(Forget::PurposesAreASet, |mistake| {
        let by_use = FirstTransferDefinition::USE_OR_CANCELLATION;
        let mut desk = with_units(mistake, 20, Purposes::ALL, by_use)?;
        desk.must(first_transfer(BUYER, 1, 10), HOLDER)?;
        let ndc = of_kind(1, AccountKind::USE_NDC);
        desk.must(using(Action::USE_NDC, legs(BUYER, ndc, 3, 1, 5), Some(2024), None), HOLDER)?;
        let oimp = of_kind(1, AccountKind::USE_OIMP);
        let used =
            |first| using(Action::USE_OIMP, legs(BUYER, oimp, 3, first, first), None, Some(Purposes::IMP));
        desk.must(used(6), HOLDER)
    });
    // And a set without the purpose does not cover it.
    let mut desk = with_units(Forget::Nothing, 20, Purposes::NDC, FirstTransferDefinition::NONE).unwrap();
    desk.must(first_transfer(BUYER, 1, 10), HOLDER).unwrap();
    let oimp = of_kind(1, AccountKind::USE_OIMP);
    let used = using(Action::USE_OIMP, legs(BUYER, oimp, 3, 1, 1), None, Some(Purposes::IMP));
    assert_eq!(desk.post(used, HOLDER), Some(366));
}

#[test]
fn acquisition_is_no_adjustment() {
    told(Forget::AcquisitionIsNone, |mistake| {
        let mut desk = with_units(mistake, 20, Purposes::NDC, FirstTransferDefinition::NONE)?;
        desk.must(first_transfer(BUYER, 1, 10), HOLDER)?;
        let transit = of_kind(1, AccountKind::IN_TRANSIT);
        desk.must(transfer(BUYER, transit, 3, 1, 4), HOLDER)?;
        desk.must(movement(Action::ACQUISITION, legs(transit, THIRD, 3, 1, 4)), HOLDER)?;
        let only_the_host = BTreeMap::from([((party("GHA"), 2024, 11), (10, 0))]);
        check(desk.adjustments() == only_the_host, format!("{:?}", desk.adjustments()))?;
        let ndc = of_kind(1, AccountKind::USE_NDC);
        desk.must(using(Action::USE_NDC, legs(BUYER, ndc, 3, 5, 6), Some(2025), None), HOLDER)?;
        let sum = desk.adjustments().get(&(party("CHE"), 2025, 11)).copied();
        check(sum == Some((0, 2)), format!("Switzerland adjusts for {sum:?}"))
    });
}

/// Units for which the host has adjusted are cancelled; an issue that is taken back would leave an addition of nothing.
#[test]
fn an_issuance_is_not_taken_back_after_the_host_adjusted() {
    let by_issuance = FirstTransferDefinition::ISSUANCE;
    told(Forget::Rule(372), |mistake| {
        let mut desk = desk(mistake);
        desk.must(issue(111, HOST, 3, 1, 10), AUTHORITY)?;
        let issued = desk.entry_count() - 1;
        let taken_back = || reversal(issued, &legs(111, HOST, 3, 1, 10));
        desk.must(identifiers(1, &[block(1, 10)]), OPERATOR)?;
        desk.must(stated(authorization("GHA", "A", Purposes::ALL, by_issuance)), AUTHORITY)?;
        desk.must(attach(3, 4), AUTHORITY)?;
        check(desk.post(taken_back(), BOTH) == Some(372), "what the host adjusted for was un-issued")?;
        let sum = desk.adjustments()[&(party("GHA"), 2024, 11)];
        check(sum == (2, 0), format!("Ghana adjusts for {sum:?}"))?;
        let other = of_kind(0, AccountKind::OTHER_CANCELLATION);
        desk.must(movement(Action::CANCELLATION, legs(HOST, other, 3, 3, 4)), HOLDER)
    });
    // Units that are authorized and no more may be: nobody has adjusted for them.
    let mut desk = desk(Forget::Nothing);
    desk.must(issue(111, HOST, 3, 1, 10), AUTHORITY).unwrap();
    let issued = desk.entry_count() - 1;
    desk.must(stated(authorization("GHA", "A", Purposes::NDC, FirstTransferDefinition::NONE)), AUTHORITY)
        .unwrap();
    desk.must(attach(1, 10), AUTHORITY).unwrap();
    desk.must(reversal(issued, &legs(111, HOST, 3, 1, 10)), BOTH).unwrap();
}

/// What an account holds is not what was ever issued or credited to it.
#[test]
fn holdings_are_what_is_there() {
    let Desk::Ledger(registry, next) =
        with_units(Forget::Nothing, 20, Purposes::NDC, FirstTransferDefinition::NONE).unwrap()
    else {
        unreachable!()
    };
    let post = |body, keys: &[u32]| assert_eq!(record(&registry, &next, body, keys), None);
    let (ndc, other) = (of_kind(1, AccountKind::USE_NDC), of_kind(0, AccountKind::OTHER_CANCELLATION));
    post(first_transfer(BUYER, 1, 10), HOLDER);
    post(using(Action::USE_NDC, legs(BUYER, ndc, 3, 1, 4), Some(2024), None), HOLDER);
    post(movement(Action::CANCELLATION, legs(HOST, other, 3, 19, 20)), HOLDER);
    let serials = |blocks: Vec<SerialBlock>| -> BTreeSet<u64> {
        blocks.iter().flat_map(|block| block.first..=block.last).collect()
    };
    let held = |account: u64| {
        let all = registry.ledger.holdings(AsAt::Head).unwrap().into_iter();
        serials(all.filter(|held| held.holding.account.0 == account).map(|held| held.block).collect())
    };
    let units = |account: u64| {
        let rows = registry.ledger.article6_units_of_account(AccountNumber(account));
        serials(rows.into_iter().map(|row| row.block).collect())
    };
    assert_eq!((held(THIRD), units(THIRD)), (BTreeSet::new(), BTreeSet::new()));
    for (account, expected) in [(HOST, 11..=18), (BUYER, 5..=10), (ndc, 1..=4), (other, 19..=20)] {
        let expected: BTreeSet<u64> = expected.collect();
        assert_eq!(
            (held(account), units(account)),
            (expected.clone(), expected.clone()),
            "account {account}"
        );
        // The control: a list of everything that was ever issued is another, for each of them.
        let issued = facts(&registry.ledger).keys().map(|unit| unit.1).collect::<BTreeSet<_>>();
        assert_ne!(issued, expected);
    }
}

/// Two series of Ghana of one vintage, of different activities, under one approach and in one registry.
#[test]
fn two_activities_do_not_mint_one_identifier() {
    told(Forget::Rule(352), |mistake| {
        let mut desk = desk(mistake);
        let of_kind = KINDS.len() - 2;
        desk.must(issue(111, HOST, 3, 1, 10), AUTHORITY)?;
        desk.must(issue(114, account_of(0, of_kind), 5, 1, 10), AUTHORITY)?;
        desk.must(identifiers(1, &[block(1, 10)]), OPERATOR)?;
        let other = |number, first, last| {
            let blocks = [SerialBlock::new(SpaceId(5), first, last)];
            let body = IdentifiersAssigned { ..identified(number, &blocks) };
            Body::Article6(Article6::IdentifiersAssigned(body))
        };
        check(desk.post(other(10, 1, 3), OPERATOR) == Some(352), "number 10 was given twice")?;
        desk.must(other(11, 1, 10), OPERATOR)?;
        let numbers: BTreeSet<_> = desk.facts().values().filter_map(|facts| facts.identifier).collect();
        check(numbers.len() == 20, format!("{} identifiers for 20 units", numbers.len()))
    });
}
