//! A plain, slow model: one map from every single serial to its holder, rules asked in order, nothing clever.
//!
//! Invariants:
//! - It judges movements, reversals and the standing of accounts, in the world of [`crate::world`]; declarations are
//!   taken as given.
//! - It reads entries as bytes and signatures as "whose key, and is it good": it has no code in common with writer
//!   or verifier but the nouns of `ledger-format`.

use std::collections::{BTreeMap, BTreeSet};

use ledger_format::body::{Body, Posting};
use ledger_format::codes::{AccountKind, Action, Side};
use ledger_format::entry::EntryBytes;
use ledger_format::identifiers::EntryIndex;
use ledger_format::limits::NOT_AFTER_LIMIT_DEFAULT_MS;
use ledger_format::signature::{VerifyingKey, verify};
use ledger_format::signed_range::statement_prefix;

use crate::world::World;

/// Number of a rule, as in `spec/rules.md`.
pub type Rule = u16;

/// A single unit's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    /// The account that holds it.
    pub account: u64,
    /// The entry that put it there.
    pub since: u64,
    /// When that entry occurred, in milliseconds.
    pub occurred_ms: u64,
}

#[derive(Debug, Clone)]
struct Account {
    kind: AccountKind,
    representatives: BTreeSet<u32>,
    threshold: usize,
    active: bool,
    closed: bool,
    space: Option<u32>,
}

/// A rule that a model may be told to forget, as the control of the tests that use it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forget {
    /// Nothing.
    Nothing,
    /// That the debited account must hold the units.
    Held,
    /// That a serial is issued once.
    IssuedOnce,
}

/// The state of a small ledger.
#[derive(Debug, Clone)]
pub struct Model {
    world: World,
    forget: Forget,
    keys: BTreeMap<u32, VerifyingKey>,
    accounts: BTreeMap<u64, Account>,
    units: BTreeMap<(u32, u64), Unit>,
    movements: BTreeMap<u64, Vec<Posting>>,
    reversed: BTreeSet<u64>,
    ids: BTreeMap<[u8; 16], u64>,
    next: u64,
}

impl Model {
    /// A model before any entry.
    #[must_use]
    pub fn new(world: World, forget: Forget) -> Self {
        Self {
            world,
            forget,
            keys: BTreeMap::new(),
            accounts: BTreeMap::new(),
            units: BTreeMap::new(),
            movements: BTreeMap::new(),
            reversed: BTreeSet::new(),
            ids: BTreeMap::new(),
            next: 0,
        }
    }

    /// How many entries it has taken.
    #[must_use]
    pub fn entry_count(&self) -> u64 {
        self.next
    }

    /// Every unit with its state, by space and serial.
    #[must_use]
    pub fn units(&self) -> &BTreeMap<(u32, u64), Unit> {
        &self.units
    }

    /// How many units an account holds.
    #[must_use]
    pub fn balance(&self, account: u64) -> u64 {
        self.units.values().filter(|unit| unit.account == account).map(|_| 1).sum()
    }

    /// The postings of the movement at an index.
    #[must_use]
    pub fn postings(&self, index: EntryIndex) -> Option<Vec<Posting>> {
        self.movements.get(&index.0).cloned()
    }

    /// What the lowest rule is that the entry breaks, were it recorded now.
    ///
    /// # Panics
    /// For an entry that cannot be cut or decoded: operations make none.
    #[must_use]
    pub fn judge(&self, entry: &[u8], recorded_ms: u64) -> Option<Rule> {
        let entry = EntryBytes::whole(entry).expect("an operation's entry can be cut");
        let (_, body) = entry.decode().expect("it decodes").expect("its kind is known");
        let prefix = statement_prefix(&self.world.origin);
        for signature in entry.signatures() {
            if !self.keys.contains_key(&signature.key.0) {
                return Some(110);
            }
        }
        for signature in entry.signatures() {
            if verify(&self.keys[&signature.key.0], &prefix, entry.statement(), &signature.signature).is_err()
            {
                return Some(111);
            }
        }
        let signers: BTreeSet<u32> = entry.signatures().map(|signature| signature.key.0).collect();
        if !self.is_authorized(&body, &signers) {
            return Some(113);
        }
        if entry.occurred_at().0 > recorded_ms {
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
            Body::Movement(movement) => {
                self.judge_postings(&movement.postings, Some(movement.action), entry.occurred_at().0)
            }
            Body::Reversal(reversal) => self
                .judge_postings(&reversal.postings, None, entry.occurred_at().0)
                .or_else(|| self.judge_reversal(reversal.reverses.0, &reversal.postings)),
            Body::AccountSuspended(body) => {
                self.judge_standing(body.account.0, |account| account.active && !account.closed)
            }
            Body::AccountReinstated(body) => {
                self.judge_standing(body.account.0, |account| !account.active && !account.closed)
            }
            Body::AccountClosed(body) => self
                .judge_standing(body.account.0, |account| !account.closed)
                .or_else(|| (self.balance(body.account.0) > 0).then_some(173)),
            _ => None,
        }
    }

