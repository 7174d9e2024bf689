//! which codes and versions are known.
//!
//! Kinds are read in `reading`; what is not known there has no body to look at.

use ledger_format::body::{Body, Rulebook};
use ledger_format::codes::RuleOption;

/// The only version of the rules so far.
const RULEBOOK_VERSION: u32 = 1;

/// What of a statement this version does not know, if anything, as a clause for the report.
pub fn unknown_code(body: &Body) -> Option<&'static str> {
    let (known, what) = match body {
        Body::Genesis(genesis) => {
            if let Some(unknown) = unknown_in_rulebook(&genesis.rulebook) {
                return Some(unknown);
            }
            (genesis.roles.iter().all(|role| role.role.is_known()), "the role is not known to this version")
        }
        Body::RulebookAdopted(rulebook) => return unknown_in_rulebook(rulebook),
        Body::RoleGranted(role) | Body::RoleWithdrawn(role) => {
            (role.role.is_known(), "the role is not known to this version")
        }
        Body::ThresholdSet(set) => (set.role.is_known(), "the role is not known to this version"),
        Body::SeriesOpened(series) => (
            series.metric.is_known()
                && series.gwp_set.is_known()
                && series.mitigation_type.is_known()
                && series.regime.is_known(),
            "a code of the series is not known to this version",
        ),
        Body::AccountOpened(account) => (
            account.kind.is_known() && account.metric.is_known(),
            "the account's kind or metric is not known to this version",
        ),
        Body::Movement(movement) => {
            if !movement.particulars.is_empty() {
                return Some("the movement has particulars that this version does not know");
            }
            (movement.action.is_known(), "the action is not known to this version")
        }
        Body::Article6(_) => (false, "the kind belongs to a rulebook that this version does not know"),
        Body::Recovery(_)
        | Body::Note(_)
        | Body::PartyDeclared(_)
        | Body::KeyRegistered(_)
        | Body::KeyRotated(_)
        | Body::KeyRevoked(_)
        | Body::SpaceDeclared(_)
        | Body::AccountSuspended(_)
        | Body::AccountReinstated(_)
        | Body::AccountClosed(_)
        | Body::RepresentativesChanged(_)
        | Body::Reversal(_) => return None,
    };
    (!known).then_some(what)
}

fn unknown_in_rulebook(rulebook: &Rulebook) -> Option<&'static str> {
    if rulebook.version != RULEBOOK_VERSION {
        return Some("the rulebook's version is not known to this version");
    }
    let known = rulebook.settings.iter().all(|setting| setting.option == RuleOption::NOT_AFTER_LIMIT_MS);
    (!known).then_some("an option of the rulebook is not known to this version")
}
