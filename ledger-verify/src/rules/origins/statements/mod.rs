//! Statements of rulebook 3, in order: each is judged by the state before it, then takes effect (`spec/origins.md` sections 2, 4, 5).
//!
//! Invariants:
//! - Of an entry the first rule that it breaks is returned, in the order of their numbers.
//! - Every list is sorted before it is searched: an entry costs no more than sorting what it says.
//!
//! Whether periods overlap is the business of [`super::periods`], whether anything is drawn of
//! [`super::movements`].

mod arithmetic;
mod signers;

pub use signers::is_signed_as_asked;

use ledger_format::body::Origins;
use ledger_format::body::origins::{
    ActivityDeclared, ConversionStated, LossStated, MonitoringStated, MonitoringWithdrawn,
};
use ledger_format::codes::{LineKind, Metric, MitigationType};
use ledger_format::identifiers::{EntryIndex, PartyCode, Timestamp};
use ledger_format::limits::SERIAL_MAX;

use self::arithmetic::adds_up;
use super::state::activities::Activity;
use crate::finding::Rule;
use crate::rules::ask as hold;
use crate::rules::state::State;

/// Years of which a loss or a conversion is stated.
const YEARS: std::ops::RangeInclusive<u16> = 1990..=2200;

/// R-141 and up, but for R-406 and for what is drawn.
///
/// # Errors
/// The first rule that it breaks.
pub fn ask(state: &State, index: EntryIndex, occurred_at: Timestamp, body: &Origins) -> Result<(), Rule> {
    match body {
        Origins::ActivityDeclared(declared) => ask_activity(state, index, declared),
        Origins::MonitoringStated(stated) => ask_monitoring(state, index, occurred_at, stated),
        Origins::LossStated(stated) => ask_loss(state, index, stated),
        Origins::ConversionStated(stated) => ask_conversion(state, index, stated),
        Origins::MonitoringWithdrawn(withdrawn) => ask_withdrawal(state, index, withdrawn),
    }
}

/// Lets a statement take effect, whatever rules it breaks.
pub fn apply(state: &mut State, index: EntryIndex, body: &Origins) {
    let known = &mut state.origins;
    match body {
        Origins::ActivityDeclared(declared) => {
            let names = &mut state.article6.names;
            let measured = names.measured(declared.metric, declared.non_ghg_metric.as_str());
            known.activities.declare(index, declared, measured);
        }
        Origins::MonitoringStated(stated) => {
            if let Some((activity, _)) = known.activities.known_at(&stated.activity, index) {
                known.monitorings.state(index, stated, activity);
            }
        }
        Origins::LossStated(stated) => known.lose(index, stated),
        Origins::MonitoringWithdrawn(withdrawn) => known.monitorings.withdraw(index, withdrawn.monitoring),
        Origins::ConversionStated(_) => {}
    }
}

///
fn ask_declared(state: &State, index: EntryIndex, party: PartyCode) -> Result<(), Rule> {
    hold(141, state.is_declared_at(party, index))
}

fn ask_activity(state: &State, index: EntryIndex, declared: &ActivityDeclared) -> Result<(), Rule> {
    ask_declared(state, index, declared.host)?;
    let is_new = state.origins.activities.known_at(&declared.activity, index).is_none();
    let mut components: Vec<_> = declared.components.iter().map(|component| component.number).collect();
    let is_sound = is_new
        && declared.from < declared.until
        && has_quantum_of_its_metric(declared)
        && !components.is_empty()
        && are_distinct(&mut components);
    hold(401, is_sound)
}

/// R-163, of an activity.
fn has_quantum_of_its_metric(declared: &ActivityDeclared) -> bool {
    let (digits, scale) = (declared.quantum_digits, u8::from(declared.quantum_scale));
    let names_metric = !declared.non_ghg_metric.as_str().is_empty();
    if declared.metric == Metric::GHG {
        !names_metric && (digits, scale) == (1, 0)
    } else {
        names_metric && digits > 0
    }
}

fn ask_monitoring(
    state: &State,
    index: EntryIndex,
    occurred_at: Timestamp,
    stated: &MonitoringStated,
) -> Result<(), Rule> {
    let known = &state.origins;
    let (_, activity) = known.activities.known_at(&stated.activity, index).ok_or(Rule::R(402))?;
    hold(403, known.monitorings.known_at(stated.monitoring, index).is_none())?;
    let lies_right = stated.from < stated.until
        && activity.from <= stated.from
        && stated.until <= activity.until
        && stated.until <= occurred_at;
    hold(404, lies_right)?;
    hold(405, has_lines_of(activity, stated))?;
    let scale = u8::from(stated.scale);
    hold(407, stated.lines.iter().all(|line| adds_up(line, scale)))
}

/// R-405 of a monitoring whose period begins before it ends.
fn has_lines_of(activity: &Activity, stated: &MonitoringStated) -> bool {
    let last = Timestamp(stated.until.0.saturating_sub(1));
    let years = stated.from.year()..=last.year();
    let counts = |kind: LineKind| match activity.mitigation {
        MitigationType::BOTH => true,
        MitigationType::REDUCTIONS => kind == LineKind::REDUCTIONS,
        MitigationType::REMOVALS => kind == LineKind::REMOVALS,
        _ => false,
    };
    let mut names: Vec<_> = stated.lines.iter().map(|line| line.name).collect();
    let fits = names.iter().all(|name| {
        years.contains(&u64::from(name.year)) && activity.has(name.component) && counts(name.kind)
    });
    fits && !names.is_empty() && are_distinct(&mut names)
}

fn ask_loss(state: &State, index: EntryIndex, stated: &LossStated) -> Result<(), Rule> {
    let known = &state.origins;
    hold(402, known.activities.known_at(&stated.activity, index).is_some())?;
    hold(403, known.loss_at(stated.loss, index).is_none())?;
    hold(408, YEARS.contains(&stated.year) && (1..=SERIAL_MAX).contains(&stated.units))
}

fn ask_conversion(state: &State, index: EntryIndex, stated: &ConversionStated) -> Result<(), Rule> {
    ask_declared(state, index, stated.party)?;
    hold(408, YEARS.contains(&stated.year) && stated.factor_digits > 0)
}

fn ask_withdrawal(state: &State, index: EntryIndex, withdrawn: &MonitoringWithdrawn) -> Result<(), Rule> {
    let known = state.origins.monitorings.known_at(withdrawn.monitoring, index);
    hold(409, known.is_some_and(|(_, monitoring)| monitoring.stands_at(index)))
}

/// Whether each item stands once; sorts them.
fn are_distinct<T: Ord>(items: &mut [T]) -> bool {
    items.sort_unstable();
    items.windows(2).all(|pair| !matches!(pair, [a, b] if a == b))
}
