//! The book as bytes, to be loaded instead of replaying the journal; safe to throw away.
//!
//! Invariants:
//! - Equal books encode to equal bytes: every table is written in ascending order of its keys.
//! - What decodes is a book that was encoded: version, digest, order and sums are checked, and nothing panics on other bytes.
//!
//! It does not know which journal it belongs to (origin and entry count apart) nor where it is kept.

use ledger_format::body::SeriesOpened;
use ledger_format::codes::Role;
use ledger_format::digest::blake3;
use ledger_format::encoding::{decode, encode_into};
use ledger_format::identifiers::{
    AccountNumber, EntryId, EntryIndex, KeyNumber, Origin, PartyCode, PublicKey, SeriesId, SpaceId, Timestamp,
};
use ledger_format::signature::VerifyingKey;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::Book;
use super::account::Account;
use super::holding::Holding;
use super::holdings::apart;
use super::ids::{IdUse, WaitingIds};
use super::key::{Key, RoleHolders};
use super::options::RuleOptions;
use super::replaying::{Bulk, Replaying};
use super::runs::Run;
use super::series::{Series, Space};
use super::state::StateMut;
use super::sweep::RunList;
use super::swept::SweptRuns;
use crate::article6::snapshot::Rows;
use crate::holds;
use crate::notices;
use crate::origins;

const MAGIC: [u8; 8] = *b"ITMO-BK6";
const DIGEST_SIZE: usize = 32;
const ID_ROW_SIZE: usize = 32;
const RUN_ROW_SIZE: usize = 48;
const SPACE_ROW_SIZE: usize = 12;
/// In the place of a series' number: none. Numbers are `u32`.
const NO_SERIES: u64 = u64::MAX;

/// Units ever issued of each series.
type Issued = FxHashMap<Option<SeriesId>, u128>;

/// Everything but ids and runs, which are many and have rows of their own.
#[derive(Serialize, Deserialize)]
struct Tables {
    origin: Origin,
    entry_count: u64,
    recorded_at: Timestamp,
    options: RuleOptions,
    keys: Vec<(KeyNumber, PublicKey, bool)>,
    roles: Vec<(Role, Option<PartyCode>, Vec<KeyNumber>, u16)>,
    parties: Vec<PartyCode>,
    spaces: Vec<(SpaceId, Space)>,
    series: Vec<(SeriesId, SeriesOpened, EntryIndex)>,
    accounts: Vec<(AccountNumber, Account)>,
    reversed: Vec<EntryIndex>,
    issued: Vec<(Option<SeriesId>, u128)>,
    article6: Rows,
    origins: origins::snapshot::Rows,
    holds: holds::snapshot::Rows,
    notices: notices::snapshot::Rows,
}

/// The items in ascending order of what `key` says of them.
fn ascending<T, K: Ord>(items: impl Iterator<Item = T>, key: impl Fn(&T) -> K) -> Vec<T> {
    let mut items: Vec<T> = items.collect();
    items.sort_unstable_by_key(key);
    items
}

fn is_ascending<T, K: Ord>(items: &[T], key: impl Fn(&T) -> K) -> bool {
    items.windows(2).all(|pair| matches!(pair, [a, b] if key(a) < key(b)))
}

impl Book {
    /// Appends the book's bytes, digest included.
    pub fn encode_snapshot(&self, out: &mut Vec<u8>) {
        let start = out.len();
        out.extend_from_slice(&MAGIC);
        let tables = self.tables();
        let mut encoded = Vec::new();
        // Nothing in the tables is too large for its encoding: they were decoded from entries.
        let _ = encode_into(&mut encoded, &tables);
        put_u64(out, encoded.len() as u64);
        out.extend_from_slice(&encoded);
        put_u64(out, self.ids.len() as u64);
        for (id, id_use) in ascending(self.ids.iter(), |(id, _)| **id) {
            out.extend_from_slice(&id.0);
            put_u64(out, id_use.entry.0);
            put_u64(out, id_use.not_after.0);
        }
        let spaces = ascending(self.holdings.spaces(), |space| *space);
        put_u64(out, spaces.len() as u64);
        for space in spaces {
            out.extend_from_slice(&space.0.to_le_bytes());
            put_u64(out, self.holdings.run_count(space) as u64);
            for run in self.holdings.runs(space) {
                put_u64(out, run.first);
                put_u64(out, run.last);
                put_u64(out, run.holding.account.0);
                put_u64(out, run.holding.since.0);
                put_u64(out, run.holding.occurred_at.0);
                put_u64(out, run.holding.series.map_or(NO_SERIES, |series| u64::from(series.0)));
            }
        }
        let digest = blake3(out.get(start..).unwrap_or_default());
        out.extend_from_slice(&digest.0);
    }

