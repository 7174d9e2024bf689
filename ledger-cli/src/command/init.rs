//! `init`: a new ledger, from a genesis entry signed by every key in it.
//!
//! - Everything is tried in memory first; a run that fails later leaves nothing on disk.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use ledger_core::storage::MemoryStorage;
use ledger_core::{Ledger, MemorySigner, OpenOptions as LedgerOptions, Signer};
use ledger_format::body::{Body, Context, Genesis, PartyDeclared, RoleKeys, Rulebook, Setting};
use ledger_format::bounded::Bounded;
use ledger_format::codes::{Role, RuleOption};
use ledger_format::entry::Statement;
use ledger_format::identifiers::{
    EntryIndex, KeyNumber, Origin, PartyCode, PublicKey, RegistryId, Timestamp,
};
use ledger_format::limits::FORMAT_VERSION;
use ledger_format::trust::Trust;
use serde::Serialize;

use crate::destination::{Destination, Replace, above, beside, must_be_free, outside_ledgers, resolved};
use crate::failure::Failure;
use crate::made::Made;
use crate::option_text::{first_rulebook_of, parse_option};
use crate::output::Output;
use crate::session::{NamedKey, Session, fresh_id, now, read_keys};
use crate::statement_json::{DEFAULT_VALIDITY_MS, Named, text::by_name};

/// Begin a new ledger, and write the trust file that its auditors need
#[derive(Debug, Args)]
#[command(after_help = "Example:
  itmo-ledger key new operator.pem
  itmo-ledger init che --origin registry.example/che --registry CHE01 \\
      --party CHE --key operator.pem

Hand che.trust to auditors by a way of its own: it is what they check the ledger against.

Options of rulebook 2: draft-approach-forbids, no-initial-report-forbids, ineligible-forbids: nothing (unless said), stating, \
authorizing, first-transfer, or several joined by +. Of rulebook 3, what the Article 6.4 mechanism takes at issuance: \
adaptation-share (5% unless said), omge-share (2%), levy-rounding (up, down, or half for half away from zero; up unless said), \
exemption-counts (yes or no; no unless said). Of rulebook 4: hold-limit-ms, how far ahead a hold may expire, in milliseconds or in \
days with a d (90d unless said). Of rulebook 5: approach-registries-bind (yes or no; no unless said): whether identifiers may name \
only registries that were stated for their approach; levy-first-transfers: whether units that Article 6.4 levied are first \
transferred when the host authorizes them: nothing (unless said), adaptation, omge, or adaptation+omge.")]
pub struct InitArguments {
    /// The ledger's new directory
    directory: PathBuf,

    /// The ledger's identity, signed into everything: a domain you control and a path, without spaces
    #[arg(long)]
    origin: String,

    /// A registry that the ledger serves, such as CHE01; repeat it for several
    #[arg(long = "registry", required = true, value_name = "ID")]
    registries: Vec<RegistryId>,

    /// Private key of an operator; repeat it for several
    #[arg(long = "key", required = true, value_name = "FILE")]
    keys: Vec<PathBuf>,

    /// Private key of the ledger's authority, if it is not the operators'
    #[arg(long = "authority-key", value_name = "FILE")]
    authority_keys: Vec<PathBuf>,

    /// Private key that signs checkpoints, if it is not the operators'
    #[arg(long = "checkpoint-key", value_name = "FILE")]
    checkpoint_keys: Vec<PathBuf>,

    /// Private key for recovery, kept apart: it may replace lost keys
    #[arg(long = "recovery-key", value_name = "FILE")]
    recovery_keys: Vec<PathBuf>,

    /// How many keys of a role must sign, such as operator=2; one unless said
    #[arg(long = "threshold", value_name = "ROLE=N", value_parser = parse_threshold)]
    thresholds: Vec<(Named<Role>, u16)>,

