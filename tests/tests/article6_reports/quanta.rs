//! Adjustments of a metric whose series count it in different quanta, by hand and against the model.
//!
//! The control: taken as units, the figures are others.

use std::collections::BTreeMap;

use ledger_core::article6::MetricName;
use ledger_core::query::{AnnualYear, AsAt, FigureTooLarge, TableReading};
use ledger_format::amount::Amount;
use ledger_format::block::SerialBlock;
use ledger_format::body::article6::{Article6, AuthorizationStated, IdentifiersAssigned, InventoryStated};
use ledger_format::body::{Body, SeriesOpened, SpaceDeclared};
use ledger_format::codes::{Action, AdjustmentMethod, FirstTransferDefinition, Metric, Purposes};
use ledger_format::identifiers::{Digest, SpaceId};
use ledger_tests::article6_answers::{clearing, second_book, second_book_is_even};
use ledger_tests::article6_world::{PARTIES, attached, authorization, identified, party};
use ledger_tests::movements::{issue, legs, movement, reversal, using};
use ledger_tests::world::{World, series_opened};

use super::books::{Books, day};

/// Holding accounts for MWh of Ghana and Switzerland, and Switzerland's for use towards its NDC.
const HOST: u64 = 214;
const BUYER: u64 = 234;
const USED: u64 = 235;
const AUTHORITY: &[u32] = &[1];

fn energy() -> MetricName {
    MetricName { metric: Metric::NON_GHG, non_ghg: "MWh".to_owned() }
}

fn of_article6(body: Article6) -> Body {
    Body::Article6(body)
}

/// A space and a series in it that counts MWh in these quanta, and its Source account.
fn series(number: u32, vintage: u16, digits: u64, scale: u8) -> [Body; 2] {
    let space = SpaceId(number);
    let name = format!("GHA-{number}");
    let declared = SpaceDeclared { space, name: name.as_str().try_into().unwrap() };
    let opened = SeriesOpened {
        vintage,
        metric: Metric::NON_GHG,
        non_ghg_metric: "MWh".try_into().unwrap(),
        quantum_digits: digits,
        quantum_scale: scale.try_into().unwrap(),
        ..series_opened(number, number, source_of(number))
    };
    [Body::SpaceDeclared(declared), Body::SeriesOpened(opened)]
}

fn source_of(series: u32) -> u64 {
    100 + u64::from(series)
}