    fn is_authorized(&self, body: &Body, signers: &BTreeSet<u32>) -> bool {
        let (operator, authority) = (signers.contains(&0), signers.contains(&1));
        match body {
            Body::Movement(movement) => {
                let debited = movement.postings.iter().filter(|posting| posting.side == Side::Debit);
                debited.filter_map(|posting| self.accounts.get(&posting.account.0)).all(|account| {
                    if account.kind == AccountKind::SOURCE {
                        authority
                    } else {
                        account.threshold > 0
                            && account.representatives.intersection(signers).count() >= account.threshold
                    }
                })
            }
            Body::Reversal(_) => operator && authority,
            Body::AccountSuspended(_) | Body::AccountReinstated(_) => operator || authority,
            Body::AccountClosed(_) => operator,
            _ => true,
        }
    }

    fn judge_standing(&self, number: u64, fits: impl Fn(&Account) -> bool) -> Option<Rule> {
        match self.accounts.get(&number) {
            None => Some(171),
            Some(account) if !fits(account) => Some(172),
            Some(_) => None,
        }
    }

    fn judge_postings(&self, postings: &[Posting], action: Option<Action>, occurred_ms: u64) -> Option<Rule> {
        let of = |side| postings.iter().filter(move |posting| posting.side == side);
        let well_formed = postings.iter().all(|posting| posting.block.is_well_formed());
        if of(Side::Debit).count() == 0 || of(Side::Credit).count() == 0 || !well_formed {
            return Some(201);
        }
        // Every space of the world is declared.
        if postings.iter().any(|posting| !self.accounts.contains_key(&posting.account.0)) {
            return Some(203);
        }
        let account = |posting: &Posting| &self.accounts[&posting.account.0];
        if postings.iter().any(|posting| !account(posting).active || account(posting).closed) {
            return Some(204);
        }
        let units = |side| -> Vec<((u32, u64), u64)> {
            let mut units: Vec<_> = of(side)
                .flat_map(|posting| {
                    (posting.block.first..=posting.block.last)
                        .map(|serial| ((posting.block.space.0, serial), posting.account.0))
                })
                .collect();
            units.sort_unstable();
            units
        };
        let (debited, credited) = (units(Side::Debit), units(Side::Credit));
        let serials = |units: &[((u32, u64), u64)]| units.iter().map(|(unit, _)| *unit).collect::<Vec<_>>();
        let twice = |units: &[((u32, u64), u64)]| units.windows(2).any(|pair| pair[0].0 == pair[1].0);
        if twice(&debited) || twice(&credited) || serials(&debited) != serials(&credited) {
            return Some(205);
        }
        if debited == credited || debited.iter().zip(&credited).any(|(a, b)| a.1 == b.1) {
            return Some(206);
        }
        if let Some(action) = action {
            let wrong = self.judge_action(action, &debited, &credited, &account_of(&self.accounts));
            if wrong.is_some() {
                return wrong;
            }
        }
        let late = debited.iter().filter_map(|(unit, _)| self.units.get(unit));
        if late.into_iter().any(|unit| unit.occurred_ms > occurred_ms) {
            return Some(212);
        }
        None
    }

