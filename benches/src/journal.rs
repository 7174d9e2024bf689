//! A journal sealed from `ledger-format` alone, because the writer must not be measured where readers are.
//!
//! Invariants:
//! - It is right: the verifier finds nothing in it.
//! - Memory is bounded by a few batches; the journal goes to disk as it is made.
//! - A journal that is complete is made once: the name of its folder is a digest of what it holds.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use ledger_format::checkpoint::{Checkpoint, signed_text};
use ledger_format::digest::{chain_next, chain_start, leaf_hashes};
use ledger_format::frame::{BATCH_MAGIC, BatchHeader, HeadFrame, SegmentHeader, segment_file_name};
use ledger_format::head::Head;
use ledger_format::identifiers::{Digest, EntryIndex, KeyNumber, Timestamp};
use ledger_format::limits::{BATCH_HEADER_SIZE, HEAD_FRAME_SIZE, SEGMENT_HEADER_SIZE, SEGMENT_SIZE_DEFAULT};
use ledger_format::signed_range::{head_prefix, head_range};
use ledger_format::trust::Trust;
use ledger_verify::tree::{Frontier, Subtree, subtrees};
use rayon::prelude::*;

use crate::site;
use crate::workload::Work;
use crate::world::{BEGINNING_MS, OPERATOR};

/// Bytes of entries in one batch of what comes before the movements.
const OPENING_BATCH_SIZE: usize = 4 * 1024 * 1024;
/// Batches that are made together.
const BATCHES_TOGETHER: u64 = 64;

/// A journal on disk, with what an auditor brings.
#[derive(Debug, Clone)]
pub struct Fabricated {
    /// The ledger's folder; nothing but `journal/` is in it.
    pub folder: PathBuf,
    /// Trust in it.
    pub trust: Vec<u8>,
    /// A checkpoint of its end.
    pub checkpoint: Vec<u8>,
}

/// A batch as it was read.
#[derive(Debug, Clone)]
pub struct ReadBatch {
    /// Its header.
    pub header: BatchHeader,
    /// Its entries.
    pub payload: Vec<u8>,
}

/// The journal of a workload, in batches of so many movements.
///
/// # Panics
/// If it cannot be written.
#[must_use]
pub fn fabricated(workload: &dyn Work, batch_count: u64) -> Fabricated {
    let plan = workload.plan();
    let made_of = format!("{}: {plan:?} {batch_count}", workload.name());
    let last = workload.movement(plan.movements.saturating_sub(1));
    let name = [made_of.as_bytes(), &workload.genesis(), &workload.movement(0), &last].concat();
    let folder = site::kept_folder().join(format!("journal-{}", &blake3::hash(&name).to_hex()[..16]));
    let read = |name| fs::read(folder.join(name)).ok();
    if let (Some(trust), Some(checkpoint)) = (read("trust.txt"), read("checkpoint.txt")) {
        return Fabricated { folder, trust, checkpoint };
    }
    let _ = fs::remove_dir_all(&folder);
    let mut sealer = Sealer::new(folder.clone(), workload);
    sealer.opening();
    let mut next = 0;
    while next < plan.movements {
        let end = (next + BATCHES_TOGETHER * batch_count).min(plan.movements);
        sealer.movements(next, end, batch_count);
        next = end;
    }
    let (trust, checkpoint) = sealer.finish();
    fs::write(folder.join("trust.txt"), &trust).expect("room");
    fs::write(folder.join("checkpoint.txt"), &checkpoint).expect("room");
    Fabricated { folder, trust, checkpoint }
}

/// The first batches of movements of a journal, until they hold `entries` entries.
///
/// # Panics
/// If it cannot be read, or is not a journal.
#[must_use]
pub fn first_batches(folder: &Path, behind: u64, entries: u64) -> Vec<ReadBatch> {
    let mut names: Vec<PathBuf> =
        fs::read_dir(folder.join("journal")).expect("a journal").flatten().map(|item| item.path()).collect();
    names.sort();
    let (mut batches, mut count) = (Vec::new(), 0);
    for name in names {
        let bytes = fs::read(name).expect("a segment");
        let mut rest = &bytes[SEGMENT_HEADER_SIZE..];
        while !rest.is_empty() && count < entries {
            if !rest.starts_with(&BATCH_MAGIC) {
                rest = &rest[HEAD_FRAME_SIZE..];
                continue;
            }
            let header = BatchHeader::decode(rest).expect("a batch");
            let (payload, more) = rest[BATCH_HEADER_SIZE..].split_at(header.payload_size_bytes());
            if header.first_entry.0 >= behind {
                count += u64::from(header.entry_count);
                batches.push(ReadBatch { header, payload: payload.to_vec() });
            }
            rest = more;
        }
    }
    batches
}

/// A batch that only lacks its place in the chain.
struct Unlinked {
    first: u64,
    recorded_at: Timestamp,
    count: u32,
    payload: Vec<u8>,
    leaves: Vec<Digest>,
    subtrees: Vec<Subtree>,
}

