//! One stretch of the axis of serials: its steps, in groups that touch each other, over its holdings.
//!
//! Invariants:
//! - A shard's steps and holdings lie within it; shards share nothing and may run at the same time.
//! - Steps come in the order of their entries, and of their places within one.

use std::collections::VecDeque;

use ledger_format::identifiers::SpaceId;
use ledger_format::limits::SERIAL_MAX;

use super::chain::follow;
use super::holdings::{Chunk, Pass};
use super::inquiry::Inquiry;
use super::step::Step;
use super::sweep::sweep;

/// Runs a shard: everything about its steps is asked of `inquiry`; returns its holdings after them.
pub fn run(inquiry: &mut Inquiry<'_>, steps: &[Step], chunks: Vec<Chunk>) -> Vec<Chunk> {
    let mut chunks = VecDeque::from(chunks);
    let mut done = Vec::with_capacity(chunks.len());
    let order = in_order_of_serials(steps);
    for of_space in order.chunk_by(|a, b| a.space == b.space) {
        let Some(space) = of_space.first().map(|first| first.space) else { continue };
        let before = chunks.partition_point(|chunk| chunk.space < space);
        done.extend(chunks.drain(..before));
        let here = chunks.partition_point(|chunk| chunk.space == space);
        let mut pass = Pass::new(space, chunks.drain(..here).collect());
        run_space(inquiry, steps, of_space, &mut pass);
        done.extend(pass.finish());
    }
    done.extend(chunks);
    done
}

/// A step's place on the axis of serials, then in time.
#[derive(Debug, Clone, Copy)]
struct Sorted {
    space: SpaceId,
    first: u64,
    place: u32,
}

fn in_order_of_serials(steps: &[Step]) -> Vec<Sorted> {
    // One number for all three, serials being below 2^63: sorting numbers takes a fraction of the time.
    let key = |(place, step): (u32, &Step)| {
        u128::from(step.space.0) << 95 | u128::from(step.first) << 32 | u128::from(place)
    };
    let mut keys: Vec<u128> = (0..).zip(steps).map(key).collect();
    keys.sort_unstable();
    let low = |bits: u128, mask: u64| u64::try_from(bits & u128::from(mask)).unwrap_or_default();
    let sorted = |key: &u128| Sorted {
        space: SpaceId(u32::try_from(key >> 95).unwrap_or_default()),
        first: low(key >> 32, SERIAL_MAX),
        place: u32::try_from(low(*key, u64::from(u32::MAX))).unwrap_or_default(),
    };
    keys.iter().map(sorted).collect()
}

fn run_space(inquiry: &mut Inquiry<'_>, steps: &[Step], order: &[Sorted], pass: &mut Pass) {
    let mut rest = order;
    while let Some(group) = Group::first_of(rest, steps) {
        let (sorted, behind) = rest.split_at_checked(group.count).unwrap_or((rest, &[]));
        group.run(inquiry, sorted, steps, pass);
        rest = behind;
    }
}

/// Steps that touch each other.
struct Group {
    space: SpaceId,
    count: usize,
    first: u64,
    last: u64,
    /// Whether all have one block; they then stand in the order of their entries.
    is_one_block: bool,
}

impl Group {
    fn first_of(order: &[Sorted], steps: &[Step]) -> Option<Self> {
        let mut order = order.iter();
        let (lowest, step) = step_of(order.next()?, steps)?;
        let (first, mut last) = (lowest.first, step.last);
        let (mut count, mut is_one_block) = (1, true);
        for (sorted, step) in order.map_while(|sorted| step_of(sorted, steps)) {
            if sorted.first > last {
                break;
            }
            is_one_block &= sorted.first == first && step.last == last;
            last = last.max(step.last);
            count += 1;
        }
        Some(Self { space: lowest.space, count, first, last, is_one_block })
    }

    fn run(&self, inquiry: &mut Inquiry<'_>, sorted: &[Sorted], steps: &[Step], pass: &mut Pass) {
        let in_order = sorted.iter().filter_map(|sorted| steps.get(sorted.place as usize));
        let held = pass.seek(self.first).filter(|held| held.first <= self.last);
        let Some(held) = held else {
            if self.is_one_block {
                pass.put(follow(inquiry, self.space, None, in_order));
            } else {
                self.sweep(inquiry, sorted, steps, pass);
            }
            return;
        };
        let is_under_all = held.first <= self.first && self.last <= held.last;
        if !(self.is_one_block && is_under_all) {
            self.sweep(inquiry, sorted, steps, pass);
            return;
        }
        let after = follow(inquiry, self.space, Some(held), in_order);
        if (held.first, held.last) == (self.first, self.last) {
            *held = after.unwrap_or(*held);
        } else {
            pass.take(self.first, self.last);
            pass.put(after);
        }
    }

    fn sweep(&self, inquiry: &mut Inquiry<'_>, sorted: &[Sorted], steps: &[Step], pass: &mut Pass) {
        let mut places: Vec<u32> = sorted.iter().map(|sorted| sorted.place).collect();
        places.sort_unstable();
        let in_order: Vec<&Step> = places.iter().filter_map(|place| steps.get(*place as usize)).collect();
        let held = pass.take(self.first, self.last);
        pass.put(sweep(inquiry, self.space, &held, &in_order));
    }
}

fn step_of<'s>(sorted: &Sorted, steps: &'s [Step]) -> Option<(Sorted, &'s Step)> {
    steps.get(sorted.place as usize).map(|step| (*sorted, step))
}
