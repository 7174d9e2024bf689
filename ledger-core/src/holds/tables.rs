//! Holds, restrictions and evidence: in the book, or changed by a draft in front of it.
//!
//! Invariants:
//! - The same type stands in the book and in front: what is in front counts first, and can be taken back.
//! - The book has the holds that are in force at its time; in a draft a hold that was accepted or released is there as none.
//! - Of a restriction that may not be in force any more the book keeps what was ordered, and no account or serial.

use std::collections::BTreeSet;
use std::sync::Arc;

use ledger_format::identifiers::{AccountNumber, EntryIndex, SpaceId, Timestamp};

use super::binding::{Binding, Lane};
use super::nouns::{EvidenceSaid, Hold, Restriction};
use crate::layered::{self, Layer, Said, SaidView, Subject};

/// What is known, or what a draft changes of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tables {
    /// None in a draft: accepted or released.
    pub(super) holds: Layer<EntryIndex, Option<Arc<Hold>>>,
    pub(super) restrictions: Layer<EntryIndex, Arc<Restriction>>,
    /// The restrictions that may be in force now or later and name an account, ascending.
    pub(super) restricted_accounts: Layer<AccountNumber, Arc<[EntryIndex]>>,
    pub(super) bound: Said<Lane, EntryIndex>,
    /// How many lanes there may be.
    pub(super) lanes: Layer<(Binding, SpaceId), u32>,
    pub(super) evidence: Said<SpaceId, EvidenceSaid>,
    /// In the book: what ends by itself, and when.
    pub(super) ends: BTreeSet<(Timestamp, Binding, EntryIndex)>,
}

impl PartialEq for Tables {
    /// Without the counts of lanes, which are bounds.
    fn eq(&self, other: &Self) -> bool {
        self.holds == other.holds
            && self.restrictions == other.restrictions
            && self.restricted_accounts == other.restricted_accounts
            && self.bound == other.bound
            && self.evidence == other.evidence
            && self.ends == other.ends
    }
}

impl Subject for Tables {
    fn savepoint(&mut self) {
        self.holds.savepoint();
        self.restrictions.savepoint();
        self.restricted_accounts.savepoint();
        self.bound.savepoint();
        self.lanes.savepoint();
        self.evidence.savepoint();
    }

    fn rollback(&mut self) {
        self.holds.rollback();
        self.restrictions.rollback();
        self.restricted_accounts.rollback();
        self.bound.rollback();
        self.lanes.rollback();
        self.evidence.rollback();
    }

    fn merge(&mut self, front: Self) {
        for (entry, hold) in front.holds.into_values() {
            self.put_hold(entry, hold);
        }
        for (entry, restriction) in front.restrictions.into_values() {
            self.put_restriction(entry, restriction);
        }
        for (account, by) in front.restricted_accounts.into_values() {
            self.put_account(account, by);
        }
        self.bound.merge(front.bound);
        self.evidence.merge(front.evidence);
        self.count_lanes();
    }
}

impl Tables {
    /// Lets go of what has ended by itself when a batch of this time begins.
    pub(crate) fn expire(&mut self, now: Timestamp) {
        let mut any = false;
        while let Some(&(at, binding, entry)) = self.ends.first().filter(|(at, ..)| *at <= now) {
            self.ends.remove(&(at, binding, entry));
            any = true;
            let mut tables = TablesMut::of_book(self);
            match binding {
                Binding::Hold => tables.end_hold(entry),
                Binding::Restriction => tables.loosen(entry),
            }
        }
        if any {
            self.count_lanes();
        }
    }

    pub(super) fn put_hold(&mut self, entry: EntryIndex, hold: Option<Arc<Hold>>) {
        if let Some(hold) = hold {
            self.ends.insert((hold.terms.expires, Binding::Hold, entry));
            self.holds.settle(entry, Some(hold));
        } else if let Some(Some(hold)) = self.holds.forget(&entry) {
            self.ends.remove(&(hold.terms.expires, Binding::Hold, entry));
        }
    }

    pub(super) fn put_restriction(&mut self, entry: EntryIndex, restriction: Arc<Restriction>) {
        let end = (restriction.terms.until, Binding::Restriction, entry);
        if restriction.is_open(restriction.placed_at) && restriction.terms.until.0 != 0 {
            self.ends.insert(end);
        } else {
            self.ends.remove(&end);
        }
        self.restrictions.settle(entry, restriction);
    }

    pub(super) fn put_account(&mut self, account: AccountNumber, by: Arc<[EntryIndex]>) {
        if by.is_empty() {
            self.restricted_accounts.forget(&account);
        } else {
            self.restricted_accounts.settle(account, by);
        }
    }
}

