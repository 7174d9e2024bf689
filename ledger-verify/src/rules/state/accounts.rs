//! Accounts: what is fixed when one is opened, and what changes afterwards.
//!
//! Invariants:
//! - An account is known for the entries behind the one that opens it; a number is given once.
//! - What changes within the window that is being judged is kept with its entries; of what lies before it only the last word,
//!   so that an account costs the same whatever happened to it.
//!
//! Which units an account holds is the business of `custody`.

use ledger_format::codes::{AccountKind, Metric};
use ledger_format::identifiers::{AccountNumber, EntryIndex, KeyNumber, PartyCode, RegistryId};

use super::keys::Keys;
use super::series::SeriesPlace;
use crate::rules::number_map::NumberMap;
use crate::rules::timeline::Timeline;

/// Whether an account may give and take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Status {
    /// It may.
    #[default]
    Active,
    /// Not for now.
    Suspended,
    /// Never again.
    Closed,
}

/// What is fixed when an account is opened.
#[derive(Debug, Clone, Copy)]
pub struct Account {
    /// What it is for.
    pub kind: AccountKind,
    /// What units it takes.
    pub metric: Metric,
    /// The Party it belongs to.
    pub party: PartyCode,
    /// The registry that keeps it; none of a Source account, which is of every registry.
    pub registry: Option<RegistryId>,
    /// The series whose Source it is.
    pub series: Option<SeriesPlace>,
    opened: EntryIndex,
    status: Status,
    /// Whether the window changes it.
    changes: bool,
    representatives: Representatives,
}

/// A list of representatives as it was written, by its place among all lists; `NONE` for a list without keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Representatives(u32);

impl Representatives {
    const NONE: Self = Self(u32::MAX);
}

#[derive(Debug)]
struct Group {
    since: EntryIndex,
    threshold: u16,
    keys: Box<[KeyNumber]>,
}

/// What an account becomes within the window.
#[derive(Debug)]
struct Changes {
    status: Timeline<Status>,
    representatives: Timeline<Representatives>,
}

/// All accounts.
#[derive(Debug, Default)]
pub struct Accounts {
    accounts: NumberMap<AccountNumber, Account>,
    groups: Vec<Group>,
    changes: NumberMap<AccountNumber, Changes>,
    /// How many accounts of kind Counterpart are not closed, as far as entries said.
    counterparts: NumberMap<(RegistryId, PartyCode, Metric), u64>,
}

impl Accounts {
    /// An account that an entry may name.
    #[inline]
    pub fn known_at(&self, number: AccountNumber, entry: EntryIndex) -> Option<&Account> {
        self.accounts.get(&number).filter(|account| account.opened < entry)
    }

    /// Whether an account has the number, whenever it was opened.
    pub fn is_taken(&self, number: AccountNumber) -> bool {
        self.accounts.contains_key(&number)
    }

    /// The account's status for an entry.
    #[inline]
    pub fn status_at(&self, number: AccountNumber, account: &Account, entry: EntryIndex) -> Status {
        if !account.changes {
            return account.status;
        }
        self.changes.get(&number).map_or(account.status, |changes| changes.status.at(entry))
    }

    /// Whether enough representatives of the account are among the keys that signed and are valid.
    pub fn is_represented(
        &self,
        number: AccountNumber,
        account: &Account,
        signers: impl Iterator<Item = KeyNumber> + Clone,
        keys: &Keys,
        entry: EntryIndex,
    ) -> bool {
        let place = match self.changes.get(&number).filter(|_| account.changes) {
            Some(changes) => changes.representatives.at(entry),
            None => account.representatives,
        };
        let Some(group) = self.groups.get(place.0 as usize) else { return false };
        let stands_for = |signer| {
            group.keys.iter().any(|named| keys.successor_at(*named, group.since, entry) == Some(signer))
        };
        let signed = signers
            .filter(|signer| group.keys.contains(signer) || stands_for(*signer))
            .filter(|signer| keys.valid_at(*signer, entry).is_some())
            .count();
        // A threshold of 0 over representatives is broken and asks for nobody, as long as there are any.
        let anybody_left =
            || group.keys.iter().any(|named| keys.successor_at(*named, group.since, entry).is_some());
        signed >= usize::from(group.threshold) && (signed > 0 || anybody_left())
    }

