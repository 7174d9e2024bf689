//! What the tests of the rules need: keys that are valid, without signing anything.

use ledger_format::identifiers::PublicKey;
use ledger_format::signature::VerifyingKey;

/// The `n`-th of some valid public keys.
pub fn public_key(n: u8) -> PublicKey {
    let candidates = (0..=u8::MAX).map(|tail| {
        let mut bytes = [0; 32];
        (bytes[0], bytes[1], bytes[2]) = (9, n, tail);
        bytes
    });
    PublicKey(candidates.filter(|bytes| VerifyingKey::from_bytes(bytes).is_ok()).next().unwrap())
}
