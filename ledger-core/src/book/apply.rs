//! What an entry changes (`spec/rules.md` section 1): the same code for an entry that is committed and one that is replayed.
//!
//! Invariants:
//! - Total: whatever an entry says has an effect or none, as the spec has it "after a finding"; nothing is refused here.
//! - A movement that was found to move one whole run is not looked up again, nor what its moving does not change.

use ledger_format::block::SerialBlock;
use ledger_format::body::{Body, Genesis, KeyRotated, Posting, RoleOfKey, SeriesOpened};
use ledger_format::codes::{AccountKind, Action, Side};
use ledger_format::identifiers::{AccountNumber, EntryIndex, KeyNumber, PublicKey, SeriesId};
use ledger_format::signature::VerifyingKey;

use super::account::{Account, Standing, ascending};
use super::custody::{self, Moved};
use super::holding::{CustodyEvent, Holding};
use super::ids::IdUse;
use super::key::{Key, hand_over};
use super::options::RuleOptions;
use super::runs::Run;
use super::series::{Series, Space};
use super::state::StateMut;
use crate::article6::effects;
use crate::holds;
use crate::notices::{self, counterparts};
use crate::origins;
use crate::rules::Candidate;

/// What admission found out about a movement of one block by one debit and one credit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WholeRun {
    /// The series of every serial in it.
    pub(crate) series: Option<SeriesId>,
    /// Whether its moving may change what is known of Article 6 units: a first transfer, a use.
    pub(crate) changes_units: bool,
}

/// Lets an entry take effect.
pub(crate) fn apply(state: &mut impl StateMut, candidate: &Candidate<'_>, whole: Option<WholeRun>) {
    let entry = candidate.entry;
    state.set_id_use(entry.id(), IdUse { entry: candidate.index, not_after: entry.not_after() });
    match candidate.body {
        Body::Genesis(body) if candidate.index == EntryIndex(0) => genesis(state, body),
        Body::Genesis(_) | Body::Recovery(_) | Body::Note(_) => {}
        Body::Article6(body) => effects::statement(state, candidate, body),
        Body::Origins(body) => origins::effects::statement(state, candidate, body),
        Body::Holds(body) => holds::effects::statement(state, candidate, body),
        Body::Notices(body) => notices::effects::statement(state, candidate, body),
        Body::RulebookAdopted(body) => state.set_options(RuleOptions::of(body)),
        Body::PartyDeclared(body) => state.declare(body.party),
        Body::RoleGranted(body) => grant(state, body, true),
        Body::RoleWithdrawn(body) => grant(state, body, false),
        Body::ThresholdSet(body) => {
            if body.party.is_none_or(|party| state.is_declared(party)) {
                let mut holders = state.role((body.role, body.party)).cloned().unwrap_or_default();
                holders.threshold = body.threshold;
                state.set_role((body.role, body.party), holders);
            }
        }
        Body::KeyRegistered(body) => {
            register(state, body.key, &body.public_key);
        }
        Body::KeyRotated(body) => rotate(state, body),
        Body::KeyRevoked(body) => {
            if state.is_valid_key(body.key) {
                replace_key(state, body.key, None);
            }
        }
        Body::SpaceDeclared(body) => {
            if state.space(body.space).is_none() {
                let space = Space { name: body.name.as_str().to_owned(), declared: candidate.index };
                state.set_space(body.space, space);
            }
        }
        Body::SeriesOpened(body) => open_series(state, body, candidate.index),
        Body::AccountOpened(body) => {
            if state.account(body.account).is_none() {
                let account = Account::opened(body, candidate.index);
                counterparts::account_changed(state, None, &account);
                state.set_account(body.account, account);
            }
        }
        Body::AccountSuspended(body) => stand(state, body.account, Standing::Suspended),
        Body::AccountReinstated(body) => stand(state, body.account, Standing::Active),
        Body::AccountClosed(body) => stand(state, body.account, Standing::Closed),
        Body::RepresentativesChanged(body) => {
            if let Some(mut account) = state.account(body.account).cloned() {
                account.representatives = ascending(&body.representatives);
                account.threshold = body.threshold;
                state.set_account(body.account, account);
            }
        }
        Body::Movement(body) => {
            origins::effects::moved(state, candidate);
            holds::effects::moved(state, candidate);
            notices::levied::moved(state, &body.postings);
            move_units(state, candidate, Some(body.action), &body.postings, whole);
        }
        Body::Reversal(body) => {
            origins::effects::moved(state, candidate);
            state.set_reversed(body.reverses);
            notices::levied::moved(state, &body.postings);
            move_units(state, candidate, None, &body.postings, None);
        }
    }
}

