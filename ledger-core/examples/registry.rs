//! A registry that embeds the ledger: set it up, sell units from several threads, and lose a race gracefully.
//!
//! `cargo run --example registry`
//!
//! Two buyers want the same block at the same moment. Both ask the ledger which blocks the seller has, both sign a
//! transfer of the same one, and both post it. One gets a receipt; the other gets a refusal that may be retried, asks
//! again, and takes the next block. No unit is ever sold twice, and nobody holds a lock while thinking.

// An example prints, and stops at the first thing it did not expect.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::{
    error::Error,
    sync::{
        Arc, Barrier,
        atomic::{AtomicU64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use ledger_core::{
    CommitError, Ledger, MemorySigner, OpenOptions, Receipt, Signer, query::AsAt, signer::sign_statement,
};
use ledger_format::{
    block::SerialBlock,
    body::{
        AccountOpened, Body, Context, Genesis, KeyRegistered, Movement, PartyDeclared, Posting, RoleKeys,
        Rulebook, SeriesOpened, SpaceDeclared,
    },
    bounded::{Bounded, Code},
    codes::{AccountKind, Action, GwpSet, Metric, MitigationType, Regime, Role, Side},
    entry::Statement,
    identifiers::{
        AccountNumber, Commitment, EntryId, KeyNumber, Origin, PartyCode, RegistryId, SeriesId, SpaceId,
        Timestamp,
    },
    limits::FORMAT_VERSION,
};

const OPERATOR: u32 = 0;
const AUTHORITY: u32 = 1;
const CHECKPOINT: u32 = 2;
const SPACE: SpaceId = SpaceId(1);
const SERIES: SeriesId = SeriesId(1);
const SOURCE: AccountNumber = AccountNumber(1);
const SELLER: u32 = 10;
const BUYERS: [u32; 2] = [11, 12];
/// A buyer who loses this many races in a row gives up.
const ATTEMPTS: usize = 5;

/// What the registry's own code keeps: here the keys, and a counter for ids. A real one keeps no holder's keys.
struct Registry {
    origin: Origin,
    party: PartyCode,
    ids: AtomicU64,
}

impl Registry {
    /// A real registry loads keys from a file or asks an HSM; see `ledger_core::Signer`.
    fn key(number: u32) -> MemorySigner {
        MemorySigner::from_secret(KeyNumber(number), &[u8::try_from(number).unwrap() + 1; 32])
    }

    /// The account of whoever's key has this number.
    fn account(holder: u32) -> AccountNumber {
        AccountNumber(u64::from(holder) * 100)
    }

    /// Signs a statement about this moment. A real registry takes a UUIDv7 as id, and keeps it until it has the receipt:
    /// posting the same statement again then gives the same receipt.
    fn sign(&self, body: Body, keys: &[u32]) -> Result<Vec<u8>, Box<dyn Error + Send + Sync>> {
        let now_ms = u64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?;
        let statement = Statement {
            id: EntryId(u128::from(self.ids.fetch_add(1, Ordering::Relaxed)).to_le_bytes()),
            occurred_at: Timestamp(now_ms),
            not_after: Timestamp(now_ms + 60 * 60 * 1_000),
            context: Context::default(),
            body,
        };
        let keys: Vec<_> = keys.iter().map(|number| Self::key(*number)).collect();
        let signers: Vec<_> = keys.iter().map(|key| key as &dyn Signer).collect();
        Ok(sign_statement(&self.origin, &statement, &signers)?)
    }

    fn genesis(&self) -> Result<Vec<u8>, Box<dyn Error + Send + Sync>> {
        let keys = [OPERATOR, AUTHORITY, CHECKPOINT];
        let role = |role, key| -> Result<_, Box<dyn Error + Send + Sync>> {
            Ok(RoleKeys { role, threshold: 1, keys: Bounded::new(vec![KeyNumber(key)])? })
        };
        let genesis = Genesis {
            format_version: FORMAT_VERSION,
            origin: self.origin.clone(),
            registries: Bounded::new(vec!["CHE01".parse::<RegistryId>()?])?,
            keys: Bounded::new(keys.iter().map(|key| Self::key(*key).public_key()).collect())?,
            roles: Bounded::new(vec![
                role(Role::OPERATOR, OPERATOR)?,
                role(Role::AUTHORITY, AUTHORITY)?,
                role(Role::CHECKPOINT, CHECKPOINT)?,
            ])?,
            rulebook: Rulebook { version: 1, settings: Bounded::new(Vec::new())? },
        };
        self.sign(Body::Genesis(genesis), &keys)
    }

    /// A Party, a number space, a series, and an account for each holder.
    fn setup(&self) -> Result<Vec<Vec<u8>>, Box<dyn Error + Send + Sync>> {
        let party = self.party;
        let space = SpaceDeclared { space: SPACE, name: Code::new("CHE01 2024")? };
        let series = SeriesOpened {
            series: SERIES,
            space: SPACE,
            source: SOURCE,
            label: Code::new("cookstoves 2024")?,
            host: party,
            activity: Code::new("CHE-0001")?,
            vintage: 2024,
            metric: Metric::GHG,
            non_ghg_metric: Code::new("")?,
            quantum_digits: 1,
            quantum_scale: Default::default(),
            gwp_set: GwpSet::AR5,
            mitigation_type: MitigationType::REDUCTIONS,
            regime: Regime::ARTICLE_6_2,
        };
        let mut entries = vec![
            self.sign(Body::PartyDeclared(PartyDeclared { party }), &[AUTHORITY])?,
            self.sign(Body::SpaceDeclared(space), &[AUTHORITY])?,
            self.sign(Body::SeriesOpened(series), &[AUTHORITY])?,
        ];
        for holder in [SELLER].into_iter().chain(BUYERS) {
            let public_key = Self::key(holder).public_key();
            let owner = Commitment::default();
            let key = KeyRegistered { key: KeyNumber(holder), public_key, owner };
            entries.push(self.sign(Body::KeyRegistered(key), &[OPERATOR])?);
            let account = AccountOpened {
                account: Self::account(holder),
                kind: AccountKind::HOLDING,
                party,
                registry: "CHE01".parse()?,
                holder: Commitment::default(),
                metric: Metric::GHG,
                representatives: Bounded::new(vec![KeyNumber(holder)])?,
                threshold: 1,
            };
            entries.push(self.sign(Body::AccountOpened(account), &[OPERATOR])?);
        }
        Ok(entries)
    }

    fn movement(
        &self,
        action: Action,
        from: AccountNumber,
        to: AccountNumber,
        blocks: &[SerialBlock],
        key: u32,
    ) -> Result<Vec<u8>, Box<dyn Error + Send + Sync>> {
        let leg = |account, side| move |block: &SerialBlock| Posting { account, side, block: *block };
        let debits = blocks.iter().map(leg(from, Side::Debit));
        let postings = debits.chain(blocks.iter().map(leg(to, Side::Credit))).collect();
        let (particulars, postings) = (Bounded::new(Vec::new())?, Bounded::new(postings)?);
        self.sign(Body::Movement(Movement { action, particulars, postings }), &[key])
    }

    /// Buys units from the seller; goes on with other blocks when somebody else was quicker.
    fn buy(
        &self,
        ledger: &Ledger,
        buyer: u32,
        units: u64,
        together: &Barrier,
    ) -> Result<Receipt, Box<dyn Error + Send + Sync>> {
        for attempt in 0..ATTEMPTS {
            let selection = ledger.select(Self::account(SELLER), SERIES, units)?;
            if attempt == 0 {
                // Both have looked; now both will want the same block.
                together.wait();
            }
            let (from, to) = (Self::account(SELLER), Self::account(buyer));
            let transfer = self.movement(Action::TRANSFER, from, to, &selection.blocks, SELLER)?;
            let wanted: Vec<_> = selection.blocks.iter().map(SerialBlock::to_string).collect();
            let wanted = wanted.join(", ");
            match ledger.submit(&[transfer]) {
                Ok(receipts) => {
                    let receipt = receipts.first().copied().ok_or("a receipt for each entry")?;
                    println!("buyer {buyer} has {wanted} by entry {}", receipt.entry);
                    return Ok(receipt);
                }
                Err(error @ CommitError::Refused { .. }) if error.is_retryable() => {
                    println!("buyer {buyer} was too late for {wanted}: {error}");
                }
                Err(error) => return Err(error.into()),
            }
        }
        Err("others were quicker every time".into())
    }
}

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let folder = tempfile::tempdir()?;
    let directory = folder.path().join("ledger");
    let origin = Origin::new("registry.example/che01")?;
    let registry = Registry { origin, party: "CHE".parse()?, ids: AtomicU64::new(1) };
    let operators = || vec![Arc::new(Registry::key(OPERATOR)) as Arc<dyn Signer>];

    let ledger = Ledger::create(&directory, &registry.genesis()?, operators(), OpenOptions::default())?;
    let _receipts = ledger.submit(&registry.setup()?)?;
    let block = SerialBlock::new(SPACE, 1, 1_000);
    let issue = registry.movement(Action::ISSUE, SOURCE, Registry::account(SELLER), &[block], AUTHORITY)?;
    let _receipts = ledger.submit(&[issue])?;
    println!("issued {block} to the seller");

    // Any number of threads may submit: what waits together is checked together and synced once.
    let together = Barrier::new(BUYERS.len());
    let receipts = std::thread::scope(|scope| {
        let (ledger, registry, together) = (&ledger, &registry, &together);
        let buyers = BUYERS.map(|buyer| scope.spawn(move || registry.buy(ledger, buyer, 100, together)));
        buyers.into_iter().map(|buyer| buyer.join().unwrap()).collect::<Result<Vec<_>, _>>()
    })?;

    for holder in [SELLER].into_iter().chain(BUYERS) {
        let balances = ledger.balance(Registry::account(holder), AsAt::Head)?.ok_or("the account is open")?;
        println!("account {} holds {} units", Registry::account(holder), balances.total);
    }
    let head = ledger.close()?;
    println!("closed at {} entries, root {}", head.entry_count, head.root);

    // Whatever happens to the machine, a receipt stands for an entry that is still there.
    let (ledger, report) = Ledger::open(&directory, operators(), OpenOptions::default())?;
    println!("opened again: {report}");
    for receipt in receipts {
        let entry = ledger.entry(receipt.entry)?.ok_or("the entry is there")?;
        assert_eq!(entry.digest, receipt.digest);
    }
    let check = ledger.check()?;
    println!(
        "checked {} entries and {} signatures: clean {}",
        check.judged_count,
        check.signature_count,
        check.is_clean()
    );
    ledger.close()?;
    Ok(())
}
