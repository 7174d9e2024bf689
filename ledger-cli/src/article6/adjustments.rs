//! The annual table of corresponding adjustments (2/CMA.3 annex paras 7 to 9 and 23; `spec/article6.md` section 6).
//!
//! - A figure is the sum of its postings, and each posting names its entry.
//! - Additions go to {host, vintage}, subtractions to {using Party, year of use}; acquisition posts nothing.
//! - Quantities are exact: an average is its quotient, rounded half away from zero, beside what the rounding left.
//! - It does not add up metrics.

use ledger_format::codes::{AdjustmentMethod, Metric};
use ledger_format::identifiers::{EntryIndex, PartyCode, SpaceId, Timestamp};

use super::moves::Piece;
use super::register::MetricName;
use super::replay::Replay;
use super::units::Trigger;

/// A posting of the second book.
#[derive(Debug, Clone)]
pub struct Posting {
    /// The entry behind it.
    pub entry: EntryIndex,
    /// When that occurred.
    pub occurred_at: Timestamp,
    /// Whose balance.
    pub party: PartyCode,
    /// Of which year.
    pub year: u16,
    /// In which metric.
    pub metric: MetricName,
    /// Why.
    pub cause: Cause,
    /// How many units; below zero where a reversal takes a posting back.
    pub units: i128,
    /// The number space.
    pub space: SpaceId,
    /// First serial.
    pub first: u64,
    /// Last serial.
    pub last: u64,
}

/// What is posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// A first transfer (para 8(a)).
    FirstTransfer(Trigger),
    /// A use towards an NDC (para 8(b)).
    Use,
}

/// A year of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Year {
    /// The calendar year.
    pub year: u16,
    /// The NDC period that it lies in.
    pub period: Option<(u16, u16)>,
    /// The method that the figures go by.
    pub method: Option<AdjustmentMethod>,
    /// Whether that is not the one that the Party declared.
    pub what_if: bool,
    /// The inventory, if it is stated.
    pub inventory: Option<i128>,
    /// First transferred, of this vintage.
    pub first_transferred: i128,
    /// Of which for other international mitigation purposes: by authorization, issuance, use or cancellation.
    pub for_oimp: i128,
    /// Used towards the NDC, for this year.
    pub used: i128,
    /// What is added to the balance by the totals of this year alone.
    pub net: i128,
    /// The same from the period's first year on.
    pub cumulative: Option<i128>,
    /// The adjustment by the method.
    pub adjustment: Option<Share>,
    /// Inventory and adjustment: the emissions balance, or the adjusted indicator of a non-GHG metric.
    pub balance: Option<i128>,
    /// The trajectory's value of the year, or the budget under the last year.
    pub target: Option<i128>,
    /// The sum of balances over the period, where all are known, in the last year of a budget.
    pub period_balance: Option<i128>,
}

/// A number of units divided by a number of years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Rounded half away from zero to whole units.
    pub units: i128,
    /// What was divided, less the rounded share times the years.
    pub remainder: i128,
    /// The years.
    pub years: u16,
}

impl Share {
    /// The share of a sum.
    #[must_use]
    pub fn of(sum: i128, years: u16) -> Self {
        let divisor = i128::from(years.max(1));
        let (quotient, rest) = (sum / divisor, sum % divisor);
        let units = if rest.abs() * 2 >= divisor { quotient + rest.signum() } else { quotient };
        Self { units, remainder: sum - units * divisor, years: years.max(1) }
    }
}

