//! Sorts a window's pieces, cuts them into shards of groups that touch each other, and sweeps the shards on all threads.
//!
//! Invariants:
//! - A group lies in one shard; shards share nothing. Where they are cut has no bearing on any verdict.

use ledger_format::identifiers::SpaceId;
use ledger_format::limits::SERIAL_MAX;
use rayon::prelude::*;

use super::act::{Act, Piece};
use super::chain::Chain;
use super::runs::{Chunk, Pass, Point, Runs};
use super::sink::Sink;
use super::sweep::Group;
use crate::rules::state::State;

/// Pieces that a shard should have. Few in tests.
const SHARD_SIZE: usize = if cfg!(test) { 2 } else { 2_048 };

/// Lets a window's acts take effect on all runs.
pub fn run(state: &State, acts: &[Act], pieces: &[Piece], runs: &mut Runs) -> Sink {
    let order = in_order_of_serials(pieces);
    let shards = shards(pieces, &order);
    let cuts: Vec<Point> = shards.iter().skip(1).filter_map(|shard| begin(pieces, shard)).collect();
    let parts = runs.take_cut(&cuts);
    let swept: Vec<(Vec<Chunk>, Sink)> = shards
        .par_iter()
        .zip(parts)
        .map(|(shard, chunks)| {
            let mut chain = Chain::new(state, acts);
            (sweep(&mut chain, pieces, shard, chunks), chain.sink)
        })
        .collect();
    let mut found = Sink::default();
    runs.put_back(swept.into_iter().map(|(chunks, sink)| {
        found.append(sink);
        chunks
    }));
    found
}

/// Places of the pieces by space, first serial, and entry.
fn in_order_of_serials(pieces: &[Piece]) -> Vec<u32> {
    // One number for all three, serials being below 2^63.
    let key = |(place, piece): (u32, &Piece)| {
        u128::from(piece.space.0) << 95 | u128::from(piece.first & SERIAL_MAX) << 32 | u128::from(place)
    };
    let mut keys: Vec<u128> = (0..).zip(pieces).map(key).collect();
    keys.par_sort_unstable();
    keys.iter().map(|key| u32::try_from(key & u128::from(u32::MAX)).unwrap_or_default()).collect()
}

/// Cuts the order where nothing that came before reaches further.
fn shards<'o>(pieces: &[Piece], order: &'o [u32]) -> Vec<&'o [u32]> {
    let (mut shards, mut start) = (Vec::new(), 0);
    let mut reach: Option<(SpaceId, u64)> = None;
    for (at, place) in order.iter().enumerate() {
        let Some(piece) = pieces.get(*place as usize) else { continue };
        let touches = reach.is_some_and(|(space, last)| space == piece.space && piece.first <= last);
        if !touches && at >= start + SHARD_SIZE {
            shards.extend(order.get(start..at));
            start = at;
        }
        reach = match reach.filter(|_| touches) {
            Some((space, last)) => Some((space, last.max(piece.last))),
            None => Some((piece.space, piece.last)),
        };
    }
    shards.extend(order.get(start..));
    shards
}

fn begin(pieces: &[Piece], shard: &[u32]) -> Option<Point> {
    let piece = pieces.get(*shard.first()? as usize)?;
    Some((piece.space, piece.first))
}

fn sweep(chain: &mut Chain<'_>, pieces: &[Piece], order: &[u32], chunks: Vec<Chunk>) -> Vec<Chunk> {
    let mut pass = Pass::new(chunks);
    let mut rest = order;
    let mut places: Vec<u32> = Vec::new();
    let mut group: Vec<&Piece> = Vec::new();
    while let Some(lowest) = rest.first().and_then(|place| pieces.get(*place as usize)) {
        let (space, first, mut last, mut is_one_block) = (lowest.space, lowest.first, lowest.last, true);
        let touching = rest.iter().take_while(|place| {
            let piece = pieces.get(**place as usize);
            let touches = piece.filter(|piece| piece.space == space && piece.first <= last);
            touches.is_some_and(|piece| {
                is_one_block &= (piece.first, piece.last) == (first, lowest.last);
                last = last.max(piece.last);
                true
            })
        });
        let count = touching.count();
        let (these, behind) = rest.split_at_checked(count).unwrap_or((rest, &[]));
        rest = behind;
        places.clear();
        places.extend(these);
        places.sort_unstable();
        group.clear();
        group.extend(places.iter().filter_map(|place| pieces.get(*place as usize)));
        Group { space, first, last, is_one_block, pieces: &group }.run(chain, &mut pass);
    }
    pass.finish()
}
