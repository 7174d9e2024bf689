//! Reads entries: movements straight from their bytes, without copying a posting; everything else in full.
//!
//! Invariants:
//! - [`Reading::of`] says of an entry what [`EntryBytes::decode`] says of it, no more and no less; the short way is taken
//!   only where the long one would succeed.
//!
//! It judges nothing but R-100.

use ledger_format::block::SerialBlock;
use ledger_format::body::{Body, Context, Posting};
use ledger_format::codes::{Action, Kind, Side};
use ledger_format::entry::{EntryBytes, EntryFault};
use ledger_format::identifiers::{AccountNumber, SpaceId};
use ledger_format::limits::{POSTINGS_MAX, STATEMENT_HEADER_SIZE};

/// Bytes of a posting: account, side, space, first, last.
const POSTING_SIZE: usize = 29;
/// Bytes of a provenance behind its tag.
const PROVENANCE_SIZE: usize = 40;
/// Where in a posting its side is.
const SIDE_AT: usize = 8;
const COMMITMENT_SIZE: usize = 32;
const APPROVERS_MAX: u64 = 16;

/// What an entry says, read once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading<'a> {
    /// A movement without particulars.
    Movement(PlainMovement<'a>),
    /// Anything else that decodes, a movement with particulars included.
    Decoded(Box<(Context, Body)>),
    /// A kind that this version does not list.
    UnknownKind,
    ///
    Malformed(EntryFault),
}

impl<'a> Reading<'a> {
    /// Reads an entry.
    #[must_use]
    pub fn of(entry: &EntryBytes<'a>) -> Self {
        if let Some(movement) = PlainMovement::read(entry) {
            return Self::Movement(movement);
        }
        match entry.decode() {
            Ok(Some(decoded)) => Self::Decoded(Box::new(decoded)),
            Ok(None) => Self::UnknownKind,
            Err(fault) => Self::Malformed(fault),
        }
    }

    /// Whether the operator signed on behalf of somebody.
    #[must_use]
    pub fn is_on_behalf(&self) -> bool {
        match self {
            Self::Movement(movement) => movement.on_behalf,
            Self::Decoded(decoded) => decoded.0.on_behalf.is_some(),
            _ => false,
        }
    }

    /// Whether the entry says which row of which file it comes from.
    #[must_use]
    pub fn has_provenance(&self) -> bool {
        match self {
            Self::Movement(movement) => movement.provenance,
            Self::Decoded(decoded) => decoded.0.provenance.is_some(),
            _ => false,
        }
    }
}

/// A movement without particulars whose postings still lie in the entry's bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlainMovement<'a> {
    /// What it does; the code may be unknown.
    pub action: Action,
    /// Whether the operator signed on behalf of approvers.
    pub on_behalf: bool,
    /// Whether it has a provenance.
    pub provenance: bool,
    postings: &'a [[u8; POSTING_SIZE]],
}

impl<'a> PlainMovement<'a> {
    /// The postings, in the order of the bytes.
    pub fn postings(&self) -> impl ExactSizeIterator<Item = Posting> + DoubleEndedIterator + Clone + use<'a> {
        self.postings.iter().map(posting)
    }

    /// `None` for everything that is not plainly such a movement; the long way then says what it is.
    fn read(entry: &EntryBytes<'a>) -> Option<Self> {
        if entry.kind() != Kind::MOVEMENT || !keys_ascend(entry) {
            return None;
        }
        let rest = entry.statement().get(STATEMENT_HEADER_SIZE..)?;
        let (provenance, rest) = match rest.split_first()? {
            (0, rest) => (false, rest),
            (1, rest) => (true, rest.get(PROVENANCE_SIZE..)?),
            _ => return None,
        };
        let (on_behalf, rest) = match rest.split_first()? {
            (0, rest) => (false, rest),
            (1, rest) => {
                let (count, rest) = rest.split_first_chunk()?;
                let count = u64::from_le_bytes(*count);
                if !(1..=APPROVERS_MAX).contains(&count) {
                    return None;
                }
                (true, rest.get(usize::try_from(count).ok()? * COMMITMENT_SIZE..)?)
            }
            _ => return None,
        };
        let (action, rest) = rest.split_first_chunk()?;
        let (particulars, rest) = rest.split_first_chunk()?;
        let (count, rest) = rest.split_first_chunk()?;
        let (postings, left_over) = rest.as_chunks::<POSTING_SIZE>();
        let count = usize::try_from(u64::from_le_bytes(*count)).ok()?;
        let fits = u64::from_le_bytes(*particulars) == 0
            && count <= POSTINGS_MAX
            && count == postings.len()
            && left_over.is_empty();
        let sides_are_known = || postings.iter().all(|posting| matches!(posting[SIDE_AT], 1 | 2));
        (fits && sides_are_known()).then(|| Self {
            action: Action(u16::from_le_bytes(*action)),
            on_behalf,
            provenance,
            postings,
        })
    }
}

