//! A plain, slow model: one map from every single serial to what is known of it, rules asked in order, nothing clever.
//!
//! Invariants:
//! - It judges movements, reversals, the standing of accounts, under rulebook 2 everything of `spec/article6.md`, under
//!   rulebook 3 of `spec/origins.md`, under rulebook 4 of `spec/holds.md` and under rulebook 5 of `spec/notices.md`, in the
//!   world of [`crate::world`]; other declarations are taken as given.
//! - It reads entries as bytes and signatures as "whose key, and is it good": it has no code in common with writer
//!   or verifier but the nouns of `ledger-format`.
//! - Nothing in it knows of intervals: a block is the units in it, one by one.
//!
//! | module | what it holds |
//! | --- | --- |
//! | `authority` | who signs: R-110 to R-113 |
//! | `movements` | postings, actions, reversals: R-201 to R-223 |
//! | [`article6`] | what rulebook 2 knows and asks, and the second book |
//! | [`origins`] | what rulebook 3 knows and asks: where units come from |
//! | [`holds`] | what rulebook 4 knows and asks: what holds units back |
//! | [`notices`] | what rulebook 5 knows and asks: what is told from elsewhere |

pub mod article6;
mod authority;
pub mod holds;
mod movements;
pub mod notices;
pub mod origins;

use std::collections::{BTreeMap, BTreeSet};

use ledger_format::body::{Body, Genesis, Movement, Posting, Rulebook, SeriesOpened};
use ledger_format::codes::{AccountKind, Metric, Role, RuleOption, Side};
use ledger_format::digest::chain_start;
use ledger_format::entry::EntryBytes;
use ledger_format::identifiers::{Digest, EntryIndex, PartyCode, RegistryId, Timestamp};
use ledger_format::limits::NOT_AFTER_LIMIT_DEFAULT_MS;
use ledger_format::signature::VerifyingKey;

use self::article6::Article6State;
use self::holds::HoldsState;
use self::notices::NoticesState;
use self::origins::OriginsState;
use crate::world::World;

/// Number of a rule, as in `spec/rules.md`.
pub type Rule = u16;

/// A unit: its space and serial.
pub type UnitKey = (u32, u64);

/// Who holds a single unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    /// The account that holds it.
    pub account: u64,
    /// The entry that put it there.
    pub since: u64,
    /// When that entry occurred, in milliseconds.
    pub occurred_ms: u64,
}

/// An account as the model knows it.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its kind.
    pub kind: AccountKind,
    /// Its Party; of a Source account, the host.
    pub party: PartyCode,
    registry: Option<RegistryId>,
    metric: Metric,
    representatives: BTreeSet<u32>,
    threshold: usize,
    active: bool,
    closed: bool,
    series: Option<u32>,
}

impl Account {
    /// Whether its metric is another than GHG.
    #[must_use]
    pub fn is_of_another_metric(&self) -> bool {
        self.metric != Metric::GHG
    }
}

/// A rule that a model may be told to forget, as the control of the tests that use it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forget {
    /// Nothing.
    Nothing,
    /// This rule is never asked.
    Rule(Rule),
    /// That a reversal takes first transfers back.
    TakingBack,
    /// That acquisition is no adjustment.
    AcquisitionIsNone,
    /// That purposes are a set, of which a use needs one: they must be the same.
    PurposesAreASet,
    /// That a split block's first transfer stays with its serials: only the first serial credited keeps it.
    SplitKeepsFirstTransfer,
    /// That a levy is rounded up.
    LevyIsRoundedUp,
    /// That a hold expires by itself.
    HoldsExpire,
    /// That a hold that was accepted is over.
    AcceptanceEndsAHold,
    /// That what was used elsewhere is ended here.
    NoticesEnd,
    /// That a notice that is withdrawn takes first transfers and uses back.
    WithdrawalTakesBack,
}

