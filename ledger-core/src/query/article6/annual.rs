//! The annual table of corresponding adjustments (2/CMA.3 annex paras 7 to 9 and 23; `spec/article6.md` section 6).
//!
//! Invariants:
//! - A figure is the sum of postings that are in the table, and each of them names its entry.
//! - Additions are the host's, under the vintage; subtractions the using Party's, under the year of use; acquisition posts nothing.
//! - Quantities are exact: an average is its quotient, rounded half away from zero, beside what the rounding left.
//! - Metrics are never added up: a table is of one.
//!
//! It does not judge whether a budget or a trajectory is met.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use ledger_format::codes::{AdjustmentMethod, Metric};
use ledger_format::identifiers::PartyCode;

use super::postings::{AdjustedBy, AdjustmentPosting, postings};
use crate::article6::tables::View;
use crate::article6::{Measured, MetricName, NdcPeriod, Trigger};
use crate::book::{Book, State};

/// A Party's corresponding adjustments in one metric, year by year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnualTable {
    /// Whose.
    pub party: PartyCode,
    /// Of what.
    pub metric: MetricName,
    /// The years that were asked for, ascending.
    pub years: Vec<AnnualYear>,
    /// What the figures are sums of, by year and entry: postings of those years, and of earlier ones of their NDC periods.
    pub postings: Vec<AdjustmentPosting>,
}

/// A year of the table. Quantities are in units of the metric; nothing is known where there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnualYear {
    /// The calendar year.
    pub year: u16,
    /// First and last year of the NDC period that it lies in.
    pub period: Option<(u16, u16)>,
    /// The method that the figures go by.
    pub method: Option<AdjustmentMethod>,
    /// Whether that is not the one that the Party declared.
    pub what_if: bool,
    /// The inventory, if it is stated.
    pub inventory: Option<i128>,
    /// Additions: first transferred, of this vintage.
    pub first_transferred: i128,
    /// Of which for other international mitigation purposes: by authorization, issuance, use or cancellation.
    pub for_oimp: i128,
    /// Subtractions: used towards the NDC, for this year.
    pub used: i128,
    /// What is added to the balance by the totals of this year alone.
    pub net: i128,
    /// The same from the period's first year on.
    pub cumulative: Option<i128>,
    /// The adjustment by the method.
    pub adjustment: Option<YearlyShare>,
    /// Inventory and adjustment: the emissions balance, or the adjusted indicator of a non-GHG metric.
    pub balance: Option<i128>,
    /// The trajectory's value of the year, or the budget under the last year.
    pub target: Option<i128>,
    /// The sum of balances over the period, where all are known, in the last year of a budget.
    pub period_balance: Option<i128>,
}

/// A number of units divided by a number of years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearlyShare {
    /// Rounded half away from zero to whole units.
    pub units: i128,
    /// What was divided, less the rounded share times the years.
    pub remainder: i128,
    /// The years; at least 1.
    pub years: u16,
}

impl YearlyShare {
    /// The share of a sum; 0 years count as 1.
    #[must_use]
    pub fn of(sum: i128, years: u16) -> Self {
        let divisor = i128::from(years.max(1));
        let (quotient, rest) = (sum / divisor, sum % divisor);
        let units = if rest.abs() * 2 >= divisor { quotient + rest.signum() } else { quotient };
        Self { units, remainder: sum - units * divisor, years: years.max(1) }
    }
}

impl AnnualTable {
    /// The postings of some years: those behind a year's own figures, or, from the period's first year on, behind what is
    /// cumulative or averaged.
    pub fn behind(&self, years: RangeInclusive<u16>) -> impl Iterator<Item = &AdjustmentPosting> {
        self.postings.iter().filter(move |posting| years.contains(&posting.account.year))
    }

    /// The table of a book; by the declared method where none is given.
    pub(super) fn of(
        book: &Book,
        party: PartyCode,
        metric: &MetricName,
        years: RangeInclusive<u16>,
        method: Option<AdjustmentMethod>,
    ) -> Self {
        let of = Measured { party, metric: metric.clone() };
        let sources = Sources::of(book, &of, method);
        let years: Vec<AnnualYear> = years.map(|year| sources.year(year)).collect();
        let from = years.iter().map(|year| year.period.map_or(year.year, |(first, _)| first)).min();
        let behind = from.zip(years.last()).map(|(from, last)| from..=last.year);
        let mut postings = sources.postings;
        postings.retain(|posting| behind.as_ref().is_some_and(|years| years.contains(&posting.account.year)));
        postings.sort_unstable_by_key(|posting| (posting.account.year, posting.entry, posting.block));
        Self { party, metric: metric.clone(), years, postings }
    }
}

