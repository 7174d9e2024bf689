//! What is asked of statements about where units come from, and who signs them.

use std::collections::BTreeSet;

use ledger_format::body::origins::{ActivityDeclared, LineName, LossStated, MonitoringStated, Origins};
use ledger_format::codes::{LineKind, Metric, MitigationType};
use ledger_format::identifiers::{PartyCode, Timestamp};
use ledger_format::limits::SERIAL_MAX;

use super::lines::is_right_line;
use crate::model::{Model, Rule};

/// Whether a metric and quantum are as those of a series must be.
fn is_right_metric(body: &ActivityDeclared) -> bool {
    let quantum = (body.quantum_digits, u8::from(body.quantum_scale));
    if body.metric == Metric::GHG {
        body.non_ghg_metric.as_str().is_empty() && quantum == (1, 0)
    } else {
        !body.non_ghg_metric.as_str().is_empty() && quantum.0 > 0
    }
}

/// Whether an activity counts this kind.
fn counts(activity: &ActivityDeclared, kind: LineKind) -> bool {
    match activity.mitigation_type {
        MitigationType::BOTH => true,
        MitigationType::REDUCTIONS => kind == LineKind::REDUCTIONS,
        MitigationType::REMOVALS => kind == LineKind::REMOVALS,
        _ => false,
    }
}

fn is_year(year: u16) -> bool {
    (1990..=2200).contains(&year)
}

impl Model {
    pub(in crate::model) fn is_origins_authorized(&self, body: &Origins, signers: &BTreeSet<u32>) -> bool {
        let party = |party: PartyCode| !self.parties.contains(&party) || self.has_authority(party, signers);
        let host = |activity: &str| {
            self.origins.activities.get(activity).is_none_or(|activity| party(activity.host))
        };
        match body {
            Origins::ActivityDeclared(body) => party(body.host),
            Origins::MonitoringStated(body) => host(body.activity.as_str()),
            Origins::LossStated(body) => host(body.activity.as_str()),
            Origins::ConversionStated(body) => party(body.party),
            Origins::MonitoringWithdrawn(body) => {
                let known = self.origins.monitorings.get(&body.monitoring.0);
                known.is_none_or(|known| host(known.stated.activity.as_str()))
            }
        }
    }

    pub(in crate::model) fn judge_origins_statement(&self, body: &Origins, occurred_ms: u64) -> Option<Rule> {
        let state = &self.origins;
        let unknown = |party| self.ask(141, || !self.parties.contains(&party));
        let undeclared = |activity: &str| self.ask(402, || !state.activities.contains_key(activity));
        match body {
            Origins::ActivityDeclared(body) => {
                unknown(body.host).or_else(|| self.ask(401, || !self.is_right_activity(body)))
            }
            Origins::MonitoringStated(body) => undeclared(body.activity.as_str())
                .or_else(|| self.ask(403, || state.monitorings.contains_key(&body.monitoring.0)))
                .or_else(|| self.judge_monitoring(body, Timestamp(occurred_ms))),
            Origins::LossStated(body) => undeclared(body.activity.as_str())
                .or_else(|| self.ask(403, || state.losses.contains_key(&body.loss.0)))
                .or_else(|| self.ask(408, || !is_right_loss(body))),
            Origins::ConversionStated(body) => unknown(body.party)
                .or_else(|| self.ask(408, || !is_year(body.year) || body.factor_digits == 0)),
            Origins::MonitoringWithdrawn(body) => self.ask(409, || {
                let number = body.monitoring.0;
                let stands = state.monitorings.get(&number).is_some_and(|known| known.stands);
                !stands || state.lines().any(|line| line.0 == number && state.drawn(line) > 0)
            }),
        }
    }

    fn is_right_activity(&self, body: &ActivityDeclared) -> bool {
        let numbers: BTreeSet<_> = body.components.iter().map(|component| component.number).collect();
        !self.origins.activities.contains_key(body.activity.as_str())
            && body.from < body.until
            && is_right_metric(body)
            && !numbers.is_empty()
            && numbers.len() == body.components.len()
    }

    fn judge_monitoring(&self, body: &MonitoringStated, at: Timestamp) -> Option<Rule> {
        // Where R-402 is forgotten, an activity that is not known lets nothing more be asked.
        let activity = self.origins.activities.get(body.activity.as_str())?;
        self.ask(404, || {
            let within = activity.from <= body.from && body.until <= activity.until;
            body.from >= body.until || !within || body.until > at
        })
        .or_else(|| {
            let names: BTreeSet<_> = body.lines.iter().map(|line| line.name).collect();
            // Of a period without a millisecond there is no last one; then R-404 is forgotten, or asked.
            let last = Timestamp(body.until.0.saturating_sub(1));
            let right = |name: &LineName| {
                activity.components.iter().any(|component| component.number == name.component)
                    && counts(activity, name.kind)
                    && (year_of(body.from)..=year_of(last)).contains(&u64::from(name.year))
            };
            let wrong = names.is_empty() || names.len() != body.lines.len() || !names.iter().all(right);
            self.ask(405, || wrong)
        })
        .or_else(|| self.ask(406, || self.is_monitored_twice(body)))
        .or_else(|| {
            let scale = u8::from(body.scale);
            self.ask(407, || !body.lines.iter().all(|line| is_right_line(line, scale)))
        })
    }

    fn is_monitored_twice(&self, body: &MonitoringStated) -> bool {
        let components = |stated: &MonitoringStated| -> BTreeSet<_> {
            stated.lines.iter().map(|line| line.name.component).collect()
        };
        let mine = components(body);
        self.origins.monitorings.values().any(|other| {
            let stated = &other.stated;
            other.stands
                && stated.activity == body.activity
                && stated.from.max(body.from) < stated.until.min(body.until)
                && components(stated).intersection(&mine).next().is_some()
        })
    }
}

fn is_right_loss(body: &LossStated) -> bool {
    is_year(body.year) && (1..=SERIAL_MAX).contains(&body.units)
}

/// The calendar year of a time, told year by year.
pub(super) fn year_of(at: Timestamp) -> u64 {
    let is_leap =
        |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let (mut year, mut days) = (1970, at.0 / 86_400_000);
    while days >= 365 + u64::from(is_leap(year)) {
        days -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    year
}
