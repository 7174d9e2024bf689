//! What an action or holding owes to its authorization: II01, II04 (against table 2), II06, STC02, missing-authorization, missing-entity, authorized-quantity.
//!
//! - Rows name an authorization and no version of it, and a later version changes nothing for units authorized under an earlier one: a row is right if
//!   one of the versions that are not dated after the action makes it so, and held against the highest of them where none does.
//! - Where the authorization is missing the other checks of the row are undetermined.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::columns::{Field, Table};
use crate::finding::Code;
use crate::options::UsingParty;
use crate::quantity::Quantity;
use crate::submission::{Action, Authorization};
use crate::syntax::Parsed;
use crate::values::{ApproachId, AuthorizationId, EntityId};
use crate::vocabulary::{ActionType, Controlled, Metric, Purpose, folded};

use super::Judge;

/// How many versions of an authorization rows are held against, from the highest down: what has more was made to keep a check busy.
const VERSIONS: usize = 256;

/// Table 2 by id, the versions of each in order.
pub(super) struct InForce<'a> {
    by_id: BTreeMap<&'a AuthorizationId, Vec<&'a Authorization>>,
    /// The first day on which a version of it was stated.
    stated: BTreeMap<&'a AuthorizationId, Date>,
}

impl<'a> InForce<'a> {
    pub(super) fn new(rows: &'a [Parsed<Authorization>]) -> Self {
        let mut by_id: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let mut stated: BTreeMap<_, Date> = BTreeMap::new();
        for parsed in rows {
            let first = stated.entry(&parsed.row.id).or_insert(parsed.row.date);
            *first = parsed.row.date.min(*first);
            by_id.entry(&parsed.row.id).or_default().push(&parsed.row);
        }
        for versions in by_id.values_mut() {
            versions.sort_by_key(|row| row.version);
            versions.drain(..versions.len().saturating_sub(VERSIONS));
        }
        Self { by_id, stated }
    }

    pub(super) fn versions(&self, id: &AuthorizationId) -> &[&'a Authorization] {
        self.by_id.get(id).map_or(&[], Vec::as_slice)
    }

    /// The versions that were stated by the day of an action, from the highest down; the last if none was by then.
    pub(super) fn by(&self, action: &Action) -> Vec<&'a Authorization> {
        let Some(versions) = self.by_id.get(&action.units.authorization) else { return Vec::new() };
        let day = action.moment.day();
        let stated: Vec<_> = versions.iter().rev().filter(|row| row.date <= day).copied().collect();
        if stated.is_empty() { versions.last().copied().into_iter().collect() } else { stated }
    }

    /// The first day on which a version was stated.
    pub(super) fn stated(&self, id: &AuthorizationId) -> Option<Date> {
        self.stated.get(id).copied()
    }

    fn last(&self, id: &AuthorizationId) -> Option<&'a Authorization> {
        self.by_id.get(id)?.last().copied()
    }

    /// The highest quantity of any version; none if one has no limit.
    fn highest_quantity(&self, id: &AuthorizationId) -> Option<u64> {
        let quantities: Option<Vec<u64>> = self.by_id.get(id)?.iter().map(|row| row.quantity).collect();
        quantities?.into_iter().max()
    }
}

pub(super) fn check(judge: &mut Judge<'_>) {
    let in_force = InForce::new(&judge.checked.authorizations);
    missing_authorizations(judge, &in_force);
    participation(judge);
    metrics(judge, &in_force);
    for action in judge.actions() {
        let kind = action.row.action.value();
        if kind == ActionType::Use {
            using_party(judge, action, &in_force.by(&action.row));
        }
        if kind.is_final() || kind == ActionType::FirstTransfer {
            authorized_use(judge, action, &in_force.by(&action.row));
        }
    }
    missing_entities(judge);
    authorized_quantity(judge, &in_force);
}

fn missing_authorizations(judge: &mut Judge<'_>, in_force: &InForce<'_>) {
    for row in judge.unit_rows() {
        judge.examined(Code::MissingAuthorization);
        if in_force.last(&row.units.authorization).is_none() {
            let sentence = format!("the authorization `{}` is not in table 2", row.units.authorization);
            let places = judge.places(&[(row.table, row.number)], Field::AuthorizationId);
            // It may be one of the rows that were left out.
            if judge.checked.unseen.contains_key(&Table::Authorizations) {
                judge.open(Code::MissingAuthorization, places, sentence);
                continue;
            }
            judge.fault(Code::MissingAuthorization, places, sentence);
        }
    }
}

