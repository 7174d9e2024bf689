//! what a movement says, what may leave its host, and what its first transfer needs. Some are asked of a
//! notice too.
//!
//! Invariant: asked after hold, so that accounts are known and who is debited holds what is moved.

use ledger_format::block::SerialBlock;
use ledger_format::body::{Movement, Posting, SeriesOpened};
use ledger_format::codes::{AccountKind, Action, Regime, Side};
use ledger_format::identifiers::{AccountNumber, PartyCode, Timestamp};

use super::attachments::wrong;
use super::claims;
use super::options::forbidding;
use super::particulars::{Particulars, particulars_fit};
use super::refusal::Article6Refusal;
use crate::article6::Trigger;
use crate::article6::units::{self, Unit, article6_terms, crosses, trigger_of_movement, wrongly_identified};
use crate::book::{Forbidden, State, WholeRun};
use crate::rules::Case;
use crate::rules::refusal::Refusal;

/// Units on their way from one account to another.
pub(super) struct Moving<'s> {
    pub(super) unit: Unit<'s>,
    /// Who holds them before the entry.
    pub(super) gave: AccountNumber,
    pub(super) takes: AccountNumber,
    /// The Party whose use it is, if it is one: that of the account that takes.
    pub(super) using: Option<PartyCode>,
    /// By which trigger the entry makes their first transfer.
    pub(super) trigger: Option<Trigger>,
}

impl<'s> Moving<'s> {
    fn of<S: State>(
        state: &'s S,
        unit: Unit<'s>,
        (gave, takes): (AccountNumber, AccountNumber),
        action: Option<Action>,
        occurred_at: Timestamp,
    ) -> Self {
        let trigger =
            action.and_then(|action| trigger_of_movement(state, &unit, action, occurred_at, gave, takes));
        let using = state.account(takes).map(|account| account.party);
        Self { unit, gave, takes, using, trigger }
    }
}

/// The Article 6 units that postings credit.
pub(super) fn credited<'s, S: State>(
    state: &'s S,
    postings: &[Posting],
    action: Option<Action>,
    occurred_at: Timestamp,
) -> Vec<Moving<'s>> {
    let mut moving = Vec::new();
    for credit in postings.iter().filter(|posting| posting.side == Side::Credit) {
        for (unit, gave) in units::of_block(state, credit.block) {
            moving.push(Moving::of(state, unit, (gave, credit.account), action, occurred_at));
        }
    }
    moving
}

/// The same of a movement of which admission found out already that its one debit gives what is in one piece: who holds it is not
/// looked up again.
fn credited_whole<'s, S: State>(
    state: &'s S,
    [a, b]: [&Posting; 2],
    terms: &'s SeriesOpened,
    action: Action,
    occurred_at: Timestamp,
) -> Vec<Moving<'s>> {
    let (debit, credit) = if a.side == Side::Debit { (a, b) } else { (b, a) };
    let mut moving = Vec::with_capacity(1);
    units::cut(state.article6(), credit.block, terms, |unit| {
        moving.push(Moving::of(state, unit, (debit.account, credit.account), Some(action), occurred_at));
    });
    moving
}

/// of a movement. Says whether it changes what is known of its units.
pub(in crate::rules) fn movement<S: State>(
    case: &Case<'_, '_, S>,
    body: &Movement,
    whole: Option<WholeRun>,
) -> Result<bool, Refusal> {
    let particulars = particulars_fit(body)?;
    if body.action == Action::ISSUE {
        issue_stays_at_host(case, body)?;
        return Ok(false);
    }
    let occurred_at = case.candidate.entry.occurred_at();
    let moving = match (whole, &body.postings[..]) {
        (Some(whole), [a, b]) => match article6_terms(case.state, whole.series) {
            Some(terms) => credited_whole(case.state, [a, b], terms, body.action, occurred_at),
            None => return Ok(false),
        },
        _ => credited(case.state, &body.postings, Some(body.action), occurred_at),
    };
    if moving.is_empty() {
        return Ok(false);
    }
    crossing_is_authorized(case, &moving, occurred_at)?;
    first_transfer_is_named(body.action, &moving)?;
    uses_are_authorized(case, body.action, particulars, &moving)?;
    let state = case.state;
    let let_go = |moving: &Moving<'_>| {
        state.account(moving.takes).is_some_and(|account| {
            account.kind == AccountKind::OTHER_CANCELLATION
                || (account.party == moving.unit.terms.host && account.kind.is_live())
        })
    };
    restricted_stays(case, &moving, let_go)?;
    Ok(body.action == Action::USE_NDC || moving.iter().any(|moving| moving.trigger.is_some()))
}