    fn judge_action(
        &self,
        action: Action,
        debited: &[((u32, u64), u64)],
        credited: &[((u32, u64), u64)],
        account: &dyn Fn(u64) -> Account,
    ) -> Option<Rule> {
        let kinds = |units: &[((u32, u64), u64)]| -> Vec<AccountKind> {
            units.iter().map(|(_, number)| account(*number).kind).collect()
        };
        if kinds(debited).iter().any(|kind| kind.is_terminal()) {
            return Some(207);
        }
        let gives = |kind: &AccountKind| match action {
            Action::ISSUE => *kind == AccountKind::SOURCE,
            Action::ACQUISITION => matches!(*kind, AccountKind::IN_TRANSIT | AccountKind::COUNTERPART),
            _ => kind.is_live(),
        };
        let takes = |kind: &AccountKind| match action {
            Action::ISSUE => matches!(*kind, AccountKind::PENDING | AccountKind::HOLDING),
            Action::TRANSFER | Action::ACQUISITION => *kind == AccountKind::HOLDING,
            Action::USE_NDC => *kind == AccountKind::USE_NDC,
            Action::VOLUNTARY_CANCELLATION => *kind == AccountKind::VOLUNTARY_CANCELLATION,
            Action::CANCELLATION => *kind == AccountKind::OTHER_CANCELLATION,
            _ => false,
        };
        if !kinds(debited).iter().all(gives) || !kinds(credited).iter().all(takes) {
            return Some(208);
        }
        let issue = action == Action::ISSUE;
        if issue && debited.iter().any(|((space, _), number)| account(*number).space != Some(*space)) {
            return Some(209);
        }
        if issue
            && self.forget != Forget::IssuedOnce
            && debited.iter().any(|(unit, _)| self.units.contains_key(unit))
        {
            return Some(210);
        }
        let held = |(unit, number): &((u32, u64), u64)| {
            self.units.get(unit).is_some_and(|unit| unit.account == *number)
        };
        if !issue && self.forget != Forget::Held && !debited.iter().all(held) {
            return Some(211);
        }
        None
    }

    fn judge_reversal(&self, reverses: u64, postings: &[Posting]) -> Option<Rule> {
        let Some(original) = self.movements.get(&reverses) else { return Some(220) };
        if self.reversed.contains(&reverses) {
            return Some(221);
        }
        if !original.iter().map(|posting| posting.reversed()).eq(postings.iter().copied()) {
            return Some(222);
        }
        let unmoved = |posting: &Posting| {
            (posting.block.first..=posting.block.last).all(|serial| {
                self.units
                    .get(&(posting.block.space.0, serial))
                    .is_some_and(|unit| unit.account == posting.account.0 && unit.since == reverses)
            })
        };
        let mut debits = postings.iter().filter(|posting| posting.side == Side::Debit);
        (!debits.all(unmoved)).then_some(223)
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
        match body {
            Body::Genesis(genesis) => {
                for (number, key) in (0..).zip(genesis.keys.iter()) {
                    self.register(number, &key.0);
                }
            }
            Body::KeyRegistered(body) => self.register(body.key.0, &body.public_key.0),
            Body::SeriesOpened(body) => {
                let source = Account {
                    kind: AccountKind::SOURCE,
                    representatives: BTreeSet::new(),
                    threshold: 0,
                    active: true,
                    closed: false,
                    space: Some(body.space.0),
                };
                self.accounts.insert(body.source.0, source);
            }
            Body::AccountOpened(body) => {
                let account = Account {
                    kind: body.kind,
                    representatives: body.representatives.iter().map(|key| key.0).collect(),
                    threshold: usize::from(body.threshold),
                    active: true,
                    closed: false,
                    space: None,
                };
                self.accounts.insert(body.account.0, account);
            }
            Body::AccountSuspended(body) => self.change(body.account.0, |account| account.active = false),
            Body::AccountReinstated(body) => self.change(body.account.0, |account| account.active = true),
            Body::AccountClosed(body) => self.change(body.account.0, |account| account.closed = true),
            Body::Movement(movement) => {
                self.credit(&movement.postings, index, entry.occurred_at().0);
                self.movements.insert(index, movement.postings.to_vec());
            }
            Body::Reversal(reversal) => {
                self.credit(&reversal.postings, index, entry.occurred_at().0);
                self.reversed.insert(reversal.reverses.0);
            }
            _ => {}
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

    fn credit(&mut self, postings: &[Posting], since: u64, occurred_ms: u64) {
        for posting in postings.iter().filter(|posting| posting.side == Side::Credit) {
            for serial in posting.block.first..=posting.block.last {
                let unit = Unit { account: posting.account.0, since, occurred_ms };
                self.units.insert((posting.block.space.0, serial), unit);
            }
        }
    }
}

fn account_of(accounts: &BTreeMap<u64, Account>) -> impl Fn(u64) -> Account {
    |number| accounts[&number].clone()
}
