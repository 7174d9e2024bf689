//! What the machine does at most: one part of the work alone, with nothing around it.
//!
//! Every function here times itself, because what it prepares is not part of the figure.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::Path;

use ledger_format::digest::{chain_next, leaf_hashes};
use ledger_format::entry::EntryBytes;
use ledger_format::identifiers::KeyNumber;
use ledger_format::signature::{BATCH_CHUNK, BatchItem, VerifyingKey, verify_batch};
use ledger_verify::signatures::signatures_of;
use ledger_verify::tree::subtrees;
use rayon::prelude::*;

use crate::journal::ReadBatch;
use crate::row::{Timed, short, timed};
use crate::world::Actors;

/// In which order signatures are checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// As they come.
    Given,
    /// Those of one key together, so that a product has few keys; sorting is not timed.
    ByKey,
}

/// The entries' signatures in products of the format's own size, on all threads.
///
/// # Panics
/// If one is not valid.
#[must_use]
pub fn signatures<'e>(entries: impl Iterator<Item = EntryBytes<'e>>, actors: &Actors, order: Order) -> Timed {
    let keys: Vec<VerifyingKey> = (0..actors.count())
        .into_par_iter()
        .map(|number| VerifyingKey::from_bytes(&actors.public(number).0).expect("an honest key"))
        .collect();
    let mut items = Vec::new();
    for entry in entries {
        for (KeyNumber(number), signature) in signatures_of(&entry) {
            let (key, prefix, range) = (&keys[number as usize], actors.prefix(), entry.statement());
            items.push((number, BatchItem { key, prefix, range, signature }));
        }
    }
    if order == Order::ByKey {
        items.sort_by_key(|(number, _)| *number);
    }
    let items: Vec<BatchItem<'_>> = items.into_iter().map(|(_, item)| item).collect();
    let size = items.len().div_ceil(rayon::current_num_threads()).clamp(1, BATCH_CHUNK);
    timed(|| {
        assert!(items.par_chunks(size).all(|chunk| verify_batch(chunk, &[7; 32]).is_valid()));
        items.len().to_string()
    })
}

/// The entries of batches.
pub fn entries(batches: &[ReadBatch]) -> impl Iterator<Item = EntryBytes<'_>> {
    batches.iter().flat_map(|batch| cut(&batch.payload))
}

fn cut(payload: &[u8]) -> impl Iterator<Item = EntryBytes<'_>> {
    let mut rest = payload;
    std::iter::from_fn(move || {
        let (entry, more) = EntryBytes::cut(rest).ok()?;
        rest = more;
        Some(entry)
    })
}

/// Leaves, chain and subtrees of batches, on all threads; signatures and rules are not asked.
///
/// # Panics
/// If a chain is not the one that its batch states.
#[must_use]
pub fn hashes(batches: &[ReadBatch]) -> Timed {
    timed(|| {
        batches.par_iter().for_each(|batch| {
            let recorded_at = batch.header.recorded_at;
            let (mut chain, mut leaves) = (batch.header.parent, Vec::new());
            for entry in cut(&batch.payload) {
                let (leaf, tree_leaf) = leaf_hashes(recorded_at, entry.bytes());
                chain = chain_next(&chain, &leaf);
                leaves.push(tree_leaf);
            }
            assert_eq!(chain, batch.header.chain);
            std::hint::black_box(subtrees(batch.header.first_entry.0, &mut leaves));
        });
        batches.last().map(|batch| short(&batch.header.chain.0)).unwrap_or_default()
    })
}

/// How a file takes bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filling {
    /// It grows with every write.
    Growing,
    /// It was filled with zeros before.
    ZeroFilled,
}

/// Writes `size` bytes `times` times into a new file, one after another, each followed by `fdatasync`.
///
/// # Panics
/// If the disk does not take them.
#[must_use]
pub fn write_and_sync(folder: &Path, filling: Filling, size: usize, times: u64) -> Timed {
    let path = folder.join("bare");
    let file = OpenOptions::new().create(true).truncate(true).write(true).open(&path).expect("a file");
    if filling == Filling::ZeroFilled {
        let zeros = vec![0; size * times as usize];
        file.write_all_at(&zeros, 0).expect("room");
        file.sync_all().expect("a disk that syncs");
    }
    let bytes = vec![0x5a; size];
    let time = timed(|| {
        for turn in 0..times {
            file.write_all_at(&bytes, turn * size as u64).expect("room");
            file.sync_data().expect("a disk that syncs");
        }
        times.to_string()
    });
    drop(file);
    let _ = std::fs::remove_file(path);
    time
}

/// Reads every file of a folder and hashes its bytes, on one thread: the least that checked opening can do.
///
/// # Panics
/// If something cannot be read.
#[must_use]
pub fn read_and_hash(files: &[std::path::PathBuf]) -> Timed {
    timed(|| {
        let mut hasher = blake3::Hasher::new();
        for path in files {
            hasher.update_reader(File::open(path).expect("a file")).expect("bytes");
        }
        short(hasher.finalize().as_bytes())
    })
}
