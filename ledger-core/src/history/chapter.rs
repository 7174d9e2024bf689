//! A chapter: a stretch of the journal as history keeps it, first in memory, then packed into rows of the store.
//!
//! Invariants:
//! - Chapters follow each other without gaps; a chapter ends with a batch.
//! - The rows of a chapter are a function of its events and ids alone, and none is read before its contents row is there.
//! - All of a chapter's rows lie behind those of the one before: what a chapter costs does not grow with what is there.
//! - Pages are small, and a page's directory row says what is in it: a question reads the pages it needs.

use std::collections::BTreeMap;

use ledger_format::encoding::encode;
use ledger_format::identifiers::{AccountNumber, Digest, EntryId, EntryIndex, SeriesId, SpaceId, Timestamp};
use serde::{Deserialize, Serialize};

use super::cut::Times;
use super::durable_batch::DurableBatch;
use super::rows::{pack, pack_ids, sealed};
use super::store::Row;
use super::{accounts, key};
use crate::book::CustodyEvent;

/// Entries or events after which a chapter is complete. Some 60 MiB of journal, and of memory.
/// Small in tests, so that they go through store and memory alike.
pub(super) const CHAPTER_SIZE: usize = if cfg!(test) { 12 } else { 262_144 };
/// Which rows this is. Another version is emptied when it is opened, and fed again.
pub(super) const VERSION: u32 = 2;
/// Events of a page.
pub(super) const PAGE_EVENTS: usize = if cfg!(test) { 4 } else { 512 };
/// Ids of a page.
const PAGE_IDS: usize = if cfg!(test) { 5 } else { 512 };

/// A stretch of the journal.
#[derive(Debug, Clone, Default)]
pub(super) struct Chapter {
    pub(super) first_entry: EntryIndex,
    /// The chain after its last entry.
    pub(super) chain: Digest,
    pub(super) ids: Vec<EntryId>,
    pub(super) custody: Vec<CustodyEvent>,
    /// First entry and time of each batch.
    pub(super) batches: Vec<(EntryIndex, Timestamp)>,
}

/// What the store says of a chapter: the row that makes it count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Contents {
    pub(super) first_entry: EntryIndex,
    pub(super) next_entry: EntryIndex,
    pub(super) chain: Digest,
    pub(super) times: Times,
    /// First account of each page of accounts.
    pub(super) account_pages: Vec<AccountNumber>,
    /// First id of each page of ids.
    pub(super) id_pages: Vec<EntryId>,
    /// Spaces with events in the chapter, ascending.
    pub(super) spaces: Vec<SpaceId>,
}

/// A page of an account's events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct AccountPage {
    pub(super) times: Times,
    /// What the account gained by the page's events, by series.
    pub(super) gains: Vec<(Option<SeriesId>, i128)>,
}

/// A page of a space's events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SpacePage {
    pub(super) times: Times,
    /// Lowest serial of any event.
    pub(super) first: u64,
    /// Highest serial of any event.
    pub(super) last: u64,
}

/// The pages of a space in one chapter; a single page's events stand right here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Directory {
    pub(super) pages: Vec<SpacePage>,
    pub(super) events: Vec<u8>,
}

impl Chapter {
    pub(super) fn starting_at(first_entry: EntryIndex) -> Self {
        Self { first_entry, ..Self::default() }
    }

    pub(super) fn push(&mut self, mut batch: DurableBatch) {
        self.batches.push((batch.first_entry, batch.recorded_at));
        self.ids.append(&mut batch.ids);
        self.custody.append(&mut batch.custody);
        self.chain = batch.chain;
    }

    pub(super) fn is_full(&self) -> bool {
        self.ids.len() >= CHAPTER_SIZE || self.custody.len() >= CHAPTER_SIZE
    }

    pub(super) fn next_entry(&self) -> EntryIndex {
        EntryIndex(self.first_entry.0.saturating_add(self.ids.len() as u64))
    }

