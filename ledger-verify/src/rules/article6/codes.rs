//! R-101 of what rulebook 2 adds: its codes, particulars and options (`spec/article6.md` section 3); and of those that rulebooks 3 to 5
//! add to the same lists.

use ledger_format::body::article6::{ApproachDeclared, AuthorizationStated};
use ledger_format::body::{Article6, Movement, Setting};
use ledger_format::codes::{ParticularTag, RevocationTerms, RuleOption, StandingItem};

use crate::rules::terms::Terms;

/// Highest value of options 2 to 4: a sum of 1, 2 and 4.
const DEEDS_MAX: u64 = 7;

/// What of a statement the rulebook in force does not know, if anything.
pub fn unknown_code(body: &Article6, terms: Terms) -> Option<&'static str> {
    let (known, what) = match body {
        Article6::ApproachDeclared(approach) => {
            (knows_approach(approach), "the approach's status or a metric is not known to this version")
        }
        Article6::ApproachStatusChanged(changed) => {
            (changed.status.is_known(), "the approach's status is not known to this version")
        }
        Article6::NdcPeriodDeclared(period) => (
            period.method.is_known() && period.metric.is_known(),
            "the period's method or metric is not known to this version",
        ),
        Article6::InventoryStated(inventory) => {
            (inventory.metric.is_known(), "the inventory's metric is not known to this version")
        }
        Article6::StandingStated(standing) => {
            (knows_standing(standing.item, terms), "what is stated of the Party is not known to this version")
        }
        Article6::AuthorizationStated(authorization) => (
            knows_authorization(authorization, terms),
            "a code of the authorization is not known to this version",
        ),
        Article6::EntityStated(_)
        | Article6::AuthorizationEnded(_)
        | Article6::UnitsAuthorized(_)
        | Article6::IdentifiersAssigned(_)
        | Article6::AefFiled(_)
        | Article6::AdjustmentsFinal(_) => return None,
    };
    (!known).then_some(what)
}

fn knows_standing(item: StandingItem, terms: Terms) -> bool {
    matches!(item, StandingItem::INITIAL_REPORT | StandingItem::ELIGIBLE)
        || (item == StandingItem::EXEMPT_FROM_ADAPTATION_SHARE && terms.knows_origins())
}

fn knows_approach(approach: &ApproachDeclared) -> bool {
    approach.status.is_known() && approach.metrics.iter().all(|metric| metric.is_known())
}

/// Purposes are a sum, not a code: R-340 asks for it.
fn knows_authorization(authorization: &AuthorizationStated, terms: Terms) -> bool {
    let is_of_5 = authorization.revocation == RevocationTerms::UNUSED_RESTRICTED_ON_CHANGE;
    authorization.metric.is_known()
        && authorization.gwp_set.is_known()
        && authorization.sectors.iter().all(|sector| sector.is_known())
        && authorization.activity_types.iter().all(|activity| activity.is_known())
        && authorization.first_transfer.is_known()
        && authorization.revocation.is_known()
        && (!is_of_5 || terms.knows_notices())
}

/// A particular that the rulebook in force, 2 or later, does not know.
pub fn unknown_particular(movement: &Movement, terms: Terms) -> Option<&'static str> {
    let known = movement.particulars.iter().all(|particular| {
        let is_of_2 = particular.tag <= ParticularTag::PURPOSE.0;
        let is_of_4 = matches!(ParticularTag(particular.tag), ParticularTag::HOLD | ParticularTag::EVIDENCE);
        (is_of_2 || terms.knows_origins())
            && (!is_of_4 || terms.knows_holds())
            && ParticularTag(particular.tag).is_known()
    });
    (!known).then_some("the movement has particulars that this version does not know")
}

/// Whether the value of an option that rulebook 2 adds is not known; none for an option that it does not add.
pub fn unknown_setting(setting: &Setting) -> Option<bool> {
    match setting.option {
        RuleOption::DRAFT_APPROACH_FORBIDS
        | RuleOption::NO_INITIAL_REPORT_FORBIDS
        | RuleOption::INELIGIBLE_FORBIDS => Some(setting.value > DEEDS_MAX),
        _ => None,
    }
}
