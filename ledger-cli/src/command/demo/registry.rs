//! A registry of the story: a ledger, its keys, and the files its auditors get.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ledger_core::rules::Refusal;
use ledger_core::{CommitError, MemorySigner, Receipt, RecordedEntry, Signer};
use ledger_format::block::SerialBlock;
use ledger_format::body::{
    AccountOpened, Body, Genesis, KeyRegistered, Movement, PartyDeclared, Posting, QuantumScale, RoleKeys,
    Rulebook, SeriesOpened, SpaceDeclared,
};
use ledger_format::bounded::{BoundFault, Bounded, Code};
use ledger_format::codes::{AccountKind, Action, GwpSet, Metric, MitigationType, Regime, Role, Side};
use ledger_format::identifiers::{
    AccountNumber, Commitment, EntryIndex, IdentifierFault, KeyNumber, Origin, PartyCode, PublicKey,
    SeriesId, SpaceId,
};
use ledger_format::limits::FORMAT_VERSION;
use ledger_format::trust::Trust;

use super::room::KEYS;
use super::{Narrator, REMEDY};
use crate::command::init;
use crate::destination::{Destination, Replace};
use crate::failure::Failure;
use crate::session::{Session, not_committed};
use crate::{key_file, texts};

/// Keys of every registry in the story, by their numbers; account holders' keys follow.
pub(super) const OPERATOR: u32 = 0;
pub(super) const AUTHORITY: u32 = 1;
const CHECKPOINT: u32 = 2;

/// An open registry.
pub(super) struct Registry {
    name: &'static str,
    folder: PathBuf,
    session: Session,
    signers: Vec<Arc<dyn Signer>>,
}

/// A registry whose ledger is closed.
pub(super) struct Closed {
    /// Its name in the story.
    pub name: &'static str,
    /// The ledger's directory.
    pub ledger: PathBuf,
    /// The trust file.
    pub trust: PathBuf,
    /// The checkpoint.
    pub checkpoint: PathBuf,
}

/// An account of the story.
pub(super) struct Account<'a> {
    pub number: u64,
    pub kind: AccountKind,
    pub party: &'a str,
    pub registry: &'a str,
    pub holder: &'a str,
    pub key: Option<u32>,
}

impl Registry {
    /// Founds a registry below `folder`, with keys for operator, authority and checkpoints, and for `holders`.
    pub fn found(name: &'static str, registry: &str, folder: &Path, holders: u32) -> Result<Self, Failure> {
        let origin = Origin::new(format!("{}.registry.example/itmo", name.to_lowercase())).map_err(unfit)?;
        let mut signers: Vec<Arc<dyn Signer>> = Vec::new();
        for number in 0..=CHECKPOINT + holders {
            let key = key_file::generate()?;
            let file = match number {
                OPERATOR => "operator".to_owned(),
                AUTHORITY => "authority".to_owned(),
                CHECKPOINT => "checkpoint".to_owned(),
                number => format!("holder-{number}"),
            };
            let keys = folder.join(KEYS);
            std::fs::create_dir_all(&keys).map_err(|error| Failure::about(keys.display(), &error))?;
            key_file::write_new(&keys.join(format!("{}-{file}.pem", name.to_lowercase())), &key, None)?;
            signers.push(Arc::new(MemorySigner::new(KeyNumber(number), key)));
        }
        let founders: Vec<Arc<dyn Signer>> = signers.iter().take(3).cloned().collect();
        let role =
            |role, key| Ok::<_, Failure>(RoleKeys { role, threshold: 1, keys: list(vec![KeyNumber(key)])? });
        let public_keys: Vec<PublicKey> = founders.iter().map(|signer| signer.public_key()).collect();
        let genesis = Genesis {
            format_version: FORMAT_VERSION,
            origin: origin.clone(),
            registries: list(vec![registry.parse().map_err(unfit)?])?,
            keys: list(public_keys.clone())?,
            roles: list(vec![
                role(Role::OPERATOR, OPERATOR)?,
                role(Role::AUTHORITY, AUTHORITY)?,
                role(Role::CHECKPOINT, CHECKPOINT)?,
            ])?,
            rulebook: Rulebook { version: 1, settings: Bounded::default() },
        };
        let ledger = folder.join(name.to_lowercase());
        let session = init::create(&ledger, &origin, genesis, founders)?;
        let first = session.ledger.entry(EntryIndex(0)).map_err(|error| Failure::from_error(&error))?;
        let genesis = first.map(|entry| entry.digest).into_iter().collect();
        let registry = Self { name, folder: folder.to_owned(), session, signers };
        let trust = Destination::new(&registry.path("trust"), REMEDY)?;
        init::write_trust(&trust, &Trust { origin, genesis, keys: public_keys })?;
        Ok(registry)
    }

