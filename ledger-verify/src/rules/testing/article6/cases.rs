//! What random ledgers seldom come to: caps over several versions, filings, rulebook 2 adopted midway, accounts opened late.

use ledger_format::body::article6::{AefFiled, StandingStated};
use ledger_format::codes::StandingItem;
use ledger_format::digest::{chain_next, chain_start, leaf_hashes};

use super::*;

fn report(code: &str) -> Body {
    said(Article6::StandingStated(StandingStated {
        party: party(code),
        item: StandingItem::INITIAL_REPORT,
        value: 1,
        document: Digest([0; 32]),
    }))
}

fn allowing(version: u32, cap: u64) -> Body {
    let mut said = authorization(GHA, "A", version);
    said.cap = cap;
    stated(said)
}

fn add(ledger: &mut Ledger, bodies: Vec<Body>) {
    bodies.into_iter().for_each(|body| ledger.put(body));
}

fn rules(ledger: &Ledger) -> Vec<(String, u64)> {
    let of_windows = [1, 4, usize::MAX].map(|size| named(&ledger.replay(size)));
    assert!(of_windows.iter().all(|told| told == &of_windows[0]), "windows change what is found");
    let [told, ..] = of_windows;
    told.into_iter().map(|(rule, entry, _)| (rule, entry)).collect()
}

#[test]
fn r_349_counts_units_once_over_all_versions() {
    let mut ledger = stage(&[]);
    let issue = transfer(Action::ISSUE, 100, 1, block(1, 1, 30));
    let first = vec![block(1, 1, 10)];
    add(&mut ledger, vec![report(GHA), issue, allowing(1, 0), attached(GHA, "A", 1, first.clone())]);
    // The same units under another version are not more units.
    add(&mut ledger, vec![allowing(2, 10), attached(GHA, "A", 2, first)]);
    assert_eq!(rules(&ledger), []);
    let beyond = ledger.next().0;
    ledger.put(attached(GHA, "A", 2, vec![block(1, 11, 11)]));
    assert_eq!(rules(&ledger), [("R-349".to_owned(), beyond)]);
}

/// Enough of them that sorting what was attached mixes what belongs to one entry.
#[test]
fn r_349_counts_units_of_blocks_that_overlap_once() {
    let (count, units) = (9, 30);
    let mut ledger = stage(&[]);
    add(&mut ledger, vec![report(GHA), transfer(Action::ISSUE, 100, 1, block(1, 1, 1_000))]);
    let id = |place: u64| format!("A-{place}");
    for place in 0..count {
        let mut said = authorization(GHA, &id(place), 1);
        said.cap = units + 1;
        ledger.put(stated(said));
    }
    let overlapping = ledger.next().0;
    for place in 0..count {
        let serials = (0..units).map(|turn| 1 + place + count * turn);
        let twice = serials.flat_map(|serial| [block(1, serial, serial); 2]).collect();
        ledger.put(attached(GHA, &id(place), 1, twice));
    }
    let told: Vec<_> = (overlapping..overlapping + count).map(|entry| ("R-345".to_owned(), entry)).collect();
    for place in 0..count {
        ledger.put(attached(GHA, &id(place), 1, vec![block(1, 501 + place, 501 + place)]));
    }
    assert_eq!(rules(&ledger), told);
    let beyond = ledger.next().0;
    ledger.put(attached(GHA, &id(0), 1, vec![block(1, 600, 600)]));
    assert_eq!(rules(&ledger).last(), Some(&("R-349".to_owned(), beyond)));
}

#[test]
fn r_352_numbers_are_assigned_once_wherever_the_units_lie() {
    let mut ledger = stage(&[]);
    let issue = transfer(Action::ISSUE, 100, 1, block(1, 1, 30));
    add(&mut ledger, vec![issue, assigned(1, GHA, 2022, 5, vec![block(1, 21, 25), block(1, 1, 5)])]);
    // 5 to 14 are taken.
    let again = ledger.next().0;
    ledger.put(assigned(1, GHA, 2022, 13, vec![block(1, 6, 9)]));
    let told = named(&ledger.replay(2));
    assert_eq!(told, [("R-352".to_owned(), again, vec![block(1, 6, 7)])]);
    let limit = ledger.next().0;
    ledger.put(assigned(1, GHA, 2022, (1 << 63) - 2, vec![block(1, 10, 12)]));
    // The number beyond the limit was not assigned: its unit may get another.
    ledger.put(assigned(2, GHA, 2022, 13, vec![block(1, 12, 12)]));
    let told = named(&ledger.replay(2));
    assert_eq!(told[1..], [("R-352".to_owned(), limit, vec![block(1, 12, 12)])]);
}

