//! A book on its way to the journal's end: movements are gathered and swept into the holdings, a window at a time.
//!
//! Invariants:
//! - [`Replaying::finish`] gives the book that [`Book::replay`] of the same entries, one by one, gives.
//! - Control entries take effect at once, by the code that commit uses. Of movements only what the entries behind them need
//!   is kept up: which serials are issued, of which series.
//! - A book that is there in full is replayed onto entry by entry until that has cost about as much as taking its holdings
//!   apart and putting them together again: few entries cost little, however large the book.
//! - Memory: the runs, a window being filled and one being swept, of at most 4 Mi runs each.

use std::thread::{self, JoinHandle};

use ledger_format::block::SerialBlock;
use ledger_format::body::{Body, Posting};
use ledger_format::codes::Side;
use ledger_format::identifiers::{Origin, SeriesId};
use rustc_hash::FxHashMap;

use super::Book;
use super::apply::{apply, article6_moved, series_if_new};
use super::custody::SeriesOf;
use super::holding::{CustodyEvent, Holding};
use super::holdings::Holdings;
use super::ids::{IdUse, WaitingIds};
use super::issued_serials::IssuedSerials;
use super::runs::Run;
use super::state::StateMut;
use super::swept::{SweptRuns, WINDOW_MAX, Window};
use crate::article6::effects;
use crate::holds;
use crate::notices;
use crate::origins;
use crate::rules::Candidate;

/// Runs that a window waits for, at least.
const WINDOW_MIN: usize = 1024 * 1024;
/// Movements onto a book in full cost about as much as taking apart and putting together so many runs each.
const RUNS_A_MOVEMENT: usize = 8;
/// Movements that are never worth it.
const FEW: usize = 1_024;

/// A book that is being replayed.
#[derive(Debug)]
#[must_use = "what was replayed is in the book that `finish` gives"]
pub struct Replaying {
    /// Its holdings are empty while there is `bulk`.
    book: Book,
    bulk: Option<Box<Bulk>>,
    /// Movements replayed one by one.
    replayed: usize,
    few: usize,
    window_min: usize,
}

/// What stands for the holdings meanwhile.
#[derive(Debug)]
pub(super) struct Bulk {
    runs: Sweeping,
    /// How many runs there were after the last sweep.
    run_count: usize,
    window: Window,
    issued: FxHashMap<Option<SeriesId>, u128>,
    pub(super) ids: WaitingIds,
}

/// The runs, or the thread that sweeps a window into them.
#[derive(Debug)]
enum Sweeping {
    Done(SweptRuns),
    Under(JoinHandle<SweptRuns>),
}

impl Sweeping {
    fn join(self) -> SweptRuns {
        match self {
            Self::Done(runs) => runs,
            // A panic over there was a bug, and goes on here.
            Self::Under(sweep) => sweep.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
        }
    }
}

impl Replaying {
    /// Begins with a ledger without entries.
    pub fn nothing(origin: Origin) -> Self {
        Self::in_bulk(Book::new(origin), Bulk::default(), IssuedSerials::default())
    }

    /// Goes on from a book in full.
    pub fn of(book: Book) -> Self {
        let few = FEW.max(book.holding_count() / RUNS_A_MOVEMENT);
        Self { book, bulk: None, replayed: 0, few, window_min: WINDOW_MIN }
    }

    /// Goes on from a book whose holdings stand in `bulk`.
    pub(super) fn in_bulk(mut book: Book, bulk: Bulk, issued: IssuedSerials) -> Self {
        book.issued_in_bulk = Some(Box::new(issued));
        Self { book, bulk: Some(Box::new(bulk)), replayed: 0, few: 0, window_min: WINDOW_MIN }
    }

    /// The same with windows and patience of a size that a test can fill.
    #[cfg(test)]
    pub(crate) fn with_sizes(mut self, window: usize, few: usize) -> Self {
        (self.window_min, self.few) = (window, few);
        self
    }

    /// How many entries it has taken in.
    #[must_use]
    pub fn entry_count(&self) -> u64 {
        self.book.entry_count
    }

    /// The book as far as it is kept up: all but its holdings and ids, if it began with nothing.
    pub(crate) fn so_far(&self) -> &Book {
        &self.book
    }

    /// Takes in an entry that was admitted when it was written: no rule is asked, no signature checked.
    pub fn replay(&mut self, candidate: &Candidate<'_>) {
        self.replay_around(candidate, |book, event| effects::moved(book, candidate, event));
    }

