//! On what evidence units came from another registry or went there, wherever units are shown.
//!
//! - What is shown is what stands at the moment asked about: a later movement may have said another.

use std::collections::BTreeMap;

use ledger_core::query::{AsAt, SerialsEvidence};
use ledger_core::{Error, Ledger};
use ledger_format::block::SerialBlock;
use ledger_format::identifiers::SpaceId;
use serde::Serialize;

use crate::statement_json::EvidenceJson;

/// Serials, and on what evidence they came or went the last time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EvidenceRow {
    /// First serial.
    pub first: u64,
    /// Last serial, inclusive.
    pub last: u64,
    /// Grade and digest.
    #[serde(flatten)]
    pub said: EvidenceJson,
    /// The movement that said it.
    pub entry: u64,
}

impl EvidenceRow {
    /// The row of what the ledger knows; none for a grade that has no name.
    #[must_use]
    pub fn of(it: &SerialsEvidence) -> Option<Self> {
        let said = EvidenceJson::of(&it.said.evidence)?;
        Some(Self { first: it.block.first, last: it.block.last, said, entry: it.said.entry.0 })
    }

    /// The grade, and of which serials, unless it is all of `block`.
    fn sentence(&self, block: SerialBlock) -> String {
        let grade = self.said.grade.0;
        if (self.first, self.last) == (block.first, block.last) {
            return grade.to_string();
        }
        format!("{}-{} {grade}", self.first, self.last)
    }
}

/// The evidence on a block's serials, for people.
#[must_use]
pub fn sentence(rows: &[EvidenceRow], block: SerialBlock) -> String {
    rows.iter().map(|row| row.sentence(block)).collect::<Vec<_>>().join(", ")
}

/// Blocks whose past is read together.
const BLOCKS_TOGETHER: usize = 1_024;

/// The evidence on many blocks at one moment.
#[derive(Debug, Default)]
pub struct KnownEvidence(BTreeMap<SpaceId, Vec<SerialsEvidence>>);

impl KnownEvidence {
    /// Reads that of these blocks, and of what lies between them; some blocks at a time, so that of a long past no more is in memory.
    ///
    /// # Errors
    /// When the past cannot be read.
    pub fn read(
        ledger: &Ledger,
        blocks: impl Iterator<Item = SerialBlock>,
        as_at: AsAt,
    ) -> Result<Self, Error> {
        let mut known: BTreeMap<SpaceId, Vec<SerialsEvidence>> = BTreeMap::new();
        // A rulebook never goes back: a ledger that does not know evidence now never did.
        if !ledger.book().options().knows_holds() {
            return Ok(Self(known));
        }
        let mut blocks: Vec<SerialBlock> = blocks.collect();
        blocks.sort_unstable();
        for of_space in blocks.chunk_by(|one, next| one.space == next.space) {
            for some in of_space.chunks(BLOCKS_TOGETHER) {
                let (Some(first), Some(last)) = (some.first(), some.last()) else { continue };
                let span = SerialBlock::new(first.space, first.first, last.last);
                known.entry(span.space).or_default().append(&mut ledger.evidence_as_at(span, as_at)?);
            }
        }
        Ok(Self(known))
    }

    /// That on a block's serials, ascending.
    #[must_use]
    pub fn of(&self, block: SerialBlock) -> Vec<EvidenceRow> {
        let rows = self.0.get(&block.space).map(Vec::as_slice).unwrap_or_default();
        let from = rows.partition_point(|row| row.block.last < block.first);
        let within = rows.iter().skip(from).take_while(|row| row.block.first <= block.last);
        let part = |row: &SerialsEvidence| {
            EvidenceRow::of(&SerialsEvidence { block: row.block.intersection(&block)?, said: row.said })
        };
        within.filter_map(part).collect()
    }
}