#[test]
fn r_381_a_filing_quotes_the_chain_of_its_count() {
    let mut ledger = stage(&[]);
    let mut chains = vec![chain_start(&origin())];
    for batch in ledger.batches() {
        for entry in &batch.entries {
            let leaf = leaf_hashes(batch.recorded_at, entry.bytes.bytes()).0;
            chains.push(chain_next(&chains[chains.len() - 1], &leaf));
        }
    }
    let filed = |minor: u16, entry_count: u64, chain: Digest| {
        said(Article6::AefFiled(AefFiled {
            party: party(GHA),
            year: 2025,
            major: 1,
            minor,
            workbook: Digest([1; 32]),
            entry_count,
            chain,
        }))
    };
    for (minor, count) in [(0, 0), (1, 1), (2, 7)] {
        ledger.put(filed(minor, count, chains[usize::try_from(count).unwrap()]));
    }
    assert_eq!(rules(&ledger), []);
    let wrong = ledger.next().0;
    ledger.put(filed(3, 7, chains[6]));
    ledger.put(filed(3, 7, chains[7]));
    ledger.put(filed(4, wrong + 9, chains[7]));
    let told = rules(&ledger);
    let expected = [("R-381", wrong), ("R-380", wrong + 1), ("R-380", wrong + 2)];
    assert_eq!(told, expected.map(|(rule, entry)| (rule.to_owned(), entry)));
}

#[test]
fn units_of_rulebook_1_are_taken_over_where_they_are() {
    let settings = Vec::new().try_into().unwrap();
    let adopted = Body::RulebookAdopted(Rulebook { version: 2, settings });
    let mut ledger = Ledger::stage();
    let split = transfer(Action::TRANSFER, 1, 2, block(1, 4, 6));
    let used = transfer(Action::USE_NDC, 1, 4, block(1, 9, 9));
    add(&mut ledger, vec![transfer(Action::ISSUE, 100, 1, block(1, 1, 10)), split, used, adopted]);
    let mut whole = ledger.clone();
    let assigned = |first, last| assigned(1, CHE, 2022, first, vec![block(1, first, last)]);
    add(&mut ledger, vec![report(CHE), declared(), assigned(1, 8)]);
    assert_eq!(rules(&ledger), []);
    // Serial 9 is used, 11 was never issued.
    add(&mut whole, vec![report(CHE), declared(), assigned(1, 11)]);
    let told = named(&whole.replay(usize::MAX));
    assert_eq!(told, [("R-346".to_owned(), whole.next().0 - 1, vec![block(1, 9, 9), block(1, 11, 11)])]);
}

fn declared() -> Body {
    said(Article6::ApproachDeclared(ApproachDeclared {
        approach: ApproachNumber(1),
        parties: vec![party(CHE)].try_into().unwrap(),
        metrics: vec![Metric::GHG].try_into().unwrap(),
        status: ApproachStatus::ACTIVE,
    }))
}

#[test]
fn a_kind_of_rulebook_2_is_unknown_under_rulebook_1_whether_or_not_it_decodes() {
    let mut ledger = Ledger::stage();
    let known = ledger.add(report(CHE));
    let mut bytes = ledger.entries[usize::try_from(known.0).unwrap()].clone();
    // The tag of the first option.
    bytes[36] = 2;
    bytes[4] ^= 1;
    let malformed = ledger.add_bytes(bytes);
    let replayed = ledger.replay(1);
    assert_eq!(named(&replayed), []);
    let undetermined: Vec<_> = replayed.undetermined.iter().filter_map(|each| each.entry).collect();
    assert_eq!(undetermined, [known, malformed]);
    assert_eq!(replayed.rulebooks, [(1, ledger.next().0)]);
}