    fn tables(&self) -> Tables {
        let keys =
            self.keys.iter().map(|(number, key)| (*number, PublicKey(*key.public_key.as_bytes()), key.valid));
        let roles = self
            .roles
            .iter()
            .map(|((role, party), holders)| (*role, *party, holders.keys.clone(), holders.threshold));
        let series =
            self.series.iter().map(|(number, series)| (*number, series.terms.clone(), series.opened));
        Tables {
            origin: self.origin.clone(),
            entry_count: self.entry_count,
            recorded_at: self.recorded_at,
            options: self.options,
            keys: ascending(keys, |key| key.0),
            roles: ascending(roles, |role| (role.0, role.1)),
            parties: ascending(self.parties.iter().copied(), |party| *party),
            spaces: ascending(self.spaces.iter().map(|(n, space)| (*n, space.clone())), |space| space.0),
            series: ascending(series, |series| series.0),
            accounts: ascending(
                self.accounts.iter().map(|(number, account)| (*number, account.clone())),
                |account| account.0,
            ),
            reversed: ascending(self.reversed.iter().copied(), |entry| *entry),
            issued: ascending(
                self.holdings.issued().iter().map(|(series, units)| (*series, *units)),
                |row| row.0,
            ),
            article6: self.article6.rows(),
            origins: self.origins.rows(),
            holds: self.holds.rows(),
            notices: self.notices.rows(),
        }
    }

    /// Reads a book of this origin back; `None` if the bytes are not one that was encoded by this version.
    #[must_use]
    pub fn decode_snapshot(bytes: &[u8], origin: &Origin) -> Option<Self> {
        Self::decode_to_replay(bytes, origin).map(Replaying::finish)
    }

    /// The same for whoever replays what the journal has behind it.
    pub(crate) fn decode_to_replay(bytes: &[u8], origin: &Origin) -> Option<Replaying> {
        let (covered, digest) = bytes.split_at_checked(bytes.len().checked_sub(DIGEST_SIZE)?)?;
        if blake3(covered).0 != *digest {
            return None;
        }
        let mut rest = covered.strip_prefix(&MAGIC)?;
        let size = usize::try_from(take_u64(&mut rest)?).ok()?;
        let tables: Tables = decode(take(&mut rest, size)?).ok()?;
        if tables.origin != *origin {
            return None;
        }
        let mut book = Self::new(tables.origin.clone());
        let issued = book.take_tables(tables)?;
        let mut waiting = WaitingIds::default();
        let ids = take_u64(&mut rest)?;
        for row in rows(&mut rest, ids, ID_ROW_SIZE)? {
            let (id, mut rest) = row.split_at_checked(16)?;
            let entry = EntryIndex(take_u64(&mut rest)?);
            let not_after = Timestamp(take_u64(&mut rest)?);
            waiting.insert(EntryId(id.try_into().ok()?), IdUse { entry, not_after });
        }
        let (mut runs, mut held) = (SweptRuns::default(), FxHashMap::default());
        for _ in 0..take_u64(&mut rest)? {
            let mut row = take(&mut rest, SPACE_ROW_SIZE)?;
            let space = SpaceId(u32::from_le_bytes(take(&mut row, 4)?.try_into().ok()?));
            let count = take_u64(&mut row)?;
            let mut list = RunList::default();
            let mut before: Option<Run> = None;
            for row in rows(&mut rest, count, RUN_ROW_SIZE)? {
                let run = decode_run(row)?;
                let canonical = 1 <= run.first
                    && run.first <= run.last
                    && before.is_none_or(|before| apart(&before, &run));
                if !canonical {
                    return None;
                }
                *held.entry(run.holding.series).or_default() += u128::from(run.count());
                before = Some(run);
                list.push(run);
            }
            if runs.spaces.insert(space, list).is_some() {
                return None;
            }
        }
        if !rest.is_empty() || held != issued {
            return None;
        }
        let (mut bulk, issued_serials) = Bulk::new(runs, issued);
        bulk.ids = waiting;
        Some(Replaying::in_bulk(book, bulk, issued_serials))
    }

