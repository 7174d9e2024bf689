//! The hash chain that the SQL peers keep: what a careful team would add to a table of movements.
//!
//! - One hash a row, over the row before it and every column of this one: an edited, deleted or swapped row breaks it.
//! - The chain and the replay are checked by whoever reads the table; the database itself knows nothing of them.
//!
//! Not here: signatures, a tree, proofs. That is the difference this bench is about.

use std::collections::HashMap;

use crate::Outcome;
use crate::workload::{HOLDERS, Movement};

/// The chain before the first movement.
pub const START: [u8; 32] = [0; 32];

/// The chain after `movement`.
pub fn next(chain: &[u8; 32], movement: &Movement) -> [u8; 32] {
    let mut bytes = [0_u8; 64];
    bytes[..32].copy_from_slice(chain);
    bytes[32..36].copy_from_slice(&movement.space.to_le_bytes());
    bytes[36..44].copy_from_slice(&movement.first.to_le_bytes());
    bytes[44..52].copy_from_slice(&movement.last.to_le_bytes());
    bytes[52..56].copy_from_slice(&movement.transferring.to_le_bytes());
    bytes[56..60].copy_from_slice(&movement.acquiring.to_le_bytes());
    *blake3::hash(&bytes).as_bytes()
}

/// Hashes the rows of a table again and replays who holds what.
pub struct Replay {
    chain: [u8; 32],
    holders: HashMap<(u32, u64), (u64, u32)>,
    balances: Vec<i64>,
    rows: usize,
}

impl Replay {
    /// Before the first row.
    pub fn new() -> Self {
        Self { chain: START, holders: HashMap::new(), balances: vec![0; HOLDERS as usize + 1], rows: 0 }
    }

    /// Takes the next row: its columns and the hash that stands beside them.
    pub fn row(&mut self, movement: &Movement, hash: &[u8]) -> Outcome<()> {
        self.chain = next(&self.chain, movement);
        if self.chain != hash {
            return Err(format!("row {} does not hash to what stands beside it", self.rows).into());
        }
        let block = (movement.space, movement.first);
        let taken = (movement.last, movement.acquiring);
        let held = match self.holders.insert(block, taken) {
            None => movement.transferring == 0,
            Some(before) => before == (movement.last, movement.transferring),
        };
        if !held {
            return Err(format!("row {}: the account does not hold the block", self.rows).into());
        }
        let units = movement.count() as i64;
        self.balances[movement.transferring as usize] -= units;
        self.balances[movement.acquiring as usize] += units;
        self.rows += 1;
        Ok(())
    }

    /// The replayed balances, once `kept` (the balances of the holders, as the table has them) agree with them.
    pub fn finish(self, rows: usize, kept: &[i64]) -> Outcome<Vec<i64>> {
        if self.rows != rows {
            return Err(format!("{} rows read, {rows} written", self.rows).into());
        }
        if self.balances[1..] != *kept {
            return Err("the balances that are kept are not the sums of the movements".into());
        }
        Ok(self.balances)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload;

    fn replayed(movements: &[Movement], edited: Option<usize>) -> Outcome<Vec<i64>> {
        let mut chain = START;
        let mut replay = Replay::new();
        for (number, movement) in movements.iter().enumerate() {
            chain = next(&chain, movement);
            let mut read = *movement;
            if edited == Some(number) {
                read.last += 1;
            }
            replay.row(&read, &chain)?;
        }
        replay.finish(movements.len(), &workload::balances(movements)[1..])
    }

    #[test]
    fn an_edited_row_is_noticed_and_an_honest_table_is_not() {
        let movements = workload::movements(1_000);
        assert!(replayed(&movements, None).is_ok());
        assert!(replayed(&movements, Some(500)).is_err());
    }
}
