//! Replaying in windows against replaying one by one: histories as they are admitted, and such as only wrong writers make.

use ledger_format::body::{Body, ReversingMovement};
use ledger_format::codes::{Action, Side};
use ledger_format::identifiers::{Digest, EntryId, EntryIndex};
use proptest::prelude::*;

use super::swept::SweptRuns;
use super::{Book, Replaying};
use crate::article6;
use crate::history::DurableBatch;
use crate::rules::tests::stage::*;

const HOUR: u64 = 60 * 60 * 1_000;

/// An entry, hours after the one before, with an id that may have been used and a not_after that may have passed.
type Step = (Ask, u64);

/// Movements of postings as they come: overlapping credits, blocks that were never issued, several Source accounts.
fn anything() -> impl Strategy<Value = Body> {
    let account = prop::sample::select(vec![SOURCE[1], SOURCE[2], SOURCE[3], A, B, USE_NDC, 999]);
    let side = prop::sample::select(vec![Side::Debit, Side::Credit]);
    let leg = (account, side, 1_u32..4, 0_u64..40, 0_u64..15);
    let actions = prop::sample::select(vec![Action::ISSUE, Action::TRANSFER]);
    (actions, prop::collection::vec(leg, 1..7)).prop_map(|(action, legs)| {
        let legs = legs.into_iter().map(|(account, side, space, first, more)| {
            // Some blocks are not well formed.
            posting(account, side, space, first, (first + more).saturating_sub(1))
        });
        movement(action, legs.collect())
    })
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let kind = prop_oneof![
        6 => wish(),
        6 => anything().prop_map(|body| ask(body, &[AUTHORITY])),
        1 => (20_u32..30).prop_map(|key| ask(register(key), &[OPERATOR])),
        1 => (5_u32..8).prop_map(|number| ask(space(number, &format!("more {number}")), &[AUTHORITY])),
    ];
    let step = (kind, 0_u64..3, 0_u8..40, 0_u64..40).prop_map(|(ask, later, id, hours)| {
        let id = (id < 20).then_some(EntryId([id; 16]));
        (Ask { id, not_after: Some(NOW + hours * HOUR), ..ask }, later * HOUR / 2)
    });
    prop::collection::vec(step, 1..60)
}