    /// The rows of the chapter, ascending; the contents row is last.
    pub(super) fn rows(&self, chapter: u32) -> Vec<Row> {
        let (mut rows, account_pages) = accounts::rows(chapter, &self.custody);
        let (mut space_rows, spaces) = self.space_rows(chapter);
        rows.append(&mut space_rows);
        let (mut id_rows, id_pages) = self.id_rows(chapter);
        rows.append(&mut id_rows);
        rows.sort_unstable();
        let mut times = Times::NONE;
        self.custody.iter().for_each(|event| times.take_in(event));
        let contents = Contents {
            first_entry: self.first_entry,
            next_entry: self.next_entry(),
            chain: self.chain,
            times,
            account_pages,
            id_pages,
            spaces,
        };
        rows.push(row(key::contents(chapter), &contents));
        rows
    }

    fn space_rows(&self, chapter: u32) -> (Vec<Row>, Vec<SpaceId>) {
        let mut events: Vec<&CustodyEvent> = self.custody.iter().collect();
        // Blocks of like size stand together: else one large block would make every page look as if it covered all.
        events.sort_unstable_by_key(|event| {
            (event.block.space, size_class(event), event.block.first, event.entry)
        });
        let (mut rows, mut spaces) = (Vec::new(), Vec::new());
        for events in events.chunk_by(|a, b| a.block.space == b.block.space) {
            let Some(space) = events.first().map(|event| event.block.space) else { continue };
            let mut directory = Directory { pages: Vec::new(), events: Vec::new() };
            for (number, page) in (0..).zip(events.chunks(PAGE_EVENTS)) {
                let page_events = page.iter().copied();
                directory.pages.push(SpacePage::of(page_events.clone()));
                place(
                    &mut rows,
                    &mut directory.events,
                    events.len(),
                    key::space_page(chapter, space, number),
                    page_events,
                );
            }
            rows.push(row(key::space(chapter, space), &directory));
            spaces.push(space);
        }
        (rows, spaces)
    }

    fn id_rows(&self, chapter: u32) -> (Vec<Row>, Vec<EntryId>) {
        let mut ids: Vec<(EntryId, EntryIndex)> =
            self.ids.iter().copied().zip((self.first_entry.0..).map(EntryIndex)).collect();
        ids.sort_unstable();
        let pages = ids.chunks(PAGE_IDS).filter_map(|page| page.first()).map(|(id, _)| *id).collect();
        let page_row = |(number, page)| {
            let key = key::ids(chapter, number);
            let value = sealed(&key, pack_ids(self.first_entry, page));
            (key, value)
        };
        ((0..).zip(ids.chunks(PAGE_IDS)).map(page_row).collect(), pages)
    }
}

/// Keeps a page's events in the directory if they are all there are, else under the page's own key.
fn place<'e>(
    rows: &mut Vec<Row>,
    inline: &mut Vec<u8>,
    total: usize,
    key: Vec<u8>,
    events: impl Iterator<Item = &'e CustodyEvent>,
) {
    let packed = pack(events);
    if total <= PAGE_EVENTS {
        *inline = packed;
    } else {
        let value = sealed(&key, packed);
        rows.push((key, value));
    }
}

fn row<T: Serialize>(key: Vec<u8>, value: &T) -> Row {
    // What these types hold is always encodable; an empty value would be found out when it is read.
    let value = sealed(&key, encode(value).unwrap_or_default());
    (key, value)
}

impl AccountPage {
    pub(super) fn of<'e>(account: AccountNumber, events: impl Iterator<Item = &'e CustodyEvent>) -> Self {
        let mut times = Times::NONE;
        let mut gains: BTreeMap<Option<SeriesId>, i128> = BTreeMap::new();
        for event in events {
            times.take_in(event);
            *gains.entry(event.series).or_default() += event.gain_of(account);
        }
        Self { times, gains: gains.into_iter().collect() }
    }
}

impl SpacePage {
    fn of<'e>(events: impl Iterator<Item = &'e CustodyEvent>) -> Self {
        let mut page = Self { times: Times::NONE, first: u64::MAX, last: 0 };
        for event in events {
            page.times.take_in(event);
            page.first = page.first.min(event.block.first);
            page.last = page.last.max(event.block.last);
        }
        page
    }
}

/// Sixteen sizes of blocks, each sixteen times the one before.
fn size_class(event: &CustodyEvent) -> u32 {
    event.block.count().checked_ilog2().unwrap_or_default() / 4
}