/// II01. One submission cannot show that a Party takes no part: any Party's authorization may name it. That it takes part is seen where table 2 has an
/// authorization under the approach: the Party's own, or one that names it or nobody. Of one that names others only it cannot be said whose it is.
fn participation(judge: &mut Judge<'_>) {
    const CODE: Code = Code::Participation;
    let reporter = judge.checked.details.as_ref().map(|details| details.party.code().clone());
    let mut takes_part: BTreeMap<&ApproachId, bool> = BTreeMap::new();
    for parsed in &judge.checked.authorizations {
        let parties = &parsed.row.parties;
        let names = parties.is_empty() || reporter.as_ref().is_some_and(|party| parties.contains(party));
        *takes_part.entry(&parsed.row.approach).or_default() |= names;
    }
    for row in judge.unit_rows() {
        let is_host = reporter.as_ref() == Some(&row.units.first_transferring_party);
        match takes_part.get(&row.units.approach) {
            None => judge.beyond(CODE),
            Some(named) if *named || is_host => judge.examined(CODE),
            Some(_) => {
                judge.examined(CODE);
                let sentence = format!(
                    "the authorizations under {} name other Parties only: whether the reporting Party takes part cannot be said",
                    row.units.approach
                );
                let places = judge.places(&[(row.table, row.number)], Field::Approach);
                judge.open(CODE, places, sentence);
            }
        }
    }
}

/// II04, as far as the authorization goes.
fn metrics(judge: &mut Judge<'_>, in_force: &InForce<'_>) {
    for row in judge.unit_rows() {
        judge.examined(Code::Metrics);
        let Some(authorization) = in_force.last(&row.units.authorization) else { continue };
        let fits = |version: &&Authorization| {
            let same_name = match (&row.units.non_ghg_metric, &version.non_ghg_metric) {
                (Some(of_row), Some(of_version)) => folded(of_row.as_str()) == folded(of_version.as_str()),
                _ => true,
            };
            row.units.metric.value() == version.metric.value() && same_name
        };
        if !in_force.versions(&row.units.authorization).iter().any(fits) {
            let sentence = format!(
                "the metric is not that of the authorization `{}`, which is {}",
                authorization.id, authorization.metric
            );
            let places = judge.places(&[(row.table, row.number)], Field::Metric);
            judge.fault(Code::Metrics, places, sentence);
        }
    }
}

/// II06.
fn using_party(judge: &mut Judge<'_>, action: &Parsed<Action>, versions: &[&Authorization]) {
    judge.examined(Code::UsingParty);
    let at = |judge: &Judge<'_>, field| vec![judge.place(Table::Actions, action.number, field)];
    let reporter = judge.checked.details.as_ref().map(|details| details.party.code().clone());
    let user = match (&action.row.using_party, judge.options.using_party) {
        (Some(party), _) => Some(party.clone()),
        (None, UsingParty::ReporterIfBlank) => reporter.clone(),
        (None, UsingParty::Named) => {
            let places = at(judge, Field::UsingParty);
            judge.fault(Code::UsingParty, places, "a use names no using Party".to_owned());
            None
        }
    };
    let Some(authorization) = versions.first() else {
        let places = at(judge, Field::AuthorizationId);
        let sentence = "whether the user is authorized cannot be said without the authorization".to_owned();
        judge.open(Code::UsingParty, places, sentence);
        return;
    };
    if let Some(user) = user {
        let named = versions.iter().any(|it| it.parties.is_empty() || it.parties.contains(&user));
        if !named && reporter.as_ref() != Some(&user) {
            let places = at(judge, Field::UsingParty);
            let sentence = format!(
                "{user} uses units that the authorization `{}` gives to other Parties",
                authorization.id
            );
            judge.fault(Code::UsingParty, places, sentence);
        }
    }
    if let Some(entity) = &action.row.using_entity
        && !versions
            .iter()
            .any(|it| it.entities.is_empty() || it.entities.iter().any(|other| is_same(judge, entity, other)))
    {
        let places = at(judge, Field::UsingEntity);
        let sentence =
            format!("`{entity}` is not among the entities of the authorization `{}`", authorization.id);
        judge.fault(Code::UsingParty, places, sentence);
    }
}

/// Whether two texts name one entity: submissions use names and numbers, and table 5 has both.
fn is_same(judge: &Judge<'_>, one: &EntityId, other: &EntityId) -> bool {
    let (one, other) = (folded(one.as_str()), folded(other.as_str()));
    one == other
        || judge.checked.entities.iter().any(|parsed| {
            let names = [folded(parsed.row.name.as_str()), folded(parsed.row.number.as_str())];
            names.contains(&one) && names.contains(&other)
        })
}