/// What is posted under a year.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    first_transferred: i128,
    for_oimp: i128,
    used: i128,
}

/// What a table is made of.
struct Sources<'a> {
    view: View<'a>,
    of: &'a Measured,
    method: Option<AdjustmentMethod>,
    postings: Vec<AdjustmentPosting>,
    sums: BTreeMap<u16, Sums>,
}

impl<'a> Sources<'a> {
    fn of(book: &'a Book, of: &'a Measured, method: Option<AdjustmentMethod>) -> Self {
        let mut postings = postings(book);
        postings.retain(|posting| {
            let series = book.series(posting.account.series);
            posting.account.party == of.party
                && series.is_some_and(|series| MetricName::of_series(&series.terms) == of.metric)
        });
        let mut sums: BTreeMap<u16, Sums> = BTreeMap::new();
        for posting in &postings {
            let sum = sums.entry(posting.account.year).or_default();
            let units = i128::from(posting.block.count());
            match posting.by {
                AdjustedBy::FirstTransfer(trigger) => {
                    sum.first_transferred += units;
                    sum.for_oimp += if trigger == Trigger::International { 0 } else { units };
                }
                AdjustedBy::Use => sum.used += units,
            }
        }
        Self { view: book.article6(), of, method, postings, sums }
    }

    fn sum_of(&self, year: u16) -> Sums {
        self.sums.get(&year).copied().unwrap_or_default()
    }

    /// Additions less subtractions; the other way round for a non-GHG metric (para 9).
    fn net(&self, years: RangeInclusive<u16>) -> i128 {
        let net: i128 = self.sums.range(years).map(|(_, sums)| sums.first_transferred - sums.used).sum();
        if self.of.metric.metric == Metric::NON_GHG { -net } else { net }
    }

    fn inventory(&self, year: u16) -> Option<i128> {
        self.view.inventory(self.of, year).map(|stated| stated.total.value())
    }

    fn adjustment(&self, period: &NdcPeriod, method: AdjustmentMethod, year: u16) -> YearlyShare {
        let first = period.terms.first_year;
        if method == AdjustmentMethod::AVERAGING {
            YearlyShare::of(self.net(first..=year), year.saturating_sub(first).saturating_add(1))
        } else {
            YearlyShare::of(self.net(year..=year), 1)
        }
    }

    fn year(&self, year: u16) -> AnnualYear {
        let declared = self.view.periods(self.of).iter().find(|period| period.holds(year));
        let with_method = declared.map(|period| (period, self.method.unwrap_or(period.terms.method)));
        let terms = declared.map(|period| &period.terms);
        let adjustment_of = |year| with_method.map(|(period, method)| self.adjustment(period, method, year));
        let balance_of = |year| Some(self.inventory(year)? + adjustment_of(year)?.units);
        let target = terms.and_then(|terms| terms.values.iter().find(|value| value.year == year));
        let ends_budget = with_method
            .filter(|(period, method)| *method == AdjustmentMethod::BUDGET && period.terms.last_year == year);
        let Sums { first_transferred, for_oimp, used } = self.sum_of(year);
        AnnualYear {
            year,
            period: terms.map(|terms| (terms.first_year, terms.last_year)),
            method: with_method.map(|(_, method)| method),
            what_if: with_method.is_some_and(|(period, method)| method != period.terms.method),
            inventory: self.inventory(year),
            first_transferred,
            for_oimp,
            used,
            net: self.net(year..=year),
            cumulative: terms.map(|terms| self.net(terms.first_year..=year)),
            adjustment: adjustment_of(year),
            balance: balance_of(year),
            target: target.map(|value| value.value.value()),
            period_balance: ends_budget
                .and_then(|(period, _)| (period.terms.first_year..=year).map(balance_of).sum()),
        }
    }
}
