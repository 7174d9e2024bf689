//! Movements of Article 6 units that are likely to be right: issues, transfers, uses, cancellations, reversals.

use ledger_format::block::SerialBlock;
use ledger_format::body::{Body, Movement, Particular, ParticularValue, Posting};
use ledger_format::codes::{AccountKind, Action, FirstTransferDefinition, Metric, Purposes, Side};
use ledger_format::identifiers::{Commitment, Timestamp};

use super::{BLOCK, Draw};
use crate::article6_world::{ENTITIES, SERIES};
use crate::model::article6::Facts;
use crate::model::{Model, UnitKey};
use crate::movements::reversal;
use crate::world::posting;

fn split(draw: &mut Draw<'_>, (block, from): (SerialBlock, u64), to: u64) -> Vec<Posting> {
    let space = block.space.0;
    let mut postings = vec![posting(from, Side::Debit, space, block.first, block.last)];
    let at = block.first + block.count() / 2;
    if block.count() > 1 && draw.rarely(4) {
        let kind = draw.model.account(to).map_or(AccountKind::HOLDING, |account| account.kind);
        let (metric, place) = (if space == 5 { Metric::NON_GHG } else { Metric::GHG }, draw.place());
        let other = draw.taker(kind, metric, place);
        postings.push(posting(to, Side::Credit, space, block.first, at - 1));
        postings.push(posting(other, Side::Credit, space, at, block.last));
    } else {
        postings.push(posting(to, Side::Credit, space, block.first, block.last));
    }
    postings
}

fn moved(
    draw: &mut Draw<'_>,
    action: Action,
    held: (SerialBlock, u64),
    kind: AccountKind,
    place: usize,
    particulars: &[ParticularValue],
) -> Movement {
    let metric = if held.0.space.0 == 5 { Metric::NON_GHG } else { Metric::GHG };
    let to = draw.taker(kind, metric, place);
    let postings = split(draw, held, to);
    let particulars: Vec<Particular> = particulars.iter().map(|value| value.clone().into()).collect();
    Movement {
        action,
        particulars: particulars.try_into().unwrap_or_default(),
        postings: postings.try_into().unwrap_or_default(),
    }
}

pub(crate) fn is_live(model: &Model, unit: &UnitKey) -> bool {
    model.article6_series(unit).is_some() && !model.is_ended(unit)
}

pub(super) fn issue(draw: &mut Draw<'_>) -> Body {
    let (number, space, source) = SERIES[draw.one(&[0, 0, 0, 1, 2, 2, 3, 4])];
    let issued = draw.model.units().keys().filter(|unit| unit.0 == space).map(|unit| unit.1).max();
    let first = issued.unwrap_or(0).saturating_sub(u64::from(draw.rarely(12))) + 1;
    let block = (first, first + draw.below(BLOCK));
    let host = if number == 13 { 2 } else { 0 };
    let kind = draw.one(&[
        AccountKind::HOLDING,
        AccountKind::HOLDING,
        AccountKind::PENDING,
        AccountKind::COUNTERPART,
    ]);
    let (kind, metric) =
        if number == 14 { (AccountKind::HOLDING, Metric::NON_GHG) } else { (kind, Metric::GHG) };
    let to = draw.taker(kind, metric, host);
    crate::movements::issue(source, to, space, block.0, block.1)
}

pub(super) fn move_on(draw: &mut Draw<'_>) -> Body {
    moved_to(draw, None)
}

/// To an account of one kind.
pub(crate) fn move_to(draw: &mut Draw<'_>, kind: AccountKind) -> Body {
    moved_to(draw, Some(kind))
}

fn moved_to(draw: &mut Draw<'_>, kind: Option<AccountKind>) -> Body {
    let now = Timestamp(draw.now_ms);
    let ready = |model: &Model, unit: &UnitKey, facts: &Facts| {
        let authorized = model.hosts_version_in_effect(unit, now).is_some();
        is_live(model, unit) && authorized && facts.identifier.is_some()
    };
    let any = |model: &Model, unit: &UnitKey, _: &Facts| !model.is_ended(unit);
    let held = if draw.rarely(5) { draw.block(any) } else { draw.block(ready) };
    let is_given = kind.is_some();
    let kind = kind.unwrap_or(draw.one(&[
        AccountKind::HOLDING,
        AccountKind::HOLDING,
        AccountKind::HOLDING,
        AccountKind::IN_TRANSIT,
        AccountKind::COUNTERPART,
        AccountKind::REVERSAL_BUFFER,
        AccountKind::ADAPTATION_FUND,
    ]));
    let stays = is_given && draw.rarely(2);
    let place = if stays { draw.place_of(held.1) } else { draw.place() };
    let action = if kind == AccountKind::ADAPTATION_FUND {
        Action::ADAPTATION_FUND_CONTRIBUTION
    } else {
        Action::TRANSFER
    };
    let mut body = moved(draw, action, held, kind, place, &[]);
    // What would be a first transfer is mostly called one.
    let makes = |posting: &Posting| {
        let unit = (posting.block.space.0, posting.block.first);
        posting.side == Side::Credit && draw.model.trigger(action, &unit, posting.account.0, now) == Some(1)
    };
    if body.postings.iter().any(makes) && action == Action::TRANSFER && !draw.rarely(12) {
        body.action = Action::FIRST_TRANSFER;
    }
    Body::Movement(body)
}

