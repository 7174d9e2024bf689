//! The ceilings: what the disk and the hash function allow when nothing else is done.
//!
//! Not a ledger: no balance, no check. It stands in the table so that every other figure can be read as a part of what was possible.

use std::fs::{File, OpenOptions};
use std::io::{Seek as _, Write as _};
use std::path::Path;

use crate::Outcome;
use crate::chain;
use crate::figures::{Figures, Round};
use crate::plan::{BATCH, Plan, VERIFY};
use crate::workload::Movement;

/// What a movement of this ledger may take on disk (its budget), so that the ceiling writes as much.
const MOVEMENT_SIZE_BYTES: usize = 240;

/// A file as long as the movements will need and already written, so that a sync has no new length to note.
fn preallocated(folder: &Path, movements: usize) -> Outcome<File> {
    let mut file = OpenOptions::new().create_new(true).write(true).open(folder.join("bare"))?;
    let zeros = vec![0; MOVEMENT_SIZE_BYTES * BATCH];
    for _ in 0..movements.div_ceil(BATCH) {
        file.write_all(&zeros)?;
    }
    file.sync_all()?;
    file.rewind()?;
    Ok(file)
}

/// Writes that many bytes a movement and syncs after each `batch` of movements.
fn append(file: &mut File, movements: usize, batch: usize) -> Outcome<()> {
    let bytes = vec![0x5A_u8; MOVEMENT_SIZE_BYTES * batch];
    let mut left = movements;
    while left > 0 {
        let now = left.min(batch);
        file.write_all(&bytes[..MOVEMENT_SIZE_BYTES * now])?;
        file.sync_data()?;
        left -= now;
    }
    Ok(())
}

/// Only the chain of hashes, in memory.
fn hash(movements: &[Movement]) {
    std::hint::black_box(
        movements.iter().fold(chain::START, |chain, movement| chain::next(&chain, movement)),
    );
}

/// Adds the ceilings of appending and of verifying.
pub fn measure(figures: &mut Figures, plan: &Plan) -> Outcome<()> {
    for (row, n, batch) in plan.durable_rows() {
        let (_, digest) = Plan::drawn(n);
        figures.measure(row, "ceiling: 240 bytes, fdatasync", n, &digest, || {
            let folder = plan.folder()?;
            let mut file = preallocated(folder.path(), n)?;
            let started = Round::start();
            append(&mut file, n, batch)?;
            started.stop(|| Ok(digest.clone()))
        })?;
    }
    for &n in &plan.sizes {
        let (movements, digest) = Plan::drawn(n);
        figures.measure(VERIFY, "ceiling: hash chain only", n, &digest, || {
            let started = Round::start();
            hash(&movements);
            started.stop(|| Ok(digest.clone()))
        })?;
    }
    Ok(())
}
