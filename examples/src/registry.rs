//! A registry of the story: a ledger on disk, keys by number, and a clock that the story sets.
//!
//! - A key's number names its owner; secrets are the number, repeated: a story, not a registry.
//! - What occurs is recorded at the same moment.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ledger_core::clock::Clock;
use ledger_core::signer::sign_statement;
use ledger_core::{CommitError, Ledger, MemorySigner, OpenOptions, Receipt, Signer};
use ledger_format::body::{Body, Context, Genesis, OnBehalf, PartyDeclared, RoleKeys, Rulebook};
use ledger_format::bounded::Bounded;
use ledger_format::codes::Role;
use ledger_format::entry::Statement;
use ledger_format::identifiers::{Commitment, EntryId, EntryIndex, KeyNumber, Origin, Timestamp};
use ledger_format::limits::FORMAT_VERSION;
use ledger_format::trust::Trust;
use ledger_verify::{FolderSource, Options, TrustInput, Verifier};

/// What a story may stumble over.
pub type Fault = Box<dyn Error + Send + Sync>;

/// The operator's key.
pub const OPERATOR: u32 = 0;
/// The key of the ledger's authority, which stands in for the Parties'.
pub const AUTHORITY: u32 = 1;
/// The key that signs checkpoints.
pub const CHECKPOINT: u32 = 2;

/// A clock that is set by hand.
#[derive(Debug, Default)]
struct StoryClock(AtomicU64);

