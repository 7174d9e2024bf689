//! What a row owes to the words of its authorization: before-authorization, authorization-terms.
//!
//! - Held against the versions that were stated by the day of an action, as every check of a row is; a holding against all. One that fits is enough.
//! - A timeframe of two plain years is read as both: when outcomes occur, and for which years they are used. Only whole years are compared.
//! - No published check asks any of this: the codes are ours.

use crate::columns::{Field, Table};
use crate::finding::Code;
use crate::submission::{Action, Authorization, Units};
use crate::syntax::Parsed;

use super::Judge;
use super::authorizations::InForce;

pub(super) fn check(judge: &mut Judge<'_>) {
    let in_force = InForce::new(&judge.checked.authorizations);
    for action in judge.actions() {
        let versions = in_force.by(&action.row);
        terms(judge, (Table::Actions, action.number), &action.row.units, &versions);
        stated_before(judge, action, &in_force);
        use_year(judge, action, &versions);
    }
    for holding in &judge.checked.holdings {
        let versions = in_force.versions(&holding.row.authorization);
        terms(judge, (Table::Holdings, holding.number), &holding.row, versions);
    }
}

fn stated_before(judge: &mut Judge<'_>, action: &Parsed<Action>, in_force: &InForce<'_>) {
    let id = &action.row.units.authorization;
    let Some(stated) = in_force.stated(id) else { return };
    judge.examined(Code::BeforeAuthorization);
    if action.row.moment.day() < stated {
        let sentence = format!(
            "{} on {}, before the authorization `{id}` of {}",
            action.row.action,
            action.row.moment,
            crate::moment::day_text(stated)
        );
        let places = judge.places(&[(Table::Actions, action.number)], Field::ActionMoment);
        judge.fault(Code::BeforeAuthorization, places, sentence);
    }
}

fn terms(judge: &mut Judge<'_>, row: (Table, u32), units: &Units, versions: &[&Authorization]) {
    let Some(authorization) = versions.first() else { return };
    judge.examined(Code::AuthorizationTerms);
    if !versions.iter().any(|it| it.approach == units.approach) {
        let sentence = format!(
            "the row's cooperative approach is {}, that of its authorization `{}` is {}",
            units.approach, authorization.id, authorization.approach
        );
        let places = judge.places(&[row], Field::Approach);
        judge.fault(Code::AuthorizationTerms, places, sentence);
    }
    if !versions.iter().any(|it| it.timeframe.is_none_or(|frame| frame.takes_vintage(units.vintage))) {
        let sentence = format!(
            "units of {}, which is outside the timeframe of the authorization `{}` ({})",
            units.vintage,
            authorization.id,
            shown(authorization)
        );
        let places = judge.places(&[row], Field::Vintage);
        judge.fault(Code::AuthorizationTerms, places, sentence);
    }
}

fn use_year(judge: &mut Judge<'_>, action: &Parsed<Action>, versions: &[&Authorization]) {
    let (Some(authorization), Some(year)) = (versions.first(), action.row.use_year) else { return };
    if !versions.iter().any(|it| it.timeframe.is_none_or(|frame| frame.takes_use(year))) {
        let sentence = format!(
            "used for {year}, which is outside the timeframe of the authorization `{}` ({})",
            authorization.id,
            shown(authorization)
        );
        let places = judge.places(&[(Table::Actions, action.number)], Field::UseYear);
        judge.fault(Code::AuthorizationTerms, places, sentence);
    }
}

fn shown(authorization: &Authorization) -> String {
    authorization.timeframe.map(|it| it.to_string()).unwrap_or_default()
}
