//! The past as history tells it, in memory and in sled, against a naive replay of the entries.

use std::collections::BTreeMap;

use ledger_format::block::SerialBlock;
use ledger_format::body::Body;
use ledger_format::codes::Side;
use ledger_format::identifiers::{AccountNumber, EntryId, EntryIndex, SpaceId, Timestamp};
use proptest::prelude::*;

use super::latest::held_in_space;
use super::{Period, balance, select, statement};
use crate::history::{AsAt, Cut, History, HistoryConfig};
use crate::rules::tests::stage::*;

const ACCOUNTS: [u64; 8] = [SOURCE[1], SOURCE[3], A, B, KEYLESS, EMPTY, PENDING, IN_TRANSIT];

fn played(wishes: Vec<(Ask, u64)>) -> Stage {
    let mut stage = Stage::empty();
    for (wish, later) in wishes {
        stage.now += later;
        let _ = stage.try_record(wish);
    }
    stage
}

fn fed(stage: &Stage, config: HistoryConfig) -> History {
    let history = History::open(config).unwrap();
    stage.batches.iter().for_each(|batch| history.batch_durable(batch.clone()));
    history
}

fn timed_wishes() -> impl Strategy<Value = Vec<(Ask, u64)>> {
    prop::collection::vec((wish(), 0_u64..3), 0..70)
}

fn lets_in(as_at: AsAt, entry: u64, recorded_at: Timestamp, occurred_at: Timestamp) -> bool {
    match as_at {
        AsAt::Head => true,
        AsAt::Entry(last) => entry <= last.0,
        AsAt::Recorded(time) => recorded_at <= time,
        AsAt::Occurred(time) => occurred_at <= time,
    }
}

/// Of each space and serial, the account that holds it and the entry since which it does.
type Holders = BTreeMap<(u32, u64), (u64, u64)>;

/// Who holds each serial, and what each account gained in all.
fn model(stage: &Stage, as_at: AsAt) -> (Holders, BTreeMap<u64, i128>) {
    let (mut held, mut gains) = (BTreeMap::new(), BTreeMap::new());
    for ((entry, (_, occurred_at, body)), batch) in (0_u64..).zip(&stage.bodies).zip(&stage.batches) {
        let Body::Movement(body) = body else { continue };
        if !lets_in(as_at, entry, batch.recorded_at, *occurred_at) {
            continue;
        }
        for posting in body.postings.iter() {
            let units = i128::from(posting.block.count());
            let gained = if posting.side == Side::Credit { units } else { -units };
            *gains.entry(posting.account.0).or_default() += gained;
            if posting.side == Side::Credit {
                for serial in posting.block.first..=posting.block.last {
                    held.insert((posting.block.space.0, serial), (posting.account.0, entry));
                }
            }
        }
    }
    (held, gains)
}

