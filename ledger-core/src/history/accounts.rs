//! The accounts of a chapter: many share a row, so that a chapter has few rows however many accounts moved.
//!
//! Invariants:
//! - Rows ascend by account, and an account is in one row; the contents of the chapter name the first account of each.
//! - Few events of an account stand in the row itself. Of many, the row has the directory, and each page a row of its own.
//! - An account's events are in the order of the entries.

use ledger_format::encoding::encode;
use ledger_format::identifiers::AccountNumber;

use super::chapter::{AccountPage, PAGE_EVENTS};
use super::key;
use super::rows::{pack, put, sealed, take};
use super::store::Row;
use crate::book::CustodyEvent;

/// Bytes after which a row is complete: a statement reads one of each chapter.
const ROW_SIZE: usize = if cfg!(test) { 64 } else { 3 * 1_024 };

const EVENTS: u64 = 0;
const PAGES: u64 = 1;

/// What a chapter has of an account.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum OfAccount<'v> {
    /// Its events, packed.
    Events(&'v [u8]),
    /// An encoded list of [`AccountPage`]; their events have rows of their own.
    Pages(&'v [u8]),
}

/// The rows of a chapter's accounts and of their pages, in no order, and the first account of each row of accounts.
pub(super) fn rows(chapter: u32, custody: &[CustodyEvent]) -> (Vec<Row>, Vec<AccountNumber>) {
    let mut legs: Vec<(AccountNumber, &CustodyEvent)> = Vec::with_capacity(2 * custody.len());
    for event in custody {
        legs.extend([(event.transferring, event), (event.acquiring, event)]);
    }
    // Stable: an account's events stay in the order of the entries.
    legs.sort_by_key(|(account, _)| *account);
    let (mut rows, mut firsts) = (Vec::new(), Vec::new());
    let mut filling = Vec::new();
    for legs in legs.chunk_by(|a, b| a.0 == b.0) {
        let Some(&(account, _)) = legs.first() else { continue };
        if filling.is_empty() {
            firsts.push(account);
        }
        let (kind, bytes) = if legs.len() <= PAGE_EVENTS {
            (EVENTS, pack(legs.iter().map(|(_, event)| *event)))
        } else {
            (PAGES, page_rows(chapter, account, legs, &mut rows))
        };
        put(&mut filling, account.0);
        put(&mut filling, kind);
        put(&mut filling, bytes.len() as u64);
        filling.extend_from_slice(&bytes);
        if filling.len() >= ROW_SIZE {
            rows.push(complete(chapter, firsts.len(), std::mem::take(&mut filling)));
        }
    }
    if !filling.is_empty() {
        rows.push(complete(chapter, firsts.len(), filling));
    }
    (rows, firsts)
}

/// Adds the rows of an account's pages; returns their directory.
fn page_rows(
    chapter: u32,
    account: AccountNumber,
    legs: &[(AccountNumber, &CustodyEvent)],
    rows: &mut Vec<Row>,
) -> Vec<u8> {
    let mut pages = Vec::new();
    for (number, page) in (0..).zip(legs.chunks(PAGE_EVENTS)) {
        let events = page.iter().map(|(_, event)| *event);
        pages.push(AccountPage::of(account, events.clone()));
        let key = key::account_page(chapter, account, number);
        let value = sealed(&key, pack(events));
        rows.push((key, value));
    }
    // What it holds is always encodable; an empty one would be found out when it is read.
    encode(&pages).unwrap_or_default()
}

fn complete(chapter: u32, count: usize, bytes: Vec<u8>) -> Row {
    // Never as many: an account takes more than a byte.
    let page = u32::try_from(count).unwrap_or(u32::MAX).saturating_sub(1);
    let key = key::accounts(chapter, page);
    let value = sealed(&key, bytes);
    (key, value)
}

/// What a row has of an account, perhaps nothing; `None` if it is not such a row.
pub(super) fn of_account(mut row: &[u8], account: AccountNumber) -> Option<Option<OfAccount<'_>>> {
    while !row.is_empty() {
        let (number, kind, size) = (take(&mut row)?, take(&mut row)?, take(&mut row)?);
        let (bytes, rest) = row.split_at_checked(usize::try_from(size).ok()?)?;
        if number == account.0 {
            return match kind {
                EVENTS => Some(Some(OfAccount::Events(bytes))),
                PAGES => Some(Some(OfAccount::Pages(bytes))),
                _ => None,
            };
        }
        row = rest;
    }
    Some(None)
}

#[cfg(test)]
mod tests {
    use ledger_format::block::SerialBlock;
    use ledger_format::identifiers::{EntryIndex, SpaceId, Timestamp};
    use proptest::prelude::*;

    use super::super::rows::{unpack, unsealed};
    use super::*;

    fn event(entry: u64, transferring: u64, acquiring: u64) -> CustodyEvent {
        CustodyEvent {
            entry: EntryIndex(entry),
            recorded_at: Timestamp(entry),
            occurred_at: Timestamp(entry),
            action: None,
            block: SerialBlock::new(SpaceId(1), 1, 9),
            series: None,
            transferring: AccountNumber(transferring),
            acquiring: AccountNumber(acquiring),
        }
    }

    proptest! {
        #[test]
        fn each_account_is_found_where_the_firsts_say(moves in prop::collection::vec((0_u64..9, 0_u64..40), 0..40)) {
            let custody: Vec<CustodyEvent> =
                (0..).zip(moves).map(|(entry, (from, to))| event(entry, from, 100 + to)).collect();
            let (rows, firsts) = rows(7, &custody);
            prop_assert!(firsts.windows(2).all(|pair| pair[0] < pair[1]));
            let value = |key: Vec<u8>| {
                let row = rows.iter().find(|row| row.0 == key).unwrap();
                unsealed(&key, &row.1).unwrap()
            };
            for account in (0..150).map(AccountNumber) {
                let expected: Vec<CustodyEvent> = custody
                    .iter()
                    .filter(|event| event.transferring == account || event.acquiring == account)
                    .copied()
                    .collect();
                let page = firsts.partition_point(|first| *first <= account).checked_sub(1);
                let row = page.map(|page| value(key::accounts(7, u32::try_from(page).unwrap())));
                let mut found = Vec::new();
                match row.and_then(|row| of_account(row, account).unwrap()) {
                    None => {}
                    Some(OfAccount::Events(bytes)) => unpack(bytes, |event| found.push(event)).unwrap(),
                    Some(OfAccount::Pages(_)) => {
                        prop_assert!(expected.len() > PAGE_EVENTS);
                        for (number, _) in (0..).zip(expected.chunks(PAGE_EVENTS)) {
                            let bytes = value(key::account_page(7, account, number));
                            unpack(bytes, |event| found.push(event)).unwrap();
                        }
                    }
                }
                prop_assert_eq!(found, expected);
            }
        }

        #[test]
        fn other_bytes_do_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let _ = of_account(&bytes, AccountNumber(3));
        }
    }
}