    /// Takes the tables in; returns the units ever issued of each series.
    fn take_tables(&mut self, tables: Tables) -> Option<Issued> {
        let in_order = is_ascending(&tables.keys, |key| key.0)
            && is_ascending(&tables.roles, |role| (role.0, role.1))
            && is_ascending(&tables.parties, |party| *party)
            && is_ascending(&tables.spaces, |space| space.0)
            && is_ascending(&tables.series, |series| series.0)
            && is_ascending(&tables.accounts, |account| account.0)
            && is_ascending(&tables.reversed, |entry| *entry)
            && is_ascending(&tables.issued, |row| row.0);
        if !in_order {
            return None;
        }
        self.entry_count = tables.entry_count;
        self.recorded_at = tables.recorded_at;
        self.options = tables.options;
        for (number, public_key, valid) in tables.keys {
            let public_key = VerifyingKey::from_bytes(&public_key.0).ok()?;
            self.set_key(number, Key { public_key, valid });
        }
        for (role, party, keys, threshold) in tables.roles {
            self.set_role((role, party), RoleHolders { keys, threshold });
        }
        self.parties = tables.parties.into_iter().collect();
        tables.spaces.into_iter().for_each(|(number, space)| self.set_space(number, space));
        for (_, terms, opened) in tables.series {
            self.set_series(Series { terms, opened });
        }
        tables.accounts.into_iter().for_each(|(number, account)| self.set_account(number, account));
        self.reversed = tables.reversed.into_iter().collect();
        self.article6 = crate::article6::tables::Tables::from_rows(tables.article6)?;
        self.origins = origins::tables::Tables::from_rows(tables.origins)?;
        self.holds = holds::tables::Tables::from_rows(tables.holds, self.recorded_at)?;
        self.notices = notices::tables::Tables::from_rows(tables.notices)?;
        Some(tables.issued.into_iter().collect())
    }
}

fn decode_run(mut row: &[u8]) -> Option<Run> {
    let mut next = || take_u64(&mut row);
    let (first, last) = (next()?, next()?);
    let (account, since, occurred_at) = (AccountNumber(next()?), EntryIndex(next()?), Timestamp(next()?));
    let series = match next()? {
        NO_SERIES => None,
        number => Some(SeriesId(u32::try_from(number).ok()?)),
    };
    Some(Run { first, last, holding: Holding { account, since, occurred_at, series } })
}

fn put_u64(out: &mut Vec<u8>, value: u64) {
    out.extend_from_slice(&value.to_le_bytes());
}

fn take<'a>(rest: &mut &'a [u8], size: usize) -> Option<&'a [u8]> {
    let (taken, left) = rest.split_at_checked(size)?;
    *rest = left;
    Some(taken)
}

fn take_u64(rest: &mut &[u8]) -> Option<u64> {
    take(rest, 8).and_then(|bytes| bytes.try_into().ok()).map(u64::from_le_bytes)
}

/// `count` rows of `size` bytes each.
fn rows<'a>(rest: &mut &'a [u8], count: u64, size: usize) -> Option<std::slice::ChunksExact<'a, u8>> {
    let total = usize::try_from(count).ok()?.checked_mul(size)?;
    Some(take(rest, total)?.chunks_exact(size))
}
