//! one id one effect, a rulebook at its place, a note of what exists.

use ledger_format::body::{Note, Rulebook};

use super::Case;
use super::form::option_set_twice;
use super::refusal::Refusal;
use crate::book::State;

///
pub(super) fn id_is_free<S: State>(case: &Case<'_, '_, S>) -> Result<(), Refusal> {
    match case.state.id_use(&case.candidate.entry.id()) {
        Some(taken) if taken.not_after >= case.candidate.recorded_at => {
            Err(Refusal::IdTaken { recorded: taken.entry })
        }
        _ => Ok(()),
    }
}

///
pub(super) fn rulebook_is_last<S: State>(case: &Case<'_, '_, S>, body: &Rulebook) -> Result<(), Refusal> {
    if let Some(option) = option_set_twice(body) {
        return Err(Refusal::OptionTwice(option));
    }
    if !case.candidate.last_in_batch {
        return Err(Refusal::RulebookNotLast);
    }
    let (in_force, adopted) = (case.state.options().version, body.version);
    if adopted < in_force { Err(Refusal::RulebookOlder { in_force, adopted }) } else { Ok(()) }
}

///
pub(super) fn note_of_earlier<S>(case: &Case<'_, '_, S>, body: &Note) -> Result<(), Refusal> {
    match body.entries.iter().find(|entry| **entry >= case.candidate.index) {
        Some(entry) => Err(Refusal::NoteOfLaterEntry(*entry)),
        None => Ok(()),
    }
}
