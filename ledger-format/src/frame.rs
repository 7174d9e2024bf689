//! Segment headers and frames (`spec/format.md` sections 2 and 3), to and from their fixed bytes.
//!
//! Invariants:
//! - `decode(encode(x)) == x`, and what decodes has a check that agrees and reserved bytes of 00.
//!
//! It does not read files, nor decide what a bad frame means: that is recovery's and the verifier's business.

use thiserror::Error;

use crate::digest::blake3;
use crate::entry::array;
use crate::head::Head;
use crate::identifiers::{Digest, EntryIndex, KeyNumber, Origin, Timestamp};
use crate::limits::{
    BATCH_HEADER_SIZE, BATCH_PAYLOAD_SIZE_MAX, FORMAT_VERSION, HEAD_FRAME_SIZE, ORIGIN_SIZE_MAX,
    SEGMENT_HEADER_SIZE,
};

const SEGMENT_MAGIC: [u8; 8] = *b"ITMO-SEG";
/// Magic of a batch frame.
pub const BATCH_MAGIC: [u8; 4] = *b"BTCH";
/// Magic of a head-signature frame.
pub const HEAD_MAGIC: [u8; 4] = *b"HEAD";
/// What stands where a magic would be at the end of a segment.
pub const END_MAGIC: [u8; 4] = [0; 4];
const CHECK_SIZE: usize = 16;

/// Why bytes are not a header or a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum FrameFault {
    /// Fewer bytes than the header or frame has.
    #[error("the bytes end inside a header")]
    Short,
    /// Another magic than the one expected.
    #[error("the magic is not one of this format")]
    Magic,
    /// A later version of the format.
    #[error("format version {0} is not known here")]
    Version(u16),
    /// The check does not agree with the header's bytes.
    #[error("the header's check does not agree with its bytes")]
    Check,
    /// A size or count out of bounds, or reserved bytes that are not 0.
    #[error("a field of the header has a value that the format does not allow")]
    Field,
}

/// The name of the segment whose first entry is `first`.
#[must_use]
pub fn segment_file_name(first: EntryIndex) -> String {
    format!("{:020}.seg", first.0)
}

/// The first entry that a file name promises; `None` if it is not a segment's name.
#[must_use]
pub fn parse_segment_file_name(name: &str) -> Option<EntryIndex> {
    let digits = name.strip_suffix(".seg")?;
    if digits.len() != 20 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

/// The first 256 bytes of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SegmentHeader {
    /// Index of the first entry.
    pub first_entry: EntryIndex,
    /// Chain before the first entry.
    pub parent: Digest,
    /// Whose journal it is.
    pub origin: Origin,
}

impl SegmentHeader {
    /// The bytes.
    #[must_use]
    pub fn encode(&self) -> [u8; SEGMENT_HEADER_SIZE] {
        let mut out = FieldWriter::<SEGMENT_HEADER_SIZE>::new();
        out.put(&SEGMENT_MAGIC).put(&FORMAT_VERSION.to_le_bytes());
        out.put(&u16::from(self.origin.size_byte()).to_le_bytes()).put(&[0; 4]);
        out.put(&self.first_entry.0.to_le_bytes()).put(&self.parent.0).put(self.origin.as_str().as_bytes());
        out.finish_with_check()
    }

    /// Reads them back.
    ///
    /// # Errors
    /// [`FrameFault`] saying what is wrong.
    pub fn decode(bytes: &[u8]) -> Result<Self, FrameFault> {
        let header = bytes.get(..SEGMENT_HEADER_SIZE).ok_or(FrameFault::Short)?;
        if array(header, 0) != Some(SEGMENT_MAGIC) {
            return Err(FrameFault::Magic);
        }
        let version = u16::from_le_bytes(field(header, 8)?);
        if version != FORMAT_VERSION {
            return Err(FrameFault::Version(version));
        }
        check(header)?;
        let size = usize::from(u16::from_le_bytes(field(header, 10)?));
        let place: [u8; ORIGIN_SIZE_MAX] = field(header, 56)?;
        let (name, fill) = place.split_at_checked(size).ok_or(FrameFault::Field)?;
        let origin = str::from_utf8(name)
            .ok()
            .and_then(|name| Origin::new(name).ok())
            .filter(|_| fill.iter().all(|byte| *byte == 0))
            .ok_or(FrameFault::Field)?;
        let header = Self {
            first_entry: EntryIndex(u64::from_le_bytes(field(header, 16)?)),
            parent: Digest(field(header, 24)?),
            origin,
        };
        // Only the reserved bytes can still differ.
        if header.encode().as_slice() == bytes.get(..SEGMENT_HEADER_SIZE).unwrap_or_default() {
            Ok(header)
        } else {
            Err(FrameFault::Field)
        }
    }
}

