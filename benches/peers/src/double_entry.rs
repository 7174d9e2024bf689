//! The crate `doubleentry` 0.8: its `Journal` in memory, and its `Ledger` over SQLite (WAL, `synchronous=FULL`, its own settings).
//!
//! - Units are amounts without decimals of one currency; the block stands in the entry as a document reference, as the crate has
//!   no serials. So nobody here checks that the giving account holds the block: less work than ours, and than the SQL tables'.
//! - No limit on accounts, no dimension and no memo: the cheapest entry that still says what moved.
//! - Drafts are built inside the timed part, as a caller has to.

use std::path::Path;

use doubleentry::store::{SqlStore, Sqlite};
use doubleentry::{
    AccountKind, Amount, BalanceQuery, Currency, Date, Document, Entry, Journal, Ledger, LedgerId,
    currency::EUR, date, report::TrialBalance,
};
use tokio::runtime::Runtime;

use crate::Outcome;
use crate::figures::{Figures, Round};
use crate::plan::{ALONE_IN_MEMORY, BATCH, BATCHED_IN_MEMORY, Plan, VERIFY};
use crate::workload::{self, HOLDERS, Movement};

/// Adds the rows of the journal in memory and of the ledger over SQLite.
pub fn measure(figures: &mut Figures, plan: &Plan) -> Outcome<()> {
    measure_journal(figures, plan)?;
    measure_over_sqlite(figures, plan)
}

fn measure_journal(figures: &mut Figures, plan: &Plan) -> Outcome<()> {
    let peer = "doubleentry 0.8, Journal";
    for &n in &plan.sizes {
        let (movements, digest) = Plan::drawn(n);
        for (row, batch) in [(ALONE_IN_MEMORY, 1), (BATCHED_IN_MEMORY, BATCH)] {
            figures.measure(row, peer, n, &digest, || {
                let mut books = open_journal()?;
                let started = Round::start();
                append_to_journal(&mut books, &movements, batch)?;
                started.stop(|| Ok(workload::digest(&journal_balances(&books)?)))
            })?;
        }
        let mut books = open_journal()?;
        append_to_journal(&mut books, &movements, BATCH)?;
        figures.measure(VERIFY, "doubleentry 0.8, Journal::audit", n, &digest, || {
            let started = Round::start();
            books.audit()?;
            started.stop(|| Ok(workload::digest(&journal_balances(&books)?)))
        })?;
    }
    Ok(())
}

fn measure_over_sqlite(figures: &mut Figures, plan: &Plan) -> Outcome<()> {
    for (row, n, batch) in plan.durable_rows() {
        if n > OVER_SQLITE_MAX {
            println!(
                "doubleentry 0.8, Ledger on SQLite: not run with {n} movements, which take many minutes a round"
            );
            continue;
        }
        let (movements, digest) = Plan::drawn(n);
        // The last round's file stays for the audit.
        let mut written = None;
        figures.measure(row, "doubleentry 0.8, Ledger on SQLite", n, &digest, || {
            written = None;
            let folder = plan.folder()?;
            let books = OverSqlite::create(folder.path())?;
            let started = Round::start();
            books.append(&movements, batch)?;
            let round = started.stop(|| Ok(workload::digest(&books.balances()?)))?;
            written = Some((books, folder));
            Ok(round)
        })?;
        if let Some((books, _folder)) = written.filter(|_| batch > 1) {
            figures.measure(VERIFY, "doubleentry 0.8, Ledger::audit", n, &digest, || {
                let started = Round::start();
                books.audit()?;
                started.stop(|| Ok(workload::digest(&books.balances()?)))
            })?;
        }
    }
    Ok(())
}

/// Movements that one round over SQLite is worth waiting for.
const OVER_SQLITE_MAX: usize = 100_000;

/// Any declared code serves; it has no decimals here.
const UNIT: Currency = EUR;
const DAY: Date = date!("2026-06-15");
const OPENED: Date = date!("2026-01-01");

fn ledger_id() -> Outcome<LedgerId> {
    Ok(LedgerId::new("example.com/peers")?)
}

