//! The annual table of corresponding adjustments (2/CMA.3 annex paras 7 to 9 and 23; `spec/article6.md` section 6).
//!
//! Invariants:
//! - A figure is the sum of postings that are in the table, each units times the quantum of its series; and each names its entry.
//! - Additions are the host's, under the vintage; subtractions the using Party's, under the year of use; acquisition posts nothing.
//! - Quantities are exact: an average is its quotient, rounded half away from zero, beside what the rounding left.
//! - A figure has as many decimals as the finest quantum among the postings that it is a sum of: a year's own figures those of the
//!   year, what is cumulative or averaged those from the period's first year on, a balance those of its adjustment.
//! - Metrics are never added up: a table is of one.
//! - A year says by which method and, of an average, by which reading its figures go: nobody takes one for another.
//!
//! It does not judge whether a budget or a trajectory is met.

use std::ops::RangeInclusive;

use ledger_format::codes::{AdjustmentMethod, Metric};
use ledger_format::identifiers::PartyCode;
use thiserror::Error;

use super::figure::{Figure, YearlyShare};
use super::oimp::OimpMemo;
use super::postings::{AdjustmentPosting, postings};
use super::reading::{Averaging, Netting, TableReading};
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
    /// The reading of averaging, where that is the method.
    pub averaging: Option<Averaging>,
    /// The inventory, if it is stated.
    pub inventory: Option<i128>,
    /// Additions: first transferred, of this vintage.
    pub first_transferred: Figure,
    /// Of which by a trigger for other international mitigation purposes: authorization, issuance, use or cancellation. A unit that
    /// was first transferred internationally is not among these, whatever it is used for later: each counts once (para 23(f)).
    pub by_oimp_trigger: Figure,
    /// Memo, para 23(d): what the Party, as host, authorized of this vintage for OIMP, with or without an NDC; as it is attached, whether
    /// or not the authorization has ended. None where it does not fit.
    pub authorized_for_oimp: Option<Figure>,
    /// Memo: of the Party's units as host, of any vintage, those whose use for OIMP occurred in this year, by whomever; here, or as a
    /// notice tells. None where it does not fit.
    pub used_for_oimp: Option<Figure>,
    /// Subtractions: used towards the NDC, for this year.
    pub used: Figure,
    /// What is added to the balance by the totals of this year alone.
    pub net: Figure,
    /// The same from the period's first year on.
    pub cumulative: Option<Figure>,
    /// The adjustment by the method.
    pub adjustment: Option<YearlyShare>,
    /// Where first transfers and uses are averaged apart: both averages, of which the adjustment is the difference.
    pub averages: Option<Averages>,
    /// Inventory and adjustment: the emissions balance, or the adjusted indicator of a non-GHG metric.
    pub balance: Option<Figure>,
    /// The trajectory's value of the year, or the budget under the last year.
    pub target: Option<i128>,
    /// The sum of balances over the period, where all are known, in the last year of a trajectory or budget.
    pub period_balance: Option<Figure>,
    /// What it stands against, in the same year: the sum of the trajectory's values, or the budget. None for a what-if.
    pub period_target: Option<i128>,
}

/// Averages of what was first transferred and of what was used, over the same years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Averages {
    /// Of first transfers.
    pub first_transferred: YearlyShare,
    /// Of uses.
    pub used: YearlyShare,
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

    /// The table of a book, with the inventories that are stated in another.
    pub(super) fn of(
        book: &Book,
        stated: &Book,
        (party, metric): (PartyCode, &MetricName),
        years: RangeInclusive<u16>,
        reading: TableReading,
    ) -> Result<Self, FigureTooLarge> {
        let of = Measured { party, metric: metric.clone() };
        let sources = Sources::of(book, stated, &of, reading);
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
    reading: TableReading,
    postings: Vec<AdjustmentPosting>,
    sums: YearSums,
    memo: OimpMemo,
}

/// What a year adjusts, and the averages that it is the difference of.
type Adjusted = (YearlyShare, Option<Averages>);

impl<'a> Sources<'a> {
    fn of(book: &'a Book, stated: &'a Book, of: &'a Measured, reading: TableReading) -> Self {
        let mut postings = postings(book);
        postings.retain(|posting| {
            posting.account.party == of.party
                && book.series(posting.account.series).is_some_and(|series| {
                    let (metric, name) = (series.terms.metric, series.terms.non_ghg_metric.as_str());
                    (metric, name) == (of.metric.metric, of.metric.non_ghg.as_str())
                })
        });
        let sums = YearSums::of(book, &postings);
        let memo = OimpMemo::of(book, of);
        Self { view: book.article6(), stated: stated.article6(), of, reading, postings, sums, memo }
    }