fn holdings(history: &History, cut: &Cut) -> Holders {
    let spaces = history.spaces().unwrap();
    let held: Vec<_> =
        spaces.into_iter().flat_map(|space| held_in_space(history, space, *cut, |_| true).unwrap()).collect();
    assert!(held.windows(2).all(|pair| pair[0].block < pair[1].block));
    let serials = held.into_iter().flat_map(|held| {
        let of = (held.holding.account.0, held.holding.since.0);
        (held.block.first..=held.block.last).map(move |serial| ((held.block.space.0, serial), of))
    });
    serials.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn the_past_is_what_a_naive_replay_gives(
        wishes in timed_wishes(),
        entry in 0_u64..100,
        time in 0_u64..90,
    ) {
        let stage = played(wishes);
        let history = fed(&stage, HistoryConfig::Memory);
        let below = EntryIndex(stage.book.entry_count());
        for as_at in [
            AsAt::Head,
            AsAt::Entry(EntryIndex(entry)),
            AsAt::Recorded(Timestamp(NOW + time)),
            AsAt::Occurred(Timestamp(NOW - DAY + time / 3)),
        ] {
            let (held, gains) = model(&stage, as_at);
            let cut = Cut { below, as_at };
            prop_assert_eq!(holdings(&history, &cut), held);
            for account in ACCOUNTS {
                let found = balance::from_history(&history, AccountNumber(account), &cut).unwrap();
                prop_assert_eq!(found.total, gains.get(&account).copied().unwrap_or_default());
            }
        }
        for account in ACCOUNTS.map(AccountNumber) {
            let told = balance::from_history(&history, account, &Cut { below, as_at: AsAt::Head }).unwrap();
            prop_assert_eq!(Some(told), balance::at_head(&stage.book, account));
        }
    }

    #[test]
    fn statements_run_from_opening_to_closing(
        wishes in timed_wishes(),
        from in 0_u64..90,
        more in 0_u64..40,
    ) {
        let stage = played(wishes);
        let history = fed(&stage, HistoryConfig::Memory);
        let below = EntryIndex(stage.book.entry_count());
        let time = |base: u64, after: u64| Timestamp(base + after);
        for (period, before, end) in [
            (Period::All, None, AsAt::Head),
            (
                Period::Entries { first: EntryIndex(from), last: EntryIndex(from + more) },
                from.checked_sub(1).map(|last| AsAt::Entry(EntryIndex(last))),
                AsAt::Entry(EntryIndex(from + more)),
            ),
            (
                Period::Recorded { from: time(NOW, from), until: time(NOW, from + more) },
                Some(AsAt::Recorded(Timestamp(NOW + from - 1))),
                AsAt::Recorded(time(NOW, from + more)),
            ),
            (
                Period::Occurred { from: time(NOW - DAY, from), until: time(NOW - DAY, from + more) },
                Some(AsAt::Occurred(Timestamp(NOW - DAY + from - 1))),
                AsAt::Occurred(time(NOW - DAY, from + more)),
            ),
        ] {
            for account in ACCOUNTS.map(AccountNumber) {
                let told = statement::from_history(&history, account, None, period, below).unwrap();
                let at = |as_at| model(&stage, as_at).1.get(&account.0).copied().unwrap_or_default();
                prop_assert_eq!(told.opening, before.map_or(0, at));
                prop_assert_eq!(told.closing, at(end));
                let mut running = told.opening;
                for line in &told.lines {
                    let units = i128::from(line.block.count());
                    running += if line.side == Side::Credit { units } else { -units };
                    prop_assert_eq!(line.balance, running);
                }
                prop_assert_eq!(told.closing, running);
            }
        }
    }

    #[test]
    fn lineage_names_every_movement_of_a_serial(wishes in timed_wishes(), serial in 1_u64..80) {
        let stage = played(wishes);
        let history = fed(&stage, HistoryConfig::Memory);
        let cut = Cut { below: EntryIndex(stage.book.entry_count()), as_at: AsAt::Head };
        let mut found = Vec::new();
        let one = SerialBlock::new(SpaceId(1), serial, serial);
        history.space_events(one, &cut, |event| found.push((event.entry.0, event.acquiring.0))).unwrap();
        found.sort_unstable();
        let mut expected = Vec::new();
        for (entry, (_, _, body)) in (0_u64..).zip(&stage.bodies) {
            if let Body::Movement(body) = body {
                let taken = body.postings.iter().filter(|posting| posting.side == Side::Credit);
                expected.extend(taken.filter(|posting| posting.block.contains(&one)).map(|p| (entry, p.account.0)));
            }
        }
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn a_selection_is_held_and_oldest_first(wishes in timed_wishes(), units in 0_u64..60) {
        let stage = played(wishes);
        for account in [A, B, EMPTY].map(AccountNumber) {
            let series = ledger_format::identifiers::SeriesId(1);
            let has = balance::at_head(&stage.book, account).unwrap().of_series(series);
            match select::select(&stage.book, account, series, units) {
                Err(shortage) => {
                    prop_assert!(has < i128::from(units));
                    prop_assert_eq!(i128::try_from(shortage.available).unwrap(), has);
                    prop_assert_eq!((shortage.withheld, shortage.unsuited), (0, 0));
                }
                Ok(selection) => {
                    prop_assert_eq!(selection.blocks.iter().map(SerialBlock::count).sum::<u64>(), units);
                    let ages = selection.blocks.iter().flat_map(|block| {
                        stage.book.holdings_of_block(*block).into_iter().map(|piece| {
                            let held = piece.holding.unwrap();
                            assert!(held.account == account && held.series == Some(series));
                            (held.since, piece.first)
                        })
                    });
                    let ages: Vec<_> = ages.collect();
                    prop_assert!(ages.is_sorted());
                }
            }
        }
    }
}

#[test]
fn sled_and_memory_tell_the_same_also_after_opening_again() {
    let mut stage = Stage::new();
    for round in 0..40 {
        stage.now += 1;
        let (from, to, signer) = if round % 2 == 0 { (A, B, ALICE) } else { (B, A, BOB) };
        stage.record(ask(transfer(from, to, 1, 3 + round / 2), &[signer]).at(NOW));
    }
    let folder = tempfile::tempdir().unwrap();
    let config = HistoryConfig::Sled(folder.path().join("history"));
    let below = EntryIndex(stage.book.entry_count());
    let told = |history: &History| {
        let mut told = Vec::new();
        for as_at in [AsAt::Head, AsAt::Entry(EntryIndex(50)), AsAt::Recorded(Timestamp(NOW + 7))] {
            let cut = Cut { below, as_at };
            told.push(format!("{:?}", holdings(history, &cut)));
            for account in ACCOUNTS.map(AccountNumber) {
                told.push(format!("{:?}", balance::from_history(history, account, &cut).unwrap()));
            }
        }
        let all = statement::from_history(history, AccountNumber(A), None, Period::All, below).unwrap();
        told.push(format!("{all:?}"));
        let ids = stage.bodies.iter().map(|(id, _, _)| history.entry_with_id(id, below).unwrap());
        told.push(format!("{:?}", ids.collect::<Vec<_>>()));
        assert_eq!(history.entry_with_id(&EntryId([0xab; 16]), below).unwrap(), None);
        told
    };
    let memory = fed(&stage, HistoryConfig::Memory);
    let expected = told(&memory);
    let ids: Vec<_> = (0..below.0).map(|entry| Some(EntryIndex(entry))).collect();
    assert_eq!(expected.last(), Some(&format!("{ids:?}")));
    let sled = fed(&stage, config.clone());
    assert_eq!(told(&sled), expected);
    sled.flush().unwrap();
    assert_eq!(told(&sled), expected);
    let indexed = sled.indexed_up_to();
    assert!(indexed.next.0 > 24 && indexed.next < below, "{indexed:?}");
    drop(sled);
    // Only the rest is fed again.
    let sled = History::open(config.clone()).unwrap();
    assert_eq!(sled.indexed_up_to(), indexed);
    stage.batches.iter().for_each(|batch| sled.batch_durable(batch.clone()));
    assert_eq!(told(&sled), expected);
    sled.clear().unwrap();
    assert_eq!((sled.indexed_up_to().next.0, sled.fed_up_to().0), (0, 0));
    stage.batches.iter().for_each(|batch| sled.batch_durable(batch.clone()));
    assert_eq!(told(&sled), expected);
    drop(sled);
    // What sled cannot make sense of is thrown away: it can all be fed again.
    for file in walk(folder.path()) {
        std::fs::write(file, b"nothing that sled wrote").unwrap();
    }
    let sled = History::open(config).unwrap();
    stage.batches.iter().for_each(|batch| sled.batch_durable(batch.clone()));
    assert_eq!(told(&sled), expected);
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

#[test]
fn a_gap_stops_history_and_says_so() {
    let stage = Stage::new();
    let history = History::open(HistoryConfig::Memory).unwrap();
    history.batch_durable(stage.batches[0].clone());
    history.batch_durable(stage.batches[2].clone());
    let cut = Cut { below: EntryIndex(9), as_at: AsAt::Head };
    assert!(balance::from_history(&history, AccountNumber(A), &cut).is_err());
}
