//! Checkpoints: a head as a C2SP signed note (`spec/format.md` section 5.6).
//!
//! Invariants:
//! - A [`Checkpoint`] that was parsed has exactly the text that was signed, and encodes to the bytes it came from.
//!
//! Whose signature counts, and whether it is valid, is asked elsewhere (rules C-101 to C-104).

use base64::{Engine as _, engine::general_purpose::STANDARD};
use thiserror::Error;

use crate::head::Head;
use crate::identifiers::{Digest, Origin, PublicKey};
use crate::limits::{CHECKPOINT_SIZE_MAX, SERIAL_MAX};
use crate::note_key::key_hash;

const SIGNATURES_MAX: usize = 16;

/// Why a text is not a checkpoint (C-101).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CheckpointFault {
    /// More than 16,384 bytes.
    #[error("a checkpoint has at most 16,384 bytes")]
    TooLong,
    /// A character that a signed note does not have.
    #[error("a checkpoint is UTF-8 text without control characters, its lines ending in a line feed")]
    Characters,
    /// A line that is missing or not of its form.
    #[error("line {line}: expected {expected}")]
    Line {
        /// Which line, from 1.
        line: usize,
        /// What should stand there.
        expected: &'static str,
    },
    /// No signature, or more than 16.
    #[error("a checkpoint has 1 to 16 signature lines")]
    SignatureCount,
}

/// One signature line of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteSignature {
    /// The name before the key hash.
    pub name: String,
    /// Which key is said to have signed.
    pub key_hash: [u8; 4],
    /// What follows the key hash; 64 bytes for Ed25519, other lengths for other algorithms.
    pub signature: Vec<u8>,
}

/// A head with the signatures over it, as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Whose head.
    pub origin: Origin,
    /// The head.
    pub head: Head,
    /// The signatures, unchecked.
    pub signatures: Vec<NoteSignature>,
}

/// The text that is signed, for a head.
#[must_use]
pub fn signed_text(origin: &Origin, head: &Head) -> String {
    let (root, chain) = (STANDARD.encode(head.root.0), STANDARD.encode(head.chain.0));
    format!("{origin}\n{}\n{root}\nchain {chain}\n", head.entry_count)
}

impl Checkpoint {
    /// A checkpoint with one Ed25519 signature over [`signed_text`].
    #[must_use]
    pub fn signed(origin: Origin, head: Head, key: &PublicKey, signature: [u8; 64]) -> Self {
        let line = NoteSignature {
            name: origin.as_str().to_owned(),
            key_hash: key_hash(&origin, key),
            signature: signature.to_vec(),
        };
        Self { origin, head, signatures: vec![line] }
    }

    /// The text that its signatures are over.
    #[must_use]
    pub fn signed_text(&self) -> String {
        signed_text(&self.origin, &self.head)
    }

    /// The signatures that claim to be `key`'s, under the ledger's name.
    pub fn signatures_of(&self, key: &PublicKey) -> impl Iterator<Item = [u8; 64]> {
        let hash = key_hash(&self.origin, key);
        self.signatures
            .iter()
            .filter(move |line| line.name == self.origin.as_str() && line.key_hash == hash)
            .filter_map(|line| line.signature.as_slice().try_into().ok())
    }

    /// The whole note.
    #[must_use]
    pub fn encode(&self) -> String {
        let mut out = self.signed_text() + "\n";
        for line in &self.signatures {
            let mut bytes = line.key_hash.to_vec();
            bytes.extend_from_slice(&line.signature);
            out.push_str(&format!("— {} {}\n", line.name, STANDARD.encode(bytes)));
        }
        out
    }

