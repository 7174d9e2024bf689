//! Rows of the budget: a figure next to its ceilings and its target, printed and kept as JSON lines.
//!
//! Invariants:
//! - Figure and ceilings of a row are measured in the same run: other work on the machine troubles both.
//! - A row bears a digest of what was computed, and rounds that differ in it end the run.
//! - `target/bench.jsonl` is only appended to; each line says when it was written, and how busy the machine was.

use std::fs::{self, File};
use std::io::Write;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::json;

use crate::scale::Scale;
use crate::site;

/// What the budget asks of a figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target {
    /// The figure itself, at least.
    AtLeast(f64),
    /// The figure itself, at most.
    AtMost(f64),
    /// The ratio to the first ceiling, at least.
    RatioAtLeast(f64),
    /// The ratio to the first ceiling, at most.
    RatioAtMost(f64),
    /// Printed for what it explains; the budget says nothing.
    None,
}

/// A row of the budget.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// What was done.
    pub name: &'a str,
    /// To how many movements.
    pub n: u64,
    /// Signed by how many keys; 0 where none matters.
    pub keys: u32,
    /// How fast, how long or how large.
    pub figure: f64,
    /// In what.
    pub unit: &'a str,
    /// What the machine does at most, in the same unit, and what that is.
    pub ceilings: &'a [(&'a str, f64)],
    /// What the budget asks.
    pub target: Target,
    /// Threads that called, or worked.
    pub threads: usize,
    /// Of what was computed.
    pub digest: &'a str,
}

impl Row<'_> {
    fn ratio(&self) -> Option<f64> {
        self.ceilings.first().map(|(_, ceiling)| self.figure / ceiling)
    }

    /// Whether the target is met; none where there is none.
    #[must_use]
    pub fn is_met(&self) -> Option<bool> {
        match self.target {
            Target::AtLeast(least) => Some(self.figure >= least),
            Target::AtMost(most) => Some(self.figure <= most),
            Target::RatioAtLeast(least) => self.ratio().map(|ratio| ratio >= least),
            Target::RatioAtMost(most) => self.ratio().map(|ratio| ratio <= most),
            Target::None => None,
        }
    }
}

/// Where the rows of a group go.
pub struct Table {
    file: File,
    is_smoke: bool,
}

impl Table {
    /// Begins a group of rows.
    ///
    /// # Panics
    /// If `target/bench.jsonl` cannot be written.
    #[must_use]
    pub fn new(group: &str, scale: &Scale) -> Self {
        let path = site::target_folder().join("bench.jsonl");
        fs::create_dir_all(site::target_folder()).expect("target/ can be made");
        let file =
            File::options().create(true).append(true).open(path).expect("target/bench.jsonl can be written");
        println!(
            "\n{group}: best of {}, {} threads, load {}",
            scale.rounds,
            rayon::current_num_threads(),
            load()
        );
        println!("{:<62} {:>10} {:>5} {:>20}   ceilings and target", "row", "n", "keys", "figure");
        Self { file, is_smoke: scale.is_smoke }
    }

    /// Prints a row and keeps it.
    ///
    /// # Panics
    /// If `target/bench.jsonl` cannot be written.
    pub fn row(&mut self, row: &Row<'_>) {
        let keys = if row.keys == 0 { String::new() } else { row.keys.to_string() };
        let figure = format!("{} {}", readable(row.figure), row.unit);
        let mut beside = Vec::new();
        for (what, ceiling) in row.ceilings {
            beside.push(format!("{:.3} of {what} {}", row.figure / ceiling, readable(*ceiling)));
        }
        beside.extend(target(row));
        println!("{:<62} {:>10} {keys:>5} {figure:>20}   {}", row.name, row.n, beside.join("; "));
        let ceilings = match row.ceilings {
            [] => vec![(None, None)],
            some => some.iter().map(|(what, ceiling)| (Some(*what), Some(*ceiling))).collect(),
        };
        for (what, ceiling) in ceilings {
            let line = json!({
                "row": row.name, "n": row.n, "keys": row.keys, "figure": row.figure, "unit": row.unit,
                "ceiling": ceiling, "ceiling_is": what, "ratio": ceiling.map(|ceiling| row.figure / ceiling),
                "threads": row.threads, "digest": row.digest, "met": row.is_met(), "smoke": self.is_smoke,
                "load": load(), "at": SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()),
            });
            writeln!(self.file, "{line}").expect("target/bench.jsonl can be written");
        }
    }
}

