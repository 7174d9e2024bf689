//! Whatever is asked of a ledger under rulebook 5: committed in batches, taken back, replayed one by one or in bulk, and saved, it is
//! the same book; also where no rule was asked.

use ledger_format::codes::{Action, FirstTransferDefinition, Purposes, RuleOption};
use ledger_format::identifiers::EntryIndex;
use proptest::prelude::*;

use super::*;
use crate::book::Replaying;
use crate::rules::tests::same_book::{committed, in_bulk_and_loaded, replayed, reverse_some};

/// Notices, levies and movements over few serials, some of them as the rules have it.
fn wishes() -> impl Strategy<Value = Vec<Ask>> {
    let run = || (1_u64..30, 0_u64..8).prop_map(|(first, more)| (first, first + more));
    let of_regime = || (101_u64..115, 0_u64..5).prop_map(|(first, more)| (first, first + more));
    let action = || {
        prop::sample::select(vec![
            Action::USE_NDC,
            Action::USE_OIMP,
            Action::CANCELLATION,
            Action::DOMESTIC_USE,
        ])
    };
    let at = || prop::sample::select(vec![ABROAD, HOSTS]);
    let told = (at(), run(), action()).prop_map(|(at, (a, b), action)| noticed(at, a, b, action));
    let twice = (at(), run(), run(), action()).prop_map(|(at, (a, b), (c, d), action)| {
        let blocks = vec![block(a, b), block(c, d)].try_into().unwrap();
        given(NoticeGiven { blocks, ..notice(at, a, b, action) })
    });
    let withdrawn = (0_u64..40).prop_map(|place| withdraw(EntryIndex(FIRST + place)));
    let away = (at(), run(), any::<bool>()).prop_map(|(to, (a, b), first)| {
        sent(if first { Action::FIRST_TRANSFER } else { Action::TRANSFER }, A, to, a, b)
    });
    let back = (at(), run()).prop_map(|(from, (a, b))| sent(Action::ACQUISITION, from, A, a, b));
    let levy = (prop::sample::select(vec![(FUND, A), (FUND, B), (A, FUND), (PENDING, FUND)]), of_regime())
        .prop_map(|((from, to), (a, b))| {
            let action = if to == FUND { Action::ADAPTATION_FUND_CONTRIBUTION } else { Action::TRANSFER };
            moved(action, from, to, a, b, &[])
        });
    let id = || prop::sample::select(vec!["n", "o", "b"]);
    let stated = (id(), 1_u32..4).prop_map(|(id, version)| {
        let (purposes, definition) = match id {
            "n" => (Purposes::NDC, FirstTransferDefinition::NONE),
            "o" => (Purposes::IMP, FirstTransferDefinition::AUTHORIZATION),
            _ => (Purposes::ALL, FirstTransferDefinition::USE_OR_CANCELLATION),
        };
        authorization(id, version, 0, purposes, definition)
    });
    let attached = (id(), 1_u32..3, prop_oneof![run(), of_regime()])
        .prop_map(|(id, version, (a, b))| attach(id, version, a, b));
    let identified = prop_oneof![run(), of_regime()].prop_map(|(a, b)| identify(a, b, 100 + a));
    let one = prop_oneof![
        5 => told, 2 => twice, 3 => withdrawn, 5 => away, 2 => back, 4 => levy, 3 => stated, 5 => attached,
        4 => identified,
    ];
    prop::collection::vec(one, 0..50)
}

fn beginning() -> Stage {
    world(&[(RuleOption::LEVY_FIRST_TRANSFERS, 3)])
}

/// The first entry behind [`world`].
const FIRST: u64 = 44;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn committed_replayed_and_saved_it_is_the_same_book(
        wishes in wishes(),
        cuts in prop::collection::vec(1_usize..9, 1..20),
        back in prop::collection::vec(0_u64..30, 0..4),
    ) {
        let mut stage = beginning();
        let times = committed(&mut stage, &wishes, &cuts, 0);
        reverse_some(&mut stage, &back);
        reports::told_as_it_was_posted(&stage);
        replayed(&stage, &times);
    }

    #[test]
    fn what_no_rule_was_asked_of_is_the_same_book_too(wishes in wishes()) {
        let stage = beginning();
        prop_assert_eq!(stage.book.entry_count(), FIRST);
        let (mut one_by_one, mut in_bulk) = (stage.book.clone(), Replaying::of(stage.book.clone()).with_sizes(1, 0));
        for (index, wish) in (FIRST..).zip(wishes) {
            let made = stage.make(wish, index - FIRST);
            one_by_one.replay(&stage.candidate(&made, index));
            in_bulk.replay(&stage.candidate(&made, index));
            prop_assert_eq!(one_by_one.check(), Ok(()));
        }
        in_bulk_and_loaded(&one_by_one, in_bulk);
    }
}
