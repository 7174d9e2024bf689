//! A hash-chained double-entry table in SQLite, as a careful team would write it (WAL, `synchronous=FULL`: durable at each commit).
//!
//! - One transaction holds the check that the giving account holds the block, both balances, and the movement with its hash.
//! - Balances are kept for holders only. The source's is what they sum to, so that it is not one hot row.

use std::path::Path;

use rusqlite::{Connection, Transaction, params};

use crate::Outcome;
use crate::chain::{self, Replay};
use crate::figures::{Figures, Round};
use crate::plan::{Plan, VERIFY};
use crate::workload::{self, HOLDERS, Movement};

const TABLES: &str = "
    CREATE TABLE account (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL) STRICT;
    CREATE TABLE holding (
        space INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, account INTEGER NOT NULL,
        PRIMARY KEY (space, first)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE movement (
        number INTEGER PRIMARY KEY, space INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
        transferring INTEGER NOT NULL, acquiring INTEGER NOT NULL, hash BLOB NOT NULL
    ) STRICT;";

/// Adds the rows of the table in SQLite.
pub fn measure(figures: &mut Figures, plan: &Plan) -> Outcome<()> {
    let peer = format!("table in SQLite {}", rusqlite::version());
    for (row, n, batch) in plan.durable_rows() {
        let (movements, digest) = Plan::drawn(n);
        // The last round's file stays to be verified.
        let mut written = None;
        figures.measure(row, &peer, n, &digest, || {
            written = None;
            let folder = plan.folder()?;
            let mut table = Table::create(folder.path())?;
            let started = Round::start();
            table.append(&movements, batch)?;
            let round = started.stop(|| Ok(workload::digest(&table.balances()?)))?;
            written = Some((table, folder));
            Ok(round)
        })?;
        if let Some((table, _folder)) = written.filter(|_| batch > 1) {
            figures.measure(VERIFY, &peer, n, &digest, || {
                let started = Round::start();
                let balances = table.verify(n)?;
                started.stop(|| Ok(workload::digest(&balances)))
            })?;
        }
    }
    Ok(())
}

/// The table, and the hash of its last row.
struct Table {
    connection: Connection,
    chain: [u8; 32],
}

impl Table {
    /// Creates the database file in `folder`.
    fn create(folder: &Path) -> Outcome<Self> {
        let connection = Connection::open(folder.join("movements.db"))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.execute_batch(TABLES)?;
        for account in 1..=HOLDERS {
            connection.execute("INSERT INTO account VALUES (?1, 0)", [account])?;
        }
        Ok(Self { connection, chain: chain::START })
    }

    /// Posts, `batch` movements a transaction.
    fn append(&mut self, movements: &[Movement], batch: usize) -> Outcome<()> {
        for chunk in movements.chunks(batch) {
            let transaction = self.connection.transaction()?;
            for movement in chunk {
                self.chain = chain::next(&self.chain, movement);
                post(&transaction, movement, &self.chain)?;
            }
            transaction.commit()?;
        }
        Ok(())
    }

    /// Reads all rows, hashes them again, replays the holders, and compares the balances that are kept.
    fn verify(&self, rows: usize) -> Outcome<Vec<i64>> {
        let mut replay = Replay::new();
        let mut select = self.connection.prepare(
            "SELECT space, first, last, transferring, acquiring, hash FROM movement ORDER BY number",
        )?;
        let mut found = select.query([])?;
        while let Some(row) = found.next()? {
            let movement = Movement {
                space: row.get(0)?,
                first: row.get(1)?,
                last: row.get(2)?,
                transferring: row.get(3)?,
                acquiring: row.get(4)?,
            };
            replay.row(&movement, row.get_ref(5)?.as_blob()?)?;
        }
        replay.finish(rows, &self.kept()?)
    }

    /// The balances of all accounts, the source's first.
    fn balances(&self) -> Outcome<Vec<i64>> {
        let kept = self.kept()?;
        Ok([vec![-kept.iter().sum::<i64>()], kept].concat())
    }

    fn kept(&self) -> Outcome<Vec<i64>> {
        let mut select = self.connection.prepare("SELECT balance FROM account ORDER BY id")?;
        let kept = select.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(kept)
    }
}

fn post(transaction: &Transaction<'_>, movement: &Movement, hash: &[u8; 32]) -> Outcome<()> {
    let Movement { space, first, last, transferring, acquiring } = *movement;
    let mut balance =
        transaction.prepare_cached("UPDATE account SET balance = balance + ?1 WHERE id = ?2")?;
    if transferring == 0 {
        transaction
            .prepare_cached("INSERT INTO holding VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![space, first, last, acquiring])?;
    } else {
        let moved = transaction
            .prepare_cached(
                "UPDATE holding SET account = ?5 WHERE space = ?1 AND first = ?2 AND last = ?3 AND account = ?4",
            )?
            .execute(params![space, first, last, transferring, acquiring])?;
        if moved != 1 {
            return Err(format!("account {transferring} does not hold {space}:{first}-{last}").into());
        }
        balance.execute(params![-(movement.count() as i64), transferring])?;
    }
    balance.execute(params![movement.count() as i64, acquiring])?;
    transaction
        .prepare_cached(
            "INSERT INTO movement (space, first, last, transferring, acquiring, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![space, first, last, transferring, acquiring, hash])?;
    Ok(())
}
