//! Cuts the axis of serials into shards of about equal work.
//!
//! Invariants:
//! - Every step lies, piece by piece, in the shards that its block crosses, in the order in which it came.
//! - All pieces are at most twice as many as the steps, however the blocks lie.
//! - Where the cuts lie has no bearing on any verdict.

use rayon::prelude::*;

use super::holdings::Point;
use super::step::Step;

/// Steps that a shard should have: enough to hide its cost, few enough to stay in a core's cache.
const SHARD_SIZE: usize = 4_096;
/// Steps looked at for each cut.
const SAMPLES_A_SHARD: usize = 16;

/// The shards that a step's block crosses, by number.
type Crossed = (u32, u32);

/// Where the axis is cut, and which steps lie where.
#[derive(Debug)]
pub struct Cut {
    /// The points at which a new shard begins, ascending.
    pub points: Vec<Point>,
    /// For each part of the steps and each shard, the places of its steps.
    places: Vec<Vec<Vec<u32>>>,
}

impl Cut {
    /// Cuts for steps that come in parts; the parts are in the order of the journal.
    pub fn of(parts: &[Vec<Step>]) -> Self {
        let steps: usize = parts.iter().map(Vec::len).sum();
        let mut points = sample(parts, steps);
        let mut crossed = cross(parts, &points);
        let crossings = count_crossings(&crossed, points.len());
        if crossings.iter().sum::<usize>() > steps {
            points = cheapest(&points, &crossings, steps);
            crossed = cross(parts, &points);
        }
        let shards = points.len() + 1;
        Self { points, places: crossed.par_iter().map(|crossed| by_shard(crossed, shards)).collect() }
    }

    /// How many shards there are.
    pub fn shards(&self) -> usize {
        self.points.len() + 1
    }

    /// The steps of a shard, trimmed to it.
    pub fn gather(&self, shard: usize, parts: &[Vec<Step>]) -> Vec<Step> {
        let from = shard.checked_sub(1).and_then(|before| self.points.get(before)).copied();
        let to = self.points.get(shard).copied();
        let mut gathered = Vec::with_capacity(SHARD_SIZE);
        for (part, places) in parts.iter().zip(&self.places) {
            let places = places.get(shard).map(Vec::as_slice).unwrap_or_default();
            gathered.extend(places.iter().filter_map(|place| part.get(*place as usize)).map(|step| {
                let mut step = *step;
                if let Some((_, serial)) =
                    from.filter(|(space, serial)| step.space == *space && step.first < *serial)
                {
                    step.first = serial;
                }
                if let Some((_, serial)) =
                    to.filter(|(space, serial)| step.space == *space && step.last >= *serial)
                {
                    step.last = serial - 1;
                }
                step
            }));
        }
        gathered
    }
}

/// Points between which about the same number of steps begin.
fn sample(parts: &[Vec<Step>], steps: usize) -> Vec<Point> {
    let shards = steps / SHARD_SIZE;
    if shards < 2 {
        return Vec::new();
    }
    let stride = (steps / (shards * SAMPLES_A_SHARD)).max(1);
    let all = parts.iter().flatten().step_by(stride);
    let mut samples: Vec<Point> = all.map(|step| (step.space, step.first)).collect();
    samples.sort_unstable();
    let mut points: Vec<Point> = samples.into_iter().step_by(SAMPLES_A_SHARD).skip(1).collect();
    points.dedup();
    points
}

fn cross(parts: &[Vec<Step>], points: &[Point]) -> Vec<Vec<Crossed>> {
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

fn by_shard(crossed: &[Crossed], shards: usize) -> Vec<Vec<u32>> {
    let mut places = vec![Vec::new(); shards];
    for (place, (first, last)) in (0..).zip(crossed) {
        for shard in places.get_mut(*first as usize..=*last as usize).into_iter().flatten() {
            shard.push(place);
        }
    }
    places
}
