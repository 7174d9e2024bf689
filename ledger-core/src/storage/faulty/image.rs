//! What a power cut leaves of one file, chosen by mode and seed.

use super::CrashMode;

/// Up to here a cut counts as near the front of a write, in bytes.
const SHORT_CUT: usize = 1024;

/// The unit that a disk writes whole or not at all, in bytes.
const SECTOR_SIZE: usize = 512;

#[derive(Debug, Default)]
pub(super) struct Inode {
    pub(super) seen: Vec<u8>,
    pub(super) durable: Vec<u8>,
    pub(super) unsynced: Vec<Change>,
}

#[derive(Clone, Debug)]
pub(super) enum Change {
    Written { offset: usize, bytes: Vec<u8> },
    Resized(usize),
}

impl Change {
    pub(super) fn apply(&self, content: &mut Vec<u8>) {
        match self {
            Self::Written { offset, bytes } => put(content, *offset, bytes),
            Self::Resized(size) => content.resize(*size, 0),
        }
    }
}

impl Inode {
    pub(super) fn after_crash(&self, mode: CrashMode, random: &mut Random) -> Vec<u8> {
        let mut content = self.durable.clone();
        match mode {
            CrashMode::Lost => {}
            CrashMode::Kept => self.unsynced.iter().for_each(|change| change.apply(&mut content)),
            CrashMode::Torn => {
                let whole = random.below(self.unsynced.len() + 1);
                self.unsynced.iter().take(whole).for_each(|change| change.apply(&mut content));
                if let Some(Change::Written { offset, bytes }) = self.unsynced.get(whole) {
                    // Half of the cuts fall near the front: a long write often ends in filling.
                    let most = if random.coin() { bytes.len() } else { bytes.len().min(SHORT_CUT) };
                    put(&mut content, *offset, bytes.get(..random.below(most + 1)).unwrap_or_default());
                }
            }
            CrashMode::Reordered => {
                for change in &self.unsynced {
                    match change {
                        Change::Written { offset, bytes } => {
                            for (at, sector) in sectors(*offset, bytes) {
                                if random.coin() {
                                    put(&mut content, at, sector);
                                }
                            }
                        }
                        Change::Resized(_) if random.coin() => change.apply(&mut content),
                        Change::Resized(_) => {}
                    }
                }
            }
        }
        content
    }
}

/// Cuts a write at the sector borders of the file.
fn sectors(offset: usize, bytes: &[u8]) -> Vec<(usize, &[u8])> {
    let (mut at, mut rest, mut pieces) = (offset, bytes, Vec::new());
    while !rest.is_empty() {
        let (sector, behind) = rest.split_at((SECTOR_SIZE - at % SECTOR_SIZE).min(rest.len()));
        pieces.push((at, sector));
        at += sector.len();
        rest = behind;
    }
    pieces
}

fn put(content: &mut Vec<u8>, offset: usize, bytes: &[u8]) {
    if bytes.is_empty() {
        return;
    }
    let end = offset + bytes.len();
    if content.len() < end {
        content.resize(end, 0);
    }
    if let Some(to) = content.get_mut(offset..end) {
        to.copy_from_slice(bytes);
    }
}

/// SplitMix64: small, seeded, and the same on every machine.
pub(super) struct Random(pub(super) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(super) fn coin(&mut self) -> bool {
        self.next() & 1 == 1
    }

    /// A number below `limit`, which is at least 1.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap_or(0) % limit.max(1)
    }
}