    /// The same; in bulk, `effect` lets every change of hands take effect, by [`effects::moved`], and may look on. Who begins
    /// with nothing is in bulk from the first entry on.
    pub(crate) fn replay_around(
        &mut self,
        candidate: &Candidate<'_>,
        effect: impl FnMut(&mut Book, &CustodyEvent),
    ) {
        let moves = matches!(candidate.body, Body::Movement(_) | Body::Reversal(_));
        let Some(bulk) = &mut self.bulk else {
            self.book.replay(candidate);
            self.replayed += usize::from(moves);
            if self.replayed >= self.few {
                let (bulk, issued) = Bulk::taken_from(&mut self.book.holdings);
                self.book.issued_in_bulk = Some(Box::new(issued));
                self.bulk = Some(Box::new(bulk));
            }
            return;
        };
        if candidate.recorded_at > self.book.recorded_at {
            bulk.ids.expire(candidate.recorded_at);
        }
        self.book.enter(candidate.recorded_at);
        if moves {
            origins::effects::moved(&mut self.book, candidate);
            holds::effects::moved(&mut self.book, candidate);
        }
        let postings = match candidate.body {
            Body::Movement(body) => &body.postings,
            Body::Reversal(body) => {
                self.book.set_reversed(body.reverses);
                &body.postings
            }
            _ => return apply(&mut self.book, candidate, None),
        };
        notices::levied::moved(&mut self.book, postings);
        let not_after = candidate.entry.not_after();
        bulk.ids.insert(candidate.entry.id(), IdUse { entry: candidate.index, not_after });
        bulk.move_units(&mut self.book, candidate, postings);
        article6_moved(&mut self.book, candidate, effect);
        if bulk.window.len() >= (bulk.run_count / 2).min(WINDOW_MAX / 2).max(self.window_min) {
            bulk.sweep();
        }
    }

    /// The book at the last entry.
    #[must_use]
    pub fn finish(self) -> Book {
        let Self { mut book, bulk, .. } = self;
        if let Some(mut bulk) = bulk {
            bulk.sweep();
            book.issued_in_bulk = None;
            book.holdings = Holdings::assembled(bulk.runs.join(), bulk.issued);
            book.ids.take_in(bulk.ids);
        }
        book
    }
}

impl SeriesOf for Replaying {
    fn series_of(&self, block: SerialBlock, each: impl FnMut(u64, u64, Option<SeriesId>)) {
        self.book.series_of(block, each);
    }
}

impl Default for Bulk {
    fn default() -> Self {
        Self {
            runs: Sweeping::Done(SweptRuns::default()),
            run_count: 0,
            window: Window::new(),
            issued: FxHashMap::default(),
            ids: WaitingIds::default(),
        }
    }
}

impl Bulk {
    /// These runs, of which so many units of each series are issued; and which serials are.
    pub(super) fn new(runs: SweptRuns, issued: FxHashMap<Option<SeriesId>, u128>) -> (Self, IssuedSerials) {
        let mut serials = IssuedSerials::default();
        for (space, list) in &runs.spaces {
            list.iter().for_each(|run| serials.append(*space, run));
        }
        let run_count = runs.len();
        (Self { issued, run_count, runs: Sweeping::Done(runs), ..Self::default() }, serials)
    }

    fn taken_from(holdings: &mut Holdings) -> (Self, IssuedSerials) {
        let (runs, issued) = holdings.disassembled();
        Self::new(runs, issued)
    }

    /// Gathers what every credit gives its account; as `apply` does it at commit.
    fn move_units(&mut self, book: &mut Book, candidate: &Candidate<'_>, postings: &[Posting]) {
        let (since, occurred_at) = (candidate.index, candidate.entry.occurred_at());
        // Asked for once, and only by movements that issue something: they may have thousands of postings.
        let mut if_new: Option<Option<SeriesId>> = None;
        let Some(mut serials) = book.issued_in_bulk.take() else { return };
        for credit in postings.iter().filter(|posting| posting.side == Side::Credit) {
            if !credit.block.is_well_formed() {
                continue;
            }
            let (space, account) = (credit.block.space, credit.account);
            let window = &mut self.window;
            let new_series = || *if_new.get_or_insert_with(|| series_if_new(book, postings));
            let new = serials.issue(credit.block, new_series, |first, last, series| {
                let holding = Holding { account, since, occurred_at, series };
                window.push((space, Run { first, last, holding }));
            });
            if let Some((series, count)) = new.filter(|(_, count)| *count > 0) {
                *self.issued.entry(series).or_default() += u128::from(count);
            }
        }
        book.issued_in_bulk = Some(serials);
    }

    /// Sweeps the window into the runs, on a thread of its own while the next one is gathered.
    fn sweep(&mut self) {
        let window = std::mem::take(&mut self.window);
        if window.is_empty() {
            return;
        }
        let mut runs = std::mem::replace(&mut self.runs, Sweeping::Done(SweptRuns::default())).join();
        self.run_count = runs.len();
        self.runs = Sweeping::Under(thread::spawn(move || {
            for part in window.chunks(WINDOW_MAX) {
                runs.sweep(part);
            }
            runs
        }));
    }
}
