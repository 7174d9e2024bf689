//! AEF filings: R-380, with of them. That they quote the journal's chain is the business of
//! [`super::super::filings`].

use ledger_format::body::article6::AefFiled;
use ledger_format::identifiers::EntryIndex;

use super::parties::{ask_declared, ask_year};
use crate::finding::Rule;
use crate::rules::article6::state::{Article6State, QuotedChain};
use crate::rules::ask;
use crate::rules::state::State;

pub fn ask_filing(state: &State, index: EntryIndex, filed: &AefFiled) -> Result<(), Rule> {
    ask_declared(state, index, filed.party)?;
    ask_year(filed.year)?;
    let is_new = !state.article6.filings.contains(&key(filed));
    ask(380, is_new && filed.major >= 1 && filed.entry_count <= index.0)
}

/// A filing takes its number, and its chain is compared at the end; where it names entries that are not there yet, R-380 says so.
pub fn file(known: &mut Article6State, index: EntryIndex, filed: &AefFiled) {
    known.filings.insert(key(filed));
    if filed.entry_count <= index.0 {
        let quoted = QuotedChain { entry_count: filed.entry_count, entry: index, chain: filed.chain };
        known.quoted_chains.push(quoted);
    }
}

fn key(filed: &AefFiled) -> (ledger_format::identifiers::PartyCode, u16, u16, u16) {
    (filed.party, filed.year, filed.major, filed.minor)
}