/// of what moves or is noticed.
pub(super) fn uses_are_authorized<S: State>(
    case: &Case<'_, '_, S>,
    action: Action,
    particulars: Particulars,
    moving: &[Moving<'_>],
) -> Result<(), Article6Refusal> {
    first_transfer_is_allowed(case, moving)?;
    //
    if matches!(action, Action::USE_NDC | Action::USE_OIMP) {
        let early =
            moving.iter().filter(|moving| moving.unit.first_transfer.is_none() && moving.trigger.is_none());
        wrong(blocks(early), |serials| Article6Refusal::NotFirstTransferred { serials })?;
    }
    claims::claims_are_authorized(case, action, particulars, moving)
}

fn blocks<'m>(moving: impl Iterator<Item = &'m Moving<'m>>) -> impl Iterator<Item = SerialBlock> {
    moving.map(|moving| moving.unit.block)
}

/// R-361 of an issue: it credits accounts of the host only.
fn issue_stays_at_host<S: State>(case: &Case<'_, '_, S>, body: &Movement) -> Result<(), Article6Refusal> {
    let source =
        body.postings.iter().find(|posting| posting.side == Side::Debit).map(|posting| posting.account);
    let source = source.and_then(|source| case.state.account(source));
    let Some(terms) = source.and_then(|source| article6_terms(case.state, source.series)) else {
        return Ok(());
    };
    let abroad = body.postings.iter().filter(|posting| {
        posting.side == Side::Credit
            && case.state.account(posting.account).is_some_and(|account| {
                // What Article 6.4 takes is no transfer.
                let levy = terms.regime == Regime::ARTICLE_6_4
                    && matches!(account.kind, AccountKind::ADAPTATION_FUND | AccountKind::OMGE_CANCELLATION);
                !levy
                    && account.party != terms.host
                    && source.is_none_or(|source| source.party != account.party)
            })
    });
    wrong(abroad.map(|posting| posting.block), |serials| Article6Refusal::Unauthorized { serials })
}

///
fn crossing_is_authorized<S: State>(
    case: &Case<'_, '_, S>,
    moving: &[Moving<'_>],
    occurred_at: Timestamp,
) -> Result<(), Article6Refusal> {
    let view = case.state.article6();
    let unauthorized = moving.iter().filter(|moving| {
        crosses(case.state, moving.unit.terms, moving.gave, moving.takes)
            && moving.unit.hosts_version_in_effect(view, occurred_at).is_none()
    });
    wrong(blocks(unauthorized), |serials| Article6Refusal::Unauthorized { serials })
}

///
fn first_transfer_is_named(action: Action, moving: &[Moving<'_>]) -> Result<(), Article6Refusal> {
    let named = match action {
        Action::FIRST_TRANSFER => true,
        Action::TRANSFER | Action::ADAPTATION_FUND_CONTRIBUTION => false,
        _ => return Ok(()),
    };
    let unfit = moving.iter().filter(|moving| (moving.trigger == Some(Trigger::International)) != named);
    wrong(blocks(unfit), |serials| Article6Refusal::ActionUnfit { action, serials })
}

///
fn first_transfer_is_allowed<S: State>(
    case: &Case<'_, '_, S>,
    moving: &[Moving<'_>],
) -> Result<(), Article6Refusal> {
    let made = || moving.iter().filter(|moving| moving.trigger.is_some());
    let view = case.state.article6();
    let unidentified =
        wrongly_identified(view, made().map(|moving| &moving.unit), |identifier| identifier.is_none());
    wrong(unidentified.into_iter(), |serials| Article6Refusal::Unidentified { serials })?;
    let mut forbidden = Vec::new();
    for moving in made() {
        let Some(version) = moving.unit.hosts_version(view) else { continue };
        let host = moving.unit.terms.host;
        let by = forbidding(case.state, host, version.approach, Forbidden::FIRST_TRANSFER);
        forbidden.extend(by.map(|by| (moving.unit.block, by)));
    }
    match forbidden.first().map(|(_, by)| *by) {
        Some(by) => wrong(forbidden.into_iter().map(|(block, _)| block), |serials| {
            Article6Refusal::FirstTransferForbidden { serials, by }
        }),
        None => Ok(()),
    }
}

/// what is restricted is let go of in these ways only.
pub(super) fn restricted_stays<S: State>(
    case: &Case<'_, '_, S>,
    moving: &[Moving<'_>],
    let_go: impl Fn(&Moving<'_>) -> bool,
) -> Result<(), Article6Refusal> {
    let (view, occurred_at) = (case.state.article6(), case.candidate.entry.occurred_at());
    let options = case.state.options();
    let restricted = |moving: &&Moving<'_>| moving.unit.is_restricted(view, options, occurred_at);
    let stays = moving.iter().filter(restricted).filter(|moving| !let_go(moving));
    wrong(blocks(stays), |serials| Article6Refusal::Restricted { serials })
}
