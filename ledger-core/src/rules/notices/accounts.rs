//! where an issue of the mechanism goes, and that there is one account for what a registry holds.

use ledger_format::body::{AccountOpened, Movement};
use ledger_format::codes::{AccountKind, Regime, Side};

use super::refusal::NoticesRefusal;
use crate::book::State;
use crate::rules::Case;
use crate::rules::origins::issuing;

/// R-203 has seen to it that every account is known.
pub(super) fn issue_goes_where_it_may<S: State>(
    case: &Case<'_, '_, S>,
    body: &Movement,
) -> Result<(), NoticesRefusal> {
    if issuing(case.state, body).is_none_or(|terms| terms.regime != Regime::ARTICLE_6_4) {
        return Ok(());
    }
    let credits = || {
        let credits = body.postings.iter().filter(|posting| posting.side == Side::Credit);
        credits.filter_map(|posting| Some((posting.account, case.state.account(posting.account)?.kind)))
    };
    let is_within = |kind: AccountKind| {
        matches!(kind, AccountKind::PENDING | AccountKind::ADAPTATION_FUND | AccountKind::OMGE_CANCELLATION)
    };
    if credits().all(|(_, kind)| kind == AccountKind::COUNTERPART) {
        return Ok(());
    }
    let unfit = credits().find(|(_, kind)| !is_within(*kind));
    unfit.map_or(Ok(()), |(account, kind)| Err(NoticesRefusal::IssuedElsewhere { account, kind }))
}

///
pub(super) fn one_of_each_counterpart<S: State>(
    case: &Case<'_, '_, S>,
    body: &AccountOpened,
) -> Result<(), NoticesRefusal> {
    if body.kind != AccountKind::COUNTERPART {
        return Ok(());
    }
    let (view, registry, party) = (case.state.notices(), body.registry, body.party);
    if view.is_own(registry) {
        return Err(NoticesRefusal::OwnRegistry(registry));
    }
    match view.open_counterparts(&(registry, party, body.metric)) {
        0 => Ok(()),
        _ => Err(NoticesRefusal::CounterpartOpen { registry, party }),
    }
}