    /// How many days past its recording a statement may be valid, instead of 180
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u64).range(1..=36_500))]
    not_after_days: Option<u64>,

    /// Version of the rules: 2 knows Article 6, 3 also where units come from, 4 also what holds them back,
    /// 5 also what became of them in other registries
    #[arg(long, value_name = "VERSION", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=5))]
    rulebook: u32,

    /// An option of the rulebook, such as draft-approach-forbids=authorizing+first-transfer or, of rulebook 3,
    /// adaptation-share=5%; repeat it for several
    #[arg(long = "option", value_name = "NAME=VALUE", value_parser = parse_option)]
    options: Vec<Setting>,

    /// A Party to declare at once; repeat it for several
    #[arg(long = "party", value_name = "CODE")]
    parties: Vec<PartyCode>,

    /// Where to write the trust file, instead of DIRECTORY.trust
    #[arg(long, value_name = "FILE")]
    trust: Option<PathBuf>,
}

const TRUST_REMEDY: &str = "move it away, or name another with --trust";

#[derive(Serialize)]
struct Initialised {
    origin: String,
    genesis: String,
    trust_file: String,
    entries: u64,
}

/// Runs the command.
///
/// # Errors
/// When a key or file is not as it must be, there is a ledger already, or a rule refuses the genesis.
pub fn run(arguments: &InitArguments, output: &mut Output) -> Result<ExitCode, Failure> {
    let origin = Origin::new(arguments.origin.clone()).map_err(|fault| Failure::about("--origin", &fault))?;
    let trust_path = arguments.trust_path()?;
    arguments.check_codes()?;
    must_be_free(&arguments.directory)?;
    let mut keys = GenesisKeys::default();
    let operators = keys.role(&arguments.keys)?;
    let role = |keys: &mut GenesisKeys, paths: &[PathBuf]| {
        if paths.is_empty() { Ok(operators.clone()) } else { keys.role(paths) }
    };
    let mut roles = vec![
        (Role::OPERATOR, operators.clone()),
        (Role::AUTHORITY, role(&mut keys, &arguments.authority_keys)?),
        (Role::CHECKPOINT, role(&mut keys, &arguments.checkpoint_keys)?),
    ];
    if !arguments.recovery_keys.is_empty() {
        roles.push((Role::RECOVERY, keys.role(&arguments.recovery_keys)?));
    }
    let genesis = Genesis {
        format_version: FORMAT_VERSION,
        origin: origin.clone(),
        registries: bounded(arguments.registries.clone(), "--registry")?,
        keys: bounded(keys.public_keys(), "keys")?,
        roles: bounded(arguments.role_keys(roles)?, "roles")?,
        rulebook: arguments.rulebook()?,
    };
    let public_keys = genesis.keys.to_vec();
    let signers = keys.into_signers();
    let declared = arguments.parties.iter().map(|party| Body::PartyDeclared(PartyDeclared { party: *party }));
    let entry = genesis_entry(&arguments.directory, &origin, genesis, &signers)?;
    let declared: Vec<Body> = declared.collect();
    try_out(&arguments.directory, &entry, &signers, declared.clone())?;

    let made = Made::above(&arguments.directory)?;
    let (session, trust) = made.or_undone(|| {
        let trust = Destination::new(&trust_path, TRUST_REMEDY)?;
        trust.check(Replace::Nothing)?;
        Ok((begin(&arguments.directory, &entry, signers)?, trust))
    })?;
    let (digest, entries) = made.or_without_ledger(|| {
        let _ = session.post_now(declared)?;
        let first = session.ledger.entry(EntryIndex(0)).map_err(|error| Failure::from_error(&error))?;
        let digest = first.map(|entry| entry.digest).unwrap_or_default();
        let entries = session.ledger.durable_head().entry_count;
        session.close()?;
        write_trust(&trust, &Trust { origin: origin.clone(), genesis: vec![digest], keys: public_keys })?;
        Ok((digest, entries))
    })?;

    let trust_file = trust_path.display().to_string();
    let sentence =
        format!("{}: a ledger of {origin}; hand {trust_file} to its auditors", arguments.directory.display());
    let genesis = digest.to_string();
    output.result(&Initialised { origin: origin.to_string(), genesis, trust_file, entries }, &sentence)?;
    Ok(ExitCode::SUCCESS)
}