fn path(account: u32) -> String {
    if account == 0 { "Equity:Source".to_owned() } else { format!("Assets:Holder{account:04}") }
}

fn kind(account: u32) -> AccountKind {
    if account == 0 { AccountKind::Equity } else { AccountKind::Asset }
}

fn draft(number: usize, movement: &Movement) -> Outcome<Entry<0>> {
    let units = Amount::<0>::from_minor(i128::from(movement.count()))?;
    let block = format!("{}:{}-{}", movement.space, movement.first, movement.last);
    Ok(Entry::new(format!("m{number}"), DAY)
        .debit(path(movement.acquiring), units, UNIT)
        .credit(path(movement.transferring), units, UNIT)
        .document(Document::new("block", block)?))
}

fn drafts(first: usize, movements: &[Movement]) -> Outcome<Vec<Entry<0>>> {
    movements.iter().enumerate().map(|(place, movement)| draft(first + place, movement)).collect()
}

fn balances_of(trial: &TrialBalance<0>) -> Outcome<Vec<i64>> {
    let mut balances = vec![0; HOLDERS as usize + 1];
    for account in 0..=HOLDERS {
        if let Some(row) = trial.get(&path(account).parse()?, UNIT) {
            balances[account as usize] = i64::try_from(row.balance.net().to_minor())?;
        }
    }
    Ok(balances)
}

/// A journal in memory with its accounts open.
fn open_journal() -> Outcome<Journal<0>> {
    let mut books = Journal::<0>::with_precision(ledger_id()?);
    books.declare_currency(UNIT, 0, OPENED)?;
    books.define_months(2026, 1..=12)?;
    for account in 0..=HOLDERS {
        books.open(path(account), kind(account), OPENED)?;
    }
    Ok(books)
}

/// Posts, `batch` movements a call; one at a time through `record`.
fn append_to_journal(books: &mut Journal<0>, movements: &[Movement], batch: usize) -> Outcome<()> {
    for (place, chunk) in movements.chunks(batch).enumerate() {
        if let [movement] = chunk {
            books.record(draft(place * batch, movement)?)?;
        } else {
            books.record_batch(drafts(place * batch, chunk)?)?;
        }
    }
    Ok(())
}

/// The balances of a journal.
fn journal_balances(books: &Journal<0>) -> Outcome<Vec<i64>> {
    balances_of(&books.trial_balance(&BalanceQuery::all())?)
}

/// A ledger in a SQLite file and the runtime that it needs.
struct OverSqlite {
    runtime: Runtime,
    books: Ledger<SqlStore<Sqlite, 0>, 0>,
}

impl OverSqlite {
    /// Creates the file in `folder` and opens the accounts.
    fn create(folder: &Path) -> Outcome<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let url = format!("sqlite://{}?mode=rwc", folder.join("doubleentry.db").display());
        let books = runtime.block_on(async {
            let books =
                Ledger::with_precision(SqlStore::<Sqlite, 0>::sqlite(&url).await?, ledger_id()?).await?;
            books.declare_currency(UNIT, 0, OPENED).await?;
            books.define_months(2026, 1..=12).await?;
            for account in 0..=HOLDERS {
                books.open(path(account), kind(account), OPENED).await?;
            }
            Outcome::Ok(books)
        })?;
        Ok(Self { runtime, books })
    }

    /// Posts, `batch` movements a transaction; one at a time through `record`.
    fn append(&self, movements: &[Movement], batch: usize) -> Outcome<()> {
        self.runtime.block_on(async {
            for (place, chunk) in movements.chunks(batch).enumerate() {
                if let [movement] = chunk {
                    self.books.record(draft(place * batch, movement)?).await?;
                } else {
                    self.books.record_batch(drafts(place * batch, chunk)?).await?;
                }
            }
            Ok(())
        })
    }

    /// The crate's own audit: replays the log and compares every table the store keeps.
    fn audit(&self) -> Outcome<()> {
        self.runtime.block_on(self.books.audit())?;
        Ok(())
    }

    /// The balances of all accounts.
    fn balances(&self) -> Outcome<Vec<i64>> {
        balances_of(&self.runtime.block_on(self.books.trial_balance(&BalanceQuery::all()))?)
    }
}