/// The tables to be read.
pub(crate) type View<'a> = layered::View<'a, Tables>;
/// The tables to be changed.
pub(crate) type TablesMut<'a> = layered::ViewMut<'a, Tables>;

impl<'a> View<'a> {
    /// A hold that nobody accepted or released; it may have expired.
    pub(crate) fn hold(self, entry: EntryIndex) -> Option<&'a Arc<Hold>> {
        self.get(|tables| &tables.holds, &entry).and_then(Option::as_ref)
    }

    /// A restriction that was ever placed.
    pub(crate) fn restriction(self, entry: EntryIndex) -> Option<&'a Arc<Restriction>> {
        self.get(|tables| &tables.restrictions, &entry)
    }

    fn restrictions_of(self, account: AccountNumber) -> &'a [EntryIndex] {
        self.get(|tables| &tables.restricted_accounts, &account).map_or(&[], |by| by)
    }

    /// Whether an account is restricted at that recording time.
    pub(crate) fn is_restricted(self, account: AccountNumber, at: Timestamp) -> bool {
        let in_force = |entry| self.restriction(entry).is_some_and(|restriction| restriction.is_in_force(at));
        self.restrictions_of(account).iter().any(|entry| in_force(*entry))
    }

    /// The evidence of serials.
    pub(crate) fn evidence(self) -> SaidView<'a, SpaceId, EvidenceSaid> {
        SaidView::of(self, |tables| &tables.evidence)
    }
}

impl TablesMut<'_> {
    /// Places a hold; one that has expired already never is in force.
    pub(super) fn place_hold(&mut self, hold: Hold, at: Timestamp) {
        if hold.is_in_force(at) {
            self.bind(Binding::Hold, hold.placed, hold.blocks(), at);
            self.set_hold(hold.placed, Some(Arc::new(hold)));
        }
    }

    /// Ends a hold that there is.
    pub(super) fn end_hold(&mut self, entry: EntryIndex) {
        if let Some(hold) = self.view().hold(entry).cloned() {
            self.unbind(Binding::Hold, entry, hold.blocks());
            self.set_hold(entry, None);
        }
    }

    /// Places a restriction.
    pub(super) fn place_restriction(&mut self, restriction: Restriction, at: Timestamp) {
        let (entry, restriction) = (restriction.placed, Arc::new(restriction));
        if restriction.is_open(at) {
            for account in restriction.terms.accounts.iter() {
                let mut by = self.view().restrictions_of(*account).to_vec();
                if by.last() != Some(&entry) {
                    by.push(entry);
                    self.set_account(*account, by);
                }
            }
            self.bind(Binding::Restriction, entry, restriction.blocks(), at);
        }
        self.set_restriction(entry, restriction);
    }

    /// Lets go of the accounts and serials of a restriction.
    pub(super) fn loosen(&mut self, entry: EntryIndex) {
        let Some(restriction) = self.view().restriction(entry).cloned() else { return };
        for account in restriction.terms.accounts.iter() {
            let before = self.view().restrictions_of(*account);
            if before.contains(&entry) {
                let by = before.iter().copied().filter(|by| *by != entry).collect();
                self.set_account(*account, by);
            }
        }
        self.unbind(Binding::Restriction, entry, restriction.blocks());
    }

    fn set_hold(&mut self, entry: EntryIndex, hold: Option<Arc<Hold>>) {
        if self.is_in_front() {
            self.tables.holds.set(entry, hold);
        } else {
            self.tables.put_hold(entry, hold);
        }
    }

    pub(super) fn set_restriction(&mut self, entry: EntryIndex, restriction: Arc<Restriction>) {
        if self.is_in_front() {
            self.tables.restrictions.set(entry, restriction);
        } else {
            self.tables.put_restriction(entry, restriction);
        }
    }

    fn set_account(&mut self, account: AccountNumber, by: Vec<EntryIndex>) {
        if self.is_in_front() {
            self.tables.restricted_accounts.set(account, by.into());
        } else {
            self.tables.put_account(account, by.into());
        }
    }

    pub(super) fn set_lanes(&mut self, of: (Binding, SpaceId), count: u32) {
        self.set(|tables| &mut tables.lanes, of, count);
    }

    pub(super) fn say_bound(&mut self, lane: Lane, first: u64, last: u64, entry: Option<EntryIndex>) {
        self.say(|tables| &mut tables.bound, lane, (first, last), entry);
    }

    pub(super) fn say_evidence(&mut self, space: SpaceId, first: u64, last: u64, said: EvidenceSaid) {
        self.say(|tables| &mut tables.evidence, space, (first, last), Some(said));
    }
}
