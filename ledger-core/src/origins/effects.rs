//! What an entry under rulebook 3 changes (`spec/origins.md` section 5): the same code for an entry that is committed and one
//! that is replayed.
//!
//! Invariants:
//! - Total: whatever an entry says has an effect or none; nothing is refused here.
//! - Of a movement only its postings and particulars are asked, not who holds what: the entries in order are all that has to
//!   be told.
//! - A reversal gives back all that the movement which it names drew, took or settled, once, whatever it moves itself.

use std::sync::Arc;

use ledger_format::block::SerialBlock;
use ledger_format::body::origins::{ActivityDeclared, LossStated, MonitoringStated};
use ledger_format::body::{Body, Movement, Origins, UnderlyingSpace};
use ledger_format::codes::Action;
use ledger_format::identifiers::{ComponentNumber, EntryIndex, LossNumber, MonitoringNumber};
use ledger_format::limits::SERIAL_MAX;

use super::nouns::{
    Activity, ActivityNumber, Basis, BasisKind, Conversion, Loss, Made, Monitoring, UnderlyingNumber,
};
use super::particulars::{credited, is_history, line_of, loss_of, underlying_of, units};
use super::tables::TablesMut;
use super::underlying::{Place, registry_of, told_apart};
use crate::book::StateMut;
use crate::rules::Candidate;

/// Lets a statement about the origin of units take effect.
pub(crate) fn statement(state: &mut impl StateMut, candidate: &Candidate<'_>, body: &Origins) {
    if !state.options().knows_origins() {
        return;
    }
    let (entry, mut tables) = (candidate.index, state.origins_mut());
    match body {
        Origins::ActivityDeclared(body) => activity_declared(&mut tables, body, entry),
        Origins::MonitoringStated(body) => monitoring_stated(&mut tables, body, entry),
        Origins::LossStated(body) => loss_stated(&mut tables, body, entry),
        Origins::ConversionStated(body) => {
            let of = (body.party, body.non_ghg_metric.as_str().to_owned(), body.year);
            tables.conversions(of, Conversion { terms: body.clone(), stated: entry });
        }
        Origins::MonitoringWithdrawn(body) => monitoring_withdrawn(&mut tables, body.monitoring, entry),
    }
}

fn activity_declared(tables: &mut TablesMut<'_>, body: &ActivityDeclared, declared: EntryIndex) {
    let id = body.activity.as_str();
    if tables.view().activity_number(id).is_none() {
        let number = tables.view().next_activity();
        tables.activity_numbers(id.to_owned(), number);
        tables.activities(number, Arc::new(Activity { terms: body.clone(), declared }));
    }
}

fn monitoring_stated(tables: &mut TablesMut<'_>, body: &MonitoringStated, stated: EntryIndex) {
    let Some(activity) = tables.view().activity_number(body.activity.as_str()) else { return };
    if tables.view().monitoring(body.monitoring).is_some() {
        return;
    }
    cover(tables, activity, body, Some(body.monitoring));
    tables.monitorings(body.monitoring, Arc::new(Monitoring { terms: body.clone(), activity, stated }));
}

/// Each component once, ascending.
pub(crate) fn components_of(body: &MonitoringStated) -> Vec<ComponentNumber> {
    let mut components: Vec<_> = body.lines.iter().map(|line| line.name.component).collect();
    components.sort_unstable();
    components.dedup();
    components
}

/// Says of the period of each component of a monitoring that it covers it, or that nothing does.
fn cover(
    tables: &mut TablesMut<'_>,
    activity: ActivityNumber,
    body: &MonitoringStated,
    by: Option<MonitoringNumber>,
) {
    // A period that ends before it begins covers nothing.
    let Some(last) = body.until.0.checked_sub(1).filter(|last| body.from.0 <= *last) else { return };
    for component in components_of(body) {
        let mut change = Vec::new();
        tables.view().monitored().pieces((activity, component), body.from.0, last, |piece| {
            if by.is_some() || piece.value == Some(body.monitoring) {
                change.push((piece.first, piece.last));
            }
        });
        for (first, last) in change {
            tables.monitored((activity, component), first, last, by);
        }
    }
}

fn monitoring_withdrawn(tables: &mut TablesMut<'_>, number: MonitoringNumber, entry: EntryIndex) {
    let view = tables.view();
    if let (Some(known), None) = (view.monitoring(number).cloned(), view.withdrawn(number)) {
        cover(tables, known.activity, &known.terms, None);
        tables.withdrawals(number, entry);
    }
}

fn loss_stated(tables: &mut TablesMut<'_>, body: &LossStated, stated: EntryIndex) {
    let Some(activity) = tables.view().activity_number(body.activity.as_str()) else { return };
    if tables.view().loss(body.loss).is_none() {
        tables.losses(body.loss, Loss { terms: body.clone(), activity, stated, settled: 0 });
    }
}

