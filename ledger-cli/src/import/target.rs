//! What the import asks of a ledger.
//!
//! - A target names things itself: an instruction says which Party, space, series and accounts it is about, and the
//!   target finds or
//!   opens them, signs, and posts.
//! - An instruction has an effect whole or not at all: what is opened for a refused row is not opened.
//!
//! It does not say in which order rows come: [`super::importer`] does.

use std::collections::BTreeMap;

use ledger_format::body::Provenance;
use ledger_format::identifiers::{Digest, PartyCode};

use super::resolve::Instruction;

/// A ledger that rows are imported into: [`super::memory_ledger::MemoryLedger`], and the ledger behind the command
/// line.
pub trait ImportTarget {
    /// What can go wrong with the target itself.
    type Error: std::error::Error + 'static;

    /// Marks the rows that are posted already.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn mark_posted(&mut self, rows: &mut PostedRows) -> Result<(), Self::Error>;

    /// Posts the instructions in order and says of each what became of it, in the same order.
    ///
    /// What is posted of the instructions is durable when this returns, and becomes durable in one step: a crash
    /// leaves all or none.
    ///
    /// # Errors
    /// When the ledger cannot be written; a refusal is an outcome, not an error.
    fn post(&mut self, instructions: &[Instruction]) -> Result<Vec<Outcome>, Self::Error>;

    /// What would become of one instruction now; posts nothing.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn judge(&mut self, instruction: &Instruction) -> Result<Outcome, Self::Error>;

    /// The units of each Party as they are now, from the ledger's own balances.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn units(&mut self) -> Result<BTreeMap<PartyCode, PartyUnits>, Self::Error>;
}

/// What became of an instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is posted.
    Posted,
    /// A rule refuses it.
    Refused {
        /// The rule's number, such as `R-211`, or the import's own, such as `I-112`.
        code: String,
        /// Why, in a sentence.
        reason: String,
    },
}

/// Units of one Party. They are counts of serials, not of tonnes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PartyUnits {
    /// Issued in series that the Party hosts.
    pub issued: u128,
    /// In accounts of the Party that they can still move from.
    pub held: u128,
    /// In terminal accounts of the Party.
    pub used_or_cancelled: u128,
}

/// Rows of source files, one bit each.
#[derive(Debug, Default)]
pub struct PostedRows {
    rows: BTreeMap<Digest, Vec<u64>>,
}

impl PostedRows {
    /// No row of these files, given with how many rows each has.
    #[must_use]
    pub fn none_of(sources: impl IntoIterator<Item = (Digest, u32)>) -> Self {
        let words = |row_count: u32| usize::try_from(row_count / 64).unwrap_or(usize::MAX).saturating_add(1);
        Self { rows: sources.into_iter().map(|(source, count)| (source, vec![0; words(count)])).collect() }
    }

    /// Marks a row; one of another file, or one that the file does not have, is ignored.
    pub fn mark(&mut self, provenance: &Provenance) {
        let Some(words) = self.rows.get_mut(&provenance.source) else { return };
        let word = usize::try_from(provenance.row / 64).ok();
        if let Some(bits) = word.and_then(|word| words.get_mut(word)) {
            *bits |= 1 << (provenance.row % 64);
        }
    }

    /// Whether the row is marked.
    #[must_use]
    pub fn contains(&self, provenance: &Provenance) -> bool {
        let word = usize::try_from(provenance.row / 64).ok();
        let bits = self.rows.get(&provenance.source).zip(word).and_then(|(words, word)| words.get(word));
        bits.is_some_and(|bits| bits & (1 << (provenance.row % 64)) != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_rows() {
        let [file, other] = [Digest([1; 32]), Digest([2; 32])];
        let mut rows = PostedRows::none_of([(file, 1_000)]);
        for row in [1, 63, 64, 1_000, 1_000_000, u64::MAX] {
            rows.mark(&Provenance { source: file, row });
        }
        rows.mark(&Provenance { source: other, row: 1 });
        let found: Vec<u64> =
            (0..2_000).filter(|row| rows.contains(&Provenance { source: file, row: *row })).collect();
        assert_eq!(found, [1, 63, 64, 1_000]);
        assert!(!rows.contains(&Provenance { source: other, row: 1 }));
    }
}
