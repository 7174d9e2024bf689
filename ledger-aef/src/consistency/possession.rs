//! Where units were through the year, as far as the rows of one submission show: ISC01, acquired-twice, not-in-hand, moved-after-end, other-party.
//!
//! - A Party reports its own side: an acquisition, and a first transfer that names nobody who takes, bring units in; a transfer and a first transfer to
//!   another Party take them out; a use or cancellation ends them. What was held when the year began is not seen, and nothing is concluded from it.
//! - Rows are taken in the order of time. Those of one moment, and those of a day of which one row says the day alone, stand in no order: a fault is found
//!   only where no order of them is right.
//! - A row that was left out could explain most of this: then only a unit's end is held against what followed it.
//! - Work is bounded: blocks cut so that they would be looked at too often leave the checks undetermined.

mod journey;
mod year_end;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime};

use crate::columns::{Field, Table};
use crate::finding::Code;
use crate::itmo_id::{IdentifierForm, ItmoSpace};
use crate::moment::ActionMoment;
use crate::submission::Action;
use crate::syntax::Parsed;
use crate::values::PartyCode;
use crate::vocabulary::{ActionSubtype, ActionType, FirstTransferDefinition};

use super::Judge;
use journey::{Came, Effect, Journeys, Wrong, WrongKind};
use year_end::YearEnd;

/// The checks made here, but for `other-party`.
const CODES: [Code; 4] = [Code::HoldingsReported, Code::AcquiredTwice, Code::NotInHand, Code::MovedAfterEnd];

pub(super) fn check(judge: &mut Judge<'_>) {
    // Without table 1 nobody knows whose side this is.
    let Some(details) = &judge.checked.details else { return };
    let me = details.party.code();
    other_party(judge, me);
    let actions: Vec<&Parsed<Action>> = judge.actions().collect();
    let mut order: Vec<usize> = (0..actions.len()).collect();
    order.sort_by_key(|at| actions.get(*at).map(|action| time_of(action)));
    let mut journeys: BTreeMap<&ItmoSpace, Journeys> = BTreeMap::new();
    let mut budget = journey::VISITS;
    let mut wrong = Vec::new();
    for at in order {
        let Some(action) = actions.get(at) else { continue };
        let Some(effect) = effect(&action.row, me) else { continue };
        // What is reported twice happened once; II02 has said so.
        if judge.repeated.contains(&action.number) {
            continue;
        }
        let block = &action.row.units.block;
        let journeys = journeys.entry(block.space()).or_default();
        let is_known = journeys.take(at, action.row.moment, block, effect, &mut budget, &mut wrong);
        if budget == 0 {
            return too_much(judge, action);
        }
        count(judge, effect, is_known);
    }
    let mut year_end = YearEnd::new(judge);
    for (space, journeys) in &mut journeys {
        journeys.settle(&mut wrong);
        year_end.compare(space, journeys);
    }
    let YearEnd { found, met, .. } = year_end;
    for holding in &judge.checked.holdings {
        if met.contains(&holding.number) {
            judge.examined(Code::HoldingsReported);
        } else {
            judge.beyond(Code::HoldingsReported);
        }
    }
    report_wrong(judge, &actions, wrong);
    for it in found {
        it.report(judge, &actions);
    }
}

/// A day before the moments of it, and first transfers before what else happens at their time.
fn time_of(action: &Parsed<Action>) -> (Date, Option<DateTime>, bool) {
    let instant = match action.row.moment {
        ActionMoment::Day(_) => None,
        ActionMoment::Instant(at) => Some(at),
    };
    (action.row.moment.day(), instant, action.row.action.value() != ActionType::FirstTransfer)
}

/// What a row does to its units on the reporting Party's side.
fn effect(row: &Action, me: &PartyCode) -> Option<Effect> {
    let to_another = row.acquiring_party.as_ref().is_some_and(|party| party != me);
    Some(match row.action.value() {
        ActionType::Authorization => return None,
        ActionType::FirstTransfer => Effect::First(match row.subtype.as_ref().map(|it| it.value()) {
            _ if to_another => Came::ToOthers,
            Some(ActionSubtype::Authorization | ActionSubtype::Issuance) => Came::IntoOurHands,
            Some(subtype) if subtype.definition() == Some(FirstTransferDefinition::UseOrCancellation) => {
                Came::ToItsEnd
            }
            _ => Came::Somewhere,
        }),
        ActionType::Acquisition if row.transferring_party.as_ref() == Some(me) => Effect::Stays,
        ActionType::Acquisition => Effect::In,
        ActionType::Transfer if row.acquiring_party.as_ref() == Some(me) => Effect::Stays,
        ActionType::Transfer => Effect::Out,
        ActionType::Use | ActionType::Cancellation | ActionType::VoluntaryCancellation => {
            Effect::End { ours: row.using_party.as_ref().is_none_or(|party| party == me) }
        }
    })
}

