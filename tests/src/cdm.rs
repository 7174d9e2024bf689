//! The CDM registry's real history, imported into a ledger in real files; and a plain reading of the same rows.
//!
//! Invariants:
//! - The plain reading has no code in common with the importer: lines are cut at commas, and the file holds no quote.
//! - Where the files are absent it says so; set `LEDGER_DATA` to their folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use ledger_cli::import::importer::{ImportReport, import};
use ledger_cli::import::ledger_target::LedgerTarget;
use ledger_cli::import::profile::Profile;
use ledger_cli::import::rejects::Rejects;
use ledger_cli::session::Session;
use ledger_core::{Ledger, MemorySigner, OpenOptions, Signer};
use ledger_format::body::{Body, Genesis, RoleKeys, Rulebook};
use ledger_format::bounded::Bounded;
use ledger_format::codes::Role;
use ledger_format::identifiers::{KeyNumber, Origin, Timestamp};
use ledger_format::trust::Trust;

use crate::actors::{Actor, sign};
use crate::registry::trust;
use crate::skipped;
use crate::world::World;

/// The file of issuances.
pub const ISSUANCES: &str = "issuances.csv";
/// The file of cancellations.
pub const CANCELLATIONS: &str = "cancellations.csv";

/// Where the files lie, or `None` and a printed reason.
#[must_use]
pub fn folder() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/cdm");
    let folder = std::env::var_os("LEDGER_DATA").map_or(beside, PathBuf::from);
    let found = [ISSUANCES, CANCELLATIONS].iter().all(|name| folder.join(name).is_file());
    if !found {
        skipped(&format!("no CDM files in {}; set LEDGER_DATA to their folder", folder.display()));
    }
    found.then_some(folder)
}

/// A ledger that one key rules, open for an import.
///
/// # Panics
/// If it cannot be created.
#[must_use]
pub fn session(directory: &Path) -> Session {
    let key = Actor::new(0);
    let signer = Arc::new(MemorySigner::new(key.number, key.signing_key().clone()));
    let ledger = Ledger::create(directory, &genesis(&key), vec![signer.clone()], OpenOptions::default());
    Session::of_new(ledger.expect("a new ledger"), directory, vec![signer as Arc<dyn Signer>])
}

fn genesis(key: &Actor) -> Vec<u8> {
    let origin = Origin::new("registry.example/cdm").expect("an origin");
    let roles = [Role::OPERATOR, Role::AUTHORITY, Role::CHECKPOINT].map(|role| RoleKeys {
        role,
        threshold: 1,
        keys: vec![KeyNumber(0)].try_into().expect("one key"),
    });
    let body = Genesis {
        format_version: 1,
        origin: origin.clone(),
        registries: vec!["CDM".parse().expect("a registry id")].try_into().expect("one registry"),
        keys: vec![key.public_key()].try_into().expect("one key"),
        roles: roles.to_vec().try_into().expect("three roles"),
        rulebook: Rulebook { version: 1, settings: Bounded::default() },
    };
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock");
    let now_ms = u64::try_from(since.as_millis()).expect("a clock");
    let mut statement = World::default().statement(0, now_ms, Body::Genesis(body));
    statement.not_after = Timestamp(now_ms + 3_600_000);
    sign(&origin, &statement, &[key])
}

/// Imports the files by the profile that ships; refused rows go to `rejects`.
///
/// # Panics
/// If a file cannot be used.
pub fn import_into(session: &Session, data: &Path, rejects: &Path) -> ImportReport {
    let profile =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../ledger-cli/profiles/cdm-issuances-cancellations.toml");
    let profile = Profile::load(&profile).expect("the profile that ships");
    let files = [data.join(ISSUANCES), data.join(CANCELLATIONS)];
    let rejects = Rejects::create(rejects, &profile).expect("a file for rejects");
    import(&profile, &files, &mut LedgerTarget::new(session), rejects, &mut |_| {}).expect("an import")
}

/// What an auditor brings to the imported ledger.
///
/// # Panics
/// If the ledger gives no checkpoint.
#[must_use]
pub fn outside(ledger: &Ledger) -> (Trust, String) {
    let key = Actor::new(0);
    let signer = MemorySigner::new(key.number, key.signing_key().clone());
    (trust(ledger), ledger.checkpoint(&[&signer]).expect("a checkpoint").encode())
}

/// A row as anybody would read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainRow {
    /// The year in which it was completed.
    pub year: u32,
    /// The Party whose serials they are.
    pub party: String,
    /// Lowest and highest serial.
    pub serials: (u64, u64),
    /// Whether units came into being; else they were cancelled.
    pub is_issuance: bool,
}

/// Every row of both files.
///
/// # Panics
/// If a line is not as in the files.
#[must_use]
pub fn plain_rows(data: &Path) -> Vec<PlainRow> {
    [(ISSUANCES, true), (CANCELLATIONS, false)]
        .iter()
        .flat_map(|(name, is_issuance)| {
            let text = fs::read_to_string(data.join(name)).expect("a file of rows");
            let mut lines = text.lines();
            let heading: Vec<&str> = lines.next().expect("a heading").split(',').collect();
            let row = |line: &str| {
                let fields: BTreeMap<&str, &str> = heading.iter().copied().zip(line.split(',')).collect();
                let (first, last) = fields["serial_range"].split_once(" - ").expect("a range");
                let party = match fields.get("party") {
                    Some(party) => (*party).to_owned(),
                    None => fields["project_identifier"].chars().take(2).collect(),
                };
                PlainRow {
                    year: fields["completed_at"][..4].parse().expect("a year"),
                    party,
                    serials: (first.parse().expect("a serial"), last.parse().expect("a serial")),
                    is_issuance: *is_issuance,
                }
            };
            lines.map(row).collect::<Vec<_>>()
        })
        .collect()
}