fn claimable(draw: &mut Draw<'_>) -> (SerialBlock, u64) {
    let now = Timestamp(draw.now_ms);
    let waiting = |model: &Model, unit: &UnitKey, facts: &Facts| {
        let version = model.hosts_version_in_effect(unit, now);
        let by_use = FirstTransferDefinition::USE_OR_CANCELLATION;
        is_live(model, unit)
            && facts.identifier.is_some()
            && facts.first_transfer.is_none()
            && version.is_some_and(|version| version.first_transfer == by_use)
    };
    let transferred =
        |model: &Model, unit: &UnitKey, facts: &Facts| is_live(model, unit) && facts.first_transfer.is_some();
    let identified =
        |model: &Model, unit: &UnitKey, facts: &Facts| is_live(model, unit) && facts.identifier.is_some();
    match draw.of(8) {
        0 => draw.block(identified),
        1..=3 => draw.block(waiting),
        _ => draw.block(transferred),
    }
}

pub(super) fn use_ndc(draw: &mut Draw<'_>) -> Body {
    let held = claimable(draw);
    let place = draw.place_of(held.1);
    let year = draw.one(&[2024, 2024, 2024, 2025, 2023, 2026]);
    let particulars = [ParticularValue::YearOfUse(year)];
    Body::Movement(moved(draw, Action::USE_NDC, held, AccountKind::USE_NDC, place, &particulars))
}

pub(crate) fn claim(draw: &mut Draw<'_>) -> [ParticularValue; 2] {
    let entity = draw.one(&[ENTITIES[0], ENTITIES[0], ENTITIES[1], Commitment([99; 32])]);
    [ParticularValue::Entity(entity), ParticularValue::Purpose(draw.one(&[Purposes::IMP, Purposes::OP]))]
}

pub(super) fn use_oimp(draw: &mut Draw<'_>) -> Body {
    let held = claimable(draw);
    let (place, particulars) = (draw.place_of(held.1), claim(draw));
    Body::Movement(moved(draw, Action::USE_OIMP, held, AccountKind::USE_OIMP, place, &particulars))
}

pub(super) fn end(draw: &mut Draw<'_>) -> Body {
    let held = claimable(draw);
    let place = draw.place_of(held.1);
    let (action, kind) = draw.one(&[
        (Action::CANCELLATION, AccountKind::OTHER_CANCELLATION),
        (Action::VOLUNTARY_CANCELLATION, AccountKind::VOLUNTARY_CANCELLATION),
        (Action::OMGE_CANCELLATION, AccountKind::OMGE_CANCELLATION),
        (Action::DOMESTIC_USE, AccountKind::DOMESTIC_USE),
    ]);
    let particulars = claim(draw);
    let count = if action == Action::DOMESTIC_USE { 0 } else { draw.of(3) };
    Body::Movement(moved(draw, action, held, kind, place, &particulars[..usize::from(count)]))
}

pub(super) fn acquire(draw: &mut Draw<'_>) -> Body {
    let away = |model: &Model, unit: &UnitKey, _: &Facts| {
        let holder = model.units().get(unit).and_then(|held| model.account(held.account));
        holder
            .is_some_and(|account| matches!(account.kind, AccountKind::IN_TRANSIT | AccountKind::COUNTERPART))
    };
    let held = draw.block(away);
    let place = draw.place();
    Body::Movement(moved(draw, Action::ACQUISITION, held, AccountKind::HOLDING, place, &[]))
}

pub(super) fn reverse(draw: &mut Draw<'_>) -> Body {
    let next = draw.model.entry_count();
    let entries: Vec<u64> =
        (next.saturating_sub(40)..next).filter(|at| draw.model.movement(*at).is_some()).collect();
    let entry =
        if entries.is_empty() { 0 } else { entries[entries.len() - 1 - draw.next() % entries.len().min(9)] };
    let postings = draw.model.movement(entry).map(|movement| movement.postings.to_vec()).unwrap_or_default();
    reversal(entry, &postings)
}
