//! R-113 of the kinds of Article 6: the table of `spec/article6.md` section 2, and of an exemption `spec/origins.md`.

use ledger_format::body::Article6;
use ledger_format::body::article6::AuthorizationId;
use ledger_format::codes::{Role, StandingItem};
use ledger_format::identifiers::PartyCode;

use crate::rules::signing::Signed;
use crate::rules::state::{AUTHORITY, OPERATOR};

/// Whether those signed whose word the statement needs.
pub fn is_signed_as_asked(signed: &Signed<'_, '_>, body: &Article6) -> bool {
    match body {
        Article6::ApproachDeclared(_) | Article6::ApproachStatusChanged(_) => signed.by(AUTHORITY),
        Article6::NdcPeriodDeclared(period) => by_party(signed, period.party, false),
        Article6::InventoryStated(inventory) => by_party(signed, inventory.party, false),
        // An exemption is not the Party's own to state.
        Article6::StandingStated(standing) if standing.item == StandingItem::EXEMPT_FROM_ADAPTATION_SHARE => {
            !signed.state.is_declared_at(standing.party, signed.index) || signed.by(AUTHORITY)
        }
        Article6::StandingStated(standing) => by_party(signed, standing.party, false),
        Article6::AuthorizationStated(stated) => by_party(signed, stated.party, stated.mirrored),
        Article6::EntityStated(entity) => by_party(signed, entity.party, false),
        Article6::AuthorizationEnded(ended) => by_author(signed, ended.party, &ended.authorization),
        Article6::UnitsAuthorized(units) => by_author(signed, units.party, &units.authorization),
        Article6::IdentifiersAssigned(_) => signed.by(OPERATOR),
        Article6::AefFiled(filed) => by_party(signed, filed.party, false),
        Article6::AdjustmentsFinal(last) => by_party(signed, last.party, false),
    }
}

/// The Party's authority; the operator, where it copies the words of a Party that no key here speaks for.
fn by_party(signed: &Signed<'_, '_>, party: PartyCode, mirrored: bool) -> bool {
    if !signed.state.is_declared_at(party, signed.index) {
        return true;
    }
    let speaks_for_itself = signed.state.roles.holders_at((Role::AUTHORITY, Some(party)), signed.index) > 0;
    if mirrored && !speaks_for_itself { signed.by(OPERATOR) } else { signed.by_authority_of(party) }
}

/// Who signs for an authorization that exists; one that does not is left to R-341.
fn by_author(signed: &Signed<'_, '_>, party: PartyCode, id: &AuthorizationId) -> bool {
    let authorizations = &signed.state.article6.authorizations;
    let known = authorizations.known_at(party, id, signed.index);
    match known.and_then(|place| authorizations.latest_at(place, signed.index)) {
        Some(latest) => by_party(signed, party, latest.mirrored),
        None => true,
    }
}