/// The state of a small ledger.
#[derive(Debug, Clone)]
pub struct Model {
    world: World,
    forget: Forget,
    keys: BTreeMap<u32, VerifyingKey>,
    authorities: BTreeMap<PartyCode, BTreeSet<u32>>,
    parties: BTreeSet<PartyCode>,
    spaces: BTreeSet<u32>,
    series: BTreeMap<u32, SeriesOpened>,
    accounts: BTreeMap<u64, Account>,
    units: BTreeMap<UnitKey, Unit>,
    movements: BTreeMap<u64, Movement>,
    reversed: BTreeSet<u64>,
    ids: BTreeMap<[u8; 16], u64>,
    next: u64,
    rulebook: u32,
    chains: BTreeMap<u64, Digest>,
    article6: Article6State,
    origins: OriginsState,
    holds: HoldsState,
    notices: NoticesState,
    registries: BTreeSet<RegistryId>,
}

impl Model {
    /// A model before any entry.
    #[must_use]
    pub fn new(world: World, forget: Forget) -> Self {
        let chains = BTreeMap::from([(0, chain_start(&world.origin))]);
        Self {
            world,
            forget,
            keys: BTreeMap::new(),
            authorities: BTreeMap::new(),
            parties: BTreeSet::new(),
            spaces: BTreeSet::new(),
            series: BTreeMap::new(),
            accounts: BTreeMap::new(),
            units: BTreeMap::new(),
            movements: BTreeMap::new(),
            reversed: BTreeSet::new(),
            ids: BTreeMap::new(),
            next: 0,
            rulebook: 1,
            chains,
            article6: Article6State::default(),
            origins: OriginsState::default(),
            holds: HoldsState::default(),
            notices: NoticesState::default(),
            registries: BTreeSet::new(),
        }
    }

    /// How many entries it has taken.
    #[must_use]
    pub fn entry_count(&self) -> u64 {
        self.next
    }

    /// Every unit with its holder, by space and serial.
    #[must_use]
    pub fn units(&self) -> &BTreeMap<UnitKey, Unit> {
        &self.units
    }

    /// What it knows of Article 6.
    #[must_use]
    pub fn article6(&self) -> &Article6State {
        &self.article6
    }

    /// What it knows of where units come from.
    #[must_use]
    pub fn origins(&self) -> &OriginsState {
        &self.origins
    }

    /// What it knows of what holds units back.
    #[must_use]
    pub fn holds(&self) -> &HoldsState {
        &self.holds
    }

    /// What it knows of what is told from elsewhere.
    #[must_use]
    pub fn notices(&self) -> &NoticesState {
        &self.notices
    }

    /// The version of the rulebook in force.
    #[must_use]
    pub fn rulebook(&self) -> u32 {
        self.rulebook
    }

    /// An account, by number.
    #[must_use]
    pub fn account(&self, number: u64) -> Option<&Account> {
        self.accounts.get(&number)
    }

    /// How many units an account holds.
    #[must_use]
    pub fn balance(&self, account: u64) -> u64 {
        self.units.values().filter(|unit| unit.account == account).map(|_| 1).sum()
    }

    /// The movement at an index.
    #[must_use]
    pub fn movement(&self, index: u64) -> Option<&Movement> {
        self.movements.get(&index)
    }

    /// The postings of the movement at an index.
    #[must_use]
    pub fn postings(&self, index: EntryIndex) -> Option<Vec<Posting>> {
        self.movement(index.0).map(|movement| movement.postings.to_vec())
    }

    /// Is told the chain at a count of entries, so that a filing can be judged.
    pub fn note_chain(&mut self, entry_count: u64, chain: Digest) {
        self.chains.insert(entry_count, chain);
    }

    /// The chain at a count, as far as it was told.
    #[must_use]
    pub fn chains(&self) -> &BTreeMap<u64, Digest> {
        &self.chains
    }

    /// The rule, if it is broken and not forgotten.
    fn ask(&self, rule: Rule, broken: impl FnOnce() -> bool) -> Option<Rule> {
        (self.forget != Forget::Rule(rule) && broken()).then_some(rule)
    }

