//! What a ledger's numbers are called, for people: spaces, series, accounts.
//!
//! - A number that the book does not know is shown as itself, never hidden.

use ledger_core::Ledger;
use ledger_core::book::Book;
use ledger_format::block::SerialBlock;
use ledger_format::identifiers::{AccountNumber, SeriesId, SpaceId};

use crate::failure::Failure;

/// The name of a space.
#[must_use]
pub fn space(book: &Book, space: SpaceId) -> String {
    book.space(space).map_or_else(|| format!("space {space}"), |space| space.name.clone())
}

/// The label of a series.
#[must_use]
pub fn series(book: &Book, series: Option<SeriesId>) -> String {
    let Some(series) = series else { return String::new() };
    book.series(series).map_or_else(|| format!("series {series}"), |series| series.terms.label.to_string())
}

/// An account with what it is: `7 Holding BR`.
#[must_use]
pub fn account(book: &Book, account: AccountNumber) -> String {
    match book.account(account) {
        Some(known) => format!("{account} {} {}", known.kind, known.party),
        None => account.to_string(),
    }
}

/// The space that `text` names, by name or by number.
///
/// # Errors
/// When there is none.
pub fn find_space(ledger: &Ledger, text: &str) -> Result<SpaceId, Failure> {
    let book = ledger.book();
    let by_number = || text.parse().ok().filter(|number| book.space(*number).is_some());
    book.space_named(text).or_else(by_number).ok_or_else(|| {
        let mut names: Vec<&str> = book.spaces().map(|(_, space)| space.name.as_str()).collect();
        names.sort_unstable();
        if names.is_empty() {
            return Failure::new(format!(
                "there is no number space `{text}`: none was declared in this ledger yet"
            ));
        }
        let shown = names.iter().take(10).copied().collect::<Vec<_>>().join(", ");
        let more = if names.len() > 10 { ", …" } else { "" };
        Failure::new(format!(
            "there is no number space `{text}`: use the name or number of one of {shown}{more}"
        ))
    })
}

/// A serial or a run of serials: `7` or `7-12`.
///
/// # Errors
/// A sentence saying what to write.
pub fn parse_serials(text: &str) -> Result<(u64, u64), String> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let number = |text: &str| text.trim().parse::<u64>().ok();
    number(first)
        .zip(number(last))
        .filter(|(first, last)| SerialBlock::new(SpaceId(0), *first, *last).is_well_formed())
        .ok_or_else(|| format!("`{text}` is not a run of serials: write one such as 7 or 7-12, from 1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serials_are_one_or_a_run() {
        assert_eq!(parse_serials("7"), Ok((7, 7)));
        assert_eq!(parse_serials("7-12"), Ok((7, 12)));
        for text in ["", "0", "12-7", "a-b", "1-", "1-9223372036854775808"] {
            assert!(parse_serials(text).is_err(), "{text}");
        }
    }
}