fn target(row: &Row<'_>) -> Option<String> {
    let asked = match row.target {
        Target::AtLeast(least) => format!("target {}", readable(least)),
        Target::AtMost(most) => format!("target at most {}", readable(most)),
        Target::RatioAtLeast(least) => format!("target ratio {least}"),
        Target::RatioAtMost(most) => format!("target ratio at most {most}"),
        Target::None => return None,
    };
    let met = if row.is_met() == Some(true) { "met" } else { "MISSED" };
    Some(format!("{asked}: {met}"))
}

/// Three digits below a thousand, whole numbers in groups of three above.
fn readable(number: f64) -> String {
    if number < 999.5 {
        return format!(
            "{number:.*}",
            if number < 9.995 {
                2
            } else if number < 99.95 {
                1
            } else {
                0
            }
        );
    }
    let digits = format!("{number:.0}");
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| std::str::from_utf8(group).unwrap_or_default())
        .collect();
    groups.join(",")
}

/// The load average of the last minute.
#[must_use]
pub fn load() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or_default().to_owned()
}

/// A time and the digest of what was computed in it.
#[derive(Debug, Clone)]
pub struct Timed {
    /// How long it took.
    pub time: Duration,
    /// How long all threads of this process computed meanwhile, to 10 ms.
    pub computed: Duration,
    /// Of the result.
    pub digest: String,
}

impl Timed {
    /// The best of both, wall time and computing apart: other work on the machine only ever adds to either.
    #[must_use]
    pub fn better(self, other: Self) -> Self {
        assert_eq!(self.digest, other.digest, "two rounds computed different things");
        Self {
            time: self.time.min(other.time),
            computed: self.computed.min(other.computed),
            digest: self.digest,
        }
    }

    /// `count` in that time, a second.
    #[must_use]
    pub fn rate(&self, count: u64) -> f64 {
        count as f64 / self.time.as_secs_f64()
    }

    /// `count` a second if this process had had all cores to itself: by the time that it computed.
    #[must_use]
    pub fn rate_by_computing(&self, count: u64) -> f64 {
        let cores = rayon::current_num_threads() as f64;
        count as f64 * cores / self.computed.as_secs_f64().max(f64::MIN_POSITIVE)
    }

    /// Seconds.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        self.time.as_secs_f64()
    }

    /// Seconds that all threads together computed: what it takes at most on a machine that does nothing else.
    #[must_use]
    pub fn computed_seconds(&self) -> f64 {
        self.computed.as_secs_f64()
    }
}

/// The hundredths of a second that Linux says this process has computed; zero elsewhere.
fn computed() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let behind_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = behind_name.split_whitespace().skip(11).take(2);
    Duration::from_millis(ticks.filter_map(|field| field.parse::<u64>().ok()).sum::<u64>() * 10)
}

/// Times `work`, which returns a digest of what it did.
pub fn timed(work: impl FnOnce() -> String) -> Timed {
    let (before, began) = (computed(), Instant::now());
    let digest = work();
    Timed { time: began.elapsed(), computed: computed().saturating_sub(before), digest }
}

/// The best of so many rounds.
///
/// # Panics
/// If two rounds did not compute the same.
pub fn best(rounds: u32, mut round: impl FnMut() -> Timed) -> Timed {
    let first = round();
    (1..rounds).fold(first, |best, _| {
        let next = round();
        best.better(next)
    })
}

/// A digest as rows show it.
#[must_use]
pub fn short(bytes: &[u8]) -> String {
    blake3::Hash::from_slice(bytes).unwrap_or_else(|_| blake3::hash(bytes)).to_hex()[..16].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_readable() {
        let shown = [0.5, 12.34, 999.0, 1_000.0, 1_234_567.8].map(readable);
        assert_eq!(shown, ["0.50", "12.3", "999", "1,000", "1,234,568"]);
    }

    #[test]
    fn a_target_on_the_ratio_asks_the_first_ceiling() {
        let row = Row {
            name: "r",
            n: 1,
            keys: 0,
            figure: 80.0,
            unit: "",
            ceilings: &[("a", 100.0), ("b", 10.0)],
            target: Target::RatioAtLeast(0.85),
            threads: 1,
            digest: "",
        };
        assert_eq!(row.is_met(), Some(false));
        assert_eq!(Row { figure: 85.0, ..row }.is_met(), Some(true));
    }
}