/// What attaches units of a block and identifies them.
fn authorized(
    name: &str,
    block: SerialBlock,
    first_number: u64,
    vintage: u16,
) -> [(Body, &'static [u32]); 3] {
    let stated = AuthorizationStated {
        metric: Metric::NON_GHG,
        non_ghg_metric: "MWh".try_into().unwrap(),
        ..authorization("GHA", name, Purposes::NDC, FirstTransferDefinition::NONE)
    };
    let identifiers = IdentifiersAssigned { vintage, ..identified(first_number, &[block]) };
    [
        (of_article6(Article6::AuthorizationStated(Box::new(stated))), AUTHORITY),
        (of_article6(Article6::IdentifiersAssigned(identifiers)), &[0]),
        (of_article6(attached("GHA", name, 1, &[block])), AUTHORITY),
    ]
}

fn inventory(code: &str, year: u16, total: u64) -> Body {
    of_article6(Article6::InventoryStated(InventoryStated {
        party: party(code),
        year,
        metric: Metric::NON_GHG,
        non_ghg_metric: "MWh".try_into().unwrap(),
        total: Amount::from(total),
        document: Digest::default(),
    }))
}

/// Ten serials of 2.5 MWh (space 21) and seven of 0.001 MWh (space 22) of 2024, in Ghana's hands.
fn books() -> Books {
    let mut books = Books::of(World::of_article6([0; 3]));
    for body in series(21, 2024, 25, 1).into_iter().chain(series(22, 2024, 1, 3)) {
        books.post(day(0), day(0), body, AUTHORITY);
    }
    for (space, last, number) in [(21, 10, 1), (22, 7, 101)] {
        books.post(day(0), day(0), issue(source_of(space), HOST, space, 1, last), AUTHORITY);
        let block = SerialBlock::new(SpaceId(space), 1, last);
        for (body, keys) in authorized(&format!("M{space}"), block, number, 2024) {
            books.post(day(0), day(0), body, keys);
        }
    }
    for (code, year, total) in [("GHA", 2024, 40_000), ("CHE", 2025, 1_000)] {
        books.post(day(0), day(0), inventory(code, year, total), AUTHORITY);
    }
    books
}

fn moved(
    books: &mut Books,
    action: Action,
    (from, to): (u64, u64),
    space: u32,
    first: u64,
    last: u64,
) -> u64 {
    let legs = legs(from, to, space, first, last);
    let year = (action == Action::USE_NDC).then_some(2025);
    let body = if year.is_some() { using(action, legs, year, None) } else { movement(action, legs) };
    books.post(day(0), day(0), body, &[10]).0
}

fn year(books: &Books, code: &str, year: u16, method: Option<AdjustmentMethod>) -> AnnualYear {
    let known = books.ledger().article6(AsAt::Head).unwrap();
    let reading = TableReading { method, ..TableReading::default() };
    known.annual_table(party(code), &energy(), year..=year, reading).unwrap().years.remove(0)
}

/// First transferred, used, net, cumulative, share and what it left, balance.
fn shown(year: &AnnualYear) -> [String; 7] {
    let known = |figure: Option<String>| figure.unwrap_or_default();
    [
        year.first_transferred.to_string(),
        year.used.to_string(),
        year.net.to_string(),
        known(year.cumulative.map(|it| it.to_string())),
        known(year.adjustment.map(|it| it.share.to_string())),
        known(year.adjustment.map(|it| it.remainder.to_string())),
        known(year.balance.map(|it| it.to_string())),
    ]
}

/// Whether the tables of all Parties are those of the model, in all years, and the clearing accounts are.
fn agrees(books: &Books) -> bool {
    let even = second_book_is_even(&second_book(books.ledger()));
    if even.is_err() || clearing(books.ledger()) != books.model.clearing() {
        return false;
    }
    PARTIES.iter().all(|code| {
        (2020..=2031).all(|of| {
            let year = year(books, code, of, None);
            let model = books.model.annual_figures(party(code), (Metric::NON_GHG, "MWh"), of);
            let [first_transferred, used, net, ..] = shown(&year);
            let share = year.adjustment.map(|it| (it.share.to_string(), it.remainder.to_string(), it.years));
            (first_transferred, used, net) == (model.first_transferred, model.used, model.net)
                && year.cumulative.map(|it| it.to_string()) == model.cumulative
                && share == model.adjustment
        })
    })
}

#[test]
fn serials_count_by_the_quantum_of_their_series() {
    let mut books = books();
    moved(&mut books, Action::FIRST_TRANSFER, (HOST, BUYER), 21, 1, 10);
    // Ten times 2.5: and what the host sells of a non-GHG metric lowers its indicator (para 9).
    let by_trajectory = year(&books, "GHA", 2024, Some(AdjustmentMethod::TRAJECTORY));
    assert_eq!(shown(&by_trajectory), ["25.0", "0.0", "-25.0", "-25.0", "-25.0", "0.0", "39975.0"]);
    assert!(agrees(&books));

    // Of the finest quantum every figure has the decimals; 25.007 over the four years from 2021.
    moved(&mut books, Action::FIRST_TRANSFER, (HOST, BUYER), 22, 1, 7);
    let host = year(&books, "GHA", 2024, None);
    assert_eq!(shown(&host), ["25.007", "0.000", "-25.007", "-25.007", "-6.252", "0.001", "39993.748"]);
    // The host has what buys less, and its clearing accounts the opposite: 10 units of 2.5 MWh, 7 of a kWh.
    assert_eq!(clearing(books.ledger()), BTreeMap::from([(21, 10), (22, 7)]));
    moved(&mut books, Action::USE_NDC, (BUYER, USED), 21, 1, 1);
    let fine = moved(&mut books, Action::USE_NDC, (BUYER, USED), 22, 1, 3);
    let user = year(&books, "CHE", 2025, None);
    assert_eq!(shown(&user), ["0.000", "2.503", "2.503", "2.503", "0.501", "-0.002", "1000.501"]);
    assert!(agrees(&books));

    // What does not stand any more has no decimals either.
    books.post(day(0), day(0), reversal(fine, &legs(BUYER, USED, 22, 1, 3)), &[0, 1]);
    let user = year(&books, "CHE", 2025, None);
    assert_eq!(shown(&user), ["0.0", "2.5", "2.5", "2.5", "0.5", "0.0", "1000.5"]);
    assert!(agrees(&books));

    // The control: a model that has not heard of the last entry is another.
    let known = books.model.clone();
    moved(&mut books, Action::USE_NDC, (BUYER, USED), 22, 5, 5);
    books.model = known;
    assert!(!agrees(&books));
}

#[test]
fn a_figure_that_cannot_be_counted_is_an_error_and_spoils_no_other_year() {
    let mut books = books();
    moved(&mut books, Action::FIRST_TRANSFER, (HOST, BUYER), 22, 1, 7);
    let (space, last) = (23, u64::MAX >> 1);
    let block = SerialBlock::new(SpaceId(space), 1, last);
    let opened = series(space, 2025, u64::MAX, 0).into_iter().map(|body| (body, AUTHORITY));
    let issued = [(issue(source_of(space), HOST, space, 1, last), AUTHORITY)];
    let all = opened.chain(issued).chain(authorized("M23", block, 1, 2025));
    for (body, keys) in all {
        books.post_to_ledger(body, keys);
    }
    books.post_to_ledger(movement(Action::FIRST_TRANSFER, legs(HOST, BUYER, space, 1, last)), &[10]);
    let known = books.ledger().article6(AsAt::Head).unwrap();
    let table = |years| known.annual_table(party("GHA"), &energy(), years, TableReading::default());
    // With three decimals these are more than 127 bits; 2024 does not ask for them.
    let too_large = FigureTooLarge { party: party("GHA"), year: 2025 };
    assert_eq!(table(2025..=2025), Err(too_large));
    assert_eq!(table(2024..=2025), Err(too_large));
    assert!(too_large.to_string().contains("GHA for 2025"), "{too_large}");
    assert_eq!(table(2024..=2024).unwrap().years[0].first_transferred.to_string(), "0.007");
    // In the period after, nothing of it is asked for.
    assert!(table(2026..=2030).is_ok());
}
