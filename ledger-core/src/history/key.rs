//! The keys of history's rows: a chapter's number, a letter for what it is, then numbers, high bytes first.
//!
//! Invariant: keys of a later chapter lie behind those of every earlier one, so that a chapter is written at the store's
//! end and nothing that was written before is touched again.

use ledger_format::identifiers::{AccountNumber, SpaceId};

/// Which version of rows the store has. Shorter than any chapter's number: it lies before them all.
pub(super) const VERSION: &[u8] = &[0];

/// A page of the accounts of a chapter.
pub(super) fn accounts(chapter: u32, page: u32) -> Vec<u8> {
    key(chapter, b'a', &[&page.to_be_bytes()])
}

/// A page of the events of an account that has many in the chapter.
pub(super) fn account_page(chapter: u32, account: AccountNumber, page: u32) -> Vec<u8> {
    key(chapter, b'b', &[&account.0.to_be_bytes(), &page.to_be_bytes()])
}

/// A page of ids.
pub(super) fn ids(chapter: u32, page: u32) -> Vec<u8> {
    key(chapter, b'i', &[&page.to_be_bytes()])
}

/// The pages of a space in a chapter.
pub(super) fn space(chapter: u32, space: SpaceId) -> Vec<u8> {
    key(chapter, b's', &[&space.0.to_be_bytes()])
}

/// A page of a space's events.
pub(super) fn space_page(chapter: u32, space: SpaceId, page: u32) -> Vec<u8> {
    key(chapter, b't', &[&space.0.to_be_bytes(), &page.to_be_bytes()])
}

/// What a chapter is, and that it is complete: its last row.
pub(super) fn contents(chapter: u32) -> Vec<u8> {
    key(chapter, b'z', &[])
}

fn key(chapter: u32, letter: u8, numbers: &[&[u8]]) -> Vec<u8> {
    let mut key = chapter.to_be_bytes().to_vec();
    key.push(letter);
    numbers.iter().for_each(|number| key.extend_from_slice(number));
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chapter_lies_behind_what_was_written_before() {
        let (most, space_id) = (AccountNumber(u64::MAX), SpaceId(u32::MAX));
        let mut before = VERSION.to_vec();
        for chapter in [0, 1, 255, 256, u32::MAX] {
            let rows = [
                accounts(chapter, 0),
                accounts(chapter, u32::MAX),
                account_page(chapter, AccountNumber(0), 0),
                account_page(chapter, most, u32::MAX),
                ids(chapter, 0),
                ids(chapter, u32::MAX),
                space(chapter, SpaceId(0)),
                space(chapter, space_id),
                space_page(chapter, SpaceId(0), 0),
                space_page(chapter, space_id, u32::MAX),
                contents(chapter),
            ];
            for row in rows {
                assert!(before < row, "{before:?} {row:?}");
                before = row;
            }
        }
    }
}