    /// What adds to the balance, and what subtracts: first transfers and uses; the other way round for a non-GHG metric (para 9).
    fn signed<T>(&self, first_transferred: T, used: T) -> (T, T) {
        let reversed = self.of.metric.metric == Metric::NON_GHG;
        if reversed { (used, first_transferred) } else { (first_transferred, used) }
    }

    /// What adds less what subtracts.
    fn net(&self, sums: &Sums) -> Result<Figure, TooLarge> {
        let (adds, subtracts) = self.signed(sums.first_transferred, sums.used);
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
    ) -> Result<Adjusted, TooLarge> {
        if method != AdjustmentMethod::AVERAGING {
            return Ok((YearlyShare::of(self.net_of(year..=year)?, 1), None));
        }
        let years = self.reading.averaging.years(&period.terms, year);
        let sums = self.sums.over(period.terms.first_year..=year)?;
        match self.reading.averaging.netting {
            Netting::Net => Ok((YearlyShare::of(self.net(&sums)?, years), None)),
            Netting::Separate => {
                let of = |sum| YearlyShare::of(sum, years);
                let averages =
                    Averages { first_transferred: of(sums.first_transferred), used: of(sums.used) };
                let (adds, subtracts) = self.signed(averages.first_transferred, averages.used);
                Ok((adds.less(subtracts).ok_or(TooLarge)?, Some(averages)))
            }
        }
    }

    /// Inventory and adjustment, where both are known.
    fn balance(&self, adjusted: Option<Adjusted>, year: u16) -> Result<Option<Figure>, TooLarge> {
        let both = self.inventory(year).zip(adjusted);
        let sum = |(inventory, (adjustment, _)): (i128, Adjusted)| {
            Figure::whole(inventory).plus(adjustment.share).ok_or(TooLarge)
        };
        both.map(sum).transpose()
    }

    /// The sum of balances of a trajectory or budget over its period, in the last year (para 7(a)(i) and 7(b)).
    fn period_balance(
        &self,
        period: &NdcPeriod,
        method: AdjustmentMethod,
    ) -> Result<Option<Figure>, TooLarge> {
        let mut sum = Some(Figure::default());
        for year in period.terms.first_year..=period.terms.last_year {
            let adjusted = self.adjustment(period, method, year)?;
            let both = sum.zip(self.balance(Some(adjusted), year)?);
            sum = both.map(|(sum, balance)| sum.plus(balance).ok_or(TooLarge)).transpose()?;
        }
        Ok(sum)
    }

    fn year(&self, year: u16) -> Result<AnnualYear, TooLarge> {
        let declared = self.view.periods(self.of).iter().find(|period| period.holds(year));
        let with_method = declared.map(|period| (period, self.reading.method.unwrap_or(period.terms.method)));
        let (terms, method) = (declared.map(|period| &period.terms), with_method.map(|(_, method)| method));
        let what_if = with_method.is_some_and(|(period, method)| method != period.terms.method);
        let adjusted =
            with_method.map(|(period, method)| self.adjustment(period, method, year)).transpose()?;
        let target = terms.and_then(|terms| terms.values.iter().find(|value| value.year == year));
        let ends = with_method.filter(|(period, method)| {
            *method != AdjustmentMethod::AVERAGING && period.terms.last_year == year
        });
        let period_balance = ends.map(|(period, method)| self.period_balance(period, method)).transpose()?;
        let own = self.sums.over(year..=year)?;
        Ok(AnnualYear {
            year,
            period: terms.map(|terms| (terms.first_year, terms.last_year)),
            method,
            what_if,
            averaging: method
                .is_some_and(|method| method == AdjustmentMethod::AVERAGING)
                .then_some(self.reading.averaging),
            inventory: self.inventory(year),
            first_transferred: own.first_transferred,
            by_oimp_trigger: own.by_oimp_trigger,
            authorized_for_oimp: self.memo.authorized(year),
            used_for_oimp: self.memo.used(year),
            used: own.used,
            net: self.net(&own)?,
            cumulative: terms.map(|terms| self.net_of(terms.first_year..=year)).transpose()?,
            adjustment: adjusted.map(|(adjustment, _)| adjustment),
            averages: adjusted.and_then(|(_, averages)| averages),
            balance: self.balance(adjusted, year)?,
            target: target.map(|value| value.value.value()),
            period_balance: period_balance.flatten(),
            period_target: ends.filter(|_| !what_if).and_then(|(period, _)| sum_of_values(period)),
        })
    }
}

/// What the values of a trajectory or budget sum to; none if that does not fit.
fn sum_of_values(period: &NdcPeriod) -> Option<i128> {
    period.terms.values.iter().try_fold(0_i128, |sum, value| sum.checked_add(value.value.value()))
}
