//! a use, or a cancellation that names who or what for, is one that the authorization allows.
//!
//! Invariant: a claim goes by the using Party's own attachment in effect, and where it has none, by the host's.

use std::sync::Arc;

use ledger_format::block::SerialBlock;
use ledger_format::body::article6::AuthorizationStated;
use ledger_format::codes::{Action, Purposes};
use ledger_format::identifiers::{PartyCode, Timestamp};

use super::attachments::{is_within, wrong};
use super::fault::ClaimFault;
use super::movements::Moving;
use super::particulars::Particulars;
use super::refusal::Article6Refusal;
use crate::article6::{Measured, MetricName};
use crate::book::State;
use crate::rules::Case;

/// Serials that a Party claims, and the version under which it does.
struct Claim<'s> {
    block: SerialBlock,
    using: PartyCode,
    version: Option<&'s Arc<AuthorizationStated>>,
}

fn claims<'s, S: State>(
    case: &Case<'s, '_, S>,
    moving: &Moving<'s>,
    occurred_at: Timestamp,
    claims: &mut Vec<Claim<'s>>,
) {
    let Some(using) = moving.using else { return };
    moving.unit.claimed_under(case.state.article6(), using, occurred_at, |block, version| {
        claims.push(Claim { block, using, version });
    });
}

///
pub(super) fn claims_are_authorized<S: State>(
    case: &Case<'_, '_, S>,
    action: Action,
    particulars: Particulars,
    moving: &[Moving<'_>],
) -> Result<(), Article6Refusal> {
    let is_use = matches!(action, Action::USE_NDC | Action::USE_OIMP);
    if !is_use && particulars.entity.is_none() && particulars.purpose.is_none() {
        return Ok(());
    }
    let occurred_at = case.candidate.entry.occurred_at();
    let mut found = Vec::new();
    moving.iter().for_each(|moving| claims(case, moving, occurred_at, &mut found));
    //
    let purpose = if action == Action::USE_NDC { Some(Purposes::NDC) } else { particulars.purpose };
    let allows =
        |version: &AuthorizationStated| purpose.is_none_or(|purpose| version.purposes.include(purpose));
    let unfit = found.iter().filter(|claim| !claim.version.is_some_and(|version| allows(version)));
    wrong(unfit.map(|claim| claim.block), |serials| Article6Refusal::PurposeUnfit { serials })?;
    //
    let faults: Vec<_> = found
        .iter()
        .filter_map(|claim| Some((claim.block, claimant_fault(case, claim, particulars)?)))
        .collect();
    if let Some((_, fault)) = faults.first().copied() {
        return wrong(faults.into_iter().map(|(block, _)| block), |serials| Article6Refusal::ClaimantUnfit {
            serials,
            fault,
        });
    }
    match particulars.year_of_use {
        Some(year) if action == Action::USE_NDC => year_fits(case, year, &found, moving),
        _ => Ok(()),
    }
}

fn claimant_fault<S: State>(
    case: &Case<'_, '_, S>,
    claim: &Claim<'_>,
    particulars: Particulars,
) -> Option<ClaimFault> {
    let version = claim.version?;
    let named =
        version.parties.is_empty() || version.parties.contains(&claim.using) || claim.using == version.party;
    if !named {
        return Some(ClaimFault::Party(claim.using));
    }
    let entity = particulars.entity?;
    if !version.entities.is_empty() && !version.entities.contains(&entity) {
        return Some(ClaimFault::Entity(entity));
    }
    let stated = case.state.article6().entity(version.approach, entity).is_some();
    (!stated).then_some(ClaimFault::EntityNotStated { entity, approach: version.approach })
}

///
fn year_fits<S: State>(
    case: &Case<'_, '_, S>,
    year: u16,
    claims: &[Claim<'_>],
    moving: &[Moving<'_>],
) -> Result<(), Article6Refusal> {
    let view = case.state.article6();
    let out_of_years = claims.iter().filter(|claim| {
        !claim.version.is_some_and(|v| is_within(year, v.first_year_of_use, v.last_year_of_use))
    });
    let out_of_period = moving.iter().filter(|moving| {
        let Some(party) = moving.using else { return true };
        let terms = moving.unit.terms;
        let of = Measured { party, metric: MetricName::of_series(terms) };
        !view.periods(&of).iter().any(|period| period.holds(year) && period.holds(terms.vintage))
    });
    let unfit = out_of_years.map(|claim| claim.block).chain(out_of_period.map(|moving| moving.unit.block));
    wrong(unfit, |serials| Article6Refusal::YearUnfit { year, serials })
}
