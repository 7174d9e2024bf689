//! The keys of history's rows: a letter for what it is, then numbers, high bytes first.
//!
//! Invariant: rows of one account or space lie together, in the order of the chapters, so that a chapter is written in
//! ascending runs.

use ledger_format::identifiers::{AccountNumber, SpaceId};

/// What a chapter is, and that it is complete.
pub(super) fn contents(chapter: u32) -> Vec<u8> {
    key(b'C', &[&chapter.to_be_bytes()])
}

/// The pages of an account in a chapter.
pub(super) fn account(account: AccountNumber, chapter: u32) -> Vec<u8> {
    key(b'A', &[&account.0.to_be_bytes(), &chapter.to_be_bytes()])
}

/// A page of an account's events.
pub(super) fn account_page(account: AccountNumber, chapter: u32, page: u32) -> Vec<u8> {
    key(b'a', &[&account.0.to_be_bytes(), &chapter.to_be_bytes(), &page.to_be_bytes()])
}

/// The pages of a space in a chapter.
pub(super) fn space(space: SpaceId, chapter: u32) -> Vec<u8> {
    key(b'S', &[&space.0.to_be_bytes(), &chapter.to_be_bytes()])
}

/// A page of a space's events.
pub(super) fn space_page(space: SpaceId, chapter: u32, page: u32) -> Vec<u8> {
    key(b's', &[&space.0.to_be_bytes(), &chapter.to_be_bytes(), &page.to_be_bytes()])
}

/// A page of ids.
pub(super) fn ids(chapter: u32, page: u32) -> Vec<u8> {
    key(b'i', &[&chapter.to_be_bytes(), &page.to_be_bytes()])
}

fn key(letter: u8, numbers: &[&[u8]]) -> Vec<u8> {
    let mut key = vec![letter];
    numbers.iter().for_each(|number| key.extend_from_slice(number));
    key
}
