//! What was stated about Article 6 and what happened to its units, entry by entry: what annual reports of actions are made of.
//!
//! Invariants:
//! - Effects are the book's own ([`effects::moved`]): a step says what the tables said before and say behind it.
//! - The postings of all steps, those taken back with the sign changed, sum to the second book; nothing is struck out.
//! - A movement that was reversed is listed, and so is the reversal: whether it was is asked of [`Book::is_reversed`].
//!
//! It keeps nothing: who wants steps again keeps them.

use std::ops::ControlFlow;

use ledger_format::block::SerialBlock;
use ledger_format::body::article6::{Article6, UnitsAuthorized};
use ledger_format::body::{Body, ParticularValue, SeriesOpened};
use ledger_format::codes::{Action, Purposes};
use ledger_format::identifiers::{
    AccountNumber, Commitment, EntryIndex, Origin, PartyCode, SeriesId, SpaceId, Timestamp,
};
use ledger_format::itmo_identifier::ItmoIdentifier;
use rustc_hash::FxHashMap;

use super::postings::{AdjustedBy, AdjustmentPosting};
use super::replayed::each_entry;
use super::units::{Alike, AttachedTo, alike};
use crate::article6::units::article6_terms;
use crate::article6::{AdjustmentAccount, FirstTransfer, NdcUse, Trigger, effects};
use crate::book::{Book, CustodyEvent, Replaying, State};
use crate::error::Error;
use crate::ledger::Ledger;
use crate::rules::Candidate;

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

/// What an entry does to Article 6 units that are alike before and behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article6Step {
    /// The entry.
    pub entry: EntryIndex,
    /// When it occurred.
    pub occurred_at: Timestamp,
    /// What was done; none for a reversing movement and for units authorized.
    pub action: Option<Action>,
    /// Of a reversing movement, the movement that it reverses.
    pub reverses: Option<EntryIndex>,
    /// Who gives and who takes; none for units authorized.
    pub accounts: Option<(AccountNumber, AccountNumber)>,
    /// The units.
    pub block: SerialBlock,
    /// Their series.
    pub series: SeriesId,
    /// Attachments behind the entry, by Party, ascending; in effect or not.
    pub attached: Vec<AttachedTo>,
    /// Identifiers of the first and of the last of them.
    pub identifiers: Option<(ItmoIdentifier, ItmoIdentifier)>,
    /// Whether they are first transferred behind the entry.
    pub first_transferred: bool,
    /// What the entry posts to the second book for them: at most a first transfer and a use.
    pub postings: Vec<TrailPosting>,
    /// The entity that uses or cancels, if the movement names one.
    pub entity: Option<Commitment>,
    /// For which purpose, if the movement says so.
    pub purpose: Option<Purposes>,
}

/// A posting of the second book when it was made, or taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrailPosting {
    /// The posting; its entry is the one that takes it back, if it is taken back.
    pub posting: AdjustmentPosting,
    /// Whether it is taken back.
    pub taken_back: bool,
}

impl TrailPosting {
    /// How many units are posted: below zero if they are taken back.
    #[must_use]
    pub fn units(&self) -> i128 {
        let units = i128::from(self.posting.block.count());
        if self.taken_back { -units } else { units }
    }
}

impl Article6Step {
    /// The trigger by which the entry makes the units' first transfer, if it does.
    #[must_use]
    pub fn first_transfer(&self) -> Option<Trigger> {
        self.made().find_map(|posting| match posting.by {
            AdjustedBy::FirstTransfer(trigger) => Some(trigger),
            AdjustedBy::Use => None,
        })
    }

    /// The calendar year for which the entry uses the units towards an NDC, if it does.
    #[must_use]
    pub fn year_of_use(&self) -> Option<u16> {
        self.made().find(|posting| posting.by == AdjustedBy::Use).map(|posting| posting.account.year)
    }