    /// Its name in the story.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Declares Parties and registers the holders' keys.
    pub fn prepare(&self, parties: &[&str]) -> Result<(), Failure> {
        for party in parties {
            let party: PartyCode = party.parse().map_err(unfit)?;
            self.must(&[AUTHORITY], Body::PartyDeclared(PartyDeclared { party }))?;
        }
        for signer in self.signers.iter().skip(3) {
            let (key, public_key) = (signer.key_number(), signer.public_key());
            let owner = Commitment::default();
            self.must(&[OPERATOR], Body::KeyRegistered(KeyRegistered { key, public_key, owner }))?;
        }
        Ok(())
    }

    /// Opens an account.
    pub fn open(&self, account: &Account<'_>) -> Result<(), Failure> {
        let representatives: Vec<KeyNumber> = account.key.into_iter().map(KeyNumber).collect();
        let opened = AccountOpened {
            account: AccountNumber(account.number),
            kind: account.kind,
            party: account.party.parse().map_err(unfit)?,
            registry: account.registry.parse().map_err(unfit)?,
            holder: texts::keep(&self.session.directory, account.holder)?,
            metric: Metric::GHG,
            threshold: u16::from(account.key.is_some()),
            representatives: list(representatives)?,
        };
        self.must(&[OPERATOR], Body::AccountOpened(opened)).map(drop)
    }

    /// Declares the story's number space and opens its series, with Source account 100; returns the series' entry.
    pub fn open_series(&self) -> Result<EntryIndex, Failure> {
        let name = Code::new("GHA01 2025").map_err(unbounded)?;
        self.must(&[AUTHORITY], Body::SpaceDeclared(SpaceDeclared { space: SpaceId(1), name }))?;
        let series = SeriesOpened {
            series: SeriesId(1),
            space: SpaceId(1),
            source: AccountNumber(100),
            label: Code::new("GHA cookstoves 2025").map_err(unbounded)?,
            host: "GHA".parse().map_err(unfit)?,
            activity: Code::new("GHA-COOKSTOVES-1").map_err(unbounded)?,
            vintage: 2025,
            metric: Metric::GHG,
            non_ghg_metric: Code::default(),
            quantum_digits: 1,
            quantum_scale: QuantumScale::default(),
            gwp_set: GwpSet::AR5,
            mitigation_type: MitigationType::REDUCTIONS,
            regime: Regime::ARTICLE_6_2,
        };
        self.must(&[AUTHORITY], Body::SeriesOpened(series))
    }

    /// Moves serials of the story's space from one account to another.
    pub fn move_units(
        &self,
        action: Action,
        (from, to): (u64, u64),
        (first, last): (u64, u64),
        key: u32,
    ) -> Result<Result<Receipt, Refusal>, Failure> {
        let block = SerialBlock::new(SpaceId(1), first, last);
        let leg = |account, side| Posting { account: AccountNumber(account), side, block };
        let postings = list(vec![leg(from, Side::Debit), leg(to, Side::Credit)])?;
        self.post(&[key], Body::Movement(Movement { action, particulars: Bounded::default(), postings }))
    }

