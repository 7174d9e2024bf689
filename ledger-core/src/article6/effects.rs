//! What an entry under rulebook 2 changes (`spec/article6.md` section 5) and posts to the second book (section 6): the same
//! code for an entry that is committed and one that is replayed.
//!
//! Invariants:
//! - Total: whatever an entry says has an effect or none; nothing is refused here.
//! - Of a movement it asks who gave what to whom ([`CustodyEvent`]) and of which series it is, not who holds it now: the
//!   events of the entries in order are all that has to be told.
//! - First transfers and uses are said and posted in one go, and taken back in one go; every posting has both its legs
//!   ([`super::second_book`]).

use std::sync::Arc;

use ledger_format::block::SerialBlock;
use ledger_format::body::article6::{
    Article6, AuthorizationEnded, AuthorizationStated, IdentifiersAssigned, NdcPeriodDeclared,
    UnitsAuthorized,
};
use ledger_format::body::{Body, Movement, Particular, ParticularValue, SeriesOpened};
use ledger_format::codes::Action;
use ledger_format::identifiers::EntryIndex;
use ledger_format::limits::SERIAL_MAX;

use super::nouns::{
    Approach, Attachment, Authorization, AuthorizationNumber, FirstTransfer, Identified, IdentifierSpace,
    Measured, MetricName, NdcPeriod, NdcUse, Trigger,
};
use super::second_book::{Adjusting, Direction, PostedSeries};
use super::tables::TablesMut;
use super::units::{self, article6_terms};
use crate::book::{CustodyEvent, State, StateMut};
use crate::notices::levied;
use crate::rules::Candidate;

/// Lets a statement of Article 6 take effect.
pub(crate) fn statement(state: &mut impl StateMut, candidate: &Candidate<'_>, body: &Article6) {
    if !state.options().knows_article6() {
        return;
    }
    let entry = candidate.index;
    match body {
        Article6::UnitsAuthorized(body) => return units_authorized(state, candidate, body),
        Article6::IdentifiersAssigned(body) => return identifiers_assigned(state, body),
        _ => {}
    }
    let mut tables = state.article6_mut();
    match body {
        Article6::ApproachDeclared(body) => {
            if tables.view().approach(body.approach).is_none() {
                let (parties, metrics) = (body.parties.to_vec(), body.metrics.to_vec());
                let approach = Approach { parties, metrics, status: body.status, declared: entry };
                tables.approaches(body.approach, approach);
            }
        }
        Article6::ApproachStatusChanged(body) => {
            if let Some(mut approach) = tables.view().approach(body.approach).cloned() {
                approach.status = body.status;
                tables.approaches(body.approach, approach);
            }
        }
        Article6::NdcPeriodDeclared(body) => period_declared(&mut tables, body, entry),
        Article6::InventoryStated(body) => {
            let non_ghg = body.non_ghg_metric.as_str().to_owned();
            let metric = MetricName { metric: body.metric, non_ghg };
            tables.inventories((Measured { party: body.party, metric }, body.year), (body.clone(), entry));
        }
        Article6::StandingStated(body) => tables.standings((body.party, body.item), body.value),
        Article6::AuthorizationStated(body) => authorization_stated(&mut tables, body),
        Article6::EntityStated(body) => tables.entities((body.approach, body.entity), *body),
        Article6::AuthorizationEnded(body) => authorization_ended(&mut tables, body),
        Article6::AefFiled(body) => {
            let filing = (body.party, body.year, body.major, body.minor);
            if !tables.view().is_filed(filing) {
                tables.filings(filing, entry);
            }
        }
        Article6::AdjustmentsFinal(body) => {
            let mut years = tables.view().finals(body.party).to_vec();
            years.push(*body);
            tables.finals(body.party, years);
        }
        Article6::UnitsAuthorized(_) | Article6::IdentifiersAssigned(_) => {}
    }
}

fn period_declared(tables: &mut TablesMut<'_>, body: &NdcPeriodDeclared, declared: EntryIndex) {
    let metric = MetricName { metric: body.metric, non_ghg: body.non_ghg_metric.as_str().to_owned() };
    let of = Measured { party: body.party, metric };
    let mut periods = tables.view().periods(&of).to_vec();
    periods.push(NdcPeriod { terms: body.clone(), declared });
    tables.periods(of, periods);
}