    fn made(&self) -> impl Iterator<Item = &AdjustmentPosting> {
        self.postings.iter().filter(|posted| !posted.taken_back).map(|posted| &posted.posting)
    }
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
pub(super) struct Trail {
    book: Replaying,
    /// Parties that attached units of a space, or tried to; ascending.
    parties: FxHashMap<SpaceId, Vec<PartyCode>>,
}

impl Trail {
    pub(super) fn new(origin: Origin) -> Self {
        Self { book: Replaying::nothing(origin), parties: FxHashMap::default() }
    }

    /// Replays an entry, and tells what it says and does.
    pub(super) fn take_in(&mut self, candidate: &Candidate<'_>, each: &mut impl FnMut(Article6Event<'_>)) {
        let (entry, occurred_at) = (candidate.index, candidate.entry.occurred_at());
        let knows_article6 = self.book.so_far().options().knows_article6();
        if let (Body::Article6(statement), true) = (candidate.body, knows_article6) {
            each(Article6Event::Stated { entry, occurred_at, statement });
            if let Article6::UnitsAuthorized(body) = statement {
                self.note_party(body);
            }
        }
        let parties = &self.parties;
        let particulars = Particulars::of(candidate.body);
        self.book.replay_around(candidate, |book, event| {
            let Some(terms) = article6_terms(book, event.series).cloned() else {
                return effects::moved(book, candidate, event);
            };
            let attaching = parties.get(&event.block.space).map_or(&[][..], Vec::as_slice);
            let before = alike(book.article6(), event.block, &terms, attaching);
            effects::moved(book, candidate, event);
            for piece in before {
                let step = step(book, candidate, event, &terms, piece);
                let Particulars { entity, purpose } = particulars;
                each(Article6Event::Moved(&Article6Step { entity, purpose, ..step }));
            }
        });
        if let (Body::Article6(Article6::UnitsAuthorized(body)), true) = (candidate.body, knows_article6) {
            self.made_by_authorizing(candidate, body, each);
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

    /// Tells the first transfers that authorizing units made.
    fn made_by_authorizing(
        &self,
        candidate: &Candidate<'_>,
        body: &UnitsAuthorized,
        each: &mut impl FnMut(Article6Event<'_>),
    ) {
        let book = self.book.so_far();
        for block in joined(&body.blocks) {
            let attaching = self.parties.get(&block.space).map_or(&[][..], Vec::as_slice);
            let mut parts = Vec::new();
            book.series_parts(block, |first, last, series| parts.push((first, last, series)));
            for (first, last, series) in parts {
                let Some(terms) = article6_terms(book, series) else { continue };
                let part = SerialBlock::new(block.space, first, last);
                for piece in alike(book.article6(), part, terms, attaching) {
                    let made = piece.first_transfer.filter(|made| made.entry == candidate.index);
                    if let Some(made) = made {
                        let posted = posting(terms, &piece, candidate.index, made, false);
                        each(Article6Event::Moved(&Article6Step {
                            postings: vec![posted],
                            first_transferred: true,
                            ..unmoved(candidate, terms.series, piece)
                        }));
                    }
                }
            }
        }
    }
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

/// What a movement says of all its units.
#[derive(Clone, Copy, Default)]
struct Particulars {
    entity: Option<Commitment>,
    purpose: Option<Purposes>,
}

impl Particulars {
    fn of(body: &Body) -> Self {
        let mut said = Self::default();
        let Body::Movement(body) = body else { return said };
        for particular in body.particulars.iter() {
            // The first of each counts.
            match particular.read() {
                Some(ParticularValue::Entity(entity)) => said.entity = said.entity.or(Some(entity)),
                Some(ParticularValue::Purpose(purpose)) => said.purpose = said.purpose.or(Some(purpose)),
                _ => {}
            }
        }
        said
    }
}

fn unmoved(candidate: &Candidate<'_>, series: SeriesId, piece: Alike) -> Article6Step {
    Article6Step {
        entry: candidate.index,
        occurred_at: candidate.entry.occurred_at(),
        action: None,
        reverses: None,
        accounts: None,
        block: piece.block,
        series,
        attached: piece.attached,
        identifiers: piece.identifiers,
        first_transferred: piece.first_transfer.is_some(),
        postings: Vec::new(),
        entity: None,
        purpose: None,
    }
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
