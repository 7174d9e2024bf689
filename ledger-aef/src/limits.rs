//! How much a reader takes before it says that something is too big.
//!
//! - Everything that a file can make grow has a bound here, checked while it grows and not afterwards.

/// Bounds of a reader. The defaults take a workbook of 100,000 actions and refuse what could only be meant to do harm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a file.
    pub file_size: u64,
    /// Bytes of one part of a workbook, unpacked.
    pub part_size: u64,
    /// Bytes of all parts of a workbook, unpacked.
    pub total_size: u64,
    /// Parts of a workbook.
    pub parts: usize,
    /// Cells of a sheet that hold something.
    pub cells: usize,
    /// Bytes of text in the cells of a sheet: one long text may be shared by many cells.
    pub text_size: usize,
    /// Rows of a table that hold something.
    pub rows: usize,
    /// Findings of one code that are kept; more are counted.
    pub findings: usize,
}

impl Default for Limits {
    fn default() -> Self {
        const MIB: u64 = 1 << 20;
        Self {
            file_size: 64 * MIB,
            part_size: 128 * MIB,
            total_size: 256 * MIB,
            parts: 500,
            cells: 4_000_000,
            text_size: 128 << 20,
            rows: 150_000,
            findings: 1_000,
        }
    }
}
