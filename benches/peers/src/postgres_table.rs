//! The same hash-chained double-entry table in PostgreSQL, posted to through a function in the server.
//!
//! - One call posts one movement or a whole batch, so that round trips are not what is measured; each call is one durable transaction
//!   under the server's own settings (`synchronous_commit = on`, `fsync = on` unless someone turned them off: the run refuses then).
//! - Everything lives in a schema of its own, which is dropped at the end.
//!
//! Not here: concurrent writers. A chain has one next row, so writers would queue for it.

use postgres::{Client, NoTls};

use crate::Outcome;
use crate::chain::{self, Replay};
use crate::figures::{Figures, Round};
use crate::plan::{Plan, VERIFY};
use crate::workload::{self, HOLDERS, Movement};

const TABLES: &str = "
    CREATE TABLE account (id int PRIMARY KEY, balance bigint NOT NULL);
    CREATE TABLE holding (space int, first bigint, last bigint NOT NULL, account int NOT NULL, PRIMARY KEY (space, first));
    CREATE TABLE movement (
        number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, space int NOT NULL, first bigint NOT NULL, last bigint NOT NULL,
        transferring int NOT NULL, acquiring int NOT NULL, hash bytea NOT NULL
    );
    CREATE FUNCTION post(s int, f bigint, l bigint, t int, a int, h bytea) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        IF t = 0 THEN
            INSERT INTO holding VALUES (s, f, l, a);
        ELSE
            UPDATE holding SET account = a WHERE space = s AND first = f AND last = l AND account = t;
            IF NOT FOUND THEN RAISE EXCEPTION 'account % does not hold %:%-%', t, s, f, l; END IF;
            UPDATE account SET balance = balance - (l - f + 1) WHERE id = t;
        END IF;
        UPDATE account SET balance = balance + (l - f + 1) WHERE id = a;
        INSERT INTO movement (space, first, last, transferring, acquiring, hash) VALUES (s, f, l, t, a, h);
    END $$;
    CREATE FUNCTION post_batch(s int[], f bigint[], l bigint[], t int[], a int[], h bytea[]) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        FOR i IN 1 .. array_length(s, 1) LOOP
            PERFORM post(s[i], f[i], l[i], t[i], a[i], h[i]);
        END LOOP;
    END $$;";

/// The schema that the tables live in.
const SCHEMA: &str = "ledger_peers";

/// Rows fetched at a time while verifying, so that memory stays bounded.
const FETCH: usize = 10_000;

/// Adds the rows of the table in PostgreSQL, or says why there are none.
pub fn measure(figures: &mut Figures, plan: &Plan) -> Outcome<()> {
    let Some(address) = address() else {
        println!("PostgreSQL: neither DATABASE_URL nor PGHOST is set, skipped (postgres.sh starts a server)");
        return Ok(());
    };
    let version = match version(&address) {
        Ok(version) => version,
        Err(error) => {
            println!("PostgreSQL: no server answers at {}, skipped ({error})", shown(&address));
            return Ok(());
        }
    };
    let peer = format!("table in PostgreSQL {version}");
    for (row, n, batch) in plan.durable_rows() {
        let (movements, digest) = Plan::drawn(n);
        figures.measure(row, &peer, n, &digest, || {
            let mut table = Table::create(&address)?;
            let started = Round::start();
            table.append(&movements, batch)?;
            started.stop(|| Ok(workload::digest(&table.balances()?)))
        })?;
        if batch > 1 {
            let mut table = Table::open(&address)?;
            figures.measure(VERIFY, &peer, n, &digest, || {
                let started = Round::start();
                let balances = table.verify(n)?;
                started.stop(|| Ok(workload::digest(&balances)))
            })?;
        }
    }
    Table::open(&address)?.remove()
}

/// Where a server is expected: `DATABASE_URL`, else `PGHOST` with `PGPORT`, `PGUSER` and `PGDATABASE`, else nowhere.
fn address() -> Option<String> {
    let var = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    if let Some(url) = var("DATABASE_URL") {
        return Some(url);
    }
    let host = var("PGHOST")?;
    let or = |name: &str, default: &str| var(name).unwrap_or_else(|| default.to_owned());
    let mut address = format!(
        "host={host} port={} user={} dbname={}",
        or("PGPORT", "5432"),
        or("PGUSER", "postgres"),
        or("PGDATABASE", "postgres")
    );
    if let Some(password) = var("PGPASSWORD") {
        address.push_str(&format!(" password={password}"));
    }
    Some(address)
}

/// The address without its password, for people.
fn shown(address: &str) -> String {
    match address.parse::<postgres::Config>() {
        Ok(config) => format!("{:?}, port {:?}", config.get_hosts(), config.get_ports()),
        Err(_) => "an address that does not parse".to_owned(),
    }
}

/// The server's version, if one answers.
fn version(address: &str) -> Outcome<String> {
    let version: String = Client::connect(address, NoTls)?.query_one("SHOW server_version", &[])?.get(0);
    Ok(version.split_whitespace().next().unwrap_or_default().to_owned())
}