impl Clock for StoryClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }

    fn steady_ms(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A registry with its ledger open.
pub struct Registry {
    /// The ledger.
    pub ledger: Ledger,
    folder: PathBuf,
    origin: Origin,
    trust: Trust,
    clock: Arc<StoryClock>,
    ids: AtomicU64,
}

/// A refusal where the story expected one, with its rule.
pub struct Refused {
    /// The number of the rule.
    pub rule: u16,
    /// What it says.
    pub sentence: String,
}

fn key(number: u32) -> MemorySigner {
    let mut secret = [0x5a; 32];
    if let Some(start) = secret.get_mut(..4) {
        start.copy_from_slice(&number.to_le_bytes());
    }
    MemorySigner::from_secret(KeyNumber(number), &secret)
}

/// The public half of a key of the story.
#[must_use]
pub fn public_key(number: u32) -> ledger_format::identifiers::PublicKey {
    key(number).public_key()
}

impl Registry {
    /// Founds a ledger under rulebook 5 in `folder`, on a day, and declares the Parties.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn found(folder: &Path, registry: &str, day: &str, parties: &[&str]) -> Result<Self, Fault> {
        let origin = Origin::new(format!("{}.registry.example/itmo", registry.to_lowercase()))?;
        let clock = Arc::new(StoryClock(AtomicU64::new(at(day)?.0)));
        let keys = [OPERATOR, AUTHORITY, CHECKPOINT];
        let role = |role, number| -> Result<RoleKeys, Fault> {
            Ok(RoleKeys { role, threshold: 1, keys: Bounded::new(vec![KeyNumber(number)])? })
        };
        let public_keys: Vec<_> = keys.iter().map(|number| public_key(*number)).collect();
        let genesis = Body::Genesis(Genesis {
            format_version: FORMAT_VERSION,
            origin: origin.clone(),
            registries: Bounded::new(vec![registry.parse()?])?,
            keys: Bounded::new(public_keys.clone())?,
            roles: Bounded::new(vec![
                role(Role::OPERATOR, OPERATOR)?,
                role(Role::AUTHORITY, AUTHORITY)?,
                role(Role::CHECKPOINT, CHECKPOINT)?,
            ])?,
            rulebook: Rulebook { version: 5, settings: Bounded::default() },
        });
        let ids = AtomicU64::new(1);
        let statement = statement(&ids, clock.now(), Context::default(), genesis);
        let signers: Vec<_> = keys.iter().map(|number| key(*number)).collect();
        let signers: Vec<&dyn Signer> = signers.iter().map(|signer| signer as &dyn Signer).collect();
        let entry = sign_statement(&origin, &statement, &signers)?;
        let options = OpenOptions { clock: Arc::clone(&clock) as Arc<dyn Clock>, ..OpenOptions::default() };
        let directory = folder.join(registry.to_lowercase());
        let ledger = Ledger::create(&directory, &entry, vec![Arc::new(key(OPERATOR))], options)?;
        let first = ledger.entry(EntryIndex(0))?.map(|entry| entry.digest);
        let trust = Trust { origin: origin.clone(), genesis: first.into_iter().collect(), keys: public_keys };
        let registry = Self { ledger, folder: directory, origin, trust, clock, ids };
        for party in parties {
            registry.post(&[AUTHORITY], Body::PartyDeclared(PartyDeclared { party: party.parse()? }))?;
        }
        Ok(registry)
    }

    /// Sets the clock to a day, in the morning.
    ///
    /// # Errors
    /// When it is none.
    pub fn on(&self, day: &str) -> Result<(), Fault> {
        self.clock.0.store(at(day)?.0, Ordering::Relaxed);
        Ok(())
    }

    /// Posts what the story says is right; returns the entry.
    ///
    /// # Errors
    /// When a rule refuses it after all.
    pub fn post(&self, keys: &[u32], body: Body) -> Result<EntryIndex, Fault> {
        accepted(self.submit(keys, Context::default(), body)?)
    }

    /// The same by the operator, on behalf of somebody who approved.
    ///
    /// # Errors
    /// When a rule refuses it after all.
    pub fn post_on_behalf(&self, approver: Commitment, body: Body) -> Result<EntryIndex, Fault> {
        let on_behalf = Some(OnBehalf { approvers: Bounded::new(vec![approver])? });
        let context = Context { on_behalf, ..Context::default() };
        accepted(self.submit(&[OPERATOR], context, body)?)
    }

    /// Posts what the story says is wrong, by the operator on behalf of somebody; returns the refusal.
    ///
    /// # Errors
    /// When the ledger lets it through.
    pub fn must_refuse_on_behalf(&self, approver: Commitment, body: Body) -> Result<Refused, Fault> {
        let on_behalf = Some(OnBehalf { approvers: Bounded::new(vec![approver])? });
        refused(self.submit(&[OPERATOR], Context { on_behalf, ..Context::default() }, body)?)
    }

    /// Posts what the story says is wrong; returns the refusal.
    ///
    /// # Errors
    /// When the ledger lets it through.
    pub fn must_refuse(&self, keys: &[u32], body: Body) -> Result<Refused, Fault> {
        refused(self.submit(keys, Context::default(), body)?)
    }

    fn submit(&self, keys: &[u32], context: Context, body: Body) -> Result<Result<Receipt, Refused>, Fault> {
        let statement = statement(&self.ids, self.clock.now(), context, body);
        let signers: Vec<_> = keys.iter().map(|number| key(*number)).collect();
        let signers: Vec<&dyn Signer> = signers.iter().map(|signer| signer as &dyn Signer).collect();
        let entry = sign_statement(&self.origin, &statement, &signers)?;
        match self.ledger.submit(&[entry]) {
            Ok(receipts) => Ok(Ok(receipts.into_iter().next().ok_or("a commit gave no receipt")?)),
            Err(CommitError::Refused { refusal, .. }) => {
                Ok(Err(Refused { rule: refusal.rule().number(), sentence: refusal.to_string() }))
            }
            Err(CommitError::Failed(error)) => Err(error.into()),
        }
    }

    /// Closes the ledger and has it verified as an auditor would, who got trust and checkpoint by a way of their own.
    ///
    /// # Errors
    /// When the verdict is not clean.
    pub fn close_and_verify(self) -> Result<u64, Fault> {
        let signer = key(CHECKPOINT);
        self.ledger.sign_head()?;
        let checkpoint = self.ledger.checkpoint(&[&signer as &dyn Signer])?;
        let head = self.ledger.close()?;
        let options = Options {
            trust: Some(TrustInput::Text(self.trust.encode().into_bytes())),
            checkpoint: Some(checkpoint.encode().into_bytes()),
            ..Options::default()
        };
        let report = Verifier::new(options).run(&FolderSource::new(&self.folder))?;
        match report.verdict().to_string().as_str() {
            "clean" => Ok(head.entry_count),
            verdict => Err(format!("the verifier says: {verdict}").into()),
        }
    }
}

fn accepted(result: Result<Receipt, Refused>) -> Result<EntryIndex, Fault> {
    result.map(|receipt| receipt.entry).map_err(|refused| refused.sentence.into())
}

fn refused(result: Result<Receipt, Refused>) -> Result<Refused, Fault> {
    match result {
        Err(refused) => Ok(refused),
        Ok(receipt) => Err(format!("entry {} should have been refused", receipt.entry).into()),
    }
}

fn statement(ids: &AtomicU64, now: Timestamp, context: Context, body: Body) -> Statement {
    let id = EntryId(u128::from(ids.fetch_add(1, Ordering::Relaxed)).to_le_bytes());
    Statement { id, occurred_at: now, not_after: Timestamp(now.0 + 60 * 60 * 1_000), context, body }
}

/// The morning of a day, UTC.
///
/// # Errors
/// When it is none.
pub fn at(day: &str) -> Result<Timestamp, Fault> {
    let moment: jiff::Timestamp = format!("{day}T09:00:00Z").parse()?;
    Ok(Timestamp(u64::try_from(moment.as_millisecond())?))
}
