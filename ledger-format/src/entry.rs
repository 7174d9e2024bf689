//! Entries: a signed statement as bytes, cut, read and assembled (`spec/format.md` section 4).
//!
//! Invariants:
//! - An [`EntryBytes`] can always be cut: its sizes add up to its length.
//! - [`Statement::encode`] and [`EntryBytes::decode`] are inverse; there is no second encoding of a statement.
//!
//! It does not check signatures (see [`crate::signature`]) nor any rule beyond R-100.

use thiserror::Error;

use crate::body::{Body, Context};
use crate::codes::Kind;
use crate::identifiers::{EntryId, KeyNumber, Timestamp};
use crate::limits::{ENTRY_SIZE_MAX, ENTRY_SIZE_MIN, SIGNATURE_SIZE, SIGNATURES_MAX, STATEMENT_HEADER_SIZE};

/// Why bytes cannot be cut into entries: what follows them cannot be found either (J-106).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CutFault {
    /// The bytes end inside the entry.
    #[error("the bytes end inside an entry")]
    Short,
    /// The statement's size is below the smallest one.
    #[error("the statement size is smaller than any statement")]
    StatementSize,
    /// No signature, or more than 32.
    #[error("an entry has 1 to 32 signatures")]
    SignatureCount,
    /// The entry is longer than 65,527 bytes.
    #[error("an entry has at most 65,527 bytes")]
    TooLong,
}

/// Why an entry that can be cut is malformed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum EntryFault {
    /// Context or body is not the one encoding of its kind.
    #[error("the statement's context or body does not decode")]
    Body,
    /// Signatures are not in ascending order of distinct key numbers.
    #[error("signatures are not in ascending order of distinct key numbers")]
    KeyOrder,
}

/// Why a statement cannot be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AssemblyFault {
    /// The entry would be longer than 65,527 bytes.
    #[error("the entry would be longer than 65,527 bytes; split it into several")]
    TooLong,
    /// No signature, or more than 32.
    #[error("an entry needs 1 to 32 signatures")]
    SignatureCount,
    /// The same key signs twice.
    #[error("a key signs an entry once")]
    KeyTwice,
}

/// A statement before it is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The caller's name for it.
    pub id: EntryId,
    /// When what it says took place.
    pub occurred_at: Timestamp,
    /// It is void if it is recorded later than this.
    pub not_after: Timestamp,
    /// Provenance and approvals.
    pub context: Context,
    /// What it says.
    pub body: Body,
}

impl Statement {
    /// The exact bytes that are signed (after the prefix of [`crate::signed_range`]).
    ///
    /// # Errors
    /// [`AssemblyFault::TooLong`] if no signature would fit behind it.
    pub fn encode(&self) -> Result<Vec<u8>, AssemblyFault> {
        let mut out = Vec::with_capacity(256);
        out.extend_from_slice(&self.body.kind().0.to_le_bytes());
        out.extend_from_slice(&[0; 2]);
        out.extend_from_slice(&self.id.0);
        out.extend_from_slice(&self.occurred_at.0.to_le_bytes());
        out.extend_from_slice(&self.not_after.0.to_le_bytes());
        self.body.encode_after(&self.context, &mut out).map_err(|_| AssemblyFault::TooLong)?;
        if out.len() + 1 + SIGNATURE_SIZE > ENTRY_SIZE_MAX {
            return Err(AssemblyFault::TooLong);
        }
        let size = u16::try_from(out.len()).map_err(|_| AssemblyFault::TooLong)?;
        if let Some(field) = out.get_mut(2..4) {
            field.copy_from_slice(&size.to_le_bytes());
        }
        Ok(out)
    }
}

/// One signature of an entry, still unchecked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntrySignature {
    /// The key that is said to have signed.
    pub key: KeyNumber,
    /// R ‖ s.
    pub signature: [u8; 64],
}

/// Joins a statement's bytes and its signatures, which it sorts by key number.
///
/// # Errors
/// [`AssemblyFault`] when the signatures are none, too many or double, or the entry too long.
pub fn assemble(statement: &[u8], signatures: &[EntrySignature]) -> Result<Vec<u8>, AssemblyFault> {
    let count = u8::try_from(signatures.len()).map_err(|_| AssemblyFault::SignatureCount)?;
    if !(1..=SIGNATURES_MAX).contains(&signatures.len()) {
        return Err(AssemblyFault::SignatureCount);
    }
    let mut sorted = signatures.to_vec();
    sorted.sort_unstable_by_key(|signature| signature.key);
    if sorted.windows(2).any(|pair| matches!(pair, [a, b] if a.key == b.key)) {
        return Err(AssemblyFault::KeyTwice);
    }
    let size = statement.len() + 1 + sorted.len() * SIGNATURE_SIZE;
    if size > ENTRY_SIZE_MAX {
        return Err(AssemblyFault::TooLong);
    }
    let mut out = Vec::with_capacity(size);
    out.extend_from_slice(statement);
    out.push(count);
    for signature in sorted {
        out.extend_from_slice(&signature.key.0.to_le_bytes());
        out.extend_from_slice(&signature.signature);
    }
    Ok(out)
}

