//! accounts are opened once, changed while they can be, and closed empty.

use std::collections::HashSet;

use ledger_format::body::AccountOpened;
use ledger_format::codes::AccountKind;
use ledger_format::identifiers::{AccountNumber, KeyNumber};

use super::Case;
use super::detail::RepresentativesFault;
use super::refusal::Refusal;
use crate::book::{Standing, State};

///
pub(super) fn account_is_new<S: State>(
    case: &Case<'_, '_, S>,
    account: AccountNumber,
) -> Result<(), Refusal> {
    if case.state.account(account).is_some() { Err(Refusal::AccountTaken(account)) } else { Ok(()) }
}

/// of a change to an account that stands as `fits` says.
fn may_change<S: State>(
    case: &Case<'_, '_, S>,
    number: AccountNumber,
    fits: impl Fn(Standing) -> bool,
) -> Result<(), Refusal> {
    let account = case.state.account(number).ok_or(Refusal::AccountUnknown(number))?;
    if account.kind == AccountKind::SOURCE {
        return Err(Refusal::SourceUnchangeable(number));
    }
    if fits(account.standing) {
        Ok(())
    } else {
        Err(Refusal::AccountChangeUnfit { account: number, standing: account.standing })
    }
}

/// of an account to be suspended.
pub(super) fn may_be_suspended<S: State>(
    case: &Case<'_, '_, S>,
    account: AccountNumber,
) -> Result<(), Refusal> {
    may_change(case, account, |standing| standing == Standing::Active)
}

/// of an account to be reinstated.
pub(super) fn may_be_reinstated<S: State>(
    case: &Case<'_, '_, S>,
    account: AccountNumber,
) -> Result<(), Refusal> {
    may_change(case, account, |standing| standing == Standing::Suspended)
}

///
pub(super) fn may_be_closed<S: State>(case: &Case<'_, '_, S>, account: AccountNumber) -> Result<(), Refusal> {
    may_change(case, account, |standing| standing != Standing::Closed)?;
    match case.state.units_held(account) {
        0 => Ok(()),
        units => Err(Refusal::AccountNotEmpty { account, units }),
    }
}

/// of an account that gets other representatives.
pub(super) fn may_change_representatives<S: State>(
    case: &Case<'_, '_, S>,
    account: AccountNumber,
) -> Result<(), Refusal> {
    may_change(case, account, |standing| standing != Standing::Closed)
}

///
pub(super) fn kind_is_not_source(body: &AccountOpened) -> Result<(), Refusal> {
    if body.kind == AccountKind::SOURCE { Err(Refusal::SourceWithoutSeries) } else { Ok(()) }
}

///
pub(super) fn representatives_are_valid<S: State>(
    case: &Case<'_, '_, S>,
    keys: &[KeyNumber],
    threshold: u16,
) -> Result<(), Refusal> {
    let mut seen = HashSet::new();
    for &key in keys {
        if !seen.insert(key) {
            return Err(Refusal::Representatives(RepresentativesFault::Twice(key)));
        }
        if !case.state.is_valid_key(key) {
            return Err(Refusal::Representatives(RepresentativesFault::NotValid(key)));
        }
    }
    let count = keys.len();
    if (count.min(1)..=count).contains(&usize::from(threshold)) {
        Ok(())
    } else {
        Err(Refusal::Representatives(RepresentativesFault::Threshold { threshold, count }))
    }
}
