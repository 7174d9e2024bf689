//! What the mechanism levies and where it issues to.

use super::*;

#[test]
fn what_the_mechanism_levies_is_first_transferred_where_an_option_has_it() {
    for (option, ended, transferred) in [(0, true, 0), (1, true, 5), (2, false, 2), (3, false, 7)] {
        let mut stage = world(&[(RuleOption::LEVY_FIRST_TRANSFERS, option)]);
        stage.record(authorization("n", 1, 0, Purposes::NDC, FirstTransferDefinition::NONE));
        // What leaves the fund was levied, and is no longer.
        let omge = if ended { 345 + 1 } else { 0 };
        match stage.ask(identify(106, 107, 706)) {
            Ok(()) => assert_eq!(omge, 0),
            Err(refused) => assert_eq!(refused.rule().number(), omge),
        }
        let last = if ended { 105 } else { 107 };
        if option & 1 == 1 {
            assert_eq!(stage.refused(attach("n", 1, 101, 105)), 363);
        }
        stage.record(identify(101, last, 701));
        stage.record(identify(108, 200, 708));
        stage.record(attach("n", 1, 101, last));
        stage.record(attach("n", 1, 108, 200));
        assert_eq!(sums(&stage.book, "CHE", 2024, MECHANISM), (transferred, 0), "option {option}");
        let mut triggers = Vec::new();
        stage.book.article6().first_transfers().pieces(SpaceId(1), 101, 200, |piece| {
            triggers.extend(piece.value.map(|made| made.trigger));
        });
        assert_eq!(triggers.is_empty(), transferred == 0);
        assert!(triggers.iter().all(|trigger| *trigger == Trigger::Levy));
        assert_eq!(stage.book.check(), Ok(()));
    }
    let mut stage = world(&[(RuleOption::LEVY_FIRST_TRANSFERS, 1)]);
    stage.record(moved(Action::TRANSFER, FUND, A, 103, 103, &[]));
    stage.record(moved(Action::ADAPTATION_FUND_CONTRIBUTION, PENDING, FUND, 150, 151, &[]));
    stage.record(identify(101, 105, 701));
    stage.record(identify(150, 151, 750));
    stage.record(authorization("n", 1, 0, Purposes::NDC, FirstTransferDefinition::NONE));
    stage.record(attach("n", 1, 101, 105));
    stage.record(attach("n", 1, 150, 151));
    assert_eq!(sums(&stage.book, "CHE", 2024, MECHANISM), (6, 0));
    assert_eq!(stage.book.check(), Ok(()));
}

#[test]
fn the_mechanism_issues_to_pending_accounts_or_came_from_its_registry() {
    let mut stage = world(&[]);
    assert_eq!(stage.refused(issue(&[(FUND, 301, 305), (OMGE, 306, 307), (A, 308, 400)])), 606);
    assert_eq!(
        stage.refused(issue(&[(FUND, 301, 305), (OMGE, 306, 307), (HOSTS, 308, 308), (PENDING, 309, 400)])),
        606
    );
    assert_eq!(stage.refused(issue(&[(PENDING, 301, 400)])), 416);
    stage.admitted(issue(&[(FUND, 301, 305), (OMGE, 306, 307), (PENDING, 308, 400)]));
    // What its registry issued was levied there.
    stage.record(issue(&[(HOSTS, 301, 400)]));
    assert_eq!(stage.book.check(), Ok(()));
}
