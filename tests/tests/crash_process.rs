//! A writer killed with `kill -9` in the middle of its work, on real files: what it acknowledged is there, book and history
//! included, and both may be deleted.
//!
//! The child is this very test, started again with an environment variable that names the ledger.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc;
use std::time::Duration;

use ledger_core::query::{AsAt, Period};
use ledger_core::{OpenOptions, Receipt};
use ledger_format::block::SerialBlock;
use ledger_format::body::Body;
use ledger_format::body::article6::Article6;
use ledger_format::codes::{Action, FirstTransferDefinition, Purposes};
use ledger_format::identifiers::{AccountNumber, EntryIndex, SpaceId};
use ledger_tests::actors::{Actor, sign};
use ledger_tests::article6_world::{attached, authorization, identified};
use ledger_tests::auditor::Auditor;
use ledger_tests::movements::{issue, legs, movement};
use ledger_tests::registry::{Registry, checkpoint, trust};
use ledger_tests::world::{BEGINNING_MS, World};
use ledger_verify::Verdict;

const LEDGER: &str = "LEDGER_TESTS_CRASH_DIRECTORY";
const LIFE: &str = "LEDGER_TESTS_CRASH_LIFE";

/// Lives of the writer, each ended by a kill.
const LIVES: u64 = 8;
/// Serials that one life issues, and each of its threads moves one by one.
const SERIALS: u64 = 100_000;

fn options(options: &mut OpenOptions) {
    // Full segments, saved books and signed heads all the time.
    options.segment_size = 16 * 1_024;
    options.snapshot_distance = 4 * 1_024;
    options.idle = Duration::from_millis(1);
}

/// Under rulebook 2: what a ledger knows of Article 6 units must survive as well.
fn world() -> World {
    World::of_article6([0; 3])
}

fn now_ms(life: u64) -> u64 {
    BEGINNING_MS + life * 1_000
}

fn open(directory: &Path, life: u64) -> Registry {
    Registry::open_directory(&world(), directory, now_ms(life), options).unwrap().0
}

/// The child: opens the ledger, or creates it, and writes until it is killed, saying what is acknowledged.
#[test]
fn child() {
    let Some(directory) = env::var_os(LEDGER).map(PathBuf::from) else { return };
    let life: u64 = env::var(LIFE).unwrap().parse().unwrap();
    let world = world();
    let registry = if life == 0 {
        let registry = Registry::create_directory(&world, &directory, options).unwrap();
        acknowledge(&registry.record(now_ms(0), &world.declarations()).unwrap());
        registry
    } else {
        open(&directory, life)
    };
    let first = life * SERIALS + 1;
    let entry = |number, body, key| {
        let statement = world.statement((life + 1) * 1_000_000 + number, now_ms(life), body);
        sign(&world.origin, &statement, &[&Actor::new(key)])
    };
    let (last, name) = (first + SERIALS - 1, format!("A-{life}"));
    let block = SerialBlock::new(SpaceId(1), first, last);
    let version = authorization("GHA", &name, Purposes::NDC, FirstTransferDefinition::NONE);
    let authorized = [
        entry(900_000, issue(101, 2, 1, first, last), 1),
        entry(900_001, Body::Article6(Article6::AuthorizationStated(Box::new(version))), 1),
        entry(900_002, Body::Article6(Article6::IdentifiersAssigned(identified(first, &[block]))), 0),
        entry(900_003, Body::Article6(attached("GHA", &name, 1, &[block])), 1),
    ];
    acknowledge(&registry.record(now_ms(life), &authorized).unwrap());
    std::thread::scope(|scope| {
        for thread in 0..2 {
            let (registry, entry) = (&registry, &entry);
            scope.spawn(move || {
                let mut serials = (first..first + SERIALS).skip(thread).step_by(2);
                for size in (1..=6).cycle() {
                    let batch: Vec<_> = serials
                        .by_ref()
                        .take(size)
                        .map(|serial| entry(serial, first_transfer(serial), 11))
                        .collect();
                    acknowledge(&registry.ledger.submit(&batch).unwrap());
                }
            });
        }
    });
}

fn first_transfer(serial: u64) -> Body {
    movement(Action::FIRST_TRANSFER, legs(2, 1, 1, serial, serial))
}

fn acknowledge(receipts: &[Receipt]) {
    static OUTPUT: Mutex<()> = Mutex::new(());
    let lines: String =
        receipts.iter().map(|receipt| format!("receipt {} {}\n", receipt.entry, receipt.digest)).collect();
    let _turn = OUTPUT.lock();
    std::io::stdout().write_all(lines.as_bytes()).unwrap();
    std::io::stdout().flush().unwrap();
}

/// A child that does not outlive the test, however that ends.
struct Mortal(Child);

