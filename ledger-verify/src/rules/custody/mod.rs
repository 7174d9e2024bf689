//! Custody: who holds which serial, and whether every movement found what it says.
//!
//! The steps of a window are sorted by space and serial and swept, shard by shard; no map of intervals is kept. The sweep is
//! [`sweep`]'s, the usual case of whole blocks [`chain`]'s, the questions are [`inquiry`]'s.
//!
//! Invariants:
//! - What is found depends on the steps and their order only: not on threads, cuts or window borders.
//! - A window costs as much as its steps and the holdings that they touch; only an account's closing looks at all holdings.

mod chain;
mod closings;
mod cut;
mod holdings;
mod inquiry;
mod rank_set;
mod shard;
mod step;
mod sweep;

pub use self::inquiry::Facts;
pub use self::rank_set::RankSet;
pub use self::step::{Claim, Holding, Measure, SeriesMark, Step};

use ledger_format::identifiers::{EntryIndex, SpaceId};
use rayon::prelude::*;

use self::closings::Closings;
use self::cut::Cut;
use self::holdings::Holdings;
use self::inquiry::Inquiry;
use super::Breach;

/// Who holds what at the end of the windows so far.
#[derive(Debug, Default)]
pub struct Custody {
    holdings: Holdings,
}

impl Custody {
    /// Lets the steps of a window take effect and says what they break, in no particular order.
    ///
    /// The parts come in the order of the journal, each with its steps in the order of their entries.
    pub fn window(&mut self, facts: &Facts<'_>, parts: &[&[Step]]) -> Vec<Breach> {
        let cut = Cut::of(parts);
        let closings = Closings::new(facts.closings);
        let holdings = self.holdings.take_cut(&cut.points);
        let shards: Vec<_> = (0..cut.shards())
            .into_par_iter()
            .zip(holdings)
            .map_init(Vec::new, |steps, (shard, chunks)| {
                let mut inquiry = Inquiry { facts, closings: &closings, breaches: Vec::new() };
                cut.gather(shard, parts, steps);
                let chunks = shard::run(&mut inquiry, steps, chunks);
                (chunks, inquiry.breaches)
            })
            .collect();
        let (chunks, breaches): (Vec<_>, Vec<_>) = shards.into_iter().unzip();
        self.holdings.put_back(chunks);
        let mut breaches = breaches.concat();
        if !closings.is_empty() {
            self.ask_still_held(&closings);
        }
        breaches.append(&mut closings.into_breaches());
        breaches
    }

    /// What is held in a space, ascending, at the end of the windows so far.
    pub fn holdings_in(&self, space: SpaceId) -> impl Iterator<Item = &Holding> {
        let chunks = self.holdings.chunks().iter().filter(move |chunk| chunk.space == space);
        chunks.flat_map(|chunk| chunk.blocks())
    }

    /// What is held between two serials of a space, ascending, at the end of the windows so far; what reaches beyond is whole.
    pub fn holdings_between(&self, space: SpaceId, first: u64, last: u64) -> impl Iterator<Item = &Holding> {
        self.holdings.between(space, first, last)
    }

    /// R-173 of what no step has moved since the account was closed.
    fn ask_still_held(&self, closings: &Closings<'_>) {
        let blocks = |chunk: &holdings::Chunk| {
            for block in chunk.blocks() {
                closings.held(block.account, block.since, EntryIndex(u64::MAX));
            }
        };
        self.holdings.chunks().par_iter().for_each(blocks);
    }
}
