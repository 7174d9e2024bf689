//! What was stated about Article 6 and what happened to its units, entry by entry: what annual reports of actions are made of.
//!
//! Invariants:
//! - Effects are the book's own ([`effects::moved`], and those of notices): a step says what the tables said before and say behind it.
//! - The postings of all steps, those taken back with the sign changed, sum to the second book; nothing is struck out.
//! - A movement that was reversed is listed, and so is the reversal: whether it was is asked of [`Book::is_reversed`].
//!
//! It keeps nothing: who wants steps again keeps them.

mod step;

use std::ops::ControlFlow;

use ledger_format::block::SerialBlock;
use ledger_format::body::article6::{Article6, UnitsAuthorized};
use ledger_format::body::notices::NoticeGiven;
use ledger_format::body::{Body, Notices, Posting, SeriesOpened};
use ledger_format::codes::Side;
use ledger_format::identifiers::{
    AccountNumber, EntryIndex, Origin, PartyCode, SeriesId, SpaceId, Timestamp,
};
use rustc_hash::FxHashMap;

use super::postings::{AdjustedBy, AdjustmentPosting};
use super::replayed::each_entry;
use super::units::{Alike, alike};
use crate::article6::units::article6_terms;
use crate::article6::{AdjustmentAccount, FirstTransfer, NdcUse, effects};
use crate::book::{Book, CustodyEvent, Replaying, State};
use crate::error::Error;
use crate::layered::{Said, SaidView};
use crate::ledger::Ledger;
use crate::notices::effects::noticed_by;
use crate::rules::Candidate;
use step::WhatIsSaid;
pub use step::{Article6Step, RemoteUse, TrailPosting};

/// What an entry says or does about Article 6.
#[derive(Debug, Clone, Copy)]
pub enum Article6Event<'a> {
    /// It states something; what that does to units comes behind it.
    Stated {
        /// The entry.
        entry: EntryIndex,
        /// When it occurred.
        occurred_at: Timestamp,
        /// What it states.
        statement: &'a Article6,
    },
    /// It does something to units.
    Moved(&'a Article6Step),
}

impl Ledger {
    /// Tells every statement of Article 6 and everything that happened to its units, in the order of the entries, up to the
    /// durable head of this moment. Replays the whole journal; keeps in memory what is issued and what is known of Article 6.
    ///
    /// # Errors
    /// [`Error::Corrupt`], and what the medium reports.
    pub fn article6_trail(&self, mut each: impl FnMut(Article6Event<'_>)) -> Result<(), Error> {
        let mut trail = Trail::new(self.origin().clone());
        each_entry(self, |candidate| {
            trail.take_in(candidate, &mut each);
            ControlFlow::Continue(())
        })
    }
}

/// A journal on its way through a book, watched.
pub(crate) struct Trail {
    book: Replaying,
    /// Parties that attached units of a space, or tried to; ascending.
    parties: FxHashMap<SpaceId, Vec<PartyCode>>,
    /// Who holds Article 6 units: what the book does not know while it is replayed in bulk.
    holders: Said<SpaceId, AccountNumber>,
}

impl Trail {
    pub(crate) fn new(origin: Origin) -> Self {
        Self { book: Replaying::nothing(origin), parties: FxHashMap::default(), holders: Said::default() }
    }

    /// Replays an entry, and tells what it says and does.
    pub(crate) fn take_in(&mut self, candidate: &Candidate<'_>, each: &mut impl FnMut(Article6Event<'_>)) {
        let (entry, occurred_at) = (candidate.index, candidate.entry.occurred_at());
        let options = self.book.so_far().options();
        match candidate.body {
            Body::Article6(statement) if options.knows_article6() => {
                each(Article6Event::Stated { entry, occurred_at, statement });
                if let Article6::UnitsAuthorized(body) = statement {
                    self.note_party(body);
                    self.replay(candidate, each);
                    self.made_by_authorizing(candidate, body, each);
                    return;
                }
            }
            Body::Notices(Notices::Given(body)) if options.knows_notices() => {
                self.replay(candidate, each);
                self.made_by_notice(candidate, body, each);
                return;
            }
            Body::Notices(Notices::Withdrawn(body)) if options.knows_notices() => {
                let before = self.noticed_by(body.notice);
                self.replay(candidate, each);
                self.taken_back_by_withdrawal(candidate, body.notice, before, each);
                return;
            }
            _ => {}
        }
        self.replay(candidate, each);
    }

