//! Reports of the past know what had been stated by then, and units did what they did in the ledger.

use ledger_core::article6::MetricName;
use ledger_core::query::{Article6View, AsAt, TableReading, UnitState};
use ledger_format::amount::Amount;
use ledger_format::block::SerialBlock;
use ledger_format::body::Body;
use ledger_format::body::article6::{Article6, AuthorizationEnded, AuthorizationStated, InventoryStated};
use ledger_format::body::origins::Origins;
use ledger_format::codes::{AccountKind, Action, FirstTransferDefinition, Metric, Purposes};
use ledger_format::identifiers::{Digest, SpaceId, Timestamp};
use ledger_tests::article6_world::{KINDS, account_of, attached, authorization, identified, party};
use ledger_tests::movements::{issue, legs, movement};
use ledger_tests::origins_world::{conversion, statement};
use ledger_tests::world::World;

use super::books::{Books, day};

const SPACE: u32 = 3;
const HOST: u64 = 200;
const BUYER: u64 = 220;
const AUTHORITY: &[u32] = &[1];
/// The end of the reported year; what comes after it occurred later.
const YEAR_END: u64 = 5;

fn block(first: u64, last: u64) -> SerialBlock {
    SerialBlock::new(SpaceId(SPACE), first, last)
}

fn stated(name: &str, version: u32, purposes: Purposes) -> Body {
    let definition = FirstTransferDefinition::USE_OR_CANCELLATION;
    let definition = if purposes == Purposes::NDC { FirstTransferDefinition::NONE } else { definition };
    let terms = AuthorizationStated { version, ..authorization("GHA", name, purposes, definition) };
    Body::Article6(Article6::AuthorizationStated(Box::new(terms)))
}

fn ended(name: &str, from_ms: u64) -> Body {
    let (party, authorization) = (party("GHA"), name.try_into().unwrap());
    let ended = AuthorizationEnded { party, authorization, from: Timestamp(from_ms) };
    Body::Article6(Article6::AuthorizationEnded(ended))
}

fn units(name: &str, first: u64, last: u64) -> Body {
    Body::Article6(attached("GHA", name, 1, &[block(first, last)]))
}

fn inventory(total: u64) -> Body {
    Body::Article6(Article6::InventoryStated(InventoryStated {
        party: party("GHA"),
        year: 2024,
        metric: Metric::GHG,
        non_ghg_metric: Default::default(),
        total: Amount::from(total),
        document: Digest::default(),
    }))
}

/// Serials 1 to 100 at their host, identified; 1 to 50 under authorization A; 1 to 10 first transferred in the year.
fn books() -> Books {
    let mut books = Books::of(World::of_article6([0; 3]));
    let identifiers = Article6::IdentifiersAssigned(identified(1, &[block(1, 100)]));
    for (body, keys) in [
        (issue(111, HOST, SPACE, 1, 100), AUTHORITY),
        (Body::Article6(identifiers), &[0]),
        (stated("A", 1, Purposes::NDC), AUTHORITY),
        (units("A", 1, 50), AUTHORITY),
        (inventory(500), AUTHORITY),
    ] {
        books.post(day(0), day(0), body, keys);
    }
    let sold = movement(Action::FIRST_TRANSFER, legs(HOST, BUYER, SPACE, 1, 10));
    books.post(day(1), day(1), sold, &[10]);
    books
}

fn at_year_end(books: &Books) -> Article6View<'_> {
    books.ledger().article6(AsAt::Occurred(Timestamp(day(YEAR_END)))).unwrap()
}

fn latest_and_end(view: &Article6View<'_>, name: &str) -> Option<(u32, Option<u64>)> {
    let known = view.authorization(party("GHA"), name)?;
    Some((known.latest, known.ended_from.map(|from| from.0)))
}

fn state(view: &Article6View<'_>, serial: u64, at_ms: u64) -> UnitState {
    view.state(&view.units(block(serial, serial))[0], Timestamp(at_ms))
}

fn inventory_of(view: &Article6View<'_>) -> Option<i128> {
    let table = view.annual_table(party("GHA"), &MetricName::ghg(), 2024..=2024, TableReading::default());
    table.unwrap().years[0].inventory
}

