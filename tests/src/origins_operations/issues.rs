//! Issues with a basis and levies, and cancellations that settle a loss, likely to be right.

use ledger_format::body::{Body, Movement, ParticularValue};
use ledger_format::codes::{AccountKind, Action, Metric, Rounding};
use ledger_format::identifiers::{Digest, LossNumber};

use crate::article6_operations::Draw;
use crate::article6_operations::movements::is_live;
use crate::article6_world::SERIES;
use crate::model::article6::Facts;
use crate::model::origins::{Basis, Line};
use crate::model::{Model, UnitKey};
use crate::movements::legs;
use crate::origins_world::{ACTIVITIES, for_underlying, issue_to, on, settling};

/// The place among the series of the one of 6.4.
const LEVIED: usize = 2;
/// Prefixes of underlying ids.
const PREFIXES: [&str; 8] = ["VCS-1-", "VCS-2-", "VCS-1-", "VCS-2-", "VCS-", "VCS-1-2-", "VCS-1", "VCS-3-"];

/// Which series issue on lines of an activity and year.
fn series_on(activity: &str, year: u16) -> Option<usize> {
    match (ACTIVITIES.iter().position(|known| *known == activity)?, year) {
        (0, 2022) => Some(0),
        (0, 2023) => Some(1),
        (1, 2022) => Some(LEVIED),
        (2, 2022) => Some(3),
        _ => None,
    }
}

/// A line from which something is left to draw, with its series and how much.
fn line_left(draw: &mut Draw<'_>) -> Option<(Line, usize, u64)> {
    let state = draw.model.origins();
    let lines = state.lines().filter_map(|line| {
        let known = &state.monitorings[&line.0];
        let left = state.verified(line)?.saturating_sub(state.drawn(line));
        let series = series_on(known.stated.activity.as_str(), line.1.year)?;
        (known.stands && left > 0).then_some((line, series, left))
    });
    let lines: Vec<_> = lines.collect();
    (!lines.is_empty()).then(|| draw.one(&lines))
}

/// The basis, the series that issues, and how many units at most.
fn basis(draw: &mut Draw<'_>) -> (Option<ParticularValue>, usize, u64) {
    let any_series = draw.one(&[0, 1, 2, 2, 3, 4, 4]);
    match draw.of(12) {
        0..=6 => {
            let Some((line, series, left)) = line_left(draw) else {
                return (Some(ParticularValue::History(Digest([5; 32]))), any_series, 12);
            };
            let series = if draw.rarely(16) { any_series } else { series };
            // Now and then a line that is not there.
            let number = if draw.rarely(24) { line.0 + 1 } else { line.0 };
            (Some(on(number, line.1)), series, if draw.rarely(8) { left + 1 } else { left })
        }
        7..=9 => {
            let prefix = draw.one(&PREFIXES);
            let is_of = |space: &ledger_format::body::UnderlyingSpace| space.prefix.as_str() == prefix;
            let taken =
                draw.model.origins().taken().filter(|(space, _)| is_of(space)).map(|(_, number)| *number);
            let highest = taken.max().unwrap_or(0);
            let first = match draw.of(10) {
                0 => highest,
                1 => u64::from(draw.of(30)),
                2 => u64::MAX >> draw.of(3),
                _ => highest + 1,
            };
            (Some(for_underlying(prefix, first)), any_series, 12)
        }
        10 => (Some(ParticularValue::History(Digest([5; 32]))), any_series, 12),
        _ => (None, draw.one(&[0, 4, 4]), 12),
    }
}