/// An entry's exact bytes, known to be one entry's size; nothing more is known of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryBytes<'a> {
    bytes: &'a [u8],
    statement_size: usize,
}

impl<'a> EntryBytes<'a> {
    /// Cuts the first entry off `payload`; also returns what follows.
    ///
    /// # Errors
    /// [`CutFault`] when its size cannot be told.
    pub fn cut(payload: &'a [u8]) -> Result<(Self, &'a [u8]), CutFault> {
        if payload.len() < ENTRY_SIZE_MIN {
            return Err(CutFault::Short);
        }
        let statement_size = usize::from(u16::from_le_bytes(array(payload, 2).ok_or(CutFault::Short)?));
        if statement_size < STATEMENT_HEADER_SIZE + 2 {
            return Err(CutFault::StatementSize);
        }
        let count = usize::from(*payload.get(statement_size).ok_or(CutFault::Short)?);
        if !(1..=SIGNATURES_MAX).contains(&count) {
            return Err(CutFault::SignatureCount);
        }
        let size = statement_size + 1 + count * SIGNATURE_SIZE;
        if size > ENTRY_SIZE_MAX {
            return Err(CutFault::TooLong);
        }
        let (bytes, rest) = payload.split_at_checked(size).ok_or(CutFault::Short)?;
        Ok((Self { bytes, statement_size }, rest))
    }

    /// Takes bytes that are one entry and nothing more.
    ///
    /// # Errors
    /// [`CutFault`]; [`CutFault::TooLong`] when bytes are left over.
    pub fn whole(bytes: &'a [u8]) -> Result<Self, CutFault> {
        match Self::cut(bytes)? {
            (entry, []) => Ok(entry),
            _ => Err(CutFault::TooLong),
        }
    }

    /// All bytes of the entry, signatures included.
    #[must_use]
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The bytes that are signed.
    #[must_use]
    pub fn statement(&self) -> &'a [u8] {
        self.bytes.get(..self.statement_size).unwrap_or_default()
    }

    /// The kind, known or not.
    #[must_use]
    pub fn kind(&self) -> Kind {
        Kind(u16::from_le_bytes(array(self.bytes, 0).unwrap_or_default()))
    }

    /// The caller's id.
    #[must_use]
    pub fn id(&self) -> EntryId {
        EntryId(array(self.bytes, 4).unwrap_or_default())
    }

    /// When what it says took place.
    #[must_use]
    pub fn occurred_at(&self) -> Timestamp {
        Timestamp(u64::from_le_bytes(array(self.bytes, 20).unwrap_or_default()))
    }

    /// It is void if it is recorded later than this.
    #[must_use]
    pub fn not_after(&self) -> Timestamp {
        Timestamp(u64::from_le_bytes(array(self.bytes, 28).unwrap_or_default()))
    }

    /// The signatures, in the order of the bytes.
    pub fn signatures(&self) -> impl ExactSizeIterator<Item = EntrySignature> + Clone + use<'a> {
        let block = self.bytes.get(self.statement_size + 1..).unwrap_or_default();
        block.chunks_exact(SIGNATURE_SIZE).map(|chunk| EntrySignature {
            key: KeyNumber(u32::from_le_bytes(array(chunk, 0).unwrap_or_default())),
            signature: array(chunk, 4).unwrap_or([0; 64]),
        })
    }

    /// Reads context and body; `Ok(None)` for a kind that this version does not list.
    ///
    /// # Errors
    /// [`EntryFault`] for a malformed entry.
    pub fn decode(&self) -> Result<Option<(Context, Body)>, EntryFault> {
        let mut before = None;
        for EntrySignature { key, .. } in self.signatures() {
            if before.is_some_and(|before| before >= key) {
                return Err(EntryFault::KeyOrder);
            }
            before = Some(key);
        }
        let rest = self.statement().get(STATEMENT_HEADER_SIZE..).unwrap_or_default();
        Body::decode_after(self.kind(), rest).transpose().map_err(|_| EntryFault::Body)
    }
}

/// The `N` bytes at `offset`, if they are there.
pub(crate) fn array<const N: usize>(bytes: &[u8], offset: usize) -> Option<[u8; N]> {
    bytes.get(offset..offset.checked_add(N)?)?.try_into().ok()
}