fn authorization_stated(tables: &mut TablesMut<'_>, body: &AuthorizationStated) {
    let (party, id, version) = (body.party, body.authorization.as_str(), body.version);
    let number = match tables.view().authorization_number(party, id) {
        Some(number) => {
            let Some(mut known) = tables.view().authorization(number).cloned() else { return };
            if version <= known.latest {
                return;
            }
            known.latest = version;
            tables.authorizations(number, known);
            number
        }
        None => {
            // Each takes an entry of 200 bytes and more: there are not 2^32 of them.
            let number = u32::try_from(tables.view().authorization_count()).unwrap_or(u32::MAX);
            let number = AuthorizationNumber(number);
            tables.authorization_numbers((party, id.to_owned()), number);
            let known =
                Authorization { party, id: id.to_owned(), latest: version, ended_from: None, attached: 0 };
            tables.authorizations(number, known);
            number
        }
    };
    tables.versions((number, version), Arc::new(body.clone()));
    tables.supersede(number, version, body.from);
}

fn authorization_ended(tables: &mut TablesMut<'_>, body: &AuthorizationEnded) {
    let Some(number) = tables.view().authorization_number(body.party, body.authorization.as_str()) else {
        return;
    };
    if let Some(mut known) = tables.view().authorization(number).cloned() {
        known.ended_from = Some(known.ended_from.map_or(body.from, |before| before.min(body.from)));
        tables.authorizations(number, known);
    }
}

/// Article 6 serials of a block, series by series.
pub(crate) fn serials<S: State>(state: &S, block: SerialBlock) -> Vec<(SerialBlock, &SeriesOpened)> {
    let mut found = Vec::new();
    state.series_parts(block, |first, last, series| {
        if let Some(terms) = article6_terms(state, series) {
            found.push((SerialBlock::new(block.space, first, last), terms));
        }
    });
    found
}

fn units_authorized(state: &mut impl StateMut, candidate: &Candidate<'_>, body: &UnitsAuthorized) {
    let view = state.article6();
    let Some(authorization) = view.authorization_number(body.party, body.authorization.as_str()) else {
        return;
    };
    let attachment = Attachment { authorization, version: body.version };
    if view.attached_version(attachment).is_none() {
        return;
    }
    let trigger = units::trigger_of_authorization(view, attachment, candidate.entry.occurred_at());
    let blocks = body.blocks.iter().filter(|block| block.is_well_formed());
    let found: Vec<_> = blocks.flat_map(|block| serials(state, *block)).collect();
    let in_effect = view.is_in_effect(attachment, candidate.entry.occurred_at());
    let mut made: Vec<(SerialBlock, PostedSeries, Trigger)> = Vec::new();
    for (block, terms) in found.iter().filter(|(_, terms)| in_effect && terms.host == body.party) {
        let of = PostedSeries::of(terms);
        match trigger {
            Some(trigger) => made.push((*block, of, trigger)),
            None => levied::holders(state, *block, |part, holder| {
                if levied::transfers_when_authorized(state, terms, holder) {
                    made.push((part, of, Trigger::Levy));
                }
            }),
        }
    }
    let attached: Vec<SerialBlock> = found.into_iter().map(|(block, _)| block).collect();
    let mut tables = state.article6_mut();
    for block in attached {
        tables.attach(body.party, block, attachment);
    }
    for (block, of, trigger) in made {
        first_transfer(&mut tables, of, block, FirstTransfer { entry: candidate.index, trigger });
    }
}

/// Says and posts the first transfer of those serials of a series that have not made it.
pub(crate) fn first_transfer(
    tables: &mut TablesMut<'_>,
    of: PostedSeries,
    block: SerialBlock,
    made: FirstTransfer,
) {
    let mut new = Vec::new();
    tables.view().first_transfers().pieces(block.space, block.first, block.last, |piece| {
        if piece.value.is_none() {
            new.push((piece.first, piece.last, piece.count()));
        }
    });
    let mut units = 0;
    for (first, last, count) in new {
        tables.first_transfers(block.space, first, last, Some(made));
        units += count;
    }
    tables.post(of, Adjusting::FirstTransfer, Direction::Made, units);
}

fn identifiers_assigned(state: &mut impl StateMut, body: &IdentifiersAssigned) {
    let space = IdentifierSpace::of(body);
    let mut number = u128::from(body.first_number);
    for block in body.blocks.iter().filter(|block| block.is_well_formed()) {
        let of_serial = |serial: u64| number + u128::from(serial - block.first);
        let mut new = Vec::new();
        for (part, _) in serials(state, *block) {
            state.article6().identifiers().pieces(part.space, part.first, part.last, |piece| {
                if piece.value.is_none() {
                    new.push((piece.first, piece.last));
                }
            });
        }
        let mut tables = state.article6_mut();
        for (first, last) in new {
            // Numbers run from 1 to 2^63 - 1; what lies outside is not assigned.
            let first = if of_serial(first) == 0 { first.saturating_add(1) } else { first };
            let over = of_serial(last).saturating_sub(u128::from(SERIAL_MAX));
            let Some(last) = u64::try_from(over).ok().and_then(|over| last.checked_sub(over)) else {
                continue;
            };
            let (Some(first_number), true) = (u64::try_from(of_serial(first)).ok(), first <= last) else {
                continue;
            };
            let identified = Identified::new(space, first_number, first);
            tables.identifiers(block.space, first, last, Some(identified));
            tables.numbers(space, first_number, identified.number_of(last), Some(()));
        }
        number += u128::from(block.count());
    }
}

