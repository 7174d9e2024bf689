//! What blocks owe to each other and to their row: II02, II04 (against other blocks), II07, overlapping-block, inconsistent-block, block-quantity, used-twice.

use std::collections::BTreeMap;

use crate::columns::{Field, Table};
use crate::finding::Code;
use crate::itmo_id::IdentifierForm;
use crate::quantity::Quantity;
use crate::submission::Action;
use crate::syntax::Parsed;
use crate::vocabulary::Metric;

use super::overlap::{Run, clashes};
use super::{Judge, UnitRow};

pub(super) fn check(judge: &mut Judge<'_>) {
    let rows = judge.unit_rows();
    for row in &rows {
        of_its_row(judge, row);
    }
    reported_once(judge);
    metrics(judge, &rows);
    holdings(judge, &rows);
    ends(judge, &rows);
    mitigation(judge, &rows);
}

/// II07, and the other parts of an identifier against the row's own columns.
fn of_its_row(judge: &mut Judge<'_>, row: &UnitRow<'_>) {
    let (units, space) = (row.units, row.units.block.space());
    let mut differs = |code: Code, field: Field, of_row: &str, of_id: &str, what: &str| {
        if of_row != of_id {
            let sentence = format!("the row's {what} is {of_row}, the identifier's is {of_id}");
            let places = vec![
                judge.place(row.table, row.number, field),
                judge.place(row.table, row.number, Field::FirstId),
            ];
            judge.fault(code, places, sentence);
        }
    };
    differs(
        Code::Approach,
        Field::Approach,
        units.approach.as_str(),
        space.approach.as_str(),
        "cooperative approach",
    );
    let (of_row, of_id) = (units.first_transferring_party.as_str(), space.party.as_str());
    differs(
        Code::InconsistentBlock,
        Field::FirstTransferringParty,
        of_row,
        of_id,
        "first transferring Party",
    );
    let (of_row, of_id) = (units.vintage.to_string(), space.vintage.to_string());
    differs(Code::InconsistentBlock, Field::Vintage, &of_row, &of_id, "vintage");
    if judge.options.identifiers == IdentifierForm::Whole {
        judge.examined(Code::Approach);
    }
    judge.examined(Code::InconsistentBlock);
    judge.examined(Code::BlockQuantity);
    if units.metric.value() == Metric::Ghg && units.quantity != Quantity::from(units.block.count()) {
        let sentence = format!(
            "the quantity is {}, but {} holds {} units of one tonne",
            units.quantity,
            units.block,
            units.block.count()
        );
        let places = judge.places(&[(row.table, row.number)], Field::Quantity);
        judge.fault(Code::BlockQuantity, places, sentence);
    }
}

/// II02. Two rows of one key with days for dates may be two real actions of a day; equal in all else they are one.
fn reported_once(judge: &mut Judge<'_>) {
    type Key<'a> = (String, &'a str, String, &'a str, String);
    let mut seen: BTreeMap<Key<'_>, &Parsed<Action>> = BTreeMap::new();
    for action in judge.actions() {
        judge.examined(Code::ReportedOnce);
        let row = &action.row;
        let kind = crate::vocabulary::Controlled::name(row.action.value());
        let subtype =
            row.subtype.as_ref().map(|subtype| format!("{:?}", subtype.value())).unwrap_or_default();
        let key =
            (row.moment.to_string(), kind, subtype, row.units.registry.as_str(), row.units.block.to_string());
        let Some(before) = seen.insert(key, action) else { continue };
        let places = judge
            .places(&[(Table::Actions, before.number), (Table::Actions, action.number)], Field::ActionMoment);
        if row.moment.is_instant() || before.row == *row {
            judge.repeated.insert(action.number);
            let sentence = format!("one action ({kind} of {}) is reported twice", row.units.block);
            judge.fault(Code::ReportedOnce, places, sentence);
        } else {
            let sentence = format!(
                "{kind} of {} is reported twice on one day: without the time of day it cannot be said whether it happened twice",
                row.units.block
            );
            judge.open(Code::ReportedOnce, places, sentence);
        }
    }
}

