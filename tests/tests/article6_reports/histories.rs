//! The annual table, the trail and the past, held against the model, the second book, and history.
//!
//! The control: the sums of a history without its last use or first transfer are others.

use std::collections::BTreeMap;
use std::sync::Arc;

use ledger_core::Ledger;
use ledger_core::article6::MetricName;
use ledger_core::query::{AdjustedBy, Article6Event, Article6Unit, AsAt, Figure, HeldBlock, TableReading};
use ledger_core::storage::{FilePath, MemoryStorage};
use ledger_format::codes::{Metric, Regime};
use ledger_format::identifiers::{EntryIndex, PartyCode, SeriesId, Timestamp};
use ledger_tests::article6_answers::{adjustment_sums, clearing, second_book, second_book_is_even};
use ledger_tests::article6_operations::{OPERATION_SIZE, right_history};
use ledger_tests::article6_world::{PARTIES, party};
use ledger_tests::model::{Forget, Model};
use ledger_tests::registry::Registry;
use ledger_tests::vector::vectors;
use ledger_tests::world::World;

/// By Party, year and series: first transferred, used.
type Sums = BTreeMap<(PartyCode, u16, u32), (i128, i128)>;
/// By Party, metric and year: the same.
type Totals = BTreeMap<(PartyCode, MetricName, u16), (i128, i128)>;

fn metrics() -> [MetricName; 2] {
    [MetricName::ghg(), MetricName { metric: Metric::NON_GHG, non_ghg: "MWh".to_owned() }]
}

fn totals(ledger: &Ledger, sums: &Sums) -> Totals {
    let mut totals = Totals::new();
    for ((party, year, series), (first_transferred, used)) in sums {
        let metric = MetricName::of_series(&ledger.book().series(SeriesId(*series)).unwrap().terms);
        let total = totals.entry((*party, metric, *year)).or_default();
        *total = (total.0 + first_transferred, total.1 + used);
    }
    totals
}

/// The totals of every Party's tables; each figure is what the postings behind it sum to.
fn totals_of_tables(ledger: &Ledger, as_at: AsAt) -> Totals {
    let known = ledger.article6(as_at).unwrap();
    let mut totals = Totals::new();
    for (code, metric) in PARTIES.iter().flat_map(|code| metrics().map(|metric| (party(code), metric))) {
        let table = known.annual_table(code, &metric, 2000..=2100, TableReading::default()).unwrap();
        for year in &table.years {
            let behind = |by_use: bool| -> i128 {
                let of_year = table.behind(year.year..=year.year);
                let wanted = of_year.filter(|posting| (posting.by == AdjustedBy::Use) == by_use);
                wanted.map(|posting| i128::from(posting.block.count())).sum()
            };
            let figures = (year.first_transferred.digits, year.used.digits);
            assert_eq!((behind(false), behind(true)), figures, "{year:?}");
            let sign = if metric.metric == Metric::NON_GHG { -1 } else { 1 };
            assert_eq!(year.net, Figure::whole(sign * (figures.0 - figures.1)));
            if figures != (0, 0) {
                totals.insert((code, metric.clone(), year.year), figures);
            }
        }
    }
    totals
}

fn sums_of_trail(ledger: &Ledger) -> Sums {
    let mut sums = Sums::new();
    let told = ledger.article6_trail(|event| {
        let Article6Event::Moved(step) = event else { return };
        for posted in &step.postings {
            let account = posted.posting.account;
            assert_eq!((posted.posting.entry, posted.posting.block), (step.entry, step.block));
            let sum = sums.entry((account.party, account.year, account.series.0)).or_default();
            match posted.posting.by {
                AdjustedBy::FirstTransfer(_) => sum.0 += posted.units(),
                AdjustedBy::Use => sum.1 += posted.units(),
            }
        }
    });
    told.unwrap();
    sums.retain(|_, sum| *sum != (0, 0));
    sums
}

/// Who holds each Article 6 serial since when, by rows of units.
fn holders_of_units(units: &[Article6Unit]) -> BTreeMap<(u32, u64), (u64, u64)> {
    let serials = |unit: &Article6Unit| {
        let (space, holder) = (unit.block.space.0, (unit.account.0, unit.since.0));
        (unit.block.first..=unit.block.last).map(move |serial| ((space, serial), holder))
    };
    units.iter().flat_map(serials).collect()
}