/// The calendar year for which a movement uses units: that of its first particular of that tag.
pub(crate) fn year_of_use(movement: &Movement) -> Option<u16> {
    let tag = ledger_format::codes::ParticularTag::YEAR_OF_USE.0;
    match movement.particulars.iter().find(|particular| particular.tag == tag).and_then(Particular::read) {
        Some(ParticularValue::YearOfUse(year)) => Some(year),
        _ => None,
    }
}

/// Lets what changed hands take effect: first transfers and uses are made, or taken back by a reversal.
pub(crate) fn moved(state: &mut impl StateMut, candidate: &Candidate<'_>, event: &CustodyEvent) {
    match candidate.body {
        Body::Movement(body) if body.action != Action::ISSUE => made_by_movement(state, body, event),
        // What a notice made, only its withdrawal takes back.
        Body::Reversal(body) if state.notices().notice(body.reverses).is_none() => {
            if let Some(of) = article6_terms(state, event.series).map(PostedSeries::of) {
                taken_back(&mut state.article6_mut(), of, event.block, body.reverses);
            }
        }
        _ => {}
    }
}

fn made_by_movement(state: &mut impl StateMut, body: &Movement, event: &CustodyEvent) {
    let Some(terms) = article6_terms(state, event.series) else { return };
    let (of, view) = (PostedSeries::of(terms), state.article6());
    let mut made: Vec<(SerialBlock, Trigger)> = Vec::new();
    let SerialBlock { space, first, last } = event.block;
    // Most of what moves was first transferred before: nothing else is looked up for it.
    view.first_transfers().pieces(space, first, last, |piece| {
        if piece.value.is_some() {
            return;
        }
        units::cut(view, SerialBlock::new(space, piece.first, piece.last), terms, |unit| {
            let (gave, takes) = (event.transferring, event.acquiring);
            let trigger =
                units::trigger_of_movement(state, &unit, body.action, event.occurred_at, gave, takes);
            made.extend(trigger.map(|trigger| (unit.block, trigger)));
        });
    });
    let user = match (body.action == Action::USE_NDC, year_of_use(body)) {
        (true, Some(year)) => state.account(event.acquiring).map(|account| (account.party, year)),
        _ => None,
    };
    if made.is_empty() && user.is_none() {
        return;
    }
    let mut tables = state.article6_mut();
    for (block, trigger) in made {
        first_transfer(&mut tables, of, block, FirstTransfer { entry: event.entry, trigger });
    }
    if let Some((party, year)) = user {
        let used = NdcUse { entry: event.entry, party, year };
        use_towards_ndc(&mut tables, of, event.block, used);
    }
}

/// Says and posts the use of those serials that are not used: a serial is used once.
pub(crate) fn use_towards_ndc(
    tables: &mut TablesMut<'_>,
    of: PostedSeries,
    block: SerialBlock,
    used: NdcUse,
) {
    let mut new = Vec::new();
    tables.view().uses().pieces(block.space, block.first, block.last, |piece| {
        if piece.value.is_none() {
            new.push((piece.first, piece.last, piece.count()));
        }
    });
    let mut units = 0;
    for (first, last, count) in new {
        tables.uses(block.space, first, last, Some(used));
        units += count;
    }
    tables.post(of, Adjusting::Use(used.party, used.year), Direction::Made, units);
}

/// Takes back, of these serials of a series, the first transfers and uses that a movement or a notice made. What units authorized made
/// stays, whatever a reversing movement names.
pub(crate) fn taken_back(tables: &mut TablesMut<'_>, of: PostedSeries, block: SerialBlock, by: EntryIndex) {
    let (mut transferred, mut used) = (Vec::new(), Vec::new());
    tables.view().first_transfers().pieces(block.space, block.first, block.last, |piece| {
        if piece.value.is_some_and(|made| made.entry == by && !made.trigger.is_of_authorizing()) {
            transferred.push((piece.first, piece.last, piece.count()));
        }
    });
    units::uses_in(tables.view(), block, |block, made| {
        if made.entry == by {
            used.push((block, made));
        }
    });
    for (first, last, count) in transferred {
        tables.first_transfers(block.space, first, last, None);
        tables.post(of, Adjusting::FirstTransfer, Direction::TakenBack, count);
    }
    for (part, NdcUse { party, year, .. }) in used {
        tables.uses(part.space, part.first, part.last, None);
        tables.post(of, Adjusting::Use(party, year), Direction::TakenBack, part.count().into());
    }
}