/// Hands each entry to both, with what history is fed from the one that is replayed in windows.
fn replayed(
    stage: &mut Stage,
    before: usize,
    steps: &[Step],
    mut each: impl FnMut(&crate::rules::Candidate<'_>),
) {
    for (index, (ask, later)) in (before as u64..).zip(steps) {
        stage.now += later;
        let made = stage.make(ask.clone(), index);
        let candidate = stage.candidate(&made, stage.book.entry_count() + index);
        each(&candidate);
    }
}

fn fed(book: &impl super::SeriesOf, candidate: &crate::rules::Candidate<'_>) -> DurableBatch {
    let entry = (candidate.entry.id(), candidate.entry.occurred_at(), candidate.body);
    DurableBatch::with_series(
        book,
        candidate.index,
        candidate.recorded_at,
        Digest::default(),
        std::iter::once(entry),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn windows_give_the_book_that_single_entries_give(
        steps in steps(),
        window in 1_usize..12,
        few in 0_usize..12,
        from_snapshot in any::<bool>(),
    ) {
        let mut stage = Stage::new();
        let mut one_by_one = stage.book.clone();
        let begun = if from_snapshot {
            let mut bytes = Vec::new();
            stage.book.encode_snapshot(&mut bytes);
            Book::decode_to_replay(&bytes, stage.book.origin()).unwrap()
        } else {
            Replaying::of(stage.book.clone())
        };
        let mut in_windows = begun.with_sizes(window, few);
        let mut batches = Vec::new();
        replayed(&mut stage, 0, &steps, |candidate| {
            one_by_one.replay(candidate);
            in_windows.replay(candidate);
            batches.push((fed(&one_by_one, candidate), fed(&in_windows, candidate)));
        });
        for (expected, found) in batches {
            prop_assert_eq!(found, expected);
        }
        let in_windows = in_windows.finish();
        prop_assert_eq!(in_windows.check(), Ok(()));
        prop_assert_eq!(one_by_one.check(), Ok(()));
        prop_assert!(in_windows == one_by_one);
        let encoded = |book: &Book| {
            let mut bytes = Vec::new();
            book.encode_snapshot(&mut bytes);
            bytes
        };
        prop_assert_eq!(encoded(&in_windows), encoded(&one_by_one));
        // What comes behind it finds lists and index as it needs them.
        let (mut going_on, mut expected) = (in_windows, one_by_one);
        replayed(&mut stage, steps.len(), &steps, |candidate| {
            going_on.replay(candidate);
            expected.replay(candidate);
        });
        prop_assert_eq!(going_on.check(), Ok(()));
        prop_assert!(going_on == expected);
    }
}

/// The reversals of some of the movements among the wishes, which begin at this entry.
fn reversals(wishes: &[Ask], begin: u64, places: &[usize]) -> Vec<Ask> {
    let of = |place: &usize| {
        let Body::Movement(movement) = &wishes.get(*place)?.body else { return None };
        let postings: Vec<_> = movement.postings.iter().map(|posting| posting.reversed()).collect();
        let reverses = EntryIndex(begin + *place as u64);
        let body = ReversingMovement { reverses, reason: 1, postings: postings.try_into().unwrap() };
        Some(ask(Body::Reversal(body), &[OPERATOR, AUTHORITY]))
    };
    places.iter().filter_map(of).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn windows_give_the_same_article_6_units(
        wishes in article6::tests::wishes(),
        taken_back in prop::collection::vec(0_usize..60, 0..8),
        issued in prop::collection::vec((61_u64..80, 0_u64..6), 0..4),
        admitted_only in any::<bool>(),
        window in 1_usize..12,
        few in 0_usize..12,
    ) {
        let mut stage = article6::tests::world();
        let begin = stage.book.entry_count();
        let mut wishes = wishes;
        for (first, more) in issued {
            let body = moves(Action::ISSUE, &[(SOURCE[1], A, 1, first, first + more)]);
            wishes.insert(wishes.len() / 2, ask(body, &[AUTHORITY]));
        }
        if admitted_only {
            // As a writer's journal has them.
            let mut writer = stage.clone();
            wishes.retain(|wish| writer.try_record(wish.clone()).is_ok());
        }
        wishes.extend(reversals(&wishes, begin, &taken_back));
        let mut one_by_one = stage.book.clone();
        let mut in_windows = Replaying::of(stage.book.clone()).with_sizes(window, few);
        let steps: Vec<Step> = wishes.into_iter().map(|wish| (wish, 0)).collect();
        replayed(&mut stage, 0, &steps, |candidate| {
            one_by_one.replay(candidate);
            in_windows.replay(candidate);
        });
        let in_windows = in_windows.finish();
        prop_assert_eq!(in_windows.check(), Ok(()));
        prop_assert_eq!(one_by_one.check(), Ok(()));
        prop_assert!(in_windows == one_by_one);
    }
}

#[test]
fn the_later_run_counts_and_not_the_earlier() {
    let stage = Stage::new();
    let run = |index: u64, first, last| {
        let holding =
            stage.book.holdings_of_block(posting(A, Side::Debit, 1, 1, 1).block)[0].holding.unwrap();
        let since = EntryIndex(index);
        (
            posting(A, Side::Debit, 1, 1, 1).block.space,
            super::Run { first, last, holding: super::Holding { since, ..holding } },
        )
    };
    let mut window = vec![run(1, 1, 10), run(2, 4, 6), run(3, 6, 12)];
    let swept = |window: &[_]| {
        let mut runs = SweptRuns::default();
        runs.sweep(window);
        let list = runs.spaces.into_values().next().unwrap();
        list.iter().map(|run| (run.first, run.last, run.holding.since.0)).collect::<Vec<_>>()
    };
    assert_eq!(swept(&window), [(1, 3, 1), (4, 5, 2), (6, 12, 3)]);
    // The control: in another order it is another book.
    window.reverse();
    assert_eq!(swept(&window), [(1, 10, 1), (11, 12, 3)]);
}
