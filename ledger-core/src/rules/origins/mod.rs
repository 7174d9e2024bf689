//! what `spec/origins.md` section 4 asks under rulebook 3.
//!
//! Invariants:
//! - As of all rules: pure, asked in ascending order of their numbers, the first that says no is the answer.
//! - A movement that neither issues nor settles pays for a look at its action and particulars, and for nothing else.

mod activities;
mod conversions;
mod fault;
mod issues;
mod levies;
mod losses;
mod monitorings;
mod refusal;

use ledger_format::body::{Movement, Origins};
use ledger_format::codes::Action;

pub use fault::{ActivityFault, ArithmeticFault, LevyFault, LineFault, PeriodEndFault, SeriesUnfit};
pub(super) use issues::issuing;
pub use refusal::OriginsRefusal;

use super::Case;
use super::parties_and_roles::party_is_declared;
use super::refusal::Refusal;
use crate::book::State;

/// Asks the rules of a statement about where units come from, of each kind in ascending order.
pub(super) fn statement<S: State>(case: &Case<'_, '_, S>, body: &Origins) -> Result<(), Refusal> {
    match body {
        Origins::ActivityDeclared(body) => {
            party_is_declared(case, Some(body.host))?;
            Ok(activities::activity_is_formed(case, body)?)
        }
        Origins::MonitoringStated(body) => Ok(monitorings::monitoring_is_admitted(case, body)?),
        Origins::LossStated(body) => Ok(losses::loss_is_admitted(case, body)?),
        Origins::ConversionStated(body) => {
            party_is_declared(case, Some(body.party))?;
            Ok(conversions::conversion_is_formed(body)?)
        }
        Origins::MonitoringWithdrawn(body) => Ok(monitorings::withdrawal_is_admitted(case, body)?),
    }
}

/// of a movement, after hold.
pub(super) fn movement<S: State>(case: &Case<'_, '_, S>, body: &Movement) -> Result<(), Refusal> {
    match body.action {
        Action::ISSUE => Ok(issues::issue_has_a_basis(case, body)?),
        Action::CANCELLATION if !body.particulars.is_empty() => Ok(losses::loss_is_settled_once(case, body)?),
        _ => Ok(()),
    }
}