impl Replay {
    /// Every posting, in the order of the entries.
    pub fn postings(&self) -> impl Iterator<Item = Posting> + '_ {
        self.pieces.iter().flat_map(|piece| self.of_piece(piece).into_iter().flatten().flatten())
    }

    fn of_piece(&self, piece: &Piece) -> Option<[Option<Posting>; 2]> {
        let series = self.register.series.get(&piece.series?)?;
        let metric = self.register.metric(piece.series?)?;
        let count = i128::from(piece.count());
        let posting = |party, year, cause, units| Posting {
            entry: piece.entry,
            occurred_at: piece.occurred_at,
            party,
            year,
            metric: metric.clone(),
            cause,
            units,
            space: piece.space,
            first: piece.first,
            last: piece.last,
        };
        let added = match (piece.made, piece.undone) {
            (Some(trigger), _) => {
                Some(posting(series.host, series.vintage, Cause::FirstTransfer(trigger), count))
            }
            (None, Some(trigger)) => {
                Some(posting(series.host, series.vintage, Cause::FirstTransfer(trigger), -count))
            }
            (None, None) => None,
        };
        // A use is taken back from the Party that had used: the account that now gives.
        let (account, units) = match piece.reverses {
            Some(_) => (piece.transferring, -count),
            None => (piece.acquiring, count),
        };
        let user = account.and_then(|account| self.register.accounts.get(&account)).map(|it| it.party);
        let used = user.zip(piece.year_of_use).map(|(party, year)| posting(party, year, Cause::Use, units));
        Some([added, used])
    }

    /// The table of a Party and metric, year by year; by another method than the declared one it is a what-if.
    #[must_use]
    pub fn adjustments(
        &self,
        party: PartyCode,
        metric: &MetricName,
        (from, to): (u16, u16),
        method: Option<AdjustmentMethod>,
    ) -> Vec<Year> {
        let mine: Vec<Posting> =
            self.postings().filter(|it| it.party == party && it.metric == *metric).collect();
        (from..=to).map(|year| self.year(party, metric, year, method, &mine)).collect()
    }

    fn year(
        &self,
        party: PartyCode,
        metric: &MetricName,
        year: u16,
        method: Option<AdjustmentMethod>,
        mine: &[Posting],
    ) -> Year {
        let sign = if metric.metric == Metric::NON_GHG { -1 } else { 1 };
        let sum = |years: std::ops::RangeInclusive<u16>, wanted: &dyn Fn(Cause) -> bool| -> i128 {
            mine.iter().filter(|it| years.contains(&it.year) && wanted(it.cause)).map(|it| it.units).sum()
        };
        let transferred = |cause| matches!(cause, Cause::FirstTransfer(_));
        let for_oimp =
            |cause| matches!(cause, Cause::FirstTransfer(trigger) if trigger != Trigger::International);
        let used = |cause| cause == Cause::Use;
        let net = |years: std::ops::RangeInclusive<u16>| {
            sign * (sum(years.clone(), &transferred) - sum(years, &used))
        };
        let inventory_of = |year| {
            self.register.inventories.get(&(party, metric.clone(), year)).map(|(_, total)| total.value())
        };
        let declared = self.register.period(party, metric, year);
        let method = declared.map(|period| method.unwrap_or(period.method));
        let adjustment_of = |year: u16| {
            let (period, method) = declared.zip(method)?;
            Some(if method == AdjustmentMethod::AVERAGING {
                Share::of(net(period.first_year..=year), year - period.first_year + 1)
            } else {
                Share::of(net(year..=year), 1)
            })
        };
        let balance_of = |year| Some(inventory_of(year)? + adjustment_of(year)?.units);
        let value_of = |year| {
            declared.and_then(|it| it.values.iter().find(|it| it.year == year)).map(|it| it.value.value())
        };
        let ends_budget =
            declared.filter(|it| method == Some(AdjustmentMethod::BUDGET) && it.last_year == year);
        Year {
            year,
            period: declared.map(|it| (it.first_year, it.last_year)),
            method,
            what_if: declared.is_some_and(|it| method != Some(it.method)),
            inventory: inventory_of(year),
            first_transferred: sum(year..=year, &transferred),
            for_oimp: sum(year..=year, &for_oimp),
            used: sum(year..=year, &used),
            net: net(year..=year),
            cumulative: declared.map(|it| net(it.first_year..=year)),
            adjustment: adjustment_of(year),
            balance: balance_of(year),
            target: value_of(year),
            period_balance: ends_budget.and_then(|it| (it.first_year..=year).map(balance_of).sum()),
        }
    }
}
