//! The events of a space, by stretches of serials: what a question about many blocks reads, in parts that can be read at once.
//!
//! Invariants:
//! - Parts are disjoint and cover every serial; an event is told to each part that it reaches into.
//! - A part reads the pages that reach into it and no others. There are so few parts that pages are read twice at most, on
//!   average.
//! - Newer chapters come before older ones, and what is only in memory before both.

use ledger_format::block::SerialBlock;
use ledger_format::limits::SERIAL_MAX;

use super::chapter::{Chapter, Directory, PAGE_EVENTS, SpacePage};
use super::cut::{Cut, Share};
use super::fault::HistoryFault;
use super::reading::{page_events, read};
use super::store::HistoryStore;
use super::{History, key};
use crate::book::CustodyEvent;

/// Pages of a part, about: few enough to be sorted in the processor's own memory.
const PART_PAGES: usize = if cfg!(test) { 2 } else { 256 };

/// The pages that a cut may let something in of.
pub(crate) struct SpacePages<'h> {
    store: &'h dyn HistoryStore,
    block: SerialBlock,
    cut: Cut,
    /// By chapter.
    directories: Vec<(u32, Directory)>,
    /// What is only in memory, as far as it is asked for.
    recent: Vec<CustodyEvent>,
}

impl History {
    /// The events that share a serial with a block and that a cut lets in.
    pub(crate) fn space_pages(&self, block: SerialBlock, cut: Cut) -> Result<SpacePages<'_>, HistoryFault> {
        let of_block = |chapter: &Chapter| -> Vec<CustodyEvent> {
            let within = |event: &&CustodyEvent| event.block.overlaps(&block) && cut.lets_in(event);
            chapter.custody.iter().filter(within).copied().collect()
        };
        let (moment, mut recent) = self.moment(of_block)?;
        moment.waiting.iter().for_each(|chapter| recent.append(&mut of_block(chapter)));
        let mut directories = Vec::new();
        for (number, contents) in (0_u32..).zip(&moment.stored) {
            let skipped = cut.share_of(&contents.times) == Share::Nothing
                || contents.spaces.binary_search(&block.space).is_err();
            if !skipped {
                let directory = read(self.store(), &key::space(number, block.space))?;
                directories.push((number, directory.ok_or(HistoryFault::Damaged)?));
            }
        }
        Ok(SpacePages { store: self.store(), block, cut, directories, recent })
    }
}

impl SpacePages<'_> {
    /// Calls `each` with the events that reach into a stretch of serials, in no order within a chapter.
    pub(crate) fn events(
        &self,
        first: u64,
        last: u64,
        mut each: impl FnMut(&CustodyEvent),
    ) -> Result<(), HistoryFault> {
        let (first, last) = (first.max(self.block.first), last.min(self.block.last));
        let within = |event: &CustodyEvent| event.block.first <= last && first <= event.block.last;
        self.recent.iter().filter(|event| within(event)).for_each(&mut each);
        for (number, directory) in self.directories.iter().rev() {
            for (page_number, page) in (0..).zip(&directory.pages) {
                if page.first > last || first > page.last || self.cut.share_of(&page.times) == Share::Nothing
                {
                    continue;
                }
                let key = || key::space_page(*number, self.block.space, page_number);
                page_events(self.store, directory, key).each(|event| {
                    if within(event) && self.cut.lets_in(event) {
                        each(event);
                    }
                })?;
            }
        }
        Ok(())
    }

    /// All serials, in stretches that take about as long to read each.
    pub(crate) fn parts(&self) -> Vec<(u64, u64)> {
        let pages: Vec<&SpacePage> =
            self.directories.iter().flat_map(|(_, directory)| &directory.pages).collect();
        let in_memory = self.recent.iter().step_by(PAGE_EVENTS).map(|event| event.block.first);
        let mut firsts: Vec<u64> = pages.iter().map(|page| page.first).chain(in_memory).collect();
        firsts.sort_unstable();
        let mut size = PART_PAGES;
        loop {
            let mut borders: Vec<u64> = firsts.iter().skip(size).step_by(size).copied().collect();
            borders.retain(|border| *border > 0);
            borders.dedup();
            // Pages of large blocks reach into many parts.
            let within = |serial: u64| borders.partition_point(|border| *border <= serial);
            let read: usize = pages.iter().map(|page| 1 + within(page.last) - within(page.first)).sum();
            if borders.is_empty() || read <= 2 * pages.len() {
                let starts = std::iter::once(0).chain(borders.iter().copied());
                let ends = borders.iter().map(|border| border - 1).chain([SERIAL_MAX]);
                return starts.zip(ends).collect();
            }
            size *= 2;
        }
    }
}
