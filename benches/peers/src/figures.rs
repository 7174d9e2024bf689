//! Times a piece of work, keeps the best of several rounds, and writes the figures for people and for programs.
//!
//! - A round whose result is not the expected digest stops the run: a fast wrong answer is not a figure.
//! - The best round counts, because whatever else runs on the machine only ever makes a round slower.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::Outcome;

/// One line of the result.
#[derive(Serialize)]
pub struct Figure {
    row: String,
    peer: String,
    n: usize,
    rate_per_s: u64,
    unit: &'static str,
    best_of: usize,
    digest: String,
    machine: String,
}

/// All lines of a run.
pub struct Figures {
    rounds: usize,
    machine: String,
    lines: Vec<Figure>,
}

/// A round that is being timed.
pub struct Started(Instant);

/// What one round of a piece of work gave: how long the timed part took, and the digest of its result.
pub struct Round {
    took: Duration,
    digest: String,
}

impl Round {
    /// The clock runs from here.
    pub fn start() -> Started {
        Started(Instant::now())
    }
}

impl Started {
    /// Stops the clock first, then takes the digest of the result.
    pub fn stop(self, digest: impl FnOnce() -> Outcome<String>) -> Outcome<Round> {
        let took = self.0.elapsed();
        Ok(Round { took, digest: digest()? })
    }
}

impl Figures {
    /// No lines yet; each will be the best of `rounds`.
    pub fn new(rounds: usize) -> Self {
        Self { rounds, machine: machine(), lines: Vec::new() }
    }

    /// Runs a piece of work as often as asked and adds its best rate, in movements a second.
    pub fn measure(
        &mut self,
        row: &str,
        peer: &str,
        n: usize,
        expected: &str,
        mut round: impl FnMut() -> Outcome<Round>,
    ) -> Outcome<()> {
        let mut best = Duration::MAX;
        for _ in 0..self.rounds {
            let one = round()?;
            if one.digest != expected {
                return Err(format!("{peer}, {row}: the result is {}, not {expected}", one.digest).into());
            }
            best = best.min(one.took);
        }
        let rate_per_s = (n as u128 * 1_000_000_000 / best.as_nanos().max(1)) as u64;
        println!("{row:<42} {peer:<32} {n:>9} {:>12}/s   {expected}", grouped(rate_per_s));
        self.lines.push(Figure {
            row: row.to_owned(),
            peer: peer.to_owned(),
            n,
            rate_per_s,
            unit: "movements/s",
            best_of: self.rounds,
            digest: expected.to_owned(),
            machine: self.machine.clone(),
        });
        Ok(())
    }

    /// The head of the table that `measure` fills.
    pub fn print_head(&self) {
        println!("{}; best of {}\n", self.machine, self.rounds);
        println!("{:<42} {:<32} {:>9} {:>14}   digest of the balances", "row", "peer", "movements", "rate");
    }

    /// Writes one JSON object a line.
    pub fn write(&self, path: &Path) -> Outcome<()> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = fs::File::create(path)?;
        for line in &self.lines {
            writeln!(file, "{}", serde_json::to_string(line)?)?;
        }
        Ok(())
    }
}

/// The processor's name and how many of its cores we may use.
fn machine() -> String {
    let model = fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("model name"))?;
        Some(line.split_once(": ")?.1.to_owned())
    });
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!("{}, {cores} cores", model.as_deref().unwrap_or("unknown processor"))
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
