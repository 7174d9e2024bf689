//! Keys and the roles they hold.

use ledger_format::codes::Role;
use ledger_format::identifiers::{KeyNumber, PartyCode};
use ledger_format::signature::VerifyingKey;

/// A key that was registered, valid or not any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Ready to verify with.
    pub public_key: VerifyingKey,
    /// Whether it signs for entries behind this state; false once revoked or rotated away.
    pub valid: bool,
}

/// A role and whose it is; none is the ledger's.
pub type RoleOf = (Role, Option<PartyCode>);

/// The keys that hold a role, and how many of them must sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleHolders {
    /// Valid keys, ascending.
    pub keys: Vec<KeyNumber>,
    /// How many of them must sign; 1 where none was ever set.
    pub threshold: u16,
}

impl Default for RoleHolders {
    fn default() -> Self {
        Self { keys: Vec::new(), threshold: 1 }
    }
}

/// Puts `new` (if any) in the place of `old` in an ascending set; says whether `old` was in it.
pub(super) fn hand_over(keys: &mut Vec<KeyNumber>, old: KeyNumber, new: Option<KeyNumber>) -> bool {
    let Ok(place) = keys.binary_search(&old) else { return false };
    keys.remove(place);
    if let Some(new) = new
        && let Err(place) = keys.binary_search(&new)
    {
        keys.insert(place, new);
    }
    true
}