fn missing_entities(judge: &mut Judge<'_>) {
    let known: std::collections::BTreeSet<String> = judge
        .checked
        .entities
        .iter()
        .flat_map(|parsed| [folded(parsed.row.name.as_str()), folded(parsed.row.number.as_str())])
        .collect();
    for action in judge.actions() {
        let Some(entity) = &action.row.using_entity else { continue };
        judge.examined(Code::MissingEntity);
        if !known.contains(&folded(entity.as_str())) {
            let places = judge.places(&[(Table::Actions, action.number)], Field::UsingEntity);
            judge.fault(Code::MissingEntity, places, format!("the entity `{entity}` is not in table 5"));
        }
    }
}

/// STC02, by what purposes contain: an authorization for `NDC and OIMP` covers a use for `NDC`.
fn authorized_use(judge: &mut Judge<'_>, action: &Parsed<Action>, versions: &[&Authorization]) {
    let row = &action.row;
    let named = row.purpose.as_ref().map(|text| text.as_str());
    let used = match named {
        Some(text) => Purpose::recognise(text),
        None if row.use_year.is_some() => Some(Purpose::Ndc),
        // A first transfer or cancellation that names no purpose claims none.
        None => return,
    };
    judge.examined(Code::AuthorizedUse);
    let places = judge.places(&[(Table::Actions, action.number)], Field::UsePurpose);
    let Some(authorization) = versions.first() else {
        let sentence =
            "whether the purpose is authorized cannot be said without the authorization".to_owned();
        return judge.open(Code::AuthorizedUse, places, sentence);
    };
    let covered = versions.iter().map(|version| match used {
        Some(used) => version.purpose.value().covers(used),
        None => named_purpose_is_covered(named.unwrap_or_default(), version),
    });
    let covered: Vec<Option<bool>> = covered.collect();
    let covers = if covered.contains(&Some(true)) {
        Some(true)
    } else if covered.contains(&None) {
        None
    } else {
        Some(false)
    };
    let what = named.unwrap_or("NDC");
    let purpose = &authorization.purpose;
    match covers {
        Some(true) => {}
        Some(false) => {
            let sentence =
                format!("used for `{what}`, but the authorization `{}` is for {purpose}", authorization.id);
            judge.fault(Code::AuthorizedUse, places, sentence);
        }
        None => {
            let sentence = format!(
                "whether `{what}` is covered by the authorization `{}` for {purpose} cannot be said",
                authorization.id
            );
            judge.open(Code::AuthorizedUse, places, sentence);
        }
    }
}

/// A purpose by its name, such as CORSIA: what the column is for is OIMP, so an authorization without OIMP does not cover it.
fn named_purpose_is_covered(name: &str, authorization: &Authorization) -> Option<bool> {
    if !authorization.purpose.value().covers_oimp() {
        return Some(false);
    }
    let name = folded(name);
    let authorized = folded(authorization.oimp.as_ref()?.as_str());
    (authorized.contains(&name) || name.contains(&authorized)).then_some(true)
}

/// First transfers of this submission against what is authorized; those of other years are beyond it.
fn authorized_quantity(judge: &mut Judge<'_>, in_force: &InForce<'_>) {
    let mut sums: BTreeMap<&AuthorizationId, (Option<Quantity>, u32)> = BTreeMap::new();
    for action in judge.actions().filter(|action| action.row.action.value() == ActionType::FirstTransfer) {
        let units = &action.row.units;
        let (sum, last) = sums.entry(&units.authorization).or_insert((Some(Quantity::ZERO), action.number));
        *sum = sum.and_then(|sum| sum.plus(units.quantity));
        *last = action.number;
    }
    for (id, (sum, row)) in sums {
        let Some(authorization) = in_force.last(id) else { continue };
        // A lower limit of a later version undoes no first transfer: the highest that was ever stated counts.
        let Some(limit) = in_force.highest_quantity(id) else { continue };
        judge.examined(Code::AuthorizedQuantity);
        let places = judge.places(&[(Table::Actions, row)], Field::Quantity);
        if authorization.metric.value() == Metric::NonGhg {
            let sentence = format!(
                "the authorization `{id}` limits a non-GHG quantity, which tonnes of CO2 equivalent cannot be held against"
            );
            judge.open(Code::AuthorizedQuantity, places, sentence);
        } else if sum.is_none_or(|sum| sum > Quantity::from(limit)) {
            let sum = sum.map_or_else(|| "more than can be added up".to_owned(), |sum| sum.to_string());
            let sentence =
                format!("first transfers under `{id}` come to {sum}, above the authorized {limit}");
            judge.fault(Code::AuthorizedQuantity, places, sentence);
        }
    }
}
