//! Ledgers written by deliberately wrong writers are each caught by the finding meant for it.
//!
//! The control: the right writer yields none.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod article6;
mod holds;
mod notices;
mod origins;

use ledger_format::body::{Body, KeyRegistered, Rulebook};
use ledger_format::bounded::Bounded;
use ledger_format::codes::{Action, Side};
use ledger_format::identifiers::{Origin, Timestamp};
use ledger_tests::actors::{Actor, sign, sign_bytes};
use ledger_tests::auditor::Auditor;
use ledger_tests::journal::{JournalBuilder, Mistake};
use ledger_tests::movements::{issue, legs, movement, reversal, transfer};
use ledger_tests::world::{BEGINNING_MS, World, posting};

/// A writer at work: the world is declared and series 1's units 1 to 100 are in account 1.
struct Writer {
    world: World,
    journal: JournalBuilder,
    next_id: u64,
}

impl Writer {
    fn new() -> Self {
        let mut writer = Self::of(World::default());
        writer.write(issue(101, 1, 1, 1, 100), &[1]);
        writer
    }

    /// In a world that is declared, and nothing more.
    fn of(world: World) -> Self {
        let journal = JournalBuilder::with_world(world.clone());
        Self { world, journal, next_id: 1_000 }
    }

    fn entry(&mut self, body: Body, keys: &[u32]) -> Vec<u8> {
        self.next_id += 1;
        let actors: Vec<_> = keys.iter().map(|key| Actor::new(*key)).collect();
        let statement = self.world.statement(self.next_id, BEGINNING_MS + 5, body);
        sign(&self.world.origin, &statement, &actors.iter().collect::<Vec<_>>())
    }

    /// Writes an entry as a batch, without asking any rule; returns its index.
    fn write(&mut self, body: Body, keys: &[u32]) -> u64 {
        let entry = self.entry(body, keys);
        self.append(entry)
    }

    fn append(&mut self, entry: Vec<u8>) -> u64 {
        self.journal.batch(BEGINNING_MS + 10, &[entry]);
        self.journal.entry_count() - 1
    }

    /// All findings as `rule@entry`, an auditor having brought trust and a checkpoint.
    fn findings(&self) -> Vec<String> {
        let auditor = Auditor {
            trust: Some(self.journal.trust().encode()),
            checkpoint: Some(self.journal.checkpoint()),
            ..Auditor::default()
        };
        let report = auditor.report(self.journal.files());
        let place = |entry: Option<_>| entry.map_or(String::new(), |entry| format!("@{entry}"));
        report.findings.iter().map(|finding| format!("{}{}", finding.rule, place(finding.entry))).collect()
    }
}

/// Asserts that what a wrong writer wrote has exactly the finding meant for it, at the entry it wrote last.
fn caught(rule: &str, wrong: impl Fn(&mut Writer)) {
    let mut writer = Writer::new();
    wrong(&mut writer);
    let last = writer.journal.entry_count() - 1;
    assert_eq!(writer.findings(), [format!("{rule}@{last}")]);
}

#[test]
fn the_right_writer_yields_none() {
    let mut writer = Writer::new();
    let moved = writer.write(transfer(1, 2, 1, 1, 60), &[10]);
    writer.write(movement(Action::USE_NDC, legs(1, 21, 1, 61, 70)), &[10]);
    writer.write(reversal(moved, &legs(1, 2, 1, 1, 60)), &[0, 1]);
    assert_eq!(writer.findings(), Vec::<String>::new());
}

#[test]
fn no_balance_check() {
    caught("R-205", |writer| {
        let postings = vec![posting(1, Side::Debit, 1, 1, 10), posting(2, Side::Credit, 1, 1, 11)];
        writer.write(movement(Action::TRANSFER, postings), &[10]);
    });
}

#[test]
fn a_serial_issued_again() {
    caught("R-210", |writer| {
        writer.write(issue(102, 2, 1, 100, 110), &[1]);
    });
}

#[test]
fn units_spent_twice() {
    caught("R-211", |writer| {
        writer.write(transfer(1, 2, 1, 1, 60), &[10]);
        writer.write(transfer(1, 3, 1, 60, 70), &[10]);
    });
}

#[test]
fn used_units_moved_on() {
    caught("R-207", |writer| {
        writer.write(movement(Action::USE_NDC, legs(1, 21, 1, 1, 10)), &[10]);
        writer.write(transfer(21, 2, 1, 1, 10), &[10]);
    });
}

#[test]
fn somebody_else_signs() {
    caught("R-113", |writer| {
        writer.write(transfer(1, 2, 1, 1, 10), &[11]);
    });
}

#[test]
fn one_signature_where_two_are_asked_for() {
    caught("R-113", |writer| {
        writer.write(transfer(1, 5, 1, 1, 10), &[10]);
        writer.write(transfer(5, 2, 1, 1, 10), &[13]);
    });
}