    /// What the lowest rule is that the entry breaks, were it recorded now.
    ///
    /// # Panics
    /// For an entry that cannot be cut or decoded: operations make none.
    #[must_use]
    pub fn judge(&self, entry: &[u8], recorded_ms: u64) -> Option<Rule> {
        let entry = EntryBytes::whole(entry).expect("an operation's entry can be cut");
        let (context, body) = entry.decode().expect("it decodes").expect("its kind is known");
        let occurred_ms = entry.occurred_at().0;
        if let Some(rule) = self.judge_signers(&entry, &body, context.on_behalf.is_some()) {
            return Some(rule);
        }
        if occurred_ms > recorded_ms {
            return Some(120);
        }
        if recorded_ms > entry.not_after().0 {
            return Some(121);
        }
        if entry.not_after().0 > recorded_ms + NOT_AFTER_LIMIT_DEFAULT_MS {
            return Some(122);
        }
        if self.ids.get(&entry.id().0).is_some_and(|not_after| *not_after >= recorded_ms) {
            return Some(123);
        }
        match &body {
            Body::Movement(movement) => self
                .judge_postings(&movement.postings, Some(movement.action), occurred_ms)
                .or_else(|| self.judge_article6_movement(movement, occurred_ms))
                .or_else(|| self.judge_origins_movement(movement))
                .or_else(|| self.judge_holds_movement(movement, recorded_ms))
                .or_else(|| self.judge_notices_movement(movement)),
            Body::Reversal(reversal) => self
                .judge_postings(&reversal.postings, None, occurred_ms)
                .or_else(|| self.judge_reversal(reversal.reverses.0, &reversal.postings))
                .or_else(|| self.judge_article6_reversal(reversal.reverses.0, &reversal.postings))
                .or_else(|| self.judge_holds_reversal(&reversal.postings, recorded_ms))
                .or_else(|| self.judge_notices_reversal(&reversal.postings)),
            Body::AccountSuspended(body) => {
                self.judge_standing(body.account.0, |account| account.active && !account.closed)
            }
            Body::AccountReinstated(body) => {
                self.judge_standing(body.account.0, |account| !account.active && !account.closed)
            }
            Body::AccountClosed(body) => self
                .judge_standing(body.account.0, |account| !account.closed)
                .or_else(|| (self.balance(body.account.0) > 0).then_some(173)),
            Body::Article6(body) => self.judge_statement(body, occurred_ms),
            Body::Origins(body) => self.judge_origins_statement(body, occurred_ms),
            Body::Holds(body) => self.judge_holds_statement(body, recorded_ms),
            Body::Notices(body) => self.judge_notices_statement(body, occurred_ms),
            Body::AccountOpened(body) => self.judge_account_opened(body),
            _ => None,
        }
    }

    fn judge_standing(&self, number: u64, fits: impl Fn(&Account) -> bool) -> Option<Rule> {
        match self.accounts.get(&number) {
            None => Some(171),
            Some(account) if !fits(account) => Some(172),
            Some(_) => None,
        }
    }

