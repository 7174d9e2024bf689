//! Who signs an entry, and whether that is who must.

use std::collections::BTreeSet;

use ledger_format::body::{Body, Movement};
use ledger_format::codes::{AccountKind, Side};
use ledger_format::entry::EntryBytes;
use ledger_format::identifiers::PartyCode;
use ledger_format::signature::verify;
use ledger_format::signed_range::statement_prefix;

use super::holds::hold_named;
use super::{Model, Rule};

impl Model {
    pub(super) fn judge_signers(&self, entry: &EntryBytes<'_>, body: &Body, on_behalf: bool) -> Option<Rule> {
        let signers = match self.judge_signatures(entry) {
            Ok(signers) => signers,
            Err(rule) => return Some(rule),
        };
        let may_be = match body {
            Body::Movement(_) => true,
            Body::Holds(body) => self.rulebook >= 4 && matches!(body.kind().0, 70 | 71),
            _ => false,
        };
        if on_behalf && !(may_be && signers.contains(&0)) {
            return Some(112);
        }
        (!self.is_authorized(body, &signers, on_behalf)).then_some(113)
    }

    fn judge_signatures(&self, entry: &EntryBytes<'_>) -> Result<BTreeSet<u32>, Rule> {
        let prefix = statement_prefix(&self.world.origin);
        if entry.signatures().any(|signature| !self.keys.contains_key(&signature.key.0)) {
            return Err(110);
        }
        for signature in entry.signatures() {
            let key = &self.keys[&signature.key.0];
            verify(key, &prefix, entry.statement(), &signature.signature).map_err(|_| 111u16)?;
        }
        Ok(entry.signatures().map(|signature| signature.key.0).collect())
    }

    fn is_authorized(&self, body: &Body, signers: &BTreeSet<u32>, on_behalf: bool) -> bool {
        let (operator, authority) = (signers.contains(&0), signers.contains(&1));
        match body {
            Body::Movement(movement) => self.is_movement_authorized(movement, signers, on_behalf),
            Body::Reversal(_) | Body::RulebookAdopted(_) => operator && authority,
            Body::AccountSuspended(_) | Body::AccountReinstated(_) => operator || authority,
            Body::AccountOpened(_) | Body::AccountClosed(_) => operator,
            Body::Article6(body) => self.is_statement_authorized(body, signers),
            Body::Origins(body) => self.is_origins_authorized(body, signers),
            Body::Holds(body) => self.is_holds_authorized(body, signers, on_behalf),
            Body::Notices(body) => self.is_notices_authorized(body, signers),
            _ => true,
        }
    }

    fn is_movement_authorized(&self, movement: &Movement, signers: &BTreeSet<u32>, on_behalf: bool) -> bool {
        let hold = hold_named(movement).filter(|_| self.rulebook >= 4);
        if let Some(hold) = hold.and_then(|hold| self.holds.holds.get(&hold)) {
            return self.acts_for(hold.terms.acquiring.0, signers, on_behalf).unwrap_or(true);
        }
        let debited = movement.postings.iter().filter(|posting| posting.side == Side::Debit);
        debited.map(|posting| posting.account.0).all(|number| match self.accounts.get(&number) {
            Some(account) if account.kind == AccountKind::SOURCE => {
                self.has_authority(account.party, signers)
            }
            _ => self.acts_for(number, signers, on_behalf).unwrap_or(true),
        })
    }

    /// Whether enough of an account's representatives signed, or the operator on behalf; nobody knows of an unknown account.
    pub(super) fn acts_for(&self, number: u64, signers: &BTreeSet<u32>, on_behalf: bool) -> Option<bool> {
        let account = self.accounts.get(&number)?;
        let signed = account.representatives.intersection(signers).count();
        Some(account.threshold > 0 && signed >= account.threshold || on_behalf && signers.contains(&0))
    }

    /// Whether a Party's authority signed: a key of its own, or while it has none the ledger's.
    pub(super) fn has_authority(&self, party: PartyCode, signers: &BTreeSet<u32>) -> bool {
        match self.authorities.get(&party) {
            Some(keys) => keys.intersection(signers).next().is_some(),
            None => signers.contains(&1),
        }
    }
}
