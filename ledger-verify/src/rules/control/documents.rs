//! Rulebooks and notes: of a note.

use ledger_format::body::{Note, Rulebook};
use ledger_format::identifiers::EntryIndex;

use super::parties::ask_declared;
use crate::finding::Rule;
use crate::rules::ask;
use crate::rules::state::State;

/// Whether a rulebook names no option twice.
pub fn names_each_option_once(rulebook: &Rulebook) -> bool {
    let mut options: Vec<_> = rulebook.settings.iter().map(|setting| setting.option).collect();
    options.sort_unstable();
    options.windows(2).all(|pair| !matches!(pair, [a, b] if a == b))
}

pub fn ask_rulebook(rulebook: &Rulebook, is_last_of_batch: bool) -> Result<(), Rule> {
    ask(130, names_each_option_once(rulebook) && is_last_of_batch)
}

pub fn ask_note(state: &State, index: EntryIndex, note: &Note) -> Result<(), Rule> {
    ask(131, note.entries.iter().all(|named| *named < index))?;
    note.party.map_or(Ok(()), |party| ask_declared(state, index, party))
}