/// II04, as far as overlapping blocks go.
fn metrics(judge: &mut Judge<'_>, rows: &[UnitRow<'_>]) {
    let runs =
        rows.iter().enumerate().map(|(at, row)| Run::new(&row.units.block, row.units.metric.value(), at));
    for (one, other) in pairs(rows, clashes(runs.collect())) {
        let sentence = format!(
            "{} is {} here and {} there, though they share units",
            other.units.block, other.units.metric, one.units.metric
        );
        report(judge, Code::Metrics, &one, &other, Field::Metric, sentence);
    }
}

fn holdings(judge: &mut Judge<'_>, rows: &[UnitRow<'_>]) {
    let held = rows.iter().enumerate().filter(|(_, row)| row.table == Table::Holdings);
    let runs: Vec<_> = held.map(|(at, row)| Run::new(&row.units.block, at, at)).collect();
    for _ in &runs {
        judge.examined(Code::OverlappingBlock);
    }
    for (one, other) in pairs(rows, clashes(runs)) {
        let sentence =
            format!("{} and {} share units: each is held once", one.units.block, other.units.block);
        report(judge, Code::OverlappingBlock, &one, &other, Field::FirstId, sentence);
    }
}

/// What is used or cancelled is used or cancelled once, and held no longer.
fn ends(judge: &mut Judge<'_>, rows: &[UnitRow<'_>]) {
    // Rows of table 3 stand first, in the order of the actions.
    let ended: Vec<bool> = judge.actions().map(|action| action.row.action.value().is_final()).collect();
    let is_end = |at: usize| ended.get(at).copied().unwrap_or_default();
    let mut used = Vec::new();
    let mut used_or_held = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        if is_end(at) {
            judge.examined(Code::UsedTwice);
            used.push(Run::new(&row.units.block, at, at));
        }
        if is_end(at) || row.table == Table::Holdings {
            used_or_held.push(Run::new(&row.units.block, is_end(at), at));
        }
    }
    for (one, other) in pairs(rows, clashes(used)) {
        let sentence = format!(
            "{} and {} share units: each can be used or cancelled once",
            one.units.block, other.units.block
        );
        report(judge, Code::UsedTwice, &one, &other, Field::FirstId, sentence);
    }
    for (one, other) in pairs(rows, clashes(used_or_held)) {
        let sentence = format!(
            "units of {} were used or cancelled, and are still held at 31 December",
            other.units.block
        );
        report(judge, Code::InconsistentBlock, &one, &other, Field::FirstId, sentence);
    }
}

fn mitigation(judge: &mut Judge<'_>, rows: &[UnitRow<'_>]) {
    let runs = rows
        .iter()
        .enumerate()
        .map(|(at, row)| Run::new(&row.units.block, row.units.mitigation_type.value(), at));
    for (one, other) in pairs(rows, clashes(runs.collect())) {
        let sentence = format!(
            "{} is `{}` here and `{}` there, though they share units",
            other.units.block, other.units.mitigation_type, one.units.mitigation_type
        );
        report(judge, Code::InconsistentBlock, &one, &other, Field::MitigationType, sentence);
    }
}

/// The rows of pairs, the later row of the submission second.
pub(super) fn pairs<'a>(
    rows: &'a [UnitRow<'a>],
    found: Vec<(usize, usize)>,
) -> impl Iterator<Item = (UnitRow<'a>, UnitRow<'a>)> {
    found.into_iter().filter_map(|(one, other)| {
        let (first, second) = (one.min(other), one.max(other));
        Some((*rows.get(first)?, *rows.get(second)?))
    })
}

pub(super) fn report(
    judge: &mut Judge<'_>,
    code: Code,
    one: &UnitRow<'_>,
    other: &UnitRow<'_>,
    field: Field,
    sentence: String,
) {
    let places = judge.places(&[(other.table, other.number), (one.table, one.number)], field);
    judge.fault(code, places, sentence);
}
