//! Which registries have an account here (kind Counterpart), and which are the ledger's own.
//!
//! Invariant: the counts are those of the accounts, whatever made or changed them.

use ledger_format::body::Genesis;
use ledger_format::codes::AccountKind;

use super::nouns::Counterpart;
use crate::book::{Account, Standing, StateMut};

/// What an account that is not closed stands for, if it stands for another registry.
pub(crate) fn stands_for(account: &Account) -> Option<Counterpart> {
    let open = account.kind == AccountKind::COUNTERPART && account.standing != Standing::Closed;
    account.registry.filter(|_| open).map(|registry| (registry, account.party, account.metric))
}

/// Counts an account that is opened or changes; `before` is what it stood for.
pub(crate) fn account_changed(state: &mut impl StateMut, before: Option<Counterpart>, after: &Account) {
    let after = stands_for(after);
    if before == after {
        return;
    }
    let mut tables = state.notices_mut();
    // Each takes an entry: there are not 2^32 of them.
    if let Some(of) = before {
        let count = tables.view().open_counterparts(&of).saturating_sub(1);
        tables.counterparts(of, count);
    }
    if let Some(of) = after {
        let count = tables.view().open_counterparts(&of).saturating_add(1);
        tables.counterparts(of, count);
    }
}

/// Takes in the registries that the ledger serves.
pub(crate) fn begun(state: &mut impl StateMut, body: &Genesis) {
    let mut tables = state.notices_mut();
    body.registries.iter().for_each(|registry| tables.own_registries(*registry, ()));
}