/// The header of a batch frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchHeader {
    /// Size of the entries that follow, in bytes.
    pub payload_size: u32,
    /// Index of the first entry.
    pub first_entry: EntryIndex,
    /// How many entries.
    pub entry_count: u32,
    /// When the batch was sealed.
    pub recorded_at: Timestamp,
    /// Chain before the first entry.
    pub parent: Digest,
    /// Chain after the last entry.
    pub chain: Digest,
}

impl BatchHeader {
    /// The bytes.
    #[must_use]
    pub fn encode(&self) -> [u8; BATCH_HEADER_SIZE] {
        let mut out = FieldWriter::<BATCH_HEADER_SIZE>::new();
        out.put(&BATCH_MAGIC).put(&self.payload_size.to_le_bytes()).put(&self.first_entry.0.to_le_bytes());
        out.put(&self.entry_count.to_le_bytes()).put(&[0; 4]).put(&self.recorded_at.0.to_le_bytes());
        out.put(&self.parent.0).put(&self.chain.0);
        out.finish_with_check()
    }

    /// Reads them back.
    ///
    /// # Errors
    /// [`FrameFault`] saying what is wrong.
    pub fn decode(bytes: &[u8]) -> Result<Self, FrameFault> {
        let header = bytes.get(..BATCH_HEADER_SIZE).ok_or(FrameFault::Short)?;
        if array(header, 0) != Some(BATCH_MAGIC) {
            return Err(FrameFault::Magic);
        }
        check(header)?;
        let batch = Self {
            payload_size: u32::from_le_bytes(field(header, 4)?),
            first_entry: EntryIndex(u64::from_le_bytes(field(header, 8)?)),
            entry_count: u32::from_le_bytes(field(header, 16)?),
            recorded_at: Timestamp(u64::from_le_bytes(field(header, 24)?)),
            parent: Digest(field(header, 32)?),
            chain: Digest(field(header, 64)?),
        };
        let size_is_good = (1..=BATCH_PAYLOAD_SIZE_MAX).contains(&batch.payload_size_bytes());
        let reserved: [u8; 4] = field(header, 20)?;
        if !size_is_good || batch.entry_count == 0 || reserved != [0; 4] {
            return Err(FrameFault::Field);
        }
        Ok(batch)
    }

    /// Size of the payload as a length in memory.
    #[must_use]
    pub fn payload_size_bytes(&self) -> usize {
        usize::try_from(self.payload_size).unwrap_or(usize::MAX)
    }

    /// Size of the whole frame, header included, in bytes.
    #[must_use]
    pub fn frame_size(&self) -> u64 {
        BATCH_HEADER_SIZE as u64 + u64::from(self.payload_size)
    }
}

/// The operator's signature over a head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeadFrame {
    /// The operator's key.
    pub key: KeyNumber,
    /// The head that is signed.
    pub head: Head,
    /// R ‖ s over the head message.
    pub signature: [u8; 64],
}

impl HeadFrame {
    /// The bytes.
    #[must_use]
    pub fn encode(&self) -> [u8; HEAD_FRAME_SIZE] {
        let mut out = FieldWriter::<HEAD_FRAME_SIZE>::new();
        out.put(&HEAD_MAGIC).put(&self.key.0.to_le_bytes()).put(&self.head.entry_count.to_le_bytes());
        out.put(&self.head.chain.0).put(&self.head.root.0).put(&self.signature);
        out.finish_with_check()
    }

