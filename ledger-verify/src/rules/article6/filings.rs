//! an AEF filing quotes the chain that the journal has at the count it names, as C-104 has it.
//!
//! Invariants:
//! - The journal is read once more at most, however many filings there are and whatever they name.
//! - A filing that names entries behind it is left to R-380.

use std::io;

use ledger_format::digest::chain_start;
use ledger_format::identifiers::{EntryIndex, Origin};

use super::state::Article6State;
use crate::window::EarlierEntries;

/// The filings that break R-381, ascending.
///
/// # Errors
/// What reading the journal again gives.
pub fn misquoted_chains(
    state: &mut Article6State,
    origin: &Origin,
    earlier: &dyn EarlierEntries,
) -> io::Result<Vec<EntryIndex>> {
    let mut quoted = std::mem::take(&mut state.quoted_chains);
    // Asking the journal in order is cheap.
    quoted.sort_unstable_by_key(|quoted| (quoted.entry_count, quoted.entry));
    let mut misquoted = Vec::new();
    for filing in quoted {
        let chain = match filing.entry_count.checked_sub(1) {
            None => Some(chain_start(origin)),
            Some(last) => earlier.chain_after(EntryIndex(last))?,
        };
        if chain != Some(filing.chain) {
            misquoted.push(filing.entry);
        }
    }
    misquoted.sort_unstable();
    Ok(misquoted)
}
