//! Balance, statement of 1,000 lines, lineage of a serial, and holdings as at any time, on a ledger opened anew.

#![allow(clippy::cast_possible_truncation, reason = "a bench ends by panicking")]

use std::hint::black_box;

use ledger_benches::journal;
use ledger_benches::row::{Row, Table, Target, Timed, best, short, timed};
use ledger_benches::scale::Scale;
use ledger_benches::site::{self, WorkloadClock};
use ledger_benches::workload::{Work, Workload};
use ledger_benches::world::{Plan, SERIES, account, block, mixed};
use ledger_core::Ledger;
use ledger_core::query::{AsAt, HeldBlock, Period};
use ledger_format::block::SerialBlock;
use ledger_format::identifiers::{EntryIndex, Timestamp};

const KEYS: u32 = 16;
const BATCH: u64 = 1_000;
/// Lines of the statement that the budget speaks of; the workload's accounts have about as many.
const LINES: u64 = 1_000;

fn main() {
    let scale = Scale::of_arguments();
    let mut table = Table::new("Queries", &scale);
    let movements = scale.movements(3_000, 1_000_000, 10_000_000);
    let blocks = (movements / 10).clamp(300, 1_000_000);
    let workload = Workload::new(Plan::new(movements, KEYS, blocks));
    let made = journal::fabricated(&workload, BATCH);
    let folder = site::scratch();
    site::copy(&made.folder.join("journal"), &folder.path().join("journal"));
    let clock = WorkloadClock::at(workload.occurred_at_ms(movements));
    // Built, closed and opened again: queries are answered from the store and not from what building left in memory.
    let (built, _) = site::open(folder.path(), &workload, &clock);
    built.close().expect("a disk that syncs");
    let (ledger, _) = site::open(folder.path(), &workload, &clock);
    Questions { scale: &scale, workload: &workload, ledger: &ledger }.ask(&mut table);
}

struct Questions<'a> {
    scale: &'a Scale,
    workload: &'a Workload,
    ledger: &'a Ledger,
}

impl Questions<'_> {
    fn ask(&self, table: &mut Table) {
        let plan = self.workload.plan;
        let times = if self.scale.is_smoke { 5 } else { 200 };
        let row = |name, each: &Timed, times: u64, unit, target: f64| {
            let by_unit = match unit {
                "µs" => 1e6,
                "ms" => 1e3,
                _ => 1.0,
            };
            let figure = each.seconds() / times as f64 * by_unit;
            let target = Target::AtMost(target);
            (name, figure, unit, target, each.digest.clone())
        };
        let balances = self.rounds(|| self.balances(times * 500));
        let statements = self.rounds(|| self.statements(times));
        let lineages = self.rounds(|| self.lineages(times));
        let rows = [
            row("balance at the head", &balances, times * 500, "µs", 10.0),
            row("statement of all lines of an account", &statements, times, "ms", 10.0),
            row("lineage of a serial", &lineages, times, "ms", 10.0),
        ];
        let middle = AsAt::Occurred(Timestamp(self.workload.occurred_at_ms(plan.movements / 2)));
        let near_end =
            AsAt::Recorded(Timestamp(self.workload.occurred_at_ms(plan.movements - plan.movements / 50)));
        let entry = AsAt::Entry(EntryIndex(self.workload.opening_count() + plan.movements / 10));
        let holdings = [
            ("holdings as at an occurred time, the middle", middle),
            ("holdings as at a recorded time, near the end", near_end),
            ("holdings as at an entry, early", entry),
            ("holdings at the head", AsAt::Head),
        ]
        .map(|(name, as_at)| row(name, &self.rounds(|| self.holdings(as_at)), 1, "s", 1.0));
        let account = row(
            "holdings of an account, the middle",
            &self.rounds(|| self.of_an_account(middle)),
            1,
            "s",
            1.0,
        );
        for (name, figure, unit, target, digest) in rows.into_iter().chain(holdings).chain([account]) {
            let (n, keys, digest) = (plan.movements, KEYS, digest.as_str());
            table.row(&Row { name, n, keys, figure, unit, ceilings: &[], target, threads: 1, digest });
        }
    }

    fn rounds(&self, round: impl FnMut() -> Timed) -> Timed {
        best(self.scale.rounds, round)
    }

    fn balances(&self, times: u64) -> Timed {
        timed(|| {
            let mut sum = 0;
            for turn in 0..times {
                let number = account(mixed(turn) % self.workload.plan.accounts);
                let balances =
                    self.ledger.balance(number, AsAt::Head).expect("the book").expect("an account");
                sum += black_box(balances.of_series(SERIES));
            }
            sum.to_string()
        })
    }

    fn statements(&self, times: u64) -> Timed {
        let mut lines = 0;
        let time = timed(|| {
            for turn in 0..times {
                let number = account(mixed(turn) % self.workload.plan.accounts);
                let statement = self.ledger.statement(number, None, Period::All).expect("history");
                lines += statement.expect("an account").lines.len() as u64;
            }
            format!("{} lines each", lines / times)
        });
        assert!(self.scale.is_smoke || lines / times > LINES / 2);
        time
    }

    fn lineages(&self, times: u64) -> Timed {
        timed(|| {
            let mut steps = 0;
            for turn in 0..times {
                let first = block(mixed(turn) % self.workload.plan.blocks).first;
                let serial = SerialBlock::new(ledger_benches::world::SPACE, first, first);
                steps += self.ledger.lineage(serial, AsAt::Head).expect("history").len() as u64;
            }
            format!("{} steps each", steps / times)
        })
    }

    fn holdings(&self, as_at: AsAt) -> Timed {
        timed(|| digest(&self.ledger.holdings(as_at).expect("history")))
    }

    fn of_an_account(&self, as_at: AsAt) -> Timed {
        timed(|| digest(&self.ledger.holdings_of_account(account(0), as_at).expect("history")))
    }
}

fn digest(held: &[HeldBlock]) -> String {
    let mut hasher = blake3::Hasher::new();
    for held in held {
        hasher.update(&held.block.first.to_le_bytes());
        hasher.update(&held.holding.account.0.to_le_bytes());
    }
    short(hasher.finalize().as_bytes())
}