fn genesis(state: &mut impl StateMut, body: &Genesis) {
    for (number, public_key) in (0..).zip(body.keys.iter()) {
        register(state, KeyNumber(number), public_key);
    }
    for role in body.roles.iter() {
        let mut holders = state.role((role.role, None)).cloned().unwrap_or_default();
        holders.keys.extend(role.keys.iter().filter(|key| state.is_valid_key(**key)));
        holders.keys = ascending(&holders.keys);
        holders.threshold = role.threshold;
        state.set_role((role.role, None), holders);
    }
    state.set_options(RuleOptions::of(&body.rulebook));
    counterparts::begun(state, body);
}

fn grant(state: &mut impl StateMut, body: &RoleOfKey, give: bool) {
    if !body.party.is_none_or(|party| state.is_declared(party)) || !state.is_valid_key(body.key) {
        return;
    }
    let mut holders = state.role((body.role, body.party)).cloned().unwrap_or_default();
    match (give, holders.keys.binary_search(&body.key)) {
        (true, Err(place)) => holders.keys.insert(place, body.key),
        (false, Ok(place)) => {
            holders.keys.remove(place);
        }
        _ => return,
    }
    state.set_role((body.role, body.party), holders);
}

/// Registers a key if its number is free and it is a valid key; says whether it did.
fn register(state: &mut impl StateMut, number: KeyNumber, public_key: &PublicKey) -> bool {
    if state.key(number).is_some() {
        return false;
    }
    let Ok(public_key) = VerifyingKey::from_bytes(&public_key.0) else { return false };
    state.set_key(number, Key { public_key, valid: true });
    true
}

fn rotate(state: &mut impl StateMut, body: &KeyRotated) {
    if state.is_valid_key(body.old) && register(state, body.new, &body.public_key) {
        replace_key(state, body.old, Some(body.new));
    }
}

/// Ends a key; roles and representations go to the new one, where there is one.
fn replace_key(state: &mut impl StateMut, old: KeyNumber, new: Option<KeyNumber>) {
    for of in state.roles_held_by(old) {
        if let Some(mut holders) = state.role(of).cloned()
            && hand_over(&mut holders.keys, old, new)
        {
            state.set_role(of, holders);
        }
    }
    for number in state.accounts_represented_by(old) {
        if let Some(mut account) = state.account(number).cloned()
            && hand_over(&mut account.representatives, old, new)
        {
            state.set_account(number, account);
        }
    }
    if let Some(key) = state.key(old).cloned() {
        state.set_key(old, Key { valid: false, ..key });
    }
}

fn open_series(state: &mut impl StateMut, body: &SeriesOpened, entry: EntryIndex) {
    if state.series(body.series).is_none() && state.account(body.source).is_none() {
        state.set_account(body.source, Account::source(body, entry));
        notices::levied::series_opened(state, body);
        state.set_series(Series { terms: body.clone(), opened: entry });
    }
}

fn stand(state: &mut impl StateMut, number: AccountNumber, standing: Standing) {
    if let Some(mut account) = state.account(number).cloned() {
        let stood_for = counterparts::stands_for(&account);
        account.standing = standing;
        counterparts::account_changed(state, stood_for, &account);
        state.set_account(number, account);
    }
}

