//! One statement, encoded and read back: what the tests of each rulebook's bodies begin with.

use ledger_format::body::{Body, Context};
use ledger_format::entry::{EntryBytes, EntryFault, EntrySignature, Statement, assemble};
use ledger_format::identifiers::{EntryId, KeyNumber, Timestamp};

/// A statement without context.
pub fn encoded(body: Body) -> Vec<u8> {
    let (id, context) = (EntryId([1; 16]), Context::default());
    Statement { id, occurred_at: Timestamp(2), not_after: Timestamp(3), context, body }.encode().unwrap()
}

/// What bytes say as an entry of one signature, whatever size their header names.
pub fn decode(statement: &[u8]) -> Result<Option<(Context, Body)>, EntryFault> {
    let mut statement = statement.to_vec();
    let size = u16::try_from(statement.len()).unwrap();
    statement[2..4].copy_from_slice(&size.to_le_bytes());
    let entry = assemble(&statement, &[EntrySignature { key: KeyNumber(7), signature: [9; 64] }]).unwrap();
    EntryBytes::whole(&entry).unwrap().decode()
}