    /// Opens an account; false, and no change, where the number is taken.
    pub fn open(&mut self, entry: EntryIndex, number: AccountNumber, opening: Opening<'_>) -> bool {
        if self.is_taken(number) {
            return false;
        }
        let representatives = self.group(entry, opening.representatives, opening.threshold);
        let Opening { kind, metric, party, registry, series, .. } = opening;
        let (status, changes) = (Status::Active, false);
        let account = Account {
            kind,
            metric,
            party,
            registry,
            series,
            opened: entry,
            status,
            changes,
            representatives,
        };
        self.accounts.insert(number, account);
        self.count_counterpart(&account, Status::Closed, Status::Active);
        true
    }

    /// Gives a known account another status.
    pub fn set_status(&mut self, entry: EntryIndex, number: AccountNumber, status: Status) {
        let Some(changes) = self.changes_of(number) else { return };
        let before = changes.status.last();
        changes.status.set(entry, status);
        if let Some(account) = self.accounts.get(&number).copied() {
            self.count_counterpart(&account, before, status);
        }
    }

    /// Whether an account of kind Counterpart of a registry, Party and metric is not closed, behind all entries so far.
    pub fn has_counterpart(&self, registry: RegistryId, party: PartyCode, metric: Metric) -> bool {
        self.counterparts.get(&(registry, party, metric)).is_some_and(|count| *count > 0)
    }

    fn count_counterpart(&mut self, account: &Account, before: Status, after: Status) {
        let Some(registry) = account.registry.filter(|_| account.kind == AccountKind::COUNTERPART) else {
            return;
        };
        let count = self.counterparts.entry((registry, account.party, account.metric)).or_default();
        match (before == Status::Closed, after == Status::Closed) {
            (true, false) => *count = count.saturating_add(1),
            (false, true) => *count = count.saturating_sub(1),
            _ => {}
        }
    }

    /// Gives a known account other representatives.
    pub fn set_representatives(
        &mut self,
        entry: EntryIndex,
        number: AccountNumber,
        named: &[KeyNumber],
        threshold: u16,
    ) {
        let group = self.group(entry, named, threshold);
        if let Some(changes) = self.changes_of(number) {
            changes.representatives.set(entry, group);
        }
    }

    /// Forgets when the changes were made: only entries behind all of them are asked about from here on.
    pub fn settle(&mut self) {
        for (number, changes) in self.changes.drain() {
            if let Some(account) = self.accounts.get_mut(&number) {
                account.status = changes.status.last();
                account.representatives = changes.representatives.last();
                account.changes = false;
            }
        }
    }

    fn changes_of(&mut self, number: AccountNumber) -> Option<&mut Changes> {
        let account = self.accounts.get_mut(&number)?;
        account.changes = true;
        let (status, representatives) = (account.status, account.representatives);
        Some(self.changes.entry(number).or_insert_with(|| Changes {
            status: Timeline::new(status),
            representatives: Timeline::new(representatives),
        }))
    }

    fn group(&mut self, since: EntryIndex, named: &[KeyNumber], threshold: u16) -> Representatives {
        if named.is_empty() {
            return Representatives::NONE;
        }
        self.groups.push(Group { since, threshold, keys: named.into() });
        u32::try_from(self.groups.len() - 1).map_or(Representatives::NONE, Representatives)
    }
}

/// What an account is opened with.
#[derive(Debug, Clone, Copy)]
pub struct Opening<'a> {
    /// What it is for.
    pub kind: AccountKind,
    /// What units it takes.
    pub metric: Metric,
    /// The Party it belongs to.
    pub party: PartyCode,
    /// The registry that keeps it, if one does.
    pub registry: Option<RegistryId>,
    /// The series whose Source it is.
    pub series: Option<SeriesPlace>,
    /// Who signs for it, as written.
    pub representatives: &'a [KeyNumber],
    /// How many of them must.
    pub threshold: u16,
}