fn move_units(
    state: &mut impl StateMut,
    candidate: &Candidate<'_>,
    action: Option<Action>,
    postings: &[Posting],
    whole: Option<WholeRun>,
) {
    let occurred_at = candidate.entry.occurred_at();
    let moved =
        Moved { entry: candidate.index, recorded_at: candidate.recorded_at, occurred_at, action, postings };
    let mut credits = postings.iter().filter(|posting| posting.side == Side::Credit);
    let holding = |account, series| Holding { account, since: candidate.index, occurred_at, series };
    if let (Some(WholeRun { series, changes_units }), Some(credit)) = (whole, credits.clone().next()) {
        let SerialBlock { space, first, last } = credit.block;
        state.put_run(space, Run { first, last, holding: holding(credit.account, series) }, false);
        let transferring = postings.iter().find(|posting| posting.side == Side::Debit);
        let event = CustodyEvent {
            entry: candidate.index,
            recorded_at: candidate.recorded_at,
            occurred_at,
            action,
            block: credit.block,
            series,
            transferring: transferring.map_or(credit.account, |posting| posting.account),
            acquiring: credit.account,
        };
        return if changes_units { changed_hands(state, candidate, event) } else { state.moved(event) };
    }
    let new_series = series_if_new(state, postings);
    let join = credits.clone().nth(1).is_some();
    for credit in credits.by_ref().filter(|posting| posting.block.is_well_formed()) {
        let mut put: Option<Run> = None;
        let mut runs = Vec::new();
        state.pieces(credit.block, |piece| {
            let series = piece.holding.map_or(new_series, |holding| holding.series);
            match &mut put {
                Some(run) if run.holding.series == series => run.last = piece.last,
                _ => {
                    runs.extend(put.take());
                    put = Some(Run {
                        first: piece.first,
                        last: piece.last,
                        holding: holding(credit.account, series),
                    });
                }
            }
        });
        for run in runs.into_iter().chain(put) {
            state.put_run(credit.block.space, run, join);
        }
    }
    if state.wants_custody() || state.options().knows_article6() {
        let mut events = Vec::new();
        custody::events(state, moved, |event| events.push(event));
        events.into_iter().for_each(|event| changed_hands(state, candidate, event));
    }
}

/// What a movement that is replayed in bulk, its holdings being gathered, changes of its Article 6 units: `effect` lets each
/// change of hands take effect, and is [`effects::moved`] with whoever looks at it.
pub(super) fn article6_moved<S: StateMut>(
    state: &mut S,
    candidate: &Candidate<'_>,
    mut effect: impl FnMut(&mut S, &CustodyEvent),
) {
    if !state.options().knows_article6() {
        return;
    }
    let (action, postings) = match candidate.body {
        Body::Movement(body) => (Some(body.action), &body.postings),
        Body::Reversal(body) => (None, &body.postings),
        _ => return,
    };
    let occurred_at = candidate.entry.occurred_at();
    let moved =
        Moved { entry: candidate.index, recorded_at: candidate.recorded_at, occurred_at, action, postings };
    let mut events = Vec::new();
    custody::events(state, moved, |event| events.push(event));
    events.iter().for_each(|event| effect(state, event));
}

/// What follows from a block's going from one account to another: the one place that Article 6 hangs on.
fn changed_hands(state: &mut impl StateMut, candidate: &Candidate<'_>, event: CustodyEvent) {
    if state.options().knows_article6() {
        effects::moved(state, candidate, &event);
    }
    state.moved(event);
}

/// The series that serials not issued yet get: that of the debited Source account, if there is exactly one.
pub(crate) fn series_if_new(state: &impl super::state::State, postings: &[Posting]) -> Option<SeriesId> {
    let mut source: Option<(AccountNumber, Option<SeriesId>)> = None;
    for posting in postings.iter().filter(|posting| posting.side == Side::Debit) {
        let Some(account) = state.account(posting.account) else { continue };
        if account.kind != AccountKind::SOURCE {
            continue;
        }
        match source {
            Some((number, _)) if number != posting.account => return None,
            _ => source = Some((posting.account, account.series)),
        }
    }
    source.and_then(|(_, series)| series)
}
