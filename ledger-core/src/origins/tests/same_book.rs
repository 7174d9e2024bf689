//! Whatever is asked of a ledger under rulebook 3: committed in batches, taken back, replayed one by one or in bulk, and saved,
//! it is the same book.

use ledger_format::body::ParticularValue;
use ledger_format::identifiers::Digest;
use proptest::prelude::*;

use super::{S23, S24, Y23, Y25, issue, line, loss, monitored, on, settle, underlying, withdraw, world};
use crate::rules::tests::same_book::{committed, replayed, reverse_some};
use crate::rules::tests::stage::*;

/// Statements and movements about the activity of [`world`], mostly within the rules.
fn wishes() -> impl Strategy<Value = Vec<Ask>> {
    let number = 1_u32..4;
    let name =
        || (prop::sample::select(vec![2023_u16, 2024]), 1_u32..3).prop_map(|(year, of)| line(year, of));
    // Issued by tens, moved and settled in parts of them.
    let ten = (0_u64..12).prop_map(|ten| (10 * ten + 1, 10 * ten + 10));
    let run = (0_u64..12, 1_u64..11, 0_u64..6)
        .prop_map(|(ten, first, more)| (10 * ten + first, 10 * ten + (first + more).min(10)));
    let stated = (number.clone(), prop::collection::vec(name(), 1..3))
        .prop_map(|(number, lines)| monitored(number, Y23, Y25, &lines));
    let withdrawn = number.clone().prop_map(withdraw);
    let lost = (number.clone(), 5_u64..20).prop_map(|(number, units)| loss(number, units));
    let basis = prop_oneof![
        3 => (number.clone(), name()).prop_map(|(number, name)| {
            (if name.year == 2023 { S23 } else { S24 }, on(number, name))
        }),
        2 => (prop::sample::select(vec!["GS-", "GT-"]), 1_u64..80)
            .prop_map(|(prefix, first)| (S24, underlying(prefix, first))),
        1 => Just((S23, ParticularValue::History(Digest([9; 32])))),
    ];
    let issued = (prop::sample::select(vec![A, B]), ten, basis)
        .prop_map(|(to, (a, b), (source, basis))| issue(source, &[(to, a, b)], basis));
    let transferred = (prop::sample::select(vec![(A, B), (B, A)]), run.clone())
        .prop_map(|((from, to), (a, b))| ask(transfer(from, to, a, b), &[OPERATOR]).on_behalf());
    let settled = (run, number).prop_map(|((a, b), number)| settle(a, b, number));
    let one = prop_oneof![
        3 => stated, 1 => withdrawn, 2 => lost, 8 => issued, 2 => transferred, 4 => settled,
    ];
    prop::collection::vec(one, 0..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn committed_replayed_and_saved_it_is_the_same_book(
        wishes in wishes(),
        cuts in prop::collection::vec(1_usize..9, 1..20),
        back in prop::collection::vec(0_u64..30, 0..9),
    ) {
        let mut stage = world();
        stage.record(monitored(1, Y23, Y25, &[line(2023, 1), line(2024, 2)]));
        stage.record(loss(1, 12));
        let times = committed(&mut stage, &wishes, &cuts, 0);
        reverse_some(&mut stage, &back);
        replayed(&stage, &times);
    }
}