/// Lets a movement draw, take and settle, and a reversing movement give back.
pub(crate) fn moved(state: &mut impl StateMut, candidate: &Candidate<'_>) {
    match candidate.body {
        Body::Movement(body)
            if (body.action == Action::ISSUE || body.action == Action::CANCELLATION)
                && !body.particulars.is_empty()
                && state.options().knows_origins() =>
        {
            let mut tables = state.origins_mut();
            if body.action == Action::ISSUE {
                issued(&mut tables, body, candidate.index);
            } else if let Some(loss) = loss_of(body) {
                settled(&mut tables, body, loss, candidate.index);
            }
        }
        Body::Reversal(body)
            if state.options().knows_origins() && state.origins().made_by(body.reverses).is_some() =>
        {
            given_back(&mut state.origins_mut(), body.reverses);
        }
        _ => {}
    }
}

fn issued(tables: &mut TablesMut<'_>, body: &Movement, entry: EntryIndex) {
    let (view, units) = (tables.view(), units(&body.postings));
    let mut made = Made::default();
    let line = line_of(body).filter(|(number, name)| {
        view.monitoring(*number).is_some_and(|monitoring| monitoring.line(*name).is_some())
    });
    if let Some((monitoring, name)) = line {
        tables.draw((monitoring, name), |drawn| drawn.saturating_add(units));
        made.drawn = Some((monitoring, name, units));
    }
    let underlying = underlying_of(body).map(|(space, first)| (numbered(tables, space), u128::from(first)));
    if let Some((space, first)) = underlying
        && let Some((first, last)) = (first + units).checked_sub(1).and_then(|last| numbers(first, last))
    {
        tables.taken(space, first, last, Some(()));
        made.taken = Some((space, first, last));
    }
    if made != Made::default() {
        tables.made(entry, made);
    }
    let mut number = underlying.map_or(0, |(_, first)| first);
    for block in credited(&body.postings) {
        let kind = match (line, underlying) {
            (Some((monitoring, name)), _) => Some(BasisKind::Monitoring(monitoring, name)),
            (None, Some((space, _))) => {
                // Modulo 2^64; what the rules admit lies far below.
                let low = u64::try_from(number & u128::from(u64::MAX)).unwrap_or_default();
                Some(BasisKind::Underlying { space, shift: low.wrapping_sub(block.first) })
            }
            (None, None) => is_history(body).then_some(BasisKind::History),
        };
        number += u128::from(block.count());
        if let Some(kind) = kind {
            say_basis(tables, block, Basis { entry, kind });
        }
    }
}

/// What of these numbers lies from 1 to 2^63 - 1.
pub(crate) fn numbers(first: u128, last: u128) -> Option<(u64, u64)> {
    let (first, last) = (first.max(1), last.min(u128::from(SERIAL_MAX)));
    let bounds = (u64::try_from(first).ok()?, u64::try_from(last).ok()?);
    (first <= last).then_some(bounds)
}

/// The number of an underlying space, given to it now if it has none.
fn numbered(tables: &mut TablesMut<'_>, space: UnderlyingSpace) -> UnderlyingNumber {
    if let Some(number) = tables.view().underlying_number(&space) {
        return number;
    }
    let number = tables.view().next_underlying();
    if let Some(place) = Place::named(tables.view().underlying_place(&space), &space) {
        tables.underlying_places(registry_of(&space), place);
    }
    tables.underlying_numbers(told_apart(&space), number);
    tables.underlying_spaces(number, space);
    number
}

/// Of serials that have no basis: the first issue's stays.
fn say_basis(tables: &mut TablesMut<'_>, block: SerialBlock, basis: Basis) {
    let mut new = Vec::new();
    tables.view().basis().pieces(block.space, block.first, block.last, |piece| {
        if piece.value.is_none() {
            new.push((piece.first, piece.last));
        }
    });
    for (first, last) in new {
        tables.basis(block.space, first, last, Some(basis));
    }
}

fn settled(tables: &mut TablesMut<'_>, body: &Movement, loss: LossNumber, entry: EntryIndex) {
    let units = units(&body.postings);
    if tables.view().loss(loss).is_some() && units > 0 {
        tables.settle_loss(loss, |settled| settled.saturating_add(units));
        tables.made(entry, Made { settled: Some((loss, units)), ..Made::default() });
    }
}

/// Gives back what a movement made, if it made something and did not give it back before.
fn given_back(tables: &mut TablesMut<'_>, movement: EntryIndex) {
    let Some(made) = tables.view().made_by(movement).filter(|made| !made.given_back) else { return };
    if let Some((monitoring, name, units)) = made.drawn {
        tables.draw((monitoring, name), |drawn| drawn.saturating_sub(units));
    }
    if let Some((space, first, last)) = made.taken {
        tables.taken(space, first, last, None);
    }
    if let Some((loss, units)) = made.settled {
        tables.settle_loss(loss, |settled| settled.saturating_sub(units));
    }
    tables.made(movement, Made { given_back: true, ..made });
}
