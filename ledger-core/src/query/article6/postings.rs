//! The postings of the second book that stand (`spec/article6.md` section 6).
//!
//! Invariant: the postings of an account sum to its sums. Here is the leg of an account of a Party; the other leg is posted to the
//! clearing account of its series, whose balance [`super::second_book`] tells.
//!
//! A reversal is not a posting of its own here: what it takes back is not listed any more. [`super::trail`] lists both.

use ledger_format::block::SerialBlock;
use ledger_format::body::SeriesOpened;
use ledger_format::identifiers::EntryIndex;

use crate::article6::second_book::{Adjusting, PostedSeries};
use crate::article6::units::article6_terms;
use crate::article6::{AdjustmentAccount, Trigger};
use crate::book::{Book, State};

/// What made a posting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdjustedBy {
    /// A first transfer, added under the vintage (2/CMA.3 annex para 8(a)).
    FirstTransfer(Trigger),
    /// A use towards an NDC, subtracted under the year of use (8(b)).
    Use,
}

/// One posting of the second book that stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AdjustmentPosting {
    /// Where it is posted.
    pub account: AdjustmentAccount,
    /// By which entry.
    pub entry: EntryIndex,
    /// What it is.
    pub by: AdjustedBy,
    /// For which units.
    pub block: SerialBlock,
}

/// Every posting that stands: first transfers, then uses, each in order of space and serial.
pub(crate) fn postings(book: &Book) -> Vec<AdjustmentPosting> {
    let tables = book.article6().back;
    let mut postings = Vec::new();
    for (block, made) in tables.all_first_transfers() {
        each_series(book, block, |block, terms| {
            let account = PostedSeries::of(terms).account(Adjusting::FirstTransfer);
            let by = AdjustedBy::FirstTransfer(made.trigger);
            postings.push(AdjustmentPosting { account, entry: made.entry, by, block });
        });
    }
    for (block, used) in tables.all_uses() {
        each_series(book, block, |block, terms| {
            let account = PostedSeries::of(terms).account(Adjusting::Use(used.party, used.year));
            postings.push(AdjustmentPosting { account, entry: used.entry, by: AdjustedBy::Use, block });
        });
    }
    postings
}

/// The Article 6 units of a block, series by series.
pub(super) fn each_series(book: &Book, block: SerialBlock, mut each: impl FnMut(SerialBlock, &SeriesOpened)) {
    State::pieces(book, block, |piece| {
        if let Some(terms) = article6_terms(book, piece.holding.and_then(|holding| holding.series)) {
            each(SerialBlock::new(block.space, piece.first, piece.last), terms);
        }
    });
}