pub(super) fn issue(draw: &mut Draw<'_>) -> Body {
    let (basis, place, most) = basis(draw);
    let (_, space, source) = SERIES[place];
    // Mostly all that is left, so that lines are drawn to the last unit.
    let units = if draw.rarely(3) { 1 + draw.below(most) } else { most };
    let issued = draw.model.units().keys().filter(|unit| unit.0 == space).map(|unit| unit.1).max();
    let first = issued.unwrap_or(0) + 1;
    let (host, metric) = match place {
        LEVIED => (2, Metric::GHG),
        3 => (0, Metric::NON_GHG),
        _ => (0, Metric::GHG),
    };
    let mut kind = draw.one(&[AccountKind::HOLDING, AccountKind::HOLDING, AccountKind::PENDING]);
    if draw.model.rulebook() >= 5 && place == LEVIED && !draw.rarely(5) {
        // The mechanism's registry issues there, or did so elsewhere.
        kind = draw.one(&[AccountKind::PENDING, AccountKind::PENDING, AccountKind::COUNTERPART]);
    }
    let kind = if metric == Metric::NON_GHG { AccountKind::HOLDING } else { kind };
    let to = draw.taker(kind, metric, host);
    let levied =
        if place == LEVIED { draw.rarely(10) == (kind == AccountKind::COUNTERPART) } else { draw.rarely(24) };
    let shares = if levied { levies(draw, units, to) } else { vec![(to, units)] };
    let body = issue_to(source, space, first, &shares, basis);
    match body {
        Body::Movement(movement) if draw.rarely(24) => Body::Movement(with_two_bases(movement)),
        other => other,
    }
}

/// The levies of so many units, mostly as the usual options have them.
fn levies(draw: &mut Draw<'_>, units: u64, to: u64) -> Vec<(u64, u64)> {
    let rounding = draw.one(&[Rounding::UP, Rounding::UP, Rounding::UP, Rounding::HALF_AWAY, Rounding::DOWN]);
    let share = |ten_thousandths: u128| {
        let exact = rounding.divide(u128::from(units) * ten_thousandths, 10_000).unwrap_or(0);
        u64::try_from(exact).unwrap_or(0)
    };
    let fund = if draw.rarely(6) { 0 } else { share(draw.one(&[500, 500, 500, 2_000])) };
    let omge = share(200) + u64::from(draw.rarely(4));
    // The fund's trustee has an account at any Party.
    let at = draw.place();
    let fund_account = draw.taker(AccountKind::ADAPTATION_FUND, Metric::GHG, at);
    let omge_account = draw.taker(AccountKind::OMGE_CANCELLATION, Metric::GHG, at);
    let fund = fund.min(units);
    let omge = omge.min(units - fund);
    vec![(fund_account, fund), (omge_account, omge), (to, units - fund - omge)]
}

fn with_two_bases(movement: Movement) -> Movement {
    let mut particulars = movement.particulars.to_vec();
    particulars.push(ParticularValue::History(Digest([6; 32])).into());
    Movement { particulars: particulars.try_into().unwrap_or_default(), ..movement }
}

/// Units of a loss's metric, cancelled for it.
pub(super) fn settle(draw: &mut Draw<'_>) -> Body {
    let losses: Vec<u32> = draw.model.origins().losses.keys().copied().collect();
    let number = if losses.is_empty() || draw.rarely(12) { 999 } else { draw.one(&losses) };
    let activity = draw.model.origins().losses.get(&number).map(|loss| loss.activity.clone());
    let is_mwh = activity.is_some_and(|activity| activity.as_str() == ACTIVITIES[2]) && !draw.rarely(6);
    let monitored = draw.rarely(2);
    let fits = |model: &Model, unit: &UnitKey, _: &Facts| {
        let from_line = matches!(model.origins().basis.get(unit), Some(Basis::Monitoring(_)));
        is_live(model, unit) && (unit.0 == 5) == is_mwh && (from_line || !monitored)
    };
    let (block, from) = draw.block(fits);
    let metric = if is_mwh { Metric::NON_GHG } else { Metric::GHG };
    let place = draw.place_of(from);
    let to = draw.taker(AccountKind::OTHER_CANCELLATION, metric, place);
    let postings = legs(from, to, block.space.0, block.first, block.last);
    if draw.rarely(12) {
        let body = settling(LossNumber(number).0, postings);
        let Body::Movement(movement) = body else { return body };
        return Body::Movement(Movement { action: Action::VOLUNTARY_CANCELLATION, ..movement });
    }
    settling(number, postings)
}
