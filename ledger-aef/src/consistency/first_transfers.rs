//! First transfers, periods and times: STC01, STC03, STC04, first-transferred-twice, before-first-transfer.

use std::collections::{BTreeMap, BTreeSet};

use crate::columns::{Field, Table};
use crate::finding::Code;
use crate::itmo_id::ItmoSpace;
use crate::options::VintagePeriod;
use crate::submission::{Action, Authorization};
use crate::syntax::Parsed;
use crate::vocabulary::{ActionSubtype, ActionType};

use super::Judge;
use super::authorizations::InForce;
use super::blocks::{pairs, report};
use super::overlap::{Run, clashes};

/// How many pairs of an action and a first transfer are compared before the rest is left undetermined.
const PAIRS: usize = 4_000_000;

pub(super) fn check(judge: &mut Judge<'_>) {
    let in_force = InForce::new(&judge.checked.authorizations);
    for action in judge.actions() {
        reporting_period(judge, action);
        match action.row.action.value() {
            ActionType::Use => ndc_period(judge, action),
            ActionType::FirstTransfer => definition(judge, action, &in_force.by(&action.row)),
            _ => {}
        }
    }
    once(judge);
    order(judge);
}

/// STC01.
fn reporting_period(judge: &mut Judge<'_>, action: &Parsed<Action>) {
    let Some(details) = &judge.checked.details else { return };
    judge.examined(Code::ReportingPeriod);
    let (year, reported) = (action.row.moment.year(), details.reported_year);
    if i32::from(year) != i32::from(reported.number()) {
        let places = judge.places(&[(Table::Actions, action.number)], Field::ActionMoment);
        judge.fault(
            Code::ReportingPeriod,
            places,
            format!("an action of {year} in the submission for {reported}"),
        );
    }
}

/// STC03: the year of use, and by 2/CMA.3 annex 8(b) the vintage too, lie in the NDC implementation period.
fn ndc_period(judge: &mut Judge<'_>, action: &Parsed<Action>) {
    let (Some(details), Some(used)) = (&judge.checked.details, action.row.use_year) else { return };
    judge.examined(Code::NdcPeriod);
    let period = details.first_ndc_year..=details.last_ndc_year;
    let shown = format!("{} to {}", details.first_ndc_year, details.last_ndc_year);
    let vintage = action.row.units.vintage;
    if !period.contains(&used) {
        let places = judge.places(&[(Table::Actions, action.number)], Field::UseYear);
        judge.fault(Code::NdcPeriod, places, format!("used for {used}, outside the NDC period {shown}"));
    }
    if judge.options.vintage_period == VintagePeriod::SamePeriod && !period.contains(&vintage) {
        let places = judge.places(&[(Table::Actions, action.number)], Field::Vintage);
        let sentence =
            format!("units of {vintage} used in the NDC period {shown}, in which they did not occur");
        judge.fault(Code::NdcPeriod, places, sentence);
    }
}

/// STC04.
fn definition(judge: &mut Judge<'_>, action: &Parsed<Action>, versions: &[&Authorization]) {
    const CODE: Code = Code::FirstTransferDefinition;
    judge.examined(CODE);
    let row = &action.row;
    let at = |judge: &Judge<'_>, field| vec![judge.place(Table::Actions, action.number, field)];
    let Some(subtype) = &row.subtype else {
        let places = at(judge, Field::ActionSubtype);
        return judge.fault(CODE, places, "a first transfer does not say of which kind it is".to_owned());
    };
    let reporter = judge.checked.details.as_ref().map(|details| details.party.code());
    match (subtype.value(), &row.acquiring_party) {
        (ActionSubtype::International, None) => {
            let places = at(judge, Field::AcquiringParty);
            judge.fault(
                CODE,
                places,
                "a first transfer to another Party names no acquiring Party".to_owned(),
            );
        }
        (ActionSubtype::International, Some(party)) if Some(party) == reporter => {
            let places = at(judge, Field::AcquiringParty);
            let sentence =
                format!("a first transfer to another Party goes to {party}, which reports it itself");
            judge.fault(CODE, places, sentence);
        }
        (ActionSubtype::International, Some(_)) => {
            let Some(authorization) = versions.first() else { return };
            if !versions.iter().any(|version| version.purpose.value().covers_ndc()) {
                let places = at(judge, Field::ActionSubtype);
                let sentence = format!(
                    "`{subtype}` is a first transfer for use towards NDCs only (2/CMA.3 annex 2), and the authorization `{}` is for {}",
                    authorization.id, authorization.purpose
                );
                judge.fault(CODE, places, sentence);
            }
        }
        (ActionSubtype::NotYetDefined, _) => {
            let places = at(judge, Field::ActionSubtype);
            let sentence =
                "a subtype that is not yet defined cannot be held against the authorization".to_owned();
            judge.open(CODE, places, sentence);
        }
        // The mechanism's levy, whatever the authorization defines (3/CMA.3 67).
        (ActionSubtype::MandatoryOmge, _) => {}
        (other, _) => {
            let places = at(judge, Field::ActionSubtype);
            let Some(authorization) = versions.first() else {
                let sentence =
                    "the definition of first transfer cannot be held against a missing authorization"
                        .to_owned();
                return judge.open(CODE, places, sentence);
            };
            let fits = |version: &&Authorization| {
                let defined = version.first_transfer_definition.as_ref();
                version.purpose.value().covers_oimp()
                    && defined.is_none_or(|defined| Some(defined.value()) == other.definition())
            };
            if versions.iter().any(fits) {
                return;
            }
            let sentence = match &authorization.first_transfer_definition {
                Some(defined) if authorization.purpose.value().covers_oimp() => {
                    format!("`{subtype}`, but the authorization `{}` defines `{defined}`", authorization.id)
                }
                _ => format!(
                    "`{subtype}` is a first transfer for OIMP only, and the authorization `{}` is for {}",
                    authorization.id, authorization.purpose
                ),
            };
            judge.fault(CODE, places, sentence);
        }
    }
}

