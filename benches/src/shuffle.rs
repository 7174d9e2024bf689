//! An order that looks drawn: a permutation of places for each round, forwards and back.
//!
//! Invariant: [`Shuffle::place_of`] and [`Shuffle::turn_of`] are inverse, and each round has an order of its own.
//!
//! Not random: the same count and round always give the same order.

use crate::world::mixed;

/// Rounds of the Feistel network.
const LAYERS: u64 = 4;

/// The orders of so many places.
#[derive(Debug, Clone, Copy)]
pub struct Shuffle {
    count: u64,
    /// Bits of half a place.
    half_bits: u32,
}

impl Shuffle {
    /// Of `count` places, 2 or more.
    #[must_use]
    pub fn new(count: u64) -> Self {
        let half_bits = (u64::BITS - (count - 1).leading_zeros()).div_ceil(2).max(1);
        Self { count, half_bits }
    }

    /// Where turn `turn` of a round falls (a Feistel network, walked until it is inside).
    #[must_use]
    pub fn place_of(&self, turn: u64, round: u64) -> u64 {
        let mask = (1 << self.half_bits) - 1;
        let mut place = turn;
        loop {
            for layer in 0..LAYERS {
                let (left, right) = (place >> self.half_bits, place & mask);
                place = (right << self.half_bits) | ((left ^ mixed(right ^ key(round, layer))) & mask);
            }
            if place < self.count {
                return place;
            }
        }
    }

    /// At which turn of a round a place comes.
    #[must_use]
    pub fn turn_of(&self, place: u64, round: u64) -> u64 {
        let mask = (1 << self.half_bits) - 1;
        let mut turn = place;
        loop {
            for layer in (0..LAYERS).rev() {
                let (right, mixed_left) = (turn >> self.half_bits, turn & mask);
                turn = (((mixed_left ^ mixed(right ^ key(round, layer))) & mask) << self.half_bits) | right;
            }
            if turn < self.count {
                return turn;
            }
        }
    }
}

fn key(round: u64, layer: u64) -> u64 {
    ((round << 8) | layer) << 40
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_round_visits_each_place_once_and_both_ways_agree() {
        for count in [2, 3, 700, 1_024] {
            let shuffle = Shuffle::new(count);
            for round in [0, 1, 9] {
                let mut places: Vec<u64> = (0..count).map(|turn| shuffle.place_of(turn, round)).collect();
                assert!((0..count).all(|turn| shuffle.turn_of(places[turn as usize], round) == turn));
                places.sort_unstable();
                assert!(places.into_iter().eq(0..count));
            }
        }
    }
}
