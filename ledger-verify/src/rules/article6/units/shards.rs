//! Sorts a window's pieces, cuts them into shards of groups that touch each other, and sweeps the shards on all threads.
//!
//! Invariants:
//! - A group lies in one shard; shards share nothing. Where they are cut has no bearing on any verdict.
//! - Each piece is looked up once where it was gathered; the sweep reads copies that lie as it goes.

use ledger_format::identifiers::{EntryIndex, SpaceId};
use rayon::prelude::*;

use super::act::Piece;
use super::chain::Chain;
use super::gather::Gathered;
use super::runs::{Chunk, Pass, Point, Runs};
use super::sink::Sink;
use super::sweep::Group;
use crate::rules::axis;
use crate::rules::state::State;

/// Pieces that a shard should have. Few in tests.
const SHARD_SIZE: usize = if cfg!(test) { 2 } else { 2_048 };

/// A piece in the order of serials.
#[derive(Debug, Clone, Copy)]
pub struct Sorted {
    /// The piece.
    pub piece: Piece,
    /// Which portion it was gathered from.
    pub portion: u32,
    /// Its place among all pieces of the window: in the order of entries.
    pub place: u32,
}

impl Sorted {
    fn begin(&self) -> Point {
        (self.piece.space, self.piece.first)
    }
}

/// The memory of the window before: asking the system for it anew costs more than filling it.
#[derive(Debug, Default)]
pub struct Sorting {
    keys: Vec<u128>,
    spare: Vec<u128>,
    sorted: Vec<Sorted>,
}

/// Lets what a window does take effect on all runs.
pub fn run(
    state: &State,
    gathered: &[Gathered],
    first: EntryIndex,
    memory: &mut Sorting,
    runs: &mut Runs,
) -> Sink {
    sort(gathered, memory);
    let shards = shards(&memory.sorted);
    let cuts: Vec<Point> = shards.iter().skip(1).filter_map(|shard| Some(shard.first()?.begin())).collect();
    let parts = runs.take_cut(&cuts);
    let swept: Vec<(Vec<Chunk>, Sink)> = shards
        .par_iter()
        .zip(parts)
        .map(|(shard, chunks)| {
            let mut chain = Chain::new(state, gathered, first);
            (sweep(&mut chain, shard, chunks), chain.sink)
        })
        .collect();
    let mut found = Sink::default();
    runs.put_back(swept.into_iter().map(|(chunks, sink)| {
        found.append(sink);
        chunks
    }));
    found
}

/// Sorts the pieces of all portions by space, first serial, and entry.
fn sort(gathered: &[Gathered], memory: &mut Sorting) {
    let Sorting { keys, spare, sorted } = memory;
    keys.clear();
    let mut begins: Vec<u32> = Vec::with_capacity(gathered.len());
    for portion in gathered {
        let begin = u32::try_from(keys.len()).unwrap_or(u32::MAX);
        begins.push(begin);
        let key = |(place, piece): (u32, &Piece)| axis::key(piece.space, piece.first, place);
        keys.extend((begin..).zip(&portion.pieces).map(key));
    }
    axis::sort(keys, spare);
    let found = |key: &u128| {
        let place = axis::place(*key);
        let portion = begins.partition_point(|begin| *begin <= place).saturating_sub(1);
        let within = place - begins.get(portion)?;
        let piece = *gathered.get(portion)?.pieces.get(within as usize)?;
        Some(Sorted { piece, portion: u32::try_from(portion).ok()?, place })
    };
    // Every place is written; whatever stands there before is only to have one.
    let any = keys.first().and_then(found);
    sorted.truncate(keys.len());
    sorted.extend(std::iter::repeat_n(any, keys.len() - sorted.len()).flatten());
    sorted.par_iter_mut().zip(&*keys).for_each(|(slot, key)| {
        if let Some(found) = found(key) {
            *slot = found;
        }
    });
}

/// Cuts the order where nothing that came before reaches further.
fn shards(sorted: &[Sorted]) -> Vec<&[Sorted]> {
    let (mut shards, mut start) = (Vec::new(), 0);
    let mut reach: Option<(SpaceId, u64)> = None;
    for (at, Sorted { piece, .. }) in sorted.iter().enumerate() {
        let touches = reach.is_some_and(|(space, last)| space == piece.space && piece.first <= last);
        if !touches && at >= start + SHARD_SIZE {
            shards.extend(sorted.get(start..at));
            start = at;
        }
        reach = match reach.filter(|_| touches) {
            Some((space, last)) => Some((space, last.max(piece.last))),
            None => Some((piece.space, piece.last)),
        };
    }
    shards.extend(sorted.get(start..));
    shards
}

fn sweep(chain: &mut Chain<'_>, shard: &[Sorted], chunks: Vec<Chunk>) -> Vec<Chunk> {
    let mut pass = Pass::new(chunks);
    let mut rest = shard;
    let mut in_order: Vec<Sorted> = Vec::new();
    while let Some(Sorted { piece: lowest, .. }) = rest.first() {
        let (space, first, mut last, mut is_one_block) = (lowest.space, lowest.first, lowest.last, true);
        let touching = rest.iter().take_while(|Sorted { piece, .. }| {
            let touches = piece.space == space && piece.first <= last;
            if touches {
                is_one_block &= (piece.first, piece.last) == (first, lowest.last);
                last = last.max(piece.last);
            }
            touches
        });
        let count = touching.count();
        let (these, behind) = rest.split_at_checked(count).unwrap_or((rest, &[]));
        rest = behind;
        let mut pieces = these;
        if !is_one_block {
            in_order.clear();
            in_order.extend(these);
            in_order.sort_unstable_by_key(|sorted| sorted.place);
            pieces = &in_order;
        }
        Group { space, first, last, is_one_block, pieces }.run(chain, &mut pass);
    }
    pass.finish()
}
