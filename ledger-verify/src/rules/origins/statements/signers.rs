//! R-113 of the kinds of rulebook 3: the table of `spec/origins.md` section 2.

use ledger_format::body::Origins;
use ledger_format::body::origins::ActivityId;
use ledger_format::identifiers::PartyCode;

use crate::rules::signing::Signed;

/// Whether those signed whose word the statement needs.
pub fn is_signed_as_asked(signed: &Signed<'_, '_>, body: &Origins) -> bool {
    match body {
        Origins::ActivityDeclared(declared) => by_party(signed, declared.host),
        Origins::MonitoringStated(stated) => by_host(signed, &stated.activity),
        Origins::LossStated(stated) => by_host(signed, &stated.activity),
        Origins::ConversionStated(stated) => by_party(signed, stated.party),
        Origins::MonitoringWithdrawn(withdrawn) => {
            let known = &signed.state.origins;
            let monitoring = known.monitorings.known_at(withdrawn.monitoring, signed.index);
            let activity = monitoring.and_then(|(_, monitoring)| known.activities.get(monitoring.activity));
            // One that is not known is left to R-409.
            activity.is_none_or(|activity| by_party(signed, activity.host))
        }
    }
}

/// The authority of a Party; one that is not declared is left to R-141.
fn by_party(signed: &Signed<'_, '_>, party: PartyCode) -> bool {
    !signed.state.is_declared_at(party, signed.index) || signed.by_authority_of(party)
}

/// The authority of an activity's host; an activity that is not declared is left to R-402.
fn by_host(signed: &Signed<'_, '_>, activity: &ActivityId) -> bool {
    let known = signed.state.origins.activities.known_at(activity, signed.index);
    known.is_none_or(|(_, activity)| by_party(signed, activity.host))
}
