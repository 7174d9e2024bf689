//! What a ledger answers about Article 6, unit by unit, as the model has it.

use std::collections::BTreeMap;

use ledger_core::Ledger;
use ledger_core::query::{AdjustedBy, Article6Unit, AsAt, PartyAccount, SecondBook};
use ledger_format::block::SerialBlock;
use ledger_format::identifiers::{PartyCode, SpaceId};

use crate::article6_world::{PARTIES, party};
use crate::model::UnitKey;
use crate::model::article6::Facts;

/// Highest serial that is asked for.
pub(crate) const SERIALS: u64 = 2_000;
/// Highest space.
pub(crate) const SPACES: u32 = 8;

/// What is known of every Article 6 unit.
///
/// # Panics
/// If one unit stands in two rows, or rows have no identifier for one of their ends.
#[must_use]
pub fn facts(ledger: &Ledger) -> BTreeMap<UnitKey, Facts> {
    let blocks = (1..=SPACES).map(|space| SerialBlock::new(SpaceId(space), 1, SERIALS));
    let mut all = BTreeMap::new();
    for row in blocks.flat_map(|block| ledger.article6_units(block)) {
        for serial in row.block.first..=row.block.last {
            let known = all.insert((row.block.space.0, serial), facts_of(&row, serial));
            assert_eq!(known, None, "unit {serial} of {row:?} stands in two rows");
        }
    }
    all
}

fn facts_of(row: &Article6Unit, serial: u64) -> Facts {
    let identifier = row.identifiers.map(|(first, last)| {
        assert_eq!(last.number - first.number, row.block.count() - 1, "numbers run with the serials");
        let space = (first.approach.0, first.registry, first.first_transferring_party, first.vintage);
        (space, first.number + (serial - row.block.first))
    });
    let attached = row.attached.iter().map(|to| (to.party, (to.authorization.clone(), to.version)));
    Facts {
        series: Some(row.series.0),
        attached: attached.collect(),
        identifier,
        first_transfer: row.first_transfer.map(|made| (made.entry.0, made.trigger as u8)),
        used: row.used.map(|used| (used.entry.0, used.party, used.year)),
    }
}

/// By Party, year and series: units first transferred, and units used; accounts of which both are 0 are left out.
///
/// # Panics
/// If a sum is 2^127 or more.
#[must_use]
pub fn adjustment_sums(ledger: &Ledger) -> BTreeMap<(PartyCode, u16, u32), (i128, i128)> {
    let accounts = second_book(ledger).accounts.into_iter().map(|PartyAccount { account, sums, .. }| {
        let count = |units: u128| i128::try_from(units).expect("few units");
        ((account.party, account.year, account.series.0), (count(sums.first_transferred), count(sums.used)))
    });
    accounts.filter(|(_, sums)| *sums != (0, 0)).collect()
}

/// The clearing accounts that the ledger keeps, by series; those that are even are left out.
#[must_use]
pub fn clearing(ledger: &Ledger) -> BTreeMap<u32, i128> {
    second_book(ledger).clearing.into_iter().map(|it| (it.series.0, it.units)).collect()
}

/// Whether the accounts of every series, its clearing account among them, sum to zero; by what the ledger keeps of both.
///
/// # Errors
/// A series that does not, and its sum.
pub fn second_book_is_even(book: &SecondBook) -> Result<(), String> {
    let mut sums: BTreeMap<u32, i128> = book.clearing.iter().map(|it| (it.series.0, it.units)).collect();
    for PartyAccount { account, balance, .. } in &book.accounts {
        *sums.entry(account.series.0).or_default() += balance;
    }
    match sums.iter().find(|(_, sum)| **sum != 0) {
        Some((series, sum)) => Err(format!("the accounts of series {series} sum to {sum}")),
        None => Ok(()),
    }
}

/// The second book at the head.
///
/// # Panics
/// Never: the head is in memory.
#[must_use]
pub fn second_book(ledger: &Ledger) -> SecondBook {
    ledger.article6(AsAt::Head).expect("the head is in memory").second_book()
}

/// A posting that stands, for one unit: account (Party, year, series), whether it is a first transfer, entry, unit.
pub type Posted = ((PartyCode, u16, u32), bool, u64, UnitKey);

/// Every posting of the second book that stands, in order.
#[must_use]
pub fn adjustment_postings(ledger: &Ledger) -> Vec<Posted> {
    let of = |code: &&str| ledger.adjustment_postings(party(code), 0, u16::MAX);
    let mut postings: Vec<_> = PARTIES
        .iter()
        .flat_map(of)
        .flat_map(|posting| {
            let account = (posting.account.party, posting.account.year, posting.account.series.0);
            let first = matches!(posting.by, AdjustedBy::FirstTransfer(_));
            let serials = posting.block.first..=posting.block.last;
            serials.map(move |serial| (account, first, posting.entry.0, (posting.block.space.0, serial)))
        })
        .collect();
    postings.sort_unstable();
    postings
}
