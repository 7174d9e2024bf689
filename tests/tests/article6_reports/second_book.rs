//! The second book behind ledgers for which it was written down by hand, or by the reference: accounts, clearing accounts as the ledger keeps
//! them, annual figures; and that both sides are even.
//!
//! The control: what is written down for one ledger is not true of another.
//!
//! The writer's book lets change hands what a debit and a credit both name, which is all of whatever it admits itself; the text goes by
//! what is credited. [`OTHERWISE`] are the ledgers, none of them written by it, of which it therefore says something else.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use ledger_core::Ledger;
use ledger_core::article6::MetricName;
use ledger_core::query::{AnnualYear, AsAt, TableReading};
use ledger_core::storage::{FilePath, MemoryStorage};
use ledger_format::codes::Metric;
use ledger_format::identifiers::PartyCode;
use ledger_tests::article6_answers::{adjustment_sums, clearing, second_book, second_book_is_even};
use ledger_tests::vector::vectors;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct SecondBook {
    accounts: Vec<Account>,
    clearing: Vec<Clearing>,
    #[serde(default)]
    years: Vec<Value>,
    /// Space, first and last serial, entry, trigger.
    first_transfers: Option<Vec<[u64; 5]>>,
}

#[derive(Deserialize)]
struct Account {
    party: String,
    year: u16,
    series: u32,
    first_transferred: i128,
    used: i128,
}

#[derive(Deserialize)]
struct Clearing {
    series: u32,
    units: i128,
}

#[derive(Deserialize)]
struct ByHand {
    name: String,
    segments: BTreeMap<String, String>,
    adjustments: SecondBook,
}

/// See above; each has postings that are not well formed or do not balance.
const OTHERWISE: [&str; 3] = ["first-transferred-once", "reversed-credits", "used-by-two"];

fn opened<'a>(files: impl Iterator<Item = (&'a String, Vec<u8>)>) -> Option<Ledger> {
    let files = files.map(|(name, bytes)| (FilePath::journal(name.as_str()), bytes));
    Ledger::open_read_only_in(Arc::new(MemoryStorage::with_files(files))).ok()
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/vectors/adjustments")
}

fn written_by_hand() -> Vec<ByHand> {
    let files = std::fs::read_dir(folder()).unwrap().map(|file| file.unwrap().path());
    let vectors = files.filter(|path| path.file_name().unwrap() != "of-vectors.json");
    vectors.map(|path| serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()).collect()
}

/// What is not as it is written down.
fn compare(ledger: &Ledger, expected: &SecondBook) -> Result<(), String> {
    let sums = adjustment_sums(ledger);
    let party = |code: &str| -> PartyCode { code.parse().unwrap() };
    let accounts: BTreeMap<_, _> = expected
        .accounts
        .iter()
        .map(|it| ((party(&it.party), it.year, it.series), (it.first_transferred, it.used)))
        .collect();
    if sums != accounts {
        return Err(format!("accounts: {sums:?}, written down: {accounts:?}"));
    }
    let clearing = clearing(ledger);
    let expected_clearing: BTreeMap<_, _> =
        expected.clearing.iter().map(|it| (it.series, it.units)).collect();
    if clearing != expected_clearing {
        return Err(format!("clearing: {clearing:?}, written down: {expected_clearing:?}"));
    }
    second_book_is_even(&second_book(ledger))?;
    let made = first_transfers(ledger);
    if expected.first_transfers.as_ref().is_some_and(|expected| *expected != made) {
        return Err(format!("first transfers: {made:?}, written down: {:?}", expected.first_transfers));
    }
    expected.years.iter().try_for_each(|year| compare_year(ledger, year))
}

/// All that stand, in order, neighbours of one entry and trigger joined.
fn first_transfers(ledger: &Ledger) -> Vec<[u64; 5]> {
    let mut all: Vec<[u64; 5]> = Vec::new();
    for unit in ledger.article6(AsAt::Head).unwrap().all_units() {
        let Some(made) = unit.first_transfer else { continue };
        let (space, block) = (u64::from(unit.block.space.0), unit.block);
        let (entry, trigger) = (made.entry.0, made.trigger as u64);
        match all.last_mut() {
            Some(last)
                if [last[0], last[3], last[4]] == [space, entry, trigger] && last[2] + 1 == block.first =>
            {
                last[2] = block.last;
            }
            _ => all.push([space, block.first, block.last, entry, trigger]),
        }
    }
    all
}

