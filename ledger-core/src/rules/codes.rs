//! kinds, codes, particulars and options that the rulebook in force knows.
//!
//! Invariant: a rulebook's own codes go by the version that it names, everything else by the one in force.

use ledger_format::body::{Article6, Body, Rulebook};
use ledger_format::codes::{GwpSet, Metric, ParticularTag, Role, RuleOption, StandingItem};

use super::detail::UnknownCode;
use super::refusal::Refusal;
use crate::book::{Forbidden, RuleOptions};

///
pub(super) fn codes_are_known(body: &Body, options: &RuleOptions) -> Result<(), Refusal> {
    unknown_code(body, options).map_or(Ok(()), |code| Err(Refusal::UnknownCode(code)))
}

fn unknown_code(body: &Body, options: &RuleOptions) -> Option<UnknownCode> {
    let role = |role: Role| (!role.is_known()).then_some(UnknownCode::Role(role));
    match body {
        Body::Genesis(body) => {
            body.roles.iter().find_map(|keys| role(keys.role)).or_else(|| unknown_in_rulebook(&body.rulebook))
        }
        Body::RulebookAdopted(body) => unknown_in_rulebook(body),
        Body::RoleGranted(body) | Body::RoleWithdrawn(body) => role(body.role),
        Body::ThresholdSet(body) => role(body.role),
        Body::SeriesOpened(body) => None
            .or_else(|| metric(body.metric))
            .or_else(|| gwp_set(body.gwp_set))
            .or_else(|| {
                (!body.mitigation_type.is_known())
                    .then_some(UnknownCode::MitigationType(body.mitigation_type))
            })
            .or_else(|| (!body.regime.is_known()).then_some(UnknownCode::Regime(body.regime))),
        Body::AccountOpened(body) => None
            .or_else(|| (!body.kind.is_known()).then_some(UnknownCode::AccountKind(body.kind)))
            .or_else(|| metric(body.metric)),
        Body::Movement(body) => {
            let known = |tag: u16| options.knows_article6() && (1..=ParticularTag::PURPOSE.0).contains(&tag);
            let mut tags = body.particulars.iter().map(|particular| particular.tag);
            None.or_else(|| (!body.action.is_known()).then_some(UnknownCode::Action(body.action)))
                .or_else(|| tags.find(|tag| !known(*tag)).map(UnknownCode::Particular))
        }
        Body::Article6(body) if options.knows_article6() => unknown_in_statement(body),
        Body::Article6(body) => Some(UnknownCode::Kind(body.kind())),
        Body::Origins(body) => Some(UnknownCode::Kind(body.kind())),
        Body::Holds(body) => Some(UnknownCode::Kind(body.kind())),
        _ => None,
    }
}

fn metric(metric: Metric) -> Option<UnknownCode> {
    (!metric.is_known()).then_some(UnknownCode::Metric(metric))
}

fn gwp_set(gwp_set: GwpSet) -> Option<UnknownCode> {
    (!gwp_set.is_known()).then_some(UnknownCode::GwpSet(gwp_set))
}

fn unknown_in_rulebook(rulebook: &Rulebook) -> Option<UnknownCode> {
    if !matches!(rulebook.version, 1 | 2) {
        return Some(UnknownCode::RulebookVersion(rulebook.version));
    }
    rulebook.settings.iter().find_map(|setting| {
        let (option, value) = (setting.option, setting.value);
        match option {
            RuleOption::NOT_AFTER_LIMIT_MS => None,
            _ if rulebook.version == 1 || !option.is_known() || option > RuleOption::INELIGIBLE_FORBIDS => {
                Some(UnknownCode::Option(option))
            }
            _ => (value > Forbidden::ALL.0).then_some(UnknownCode::OptionValue(option, value)),
        }
    })
}

fn unknown_in_statement(body: &Article6) -> Option<UnknownCode> {
    let status = |status: ledger_format::codes::ApproachStatus| {
        (!status.is_known()).then_some(UnknownCode::ApproachStatus(status))
    };
    match body {
        Article6::ApproachDeclared(body) => {
            body.metrics.iter().find_map(|of| metric(*of)).or_else(|| status(body.status))
        }
        Article6::ApproachStatusChanged(body) => status(body.status),
        Article6::NdcPeriodDeclared(body) => (!body.method.is_known())
            .then_some(UnknownCode::AdjustmentMethod(body.method))
            .or_else(|| metric(body.metric)),
        Article6::InventoryStated(body) => metric(body.metric),
        Article6::StandingStated(body) => (body.item > StandingItem::ELIGIBLE || !body.item.is_known())
            .then_some(UnknownCode::StandingItem(body.item)),
        Article6::AuthorizationStated(body) => {
            let sector = body.sectors.iter().find(|sector| !sector.is_known());
            let activity = body.activity_types.iter().find(|activity| !activity.is_known());
            let (definition, terms) = (body.first_transfer, body.revocation);
            metric(body.metric)
                .or_else(|| gwp_set(body.gwp_set))
                .or_else(|| sector.copied().map(UnknownCode::Sector))
                .or_else(|| activity.copied().map(UnknownCode::ActivityType))
                .or_else(|| {
                    (!definition.is_known()).then_some(UnknownCode::FirstTransferDefinition(definition))
                })
                .or_else(|| (!terms.is_known()).then_some(UnknownCode::RevocationTerms(terms)))
        }
        Article6::EntityStated(_)
        | Article6::AuthorizationEnded(_)
        | Article6::UnitsAuthorized(_)
        | Article6::IdentifiersAssigned(_)
        | Article6::AefFiled(_)
        | Article6::AdjustmentsFinal(_) => None,
    }
}
