//! Stories with their answers: issues, transfers, splits, refusals, reversals, the past, statements, selections, repeated requests.

use ledger_tests::script::check;

#[test]
fn units_are_issued_moved_used_and_counted() {
    check(
        "
        issue 1..100 -> 1
        transfer 1..60 1 -> 2
        use 61..70 1
        balance 1
        balance 2
        balance 21
        balance 101
        holdings
        balance 999
        ",
        "
        balance 1: 30
        balance 2: 60
        balance 21: 10
        balance 101: -100
        holdings: 1..60 in 2, 61..70 in 21, 71..100 in 1
        balance 999: no such account
        ",
    );
}

#[test]
fn a_block_splits_and_each_part_has_its_lineage() {
    check(
        "
        issue 1..100 -> 1
        transfer 1..60 1 -> 2
        transfer 10..20, 41..45 2 -> 3
        transfer 15..15 3 -> 4
        holdings 2
        holdings 3
        lineage 15
        lineage 44..62
        lineage 101
        ",
        "
        holdings 2: 1..9, 21..40, 46..60
        holdings 3: 10..14, 16..20, 41..45
        lineage 15: #1 15..15 101 -> 1, #2 15..15 1 -> 2, #3 15..15 2 -> 3, #4 15..15 3 -> 4
        lineage 44..62: #1 44..62 101 -> 1, #2 44..60 1 -> 2, #3 44..45 2 -> 3
        lineage 101: none
        ",
    );
}

#[test]
fn every_refusal_has_its_rule_and_leaves_nothing_behind() {
    check(
        "
        issue 1..100 -> 1
        issue 100..110 -> 1
        transfer 90..101 1 -> 2
        transfer 1..10 2 -> 3
        transfer 1..10 1 -> 1
        transfer 1..10 1 -> 21
        transfer 1..10 1 -> 999
        transfer 0..10 1 -> 2
        transfer 1..5, 5..6 1 -> 2
        use 1..10 1
        transfer 1..10 21 -> 1
        suspend 2
        suspend 2
        transfer 11..20 1 -> 2
        close 1
        reinstate 2
        close 2
        transfer 11..20 1 -> 2
        transfer 11..20 1 -> 3; transfer 11..11 1 -> 4
        holdings
        ",
        "
        issue 100..110 -> 1: refused R-210
        transfer 90..101 1 -> 2: refused R-211, retryable
        transfer 1..10 2 -> 3: refused R-211, retryable
        transfer 1..10 1 -> 1: refused R-206
        transfer 1..10 1 -> 21: refused R-208
        transfer 1..10 1 -> 999: refused R-203
        transfer 0..10 1 -> 2: refused R-201
        transfer 1..5, 5..6 1 -> 2: refused R-205
        transfer 1..10 21 -> 1: refused R-207
        suspend 2: refused R-172
        transfer 11..20 1 -> 2: refused R-204
        close 1: refused R-173
        transfer 11..20 1 -> 2: refused R-204
        transfer 11..20 1 -> 3; transfer 11..11 1 -> 4: refused R-211, retryable (part 2)
        holdings: 1..10 in 21, 11..100 in 1
        ",
    );
}

#[test]
fn a_reversal_takes_back_what_has_not_moved_on() {
    check(
        "
        issue 1..100 -> 1
        transfer 1..60 1 -> 2
        transfer 61..70 1 -> 2
        transfer 5..5 2 -> 3
        reverse 2
        reverse 3
        reverse 3
        reverse 5
        holdings 1
        reverse 4
        reverse 2
        holdings
        entry 5
        entry 1
        ",
        "
        reverse 2: refused R-223
        reverse 3: refused R-221
        reverse 5: refused R-220
        holdings 1: 61..70, 71..100
        reverse 2: refused R-223
        holdings: 1..4 in 2, 5..5 in 2, 6..60 in 2, 61..70 in 1, 71..100 in 1
        entry 5: reversing movement
        entry 1: movement
        ",
    );
}