    /// Reads them back.
    ///
    /// # Errors
    /// [`FrameFault`] saying what is wrong.
    pub fn decode(bytes: &[u8]) -> Result<Self, FrameFault> {
        let frame = bytes.get(..HEAD_FRAME_SIZE).ok_or(FrameFault::Short)?;
        if array(frame, 0) != Some(HEAD_MAGIC) {
            return Err(FrameFault::Magic);
        }
        check(frame)?;
        Ok(Self {
            key: KeyNumber(u32::from_le_bytes(field(frame, 4)?)),
            head: Head {
                entry_count: u64::from_le_bytes(field(frame, 8)?),
                chain: Digest(field(frame, 16)?),
                root: Digest(field(frame, 48)?),
            },
            signature: field(frame, 80)?,
        })
    }
}

/// The check of a header whose last 16 bytes are the check's place.
fn check(header: &[u8]) -> Result<(), FrameFault> {
    let (covered, check) =
        header.split_at_checked(header.len().wrapping_sub(CHECK_SIZE)).ok_or(FrameFault::Short)?;
    if blake3(covered).0.starts_with(check) { Ok(()) } else { Err(FrameFault::Check) }
}

fn field<const N: usize>(bytes: &[u8], offset: usize) -> Result<[u8; N], FrameFault> {
    array(bytes, offset).ok_or(FrameFault::Short)
}

/// Fills a fixed-size header from the front; what is not put stays 00.
struct FieldWriter<const N: usize> {
    bytes: [u8; N],
    at: usize,
}

impl<const N: usize> FieldWriter<N> {
    fn new() -> Self {
        Self { bytes: [0; N], at: 0 }
    }

    fn put(&mut self, field: &[u8]) -> &mut Self {
        let end = self.at + field.len();
        if let Some(place) = self.bytes.get_mut(self.at..end) {
            place.copy_from_slice(field);
        }
        self.at = end;
        self
    }

    fn finish_with_check(mut self) -> [u8; N] {
        let (covered, place) = self.bytes.split_at_mut(N - CHECK_SIZE);
        if let Some(check) = blake3(covered).0.get(..CHECK_SIZE) {
            place.copy_from_slice(check);
        }
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_come_back_and_every_flipped_bit_is_refused() {
        let origin = Origin::new("registry.example/che").unwrap();
        let segment =
            SegmentHeader { first_entry: EntryIndex(7), parent: Digest([3; 32]), origin: origin.clone() };
        let batch = BatchHeader {
            payload_size: 900,
            first_entry: EntryIndex(7),
            entry_count: 3,
            recorded_at: Timestamp(1_700_000_000_000),
            parent: Digest([4; 32]),
            chain: Digest([5; 32]),
        };
        let head = HeadFrame { key: KeyNumber(2), head: Head::empty(&origin), signature: [9; 64] };
        assert_eq!(SegmentHeader::decode(&segment.encode()), Ok(segment.clone()));
        assert_eq!(BatchHeader::decode(&batch.encode()), Ok(batch));
        assert_eq!(HeadFrame::decode(&head.encode()), Ok(head));
        refuses_flips(&segment.encode(), |bytes| SegmentHeader::decode(bytes).is_err());
        refuses_flips(&batch.encode(), |bytes| BatchHeader::decode(bytes).is_err());
        refuses_flips(&head.encode(), |bytes| HeadFrame::decode(bytes).is_err());
    }

    fn refuses_flips(bytes: &[u8], refused: impl Fn(&[u8]) -> bool) {
        for bit in 0..bytes.len() * 8 {
            let mut copy = bytes.to_vec();
            copy[bit / 8] ^= 1 << (bit % 8);
            assert!(refused(&copy), "bit {bit}");
        }
        assert!(refused(&bytes[..bytes.len() - 1]));
    }

    #[test]
    fn segment_names_are_exact() {
        assert_eq!(segment_file_name(EntryIndex(42)), "00000000000000000042.seg");
        assert_eq!(parse_segment_file_name("00000000000000000042.seg"), Some(EntryIndex(42)));
        for other in ["42.seg", "00000000000000000042.sega", "+0000000000000000042.seg", "x.seg"] {
            assert_eq!(parse_segment_file_name(other), None, "{other}");
        }
    }
}