#[test]
fn what_was_stated_later_is_not_known() {
    let mut books = books();
    let then = |books: &Books| {
        let view = at_year_end(books);
        let states = [state(&view, 20, day(20)), state(&view, 5, day(20))];
        (latest_and_end(&view, "A"), latest_and_end(&view, "B"), states, inventory_of(&view))
    };
    let expected = (Some((1, None)), None, [UnitState::Authorized, UnitState::Itmo], Some(500));
    assert_eq!(then(&books), expected);
    for body in
        [stated("A", 2, Purposes::ALL), ended("A", day(10)), stated("B", 1, Purposes::NDC), inventory(600)]
    {
        books.post(day(10), day(10), body, AUTHORITY);
    }
    assert_eq!(then(&books), expected);
    // The control: at the head, and as at a day later, all of it is.
    for as_at in [AsAt::Head, AsAt::Occurred(Timestamp(day(10)))] {
        let view = books.ledger().article6(as_at).unwrap();
        assert_eq!(latest_and_end(&view, "A"), Some((2, Some(day(10)))));
        assert_eq!((latest_and_end(&view, "B"), inventory_of(&view)), (Some((1, None)), Some(600)));
        assert_eq!(
            [state(&view, 20, day(20)), state(&view, 5, day(20))],
            [UnitState::MitigationOutcome, UnitState::Itmo]
        );
    }
    // As at an entry the journal decides, whatever occurred when.
    let last = books.post(day(2), day(20), ended("B", day(2)), AUTHORITY);
    let before =
        books.ledger().article6(AsAt::Entry(ledger_format::identifiers::EntryIndex(last.0 - 1))).unwrap();
    assert_eq!(latest_and_end(&before, "B"), Some((1, None)));
    drop(before);
    // B was ended in the year by a word that came later: nothing that stands under it is reported of the year.
    assert_eq!(latest_and_end(&at_year_end(&books), "B"), None);
}

#[test]
fn a_history_that_was_posted_late_rests_on_what_was_stated_late() {
    let mut books = books();
    books.post(day(12), day(12), stated("C", 1, Purposes::NDC), AUTHORITY);
    books.post(day(2), day(12), units("C", 51, 60), AUTHORITY);
    let sold = movement(Action::FIRST_TRANSFER, legs(HOST, BUYER, SPACE, 51, 55));
    books.post(day(3), day(12), sold, &[10]);
    let view = at_year_end(&books);
    assert_eq!(
        [state(&view, 51, day(YEAR_END)), state(&view, 60, day(YEAR_END))],
        [UnitState::Itmo, UnitState::Authorized]
    );
    assert_eq!(latest_and_end(&view, "C"), Some((1, None)));
    drop(view);
    books.post(day(4), day(13), ended("C", day(4)), AUTHORITY);
    let view = at_year_end(&books);
    assert_eq!(latest_and_end(&view, "C"), Some((1, Some(day(4)))));
    assert_eq!(state(&view, 60, day(YEAR_END)), UnitState::MitigationOutcome);
}

/// An end that was posted first and occurred last keeps a movement from being a first transfer: so it does in the past.
#[test]
fn the_past_makes_no_first_transfer_that_the_ledger_did_not() {
    let mut books = books();
    let cancelled =
        account_of(0, KINDS.iter().position(|kind| *kind == AccountKind::VOLUNTARY_CANCELLATION).unwrap());
    books.post(day(2), day(2), stated("D", 1, Purposes::ALL), AUTHORITY);
    books.post(day(2), day(2), units("D", 61, 70), AUTHORITY);
    let cancel =
        |first, last| movement(Action::VOLUNTARY_CANCELLATION, legs(HOST, cancelled, SPACE, first, last));
    books.post(day(3), day(3), cancel(61, 62), &[10]);
    books.post(day(30), day(30), ended("D", day(1)), AUTHORITY);
    books.post(day(4), day(30), cancel(63, 64), &[10]);
    let at_head = books.ledger().article6(AsAt::Head).unwrap().all_units();
    let view = at_year_end(&books);
    assert_eq!(latest_and_end(&view, "D"), Some((1, None)));
    assert_eq!(view.all_units(), at_head);
    let transferred = |serial| view.units(block(serial, serial))[0].first_transfer.is_some();
    assert_eq!([transferred(62), transferred(63)], [true, false]);
}

#[test]
fn what_a_unit_is_worth_is_what_was_stated_by_then() {
    let mut books = Books::of(World::of_origins([0; 3], [500, 200, 3, 0]));
    let say = |digits| statement(Origins::ConversionStated(conversion(party("GHA"), 2022, digits)));
    let factor = |books: &Books, at_ms| {
        let view = books.ledger().article6(AsAt::Occurred(Timestamp(at_ms))).unwrap();
        view.conversion(party("GHA"), "MWh", 2022).map(|it| it.terms.factor_digits)
    };
    books.post(day(1), day(1), say(500), AUTHORITY);
    books.post(day(10), day(10), say(424), AUTHORITY);
    assert_eq!(
        [factor(&books, day(0)), factor(&books, day(5)), factor(&books, day(10))],
        [None, Some(500), Some(424)]
    );
    let terms = books.ledger().book().series(ledger_format::identifiers::SeriesId(14)).unwrap().terms.clone();
    let worth = |as_at| {
        let view = books.ledger().article6(as_at).unwrap();
        view.unit_worth(party("GHA"), &terms).map(|it| it.rounded.to_string())
    };
    let at = |ms| AsAt::Occurred(Timestamp(ms));
    assert_eq!([worth(at(day(0))), worth(at(day(5)))], [None, Some("0.500".to_owned())]);
    assert_eq!(worth(AsAt::Head), Some("0.424".to_owned()));
    assert_eq!(
        books.ledger().unit_worth(party("GHA"), &terms).map(|it| it.rounded.to_string()),
        worth(AsAt::Head)
    );
}