fn count(judge: &mut Judge<'_>, effect: Effect, is_known: bool) {
    if is_known || matches!(effect, Effect::First(_) | Effect::In) {
        judge.examined(Code::HoldingsReported);
    } else {
        judge.beyond(Code::HoldingsReported);
    }
    match effect {
        Effect::In => {
            judge.examined(Code::AcquiredTwice);
            judge.examined(Code::MovedAfterEnd);
        }
        Effect::Out | Effect::Stays => {
            judge.examined(Code::NotInHand);
            judge.examined(Code::MovedAfterEnd);
        }
        Effect::End { .. } => judge.examined(Code::NotInHand),
        Effect::First(_) => {}
    }
}

/// Nobody acquires from or gives to itself; within a Party only a contribution to the Adaptation Fund is reported.
fn other_party(judge: &mut Judge<'_>, me: &PartyCode) {
    for action in judge.actions() {
        let row = &action.row;
        let (other, field, what) = match row.action.value() {
            ActionType::Acquisition => {
                (&row.transferring_party, Field::TransferringParty, "an acquisition from")
            }
            ActionType::Transfer if row.subtype.is_none() => {
                (&row.acquiring_party, Field::AcquiringParty, "a transfer to")
            }
            _ => continue,
        };
        judge.examined(Code::OtherParty);
        if other.as_ref() == Some(me) {
            let places = judge.places(&[(Table::Actions, action.number)], field);
            judge.fault(Code::OtherParty, places, format!("{what} {me}, which reports it itself"));
        }
    }
}

fn too_much(judge: &mut Judge<'_>, action: &Parsed<Action>) {
    for code in CODES {
        let places = judge.places(&[(Table::Actions, action.number)], Field::FirstId);
        let sentence = "blocks overlap in too many ways to follow each unit through the year".to_owned();
        judge.open(code, places, sentence);
    }
}

/// A fault; of identifiers that are numbers alone it is not certain that they are the same units.
fn say(judge: &mut Judge<'_>, code: Code, rows: &[(Table, u32)], field: Field, sentence: String) {
    let places = judge.places(rows, field);
    match judge.options.identifiers {
        IdentifierForm::Whole => judge.fault(code, places, sentence),
        IdentifierForm::NumberOnly => judge.open(code, places, sentence),
    }
}

fn shown(action: &Parsed<Action>) -> String {
    let what = crate::vocabulary::Controlled::name(action.row.action.value());
    format!("{what} of {} on {}", action.row.units.block, action.row.moment)
}

fn report_wrong(judge: &mut Judge<'_>, actions: &[&Parsed<Action>], wrong: Vec<Wrong>) {
    let rows_are_missing = judge.checked.unseen.contains_key(&Table::Actions);
    let mut said = BTreeSet::new();
    for Wrong { kind, earlier, later } in wrong {
        let Some(later) = actions.get(later) else { continue };
        if (rows_are_missing && kind != WrongKind::MovedAfterEnd) || !said.insert((kind, later.number)) {
            continue;
        }
        let before = earlier.and_then(|at| actions.get(at));
        let (code, why) = match kind {
            WrongKind::AcquiredTwice => {
                (Code::AcquiredTwice, "the same units came in before and had not left since")
            }
            WrongKind::NotInHand => (Code::NotInHand, "the same units had left and had not come back"),
            WrongKind::MovedAfterEnd => {
                (Code::MovedAfterEnd, "nothing happens to units after their use or cancellation")
            }
        };
        let since = before.map(|it| format!(", after {}", shown(it))).unwrap_or_default();
        let rows: Vec<_> =
            [Some(later), before].into_iter().flatten().map(|it| (Table::Actions, it.number)).collect();
        say(judge, code, &rows, Field::ActionMoment, format!("{}{since}: {why}", shown(later)));
    }
}
