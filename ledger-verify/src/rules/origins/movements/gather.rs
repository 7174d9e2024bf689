//! Gathers what the movements of a portion say about where units come from, and judges its issues.
//!
//! Invariants:
//! - Portions are gathered independently of each other; nothing is changed.
//! - Of a movement that is no issue and names no loss nothing but its action is looked at.

use ledger_format::body::{Body, Movement, Origins, Posting};
use ledger_format::codes::Action;
use ledger_format::identifiers::EntryIndex;

use super::Window;
use super::effects::{Effects, credits, loss_of};
use super::issue::Issue;
use super::metrics::Settling;
use crate::finding::Rule;
use crate::reading::Reading;
use crate::rules::Breach;
use crate::rules::origins::state::monitorings::MonitoringPlace;
use crate::rules::portion::unknown;
use crate::rules::share::Portion;
use crate::rules::terms::Terms;
use crate::window::Entry;

/// What an entry does, in the order of entries.
#[derive(Debug)]
pub struct Act {
    /// The entry.
    pub entry: EntryIndex,
    /// What it does.
    pub what: What,
}

/// What an entry does to what is drawn, taken and settled.
#[derive(Debug)]
pub enum What {
    /// A movement takes effect.
    Made(Effects),
    /// A movement gives back what it changed.
    GivenBack {
        /// The movement.
        reverses: EntryIndex,
        /// What it changed.
        effects: Effects,
    },
    /// A monitoring is withdrawn.
    Withdrawn(MonitoringPlace),
}

/// What a portion gives.
#[derive(Debug, Default)]
pub struct Gathered {
    /// What its entries do.
    pub acts: Vec<Act>,
    /// The blocks that settle losses.
    pub settling: Vec<Settling>,
    /// What its issues break.
    pub breaches: Vec<Breach>,
}

/// Gathers a portion.
pub fn gather(window: &Window<'_>, portion: &Portion<'_, '_>) -> Gathered {
    let mut gatherer = Gatherer { window, postings: Vec::new(), out: Gathered::default() };
    for (_, index, entry) in portion.entries() {
        gatherer.entry(index, entry);
    }
    gatherer.out
}

struct Gatherer<'g> {
    window: &'g Window<'g>,
    /// The postings of the issue at hand.
    postings: Vec<Posting>,
    out: Gathered,
}

impl Gatherer<'_> {
    #[inline]
    fn entry(&mut self, index: EntryIndex, entry: &Entry<'_>) {
        match &entry.reading {
            Reading::Movement(movement) => {
                if movement.action == Action::ISSUE {
                    let terms = self.window.state.article6.terms.at(index);
                    if terms.knows_origins() {
                        let mut postings = std::mem::take(&mut self.postings);
                        postings.clear();
                        postings.extend(movement.postings());
                        self.issue(index, terms, &postings, None);
                        self.postings = postings;
                    }
                }
            }
            Reading::Decoded(decoded) => {
                let terms = self.window.state.article6.terms.at(index);
                if terms.knows_origins() && unknown(entry, terms).is_none() {
                    self.body(index, terms, &decoded.1);
                }
            }
            Reading::UnknownKind | Reading::Malformed(_) => {}
        }
    }

    fn body(&mut self, index: EntryIndex, terms: Terms, body: &Body) {
        let state = self.window.state;
        match body {
            Body::Movement(movement) => {
                match movement.action {
                    Action::ISSUE => self.issue(index, terms, &movement.postings, Some(movement)),
                    Action::CANCELLATION => self.cancellation(index, movement),
                    _ => return,
                }
                let made = Effects::of(movement, index, &state.origins);
                self.act(index, made.map(What::Made));
            }
            Body::Reversal(reversal) => {
                let offset = u32::try_from(index.0 - self.window.first.0).unwrap_or(u32::MAX);
                let place = self.window.reversals.binary_search_by_key(&offset, |facts| facts.offset);
                let facts = place.ok().and_then(|place| self.window.reversals.get(place));
                let effects = facts.and_then(|facts| facts.gives_back.as_deref().cloned());
                let reverses = reversal.reverses;
                self.act(index, effects.map(|effects| What::GivenBack { reverses, effects }));
            }
            Body::Origins(Origins::MonitoringWithdrawn(withdrawn)) => {
                let known = state.origins.monitorings.known_at(withdrawn.monitoring, index);
                self.act(index, known.map(|(place, _)| What::Withdrawn(place)));
            }
            _ => {}
        }
    }

    fn issue(&mut self, entry: EntryIndex, terms: Terms, postings: &[Posting], movement: Option<&Movement>) {
        let issue = Issue { state: self.window.state, terms, entry, postings, movement };
        self.report(entry, issue.judge());
    }

    /// R-417 of a loss that is not stated; what is left of it is asked when all is known that is held.
    fn cancellation(&mut self, entry: EntryIndex, movement: &Movement) {
        let Some(number) = loss_of(movement) else { return };
        let known = &self.window.state.origins;
        let activity = known.loss_at(number, entry).and_then(|loss| known.activities.get(loss.activity));
        let Some(activity) = activity else { return self.report(entry, Err(Rule::R(417))) };
        let measured = activity.measured;
        let blocks = credits(&movement.postings).map(|posting| posting.block);
        self.out.settling.extend(blocks.map(|block| Settling { entry, block, measured }));
    }

    fn act(&mut self, entry: EntryIndex, what: Option<What>) {
        self.out.acts.extend(what.map(|what| Act { entry, what }));
    }

    fn report(&mut self, entry: EntryIndex, verdict: Result<(), Rule>) {
        if let Err(rule) = verdict {
            self.out.breaches.push(Breach { entry, rule, block: None });
        }
    }
}
