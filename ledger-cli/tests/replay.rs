//! The replay against the writer's own state, over every golden vector that can be opened: units, attachments, identifiers, first
//! transfers, and the sums of the book of corresponding adjustments. Two readings of section 5 and 6 of the spec, by different
//! algorithms.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, and says where"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ledger_cli::article6::adjustments::Cause;
use ledger_cli::article6::{self, Replay};
use ledger_core::Ledger;
use ledger_format::block::SerialBlock;
use ledger_format::codes::Regime;
use ledger_format::identifiers::{PartyCode, SeriesId, SpaceId};
use ledger_format::limits::SERIAL_MAX;

/// What is known of serials, as text; neighbours that are alike are one row.
type Rows = Vec<(SpaceId, u64, u64, String)>;

fn push(rows: &mut Rows, space: SpaceId, first: u64, last: u64, what: String) {
    match rows.last_mut() {
        Some((of, _, end, was)) if *of == space && *end + 1 == first && *was == what => *end = last,
        _ => rows.push((space, first, last, what)),
    }
}

fn replayed(replay: &Replay) -> Rows {
    let mut rows = Rows::new();
    for (space, runs) in &replay.units {
        for (first, last, facts) in runs.iter() {
            let Some(series) = facts.series.and_then(|it| replay.register.series.get(&it)) else { continue };
            let Some((account, _)) = facts.held.filter(|_| series.regime != Regime::PLAIN) else { continue };
            let attached: Vec<String> = facts
                .attachments
                .iter()
                .map(|it| format!("{} {} v{}", it.key.0, it.key.1, it.version))
                .collect();
            let numbered = facts.identifier.map(|it| {
                format!("{}-{}-{}-{} {}", it.approach, it.registry, it.party, it.vintage, it.distance)
            });
            let transferred = facts.first_transfer.map(|it| format!("{} {:?}", it.entry, it.trigger));
            let what = format!("{account} {} {attached:?} {numbered:?} {transferred:?}", series.series);
            push(&mut rows, *space, first, last, what);
        }
    }
    rows
}

fn asked(ledger: &Ledger, replay: &Replay) -> Rows {
    let mut rows = Rows::new();
    for space in replay.units.keys() {
        for unit in ledger.article6_units(SerialBlock::new(*space, 1, SERIAL_MAX)) {
            let attached: Vec<String> = unit
                .attached
                .iter()
                .map(|it| format!("{} {} v{}", it.party, it.authorization, it.version))
                .collect();
            let numbered = unit.identifiers.map(|(it, _)| {
                let distance = i128::from(it.number) - i128::from(unit.block.first);
                let (approach, registry, party) = (it.approach, it.registry, it.first_transferring_party);
                format!("{approach}-{registry}-{party}-{} {distance}", it.vintage)
            });
            let transferred = unit.first_transfer.map(|it| format!("{} {:?}", it.entry, it.trigger));
            let what = format!("{} {} {attached:?} {numbered:?} {transferred:?}", unit.account, unit.series);
            push(&mut rows, *space, unit.block.first, unit.block.last, what);
        }
    }
    rows
}

/// By Party, year and series: first transferred, used.
type Sums = BTreeMap<(PartyCode, u16, SeriesId), (i128, i128)>;

fn sums_of_replay(replay: &Replay) -> Sums {
    let mut sums = Sums::new();
    for posting in replay.postings() {
        let of_series = replay.units[&posting.space].within(posting.first, posting.first).next();
        let series = of_series.and_then(|(_, _, facts)| facts.series).unwrap();
        let sum = sums.entry((posting.party, posting.year, series)).or_default();
        match posting.cause {
            Cause::FirstTransfer(_) => sum.0 += posting.units,
            Cause::Use => sum.1 += posting.units,
        }
    }
    sums.retain(|_, sum| *sum != (0, 0));
    sums
}

fn sums_of_ledger(ledger: &Ledger) -> Sums {
    let units = |sum: u128| i128::try_from(sum).unwrap();
    let mut sums: Sums = ledger
        .adjustment_accounts()
        .into_iter()
        .map(|(account, sums)| {
            let key = (account.party, account.year, account.series);
            (key, (units(sums.first_transferred), units(sums.used)))
        })
        .collect();
    sums.retain(|_, sum| *sum != (0, 0));
    sums
}

#[test]
fn the_replay_says_what_the_writer_knows() {
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("spec/vectors");
    let (mut compared, mut with_units, mut with_sums) = (0, 0, 0);
    for file in fs::read_dir(vectors).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "json") {
            continue;
        }
        let vector: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let Some(segments) = vector["segments"].as_object() else { continue };
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("journal")).unwrap();
        for (name, text) in segments {
            let bytes = hex::decode(text.as_str().unwrap()).unwrap();
            fs::write(folder.path().join("journal").join(name), bytes).unwrap();
        }
        // What no writer opens (broken frames, no genesis) has no state to compare.
        let Ok(ledger) = Ledger::open_read_only(folder.path()) else { continue };
        let Ok(replay) = article6::read(&ledger, None) else { continue };
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let known = replayed(&replay);
        assert_eq!(known, asked(&ledger, &replay), "{name}");
        let sums = sums_of_replay(&replay);
        assert_eq!(sums, sums_of_ledger(&ledger), "{name}");
        compared += 1;
        with_units += usize::from(known.iter().any(|row| row.3.contains("Some")));
        with_sums += usize::from(!sums.is_empty());
    }
    // The control: without these the comparison would be of nothing with nothing.
    assert!(compared > 500 && with_units > 200 && with_sums > 60, "{compared} {with_units} {with_sums}");
}
