//! The earliest of some times in a row, for any stretch of them, while the row grows.
//!
//! Invariant: a time and a question cost the logarithm of the row's length.

use ledger_format::identifiers::Timestamp;

/// Times in a row.
#[derive(Debug, Default)]
pub struct Earliest {
    /// In level `n`, at each place, the earliest of the `2^n` times that end there; fewer at the beginning.
    levels: Vec<Vec<Timestamp>>,
}

impl Earliest {
    /// One time more.
    pub fn push(&mut self, time: Timestamp) {
        let place = self.levels.first().map_or(0, Vec::len);
        let mut earliest = time;
        for (level, times) in self.levels.iter_mut().enumerate() {
            times.push(earliest);
            let before = place.checked_sub(1 << level).and_then(|before| times.get(before));
            earliest = before.map_or(earliest, |before| earliest.min(*before));
        }
        if (place + 1).is_power_of_two() {
            // Half of the row was not in this level before, and nobody asks for it there: two stretches from the end reach it.
            self.levels.push(vec![earliest; place + 1]);
        }
    }

    /// The earliest from a place to before another; none if that is nothing.
    pub fn between(&self, from: usize, to: usize) -> Option<Timestamp> {
        let count = to.checked_sub(from).filter(|count| *count > 0)?;
        let level = usize::try_from(count.ilog2()).ok()?;
        let times = self.levels.get(level)?;
        let ends = [from + (1 << level) - 1, to - 1];
        ends.into_iter().filter_map(|end| times.get(end).copied()).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_stretch_has_its_earliest() {
        let times: Vec<u64> = (0..70).map(|n: u64| n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40).collect();
        let mut row = Earliest::default();
        for (place, time) in times.iter().enumerate() {
            row.push(Timestamp(*time));
            for from in 0..=place + 1 {
                for to in 0..=place + 1 {
                    let expected = times.get(from..to).and_then(|some| some.iter().min().copied());
                    assert_eq!(row.between(from, to).map(|time| time.0), expected, "{from}..{to} of {place}");
                }
            }
        }
    }
}
