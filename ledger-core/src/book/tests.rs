//! The book against a naive model, serial by serial; drafts taken back; snapshots.

use std::collections::BTreeMap;

use ledger_format::block::SerialBlock;
use ledger_format::body::{Body, KeyRevoked, KeyRotated};
use ledger_format::codes::{AccountKind, Side};
use ledger_format::identifiers::{AccountNumber, Digest, EntryIndex, KeyNumber, SpaceId};
use proptest::prelude::*;

use super::{Book, Draft, Holding};
use crate::history::DurableBatch;
use crate::rules::tests::same_book::{committed, replayed, snapshot};
use crate::rules::tests::stage::*;

/// Who holds each serial: what the rules' section 1 says, word by word.
type Model = BTreeMap<(u32, u64), (AccountNumber, EntryIndex, u64)>;

fn model(stage: &Stage) -> Model {
    let mut model = Model::new();
    for (index, (_, occurred_at, body)) in (0..).map(EntryIndex).zip(&stage.bodies) {
        let postings = match body {
            Body::Movement(body) => &body.postings,
            Body::Reversal(body) => &body.postings,
            _ => continue,
        };
        for posting in postings.iter().filter(|posting| posting.side == Side::Credit) {
            for serial in posting.block.first..=posting.block.last {
                model.insert((posting.block.space.0, serial), (posting.account, index, occurred_at.0));
            }
        }
    }
    model
}

fn by_serial(book: &Book) -> BTreeMap<(u32, u64), Holding> {
    let spaces = [1, 2].map(SpaceId);
    let runs = spaces.into_iter().flat_map(|space| book.holdings().runs(space).map(move |run| (space, run)));
    runs.flat_map(|(space, run)| (run.first..=run.last).map(move |serial| ((space.0, serial), run.holding)))
        .collect()
}

/// Records what of the wishes is admitted, and takes back some movements at the end.
fn played(wishes: Vec<Ask>) -> Stage {
    let mut stage = Stage::empty();
    let mut moved = Vec::new();
    for wish in wishes {
        moved.extend(stage.try_record(wish));
    }
    for entry in moved.into_iter().rev().take(3) {
        let body = Body::Reversal(reversal(&stage, entry));
        let _ = stage.try_record(ask(body, &[OPERATOR, AUTHORITY]));
    }
    stage
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_book_holds_what_a_model_of_single_serials_holds(wishes in prop::collection::vec(wish(), 0..60)) {
        let stage = played(wishes);
        prop_assert_eq!(stage.book.check(), Ok(()));
        let (found, expected) = (by_serial(&stage.book), model(&stage));
        let found: Model =
            found.into_iter().map(|(at, held)| (at, (held.account, held.since, held.occurred_at.0))).collect();
        prop_assert_eq!(&found, &expected);
        for account in [A, B, KEYLESS, EMPTY, PENDING, IN_TRANSIT].map(AccountNumber) {
            let units = expected.values().filter(|held| held.0 == account).count();
            prop_assert_eq!(stage.book.holdings().positions().units_held(account), units as u128);
        }
    }

    #[test]
    fn replaying_and_committing_give_the_same_book(
        wishes in prop::collection::vec(wish(), 0..40),
        cuts in prop::collection::vec(1_usize..9, 1..20),
    ) {
        committed(&mut Stage::empty(), &wishes, &cuts, 0);
        replayed(&played(wishes), &[]);
    }

    #[test]
    fn what_is_taken_back_leaves_no_trace(
        before in prop::collection::vec(wish(), 0..20),
        kept in prop::collection::vec(wish(), 0..6),
        dropped in prop::collection::vec(wish(), 1..12),
    ) {
        let stage = played(before);
        let take = |draft: &mut Draft, wishes: &[Ask]| {
            for wish in wishes {
                let made = stage.make(wish.clone(), draft.entry_count());
                let candidate = stage.candidate(&made, stage.book.entry_count() + draft.entry_count());
                if let Ok(admitted) = draft.admit(&stage.book, &candidate) {
                    draft.apply(&stage.book, admitted);
                }
            }
        };
        let (mut with, mut without) = (Draft::default(), Draft::default());
        take(&mut without, &kept);
        take(&mut with, &kept);
        with.savepoint();
        take(&mut with, &dropped);
        take(&mut with, &[ask(space(9, "nine"), &[AUTHORITY]), ask(register(20), &[OPERATOR])]);
        with.rollback();
        prop_assert_eq!(with.entry_count(), without.entry_count());
        let fed = |draft: &mut Draft| draft.durable_batch(&stage.book, Digest::default());
        prop_assert_eq!(fed(&mut with), fed(&mut without));
        let merged = |draft| {
            let mut book = stage.book.clone();
            book.merge(draft);
            snapshot(&book)
        };
        prop_assert_eq!(merged(with), merged(without));
    }

    #[test]
    fn history_written_again_is_the_one_written_at_commit(wishes in prop::collection::vec(wish(), 0..40)) {
        let stage = played(wishes);
        for (batch, body) in stage.batches.iter().zip(&stage.bodies) {
            let entries = std::iter::once((body.0, body.1, &body.2));
            let again =
                DurableBatch::of_entries(&stage.book, batch.first_entry, batch.recorded_at, batch.chain, entries);
            prop_assert_eq!(batch, &again);
        }
    }
}

