//! Submissions made up for tests: well formed in every cell, not necessarily consistent.
#![allow(dead_code, reason = "each test binary uses its part")]

use std::num::NonZeroU16;

use jiff::civil::{Date, DateTime};
use ledger_aef::itmo_id::{ItmoBlock, ItmoId, ItmoSpace};
use ledger_aef::moment::{ActionMoment, Span, TimePoint, Timeframe};
use ledger_aef::quantity::Quantity;
use ledger_aef::submission::{Action, Authorization, AuthorizedEntity, Details, Submission, Units};
use ledger_aef::values::{
    ApproachId, AuthorizationId, CarpCell, EntityId, PartyCode, PartyName, RegistryCode, SubmissionVersion,
    Text, Year,
};
use ledger_aef::vocabulary::{ActionType, Controlled, Metric, Purpose, Spelled};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

fn date() -> impl Strategy<Value = Date> {
    (1990_i16..2100, 1_i8..=12, 1_i8..=28).prop_map(|(year, month, day)| Date::new(year, month, day).unwrap())
}

fn year() -> impl Strategy<Value = Year> {
    (1990_u16..2100).prop_map(|year| Year::new(year).unwrap())
}

/// Free text, with what trips readers: quotes, commas, line ends, markup, leading signs, escapes of spreadsheets.
fn text() -> impl Strategy<Value = Text> {
    let awkward = select(vec![
        "=1+1",
        "a,b\n\"c\"",
        "<v>&amp;</v>",
        "_x000D_",
        "_x0041_",
        "x\ty",
        "007",
        "1.0",
        "TRUE",
        "#REF!",
        "01/02/2024",
        "{Link to be produced by the CARP} and more",
        "'quoted",
        "-",
        "@sum",
        "é漢字🌍",
        "a  b",
        "]]>",
    ]);
    prop_oneof![
        awkward.prop_map(|text| Text::read(text).unwrap()),
        "\\PC{1,40}".prop_filter_map("blank", |text| Text::read(&text)),
    ]
}

fn entity() -> impl Strategy<Value = EntityId> {
    "[A-Za-z0-9().-]{1,4}( [A-Za-z0-9]{1,8})?".prop_filter_map("not applicable", |text| EntityId::read(&text))
}

fn party() -> impl Strategy<Value = PartyCode> {
    select(ledger_aef::parties::codes().collect::<Vec<_>>()).prop_map(|code| PartyCode::read(code).unwrap())
}

fn party_name() -> impl Strategy<Value = PartyName> {
    (party(), any::<bool>()).prop_map(|(code, named)| {
        let name = ledger_aef::parties::name_of(code.as_str()).unwrap();
        if named { PartyName::read(name).unwrap() } else { code.into() }
    })
}

fn registry() -> impl Strategy<Value = RegistryCode> {
    prop_oneof!["[A-Z]{3}[0-9]{2}", Just("UN01".to_owned())]
        .prop_map(|text| RegistryCode::read(&text).unwrap())
}

fn approach() -> impl Strategy<Value = ApproachId> {
    "CA[0-9]{4}".prop_map(|text| ApproachId::read(&text).unwrap())
}

fn authorization_id() -> impl Strategy<Value = AuthorizationId> {
    "[A-Za-z0-9][A-Za-z0-9 ./-]{0,12}".prop_filter_map("not applicable", |text| AuthorizationId::read(&text))
}

fn carp() -> impl Strategy<Value = CarpCell> {
    prop_oneof![4 => Just(CarpCell::Untouched), 1 => text().prop_map(CarpCell::Filled)]
}

/// A value of a list, as the nomenclature or as others spell it.
pub fn spelled<V: Controlled>() -> impl Strategy<Value = Spelled<V>> {
    let texts: Vec<&'static str> = V::VALUES
        .iter()
        .flat_map(|(_, name, aliases)| std::iter::once(*name).chain(aliases.iter().copied()))
        .collect();
    (select(texts), any::<bool>()).prop_map(|(text, loud)| {
        Spelled::read(&if loud { text.to_uppercase() } else { text.to_owned() }).unwrap()
    })
}

fn moment() -> impl Strategy<Value = ActionMoment> {
    let instant = (date(), 0_i8..24, 0_i8..60, 0_i8..60, 0_i32..1000).prop_map(|(date, h, m, s, ms)| {
        ActionMoment::Instant(DateTime::from_parts(
            date,
            jiff::civil::Time::new(h, m, s, ms * 1_000_000).unwrap(),
        ))
    });
    prop_oneof![instant, date().prop_map(ActionMoment::Day)]
}

fn span() -> impl Strategy<Value = Span> {
    let point = || {
        prop_oneof![
            year().prop_map(TimePoint::Year),
            (year(), 1_u8..=12).prop_map(|(year, month)| TimePoint::Month(year, month)),
            date().prop_map(TimePoint::Day),
        ]
    };
    (point(), point()).prop_filter_map("reversed", |(from, to)| Span::new(from, to))
}

fn timeframe() -> impl Strategy<Value = Timeframe> {
    prop_oneof![
        (year(), year()).prop_map(|(a, b)| Timeframe::Years(a.min(b), a.max(b))),
        (span(), option::of(span()))
            .prop_map(|(occurred, used)| Timeframe::Parts { occurred: Some(occurred), used }),
        span().prop_map(|used| Timeframe::Parts { occurred: None, used: Some(used) }),
    ]
}

