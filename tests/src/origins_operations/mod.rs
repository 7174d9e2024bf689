//! Operations of rulebook 3, right and wrong, from the bytes of [`crate::article6_operations`]: what units come from, levies,
//! losses, and everything of rulebook 2 beside it.
//!
//! Invariants:
//! - As there: the same bytes over the same model are the same entries, and whether they are right is not known here.
//! - Amounts are small, and most monitorings begin where the one before ended, so that lines are drawn to their last unit.

mod issues;
mod statements;

use ledger_format::body::Body;
use ledger_format::body::article6::Article6;
use ledger_format::body::origins::Origins;
use ledger_format::codes::StandingItem;
use ledger_format::identifiers::PartyCode;

use crate::article6_operations::Draw;
use crate::article6_operations::drawn as drawn_of_article6;
use crate::article6_world::standing;
use crate::model::Model;
use crate::origins_world::{conversion, loss, statement, withdrawn};
use issues::{issue, settle};
pub(crate) use statements::spoil;
use statements::{declare, monitor};

/// What an operation says under rulebook 3; `what` is below 64.
pub(crate) fn drawn(draw: &mut Draw<'_>, what: u8) -> Body {
    match what {
        0..=11 => issue(draw),
        12..=20 => monitor(draw),
        // Of the rest every kind of operation of rulebook 2 but its issues, which say no basis.
        21..=47 => drawn_of_article6(draw, 8 + (what - 21) * 2),
        48..=51 => drawn_of_article6(draw, 53),
        52..=55 => settle(draw),
        56 | 57 => {
            let (activity, units) = (statements::known_activity(draw), 1 + u64::from(draw.of(20)));
            let number =
                draw.model.origins().losses.keys().max().unwrap_or(&0) + 1 - u32::from(draw.rarely(8));
            statement(Origins::LossStated(loss(number, &activity, if draw.rarely(12) { 0 } else { units })))
        }
        58 => withdraw(draw),
        59 => declare(draw),
        60 => {
            let code = draw.party();
            let (year, digits) = (draw.one(&[2022, 2023, 1980]), u64::from(draw.of(5)));
            statement(Origins::ConversionStated(conversion(crate::article6_world::party(code), year, digits)))
        }
        61 => {
            let (code, value) = (draw.one(&["NOR", "NOR", "GHA", "ZZZ"]), draw.one(&[1, 1, 0, 2]));
            let item = StandingItem::EXEMPT_FROM_ADAPTATION_SHARE;
            Body::Article6(Article6::StandingStated(standing(code, item, value)))
        }
        _ => drawn_of_article6(draw, what),
    }
}

fn withdraw(draw: &mut Draw<'_>) -> Body {
    let known: Vec<u32> = draw.model.origins().monitorings.keys().copied().collect();
    let untouched: Vec<u32> = known
        .iter()
        .copied()
        .filter(|number| {
            let state = draw.model.origins();
            state.lines().filter(|line| line.0 == *number).all(|line| state.drawn(line) == 0)
        })
        .collect();
    let list = if untouched.is_empty() || draw.rarely(3) { known } else { untouched };
    let number = if list.is_empty() || draw.rarely(8) { 9_999 } else { draw.one(&list) };
    withdrawn(number)
}

/// The Party whose authority signs, where one is known.
pub(crate) fn answers_for(model: &Model, body: &Origins) -> Option<PartyCode> {
    let host = |activity: &str| model.origins().activities.get(activity).map(|known| known.host);
    match body {
        Origins::ActivityDeclared(body) => Some(body.host),
        Origins::MonitoringStated(body) => host(body.activity.as_str()),
        Origins::LossStated(body) => host(body.activity.as_str()),
        Origins::ConversionStated(body) => Some(body.party),
        Origins::MonitoringWithdrawn(body) => {
            host(model.origins().monitorings.get(&body.monitoring.0)?.stated.activity.as_str())
        }
    }
}
