//! the mechanism of Article 6.4 takes its shares at issuance.

use ledger_format::body::{Movement, SeriesOpened};
use ledger_format::codes::{AccountKind, Regime, Side, StandingItem};
use ledger_format::identifiers::PartyCode;

use super::fault::LevyFault;
use super::refusal::OriginsRefusal;
use crate::book::State;
use crate::rules::Case;

/// R-416; R-201 has seen to it that blocks are well formed.
pub(super) fn levies_are_taken<S: State>(
    case: &Case<'_, '_, S>,
    body: &Movement,
    terms: Option<&SeriesOpened>,
    units: u128,
) -> Result<(), OriginsRefusal> {
    let (mut adaptation, mut omge, mut here) = (0_u128, 0_u128, false);
    for posting in body.postings.iter().filter(|posting| posting.side == Side::Credit) {
        let count = u128::from(posting.block.count());
        let kind = case.state.account(posting.account).map(|account| account.kind);
        here |= kind != Some(AccountKind::COUNTERPART);
        match kind {
            Some(AccountKind::ADAPTATION_FUND) => adaptation += count,
            Some(AccountKind::OMGE_CANCELLATION) => omge += count,
            _ => {}
        }
    }
    let Some(terms) = terms.filter(|terms| terms.regime == Regime::ARTICLE_6_4) else {
        let fault = LevyFault::Elsewhere;
        return if adaptation + omge == 0 { Ok(()) } else { Err(OriginsRefusal::Levies(fault)) };
    };
    // What another registry issued was levied there.
    if case.state.options().knows_notices() && !here {
        return Ok(());
    }
    let levies = case.state.options().levies;
    let exempt = levies.exemption_counts && is_exempt(case.state, terms.host);
    let for_adaptation = if exempt { 0 } else { levies.of(units, levies.adaptation_share) };
    let for_omge = levies.of(units, levies.omge_share);
    if adaptation != for_adaptation {
        return Err(OriginsRefusal::Levies(LevyFault::Adaptation {
            found: adaptation,
            expected: for_adaptation,
            exempt,
        }));
    }
    if omge < for_omge {
        return Err(OriginsRefusal::Levies(LevyFault::Omge { found: omge, least: for_omge }));
    }
    Ok(())
}

fn is_exempt(state: &impl State, host: PartyCode) -> bool {
    state.article6().standing(host, StandingItem::EXEMPT_FROM_ADAPTATION_SHARE) == Some(1)
}