/// The table, and the hash of its last row.
struct Table {
    client: Client,
    chain: [u8; 32],
}

impl Table {
    /// Creates the tables in a fresh schema.
    fn create(address: &str) -> Outcome<Self> {
        let mut client = Client::connect(address, NoTls)?;
        for setting in ["fsync", "synchronous_commit", "full_page_writes"] {
            let value: String = client.query_one(&format!("SHOW {setting}"), &[])?.get(0);
            if value != "on" {
                return Err(format!(
                    "the server runs with {setting} = {value}: its receipts would not be durable"
                )
                .into());
            }
        }
        client.batch_execute(&format!(
            "SET client_min_messages = warning; DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA}; \
             SET search_path = {SCHEMA}; {TABLES} INSERT INTO account SELECT id, 0 FROM generate_series(1, {HOLDERS}) AS id; \
             CHECKPOINT;"
        ))?;
        Ok(Self { client, chain: chain::START })
    }

    /// Opens the tables that the last round left.
    fn open(address: &str) -> Outcome<Self> {
        let mut client = Client::connect(address, NoTls)?;
        client.batch_execute(&format!("SET client_min_messages = warning; SET search_path = {SCHEMA}"))?;
        Ok(Self { client, chain: chain::START })
    }

    /// Posts, `batch` movements a transaction.
    fn append(&mut self, movements: &[Movement], batch: usize) -> Outcome<()> {
        let one = self.client.prepare("SELECT post($1, $2, $3, $4, $5, $6)")?;
        let many = self.client.prepare("SELECT post_batch($1, $2, $3, $4, $5, $6)")?;
        for chunk in movements.chunks(batch) {
            let mut columns = Columns::default();
            for movement in chunk {
                self.chain = chain::next(&self.chain, movement);
                columns.push(movement, &self.chain)?;
            }
            let Columns { space, first, last, transferring, acquiring, hash } = &columns;
            if batch == 1 {
                self.client.execute(
                    &one,
                    &[&space[0], &first[0], &last[0], &transferring[0], &acquiring[0], &hash[0]],
                )?;
            } else {
                self.client.execute(&many, &[space, first, last, transferring, acquiring, hash])?;
            }
        }
        Ok(())
    }

    /// Reads all rows, hashes them again, replays the holders, and compares the balances that are kept.
    fn verify(&mut self, rows: usize) -> Outcome<Vec<i64>> {
        let mut replay = Replay::new();
        let mut transaction = self.client.transaction()?;
        transaction.batch_execute(
            "DECLARE rows NO SCROLL CURSOR FOR \
             SELECT space, first, last, transferring, acquiring, hash FROM movement ORDER BY number",
        )?;
        let fetch = transaction.prepare(&format!("FETCH {FETCH} FROM rows"))?;
        loop {
            let found = transaction.query(&fetch, &[])?;
            for row in &found {
                let movement = Movement {
                    space: u32::try_from(row.get::<_, i32>(0))?,
                    first: u64::try_from(row.get::<_, i64>(1))?,
                    last: u64::try_from(row.get::<_, i64>(2))?,
                    transferring: u32::try_from(row.get::<_, i32>(3))?,
                    acquiring: u32::try_from(row.get::<_, i32>(4))?,
                };
                replay.row(&movement, row.get(5))?;
            }
            if found.len() < FETCH {
                break;
            }
        }
        transaction.commit()?;
        replay.finish(rows, &self.kept()?)
    }

    /// The balances of all accounts, the source's first.
    fn balances(&mut self) -> Outcome<Vec<i64>> {
        let kept = self.kept()?;
        Ok([vec![-kept.iter().sum::<i64>()], kept].concat())
    }

    /// Drops everything that was created.
    fn remove(mut self) -> Outcome<()> {
        self.client.batch_execute(&format!("DROP SCHEMA {SCHEMA} CASCADE"))?;
        Ok(())
    }

    fn kept(&mut self) -> Outcome<Vec<i64>> {
        let rows = self.client.query("SELECT balance FROM account ORDER BY id", &[])?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }
}

/// A batch, column by column, as the function takes it.
#[derive(Default)]
struct Columns {
    space: Vec<i32>,
    first: Vec<i64>,
    last: Vec<i64>,
    transferring: Vec<i32>,
    acquiring: Vec<i32>,
    hash: Vec<Vec<u8>>,
}

impl Columns {
    fn push(&mut self, movement: &Movement, hash: &[u8; 32]) -> Outcome<()> {
        self.space.push(i32::try_from(movement.space)?);
        self.first.push(i64::try_from(movement.first)?);
        self.last.push(i64::try_from(movement.last)?);
        self.transferring.push(i32::try_from(movement.transferring)?);
        self.acquiring.push(i32::try_from(movement.acquiring)?);
        self.hash.push(hash.to_vec());
        Ok(())
    }
}
