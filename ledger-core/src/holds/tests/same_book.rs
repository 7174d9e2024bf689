//! Whatever is asked of a ledger under rulebook 4: committed in batches, taken back, replayed one by one or in bulk, and saved,
//! it is the same book; also where no rule was asked, so that holds and restrictions lie over each other in any way.

use ledger_format::body::{Body, Holds};
use ledger_format::identifiers::EntryIndex;
use proptest::prelude::*;

use super::{ABROAD, accept, lift, on_evidence, propose, release, restrict, world};
use crate::book::{Replaying, State};
use crate::rules::tests::same_book::{committed, in_bulk_and_loaded, replayed};
use crate::rules::tests::stage::*;

/// The first entry behind [`world`].
const FIRST: u64 = 30;

/// Holds, restrictions and movements over a few serials, some of them as the rules have it; and how much later each is.
fn wishes() -> impl Strategy<Value = Vec<Ask>> {
    let run = || (1_u64..40, 0_u64..8).prop_map(|(first, more)| (first, first + more));
    let expires = || (0_u64..60).prop_map(|more| NOW + more);
    let named = || (0_u64..50).prop_map(|place| EntryIndex(FIRST + place));
    let between = || prop::sample::select(vec![(A, B), (B, A)]);
    let placed = (between(), prop::collection::vec(run(), 1..3), expires())
        .prop_map(|((from, to), blocks, expires)| propose(from, to, &blocks, expires));
    let accepted = (named(), between(), run()).prop_map(|(hold, (from, to), (first, last))| {
        ask(accept(hold, from, to, first, last), &[OPERATOR]).on_behalf()
    });
    let accounts = prop::collection::vec(prop::sample::select(vec![A, B, ABROAD]), 0..3);
    let restricted = (accounts, prop::collection::vec(run(), 0..3), expires(), 0_u64..40, any::<bool>())
        .prop_map(|(accounts, blocks, from, more, for_ever)| {
            let until = if for_ever { 0 } else { from + more };
            restrict(&accounts, &blocks, from, until)
        });
    let moved = (between(), run())
        .prop_map(|((from, to), (a, b))| ask(transfer(from, to, a, b), &[OPERATOR]).on_behalf());
    let sent = (prop::sample::select(vec![(A, ABROAD), (ABROAD, A)]), run(), 1_u8..4)
        .prop_map(|((from, to), (first, last), digest)| on_evidence(from, to, first, last, digest));
    let one = prop_oneof![
        6 => placed, 3 => accepted, 2 => named().prop_map(release), 2 => restricted, 1 => named().prop_map(lift),
        4 => moved, 2 => sent,
    ];
    prop::collection::vec(one.prop_map(|ask| Ask { not_after: Some(NOW + DAY), ..ask }), 0..50)
}

/// Accepts each hold that was placed, every other time.
fn accept_some(stage: &mut Stage) {
    let placed: Vec<_> = (0..).map(EntryIndex).zip(&stage.bodies).collect();
    let holds: Vec<_> = placed
        .into_iter()
        .filter_map(|(index, (_, _, body))| match body {
            Body::Holds(Holds::Placed(hold)) if index.0.is_multiple_of(2) => Some((index, hold.clone())),
            _ => None,
        })
        .collect();
    for (index, hold) in holds {
        let legs: Vec<_> = hold
            .blocks
            .iter()
            .map(|block| (hold.debited.0, hold.acquiring.0, block.space.0, block.first, block.last))
            .collect();
        let body = super::with(moves(hold.action, &legs), ledger_format::body::ParticularValue::Hold(index));
        let wish = Ask { not_after: Some(NOW + DAY), ..ask(body, &[OPERATOR]).on_behalf() };
        let _ = stage.try_record(wish);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn committed_replayed_and_saved_it_is_the_same_book(
        wishes in wishes(),
        cuts in prop::collection::vec(1_usize..9, 1..20),
    ) {
        let mut stage = world();
        prop_assert_eq!(stage.book.entry_count(), FIRST);
        let times = committed(&mut stage, &wishes, &cuts, 7);
        accept_some(&mut stage);
        prop_assert_eq!(stage.book.check(), Ok(()));
        replayed(&stage, &times);
    }

    #[test]
    fn what_no_rule_was_asked_of_is_the_same_book_too(wishes in wishes()) {
        let mut stage = world();
        let (mut one_by_one, mut in_bulk) = (stage.book.clone(), Replaying::of(stage.book.clone()));
        for (index, wish) in (FIRST..).zip(wishes) {
            stage.now += index % 3;
            let made = stage.make(wish, index - FIRST);
            one_by_one.replay(&stage.candidate(&made, index));
            in_bulk.replay(&stage.candidate(&made, index));
            prop_assert!(State::holds(&one_by_one).back.agree(one_by_one.recorded_at()));
        }
        in_bulk_and_loaded(&one_by_one, in_bulk);
    }
}
