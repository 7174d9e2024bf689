//! The trust file: what an auditor brings from outside (`spec/format.md` section 5.7).
//!
//! Invariant: all lines of a [`Trust`] name one origin, and there is at least one line.

use thiserror::Error;

use crate::identifiers::{Digest, Origin, PublicKey};
use crate::limits::TRUST_SIZE_MAX;
use crate::note_key::{self, NoteKeyFault};

const LINES_MAX: usize = 64;

/// Why a text is not a trust file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TrustFault {
    /// More than 65,536 bytes.
    #[error("a trust file has at most 65,536 bytes")]
    TooLong,
    /// No line, or more than 64.
    #[error("a trust file has 1 to 64 lines that are neither empty nor comments")]
    LineCount,
    /// A line that is neither a genesis digest nor a verifier key.
    #[error("line {line}: expected `genesis <origin> <64 hex digits>` or `<origin>+<8 hex digits>+<base64>`")]
    Form {
        /// Which line, from 1.
        line: usize,
    },
    /// A verifier key whose hash does not belong to it.
    #[error("line {line}: the key hash does not belong to this origin and key; was the line copied whole?")]
    KeyHash {
        /// Which line, from 1.
        line: usize,
    },
    /// Two origins.
    #[error("line {line}: another origin than the lines before; one file speaks of one ledger")]
    Origins {
        /// Which line, from 1.
        line: usize,
    },
}

/// What is trusted from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trust {
    /// The ledger it is about.
    pub origin: Origin,
    /// BLAKE3 of leaf 0, if given; each must be equal to the journal's.
    pub genesis: Vec<Digest>,
    /// Keys that must be among the genesis keys.
    pub keys: Vec<PublicKey>,
}

impl Trust {
    /// Reads a trust file.
    ///
    /// # Errors
    /// [`TrustFault`] naming the line.
    pub fn parse(text: &str) -> Result<Self, TrustFault> {
        if text.len() > TRUST_SIZE_MAX {
            return Err(TrustFault::TooLong);
        }
        let mut trust: Option<Self> = None;
        let mut count = 0;
        for (index, content) in text.lines().enumerate() {
            let (line, content) = (index + 1, content.trim_end_matches('\r'));
            if content.is_empty() || content.starts_with('#') {
                continue;
            }
            count += 1;
            let (origin, genesis, key) = parse_line(content, line)?;
            let trust = trust.get_or_insert_with(|| Self {
                origin: origin.clone(),
                genesis: Vec::new(),
                keys: Vec::new(),
            });
            if trust.origin != origin {
                return Err(TrustFault::Origins { line });
            }
            trust.genesis.extend(genesis);
            trust.keys.extend(key);
        }
        trust.filter(|_| count <= LINES_MAX).ok_or(TrustFault::LineCount)
    }

    /// Writes it, a line each.
    #[must_use]
    pub fn encode(&self) -> String {
        let origin = &self.origin;
        let genesis = self.genesis.iter().map(|digest| format!("genesis {origin} {digest}\n"));
        let keys = self.keys.iter().map(|key| note_key::encode(origin, key) + "\n");
        genesis.chain(keys).collect()
    }
}

fn parse_line(content: &str, line: usize) -> Result<(Origin, Option<Digest>, Option<PublicKey>), TrustFault> {
    let Some(rest) = content.strip_prefix("genesis ") else {
        return match note_key::decode(content) {
            Ok((origin, key)) => Ok((origin, None, Some(key))),
            Err(NoteKeyFault::Form) => Err(TrustFault::Form { line }),
            Err(NoteKeyFault::Hash) => Err(TrustFault::KeyHash { line }),
        };
    };
    let (origin, digits) = rest.split_once(' ').ok_or(TrustFault::Form { line })?;
    let lowercase = !digits.bytes().any(|byte| byte.is_ascii_uppercase());
    match (Origin::new(origin), digits.parse()) {
        (Ok(origin), Ok(digest)) if lowercase => Ok((origin, Some(digest), None)),
        _ => Err(TrustFault::Form { line }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comes_back_as_written() {
        let trust = Trust {
            origin: Origin::new("registry.example/che").unwrap(),
            genesis: vec![Digest([7; 32])],
            keys: vec![PublicKey([8; 32])],
        };
        let text = format!("# brought by hand\n\n{}", trust.encode());
        assert_eq!(Trust::parse(&text), Ok(trust.clone()));
        assert_eq!(Trust::parse(""), Err(TrustFault::LineCount));
        assert_eq!(Trust::parse("genesis x 12"), Err(TrustFault::Form { line: 1 }));
        let other = text + &format!("genesis other.example {}\n", Digest([7; 32]));
        assert_eq!(Trust::parse(&other), Err(TrustFault::Origins { line: 5 }));
        let key = note_key::encode(&trust.origin, &PublicKey([9; 32])).replace("che+", "chf+");
        assert_eq!(Trust::parse(&key), Err(TrustFault::KeyHash { line: 1 }));
    }
}
