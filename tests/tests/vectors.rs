//! Verifier and writer treat each golden vector exactly as its `expect` says, and a second library reads the same movements.
//!
//! For the writer a vector is a series of requests: what comes before the entry that breaks a rule is admitted, that entry is
//! refused by that rule, and where nothing is wrong chain and root come out the same.
//!
//! The controls: two vectors with their `expect` swapped fail, for the verifier and for the writer.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::sync::Arc;

use ed25519_dalek::SigningKey;
use ledger_core::storage::{FilePath, MemoryStorage};
use ledger_core::{CheckFinding, CommitError, Error, Ledger, MemorySigner, Signer};
use ledger_format::body::Body;
use ledger_format::entry::EntryBytes;
use ledger_format::identifiers::KeyNumber;
use ledger_tests::registry::{HandClock, journal_files, options};
use ledger_tests::vector::{Expect, Expected, Vector, VectorBatch, vectors};

/// Whose keys sign in the vectors; each seed follows from the name.
const NAMES: [&str; 10] = [
    "operator",
    "operator 2",
    "authority",
    "recovery",
    "checkpoint",
    "alice",
    "bob",
    "carol",
    "operator of a stranger",
    "checkpoint of a stranger",
];

/// Vectors into whose situation no caller can bring the writer, and why.
const BEYOND_A_CALLER: [(&str, &str); 3] = [
    ("r102-not-alone", "`create` takes one entry: nothing can share genesis' batch"),
    (
        "r103-origin",
        "a ledger's origin is the one its genesis names: the signatures are of another ledger (R-111)",
    ),
    ("r123-same-batch", "the same entry once more gets the same receipt (D6), and nothing is recorded"),
];

/// Vectors of which `open` says something else, and why.
const NOT_OPENED: [(&str, &str, &str); 3] = [
    ("open-no-entries", "nobody's", "without a genesis there is no operator whose key could be given"),
    ("r102-no-genesis", "nobody's", "the same"),
    (
        "r102-not-alone",
        "damage",
        "`open` takes a first batch of several entries for damage, which nobody need judge",
    ),
];

fn all_agree(differences: Vec<String>) {
    assert!(differences.is_empty(), "{} differ:\n{}", differences.len(), differences.join("\n"));
}

fn difference(vector: &Vector, expect: &Expect, window_entries: Option<u64>) -> Option<String> {
    let mut auditor = vector.auditor.clone();
    auditor.window_entries = window_entries;
    let differs = Vector::difference(expect, &auditor.try_report(&vector.files))?;
    Some(format!("{}, window {window_entries:?}: {differs}", vector.name))
}

#[test]
fn the_verifier_says_what_is_expected() {
    let vectors = vectors();
    assert!(vectors.len() > 400, "{} vectors", vectors.len());
    let windows = [None, Some(1)];
    let run = |vector| {
        windows.into_iter().filter_map(move |window| {
            let vector: &Vector = vector;
            difference(vector, &vector.expect, window)
        })
    };
    all_agree(vectors.iter().flat_map(run).collect());
}

/// The keys whose numbers a vector gives away, for those whose seeds are known.
fn signers(batches: &[VectorBatch]) -> Vec<Arc<dyn Signer>> {
    let known: Vec<_> = NAMES
        .iter()
        .map(|name| {
            let seed = blake3::hash(format!("itmo-ledger TEST KEY {name}").as_bytes());
            SigningKey::from_bytes(seed.as_bytes())
        })
        .collect();
    let mut signers: Vec<Arc<dyn Signer>> = Vec::new();
    let mut add = |number: KeyNumber, public: [u8; 32]| {
        if let Some(key) = known.iter().find(|key| key.verifying_key().to_bytes() == public) {
            signers.push(Arc::new(MemorySigner::new(number, key.clone())));
        }
    };
    for entry in batches.iter().flat_map(|batch| &batch.entries) {
        match EntryBytes::whole(entry).unwrap().decode() {
            Ok(Some((_, Body::Genesis(body)))) => {
                (0..).zip(body.keys.iter()).for_each(|(number, key)| add(KeyNumber(number), key.0));
            }
            Ok(Some((_, Body::KeyRegistered(body)))) => add(body.key, body.public_key.0),
            Ok(Some((_, Body::KeyRotated(body)))) => add(body.new, body.public_key.0),
            _ => {}
        }
    }
    signers
}

/// What the writer said to a vector's entries, requested in the vector's batches at the vector's times.
enum Outcome {
    /// All admitted; the head then, and the files.
    Admitted { chain: String, root: String, storage: MemoryStorage },
    /// This entry was refused by this rule, everything before its batch admitted.
    Refused(u64, u16),
    /// Something of the batch that begins here was there already, and got its old receipt (D6).
    Repeated(u64),
    /// Neither.
    Failed(Error),
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Admitted { .. } => f.write_str("admitted"),
            Self::Refused(entry, rule) => write!(f, "R-{rule} at entry {entry}"),
            Self::Repeated(entry) => write!(f, "receipts of before, instead of new ones from {entry} on"),
            Self::Failed(error) => write!(f, "failed: {error}"),
        }
    }
}

