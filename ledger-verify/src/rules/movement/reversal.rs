//! Reversals.
//!
//! Invariants:
//! - What is asked is the journal itself: a movement with a finding can be reversed, a malformed or undetermined entry cannot.
//! - A reversal counts as made if the entry it names is a movement, whatever else is wrong with it.
//!
//! That the units have not moved since is the business of custody.

use std::io;

use ledger_format::body::{Body, Posting, ReversingMovement};
use ledger_format::entry::EntryBytes;
use ledger_format::identifiers::EntryIndex;

use crate::finding::Rule;
use crate::reading::Reading;
use crate::rules::article6::year_of_use;
use crate::rules::ask;
use crate::rules::control::unknown_code;
use crate::rules::number_map::NumberSet;
use crate::rules::origins::Effects;
use crate::rules::state::State;
use crate::window::{Batch, EarlierEntries};

/// A reversing movement of the window.
#[derive(Debug, Clone)]
pub struct ReversalFacts {
    /// Its place, counted from the first entry of the window.
    pub offset: u32,
    /// The entry that it names.
    pub reverses: EntryIndex,
    /// The year for which that movement used units towards an NDC, if it did.
    pub year_of_use: Option<u16>,
    /// What that movement drew, took and settled under rulebook 3, if anything.
    pub gives_back: Option<Box<Effects>>,
    /// the first that is broken.
    pub broken: Option<Rule>,
}

/// Which movements were reversed so far.
#[derive(Debug, Default)]
pub struct Reversals {
    made: NumberSet<EntryIndex>,
}

impl Reversals {
    /// Judges the reversing movements of a window and remembers what they reverse; in order of their places.
    ///
    /// # Errors
    /// What reading an earlier entry gives.
    pub fn judge(
        &mut self,
        batches: &[Batch<'_>],
        earlier: &dyn EarlierEntries,
        state: &State,
    ) -> io::Result<Vec<ReversalFacts>> {
        let first = batches.first().map_or(EntryIndex(0), |batch| batch.first);
        let mut asked: Vec<(EntryIndex, EntryIndex, &ReversingMovement)> = Vec::new();
        for (index, entry) in batches.iter().flat_map(Batch::reversing) {
            if let Reading::Decoded(decoded) = &entry.reading
                && let Body::Reversal(reversal) = &decoded.1
            {
                asked.push((reversal.reverses, index, reversal));
            }
        }
        // By the entry that is named: asking the journal in order is cheap.
        asked.sort_unstable_by_key(|(reverses, index, _)| (*reverses, *index));
        let mut facts = Vec::with_capacity(asked.len());
        for (reverses, index, reversal) in asked {
            let mut movement = if reverses < first {
                earlier.entry(reverses)?.and_then(|bytes| postings_of(&bytes, reverses, state))
            } else if reverses < index {
                in_window(batches, reverses, state)
            } else {
                None
            };
            // Named twice within the window, the earlier reversal comes first here, too.
            let again = movement.is_some() && !self.made.insert(reverses);
            let year_of_use = movement.as_ref().and_then(|movement| movement.year_of_use);
            let gives_back = movement.as_mut().and_then(|movement| movement.changes.take());
            let broken = movement
                .ok_or(Rule::R(220))
                .and_then(|movement| {
                    ask(221, !again)?;
                    ask(222, is_mirrored(&movement.postings, reversal))
                })
                .err();
            let offset = u32::try_from(index.0 - first.0).unwrap_or(u32::MAX);
            facts.push(ReversalFacts { offset, reverses, year_of_use, gives_back, broken });
        }
        facts.sort_unstable_by_key(|each| each.offset);
        Ok(facts)
    }
}

/// A movement that is reversed.
struct Reversed {
    postings: Vec<Posting>,
    year_of_use: Option<u16>,
    /// Under rulebook 3.
    changes: Option<Box<Effects>>,
}

/// An entry, if it is a movement without unknown codes.
fn postings_of(bytes: &[u8], index: EntryIndex, state: &State) -> Option<Reversed> {
    postings(&Reading::of(&EntryBytes::whole(bytes).ok()?), index, state)
}

fn in_window(batches: &[Batch<'_>], index: EntryIndex, state: &State) -> Option<Reversed> {
    let behind = batches.partition_point(|batch| batch.first <= index);
    let batch = batches.get(behind.checked_sub(1)?)?;
    let place = usize::try_from(index.0 - batch.first.0).ok()?;
    postings(&batch.entries.get(place)?.reading, index, state)
}

fn postings(reading: &Reading<'_>, index: EntryIndex, state: &State) -> Option<Reversed> {
    let terms = state.article6.terms.at(index);
    match reading {
        Reading::Movement(movement) => movement.action.is_known().then(|| Reversed {
            postings: movement.postings().collect(),
            year_of_use: None,
            changes: None,
        }),
        Reading::Decoded(decoded) => match &decoded.1 {
            body @ Body::Movement(movement) if unknown_code(body, terms).is_none() => {
                let changes = || Effects::of(movement, index, &state.origins).map(Box::new);
                Some(Reversed {
                    postings: movement.postings.to_vec(),
                    year_of_use: year_of_use(movement),
                    changes: terms.knows_origins().then(changes).flatten(),
                })
            }
            _ => None,
        },
        Reading::UnknownKind | Reading::Malformed(_) => None,
    }
}

///
fn is_mirrored(movement: &[Posting], reversal: &ReversingMovement) -> bool {
    let mirrored = movement.iter().map(|posting| posting.reversed());
    mirrored.eq(reversal.postings.iter().copied())
}
