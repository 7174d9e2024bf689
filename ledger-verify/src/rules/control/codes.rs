//! which codes and versions are known.
//!
//! Kinds are read in `reading`; what is not known there has no body to look at.

use ledger_format::body::{Body, Rulebook, Setting};
use ledger_format::codes::RuleOption;

use crate::rules::article6;
use crate::rules::holds;
use crate::rules::notices;
use crate::rules::origins;
use crate::rules::terms::Terms;

/// What of a statement the rulebook in force does not know, if anything, as a clause for the report. A rulebook's own codes go by
/// the version that it names.
pub fn unknown_code(body: &Body, terms: Terms) -> Option<&'static str> {
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
            if terms.knows_article6() {
                if let Some(unknown) = article6::unknown_particular(movement, terms) {
                    return Some(unknown);
                }
            } else if !movement.particulars.is_empty() {
                return Some("the movement has particulars that this version does not know");
            }
            (movement.action.is_known(), "the action is not known to this version")
        }
        Body::Article6(body) if terms.knows_article6() => return article6::unknown_code(body, terms),
        Body::Origins(body) if terms.knows_origins() => return origins::unknown_code(body),
        Body::Holds(body) if terms.knows_holds() => return holds::unknown_code(body),
        Body::Notices(body) if terms.knows_notices() => return notices::unknown_code(body),
        Body::Article6(_) | Body::Origins(_) | Body::Holds(_) | Body::Notices(_) => return Some(LATER_KIND),
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

/// Why a statement of a later rulebook is not judged.
pub const LATER_KIND: &str = "the kind is not known to the rulebook in force";

fn unknown_in_rulebook(rulebook: &Rulebook) -> Option<&'static str> {
    match rulebook.version {
        1 => {
            let known =
                rulebook.settings.iter().all(|setting| setting.option == RuleOption::NOT_AFTER_LIMIT_MS);
            (!known).then_some("an option of the rulebook is not known to this version")
        }
        version @ 2..=5 => {
            let known = rulebook.settings.iter().all(|setting| knows_setting(setting, version));
            (!known).then_some("an option of the rulebook, or its value, is not known to this version")
        }
        _ => Some("the rulebook's version is not known to this version"),
    }
}

/// Whether a rulebook 2 or later knows an option and its value: a rulebook has the options of those before it.
fn knows_setting(setting: &Setting, version: u32) -> bool {
    let added = [
        (2, article6::unknown_setting as fn(&Setting) -> Option<bool>),
        (3, origins::unknown_setting),
        (4, holds::unknown_setting),
        (5, notices::unknown_setting),
    ];
    setting.option == RuleOption::NOT_AFTER_LIMIT_MS
        || added.iter().any(|(first, unknown)| version >= *first && unknown(setting) == Some(false))
}