/// The same, as history has it.
fn holders_of_history(ledger: &Ledger, as_at: AsAt) -> BTreeMap<(u32, u64), (u64, u64)> {
    let held = ledger.holdings(as_at).unwrap();
    let is_article6 = |held: &HeldBlock| {
        let series = held.holding.series.unwrap();
        ledger.book().series(series).unwrap().terms.regime != Regime::PLAIN
    };
    let serials = |held: &HeldBlock| {
        let (space, holder) = (held.block.space.0, (held.holding.account.0, held.holding.since.0));
        (held.block.first..=held.block.last).map(move |serial| ((space, serial), holder))
    };
    held.iter().filter(|held| is_article6(held)).flat_map(serials).collect()
}

fn random_bytes(seed: u8, operations: usize) -> Vec<u8> {
    let mut bytes = vec![0; OPERATION_SIZE * operations];
    blake3::Hasher::new_keyed(&[seed; 32]).update(b"annual reports").finalize_xof().fill(&mut bytes);
    bytes
}

#[test]
fn tables_and_trail_sum_to_the_second_book() {
    let (mut posted, mut moved_on) = (0, 0);
    for seed in 0..8 {
        let world = World::of_article6([0; 3]);
        let registry = Registry::with_world(&world, Arc::new(MemoryStorage::new()));
        let ledger = &registry.ledger;
        let mut model = Model::new(world.clone(), Forget::Nothing);
        model.apply(&world.genesis());
        world.declarations().iter().for_each(|entry| model.apply(entry));
        let history = right_history(&world, &random_bytes(seed, 700));
        let mut middle = None;
        for (place, (now_ms, entry)) in history.iter().enumerate() {
            let receipts = registry.record(*now_ms, std::slice::from_ref(entry)).unwrap();
            model.apply(entry);
            if place == history.len() / 2 {
                let units = ledger.article6(AsAt::Head).unwrap().all_units();
                middle = Some((receipts[0].entry, *now_ms, units, adjustment_sums(ledger)));
            }
        }
        let sums = model.article6().adjustment_sums();
        assert_eq!(adjustment_sums(ledger), sums, "seed {seed}");
        assert_eq!(clearing(ledger), model.clearing(), "seed {seed}");
        assert_eq!(sums_of_trail(ledger), sums, "seed {seed}");
        assert_eq!(totals_of_tables(ledger, AsAt::Head), totals(ledger, &sums), "seed {seed}");
        posted += sums.len();

        // The past is what it was, by entry and by time of recording.
        let (entry, recorded_ms, units, sums_then) = middle.unwrap();
        let totals_then = totals(ledger, &sums_then);
        for as_at in [AsAt::Entry(entry), AsAt::Recorded(Timestamp(recorded_ms))] {
            assert_eq!(ledger.article6(as_at).unwrap().all_units(), units, "seed {seed}, {as_at:?}");
            assert_eq!(totals_of_tables(ledger, as_at), totals_then, "seed {seed}, {as_at:?}");
        }
        moved_on += usize::from(sums_then != sums);
        // By time of occurrence it is what history says, by another algorithm.
        for back_ms in [0, 20, 100, 300] {
            let as_at = AsAt::Occurred(Timestamp(recorded_ms - back_ms));
            let units = ledger.article6(as_at).unwrap().all_units();
            assert_eq!(holders_of_units(&units), holders_of_history(ledger, as_at), "seed {seed}, {as_at:?}");
        }
    }
    // The controls: there was something to sum, and the past was another state.
    assert!(posted > 40 && moved_on == 8, "{posted} {moved_on}");
}

/// Also what no rule lets through: vectors are ledgers with findings, too.
#[test]
fn they_do_over_every_vector() {
    let (mut compared, mut with_units, mut with_sums) = (0, 0, 0);
    for vector in vectors() {
        let file = |(name, bytes): (&String, &Vec<u8>)| (FilePath::journal(name.as_str()), bytes.clone());
        let storage = Arc::new(MemoryStorage::with_files(vector.files.iter().map(file)));
        // What no writer opens (broken frames, no genesis) has no state to compare.
        let Ok(ledger) = Ledger::open_read_only_in(storage) else { continue };
        let sums = adjustment_sums(&ledger);
        let Ok(known) = ledger.article6(AsAt::Entry(EntryIndex(u64::MAX))) else { continue };
        let units = known.all_units();
        assert_eq!(sums_of_trail(&ledger), sums, "{}", vector.name);
        assert_eq!(second_book_is_even(&second_book(&ledger)), Ok(()), "{}", vector.name);
        assert_eq!(ledger.article6(AsAt::Head).unwrap().all_units(), units, "{}", vector.name);
        compared += 1;
        with_units += usize::from(units.iter().any(|it| !it.attached.is_empty() || it.identifiers.is_some()));
        with_sums += usize::from(!sums.is_empty());
    }
    // The control: without these the comparison would be of nothing with nothing.
    assert!(compared > 500 && with_units > 200 && with_sums > 60, "{compared} {with_units} {with_sums}");
}