impl Unlinked {
    fn new(first: u64, recorded_at: Timestamp, entries: &[Vec<u8>]) -> Self {
        let (leaves, mut tree_leaves): (Vec<_>, Vec<_>) =
            entries.iter().map(|entry| leaf_hashes(recorded_at, entry)).unzip();
        let (count, payload) = (entries.len() as u32, entries.concat());
        Self { first, recorded_at, count, payload, leaves, subtrees: subtrees(first, &mut tree_leaves) }
    }
}

struct Sealer<'w> {
    workload: &'w dyn Work,
    folder: PathBuf,
    file: Option<BufWriter<File>>,
    segment_size: u64,
    chain: Digest,
    tree: Frontier,
    genesis: Option<Digest>,
}

impl<'w> Sealer<'w> {
    fn new(folder: PathBuf, workload: &'w dyn Work) -> Self {
        fs::create_dir_all(folder.join("journal")).expect("a folder");
        let chain = chain_start(workload.actors().origin());
        let (tree, genesis) = (Frontier::default(), None);
        let mut sealer = Self { workload, folder, file: None, segment_size: 0, chain, tree, genesis };
        sealer.begin_segment();
        sealer
    }

    fn opening(&mut self) {
        let at = Timestamp(BEGINNING_MS);
        self.link(&Unlinked::new(0, at, &[self.workload.genesis()]));
        let (mut waiting, mut size) = (Vec::new(), 0);
        for entry in self.workload.opening() {
            if size + entry.len() > OPENING_BATCH_SIZE {
                self.link(&Unlinked::new(self.tree.size(), at, &waiting));
                (waiting, size) = (Vec::new(), 0);
            }
            size += entry.len();
            waiting.push(entry);
        }
        self.link(&Unlinked::new(self.tree.size(), at, &waiting));
        assert_eq!(self.tree.size(), self.workload.opening_count(), "entries before the first movement");
    }

    fn movements(&mut self, next: u64, end: u64, batch_count: u64) {
        let workload = self.workload;
        let starts: Vec<u64> = (next..end).step_by(batch_count as usize).collect();
        let unlinked = |start: u64| {
            let batch_end = (start + batch_count).min(end);
            let entries: Vec<Vec<u8>> = (start..batch_end).map(|at| workload.movement(at)).collect();
            let recorded_at = Timestamp(workload.occurred_at_ms(batch_end - 1));
            Unlinked::new(workload.opening_count() + start, recorded_at, &entries)
        };
        let batches: Vec<Unlinked> = starts.into_par_iter().map(unlinked).collect();
        batches.iter().for_each(|batch| self.link(batch));
    }

    fn link(&mut self, batch: &Unlinked) {
        let parent = self.chain;
        for leaf in &batch.leaves {
            self.genesis.get_or_insert(*leaf);
            self.chain = chain_next(&self.chain, leaf);
        }
        let header = BatchHeader {
            payload_size: batch.payload.len() as u32,
            first_entry: EntryIndex(batch.first),
            entry_count: batch.count,
            recorded_at: batch.recorded_at,
            parent,
            chain: self.chain,
        };
        if self.segment_size + header.frame_size() > SEGMENT_SIZE_DEFAULT {
            self.chain = parent;
            self.begin_segment();
            self.chain = header.chain;
        }
        batch.subtrees.iter().for_each(|subtree| self.tree.push(*subtree));
        let (actors, head) = (self.workload.actors(), self.head());
        let signature = actors.sign(OPERATOR, &head_prefix(actors.origin()), &head_range(&head));
        let frame = HeadFrame { key: KeyNumber(OPERATOR), head, signature };
        self.write(&header.encode());
        self.write(&batch.payload);
        self.write(&frame.encode());
    }

    /// Begins a segment where tree and chain are.
    fn begin_segment(&mut self) {
        self.flush();
        let first_entry = EntryIndex(self.tree.size());
        let path = self.folder.join("journal").join(segment_file_name(first_entry));
        self.file = Some(BufWriter::with_capacity(1 << 20, File::create(path).expect("a segment")));
        self.segment_size = 0;
        let header = SegmentHeader {
            first_entry,
            parent: self.chain,
            origin: self.workload.actors().origin().clone(),
        };
        self.write(&header.encode());
    }

    fn write(&mut self, bytes: &[u8]) {
        self.segment_size += bytes.len() as u64;
        self.file.as_mut().expect("a segment").write_all(bytes).expect("room on the disk");
    }

    fn flush(&mut self) {
        if let Some(file) = &mut self.file {
            file.flush().expect("room on the disk");
        }
    }

    fn head(&self) -> Head {
        Head { entry_count: self.tree.size(), chain: self.chain, root: self.tree.root() }
    }

    fn finish(mut self) -> (Vec<u8>, Vec<u8>) {
        self.flush();
        let (actors, head) = (self.workload.actors(), self.head());
        let origin = actors.origin().clone();
        let signature = actors.sign(OPERATOR, &[], signed_text(&origin, &head).as_bytes());
        let key = actors.public(OPERATOR);
        let trust =
            Trust { origin: origin.clone(), genesis: self.genesis.into_iter().collect(), keys: vec![key] };
        (trust.encode().into_bytes(), Checkpoint::signed(origin, head, &key, signature).encode().into_bytes())
    }
}
