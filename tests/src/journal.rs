//! A journal written by hand, right or wrong, from `ledger-format`'s nouns alone.
//!
//! Invariants:
//! - It asks no rule: what it is told to write, it writes.
//! - Its tree is RFC 6962 by the book (recursive), so it suits journals of hundreds of entries, not of millions.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use ledger_format::checkpoint::{Checkpoint, signed_text};
use ledger_format::digest::{chain_next, chain_start, empty_root, leaf_hashes, node_hash};
use ledger_format::frame::{BatchHeader, HeadFrame, SegmentHeader, segment_file_name};
use ledger_format::head::Head;
use ledger_format::identifiers::{Digest, EntryIndex, Timestamp};
use ledger_format::signed_range::{head_prefix, head_range};
use ledger_format::trust::Trust;

use crate::world::World;

/// A journal in memory: segments by file name.
pub type Files = BTreeMap<String, Vec<u8>>;

/// What the writer does wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mistake {
    /// Nothing.
    None,
    /// A batch's parent is not the chain before it.
    BrokenLink,
    /// A batch's chain is not that of its entries.
    WrongChain,
    /// A batch's first entry is one too high.
    SkippedIndex,
    /// A batch's time lies before that of the batch before.
    ClockTurnedBack,
    /// A head's root is not the tree's.
    WrongRoot,
    /// A head's signature is over another head.
    WrongHeadSigned,
    /// A head is signed by a key without the role.
    WrongHeadKey,
    /// A batch is followed by another without its head.
    NoHead,
}

/// Writes a journal batch by batch.
#[derive(Debug, Clone)]
pub struct JournalBuilder {
    world: World,
    files: Files,
    current: String,
    chain: Digest,
    leaves: Vec<Digest>,
    genesis: Option<Digest>,
}

impl JournalBuilder {
    /// A journal with one empty segment.
    #[must_use]
    pub fn new(world: World) -> Self {
        let chain = chain_start(&world.origin);
        let mut builder = Self {
            world,
            files: Files::new(),
            current: String::new(),
            chain,
            leaves: Vec::new(),
            genesis: None,
        };
        builder.begin_segment();
        builder
    }

    /// A journal with genesis and the world's declarations, each a batch.
    #[must_use]
    pub fn with_world(world: World) -> Self {
        let mut builder = Self::new(world.clone());
        builder.batch(crate::world::BEGINNING_MS, &[world.genesis()]);
        builder.batch(crate::world::BEGINNING_MS, &world.declarations());
        builder
    }

    /// How many entries it has.
    #[must_use]
    pub fn entry_count(&self) -> u64 {
        self.leaves.len() as u64
    }

    /// Starts a new segment; what follows goes there.
    pub fn begin_segment(&mut self) {
        let first_entry = EntryIndex(self.entry_count());
        let header = SegmentHeader { first_entry, parent: self.chain, origin: self.world.origin.clone() };
        self.current = segment_file_name(first_entry);
        self.files.insert(self.current.clone(), header.encode().to_vec());
    }

    /// Writes a batch and its head.
    pub fn batch(&mut self, recorded_ms: u64, entries: &[Vec<u8>]) {
        self.batch_with(recorded_ms, entries, Mistake::None);
    }

    /// Writes a batch and its head, with a mistake.
    ///
    /// # Panics
    /// If the payload does not fit a batch.
    pub fn batch_with(&mut self, recorded_ms: u64, entries: &[Vec<u8>], mistake: Mistake) {
        let recorded_ms =
            if mistake == Mistake::ClockTurnedBack { recorded_ms - 10_000_000 } else { recorded_ms };
        let recorded_at = Timestamp(recorded_ms);
        let first = self.entry_count();
        let mut parent = self.chain;
        if mistake == Mistake::BrokenLink {
            parent.0[0] ^= 1;
            self.chain = parent;
        }
        for entry in entries {
            let (leaf, tree_leaf) = leaf_hashes(recorded_at, entry);
            self.chain = chain_next(&self.chain, &leaf);
            self.leaves.push(tree_leaf);
            self.genesis.get_or_insert(leaf);
        }
        let payload = entries.concat();
        if mistake == Mistake::WrongChain {
            self.chain.0[0] ^= 1;
        }
        let header = BatchHeader {
            payload_size: u32::try_from(payload.len()).expect("a small batch"),
            first_entry: EntryIndex(if mistake == Mistake::SkippedIndex { first + 1 } else { first }),
            entry_count: u32::try_from(entries.len()).expect("a small batch"),
            recorded_at,
            parent,
            chain: self.chain,
        };
        self.push(&header.encode());
        self.push(&payload);
        if mistake != Mistake::NoHead {
            self.push_head(mistake);
        }
    }

    fn push_head(&mut self, mistake: Mistake) {
        let mut head = self.head();
        if mistake == Mistake::WrongRoot {
            head.root.0[0] ^= 1;
        }
        let key =
            if mistake == Mistake::WrongHeadKey { &self.world.checkpoint } else { &self.world.operator };
        let mut signed = head;
        if mistake == Mistake::WrongHeadSigned {
            signed.entry_count += 1;
        }
        let signature = key.sign(&head_prefix(&self.world.origin), &head_range(&signed));
        let frame = HeadFrame { key: key.number, head, signature };
        self.push(&frame.encode());
    }

    /// Appends any bytes to the current segment.
    pub fn push(&mut self, bytes: &[u8]) {
        self.files.entry(self.current.clone()).or_default().extend_from_slice(bytes);
    }

    /// The head over all entries so far.
    #[must_use]
    pub fn head(&self) -> Head {
        Head { entry_count: self.entry_count(), chain: self.chain, root: root(&self.leaves) }
    }

    /// The segments so far.
    #[must_use]
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// A checkpoint of the head, signed by the world's checkpoint key.
    #[must_use]
    pub fn checkpoint(&self) -> String {
        let (head, key) = (self.head(), &self.world.checkpoint);
        let signature = key.sign(&[], signed_text(&self.world.origin, &head).as_bytes());
        Checkpoint::signed(self.world.origin.clone(), head, &key.public_key(), signature).encode()
    }

    /// What an auditor of this journal is given from outside: the genesis digest.
    ///
    /// # Panics
    /// Before the first entry.
    #[must_use]
    pub fn trust(&self) -> Trust {
        let genesis = self.genesis.expect("a journal with an entry");
        Trust { origin: self.world.origin.clone(), genesis: vec![genesis], keys: Vec::new() }
    }
}

/// Writes a journal's files into `ledger/journal`.
///
/// # Errors
/// As the file system says.
pub fn write(ledger: &Path, files: &Files) -> io::Result<()> {
    let folder = ledger.join("journal");
    fs::create_dir_all(&folder)?;
    files.iter().try_for_each(|(name, bytes)| fs::write(folder.join(name), bytes))
}

/// The root of RFC 6962 section 2.1, as it is written there.
#[must_use]
pub fn root(leaves: &[Digest]) -> Digest {
    match leaves {
        [] => empty_root(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            node_hash(&root(left), &root(right))
        }
    }
}