#[test]
fn a_snapshot_is_the_book_and_other_bytes_are_none() {
    let mut stage = Stage::new();
    stage.record(ask(transfer(A, B, 5, 9), &[ALICE]));
    let bytes = snapshot(&stage.book);
    let decoded = Book::decode_snapshot(&bytes, stage.book.origin()).unwrap();
    assert!(decoded == stage.book);
    assert_eq!(decoded.check(), Ok(()));
    assert_eq!(snapshot(&decoded), bytes);
    for bit in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(Book::decode_snapshot(&flipped, stage.book.origin()).is_none(), "bit {bit}");
    }
    for size in (0..bytes.len()).step_by(7) {
        assert!(Book::decode_snapshot(&bytes[..size], stage.book.origin()).is_none());
    }
    let other = "other.example".parse().unwrap();
    assert!(Book::decode_snapshot(&bytes, &other).is_none());
}

#[test]
fn pieces_of_a_block_name_what_was_never_issued() {
    let stage = Stage::new();
    let block = SerialBlock::new(SpaceId(1), 95, 210);
    let pieces = stage.book.holdings_of_block(block);
    let found: Vec<_> = pieces
        .iter()
        .map(|piece| (piece.first, piece.last, piece.holding.map(|held| held.account.0)))
        .collect();
    assert_eq!(found, [(95, 100, Some(A)), (101, 200, Some(B)), (201, 210, None)]);
}

#[test]
fn a_key_that_is_handed_on_twice_in_one_draft_takes_every_account_along() {
    let mut stage = Stage::new();
    let represented = |book: &Book, key: u32| -> Vec<AccountNumber> {
        let key = KeyNumber(key);
        let mut accounts: Vec<_> =
            book.accounts().filter(|(_, of)| of.representatives.contains(&key)).collect();
        accounts.sort_unstable_by_key(|(number, _)| *number);
        accounts.into_iter().map(|(number, _)| number).collect()
    };
    let mut expected = represented(&stage.book, ALICE);
    let rotated = |old, new| {
        let (old_key, public_key) = (KeyNumber(old), public_key(new));
        ask(Body::KeyRotated(KeyRotated { old: old_key, new: KeyNumber(new), public_key }), &[old])
    };
    let mut opened = account(900, AccountKind::HOLDING);
    opened.representatives = keys(&[ALICE, BOB]);
    let opens = ask(Body::AccountOpened(opened), &[OPERATOR]);
    let revokes = ask(Body::KeyRevoked(KeyRevoked { key: KeyNumber(BOB), reason: 1 }), &[AUTHORITY]);
    let wishes = [
        (opens, true),
        (rotated(ALICE, 29), false),
        (revokes, false),
        (rotated(ALICE, 30), true),
        (rotated(30, 31), true),
    ];
    let mut draft = Draft::default();
    for (wish, is_kept) in wishes {
        draft.savepoint();
        let made = stage.make(wish, draft.entry_count());
        let candidate = stage.candidate(&made, stage.book.entry_count() + draft.entry_count());
        let admitted = draft.admit(&stage.book, &candidate).unwrap();
        draft.apply(&stage.book, admitted);
        if !is_kept {
            draft.rollback();
        }
    }
    stage.book.merge(draft);
    assert_eq!(stage.book.check(), Ok(()));
    expected.push(AccountNumber(900));
    expected.sort_unstable();
    assert_eq!(represented(&stage.book, 31), expected);
    for nobody in [ALICE, 29, 30] {
        assert_eq!(represented(&stage.book, nobody), []);
    }
    assert!(represented(&stage.book, BOB).contains(&AccountNumber(900)));
}