#[test]
fn wrong_signed_range() {
    // The id is left out of what is signed: the same authority could be used twice.
    caught("R-111", |writer| {
        let statement = writer.world.statement(5_000, BEGINNING_MS + 5, transfer(1, 2, 1, 1, 10));
        let good = statement.encode().unwrap();
        let mut without_id = good.clone();
        without_id[4..20].fill(0);
        let signed = sign_bytes(&writer.world.origin, &without_id, &[&Actor::new(10)]);
        let mut entry = good;
        entry.extend_from_slice(&signed[without_id.len()..]);
        writer.append(entry);
    });
    // The prefix is another ledger's.
    caught("R-111", |writer| {
        let statement = writer.world.statement(5_000, BEGINNING_MS + 5, transfer(1, 2, 1, 1, 10));
        let other = Origin::new("other.example/ledger").unwrap();
        let entry = sign(&other, &statement, &[&Actor::new(10)]);
        writer.append(entry);
    });
}

#[test]
fn a_void_request_recorded() {
    caught("R-121", |writer| {
        let mut statement = writer.world.statement(5_000, BEGINNING_MS + 5, transfer(1, 2, 1, 1, 10));
        statement.not_after = Timestamp(BEGINNING_MS + 9);
        let entry = sign(&writer.world.origin, &statement, &[&Actor::new(10)]);
        writer.append(entry);
    });
}

#[test]
fn a_request_recorded_twice() {
    caught("R-123", |writer| {
        let entry = writer.entry(transfer(1, 2, 1, 1, 10), &[10]);
        writer.append(entry.clone());
        writer.append(entry);
    });
}

#[test]
fn history_rewritten_backwards() {
    caught("R-212", |writer| {
        writer.write(transfer(1, 2, 1, 1, 10), &[10]);
        let statement = writer.world.statement(5_000, BEGINNING_MS + 4, transfer(2, 3, 1, 1, 10));
        let entry = sign(&writer.world.origin, &statement, &[&Actor::new(11)]);
        writer.append(entry);
    });
}

#[test]
fn a_reversal_of_what_moved_on() {
    caught("R-223", |writer| {
        let moved = writer.write(transfer(1, 2, 1, 1, 60), &[10]);
        writer.write(transfer(2, 3, 1, 5, 5), &[11]);
        writer.write(transfer(3, 2, 1, 5, 5), &[12]);
        writer.write(reversal(moved, &legs(1, 2, 1, 1, 60)), &[0, 1]);
    });
}

#[test]
fn a_key_that_signs_everything() {
    caught("R-150", |writer| {
        let mut small_order = [0; 32];
        small_order[0] = 1;
        let body = KeyRegistered {
            key: Actor::new(77).number,
            public_key: ledger_format::identifiers::PublicKey(small_order),
            owner: ledger_format::identifiers::Commitment::default(),
        };
        writer.write(Body::KeyRegistered(body), &[0]);
    });
}

#[test]
fn rules_changed_by_the_operator_alone() {
    caught("R-113", |writer| {
        writer.write(Body::RulebookAdopted(Rulebook { version: 1, settings: Bounded::default() }), &[0]);
    });
}

/// Mistakes of frames and heads: the rules of the journal.
#[test]
fn broken_journals() {
    for (mistake, rules) in [
        (Mistake::None, &[][..]),
        (Mistake::BrokenLink, &["J-105"]),
        (Mistake::WrongChain, &["J-107"]),
        (Mistake::SkippedIndex, &["J-104"]),
        (Mistake::ClockTurnedBack, &["J-108"]),
        (Mistake::WrongRoot, &["J-110"]),
        (Mistake::WrongHeadSigned, &["J-111"]),
        (Mistake::WrongHeadKey, &["J-111"]),
        (Mistake::NoHead, &["J-109"]),
    ] {
        let mut writer = Writer::new();
        let mut statement = writer.world.statement(5_000, BEGINNING_MS, transfer(1, 2, 1, 1, 10));
        if mistake == Mistake::ClockTurnedBack {
            statement = writer.world.statement(5_000, 0, Body::PartyDeclared(party("NOR")));
        }
        let by = if mistake == Mistake::ClockTurnedBack { 1 } else { 10 };
        statement.occurred_at = Timestamp(if by == 1 { 0 } else { BEGINNING_MS + 6 });
        statement.not_after = Timestamp(BEGINNING_MS + 20);
        let entry = sign(&writer.world.origin, &statement, &[&Actor::new(by)]);
        writer.journal.batch_with(BEGINNING_MS + 10, &[entry], mistake);
        writer.write(transfer(1, 3, 1, 90, 91), &[10]);
        assert_eq!(writer.findings(), rules, "{mistake:?}");
    }
}

fn party(code: &str) -> ledger_format::body::PartyDeclared {
    ledger_format::body::PartyDeclared { party: code.parse().unwrap() }
}
