//! What the auditor trusts, against what the journal says of itself (T-101, T-102).
//!
//! Invariants:
//! - After a finding of T-101 nothing else is asked; what cannot be compared is undetermined, never passed over.

use ledger_format::identifiers::{Digest, Origin, PublicKey};
use ledger_format::trust::Trust;

use crate::finding::{Finding, Rule, Undetermined};
use crate::options::TrustInput;

/// What the journal says of its beginning.
pub(crate) struct Beginning<'p> {
    /// The origin of its first segment.
    pub origin: Option<&'p Origin>,
    /// BLAKE3 of leaf 0.
    pub genesis_leaf: Option<Digest>,
    /// The keys of the genesis entry, if it was judged.
    pub genesis_keys: Option<&'p [PublicKey]>,
}

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    pub findings: Vec<Finding>,
    pub undetermined: Vec<Undetermined>,
}

/// Asks T-101 and T-102.
pub(crate) fn ask(trust: Option<&TrustInput>, beginning: &Beginning<'_>) -> Asked {
    let mut asked = Asked::default();
    let (digests, keys) = match trust {
        None => {
            asked.undetermined.push(Undetermined::because("no trust given"));
            return asked;
        }
        Some(TrustInput::Genesis(digest)) => (vec![*digest], Vec::new()),
        Some(TrustInput::Text(bytes)) => match parse(bytes) {
            Ok(trust) => {
                match beginning.origin {
                    None => {
                        let why = "the journal does not say whose it is";
                        asked.undetermined.push(Undetermined::rule(Rule::T(101), why));
                        return asked;
                    }
                    Some(origin) if *origin != trust.origin => {
                        let theirs = &trust.origin;
                        let why = format!(
                            "this trust is in {theirs}, the journal is {origin}'s; bring the trust of this ledger"
                        );
                        asked.findings.push(Finding::from_outside(Rule::T(101), why));
                        return asked;
                    }
                    Some(_) => {}
                }
                (trust.genesis, trust.keys)
            }
            Err(fault) => {
                let why = format!("this is no trust, or not all of it: {fault}");
                asked.findings.push(Finding::from_outside(Rule::T(101), why));
                return asked;
            }
        },
    };
    let Some(leaf) = beginning.genesis_leaf else {
        asked.undetermined.push(Undetermined::rule(Rule::T(102), "the journal has no genesis entry"));
        return asked;
    };
    let digests_agree = digests.iter().all(|digest| *digest == leaf);
    let keys_agree = match beginning.genesis_keys {
        Some(genesis) => keys.iter().all(|key| genesis.contains(key)),
        None if keys.is_empty() => true,
        None => {
            asked.undetermined.push(Undetermined::rule(Rule::T(102), "entry 0 was not judged"));
            true
        }
    };
    if !digests_agree || !keys_agree {
        let why = match digests.iter().find(|digest| **digest != leaf) {
            Some(given) => format!("the journal's genesis digest is {leaf}, and {given} was given"),
            None => "a key was given that its genesis entry does not have".to_owned(),
        };
        let why = format!("{why}: this is another ledger under that origin, or the trust is mistaken");
        asked.findings.push(Finding::from_outside(Rule::T(102), why));
    }
    asked
}

fn parse(bytes: &[u8]) -> Result<Trust, String> {
    let text = str::from_utf8(bytes)
        .map_err(|fault| format!("not UTF-8 text from byte {} on", fault.valid_up_to()))?;
    Trust::parse(text).map_err(|fault| fault.to_string())
}