/// Creates the ledger from its genesis.
///
/// # Errors
/// When there is one already, or a rule refuses the genesis.
pub fn create(
    directory: &Path,
    origin: &Origin,
    genesis: Genesis,
    signers: Vec<Arc<dyn Signer>>,
) -> Result<Session, Failure> {
    let entry = genesis_entry(directory, origin, genesis, &signers)?;
    begin(directory, &entry, signers)
}

fn genesis_entry(
    directory: &Path,
    origin: &Origin,
    genesis: Genesis,
    signers: &[Arc<dyn Signer>],
) -> Result<Vec<u8>, Failure> {
    let is_limit = |setting: &&Setting| setting.option == RuleOption::NOT_AFTER_LIMIT_MS;
    let limit =
        genesis.rulebook.settings.iter().find(is_limit).map_or(DEFAULT_VALIDITY_MS, |setting| setting.value);
    let occurred_at = now();
    let statement = Statement {
        id: fresh_id(),
        occurred_at,
        not_after: Timestamp(occurred_at.0.saturating_add(limit.min(DEFAULT_VALIDITY_MS))),
        context: Context::default(),
        body: Body::Genesis(genesis),
    };
    let all: Vec<&dyn Signer> = signers.iter().map(|signer| &**signer).collect();
    ledger_core::signer::sign_statement(origin, &statement, &all)
        .map_err(|error| Failure::about(directory.display(), &error))
}

/// The same ledger in memory: a genesis or a Party that a rule refuses must leave no directory behind.
fn try_out(
    directory: &Path,
    genesis: &[u8],
    signers: &[Arc<dyn Signer>],
    declared: Vec<Body>,
) -> Result<(), Failure> {
    let storage = Arc::new(MemoryStorage::new());
    let ledger = Ledger::create_in(storage, genesis, signers.to_vec(), LedgerOptions::default())
        .map_err(|error| Failure::about(directory.display(), &error))?;
    Session::of_new(ledger, directory, signers.to_vec()).post_now(declared).map(drop)
}

fn begin(directory: &Path, genesis: &[u8], signers: Vec<Arc<dyn Signer>>) -> Result<Session, Failure> {
    let ledger = Ledger::create(directory, genesis, signers.clone(), LedgerOptions::default())
        .map_err(|error| Failure::about(directory.display(), &error))?;
    Ok(Session::of_new(ledger, directory, signers))
}

/// Writes a new trust file.
///
/// # Errors
/// When a file is there, or it cannot be written.
pub fn write_trust(to: &Destination, trust: &Trust) -> Result<(), Failure> {
    let text = format!("# What the ledger {} is checked against.\n{}", trust.origin, trust.encode());
    Ok(to.write(text.as_bytes(), Replace::Nothing)?)
}

impl InitArguments {
    /// Where the trust file goes, as far as that can be told before there are folders for it.
    fn trust_path(&self) -> Result<PathBuf, Failure> {
        outside_ledgers(&above(&self.directory), "name a new directory outside of it")?;
        let path = self.trust.clone().unwrap_or_else(|| beside(&self.directory, ".trust"));
        if resolved(&path).starts_with(resolved(&self.directory)) {
            return Err(Failure::new(format!(
                "{}: this lies in the ledger's own directory, and auditors need it from elsewhere: name another with --trust",
                path.display()
            )));
        }
        if above(&path).exists() {
            Destination::new(&path, TRUST_REMEDY)?.check(Replace::Nothing)?;
        }
        Ok(path)
    }

    fn check_codes(&self) -> Result<(), Failure> {
        named_once("--party", &self.parties)?;
        named_once("--registry", &self.registries)
    }