/// Drives the writer through a vector, until it refuses.
fn drive(batches: &[VectorBatch]) -> Outcome {
    let (storage, clock) = (MemoryStorage::new(), Arc::new(HandClock::default()));
    let (first, rest) = batches.split_first().unwrap();
    clock.set(first.header.recorded_at.0);
    let (genesis, shared) = (&first.entries[0], Arc::new(storage.clone()));
    let ledger = match Ledger::create_in(shared, genesis, signers(batches), options(&clock)) {
        Ok(ledger) => ledger,
        Err(Error::GenesisRefused(refusal)) => return Outcome::Refused(0, refusal.rule().number()),
        Err(error) => return Outcome::Failed(error),
    };
    for batch in rest {
        clock.set(batch.header.recorded_at.0);
        let begin = ledger.durable_head().entry_count;
        match ledger.submit(&batch.entries) {
            Ok(receipts) => {
                let new = receipts.iter().map(|receipt| receipt.entry.0);
                if !new.eq(begin..begin + batch.entries.len() as u64) {
                    return Outcome::Repeated(begin);
                }
            }
            Err(CommitError::Refused { place, refusal }) => {
                return Outcome::Refused(begin + place as u64, refusal.rule().number());
            }
            Err(CommitError::Failed(error)) => return Outcome::Failed(error),
        }
    }
    match ledger.close() {
        Ok(head) => Outcome::Admitted { chain: head.chain.to_string(), root: head.root.to_string(), storage },
        Err(error) => Outcome::Failed(error),
    }
}

/// The lowest entry that an R-rule speaks of, with the lowest rule that does; R-101 among them.
fn first_refusal(expect: &Expect) -> Option<(u64, u16)> {
    let named = expect.findings.iter().chain(&expect.undetermined);
    named.filter_map(|expected| Some((expected.entry?, expected.rule_of_entries()?))).min()
}

fn has(expected: &[Expected], letter: &str) -> bool {
    expected.iter().any(|expected| expected.rule.starts_with(letter))
}

/// What the writer does otherwise than `expect` says, if anything.
fn writer_differs(vector: &Vector, expect: &Expect) -> Option<String> {
    let mut batches = vector.batches();
    // What a torn tail shows of its batch was never acknowledged.
    let entries = expect.entries.unwrap_or(u64::MAX);
    batches.retain(|batch| batch.header.first_entry.0 + u64::from(batch.header.entry_count) <= entries);
    if batches.is_empty() {
        return None;
    }
    let (outcome, expected) = (drive(&batches), first_refusal(expect));
    let (chain, root, storage) = match (&outcome, expected) {
        (Outcome::Refused(entry, rule), Some(expected)) if (*entry, *rule) == expected => return None,
        (Outcome::Admitted { chain, root, storage }, None) => (chain, root, storage),
        _ => return Some(format!("{}: {outcome}, expected {expected:?}", vector.name)),
    };
    let same = |expected: &Option<String>, found| expected.as_ref().is_none_or(|text| text == found);
    if !same(&expect.chain, chain) || !same(&expect.root, root) {
        return Some(format!("{}: another chain or root", vector.name));
    }
    if has(&expect.undetermined, "J-112") {
        return None;
    }
    // The writer's own files, with what the vector's auditor brings: the same verdict.
    let differs = Vector::difference(expect, &vector.auditor.try_report(&journal_files(storage)))?;
    Some(format!("{}, written again: {differs}", vector.name))
}

#[test]
fn the_writer_admits_and_refuses_as_expected() {
    let (mut driven, mut differences) = (0, Vec::new());
    for vector in vectors().iter().filter(|vector| !has(&vector.expect.findings, "J-")) {
        let differs = writer_differs(vector, &vector.expect);
        if BEYOND_A_CALLER.iter().any(|(name, _)| *name == vector.name) {
            assert!(differs.is_some(), "{} can be driven: take it off the list", vector.name);
            continue;
        }
        driven += 1;
        differences.extend(differs);
    }
    println!("{driven} vectors driven");
    assert!(driven > 300, "{driven} vectors driven");
    all_agree(differences);
}

