//! What an entry under rulebook 3 changes (`spec/origins.md` section 5): the same code for an entry that is committed and one
//! that is replayed.
//!
//! Invariants:
//! - Total: whatever an entry says has an effect or none; nothing is refused here.
//! - Of a movement only its postings and particulars are asked, not who holds what: the entries in order are all that has to
//!   be told.
//! - A reversal gives back what is said of the serials that it moves by the entry that it reverses, once. In a journal without
//!   findings that is all that the movement drew, took or settled.

use std::sync::Arc;

use ledger_format::block::SerialBlock;
use ledger_format::body::origins::{ActivityDeclared, LossStated, MonitoringStated};
use ledger_format::body::{Body, Movement, Origins, Posting, UnderlyingSpace};
use ledger_format::codes::Action;
use ledger_format::identifiers::{ComponentNumber, EntryIndex, LossNumber, MonitoringNumber};
use ledger_format::limits::SERIAL_MAX;

use super::nouns::{
    Activity, ActivityNumber, Basis, BasisKind, Conversion, Loss, Monitoring, Settlement, UnderlyingNumber,
};
use super::particulars::{credited, is_history, line_of, loss_of, underlying_of, units};
use super::tables::{LineOf, TablesMut};
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

/// Lets a movement draw, take and settle, and a reversing movement give back. Asked before the reversal is noted.
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
        Body::Reversal(body) if state.options().knows_origins() && !state.is_reversed(body.reverses) => {
            given_back(state, &body.postings, body.reverses);
        }
        _ => {}
    }
}

fn issued(tables: &mut TablesMut<'_>, body: &Movement, entry: EntryIndex) {
    let (view, units) = (tables.view(), units(&body.postings));
    let line = line_of(body).filter(|(number, name)| {
        view.monitoring(*number).is_some_and(|monitoring| monitoring.line(*name).is_some())
    });
    if let Some(line) = line {
        tables.draw(line, |drawn| drawn.saturating_add(units));
    }
    let underlying = underlying_of(body).map(|(space, first)| (numbered(tables, space), first));
    let mut number = underlying.map_or(0, |(_, first)| u128::from(first));
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
        if let Some((space, _)) = underlying
            && let Some((first, last)) = numbers(number, number + u128::from(block.count()) - 1)
        {
            tables.taken(space, first, last, Some(()));
        }
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
    tables.underlying_numbers(space.clone(), number);
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
    if tables.view().loss(loss).is_none() {
        return;
    }
    for block in credited(&body.postings) {
        tables.settlements(block.space, block.first, block.last, Some(Settlement { entry, loss }));
        tables.settle_loss(loss, |settled| settled.saturating_add(u128::from(block.count())));
    }
}

fn given_back(state: &mut impl StateMut, postings: &[Posting], by: EntryIndex) {
    let (mut drawn, mut free, mut open): (Vec<(LineOf, u128)>, Vec<_>, Vec<_>) = Default::default();
    let view = state.origins();
    for block in credited(postings) {
        view.basis().pieces(block.space, block.first, block.last, |piece| match piece.value {
            Some(Basis { entry, kind }) if entry == by => match kind {
                BasisKind::Monitoring(monitoring, name) => drawn.push(((monitoring, name), piece.count())),
                BasisKind::Underlying { space, shift } => {
                    let number = |serial: u64| u128::from(serial.wrapping_add(shift));
                    free.extend(
                        numbers(number(piece.first), number(piece.last)).map(|bounds| (space, bounds)),
                    );
                }
                BasisKind::History => {}
            },
            _ => {}
        });
        view.settlements().pieces(block.space, block.first, block.last, |piece| {
            if let Some(settlement) = piece.value.filter(|settlement| settlement.entry == by) {
                open.push((settlement.loss, SerialBlock::new(block.space, piece.first, piece.last)));
            }
        });
    }
    if drawn.is_empty() && free.is_empty() && open.is_empty() {
        return;
    }
    let mut tables = state.origins_mut();
    for (line, units) in drawn {
        tables.draw(line, |drawn| drawn.saturating_sub(units));
    }
    for (space, (first, last)) in free {
        tables.taken(space, first, last, None);
    }
    for (loss, block) in open {
        tables.settlements(block.space, block.first, block.last, None);
        tables.settle_loss(loss, |settled| settled.saturating_sub(u128::from(block.count())));
    }
}
