//! Statements of rulebook 3, word for word.

use std::collections::BTreeSet;

use ledger_format::body::Origins;
use ledger_format::body::origins::{ActivityDeclared, MonitoringLine, MonitoringStated};
use ledger_format::codes::{LineKind, Metric, Rounding};

use super::super::YEARS_MS;
use super::{Broken, Naive};

/// The year of a time of these tests.
fn year(ms: u64) -> u16 {
    let begun = YEARS_MS.iter().filter(|year| **year <= ms).count();
    2020 + u16::try_from(begun).unwrap()
}

fn are_distinct<T: Ord>(items: impl Iterator<Item = T>) -> bool {
    let items: Vec<T> = items.collect();
    items.iter().collect::<BTreeSet<_>>().len() == items.len()
}

/// A quotient of what is not negative.
fn divided(number: i128, by: i128, rounding: Rounding) -> i128 {
    let (whole, rest) = (number / by, number % by);
    let more = match rounding {
        Rounding::DOWN => false,
        Rounding::HALF_AWAY => 2 * rest >= by,
        _ => rest > 0,
    };
    whole + i128::from(more)
}

fn adds_up(line: &MonitoringLine, scale: u8) -> bool {
    let [baseline, project, leakage] = [line.baseline, line.project, line.leakage].map(|each| each.value());
    let gross = match line.name.kind {
        LineKind::REDUCTIONS => baseline - project - leakage,
        _ => project - baseline - leakage,
    };
    let mut net = gross;
    let mut holds = gross >= 0;
    for deduction in line.deductions.iter() {
        net -= i128::from(deduction.amount);
        let share = i128::from(deduction.share_millionths);
        if share != 0 && gross >= 0 {
            let due = divided(gross * share, 1_000_000, deduction.rounding);
            holds &= share <= 1_000_000 && due == i128::from(deduction.amount);
        }
    }
    let unit = 10_i128.pow(u32::from(scale));
    holds && net >= 0 && divided(net, unit, line.rounding) == i128::from(line.verified)
}

impl Naive {
    pub(super) fn statement(&mut self, statement: &Origins, broken: &mut Broken) {
        let mut ask = |rule: u16, holds: bool| {
            if !holds {
                broken.insert(rule, Vec::new());
            }
        };
        match statement {
            Origins::ActivityDeclared(declared) => {
                let id = declared.activity.as_str().to_owned();
                ask(401, !self.activities.contains_key(&id) && is_sound(declared));
                self.activities.entry(id).or_insert_with(|| (**declared).clone());
            }
            Origins::MonitoringStated(stated) => {
                for rule in self.breaks(stated) {
                    ask(rule, false);
                }
                if self.activities.contains_key(stated.activity.as_str()) {
                    self.monitorings.entry(stated.monitoring.0).or_insert(((**stated).clone(), true));
                }
            }
            Origins::LossStated(stated) => {
                let is_declared = self.activities.contains_key(stated.activity.as_str());
                ask(402, is_declared);
                ask(403, !self.losses.contains_key(&stated.loss.0));
                ask(408, (1990..=2200).contains(&stated.year) && (1..1 << 63).contains(&stated.units));
                if is_declared {
                    self.losses.entry(stated.loss.0).or_insert_with(|| stated.clone());
                }
            }
            Origins::ConversionStated(stated) => {
                ask(408, (1990..=2200).contains(&stated.year) && stated.factor_digits > 0);
            }
            Origins::MonitoringWithdrawn(withdrawn) => {
                let number = withdrawn.monitoring.0;
                ask(409, self.monitorings.get(&number).is_some_and(|(_, stands)| *stands));
                let on = |line: &Option<(u32, _)>| line.is_some_and(|(of, _)| of == number);
                ask(409, !self.made.values().any(|made| on(&made.line)));
                if let Some((_, stands)) = self.monitorings.get_mut(&number) {
                    *stands = false;
                }
            }
        }
    }

    ///
    fn breaks(&self, stated: &MonitoringStated) -> Vec<u16> {
        let Some(activity) = self.activities.get(stated.activity.as_str()) else { return vec![402] };
        let (from, until) = (stated.from.0, stated.until.0);
        let mut broken = Vec::new();
        if self.monitorings.contains_key(&stated.monitoring.0) {
            broken.push(403);
        }
        if from >= until || from < activity.from.0 || until > activity.until.0 || until > self.now {
            broken.push(404);
            return broken;
        }
        let fits = |line: &MonitoringLine| {
            let name = line.name;
            activity.components.iter().any(|component| component.number == name.component)
                && [3, name.kind.0].contains(&activity.mitigation_type.0)
                && (year(from)..=year(until - 1)).contains(&name.year)
        };
        let lines = &stated.lines;
        if lines.is_empty() || !lines.iter().all(fits) || !are_distinct(lines.iter().map(|line| line.name)) {
            broken.push(405);
        }
        let meets = |(other, stands): &(MonitoringStated, bool)| {
            let shares_component =
                other.lines.iter().any(|a| lines.iter().any(|b| a.name.component == b.name.component));
            *stands
                && other.activity == stated.activity
                && shares_component
                && other.from.0 < other.until.0
                && other.from.0 < until
                && from < other.until.0
        };
        if self.monitorings.values().any(meets) {
            broken.push(406);
        }
        if !lines.iter().all(|line| adds_up(line, stated.scale.into())) {
            broken.push(407);
        }
        broken
    }
}

/// R-401 but for the id.
fn is_sound(declared: &ActivityDeclared) -> bool {
    let names = !declared.non_ghg_metric.as_str().is_empty();
    let metric = if declared.metric == Metric::GHG {
        !names && declared.quantum_digits == 1 && u8::from(declared.quantum_scale) == 0
    } else {
        names && declared.quantum_digits > 0
    };
    metric
        && declared.from < declared.until
        && !declared.components.is_empty()
        && are_distinct(declared.components.iter().map(|component| component.number))
}
