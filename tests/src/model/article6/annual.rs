//! The annual figures (`spec/article6.md` section 6), from the postings one by one: every unit is so many 10^-18 of the metric, and
//! nothing is divided or cut before a figure is written down.

use std::collections::BTreeMap;

use ledger_format::codes::{AdjustmentMethod, Metric};
use ledger_format::identifiers::PartyCode;

use super::adjustments::AdjustmentPosting;
use crate::model::{Model, UnitKey};

/// Decimals that everything is counted in.
const FINEST: u32 = 18;

/// What a Party adjusts in a year, in one metric, as text with the decimals of each figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnualFigures {
    /// Of the year.
    pub first_transferred: String,
    /// Of the year.
    pub used: String,
    /// Of the year, with the sign of the balance.
    pub net: String,
    /// Of the years of the period up to this one; none outside of a period.
    pub cumulative: Option<String>,
    /// By the period's method: share, remainder, years.
    pub adjustment: Option<(String, String, u16)>,
}

/// A sum in 10^-18 of the metric, and with how many decimals it is shown.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    first_transferred: i128,
    used: i128,
    decimals: u32,
}

impl Model {
    /// The figures of a year.
    ///
    /// # Panics
    /// If a figure does not fit in 127 bits with 18 decimals.
    #[must_use]
    pub fn annual_figures(&self, party: PartyCode, metric: (Metric, &str), year: u16) -> AnnualFigures {
        let sign = if metric.0 == Metric::NON_GHG { -1 } else { 1 };
        let net = |sum: Sum| sign * (sum.first_transferred - sum.used);
        let own = self.sum(party, metric, year, year);
        let period = self.article6().periods.iter().find(|period| {
            let measured = (period.party, period.metric, period.non_ghg_metric.as_str());
            measured == (party, metric.0, metric.1) && (period.first_year..=period.last_year).contains(&year)
        });
        let so_far = period.map(|period| (period, self.sum(party, metric, period.first_year, year)));
        AnnualFigures {
            first_transferred: shown(own.first_transferred, own.decimals),
            used: shown(own.used, own.decimals),
            net: shown(net(own), own.decimals),
            cumulative: so_far.map(|(_, sum)| shown(net(sum), sum.decimals)),
            adjustment: so_far.map(|(period, sum)| {
                let years = year - period.first_year + 1;
                match period.method {
                    AdjustmentMethod::AVERAGING => shared(net(sum), sum.decimals, years),
                    _ => shared(net(own), own.decimals, 1),
                }
            }),
        }
    }

    /// What stands under some years.
    fn sum(&self, party: PartyCode, metric: (Metric, &str), first: u16, last: u16) -> Sum {
        let mut standing: BTreeMap<(AdjustmentKey, UnitKey), i128> = BTreeMap::new();
        for posting in &self.article6().postings {
            let key = key(posting);
            if key.party == party && (first..=last).contains(&key.year) {
                *standing.entry((key, posting.unit)).or_default() += posting.units;
            }
        }
        let mut sum = Sum::default();
        for ((key, _), units) in standing.into_iter().filter(|(_, units)| *units != 0) {
            let terms = &self.series[&key.series];
            if (terms.metric, terms.non_ghg_metric.as_str()) != metric {
                continue;
            }
            let scale = u32::from(u8::from(terms.quantum_scale));
            let quantum = i128::from(terms.quantum_digits) * 10_i128.pow(FINEST - scale);
            if key.is_first_transfer {
                sum.first_transferred += units * quantum;
            } else {
                sum.used -= units * quantum;
            }
            sum.decimals = sum.decimals.max(scale);
        }
        sum
    }
}

/// What is posted for a unit at most once at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct AdjustmentKey {
    party: PartyCode,
    year: u16,
    series: u32,
    is_first_transfer: bool,
}

fn key(posting: &AdjustmentPosting) -> AdjustmentKey {
    let (party, year, series) = posting.account;
    AdjustmentKey { party, year, series, is_first_transfer: posting.is_first_transfer }
}

/// Divided by years, to the nearest of so many decimals; of two that are as near, the one away from zero.
fn shared(sum: i128, decimals: u32, years: u16) -> (String, String, u16) {
    let step = 10_i128.pow(FINEST - decimals);
    let (years_wide, steps) = (i128::from(years), sum / step);
    let nearest = (2 * steps.abs() + years_wide) / (2 * years_wide) * steps.signum();
    (shown(nearest * step, decimals), shown(sum - nearest * years_wide * step, decimals), years)
}

/// 10^-18 as a decimal with so many places, which must do.
fn shown(quantity: i128, decimals: u32) -> String {
    let unit = 10_u128.pow(FINEST);
    let (whole, part) = (quantity.unsigned_abs() / unit, quantity.unsigned_abs() % unit);
    let part = format!("{part:018}");
    let (kept, rest) = part.split_at(decimals as usize);
    assert!(rest.bytes().all(|digit| digit == b'0'), "{quantity} has more than {decimals} decimals");
    let (sign, point) = (if quantity < 0 { "-" } else { "" }, if kept.is_empty() { "" } else { "." });
    format!("{sign}{whole}{point}{kept}")
}