impl Drop for Mortal {
    fn drop(&mut self) {
        let _gone = self.0.kill().and_then(|()| self.0.wait());
    }
}

/// Lets the child work, kills it, and returns what it had acknowledged.
fn live_and_die(directory: &Path, life: u64, delay: Duration) -> Vec<(u64, String)> {
    let child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "child", "--nocapture", "--test-threads=1"])
        .env(LEDGER, directory)
        .env(LIFE, life.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut child = Mortal(child);
    let output = BufReader::new(child.0.stdout.take().unwrap());
    let (begun, begins) = mpsc::channel();
    let reader = std::thread::spawn(move || {
        let mut receipts = Vec::new();
        for line in output.split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8(line).unwrap();
            // A line cut short by the kill was not said; the digest has 64 digits.
            let mut words = line.split(' ').skip_while(|word| *word != "receipt").skip(1);
            if let (Some(entry), Some(digest)) =
                (words.next(), words.next().filter(|digest| digest.len() == 64))
            {
                receipts.push((entry.parse().unwrap(), digest.to_owned()));
                let _ = begun.send(());
            }
        }
        receipts
    });
    // One life in four may end before it did anything, while it opens the ledger.
    if life % 4 != 3 {
        begins.recv_timeout(Duration::from_secs(60)).unwrap();
    }
    std::thread::sleep(delay);
    // SIGKILL: no destructor, no flush.
    child.0.kill().unwrap();
    child.0.wait().unwrap();
    reader.join().unwrap()
}

/// What the ledger answers to some questions, about now and the past.
fn answers(registry: &Registry) -> String {
    let ledger = &registry.ledger;
    let middle = EntryIndex(ledger.durable_head().entry_count / 2);
    let block = SerialBlock::new(SpaceId(1), 1, 50);
    let (account, all) = (AccountNumber(2), SerialBlock::new(SpaceId(1), 1, LIVES * SERIALS));
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        ledger.article6_units(all),
        ledger.article6(AsAt::Head).unwrap().second_book(),
        ledger.durable_head(),
        ledger.holdings(AsAt::Head).unwrap(),
        ledger.holdings(AsAt::Entry(middle)).unwrap(),
        ledger.balance(account, AsAt::Entry(middle)).unwrap(),
        ledger.statement(account, None, Period::All).unwrap(),
        ledger.lineage(block, AsAt::Head).unwrap(),
    )
}

fn is_clean(registry: Registry, directory: &Path) {
    let auditor = Auditor::with(&trust(&registry.ledger), checkpoint(&registry.ledger));
    registry.ledger.close().unwrap();
    let report = auditor.report_on(directory);
    assert_eq!(report.verdict(), Verdict::Clean, "{:?} {:?}", report.findings, report.undetermined);
}

#[test]
fn what_was_acknowledged_survives_a_kill() {
    let temporary = tempfile::tempdir().unwrap();
    let directory = temporary.path().join("ledger");
    let mut promised = Vec::new();
    for life in 0..LIVES {
        let delay = Duration::from_millis([180, 40, 310, 25, 90, 3, 230, 9][usize::try_from(life).unwrap()]);
        promised.extend(live_and_die(&directory, life, delay));
        let registry = open(&directory, life);
        assert!(registry.ledger.durable_head().entry_count >= promised.len() as u64);
        for (index, digest) in &promised {
            let entry = registry.ledger.entry(EntryIndex(*index)).unwrap();
            let found = entry.map(|entry| entry.digest.to_string());
            assert_eq!(found.as_ref(), Some(digest), "life {life}: the receipt of entry {index}");
        }
        registry.ledger.book().check().unwrap();
        assert!(registry.ledger.check().unwrap().is_clean());
        if life % 3 == 1 {
            let before = answers(&registry);
            registry.ledger.close().unwrap();
            fs::remove_dir_all(directory.join("book")).unwrap();
            fs::remove_dir_all(directory.join("history")).unwrap();
            let registry = open(&directory, life);
            assert_eq!(answers(&registry), before, "life {life}: without book and history");
        } else {
            // As the kill left book and history: what they say must be what the journal says.
            let now = answers(&registry);
            drop(registry);
            let copy = temporary.path().join(format!("copy {life}"));
            fs::create_dir_all(copy.join("journal")).unwrap();
            for file in fs::read_dir(directory.join("journal")).unwrap() {
                let file = file.unwrap();
                fs::copy(file.path(), copy.join("journal").join(file.file_name())).unwrap();
            }
            assert_eq!(
                answers(&open(&copy, life)),
                now,
                "life {life}: book and history as the kill left them"
            );
        }
    }
    println!("{} receipts over {LIVES} lives", promised.len());
    assert!(promised.len() > 300, "{} receipts", promised.len());
    is_clean(open(&directory, LIVES), &directory);
}