    /// Takes an entry as recorded, right or wrong, at the next index.
    ///
    /// # Panics
    /// For an entry that cannot be cut or decoded.
    pub fn apply(&mut self, entry: &[u8]) {
        let index = self.next;
        self.next += 1;
        let entry = EntryBytes::whole(entry).expect("a recorded entry can be cut");
        let (_, body) = entry.decode().expect("it decodes").expect("its kind is known");
        let kept = self.ids.entry(entry.id().0).or_default();
        *kept = (*kept).max(entry.not_after().0);
        let occurred_at = entry.occurred_at();
        match body {
            Body::Genesis(genesis) => self.begin(&genesis),
            Body::KeyRegistered(body) => self.register(body.key.0, &body.public_key.0),
            Body::PartyDeclared(body) => drop(self.parties.insert(body.party)),
            Body::RoleGranted(body) if body.role == Role::AUTHORITY => {
                if let Some(party) = body.party {
                    self.authorities.entry(party).or_default().insert(body.key.0);
                }
            }
            Body::SpaceDeclared(body) => drop(self.spaces.insert(body.space.0)),
            Body::SeriesOpened(body) => {
                let source = Account {
                    kind: AccountKind::SOURCE,
                    party: body.host,
                    registry: None,
                    metric: body.metric,
                    representatives: BTreeSet::new(),
                    threshold: 0,
                    active: true,
                    closed: false,
                    series: Some(body.series.0),
                };
                self.accounts.insert(body.source.0, source);
                self.series.insert(body.series.0, body);
            }
            Body::AccountOpened(body) => {
                let account = Account {
                    kind: body.kind,
                    party: body.party,
                    registry: Some(body.registry),
                    metric: body.metric,
                    representatives: body.representatives.iter().map(|key| key.0).collect(),
                    threshold: usize::from(body.threshold),
                    active: true,
                    closed: false,
                    series: None,
                };
                self.accounts.insert(body.account.0, account);
            }
            Body::AccountSuspended(body) => self.change(body.account.0, |account| account.active = false),
            Body::AccountReinstated(body) => self.change(body.account.0, |account| account.active = true),
            Body::AccountClosed(body) => self.change(body.account.0, |account| account.closed = true),
            Body::Movement(movement) => {
                self.article6_moved(&movement, index, occurred_at);
                self.origins_moved(&movement, index);
                self.holds_moved(&movement, index);
                self.credit(&movement.postings, index, occurred_at);
                self.movements.insert(index, movement);
            }
            Body::Reversal(reversal) => {
                self.article6_reversed(reversal.reverses.0, &reversal.postings);
                self.origins_reversed(reversal.reverses.0);
                self.credit(&reversal.postings, index, occurred_at);
                self.reversed.insert(reversal.reverses.0);
            }
            // The last of its batch: it binds from the next on.
            Body::RulebookAdopted(body) => self.adopt(&body),
            Body::Article6(body) if self.rulebook >= 2 => self.article6_stated(&body, index, occurred_at),
            Body::Origins(body) if self.rulebook >= 3 => self.origins_stated(&body),
            Body::Holds(body) if self.rulebook >= 4 => self.holds_stated(&body, index),
            Body::Notices(body) if self.rulebook >= 5 => self.notices_stated(&body, index, occurred_at),
            _ => {}
        }
    }

    fn begin(&mut self, genesis: &Genesis) {
        for (number, key) in (0..).zip(genesis.keys.iter()) {
            self.register(number, &key.0);
        }
        self.registries = genesis.registries.iter().copied().collect();
        self.adopt(&genesis.rulebook);
    }

    fn adopt(&mut self, rulebook: &Rulebook) {
        self.rulebook = rulebook.version;
        self.origins.adopt(rulebook);
        self.holds.adopt(rulebook);
        self.notices.adopt(rulebook);
        self.article6.forbids = [0; 3];
        for setting in rulebook.settings.iter() {
            let place = setting.option.0.wrapping_sub(RuleOption::DRAFT_APPROACH_FORBIDS.0);
            if let Some(option) = self.article6.forbids.get_mut(usize::from(place)) {
                *option = setting.value;
            }
        }
    }

    fn register(&mut self, number: u32, key: &[u8; 32]) {
        self.keys.insert(number, VerifyingKey::from_bytes(key).expect("a test's key"));
    }

    fn change(&mut self, number: u64, with: impl Fn(&mut Account)) {
        if let Some(account) = self.accounts.get_mut(&number) {
            with(account);
        }
    }

    fn credit(&mut self, postings: &[Posting], since: u64, occurred_at: Timestamp) {
        let mut sources = postings.iter().filter(|posting| posting.side == Side::Debit);
        let source = sources.find_map(|posting| self.accounts.get(&posting.account.0)?.series);
        for posting in postings.iter().filter(|posting| posting.side == Side::Credit) {
            for serial in posting.block.first..=posting.block.last {
                let key = (posting.block.space.0, serial);
                let unit = Unit { account: posting.account.0, since, occurred_ms: occurred_at.0 };
                if self.units.insert(key, unit).is_none() {
                    self.article6.issued(key, source);
                }
            }
        }
    }
}