    /// Replays an entry, and tells what it moves.
    fn replay(&mut self, candidate: &Candidate<'_>, each: &mut impl FnMut(Article6Event<'_>)) {
        let (parties, holders) = (&self.parties, &mut self.holders);
        let before_rulebook_2 = !self.book.so_far().options().knows_article6();
        let said = WhatIsSaid::of(candidate.body);
        self.book.replay_around(candidate, |book, event| {
            let Some(terms) = article6_terms(book, event.series).cloned() else {
                return effects::moved(book, candidate, event);
            };
            let attaching = parties.get(&event.block.space).map_or(&[][..], Vec::as_slice);
            let before = alike(book.article6(), event.block, &terms, attaching);
            effects::moved(book, candidate, event);
            let SerialBlock { space, first, last } = event.block;
            holders.settle(space, first, last, Some(event.acquiring));
            for piece in before {
                let step = step(book, candidate, event, &terms, piece);
                each(Article6Event::Moved(&said.put_into(step)));
            }
        });
        if before_rulebook_2 {
            self.moved_before_rulebook_2(candidate.body);
        }
    }

    /// Keeps up who holds what will be Article 6 units once the rulebook knows of them.
    fn moved_before_rulebook_2(&mut self, body: &Body) {
        let postings = match body {
            Body::Movement(body) => &body.postings,
            Body::Reversal(body) => &body.postings,
            _ => return,
        };
        let (book, holders) = (self.book.so_far(), &mut self.holders);
        for credit in credited(postings) {
            book.series_parts(credit.block, |first, last, series| {
                if article6_terms(book, series).is_some() {
                    holders.settle(credit.block.space, first, last, Some(credit.account));
                }
            });
        }
    }

    fn note_party(&mut self, body: &UnitsAuthorized) {
        for block in body.blocks.iter() {
            let parties = self.parties.entry(block.space).or_default();
            if let Err(place) = parties.binary_search(&body.party) {
                parties.insert(place, body.party);
            }
        }
    }

    /// Article 6 units of a block that are alike and held by one account, with the terms of their series; ascending.
    fn rows(&self, block: SerialBlock) -> Vec<(SeriesOpened, Alike, Option<AccountNumber>)> {
        let book = self.book.so_far();
        let attaching = self.parties.get(&block.space).map_or(&[][..], Vec::as_slice);
        let (mut parts, mut rows) = (Vec::new(), Vec::new());
        book.series_parts(block, |first, last, series| parts.push((first, last, series)));
        for (first, last, series) in parts {
            let Some(terms) = article6_terms(book, series) else { continue };
            SaidView::of_book(&self.holders).pieces(block.space, first, last, |held| {
                let part = SerialBlock::new(block.space, held.first, held.last);
                let alike = alike(book.article6(), part, terms, attaching).into_iter();
                rows.extend(alike.map(|row| (terms.clone(), row, held.value)));
            });
        }
        rows
    }

    /// Tells the first transfers that authorizing units made.
    fn made_by_authorizing(
        &self,
        candidate: &Candidate<'_>,
        body: &UnitsAuthorized,
        each: &mut impl FnMut(Article6Event<'_>),
    ) {
        for block in joined(&body.blocks) {
            for (terms, piece, held_by) in self.rows(block) {
                let postings = postings_of(&terms, &piece, candidate.index, candidate.index, false);
                if !postings.is_empty() {
                    let step = unmoved(candidate, terms.series, piece);
                    each(Article6Event::Moved(&Article6Step { postings, held_by, ..step }));
                }
            }
        }
    }

    /// Tells of the units for which a notice took effect.
    fn made_by_notice(
        &self,
        candidate: &Candidate<'_>,
        body: &NoticeGiven,
        each: &mut impl FnMut(Article6Event<'_>),
    ) {
        let said = WhatIsSaid::of(candidate.body);
        for (terms, piece, held_by) in self.noticed_by(candidate.index) {
            let postings = postings_of(&terms, &piece, candidate.index, candidate.index, false);
            let notice = Some(RemoteUse { party: body.party, year: body.year_of_use() });
            let step = unmoved(candidate, terms.series, piece);
            let step = Article6Step { action: Some(body.action), notice, postings, held_by, ..step };
            each(Article6Event::Moved(&said.put_into(step)));
        }
    }

    /// Tells of the units that a withdrawal, which has taken effect, set free.
    fn taken_back_by_withdrawal(
        &self,
        candidate: &Candidate<'_>,
        notice: EntryIndex,
        before: Vec<(SeriesOpened, Alike, Option<AccountNumber>)>,
        each: &mut impl FnMut(Article6Event<'_>),
    ) {
        for (terms, piece, held_by) in before {
            let postings = postings_of(&terms, &piece, candidate.index, notice, true);
            let made = piece.first_transfer.filter(|made| made.entry != notice);
            let step = unmoved(candidate, terms.series, Alike { first_transfer: made, ..piece });
            each(Article6Event::Moved(&Article6Step { withdraws: Some(notice), postings, held_by, ..step }));
        }
    }

    /// The units that a notice noticed, while it stands.
    fn noticed_by(&self, notice: EntryIndex) -> Vec<(SeriesOpened, Alike, Option<AccountNumber>)> {
        let view = State::notices(self.book.so_far());
        let own = view.notice(notice).map_or_else(Vec::new, |notice| noticed_by(view, notice));
        joined(&own).into_iter().flat_map(|block| self.rows(block)).collect()
    }
}

fn credited(postings: &[Posting]) -> impl Iterator<Item = &Posting> {
    postings.iter().filter(|posting| posting.side == Side::Credit && posting.block.is_well_formed())
}

/// Blocks in order, overlaps taken once.
fn joined(blocks: &[SerialBlock]) -> Vec<SerialBlock> {
    let mut blocks: Vec<SerialBlock> = blocks.iter().copied().filter(SerialBlock::is_well_formed).collect();
    blocks.sort_unstable();
    blocks.dedup_by(|next, kept| {
        let overlaps = next.space == kept.space && next.first <= kept.last;
        if overlaps {
            kept.last = kept.last.max(next.last);
        }
        overlaps
    });
    blocks
}

fn unmoved(candidate: &Candidate<'_>, series: SeriesId, piece: Alike) -> Article6Step {
    Article6Step {
        entry: candidate.index,
        occurred_at: candidate.entry.occurred_at(),
        action: None,
        reverses: None,
        withdraws: None,
        notice: None,
        accounts: None,
        held_by: None,
        block: piece.block,
        series,
        attached: piece.attached,
        identifiers: piece.identifiers,
        first_transferred: piece.first_transfer.is_some(),
        postings: Vec::new(),
        entity: None,
        purpose: None,
        evidence: None,
    }
}

/// What an entry posts for units of which a row says a first transfer or a use by `of`.
fn postings_of(
    terms: &SeriesOpened,
    piece: &Alike,
    entry: EntryIndex,
    of: EntryIndex,
    taken_back: bool,
) -> Vec<TrailPosting> {
    let made = piece.first_transfer.filter(|made| made.entry == of);
    let used = piece.used.filter(|used| used.entry == of);
    let made = made.map(|made| posting(terms, piece, entry, made, taken_back));
    made.into_iter()
        .chain(used.map(|used| use_posting(piece, terms.series, entry, used, taken_back)))
        .collect()
}

/// What an event did to units that were alike `before` it, and therefore are behind it.
fn step(
    book: &Book,
    candidate: &Candidate<'_>,
    event: &CustodyEvent,
    terms: &SeriesOpened,
    before: Alike,
) -> Article6Step {
    let SerialBlock { space, first, .. } = before.block;
    let (mut made, mut used) = (None, None);
    book.article6().first_transfers().pieces(space, first, first, |piece| made = piece.value);
    book.article6().uses().pieces(space, first, first, |piece| used = piece.value);
    let entry = candidate.index;
    let mut postings = Vec::new();
    match (before.first_transfer, made) {
        (None, Some(made)) => postings.push(posting(terms, &before, entry, made, false)),
        (Some(made), None) => postings.push(posting(terms, &before, entry, made, true)),
        _ => {}
    }
    match (before.used, used) {
        (None, Some(used)) => postings.push(use_posting(&before, terms.series, entry, used, false)),
        (Some(used), None) => postings.push(use_posting(&before, terms.series, entry, used, true)),
        _ => {}
    }
    let reverses = if let Body::Reversal(body) = candidate.body { Some(body.reverses) } else { None };
    Article6Step {
        action: event.action,
        reverses,
        accounts: Some((event.transferring, event.acquiring)),
        held_by: Some(event.acquiring),
        first_transferred: made.is_some(),
        postings,
        ..unmoved(candidate, terms.series, before)
    }
}

fn posting(
    terms: &SeriesOpened,
    piece: &Alike,
    entry: EntryIndex,
    made: FirstTransfer,
    taken_back: bool,
) -> TrailPosting {
    let account = AdjustmentAccount { party: terms.host, year: terms.vintage, series: terms.series };
    let by = AdjustedBy::FirstTransfer(made.trigger);
    TrailPosting { posting: AdjustmentPosting { account, entry, by, block: piece.block }, taken_back }
}

fn use_posting(
    piece: &Alike,
    series: SeriesId,
    entry: EntryIndex,
    NdcUse { party, year, .. }: NdcUse,
    taken_back: bool,
) -> TrailPosting {
    let account = AdjustmentAccount { party, year, series };
    let by = AdjustedBy::Use;
    TrailPosting { posting: AdjustmentPosting { account, entry, by, block: piece.block }, taken_back }
}