fn once(judge: &mut Judge<'_>) {
    let rows = judge.unit_rows();
    let firsts: Vec<_> = judge
        .actions()
        .enumerate()
        .filter(|(_, action)| action.row.action.value() == ActionType::FirstTransfer)
        .map(|(at, action)| Run::new(&action.row.units.block, at, at))
        .collect();
    for _ in &firsts {
        judge.examined(Code::FirstTransferredTwice);
    }
    for (one, other) in pairs(&rows, clashes(firsts)) {
        let sentence = format!(
            "{} and {} share units: each is first transferred once",
            one.units.block, other.units.block
        );
        report(judge, Code::FirstTransferredTwice, &one, &other, Field::FirstId, sentence);
    }
}

/// No unit is moved on or used before its first transfer, where this submission reports both. An acquisition is the other side of a first transfer or
/// comes after it: what follows it (`possession` sees to that) has been looked at; whether it came after the first transfer another Party reports.
fn order(judge: &mut Judge<'_>) {
    const CODE: Code = Code::BeforeFirstTransfer;
    let acquired = shared_with_acquisitions(judge);
    let mut firsts: BTreeMap<&ItmoSpace, Vec<&Parsed<Action>>> = BTreeMap::new();
    for action in judge.actions().filter(|action| action.row.action.value() == ActionType::FirstTransfer) {
        firsts.entry(action.row.units.block.space()).or_default().push(action);
    }
    // The furthest end of all that starts no later: where it falls short, nothing further left overlaps.
    let mut sorted: BTreeMap<&ItmoSpace, Vec<(u64, &Parsed<Action>)>> = BTreeMap::new();
    for (space, mut list) in firsts {
        list.sort_by_key(|action| action.row.units.block.first_number());
        let mut furthest = 0;
        let with_furthest = list.into_iter().map(|action| {
            furthest = furthest.max(action.row.units.block.last_number());
            (furthest, action)
        });
        sorted.insert(space, with_furthest.collect());
    }
    let mut compared = 0_usize;
    for action in judge.actions() {
        let kind = action.row.action.value();
        if !(kind.is_final() || matches!(kind, ActionType::Transfer | ActionType::Acquisition)) {
            continue;
        }
        let block = &action.row.units.block;
        let follows = kind != ActionType::Acquisition && acquired.contains(&action.number);
        let list = sorted.get(block.space()).map(Vec::as_slice).unwrap_or_default();
        let end =
            list.partition_point(|(_, first)| first.row.units.block.first_number() <= block.last_number());
        let mut met = false;
        let mut early = None;
        for (furthest, first) in list.get(..end).unwrap_or_default().iter().rev() {
            if *furthest < block.first_number() || compared >= PAIRS {
                break;
            }
            compared += 1;
            if first.row.units.block.overlaps(block) {
                met = true;
                if action.row.moment.is_before(first.row.moment) {
                    early = Some(*first);
                    break;
                }
            }
        }
        if compared >= PAIRS {
            let sentence = "too many overlapping first transfers to put in order".to_owned();
            let places = judge.places(&[(Table::Actions, action.number)], Field::FirstId);
            return judge.open(CODE, places, sentence);
        }
        if met || follows {
            judge.examined(CODE);
        } else {
            judge.beyond(CODE);
        }
        if let Some(first) = early {
            let places = judge.places(
                &[(Table::Actions, action.number), (Table::Actions, first.number)],
                Field::ActionMoment,
            );
            let sentence = format!(
                "{} of {block} on {}, before its first transfer on {}",
                action.row.action, action.row.moment, first.row.moment
            );
            judge.fault(CODE, places, sentence);
        }
    }
}

/// Rows whose units an acquisition of this submission shares: in pairs that the sweep finds, so not all of many that overlap.
fn shared_with_acquisitions(judge: &Judge<'_>) -> BTreeSet<u32> {
    let rows: Vec<&Parsed<Action>> = judge.actions().collect();
    let runs = rows.iter().enumerate().filter_map(|(at, action)| {
        let kind = action.row.action.value();
        let is_one = kind == ActionType::Acquisition;
        (is_one || kind == ActionType::Transfer || kind.is_final())
            .then(|| Run::new(&action.row.units.block, is_one, at))
    });
    let pairs = clashes(runs.collect());
    pairs
        .into_iter()
        .flat_map(|(one, other)| [one, other])
        .filter_map(|at| rows.get(at))
        .map(|it| it.number)
        .collect()
}