    fn role_keys(&self, roles: Vec<(Role, Vec<KeyNumber>)>) -> Result<Vec<RoleKeys>, Failure> {
        if let Some((role, _)) =
            self.thresholds.iter().find(|(named, _)| !roles.iter().any(|(role, _)| *role == named.0))
        {
            return Err(Failure::new(format!("--threshold: no key is given for the role {}", role.0)));
        }
        roles
            .into_iter()
            .map(|(role, keys)| {
                let named = self.thresholds.iter().rev().find(|(named, _)| named.0 == role);
                let threshold = named.map_or(1, |(_, threshold)| *threshold);
                Ok(RoleKeys { role, threshold, keys: bounded(keys, "keys of a role")? })
            })
            .collect()
    }

    fn rulebook(&self) -> Result<Rulebook, Failure> {
        let day_ms = 24 * 60 * 60 * 1_000;
        let setting = |days| Setting { option: RuleOption::NOT_AFTER_LIMIT_MS, value: days * day_ms };
        let too_new = self.options.iter().find(|it| first_rulebook_of(it.option) > self.rulebook);
        if let Some(Setting { option, .. }) = too_new {
            let first = first_rulebook_of(*option);
            return Err(Failure::new(format!(
                "--option: {option} is of rulebook {first}: give --rulebook {first}, or leave it out"
            )));
        }
        let mut settings: Vec<Setting> = self.not_after_days.map(setting).into_iter().collect();
        settings.extend(&self.options);
        Ok(Rulebook { version: self.rulebook, settings: bounded(settings, "--option")? })
    }
}

fn named_once<T: PartialEq + std::fmt::Display>(option: &str, codes: &[T]) -> Result<(), Failure> {
    let before = |place: usize| codes.get(..place).unwrap_or_default();
    match codes.iter().enumerate().find(|(place, code)| before(*place).contains(code)) {
        Some((_, code)) => Err(Failure::new(format!("{option}: {code} is named twice: name it once"))),
        None => Ok(()),
    }
}

/// The keys of a genesis, each once, in the order in which they were named.
#[derive(Default)]
struct GenesisKeys {
    keys: Vec<NamedKey>,
}

impl GenesisKeys {
    /// The numbers of the keys in these files, which are added if they are new.
    fn role(&mut self, paths: &[PathBuf]) -> Result<Vec<KeyNumber>, Failure> {
        let mut numbers = Vec::new();
        for path in paths {
            // A file named for two roles is opened once: one passphrase is enough.
            let place = match self.keys.iter().position(|known| known.path == *path) {
                Some(place) => place,
                None => {
                    let read = read_keys(std::slice::from_ref(path))?;
                    let known =
                        |key: &NamedKey| self.keys.iter().position(|it| it.public_key() == key.public_key());
                    match read.first().and_then(known) {
                        Some(place) => place,
                        None => {
                            self.keys.extend(read);
                            self.keys.len() - 1
                        }
                    }
                }
            };
            let number = KeyNumber(u32::try_from(place).map_err(|error| Failure::about("--key", &error))?);
            if !numbers.contains(&number) {
                numbers.push(number);
            }
        }
        numbers.sort_unstable();
        Ok(numbers)
    }

    fn public_keys(&self) -> Vec<PublicKey> {
        self.keys.iter().map(NamedKey::public_key).collect()
    }

    fn into_signers(self) -> Vec<Arc<dyn Signer>> {
        let signer = |(number, key): (u32, NamedKey)| -> Arc<dyn Signer> {
            Arc::new(MemorySigner::new(KeyNumber(number), key.key))
        };
        (0..).zip(self.keys).map(signer).collect()
    }
}

fn bounded<T, const MIN: usize, const MAX: usize>(
    items: Vec<T>,
    what: &str,
) -> Result<Bounded<T, MIN, MAX>, Failure> {
    Bounded::new(items).map_err(|fault| Failure::about(what, &fault))
}

fn parse_threshold(text: &str) -> Result<(Named<Role>, u16), String> {
    let (role, count) = text.split_once('=').ok_or("write ROLE=N, such as operator=2")?;
    let count = count.parse().map_err(|_| format!("`{count}` is not a number of keys"))?;
    Ok((Named(by_name(role)?), count))
}
