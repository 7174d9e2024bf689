//! The annual table of corresponding adjustments (2/CMA.3 annex paras 7 to 9 and 23; `spec/article6.md` section 6).
//!
//! Invariants:
//! - A figure is the sum of postings that are in the table, each units times the quantum of its series; and each names its entry.
//! - Additions are the host's, under the vintage; subtractions the using Party's, under the year of use; acquisition posts nothing.
//! - Quantities are exact: an average is its quotient, rounded half away from zero, beside what the rounding left.
//! - A figure has as many decimals as the finest quantum among the postings that it is a sum of: a year's own figures those of the
//!   year, what is cumulative or averaged those from the period's first year on, a balance those of its adjustment.
//! - Metrics are never added up: a table is of one.
//!
//! It does not judge whether a budget or a trajectory is met.

use std::ops::RangeInclusive;

use ledger_format::codes::{AdjustmentMethod, Metric};
use ledger_format::identifiers::PartyCode;
use thiserror::Error;

use super::figure::{Figure, YearlyShare};
use super::postings::{AdjustmentPosting, postings};
use super::sums::{Sums, TooLarge, YearSums};
use crate::article6::tables::View;
use crate::article6::{Measured, MetricName, NdcPeriod};
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

/// A year of the table. Quantities are in the metric; nothing is known where there is none.
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
    pub first_transferred: Figure,
    /// Of which for other international mitigation purposes: by authorization, issuance, use or cancellation.
    pub for_oimp: Figure,
    /// Subtractions: used towards the NDC, for this year.
    pub used: Figure,
    /// What is added to the balance by the totals of this year alone.
    pub net: Figure,
    /// The same from the period's first year on.
    pub cumulative: Option<Figure>,
    /// The adjustment by the method.
    pub adjustment: Option<YearlyShare>,
    /// Inventory and adjustment: the emissions balance, or the adjusted indicator of a non-GHG metric.
    pub balance: Option<Figure>,
    /// The trajectory's value of the year, or the budget under the last year.
    pub target: Option<i128>,
    /// The sum of balances over the period, where all are known, in the last year of a budget.
    pub period_balance: Option<Figure>,
}

/// A figure of a year does not fit in 127 bits: units times their quantum, with the decimals of the finest one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "the figures of {party} for {year} are beyond what can be counted exactly (more than 38 digits with the decimals of the finest quantum); ask for other years, and take these from the postings"
)]
pub struct FigureTooLarge {
    /// Whose.
    pub party: PartyCode,
    /// The year that was asked for.
    pub year: u16,
}

impl AnnualTable {
    /// The postings of some years: those behind a year's own figures, or, from the period's first year on, behind what is
    /// cumulative or averaged.
    pub fn behind(&self, years: RangeInclusive<u16>) -> impl Iterator<Item = &AdjustmentPosting> {
        self.postings.iter().filter(move |posting| years.contains(&posting.account.year))
    }

    /// The years whose postings are behind the figures: from the first year of the first period to the last year; empty for a
    /// table without years.
    #[must_use]
    pub fn years_behind(&self) -> RangeInclusive<u16> {
        let first = self.years.iter().map(|year| year.period.map_or(year.year, |(first, _)| first)).min();
        let last = self.years.last().map(|year| year.year);
        let (first, last) = first.zip(last).unwrap_or((1, 0));
        first..=last
    }

    /// The table of a book, with the inventories that are stated in another; by the declared method where none is given.
    pub(super) fn of(
        book: &Book,
        stated: &Book,
        (party, metric): (PartyCode, &MetricName),
        years: RangeInclusive<u16>,
        method: Option<AdjustmentMethod>,
    ) -> Result<Self, FigureTooLarge> {
        let of = Measured { party, metric: metric.clone() };
        let sources = Sources::of(book, stated, &of, method);
        let year = |year| sources.year(year).map_err(|TooLarge| FigureTooLarge { party, year });
        let years = years.map(year).collect::<Result<Vec<AnnualYear>, _>>()?;
        let mut table = Self { party, metric: metric.clone(), years, postings: sources.postings };
        let behind = table.years_behind();
        table.postings.retain(|posting| behind.contains(&posting.account.year));
        table.postings.sort_unstable_by_key(|posting| (posting.account.year, posting.entry, posting.block));
        Ok(table)
    }
}

