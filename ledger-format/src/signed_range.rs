//! The prefixes of signed messages (`spec/format.md` section 5.4): what ties a signature to its purpose and its ledger.

use crate::head::Head;
use crate::identifiers::Origin;

const STATEMENT: &[u8] = b"itmo-ledger/v1/statement\0";
const HEAD: &[u8] = b"itmo-ledger/v1/head\0";

fn prefix(domain: &[u8], origin: &Origin) -> Vec<u8> {
    let mut out = Vec::with_capacity(domain.len() + 1 + origin.as_str().len());
    out.extend_from_slice(domain);
    out.push(origin.size_byte());
    out.extend_from_slice(origin.as_str().as_bytes());
    out
}

/// What stands before a statement's bytes in the message that is signed; the same for all statements of a ledger.
#[must_use]
pub fn statement_prefix(origin: &Origin) -> Vec<u8> {
    prefix(STATEMENT, origin)
}

/// What stands before [`head_range`] in the message that is signed.
#[must_use]
pub fn head_prefix(origin: &Origin) -> Vec<u8> {
    prefix(HEAD, origin)
}

/// A head's signed range: entry count, chain, root.
#[must_use]
pub fn head_range(head: &Head) -> [u8; 72] {
    let mut out = [0; 72];
    let (count, digests) = out.split_at_mut(8);
    let (chain, root) = digests.split_at_mut(32);
    count.copy_from_slice(&head.entry_count.to_le_bytes());
    chain.copy_from_slice(&head.chain.0);
    root.copy_from_slice(&head.root.0);
    out
}
