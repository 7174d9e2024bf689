//! What commands print: tables for people, JSON lines for programs.
//!
//! - Results go to standard output and nothing else does; progress and warnings go to standard error.
//! - With `--json` each row is one object on one line, numbers without separators, times in RFC 3339.
//! - A reader that stops reading (`| head`) is not an error.

use std::io::{self, BufWriter, IsTerminal, Write};

use comfy_table::{CellAlignment, ContentArrangement, Table, TableComponent, presets};
use indicatif::{ProgressBar, ProgressStyle};
use ledger_core::Progress;
use serde::Serialize;

use crate::failure::Failure;

/// A row of a result, for both kinds of readers.
pub trait Row: Serialize {
    /// The headings.
    const HEADINGS: &'static [&'static str];

    /// The cells, one per heading.
    fn cells(&self) -> Vec<Cell>;
}

/// A cell of a table.
#[derive(Debug, Clone)]
pub enum Cell {
    /// Text, to the left.
    Text(String),
    /// A number, to the right, its digits in groups of three.
    Number(u128),
    /// The same, below zero for Source accounts.
    Signed(i128),
    /// A number as it is shown, to the right.
    Figure(String),
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self::Text(text.into())
    }
}

/// Where results go.
pub struct Output {
    json: bool,
    out: Box<dyn Write>,
}

impl Output {
    /// Standard output, as JSON lines or for people.
    #[must_use]
    pub fn standard(json: bool) -> Self {
        Self { json, out: Box::new(BufWriter::new(io::stdout())) }
    }

    /// Another place, for tests.
    #[must_use]
    pub fn to(out: Box<dyn Write>, json: bool) -> Self {
        Self { json, out }
    }

    /// Whether programs read it.
    #[must_use]
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// Rows, all at once for a table, one by one for programs.
    ///
    /// # Errors
    /// When standard output fails.
    pub fn rows<R: Row>(&mut self, rows: impl IntoIterator<Item = R>) -> Result<(), Failure> {
        if self.json {
            return rows.into_iter().try_for_each(|row| self.object(&row));
        }
        let mut table = Table::new();
        table
            .load_preset(presets::NOTHING)
            .set_style(TableComponent::HeaderLines, '─')
            .set_style(TableComponent::MiddleHeaderIntersections, '─')
            .set_content_arrangement(ContentArrangement::Disabled);
        table.set_header(R::HEADINGS.iter().copied());
        for row in rows {
            table.add_row(row.cells().into_iter().map(|cell| match cell {
                Cell::Text(text) => comfy_table::Cell::new(text),
                Cell::Number(number) => right(grouped(number)),
                Cell::Signed(number) => right(grouped_signed(number)),
                Cell::Figure(text) => right(text),
            }));
        }
        let text = table.lines().map(|line| line.trim_end().to_owned() + "\n").collect::<String>();
        self.text(&text)
    }

    /// One object for programs.
    ///
    /// # Errors
    /// When standard output fails.
    pub fn object(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        let text =
            serde_json::to_string(value).map_err(|error| Failure::about("a result has no JSON", &error))?;
        self.line(&text)
    }

    /// One result: an object for programs, the sentence for people.
    ///
    /// # Errors
    /// When standard output fails.
    pub fn result(&mut self, value: &impl Serialize, sentence: &str) -> Result<(), Failure> {
        if self.json { self.object(value) } else { self.line(sentence) }
    }

    /// A line of text.
    ///
    /// # Errors
    /// When standard output fails.
    pub fn line(&mut self, text: &str) -> Result<(), Failure> {
        written(writeln!(self.out, "{text}"))
    }

    /// Text as it is.
    ///
    /// # Errors
    /// When standard output fails.
    pub fn text(&mut self, text: &str) -> Result<(), Failure> {
        written(self.out.write_all(text.as_bytes()))
    }

    /// Makes sure that all of it is out.
    ///
    /// # Errors
    /// When standard output fails.
    pub fn finish(&mut self) -> Result<(), Failure> {
        written(self.out.flush())
    }
}

/// A progress bar on standard error, if that is a terminal; otherwise one that shows nothing.
#[must_use]
pub fn progress_bar(what: &'static str) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{msg} {wide_bar} {human_pos}/{human_len} {eta}");
    ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())).with_message(what)
}

/// What moves a progress bar.
pub fn shown_by(bar: &ProgressBar) -> impl FnMut(Progress) {
    |progress| {
        bar.set_length(progress.total);
        bar.set_position(progress.done);
    }
}

fn right(text: String) -> comfy_table::Cell {
    comfy_table::Cell::new(text).set_alignment(CellAlignment::Right)
}

/// The same for a number that may be below zero.
#[must_use]
pub fn grouped_signed(number: i128) -> String {
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}", grouped(number.unsigned_abs()))
}

/// A number with its digits in groups of three.
#[must_use]
pub fn grouped(number: u128) -> String {
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

/// A number of things, in words: `1 entry`, `2,000 entries`.
#[must_use]
pub fn counted(count: impl TryInto<u128>, one: &str, several: &str) -> String {
    let count = count.try_into().unwrap_or(u128::MAX);
    format!("{} {}", grouped(count), if count == 1 { one } else { several })
}

fn written(result: io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::about("standard output cannot be written", &error))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Serialize)]
    struct Units {
        party: String,
        held: u64,
    }

    impl Row for Units {
        const HEADINGS: &'static [&'static str] = &["Party", "held"];

        fn cells(&self) -> Vec<Cell> {
            vec![self.party.clone().into(), Cell::Number(self.held.into())]
        }
    }

    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn print(json: bool) -> String {
        let shared = Shared::default();
        let mut output = Output::to(Box::new(shared.clone()), json);
        output.rows([Units { party: "BR".to_owned(), held: 2_425_409_379 }]).unwrap();
        String::from_utf8(shared.0.lock().unwrap().clone()).unwrap()
    }

    #[test]
    fn tables_for_people_and_lines_for_programs() {
        assert!(print(false).contains("2,425,409,379"));
        assert_eq!(print(true), "{\"party\":\"BR\",\"held\":2425409379}\n");
    }

    #[test]
    fn one_is_one() {
        let said = [0_u64, 1, 2_000].map(|count| counted(count, "entry", "entries"));
        assert_eq!(said, ["0 entries", "1 entry", "2,000 entries"]);
    }

    #[test]
    fn digits_in_groups() {
        assert_eq!([-1, -1_000, 5].map(grouped_signed), ["-1", "-1,000", "5"]);
        assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }
}