/// One key, the usual case, needs no look; with several the order counts.
fn keys_ascend(entry: &EntryBytes<'_>) -> bool {
    let signatures = entry.signatures();
    signatures.len() == 1 || signatures.clone().zip(signatures.skip(1)).all(|(a, b)| a.key < b.key)
}

fn posting(bytes: &[u8; POSTING_SIZE]) -> Posting {
    let number = |at: usize| {
        let (mut eight, from) = ([0; 8], bytes.get(at..at + 8).unwrap_or_default());
        eight.copy_from_slice(from);
        u64::from_le_bytes(eight)
    };
    Posting {
        account: AccountNumber(number(0)),
        side: if bytes[SIDE_AT] == 1 { Side::Debit } else { Side::Credit },
        block: SerialBlock {
            space: SpaceId(u32::from_le_bytes([bytes[9], bytes[10], bytes[11], bytes[12]])),
            first: number(13),
            last: number(21),
        },
    }
}

#[cfg(test)]
mod tests {
    use ledger_format::body::{Movement, OnBehalf, Particular, Provenance};
    use ledger_format::entry::{EntrySignature, Statement, assemble};
    use ledger_format::identifiers::{Commitment, Digest, EntryId, KeyNumber, Timestamp};
    use proptest::prelude::*;

    use super::*;

    fn movement(
        provenance: bool,
        approvers: usize,
        particulars: usize,
        postings: usize,
        keys: u32,
    ) -> Vec<u8> {
        let context = Context {
            provenance: provenance.then_some(Provenance { source: Digest([7; 32]), row: 9 }),
            on_behalf: (approvers > 0)
                .then(|| OnBehalf { approvers: vec![Commitment([3; 32]); approvers].try_into().unwrap() }),
        };
        let posting = |n: usize| Posting {
            account: AccountNumber(n as u64 * 77),
            side: if n.is_multiple_of(2) { Side::Debit } else { Side::Credit },
            block: SerialBlock::new(SpaceId(u32::try_from(n).unwrap()), n as u64, u64::MAX - n as u64),
        };
        let body = Body::Movement(Movement {
            action: Action(300),
            particulars: vec![Particular { tag: 1, value: vec![1].try_into().unwrap() }; particulars]
                .try_into()
                .unwrap(),
            postings: (0..postings).map(posting).collect::<Vec<_>>().try_into().unwrap(),
        });
        let (id, at) = (EntryId([1; 16]), Timestamp(5));
        let statement = Statement { id, occurred_at: at, not_after: at, context, body }.encode().unwrap();
        let signatures: Vec<_> =
            (0..keys).map(|key| EntrySignature { key: KeyNumber(key), signature: [1; 64] }).collect();
        assemble(&statement, &signatures).unwrap()
    }

    /// What the short way says, said by the long way.
    fn agrees(bytes: &[u8]) -> bool {
        let Ok(entry) = EntryBytes::whole(bytes) else { return false };
        match (Reading::of(&entry), entry.decode()) {
            (Reading::Movement(short), Ok(Some((context, Body::Movement(long))))) => {
                assert_eq!(short.action, long.action);
                assert_eq!(short.provenance, context.provenance.is_some());
                assert_eq!(short.on_behalf, context.on_behalf.is_some());
                assert_eq!(short.postings().collect::<Vec<_>>(), long.postings.to_vec());
                assert!(long.particulars.is_empty());
                true
            }
            (Reading::Movement(short), long) => panic!("{short:?} against {long:?}"),
            _ => false,
        }
    }

    #[test]
    fn the_short_way_is_taken_for_plain_movements() {
        for (provenance, approvers, postings, keys) in [(false, 0, 2, 1), (true, 1, 0, 2), (false, 16, 9, 32)]
        {
            assert!(agrees(&movement(provenance, approvers, 0, postings, keys)));
        }
        assert!(!agrees(&movement(false, 0, 1, 2, 1)));
    }

    proptest! {
        #[test]
        fn the_short_way_never_says_more_than_the_long_one(
            (provenance, approvers, particulars) in (any::<bool>(), 0..3_usize, 0..2_usize),
            (postings, keys) in (0..4_usize, 1..4_u32),
            flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        ) {
            let mut bytes = movement(provenance, approvers, particulars, postings, keys);
            for (index, value) in flips {
                // The header's times and id say nothing about the form.
                let at = 36 + index.index(bytes.len() - 36);
                bytes[at] = value;
            }
            agrees(&bytes);
        }
    }
}
