//! Reads history: pages of an account, of a space, and entries by id, from the store and from memory as one.
//!
//! Invariants:
//! - A reader sees each event once, whatever moves from memory to the store meanwhile.
//! - An account's pages come in the order of the entries, and so do the events of each.
//! - A row that is missing though its directory names it, or is not what was written, is an error and never an empty answer.

use std::sync::Arc;

use ledger_format::block::SerialBlock;
use ledger_format::encoding::decode;
use ledger_format::identifiers::{AccountNumber, EntryId, EntryIndex, SeriesId, SpaceId};
use serde::de::DeserializeOwned;

use super::accounts::{OfAccount, of_account};
use super::chapter::{AccountPage, Chapter, Contents, Directory};
use super::cut::{Cut, Share, Times};
use super::fault::HistoryFault;
use super::rows::{unpack, unpack_ids, unsealed};
use super::store::HistoryStore;
use super::{History, key};
use crate::book::CustodyEvent;

/// Reads one row of the store.
pub(super) fn read<T: DeserializeOwned>(
    store: &dyn HistoryStore,
    key: &[u8],
) -> Result<Option<T>, HistoryFault> {
    let Some(value) = store.value(key)? else { return Ok(None) };
    let value = unsealed(key, &value).ok_or(HistoryFault::Damaged)?;
    decode(value).map(Some).map_err(|_| HistoryFault::Damaged)
}

/// The bytes of one row of the store that must be there; `take` takes from them what is wanted, if they are what they should be.
fn read_packed<T>(
    store: &dyn HistoryStore,
    key: &[u8],
    take: impl FnOnce(&[u8]) -> Option<T>,
) -> Result<T, HistoryFault> {
    let value = store.value(key)?.ok_or(HistoryFault::Damaged)?;
    unsealed(key, &value).and_then(take).ok_or(HistoryFault::Damaged)
}

/// Where a page's events are.
pub(super) enum Events<'h> {
    Packed(&'h [u8]),
    Stored(&'h dyn HistoryStore, Vec<u8>),
    InMemory(&'h [CustodyEvent]),
}

/// The events of a page, by its directory and its key.
pub(super) fn page_events<'h>(
    store: &'h dyn HistoryStore,
    directory: &'h Directory,
    key: impl FnOnce() -> Vec<u8>,
) -> Events<'h> {
    if directory.pages.len() == 1 { Events::Packed(&directory.events) } else { Events::Stored(store, key()) }
}

impl Events<'_> {
    pub(super) fn each(&self, mut each: impl FnMut(&CustodyEvent)) -> Result<(), HistoryFault> {
        match self {
            Self::InMemory(events) => {
                events.iter().for_each(each);
                Ok(())
            }
            Self::Packed(bytes) => unpack(bytes, |event| each(&event)).ok_or(HistoryFault::Damaged),
            Self::Stored(store, key) => read_packed(*store, key, |bytes| unpack(bytes, |event| each(&event))),
        }
    }
}

/// Some of an account's events, in the order of the entries: what they amount to, and they themselves on demand.
pub(crate) struct AccountChapterPage<'h> {
    pub(crate) times: Times,
    /// What the account gained by them, by series.
    pub(crate) gains: &'h [(Option<SeriesId>, i128)],
    events: Events<'h>,
}

impl AccountChapterPage<'_> {
    pub(crate) fn events(&self, each: impl FnMut(&CustodyEvent)) -> Result<(), HistoryFault> {
        self.events.each(each)
    }

    /// Calls `each` with what the account gained by the events that a cut lets in, by series; not summed up.
    pub(crate) fn gains_within(
        &self,
        account: AccountNumber,
        cut: &Cut,
        mut each: impl FnMut(Option<SeriesId>, i128),
    ) -> Result<(), HistoryFault> {
        match cut.share_of(&self.times) {
            Share::Nothing => Ok(()),
            Share::All => {
                self.gains.iter().for_each(|(series, gain)| each(*series, *gain));
                Ok(())
            }
            Share::Perhaps => self.events(|event| {
                if cut.lets_in(event) {
                    each(event.series, event.gain_of(account));
                }
            }),
        }
    }
}