#[test]
fn the_past_is_asked_by_entry_by_recording_and_by_occurrence() {
    check(
        "
        at 1000
        issue 1..100 -> 1
        at 2000
        transfer 1..60 1 -> 2
        at 3000
        occurred 2500
        transfer 61..80 1 -> 3
        at 4000
        occurred 2400
        use 1..10 2
        at 5000
        transfer 1..10 1 -> 2
        balance 1 as at 1
        balance 1 as at 2
        balance 1 as at recorded 999
        balance 1 as at recorded 2999
        balance 1 as at recorded 3000
        balance 1 as at occurred 2499
        balance 1 as at occurred 2500
        balance 2 as at recorded 3999
        balance 2 as at occurred 2400
        holdings 2 as at 3
        holdings 2 as at 4
        holdings as at 2
        lineage 5 as at recorded 3500
        occurred 1500
        transfer 61..61 3 -> 4
        ",
        "
        transfer 1..10 1 -> 2: refused R-211, retryable
        balance 1 as at 1: 100
        balance 1 as at 2: 40
        balance 1 as at recorded 999: 0
        balance 1 as at recorded 2999: 40
        balance 1 as at recorded 3000: 20
        balance 1 as at occurred 2499: 40
        balance 1 as at occurred 2500: 20
        balance 2 as at recorded 3999: 60
        balance 2 as at occurred 2400: 50
        holdings 2 as at 3: 1..60
        holdings 2 as at 4: 11..60
        holdings as at 2: 1..60 in 2, 61..100 in 1
        lineage 5 as at recorded 3500: #1 5..5 101 -> 1, #2 5..5 1 -> 2
        transfer 61..61 3 -> 4: refused R-212
        ",
    );
}

#[test]
fn a_statement_runs_its_balance_over_a_period() {
    check(
        "
        issue 1..100 -> 1
        transfer 1..60 1 -> 2
        transfer 11..20 2 -> 1
        use 61..70 1
        statement 1
        statement 1 from 2 to 3
        statement 4
        ",
        "
        statement 1: 0, #1 +1..100 (101) 100, #2 -1..60 (2) 40, #3 +11..20 (2) 50, #4 -61..70 (21) 40
        statement 1 from 2 to 3: 100, #2 -1..60 (2) 40, #3 +11..20 (2) 50
        statement 4: 0
        ",
    );
}

#[test]
fn who_knows_a_quantity_is_told_the_oldest_blocks() {
    check(
        "
        issue 51..100 -> 1
        issue 1..50 -> 2
        transfer 21..30 2 -> 1
        transfer 11..15 2 -> 1
        issue 101..110 -> 1 of series 2
        issue 1..10 -> 1 of series 3
        select 10 1
        select 55 1
        select 62 1
        select 65 1
        select 66 1
        select 10 1 of series 2
        select 3 1 of series 3
        select 1 3
        transfer 101..105 1 -> 3
        transfer 1..3 1 -> 3 in space 2
        holdings 3
        ",
        "
        select 10 1: 51..60
        select 55 1: 51..100, 21..25
        select 62 1: 51..100, 21..30, 11..12
        select 65 1: 51..100, 21..30, 11..15
        select 66 1: only 65
        select 10 1 of series 2: 101..110
        select 3 1 of series 3: 2:1..3
        select 1 3: only 0
        holdings 3: 101..105, 2:1..3
        ",
    );
}

#[test]
fn the_same_request_gets_the_same_receipt_also_after_opening_again() {
    check(
        "
        issue 1..100 -> 1; transfer 1..5 1 -> 2; transfer 5..5 2 -> 3
        again
        transfer 6..9 1 -> 2
        again
        reopen
        again
        holdings 2
        crash
        again
        transfer 5..5 2 -> 4
        transfer 10..10 1 -> 2
        crash
        statement 2
        holdings as at 2
        ",
        "
        again: the same receipt
        again: the same receipt
        again: the same receipt
        holdings 2: 1..4, 6..9
        again: the same receipt
        transfer 5..5 2 -> 4: refused R-211, retryable
        statement 2: 0, #2 +1..5 (1) 5, #3 -5..5 (3) 4, #4 +6..9 (1) 8, #5 +10..10 (1) 9
        holdings as at 2: 1..5 in 2, 6..100 in 1
        ",
    );
}