    /// The same, where the story says that it is allowed; returns the entry.
    pub fn must_move(
        &self,
        action: Action,
        accounts: (u64, u64),
        serials: (u64, u64),
        key: u32,
    ) -> Result<EntryIndex, Failure> {
        self.move_units(action, accounts, serials, key)?
            .map(|receipt| receipt.entry)
            .map_err(|refusal| self.unexpected(&refusal))
    }

    /// Posts a body where the story says that it is allowed; returns the entry.
    pub fn must(&self, keys: &[u32], body: Body) -> Result<EntryIndex, Failure> {
        self.post(keys, body)?.map(|receipt| receipt.entry).map_err(|refusal| self.unexpected(&refusal))
    }

    fn post(&self, keys: &[u32], body: Body) -> Result<Result<Receipt, Refusal>, Failure> {
        let statement = self.session.statement(body);
        let wanted = |signer: &&Arc<dyn Signer>| keys.contains(&signer.key_number().0);
        let signers: Vec<&dyn Signer> = self.signers.iter().filter(wanted).map(|signer| &**signer).collect();
        let entry = ledger_core::signer::sign_statement(self.session.ledger.origin(), &statement, &signers)
            .map_err(|error| Failure::from_error(&error))?;
        match self.session.ledger.submit(&[entry]) {
            Ok(receipts) => {
                let missing = || Failure::new(format!("{}: a commit gave no receipt", self.name));
                receipts.into_iter().next().map(Ok).ok_or_else(missing)
            }
            Err(CommitError::Refused { refusal, .. }) => Ok(Err(refusal)),
            Err(error) => Err(not_committed(&self.session.directory, &error)),
        }
    }

    /// Writes a checkpoint for the auditors.
    pub fn checkpoint(&self, narrator: &mut Narrator<'_>) -> Result<(), Failure> {
        let signers: Vec<&dyn Signer> = self
            .signers
            .iter()
            .filter(|it| it.key_number().0 == CHECKPOINT)
            .map(|signer| &**signer)
            .collect();
        let checkpoint =
            self.session.ledger.checkpoint(&signers).map_err(|error| Failure::from_error(&error))?;
        let file = Destination::new(&self.path("checkpoint"), REMEDY)?;
        file.write(checkpoint.encode().as_bytes(), Replace::Nothing)?;
        let says =
            format!("signs a checkpoint of its {} entries, and hands it out", checkpoint.head.entry_count);
        narrator.tell(self.name, &says)
    }

    /// The last entry as the journal has it.
    pub fn last_entry(&self) -> Result<RecordedEntry, Failure> {
        let count = self.session.ledger.durable_head().entry_count;
        let last = self.session.ledger.entry(EntryIndex(count.saturating_sub(1)));
        let last = last.map_err(|error| Failure::from_error(&error))?;
        last.ok_or_else(|| Failure::new(format!("{}: the ledger is empty", self.name)))
    }

    /// Closes the ledger.
    pub fn close(self) -> Result<Closed, Failure> {
        let (trust, checkpoint) = (self.path("trust"), self.path("checkpoint"));
        let ledger = self.session.directory.clone();
        self.session.close()?;
        Ok(Closed { name: self.name, ledger, trust, checkpoint })
    }

    fn path(&self, ending: &str) -> PathBuf {
        self.folder.join(format!("{}.{ending}", self.name.to_lowercase()))
    }

    fn unexpected(&self, refusal: &Refusal) -> Failure {
        Failure::new(format!("{}: the story did not expect a refusal: {refusal}", self.name))
    }
}

pub(super) fn list<T, const MIN: usize, const MAX: usize>(
    items: Vec<T>,
) -> Result<Bounded<T, MIN, MAX>, Failure> {
    Bounded::new(items).map_err(unbounded)
}

pub(super) fn unfit(fault: IdentifierFault) -> Failure {
    Failure::from_error(&fault)
}

pub(super) fn unbounded(fault: BoundFault) -> Failure {
    Failure::from_error(&fault)
}