fn visit_few(
    account: AccountNumber,
    events: &[CustodyEvent],
    visit: &mut impl FnMut(&AccountChapterPage<'_>) -> Result<(), HistoryFault>,
) -> Result<(), HistoryFault> {
    if events.is_empty() {
        return Ok(());
    }
    let AccountPage { times, gains } = AccountPage::of(account, events.iter());
    visit(&AccountChapterPage { times, gains: &gains, events: Events::InMemory(events) })
}

/// The chapters as they were at one moment.
pub(super) struct Moment {
    pub(super) stored: Vec<Arc<Contents>>,
    pub(super) waiting: Vec<Arc<Chapter>>,
}

impl History {
    /// The chapters of this moment; of the growing one, what `take` takes from it.
    pub(super) fn moment<T>(&self, take: impl FnOnce(&Chapter) -> T) -> Result<(Moment, T), HistoryFault> {
        let chapters = self.shared.chapters.read();
        if chapters.stopped {
            return Err(HistoryFault::Stopped);
        }
        let moment =
            Moment { stored: chapters.stored.clone(), waiting: chapters.waiting.iter().cloned().collect() };
        Ok((moment, take(&chapters.growing)))
    }

    pub(super) fn store(&self) -> &dyn HistoryStore {
        self.shared.store.as_ref()
    }

    /// Calls `visit` with the pages of an account that a cut may let something in of.
    pub(crate) fn account_pages(
        &self,
        account: AccountNumber,
        cut: &Cut,
        mut visit: impl FnMut(&AccountChapterPage<'_>) -> Result<(), HistoryFault>,
    ) -> Result<(), HistoryFault> {
        let of_account = |chapter: &Chapter| -> Vec<CustodyEvent> {
            let named = |event: &&CustodyEvent| event.transferring == account || event.acquiring == account;
            chapter.custody.iter().filter(named).copied().collect()
        };
        let (moment, growing) = self.moment(of_account)?;
        for (number, contents) in (0_u32..).zip(&moment.stored) {
            if cut.share_of(&contents.times) != Share::Nothing {
                self.visit_stored(account, number, contents, cut, &mut visit)?;
            }
        }
        for chapter in &moment.waiting {
            visit_few(account, &of_account(chapter), &mut visit)?;
        }
        visit_few(account, &growing, &mut visit)
    }

    /// The same for one chapter of the store.
    fn visit_stored(
        &self,
        account: AccountNumber,
        chapter: u32,
        contents: &Contents,
        cut: &Cut,
        visit: &mut impl FnMut(&AccountChapterPage<'_>) -> Result<(), HistoryFault>,
    ) -> Result<(), HistoryFault> {
        let row = contents.account_pages.partition_point(|first| *first <= account).checked_sub(1);
        let Some(row) = row.and_then(|row| u32::try_from(row).ok()) else { return Ok(()) };
        let mut few = Vec::new();
        let take = |bytes: &[u8]| match of_account(bytes, account)? {
            None => Some(Vec::new()),
            Some(OfAccount::Events(bytes)) => unpack(bytes, |event| few.push(event)).map(|()| Vec::new()),
            Some(OfAccount::Pages(bytes)) => decode::<Vec<AccountPage>>(bytes).ok(),
        };
        let pages = read_packed(self.store(), &key::accounts(chapter, row), take)?;
        for (number, page) in (0..).zip(&pages) {
            if cut.share_of(&page.times) != Share::Nothing {
                let events = Events::Stored(self.store(), key::account_page(chapter, account, number));
                visit(&AccountChapterPage { times: page.times, gains: &page.gains, events })?;
            }
        }
        visit_few(account, &few, visit)
    }

    /// Calls `each` with the events of a space that share a serial with `first` to `last` and that a cut lets in; in no
    /// order.
    pub(crate) fn space_events(
        &self,
        block: SerialBlock,
        cut: &Cut,
        mut each: impl FnMut(&CustodyEvent),
    ) -> Result<(), HistoryFault> {
        self.space_pages(block, *cut)?.events(block.first, block.last, &mut each)
    }

    /// Spaces that have events.
    pub(crate) fn spaces(&self) -> Result<Vec<SpaceId>, HistoryFault> {
        let of_chapter =
            |chapter: &Chapter| chapter.custody.iter().map(|event| event.block.space).collect::<Vec<_>>();
        let (moment, growing) = self.moment(of_chapter)?;
        let mut spaces: Vec<SpaceId> =
            moment.stored.iter().flat_map(|contents| contents.spaces.iter().copied()).collect();
        moment.waiting.iter().for_each(|chapter| spaces.extend(of_chapter(chapter)));
        spaces.extend(growing);
        spaces.sort_unstable();
        spaces.dedup();
        Ok(spaces)
    }

    /// The last entry below a bound that bears an id. An id may be used again once it has expired.
    ///
    /// # Errors
    /// [`HistoryFault`] when history cannot be read.
    pub fn entry_with_id(&self, id: &EntryId, below: EntryIndex) -> Result<Option<EntryIndex>, HistoryFault> {
        let in_chapter = |chapter: &Chapter| {
            let entries = (chapter.first_entry.0..).map(EntryIndex).zip(&chapter.ids);
            entries.filter(|(entry, found)| *found == id && *entry < below).map(|(entry, _)| entry).last()
        };
        let (moment, growing) = self.moment(in_chapter)?;
        if let Some(entry) =
            growing.or_else(|| moment.waiting.iter().rev().find_map(|chapter| in_chapter(chapter)))
        {
            return Ok(Some(entry));
        }
        let mut number = u32::try_from(moment.stored.len()).unwrap_or(u32::MAX);
        for contents in moment.stored.iter().rev() {
            number = number.saturating_sub(1);
            let page = contents.id_pages.partition_point(|first| first <= id).checked_sub(1);
            let Some(page) = page.and_then(|page| u32::try_from(page).ok()) else { continue };
            let mut last = None;
            read_packed(self.store(), &key::ids(number, page), |bytes| {
                unpack_ids(contents.first_entry, bytes, |found, entry| {
                    if found == *id && entry < below {
                        last = Some(entry);
                    }
                })
            })?;
            if last.is_some() {
                return Ok(last);
            }
        }
        Ok(None)
    }
}