fn compare_year(ledger: &Ledger, expected: &Value) -> Result<(), String> {
    let text = |name: &str| expected[name].as_str().unwrap().to_owned();
    let number = |name: &str| u16::try_from(expected[name].as_u64().unwrap()).unwrap();
    let metric = MetricName { metric: Metric(number("metric")), non_ghg: text("non_ghg") };
    let (party, year) = (text("party").parse().unwrap(), number("year"));
    let known = ledger.article6(AsAt::Head).unwrap();
    let table = known.annual_table(party, &metric, year..=year, TableReading::default()).unwrap();
    let ours = written(&table.years[0]);
    for (name, value) in expected.as_object().unwrap() {
        if ["party", "metric", "non_ghg", "year"].contains(&name.as_str()) {
            continue;
        }
        let our = ours.get(name).ok_or_else(|| format!("what is `{name}`?"))?;
        if our != value {
            return Err(format!("{party} {year} {name}: {our}, written down: {value}"));
        }
    }
    Ok(())
}

/// A year in the words of the vectors.
fn written(year: &AnnualYear) -> BTreeMap<String, Value> {
    let text = |figure: Option<String>| figure.map_or(Value::Null, Value::from);
    let whole = |number: Option<i128>| {
        number.map_or(Value::Null, |it| Value::from(i64::try_from(it).expect("a small number")))
    };
    let share = year.adjustment.map(|it| {
        serde_json::json!({
            "share": it.share.to_string(), "remainder": it.remainder.to_string(), "years": it.years,
        })
    });
    let fields = [
        ("first_year", year.period.map_or(Value::Null, |(first, _)| first.into())),
        ("last_year", year.period.map_or(Value::Null, |(_, last)| last.into())),
        ("method", year.method.map_or(Value::Null, |method| method.0.into())),
        ("inventory", whole(year.inventory)),
        ("first_transferred", text(Some(year.first_transferred.to_string()))),
        ("used", text(Some(year.used.to_string()))),
        ("net", text(Some(year.net.to_string()))),
        ("cumulative", text(year.cumulative.map(|it| it.to_string()))),
        ("adjustment", share.unwrap_or(Value::Null)),
        ("balance", text(year.balance.map(|it| it.to_string()))),
        ("target", whole(year.target)),
        ("period_balance", text(year.period_balance.map(|it| it.to_string()))),
    ];
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

#[test]
fn it_is_what_was_written_down_by_hand() {
    let all = written_by_hand();
    let ledgers: Vec<Ledger> = all
        .iter()
        .map(|it| opened(it.segments.iter().map(|(name, hex)| (name, hex::decode(hex).unwrap()))).unwrap())
        .collect();
    let mut otherwise: Vec<(&str, String)> = all
        .iter()
        .zip(&ledgers)
        .filter_map(|(it, ledger)| Some((it.name.as_str(), compare(ledger, &it.adjustments).err()?)))
        .collect();
    otherwise.sort();
    let names: Vec<&str> = otherwise.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, OTHERWISE, "{otherwise:#?}");
    let figures: usize = all.iter().map(|it| it.adjustments.years.len()).sum();
    let others =
        all.iter().zip(ledgers.iter().skip(1)).filter(|(it, other)| compare(other, &it.adjustments).is_err());
    let told_apart = others.count();
    assert!(all.len() >= 31 && figures > 30 && told_apart > 20, "{} {figures} {told_apart}", all.len());
}

#[test]
fn it_is_what_the_reference_posts_for_every_vector() {
    let expected = std::fs::read(folder().join("of-vectors.json")).unwrap();
    let expected: BTreeMap<String, SecondBook> = serde_json::from_slice(&expected).unwrap();
    let (mut compared, mut posted) = (0, 0);
    for vector in vectors() {
        // The reference posts nothing of what it cannot judge; and what no writer opens has no state to compare.
        if vector.expect.verdict == "undetermined" {
            continue;
        }
        let Some(ledger) = opened(vector.files.iter().map(|(name, bytes)| (name, bytes.clone()))) else {
            continue;
        };
        let nothing = SecondBook::default();
        let of_vector = expected.get(&vector.name);
        assert_eq!(compare(&ledger, of_vector.unwrap_or(&nothing)), Ok(()), "{}", vector.name);
        compared += 1;
        posted += usize::from(of_vector.is_some());
    }
    assert!(compared > 500 && posted > 200, "{compared} {posted}");
}