/// What a table is made of.
struct Sources<'a> {
    view: View<'a>,
    stated: View<'a>,
    of: &'a Measured,
    method: Option<AdjustmentMethod>,
    postings: Vec<AdjustmentPosting>,
    sums: YearSums,
}

impl<'a> Sources<'a> {
    fn of(book: &'a Book, stated: &'a Book, of: &'a Measured, method: Option<AdjustmentMethod>) -> Self {
        let mut postings = postings(book);
        postings.retain(|posting| {
            posting.account.party == of.party
                && book.series(posting.account.series).is_some_and(|series| {
                    let (metric, name) = (series.terms.metric, series.terms.non_ghg_metric.as_str());
                    (metric, name) == (of.metric.metric, of.metric.non_ghg.as_str())
                })
        });
        let sums = YearSums::of(book, &postings);
        Self { view: book.article6(), stated: stated.article6(), of, method, postings, sums }
    }

    /// Additions less subtractions; the other way round for a non-GHG metric (para 9).
    fn net(&self, sums: &Sums) -> Result<Figure, TooLarge> {
        let (adds, subtracts) = (sums.first_transferred, sums.used);
        let (adds, subtracts) =
            if self.of.metric.metric == Metric::NON_GHG { (subtracts, adds) } else { (adds, subtracts) };
        adds.plus(subtracts.negated().ok_or(TooLarge)?).ok_or(TooLarge)
    }

    fn net_of(&self, years: RangeInclusive<u16>) -> Result<Figure, TooLarge> {
        self.net(&self.sums.over(years)?)
    }

    fn inventory(&self, year: u16) -> Option<i128> {
        self.stated.inventory(self.of, year).map(|stated| stated.total.value())
    }

    fn adjustment(
        &self,
        period: &NdcPeriod,
        method: AdjustmentMethod,
        year: u16,
    ) -> Result<YearlyShare, TooLarge> {
        let first = period.terms.first_year;
        Ok(if method == AdjustmentMethod::AVERAGING {
            let years = year.saturating_sub(first).saturating_add(1);
            YearlyShare::of(self.net_of(first..=year)?, years)
        } else {
            YearlyShare::of(self.net_of(year..=year)?, 1)
        })
    }

    fn year(&self, year: u16) -> Result<AnnualYear, TooLarge> {
        let declared = self.view.periods(self.of).iter().find(|period| period.holds(year));
        let with_method = declared.map(|period| (period, self.method.unwrap_or(period.terms.method)));
        let terms = declared.map(|period| &period.terms);
        let adjustment_of =
            |year| with_method.map(|(period, method)| self.adjustment(period, method, year)).transpose();
        let balance_of = |year| -> Result<Option<Figure>, TooLarge> {
            let both = self.inventory(year).zip(adjustment_of(year)?);
            let sum = |(inventory, adjustment): (i128, YearlyShare)| {
                Figure::whole(inventory).plus(adjustment.share).ok_or(TooLarge)
            };
            both.map(sum).transpose()
        };
        let target = terms.and_then(|terms| terms.values.iter().find(|value| value.year == year));
        let ends_budget = with_method
            .filter(|(period, method)| *method == AdjustmentMethod::BUDGET && period.terms.last_year == year);
        let period_balance = match ends_budget {
            None => None,
            Some((period, _)) => {
                let mut sum = Some(Figure::default());
                for year in period.terms.first_year..=year {
                    let both = sum.zip(balance_of(year)?);
                    sum = both.map(|(sum, balance)| sum.plus(balance).ok_or(TooLarge)).transpose()?;
                }
                sum
            }
        };
        let own = self.sums.over(year..=year)?;
        Ok(AnnualYear {
            year,
            period: terms.map(|terms| (terms.first_year, terms.last_year)),
            method: with_method.map(|(_, method)| method),
            what_if: with_method.is_some_and(|(period, method)| method != period.terms.method),
            inventory: self.inventory(year),
            first_transferred: own.first_transferred,
            for_oimp: own.for_oimp,
            used: own.used,
            net: self.net(&own)?,
            cumulative: terms.map(|terms| self.net_of(terms.first_year..=year)).transpose()?,
            adjustment: adjustment_of(year)?,
            balance: balance_of(year)?,
            target: target.map(|value| value.value.value()),
            period_balance,
        })
    }
}