    /// Reads a note.
    ///
    /// # Errors
    /// [`CheckpointFault`] naming the line.
    pub fn parse(bytes: &[u8]) -> Result<Self, CheckpointFault> {
        if bytes.len() > CHECKPOINT_SIZE_MAX {
            return Err(CheckpointFault::TooLong);
        }
        let text = str::from_utf8(bytes).map_err(|_| CheckpointFault::Characters)?;
        if text.chars().any(|c| c.is_control() && c != '\n') {
            return Err(CheckpointFault::Characters);
        }
        let body = text.strip_suffix('\n').ok_or(CheckpointFault::Line {
            line: text.lines().count(),
            expected: "a line feed at the end",
        })?;
        let mut lines = body.split('\n').enumerate();
        let mut take = |expected| {
            let (index, content) =
                lines.next().ok_or(CheckpointFault::Line { line: body.split('\n').count() + 1, expected })?;
            Ok((content, CheckpointFault::Line { line: index + 1, expected }))
        };
        let (content, fault) = take("the ledger's origin")?;
        let origin = Origin::new(content).map_err(|_| fault)?;
        let (content, fault) = take("the entry count in decimal")?;
        let entry_count = parse_count(content).ok_or(fault)?;
        let (content, fault) = take("the root: 32 bytes in base64")?;
        let root = parse_digest(content).ok_or(fault)?;
        let (content, fault) = take("`chain` and 32 bytes in base64")?;
        let chain = content.strip_prefix("chain ").and_then(parse_digest).ok_or(fault)?;
        let (content, fault) = take("an empty line")?;
        if !content.is_empty() {
            return Err(fault);
        }
        let mut signatures = Vec::new();
        for (index, content) in lines {
            let expected = "`— <name> <base64 of key hash and signature>`";
            let fault = CheckpointFault::Line { line: index + 1, expected };
            signatures.push(parse_signature(content).ok_or(fault)?);
        }
        if !(1..=SIGNATURES_MAX).contains(&signatures.len()) {
            return Err(CheckpointFault::SignatureCount);
        }
        Ok(Self { origin, head: Head { entry_count, chain, root }, signatures })
    }
}

fn parse_count(text: &str) -> Option<u64> {
    let canonical = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    text.parse().ok().filter(|count| canonical && *count <= SERIAL_MAX)
}

fn parse_digest(text: &str) -> Option<Digest> {
    STANDARD.decode(text).ok()?.try_into().ok().map(Digest)
}

fn parse_signature(line: &str) -> Option<NoteSignature> {
    let (name, encoded) = line.strip_prefix("— ")?.split_once(' ')?;
    if name.is_empty() || name.contains(['+', '\n']) || name.chars().any(char::is_whitespace) {
        return None;
    }
    let bytes = STANDARD.decode(encoded).ok()?;
    let (hash, signature) = bytes.split_at_checked(4)?;
    if signature.is_empty() {
        return None;
    }
    Some(NoteSignature {
        name: name.to_owned(),
        key_hash: hash.try_into().ok()?,
        signature: signature.to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Checkpoint {
        let origin = Origin::new("registry.example/che").unwrap();
        let head = Head { entry_count: 41, chain: Digest([1; 32]), root: Digest([2; 32]) };
        Checkpoint::signed(origin, head, &PublicKey([3; 32]), [4; 64])
    }

    #[test]
    fn comes_back_as_written() {
        let checkpoint = sample();
        assert_eq!(Checkpoint::parse(checkpoint.encode().as_bytes()), Ok(checkpoint.clone()));
        assert_eq!(checkpoint.signatures_of(&PublicKey([3; 32])).collect::<Vec<_>>(), [[4; 64]]);
        assert_eq!(checkpoint.signatures_of(&PublicKey([5; 32])).count(), 0);
    }

    #[test]
    fn names_the_bad_line() {
        let text = sample().encode();
        for (from, to, line) in [
            ("registry", "a registry", 1),
            ("\n41\n", "\n041\n", 2),
            ("\n41\n", "\n-1\n", 2),
            ("AgIC", "AgI", 3),
            ("chain ", "chains ", 4),
            ("chain ", "other line\nchain ", 4),
            ("— registry", "- registry", 6),
        ] {
            let bad = text.replacen(from, to, 1);
            match Checkpoint::parse(bad.as_bytes()) {
                Err(CheckpointFault::Line { line: found, .. }) => assert_eq!(found, line, "{bad}"),
                other => panic!("{other:?} for {bad}"),
            }
        }
        assert!(Checkpoint::parse(text.trim_end().as_bytes()).is_err());
        assert!(Checkpoint::parse(text.replace('\n', "\r\n").as_bytes()).is_err());
        assert!(Checkpoint::parse(&[b'x'; CHECKPOINT_SIZE_MAX + 1]).is_err());
        let unsigned = text.split('—').next().unwrap();
        assert_eq!(Checkpoint::parse(unsigned.as_bytes()), Err(CheckpointFault::SignatureCount));
    }
}
