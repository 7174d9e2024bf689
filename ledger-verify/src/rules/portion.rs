//! Judges a portion of a window: everything that an entry's place in the journal answers, without custody.
//!
//! Invariants:
//! - Portions are judged independently of each other; the state is not changed.

use ledger_format::body::{Body, Particular};
use ledger_format::entry::EntryFault;
use ledger_format::identifiers::EntryIndex;

use super::control::{LATER_KIND, unknown_code};
use super::custody::Step;
use super::holds::{ask_evidence, hold_of};
use super::ids::{IdRecord, IdSheaf};
use super::movement::{Deed, Judge, Moving};
use super::share::Portion;
use super::signing::Signed;
use super::state::State;
use super::terms::Terms;
use super::{Breach, Broken};
use crate::finding::Rule;
use crate::reading::Reading;
use crate::window::Entry;

/// What a portion leaves to those behind it.
#[derive(Debug, Default)]
pub struct Judged {
    /// Who takes what from whom, in order.
    pub steps: Vec<Step>,
    /// A record of each entry.
    pub ids: IdSheaf,
    /// What was found.
    pub breaches: Vec<Breach>,
    /// Entries with something that this version does not know, and what.
    pub unknown: Vec<(EntryIndex, &'static str)>,
}

impl Judged {
    fn clear(&mut self) {
        self.steps.clear();
        self.ids.clear();
        self.breaches.clear();
        self.unknown.clear();
    }
}

/// Judges the entries of a portion but those that [`super::control`] judges; `judged` is filled anew, and `also` gets each entry.
pub fn judge(
    portion: &Portion<'_, '_>,
    window_first: EntryIndex,
    state: &State,
    judged: &mut Judged,
    mut also: impl FnMut(EntryIndex, &Entry<'_>),
) {
    judged.clear();
    let mut judge = Judge::new(state);
    for (batch, index, entry) in portion.entries() {
        // Before it is judged: so its bytes are brought in once.
        also(index, entry);
        let (bytes, recorded_at) = (&entry.bytes, batch.recorded_at);
        judged.ids.push(IdRecord::new(bytes.id(), index, recorded_at, bytes.not_after()));
        let terms = state.article6.terms.at(index);
        if let Some(unknown) = unknown(entry, terms) {
            judged.unknown.push((index, unknown));
            // R-110 is asked beside it; not of entry 0, before which no key is known.
            if index.0 > 0 && !has_valid_keys(state, index, entry) {
                judged.breaches.push(Breach { entry: index, rule: Rule::R(110), block: None });
            }
            continue;
        }
        let offset = u32::try_from(index.0 - window_first.0).unwrap_or(u32::MAX);
        let on_behalf = entry.reading.is_on_behalf();
        let moving = |deed| Moving { index, offset, recorded_at, bytes, on_behalf, deed, hold: None };
        let broken = match &entry.reading {
            Reading::Malformed(_) => Some(Broken::from(Rule::R(100))),
            Reading::Movement(movement) => {
                let moving = moving(Deed::Movement(movement.action));
                judge.judge(&moving, movement.postings(), &mut judged.steps)
            }
            Reading::Decoded(decoded) => match &decoded.1 {
                Body::Movement(movement) => {
                    let hold = if terms.knows_holds() { hold_of(movement) } else { None };
                    let moving = Moving { hold, ..moving(Deed::Movement(movement.action)) };
                    judge.judge(&moving, movement.postings.iter().copied(), &mut judged.steps)
                }
                Body::Reversal(reversal) => {
                    judge.judge(&moving(Deed::Reversal), reversal.postings.iter().copied(), &mut judged.steps)
                }
                _ => None,
            },
            Reading::UnknownKind => None,
        };
        if broken.is_none()
            && terms.knows_holds()
            && let Some(particulars) = particulars_of(&entry.reading)
            && let Err(rule) = ask_evidence(judge.crosses_counterpart(), particulars)
        {
            judged.breaches.push(Breach { entry: index, rule, block: None });
        }
        if let Some(Broken { rule, serials }) = broken {
            judged.breaches.push(Breach { entry: index, rule, block: None });
            let of_serials =
                serials.into_iter().map(|block| Breach { entry: index, rule, block: Some(block) });
            judged.breaches.extend(of_serials);
        }
    }
}

/// R-101, by the rulebook in force. A kind that it does not know has no body that could be malformed.
pub fn unknown(entry: &Entry<'_>, terms: Terms) -> Option<&'static str> {
    match &entry.reading {
        Reading::UnknownKind => Some("the kind is not known to this version"),
        Reading::Movement(movement) if !movement.action.is_known() => {
            Some("the action is not known to this version")
        }
        Reading::Decoded(decoded) => unknown_code(&decoded.1, terms),
        Reading::Malformed(EntryFault::Body)
            if Body::rulebook_of(entry.bytes.kind()).is_some_and(|first| first > terms.version.max(1)) =>
        {
            Some(LATER_KIND)
        }
        Reading::Movement(_) | Reading::Malformed(_) => None,
    }
}

/// The particulars of a movement.
fn particulars_of<'r>(reading: &'r Reading<'_>) -> Option<&'r [Particular]> {
    match reading {
        Reading::Movement(_) => Some(&[]),
        Reading::Decoded(decoded) => match &decoded.1 {
            Body::Movement(movement) => Some(&movement.particulars),
            _ => None,
        },
        Reading::UnknownKind | Reading::Malformed(_) => None,
    }
}

fn has_valid_keys(state: &State, index: EntryIndex, entry: &Entry<'_>) -> bool {
    let signed = Signed { state, index, bytes: &entry.bytes };
    match &entry.reading {
        Reading::Decoded(decoded) => match &decoded.1 {
            Body::Genesis(genesis) => signed.by_keys_of(genesis),
            _ => signed.by_valid_keys(),
        },
        _ => signed.by_valid_keys(),
    }
}
