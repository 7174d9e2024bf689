//! Computes again what can be derived from what is said of serials, and compares.

use std::collections::BTreeMap;

use ledger_format::block::SerialBlock;
use ledger_format::identifiers::{SeriesId, SpaceId, Timestamp};
use rustc_hash::FxHashMap;

use super::nouns::{AdjustmentAccount, AdjustmentSums, AuthorizationNumber, Identified};
use super::second_book::{Adjusting, Direction, PostedSeries};
use super::tables::{Tables, TablesMut};
use super::units::article6_terms;
use crate::book::State;
use crate::layered::Said;
use crate::layered::rows::rows;

impl Tables {
    /// Whether sums, numbers and the form of the tables are what the serials say; `state` knows their series.
    pub(crate) fn agree<S: State>(&self, state: &S) -> bool {
        self.are_canonical()
            && self.names_agree()
            && self.superseded == self.superseded_by_versions()
            && self.attached_agree()
            && self.numbers_agree()
            && self.adjustments_agree(state)
    }

    fn are_canonical(&self) -> bool {
        self.attachments.is_canonical()
            && self.identifiers.is_canonical()
            && self.numbers.is_canonical()
            && self.first_transfers.is_canonical()
            && self.uses.is_canonical()
    }

    fn names_agree(&self) -> bool {
        self.authorization_numbers.len() == self.authorizations.len()
            && self.authorizations.iter().all(|(number, known)| {
                self.authorization_numbers.get(&(known.party, known.id.clone())) == Some(number)
                    && self.versions.get(&(*number, known.latest)).is_some()
            })
    }

    /// From when each version is superseded, by what the versions say.
    pub(super) fn superseded_by_versions(&self) -> Said<AuthorizationNumber, Timestamp> {
        let mut made = Self::default();
        for ((number, version), terms) in rows(&self.versions) {
            TablesMut::of_book(&mut made).supersede(number, version, terms.from);
        }
        made.superseded
    }

    fn attached_agree(&self) -> bool {
        let mut attached: FxHashMap<AuthorizationNumber, u128> = FxHashMap::default();
        for key in self.attachments.keys() {
            for said in self.attachments.of(key) {
                *attached.entry(said.value.authorization).or_default() += said.count();
            }
        }
        self.authorizations
            .iter()
            .all(|(number, known)| attached.get(number).copied().unwrap_or_default() == known.attached)
    }

    fn numbers_agree(&self) -> bool {
        let mut given = Said::default();
        for key in self.identifiers.keys() {
            for said in self.identifiers.of(key) {
                let Identified { space, .. } = said.value;
                let (first, last) = (said.value.number_of(said.first), said.value.number_of(said.last));
                given.settle(space, first, last, Some(()));
            }
        }
        given == self.numbers
    }

    /// Whether both sides of the second book are what the serials say, and sum to zero, series by series.
    fn adjustments_agree<S: State>(&self, state: &S) -> bool {
        let mut sums: BTreeMap<AdjustmentAccount, AdjustmentSums> = BTreeMap::new();
        let mut clearing: BTreeMap<SeriesId, i128> = BTreeMap::new();
        let mut known = true;
        for space in self.first_transfers.keys() {
            for said in self.first_transfers.of(space) {
                known &= each_series(state, space, said.first, said.last, |of, count| {
                    let what = Adjusting::FirstTransfer;
                    sums.entry(of.account(what)).or_default().first_transferred += count;
                    let leg = of.signed(what, Direction::TakenBack, count);
                    *clearing.entry(of.series()).or_default() += leg;
                });
            }
        }
        for space in self.uses.keys() {
            for said in self.uses.of(space) {
                known &= each_series(state, space, said.first, said.last, |of, count| {
                    let what = Adjusting::Use(said.value.party, said.value.year);
                    sums.entry(of.account(what)).or_default().used += count;
                    let leg = of.signed(what, Direction::TakenBack, count);
                    *clearing.entry(of.series()).or_default() += leg;
                });
            }
        }
        clearing.retain(|_, units| *units != 0);
        known
            && self.adjustment_accounts().into_iter().eq(sums)
            && self.clearing_accounts().into_iter().eq(clearing)
            && self.is_even(state)
    }

    /// Whether what is kept of both sides sums to zero: asked of the tables alone.
    fn is_even<S: State>(&self, state: &S) -> bool {
        let mut balances: FxHashMap<SeriesId, i128> =
            self.clearing.iter().map(|(of, it)| (*of, *it)).collect();
        let accounts = self.adjustments.iter().map(|(account, sums)| (*account, *sums));
        accounts.for_each(|(account, sums)| {
            if let Some(terms) = article6_terms(state, Some(account.series)) {
                let balance = PostedSeries::of(terms).balance(account, sums);
                *balances.entry(account.series).or_default() += balance;
            }
        });
        balances.values().all(|balance| *balance == 0)
    }
}

/// Each series among these serials, with its units; whether all have one.
fn each_series<S: State>(
    state: &S,
    space: SpaceId,
    first: u64,
    last: u64,
    mut each: impl FnMut(PostedSeries, u128),
) -> bool {
    let mut known = true;
    state.pieces(SerialBlock::new(space, first, last), |piece| {
        let count = u128::from(piece.last - piece.first) + 1;
        match article6_terms(state, piece.holding.and_then(|holding| holding.series)) {
            Some(terms) => each(PostedSeries::of(terms), count),
            None => known = false,
        }
    });
    known
}
