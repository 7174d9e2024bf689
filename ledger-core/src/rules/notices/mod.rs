//! what `spec/notices.md` section 4 asks under rulebook 5.
//!
//! Invariants:
//! - As of all rules: pure, asked in ascending order of their numbers, the first that says no is the answer.
//! - A movement pays for a look at an empty table while nothing is noticed.
//! - A notice is also asked what the rules about Article 6 ask of a use here ([`super::article6::notice`]).
//! - The remark N-304 is not asked, as none is.

mod accounts;
mod giving;
mod refusal;
mod registries;

use ledger_format::block::SerialBlock;
use ledger_format::body::article6::IdentifiersAssigned;
use ledger_format::body::{AccountOpened, Movement, Notices, Posting};
use ledger_format::codes::{Action, Side};
use ledger_format::identifiers::EntryIndex;

pub use refusal::{NoticesRefusal, RegistriesFault};

use super::article6;
use super::holds::choice_of;
use super::parties_and_roles::party_is_declared;
use super::refusal::Refusal;
use super::{Case, Choice, Serials, movements};
use crate::book::State;

/// Asks the rules of a statement of rulebook 5, of each kind in ascending order.
pub(super) fn statement<S: State>(case: &Case<'_, '_, S>, body: &Notices) -> Result<(), Refusal> {
    match body {
        Notices::RegistriesStated(body) => {
            article6::approach_is_declared(case, body.approach)?;
            Ok(registries::registries_are_formed(body)?)
        }
        Notices::Given(body) => {
            party_is_declared(case, Some(body.party))?;
            movements::spaces_are_declared(case, body.blocks.iter().map(|block| block.space))?;
            movements::accounts_are_known(case, std::iter::once(body.account))?;
            article6::notice(case, body)?;
            Ok(giving::notice_is_admitted(case, body)?)
        }
        Notices::Withdrawn(body) => Ok(withdrawal(case, body.notice)?),
    }
}

///
fn withdrawal<S: State>(case: &Case<'_, '_, S>, given: EntryIndex) -> Result<(), Refusal> {
    let notice = case.state.notices().notice(given).ok_or(NoticesRefusal::NoSuchNotice(given))?;
    if let Some(by) = notice.withdrawn {
        return Err(NoticesRefusal::WithdrawnBefore { notice: given, by }.into());
    }
    Ok(article6::withdrawal(case, notice)?)
}

/// of a movement, after hold.
pub(super) fn movement<S: State>(case: &Case<'_, '_, S>, body: &Movement) -> Result<(), Refusal> {
    not_noticed(case, debited(&body.postings), choice_of(body))?;
    if body.action == Action::ISSUE { Ok(accounts::issue_goes_where_it_may(case, body)?) } else { Ok(()) }
}

/// R-603 of a reversing movement.
pub(super) fn reversal<S: State>(case: &Case<'_, '_, S>, postings: &[Posting]) -> Result<(), Refusal> {
    not_noticed(case, debited(postings), Choice::Fixed)
}

/// R-603 of what is proposed.
pub(super) fn hold<S: State>(case: &Case<'_, '_, S>, blocks: &[SerialBlock]) -> Result<(), Refusal> {
    not_noticed(case, blocks.iter().copied(), Choice::Free)
}

/// R-607 of an account that is opened.
pub(super) fn account_opened<S: State>(case: &Case<'_, '_, S>, body: &AccountOpened) -> Result<(), Refusal> {
    Ok(accounts::one_of_each_counterpart(case, body)?)
}

/// R-612 of identifiers assigned.
pub(super) fn identifiers<S: State>(
    case: &Case<'_, '_, S>,
    body: &IdentifiersAssigned,
) -> Result<(), Refusal> {
    Ok(registries::registry_is_stated(case, body)?)
}

fn debited(postings: &[Posting]) -> impl Iterator<Item = SerialBlock> + '_ {
    postings.iter().filter(|posting| posting.side == Side::Debit).map(|posting| posting.block)
}

fn not_noticed<S: State>(
    case: &Case<'_, '_, S>,
    blocks: impl Iterator<Item = SerialBlock>,
    choice: Choice,
) -> Result<(), Refusal> {
    let view = case.state.notices();
    if view.notices_nothing() {
        return Ok(());
    }
    let noticed = blocks.filter(|block| view.is_noticed(*block)).collect();
    Serials::union(noticed)
        .listed()
        .map_or(Ok(()), |serials| Err(NoticesRefusal::Noticed { serials, choice }.into()))
}
