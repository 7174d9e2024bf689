//! Cuts the axis of serials into shards of about equal work.
//!
//! Invariants:
//! - Every step lies, piece by piece, in the shards that its block crosses, in the order in which it came.
//! - All pieces are at most twice as many as the steps, however the blocks lie.
//! - Where the cuts lie has no bearing on any verdict.

use rayon::prelude::*;

use super::holdings::Point;
use super::step::Step;

/// Steps that a shard should have: enough to hide its cost, few enough to stay in a core's cache. Few in tests.
const SHARD_SIZE: usize = if cfg!(test) { 2 } else { 4_096 };
/// Steps looked at for each cut.
const SAMPLES_A_SHARD: usize = if cfg!(test) { 2 } else { 16 };

/// The shards that a step's block crosses, by number.
type Crossed = (u32, u32);

/// Where the axis is cut, and which steps lie where.
#[derive(Debug)]
pub struct Cut {
    /// The points at which a new shard begins, ascending.
    pub points: Vec<Point>,
    /// For each part of the steps, which of them lie where.
    places: Vec<Places>,
}

impl Cut {
    /// Cuts for steps that come in parts; the parts are in the order of the journal.
    pub fn of(parts: &[&[Step]]) -> Self {
        let steps: usize = parts.iter().map(|part| part.len()).sum();
        let mut points = sample(parts, steps);
        let mut crossed = cross(parts, &points);
        let crossings = count_crossings(&crossed, points.len());
        if crossings.iter().sum::<usize>() > steps {
            points = cheapest(&points, &crossings, steps);
            crossed = cross(parts, &points);
        }
        let shards = points.len() + 1;
        Self { points, places: crossed.par_iter().map(|crossed| Places::of(crossed, shards)).collect() }
    }

    /// How many shards there are.
    pub fn shards(&self) -> usize {
        self.points.len() + 1
    }

    /// Puts the steps of a shard, trimmed to it, into `gathered`, in place of what is there.
    pub fn gather(&self, shard: usize, parts: &[&[Step]], gathered: &mut Vec<Step>) {
        let from = shard.checked_sub(1).and_then(|before| self.points.get(before)).copied();
        let to = self.points.get(shard).copied();
        gathered.clear();
        for (part, places) in parts.iter().zip(&self.places) {
            let places = places.of_shard(shard).iter();
            gathered.extend(places.filter_map(|place| part.get(*place as usize)));
        }
        // Only blocks that cross a border of the shard are trimmed.
        if let Some((space, serial)) = from {
            let crossing = gathered.iter_mut().filter(|step| step.space == space);
            crossing.for_each(|step| step.first = step.first.max(serial));
        }
        if let Some((space, serial)) = to {
            let crossing = gathered.iter_mut().filter(|step| step.space == space);
            crossing.for_each(|step| step.last = step.last.min(serial - 1));
        }
    }
}

/// The places of some steps, shard by shard, ascending in each.
#[derive(Debug)]
struct Places {
    places: Vec<u32>,
    /// Where the places of each shard end.
    ends: Vec<usize>,
}

impl Places {
    fn of(crossed: &[Crossed], shards: usize) -> Self {
        let shards_of = |(first, last): &Crossed| *first as usize..=*last as usize;
        let mut ends = vec![0; shards];
        for crossed in crossed {
            ends.get_mut(shards_of(crossed)).into_iter().flatten().for_each(|count| *count += 1);
        }
        // Where each shard's places begin; each moves on to its end while they are put down.
        let mut sum = 0;
        for end in &mut ends {
            let count = std::mem::replace(end, sum);
            sum += count;
        }
        let mut places = vec![0; sum];
        for (place, crossed) in (0..).zip(crossed) {
            for end in ends.get_mut(shards_of(crossed)).into_iter().flatten() {
                if let Some(slot) = places.get_mut(*end) {
                    *slot = place;
                }
                *end += 1;
            }
        }
        Self { places, ends }
    }

    fn of_shard(&self, shard: usize) -> &[u32] {
        let start = shard.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied());
        let range = start.zip(self.ends.get(shard).copied()).map(|(start, end)| start..end);
        range.and_then(|range| self.places.get(range)).unwrap_or_default()
    }
}

/// Points between which about the same number of steps begin.
fn sample(parts: &[&[Step]], steps: usize) -> Vec<Point> {
    let shards = steps / SHARD_SIZE;
    if shards < 2 {
        return Vec::new();
    }
    let stride = (steps / (shards * SAMPLES_A_SHARD)).max(1);
    let all = parts.iter().flat_map(|part| part.iter()).step_by(stride);
    let mut samples: Vec<Point> = all.map(|step| (step.space, step.first)).collect();
    samples.sort_unstable();
    let mut points: Vec<Point> = samples.into_iter().step_by(SAMPLES_A_SHARD).skip(1).collect();
    points.dedup();
    points
}

fn cross(parts: &[&[Step]], points: &[Point]) -> Vec<Vec<Crossed>> {
    let shard_of =
        |point: Point| u32::try_from(points.partition_point(|cut| *cut <= point)).unwrap_or(u32::MAX);
    let crossed = |step: &Step| {
        let first = shard_of((step.space, step.first));
        // Most blocks are short: whether the next cut lies beyond is one look.
        let next = points.get(first as usize);
        let ends_within = next.is_none_or(|cut| (step.space, step.last) < *cut);
        (first, if ends_within { first } else { shard_of((step.space, step.last)) })
    };
    parts.par_iter().map(|part| part.iter().map(crossed).collect()).collect()
}

/// How many steps cross each cut.
fn count_crossings(crossed: &[Vec<Crossed>], cuts: usize) -> Vec<usize> {
    let mut changes = vec![0_i64; cuts + 2];
    for (first, last) in crossed.iter().flatten().filter(|(first, last)| first != last) {
        for (shard, change) in [(first, 1), (last, -1)] {
            if let Some(place) = changes.get_mut(*shard as usize) {
                *place += change;
            }
        }
    }
    let mut open = 0;
    let running = changes.iter().map(|change| {
        open += change;
        usize::try_from(open).unwrap_or(0)
    });
    running.take(cuts).collect()
}

/// As many cuts, the least crossed first, as together are crossed at most `limit` times.
fn cheapest(points: &[Point], crossings: &[usize], limit: usize) -> Vec<Point> {
    let mut by_price: Vec<(usize, Point)> = crossings.iter().copied().zip(points.iter().copied()).collect();
    by_price.sort_unstable();
    let mut spent = 0;
    let affordable = by_price.into_iter().take_while(|(price, _)| {
        spent += price;
        spent <= limit
    });
    let mut points: Vec<Point> = affordable.map(|(_, point)| point).collect();
    points.sort_unstable();
    points
}
