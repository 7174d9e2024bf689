//! Evidence as at some time: by the history of the block, and by a replay of the journal, which know nothing of each other.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use ledger_format::block::SerialBlock;
use ledger_format::body::holds::Evidence;
use ledger_format::body::{AccountOpened, Body, Movement, ParticularValue, Rulebook};
use ledger_format::codes::{AccountKind, Action, EvidenceGrade, Metric};
use ledger_format::identifiers::{AccountNumber, Commitment, Digest, EntryIndex, KeyNumber, Timestamp};

use super::SerialsEvidence;
use crate::fixture::{ACCOUNT, AUTHORITY, HOLDER, OPERATOR, Registry, SPACE, START_MS};
use crate::history::AsAt;
use crate::ledger::Ledger;
use crate::storage::MemoryStorage;

const ABROAD: u64 = 900;

fn evidence(digest: u8) -> Evidence {
    Evidence { grade: EvidenceGrade::PROOF, digest: Digest([digest; 32]) }
}

/// A movement by the first holder, who represents the Counterpart account too.
fn sent(
    registry: &Registry,
    action: Action,
    from: u64,
    to: u64,
    (first, last): (u64, u64),
    digest: u8,
    ms: u64,
) -> Vec<u8> {
    let Body::Movement(body) = registry.movement(action, from, to, first, last) else { unreachable!() };
    let particulars = vec![ParticularValue::Evidence(evidence(digest)).into()].try_into().unwrap();
    let mut statement = registry.statement(Body::Movement(Movement { particulars, ..body }));
    statement.occurred_at = Timestamp(START_MS + ms);
    registry.sign(&statement, &[HOLDER])
}

fn ledger(registry: &Registry) -> Ledger {
    let ledger = registry.create(Arc::new(MemoryStorage::new()), 2);
    let rulebook = Rulebook { version: 4, settings: Default::default() };
    ledger.submit(&[registry.entry(Body::RulebookAdopted(rulebook), &[OPERATOR, AUTHORITY])]).unwrap();
    let abroad = AccountOpened {
        account: AccountNumber(ABROAD),
        kind: AccountKind::COUNTERPART,
        party: "CHE".parse().unwrap(),
        registry: "ITL01".parse().unwrap(),
        holder: Commitment::default(),
        metric: Metric::GHG,
        representatives: vec![KeyNumber(HOLDER)].try_into().unwrap(),
        threshold: 1,
    };
    ledger
        .submit(&[registry.entry(Body::AccountOpened(abroad), &[OPERATOR]), registry.issue(0, 1, 100)])
        .unwrap();
    ledger
}

#[test]
fn evidence_as_at_some_time_is_what_was_known_then() {
    let registry = Registry::new();
    let ledger = ledger(&registry);
    let clock = |ms| registry.clock.0.store(START_MS + ms, Ordering::Relaxed);
    let block = |first, last| SerialBlock::new(SPACE, first, last);
    clock(10);
    let mut entries = Vec::new();
    let mut submit =
        |bytes: &[Vec<u8>]| entries.extend(ledger.submit(bytes).unwrap().iter().map(|it| it.entry));
    submit(&[
        sent(&registry, Action::TRANSFER, ACCOUNT, ABROAD, (1, 10), 1, 3),
        sent(&registry, Action::TRANSFER, ACCOUNT, ABROAD, (21, 30), 2, 4),
    ]);
    clock(20);
    submit(&[sent(&registry, Action::ACQUISITION, ABROAD, ACCOUNT, (4, 6), 3, 5)]);
    submit(&[registry.transfer(0, 1, 50, 59)]);
    clock(30);
    submit(&[sent(&registry, Action::TRANSFER, ACCOUNT, ABROAD, (6, 6), 4, 25)]);
    let all = block(1, 100);
    let said = |as_at| {
        let rows = ledger.evidence_as_at(all, as_at).unwrap();
        rows.iter().map(|row| (row.block, row.said.evidence.digest.0[0])).collect::<Vec<_>>()
    };
    assert_eq!(said(AsAt::Entry(entries[0])), [(block(1, 10), 1)]);
    let returned = [(block(1, 3), 1), (block(4, 6), 3), (block(7, 10), 1), (block(21, 30), 2)];
    assert_eq!(said(AsAt::Entry(entries[3])), returned);
    assert_eq!(said(AsAt::Occurred(Timestamp(START_MS + 24))), returned);
    assert_eq!(said(AsAt::Recorded(Timestamp(START_MS + 9))), []);
    assert_eq!(said(AsAt::Head)[2], (block(6, 6), 4));
    // The book that is replayed knows the same, at every entry and time.
    let moments = (0..ledger.durable_head().entry_count).map(|entry| AsAt::Entry(EntryIndex(entry)));
    let times = (0..31).flat_map(|ms| {
        let time = Timestamp(START_MS + ms);
        [AsAt::Recorded(time), AsAt::Occurred(time)]
    });
    for as_at in moments.chain(times).chain([AsAt::Head]) {
        let replayed: Vec<SerialsEvidence> = ledger.article6(as_at).unwrap().evidence_of(all);
        assert_eq!(ledger.evidence_as_at(all, as_at).unwrap(), replayed, "{as_at:?}");
    }
    // Of a part, and of what never left.
    assert_eq!(ledger.evidence_as_at(block(5, 8), AsAt::Entry(entries[3])).unwrap().len(), 2);
    assert_eq!(ledger.evidence_as_at(block(8, 5), AsAt::Entry(entries[3])).unwrap(), []);
    let lineage = ledger.lineage(block(6, 6), AsAt::Head).unwrap();
    let told: Vec<_> = lineage.iter().map(|step| step.evidence.map(|said| said.digest.0[0])).collect();
    assert_eq!(told, [None, Some(1), Some(3), Some(4)]);
}
