//! Committed in batches, taken back, replayed one by one or in bulk, saved and loaded: it is the same book. What the random histories
//! of each subject are held against.

use std::iter;

use ledger_format::body::Body;
use ledger_format::identifiers::EntryIndex;

use super::stage::*;
use crate::book::{Book, Draft, Replaying};

pub(crate) fn snapshot(book: &Book) -> Vec<u8> {
    let mut bytes = Vec::new();
    book.encode_snapshot(&mut bytes);
    bytes
}

/// Records what of the wishes is admitted, and asserts that several of them to a batch, of which more is taken back first, give the
/// same book. `pass` milliseconds lie between two batches. Returns when each entry was recorded.
pub(crate) fn committed(stage: &mut Stage, wishes: &[Ask], cuts: &[usize], pass: u64) -> Vec<u64> {
    let mut other = stage.clone();
    let mut times = vec![stage.now; stage.bodies.len()];
    let mut rest = wishes;
    for cut in cuts.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (now, later) = rest.split_at((*cut).min(rest.len()));
        rest = later;
        for wish in now {
            let _ = stage.try_record(wish.clone());
        }
        let mut draft = Draft::default();
        for kept in [false, true] {
            draft.savepoint();
            let more = if kept { &[] } else { later };
            for wish in now.iter().chain(more) {
                let made = other.make(wish.clone(), draft.entry_count());
                let index = other.book.entry_count() + draft.entry_count();
                if let Ok(admitted) = draft.admit(&other.book, &other.candidate(&made, index)) {
                    draft.apply(&other.book, admitted);
                }
            }
            if !kept {
                draft.rollback();
            }
        }
        other.book.merge(draft);
        assert_eq!(snapshot(&other.book), snapshot(&stage.book));
        assert!(other.book == stage.book);
        times.resize(stage.bodies.len(), stage.now);
        stage.now += pass;
        other.now += pass;
    }
    assert_eq!(stage.book.check(), Ok(()));
    times
}

/// Reverses what is a movement of the entries that far from the end, where the rules let it.
pub(crate) fn reverse_some(stage: &mut Stage, back: &[u64]) {
    for place in back {
        let entry = EntryIndex(stage.book.entry_count().saturating_sub(place + 1));
        if matches!(stage.bodies.get(usize::try_from(entry.0).unwrap()), Some((_, _, Body::Movement(_)))) {
            let body = Body::Reversal(reversal(stage, entry));
            let _ = stage.try_record(ask(body, &[OPERATOR, AUTHORITY]));
        }
    }
    assert_eq!(stage.book.check(), Ok(()));
}

/// Asserts that its entries, without any rule asked, give the stage's book: one by one, in bulk, and loaded again. They are recorded
/// at these times, all others at the stage's.
pub(crate) fn replayed(stage: &Stage, times: &[u64]) {
    let mut one_by_one = Book::new(genesis().origin);
    let mut in_bulk = Replaying::nothing(genesis().origin);
    let mut then = stage.clone();
    let times = times.iter().copied().chain(iter::repeat(stage.now));
    for ((index, (id, occurred_at, body)), time) in (0..).zip(&stage.bodies).zip(times) {
        then.now = time;
        let not_after = Some(NOW + DAY);
        let wish = Ask { id: Some(*id), not_after, ..ask(body.clone(), &[OPERATOR]).at(occurred_at.0) };
        let made = then.make(wish, 0);
        one_by_one.replay(&then.candidate(&made, index));
        in_bulk.replay(&then.candidate(&made, index));
    }
    assert_eq!(snapshot(&one_by_one), snapshot(&stage.book));
    assert!(one_by_one == stage.book);
    in_bulk_and_loaded(&one_by_one, in_bulk);
}

/// Asserts that what was replayed in bulk, and what is loaded from a snapshot, is this book.
pub(crate) fn in_bulk_and_loaded(book: &Book, in_bulk: Replaying) {
    assert_eq!(snapshot(&in_bulk.finish()), snapshot(book));
    let loaded = Book::decode_snapshot(&snapshot(book), &genesis().origin);
    assert!(loaded.is_some_and(|loaded| loaded == *book));
}
