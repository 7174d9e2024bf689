//! The second book: corresponding adjustments in double entry (`spec/article6.md` section 6).
//!
//! Invariants:
//! - Every posting has two legs of one size: one to an account of a Party, and the opposite to the clearing account of the series.
//!   Both are posted here, where an entry takes effect; neither is worked out from the other later.
//! - The balances of a series' accounts and that of its clearing account sum to zero: [`super::check`] asks.
//! - A leg has the sign that it has in the balance: a first transfer of a GHG unit adds, a use subtracts; the other way round for a
//!   non-GHG metric (para 9).
//!
//! It does not say which units are posted, nor when: that is for [`super::effects`].

use ledger_format::body::SeriesOpened;
use ledger_format::codes::Metric;
use ledger_format::identifiers::{PartyCode, SeriesId};

use super::nouns::{AdjustmentAccount, AdjustmentSums};
use super::tables::{TablesMut, View};

/// What of a series' terms says where its units are posted, and with which sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PostedSeries {
    series: SeriesId,
    host: PartyCode,
    vintage: u16,
    metric: Metric,
}

/// What is posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Adjusting {
    /// A first transfer, to the host's account of the vintage (para 8(a)).
    FirstTransfer,
    /// A use, to this Party's account of this year (8(b)).
    Use(PartyCode, u16),
}

/// Whether a posting is made, or taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Made,
    TakenBack,
}

impl PostedSeries {
    /// Of the terms of a series.
    pub(crate) fn of(terms: &SeriesOpened) -> Self {
        Self { series: terms.series, host: terms.host, vintage: terms.vintage, metric: terms.metric }
    }

    /// The series.
    pub(crate) fn series(self) -> SeriesId {
        self.series
    }

    /// The account of a Party that takes the leg.
    pub(crate) fn account(self, what: Adjusting) -> AdjustmentAccount {
        let (party, year) = match what {
            Adjusting::FirstTransfer => (self.host, self.vintage),
            Adjusting::Use(party, year) => (party, year),
        };
        AdjustmentAccount { party, year, series: self.series }
    }

    /// The balance of one of the accounts of the series.
    pub(crate) fn balance(self, account: AdjustmentAccount, sums: AdjustmentSums) -> i128 {
        let by_use = Adjusting::Use(account.party, account.year);
        let first_transferred =
            self.signed(Adjusting::FirstTransfer, Direction::Made, sums.first_transferred);
        first_transferred.saturating_add(self.signed(by_use, Direction::Made, sums.used))
    }

    /// What so many units are in the balance of the account of a Party.
    pub(crate) fn signed(self, what: Adjusting, direction: Direction, units: u128) -> i128 {
        // A series has fewer than 2^63 units.
        let units = i128::try_from(units).unwrap_or(i128::MAX);
        let of_ghg = if what == Adjusting::FirstTransfer { units } else { -units };
        let of_metric = if self.metric == Metric::NON_GHG { -of_ghg } else { of_ghg };
        if direction == Direction::Made { of_metric } else { -of_metric }
    }
}

impl AdjustmentSums {
    fn post(&mut self, what: Adjusting, direction: Direction, units: u128) {
        let sum = match what {
            Adjusting::FirstTransfer => &mut self.first_transferred,
            Adjusting::Use(..) => &mut self.used,
        };
        *sum = match direction {
            Direction::Made => sum.saturating_add(units),
            Direction::TakenBack => sum.saturating_sub(units),
        };
    }
}

impl View<'_> {
    /// What an account of a Party has.
    pub(crate) fn adjustment(self, account: AdjustmentAccount) -> AdjustmentSums {
        self.get(|tables| &tables.adjustments, &account).copied().unwrap_or_default()
    }

    /// The balance of the clearing account of a series.
    pub(crate) fn clearing(self, series: SeriesId) -> i128 {
        self.get(|tables| &tables.clearing, &series).copied().unwrap_or_default()
    }
}

impl TablesMut<'_> {
    /// Posts both legs for units of a series; nothing for none.
    pub(super) fn post(&mut self, of: PostedSeries, what: Adjusting, direction: Direction, units: u128) {
        if units == 0 {
            return;
        }
        let account = of.account(what);
        let mut sums = self.view().adjustment(account);
        sums.post(what, direction, units);
        self.adjustments(account, sums);
        let opposite = -of.signed(what, direction, units);
        let clearing = self.view().clearing(of.series).saturating_add(opposite);
        self.clearing(of.series, clearing);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posted(metric: Metric) -> PostedSeries {
        PostedSeries { series: SeriesId(7), host: "GHA".parse().unwrap(), vintage: 2024, metric }
    }

    #[test]
    fn signs_are_those_of_paragraphs_8_and_9() {
        let by = Adjusting::Use("CHE".parse().unwrap(), 2026);
        let (ghg, other) = (posted(Metric::GHG), posted(Metric::NON_GHG));
        assert_eq!(ghg.signed(Adjusting::FirstTransfer, Direction::Made, 5), 5);
        assert_eq!(ghg.signed(by, Direction::Made, 5), -5);
        assert_eq!(ghg.signed(by, Direction::TakenBack, 5), 5);
        assert_eq!(other.signed(Adjusting::FirstTransfer, Direction::Made, 5), -5);
        assert_eq!(other.signed(by, Direction::Made, 5), 5);
        let account = |what| (ghg.account(what).party.to_string(), ghg.account(what).year);
        assert_eq!(account(Adjusting::FirstTransfer), ("GHA".to_owned(), 2024));
        assert_eq!(account(by), ("CHE".to_owned(), 2026));
    }
}