/// What `open` and `check` say of a vector's bytes.
fn opened(vector: &Vector) -> String {
    let batches = vector.batches();
    let files = vector.files.iter().map(|(name, bytes)| (FilePath::journal(name.as_str()), bytes.clone()));
    let clock = Arc::new(HandClock::default());
    clock.set(batches.last().map_or(0, |batch| batch.header.recorded_at.0));
    let storage = Arc::new(MemoryStorage::with_files(files));
    let ledger = match Ledger::open_in(storage, signers(&batches), options(&clock)) {
        Ok((_, report)) if report.set_aside.is_some() => return "torn".to_owned(),
        Ok((ledger, _)) => ledger,
        Err(Error::Corrupt(_) | Error::DamagedTail { .. }) => return "damage".to_owned(),
        Err(Error::Missing) => return "missing".to_owned(),
        Err(Error::NoOperator) => return "nobody's".to_owned(),
        Err(Error::Undetermined(entry)) => return format!("not readable {entry}"),
        Err(error) => return format!("{error:?}"),
    };
    match ledger.check().unwrap().finding {
        None => "clean".to_owned(),
        Some(CheckFinding::Damage(_)) => "damage".to_owned(),
        Some(CheckFinding::HeadSignature { .. }) => "head signature".to_owned(),
        Some(CheckFinding::Rule { entry, refusal }) => format!("R-{} {entry}", refusal.rule().number()),
    }
}

/// What they must say.
fn must_be_opened_as(vector: &Vector) -> Vec<String> {
    let expect = &vector.expect;
    if expect.verdict == "unreadable" {
        return vec!["missing".to_owned()];
    }
    if has(&expect.findings, "J-") {
        let only_signature = expect.findings.iter().all(|finding| finding.rule == "J-111");
        return vec![(if only_signature { "head signature" } else { "damage" }).to_owned()];
    }
    if has(&expect.undetermined, "J-112") {
        return vec!["torn".to_owned()];
    }
    match first_refusal(expect) {
        None => vec!["clean".to_owned()],
        // An entry that cannot be read, or whose kind is not known, is not replayed: `open` says so.
        Some((entry, rule @ (100 | 101))) => {
            vec![format!("not readable {entry}"), format!("R-{rule} {entry}")]
        }
        Some((entry, rule)) => vec![format!("R-{rule} {entry}")],
    }
}

#[test]
fn opening_and_checking_find_what_is_wrong() {
    let differs = |vector: &Vector| {
        let (says, must) = (opened(vector), must_be_opened_as(vector));
        let excused = NOT_OPENED.iter().any(|(name, say, _)| *name == vector.name && *say == says);
        (!must.contains(&says) && !excused).then(|| format!("{}: {says}, not {must:?}", vector.name))
    };
    all_agree(vectors().iter().filter_map(differs).collect());
}

/// A movement as `wincode` reads it: a maintained library of the same bytes, the way out of decision D2.
#[derive(wincode::SchemaRead, wincode::SchemaWrite)]
struct TheirMovement {
    provenance: Option<([u8; 32], u64)>,
    on_behalf: Option<Vec<[u8; 32]>>,
    action: u16,
    particulars: Vec<(u16, Vec<u8>)>,
    postings: Vec<(u64, u8, u32, u64, u64)>,
}

#[test]
fn a_second_library_reads_the_same_movements() {
    const HEADER_SIZE: usize = 36;
    let mut count = 0;
    for vector in vectors().iter().filter(|vector| !has(&vector.expect.findings, "J-")) {
        for entry in vector.batches().iter().flat_map(|batch| &batch.entries) {
            let entry = EntryBytes::whole(entry).unwrap();
            let Ok(Some((context, Body::Movement(ours)))) = entry.decode() else { continue };
            let bytes = &entry.statement()[HEADER_SIZE..];
            let theirs: TheirMovement = wincode::deserialize(bytes).unwrap();
            assert_eq!(wincode::serialize(&theirs).unwrap(), bytes);
            assert_eq!(theirs.provenance, context.provenance.map(|from| (from.source.0, from.row)));
            assert_eq!(theirs.on_behalf.is_some(), context.on_behalf.is_some());
            assert_eq!((theirs.action, theirs.particulars.len()), (ours.action.0, ours.particulars.len()));
            let ours = ours.postings.iter().map(|posting| {
                let block = posting.block;
                (posting.account.0, posting.side as u8, block.space.0, block.first, block.last)
            });
            assert!(theirs.postings.into_iter().eq(ours), "{}", vector.name);
            count += 1;
        }
    }
    assert!(count > 300, "{count} movements");
}

#[test]
fn swapped_expectations_fail() {
    let vectors = vectors();
    let find = |name: &str| vectors.iter().find(|vector| vector.name == name).unwrap();
    let (clean, spent) = (find("ok-split"), find("r211-double-spend"));
    assert!(difference(clean, &spent.expect, None).is_some());
    assert!(difference(spent, &clean.expect, None).is_some());
    assert!(writer_differs(clean, &spent.expect).is_some());
    assert!(writer_differs(spent, &clean.expect).is_some());
}
