//! A submission in the agreed electronic format from JSON, and from loose cells, into the checks: no panic, the same report twice,
//! and what can be read as a submission is written and read back as it is.
//!
//! Random bytes are rarely JSON, so that they are laid over a good submission's text (a place, how much it replaces, then bytes),
//! or change cells of it one by one. Workbooks are not fuzzed here: a panic of the library that reads them is caught by ours, and
//! libFuzzer ends at any panic.

#![no_main]

use std::sync::LazyLock;

use ledger_aef::cell::Cell;
use ledger_aef::json::{read_json, write_json};
use ledger_aef::limits::Limits;
use ledger_aef::options::CheckOptions;
use ledger_aef::raw::Raw;
use ledger_aef::report::check;
use ledger_aef::rows::WriteOptions;
use ledger_aef::syntax::read_submission;
use libfuzzer_sys::fuzz_target;

#[path = "../../ledger-aef/tests/sample/mod.rs"]
mod sample;

static GOOD: LazyLock<String> = LazyLock::new(|| write_json(&sample::submission(), &WriteOptions::default()));

/// Texts that mean something in some column.
const WORDS: [&str; 24] = [
    "",
    " ",
    "NA",
    "2025",
    "2024-02-30",
    "2025-12-31",
    "GHA",
    "CHE",
    "CA0012",
    "CA0012-CHE01-GHA-1-2023",
    "CA0012-CHE01-GHA-9223372036854775807-2023",
    "18446744073709551615",
    "-1",
    "0.1",
    "1e400",
    "Acquisition",
    "Cancellation",
    "International",
    "CORSIA",
    "GHG",
    "Non-GHG",
    "=1+1",
    "#REF!",
    "\u{feff}\u{0}",
];

/// Changes cells of a submission: table, row, column, what; then the next.
fn with_changed_cells(mut raw: Raw, bytes: &[u8]) -> Raw {
    for chunk in bytes.chunks_exact(4) {
        let [table, row, column, what] = [chunk[0], chunk[1], chunk[2], chunk[3]].map(usize::from);
        let tables = raw.tables.len().max(1);
        let Some(found) = raw.tables.get_mut(table % tables) else { continue };
        if table & 0x80 != 0 {
            // A row once more: rows are held against each other.
            if let Some(again) = found.rows.get(row % found.rows.len().max(1)).cloned() {
                found.rows.push(again);
            }
            continue;
        }
        let rows = found.rows.len().max(1);
        let Some(row) = found.rows.get_mut(row % rows) else { continue };
        let columns = row.cells.len().max(1);
        let Some(cell) = row.cells.get_mut(column % columns) else { continue };
        let word = WORDS[what % WORDS.len()];
        *cell = match what / WORDS.len() {
            0..=4 => Cell::text(word),
            5 => Cell::Number(word.into()),
            6 => Cell::number(what),
            7 => Cell::Formula(word.into()),
            8 => Cell::Bool(what & 1 == 0),
            9 => Cell::Error(word.into()),
            _ => Cell::Empty,
        };
    }
    raw
}

fn laid_over(bytes: &[u8]) -> Vec<u8> {
    match bytes {
        [a, b, size, rest @ ..] => {
            let mut text = GOOD.as_bytes().to_vec();
            let place = usize::from(u16::from_le_bytes([*a, *b])) % (text.len() + 1);
            let end = (place + usize::from(*size)).min(text.len());
            text.splice(place..end, rest.iter().copied());
            text
        }
        _ => bytes.to_vec(),
    }
}

fuzz_target!(|bytes: &[u8]| {
    let [mode, rest @ ..] = bytes else { return };
    let (limits, options) = (Limits::default(), CheckOptions::default());
    let read = match mode % 4 {
        0 => read_json(rest, &limits),
        1 => read_json(&laid_over(rest), &limits),
        _ => read_json(GOOD.as_bytes(), &limits).map(|raw| with_changed_cells(raw, rest)),
    };
    let Ok(raw) = read else { return };
    let said = |raw: &Raw| check(raw, &options, &limits).text(usize::MAX);
    assert_eq!(said(&raw), said(&raw));
    if let Ok(submission) = read_submission(&raw, &options) {
        let write = |submission: &_| write_json(submission, &WriteOptions::default());
        let text = write(&submission);
        let again = read_json(text.as_bytes(), &limits).expect("what was written is read");
        let again = read_submission(&again, &options).expect("and is the same submission");
        assert_eq!(write(&again), text);
    }
});