fn quantity() -> impl Strategy<Value = Quantity> {
    prop_oneof![
        any::<u64>().prop_map(Quantity::from),
        (0_u32..1_000_000).prop_map(|number| Quantity::from(u64::from(number))),
        "[0-9]{1,18}\\.[0-9]{1,12}".prop_map(|text| Quantity::read(&text).unwrap()),
    ]
}

prop_compose! {
    fn details()(
        party in party_name(), major in 1_u16.., minor: u16, reported_year in year(), submitted in date(),
        review_status in carp(), consistency_result in carp(), review_report in carp(), a in year(), b in year(),
    ) -> Details {
        Details {
            party,
            version: SubmissionVersion { major: NonZeroU16::new(major).unwrap(), minor },
            reported_year,
            submitted,
            review_status,
            consistency_result,
            first_ndc_year: a.min(b),
            last_ndc_year: a.max(b),
            review_report,
        }
    }
}

prop_compose! {
    fn units()(
        approach in approach(), authorization in authorization_id(), first_transferring_party in party(),
        registry in registry(), vintage in year(), first in 1_u64.., length in 0_u64..1_000_000,
        underlying_registry in option::of(spelled()), first_unit in option::of(text()), last_unit in option::of(text()),
        metric in spelled::<Metric>(), gwp in option::of(text()), other in text(), amount in text(),
        quantity in quantity(), mitigation_type in spelled(),
    ) -> Units {
        let space = ItmoSpace {
            approach: approach.clone(), registry: registry.clone(), party: first_transferring_party.clone(), vintage,
        };
        let last = ItmoId { space: space.clone(), number: first.saturating_add(length) };
        let block = ItmoBlock::new(ItmoId { space, number: first }, &last).unwrap();
        let non_ghg = metric.value() == Metric::NonGhg;
        Units {
            approach, authorization, first_transferring_party, registry, block, underlying_registry, first_unit,
            last_unit, metric, gwp, non_ghg_metric: non_ghg.then_some(other), quantity,
            quantity_non_ghg: non_ghg.then_some(amount), mitigation_type, vintage,
        }
    }
}

prop_compose! {
    fn authorization()(
        (id, date, approach, version, quantity) in
            (authorization_id(), date(), approach(), any::<u32>(), option::of(any::<u64>())),
        (metric, gwp, other) in (spelled::<Metric>(), option::of(text()), text()),
        sectors in vec(spelled(), 1..4), activity_types in vec(spelled(), 0..4), purpose in spelled::<Purpose>(),
        parties in vec(party(), 0..4), entities in vec(entity(), 0..4), oimp in text(),
        timeframe in option::of(timeframe()), terms in option::of(text()), documentation in carp(),
        definition in spelled(), information in option::of(text()),
    ) -> Authorization {
        let covers = purpose.value().covers_oimp();
        Authorization {
            id, date, approach, version, quantity,
            non_ghg_metric: (metric.value() == Metric::NonGhg).then_some(other),
            metric, gwp, sectors, activity_types, purpose, parties, entities,
            oimp: covers.then_some(oimp), timeframe, terms, documentation,
            first_transfer_definition: covers.then_some(definition), information,
        }
    }
}

prop_compose! {
    fn action()(
        moment in moment(), action in spelled::<ActionType>(), subtype in option::of(0_usize..8), units in units(),
        other in party(), purpose in option::of(prop_oneof![text(), Just(Text::read("CORSIA").unwrap())]),
        using_party in option::of(party()), using_entity in option::of(entity()), year in year(),
        check_result in carp(), information in option::of(text()),
    ) -> Action {
        let kind = action.value();
        let says = kind.is_final() || kind == ActionType::FirstTransfer;
        let takes = matches!(kind, ActionType::Transfer | ActionType::FirstTransfer);
        Action {
            moment, action,
            subtype: subtype.and_then(|place| kind.subtypes().get(place)).map(|subtype| Spelled::new(*subtype)),
            units,
            transferring_party: (kind == ActionType::Acquisition).then(|| other.clone()),
            acquiring_party: takes.then_some(other),
            purpose: purpose.filter(|_| says),
            using_party: using_party.filter(|_| says),
            using_entity: using_entity.filter(|_| says),
            use_year: (kind == ActionType::Use).then_some(year),
            check_result, information,
        }
    }
}

prop_compose! {
    fn authorized_entity()(
        date in date(), name in text(), country in party_name(), number in entity(), approach in approach(),
        conditions in option::of(text()), changes in option::of(text()), information in option::of(text()),
    ) -> AuthorizedEntity {
        AuthorizedEntity { date, name, country, number, approach, conditions, changes, information }
    }
}

prop_compose! {
    /// A submission whose every cell is well formed.
    pub fn submission()(
        details in details(), authorizations in vec(authorization(), 0..4), actions in vec(action(), 0..6),
        holdings in vec(units(), 0..6), entities in vec(authorized_entity(), 0..4),
    ) -> Submission {
        Submission { details, authorizations, actions, holdings, entities }
    }
}
