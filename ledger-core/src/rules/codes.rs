//! kinds, codes, particulars and options that the rulebook in force knows.
//!
//! Invariant: a rulebook's own codes go by the version that it names, everything else by the one in force.

use ledger_format::body::{Article6, Body, Holds, Notices, Origins, Rulebook};
use ledger_format::codes::{
    GwpSet, Metric, MitigationType, ParticularTag, Purposes, RevocationTerms, Role, Rounding, RuleOption,
    StandingItem,
};

use super::detail::UnknownCode;
use super::refusal::Refusal;
use crate::book::{Forbidden, Levies, LevyFirstTransfers, RuleOptions};

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
            let known = |tag: u16| match ParticularTag(tag) {
                ParticularTag::YEAR_OF_USE | ParticularTag::ENTITY | ParticularTag::PURPOSE => {
                    options.knows_article6()
                }
                ParticularTag::HOLD | ParticularTag::EVIDENCE => options.knows_holds(),
                later => options.knows_origins() && later.is_known(),
            };
            let mut tags = body.particulars.iter().map(|particular| particular.tag);
            None.or_else(|| (!body.action.is_known()).then_some(UnknownCode::Action(body.action)))
                .or_else(|| tags.find(|tag| !known(*tag)).map(UnknownCode::Particular))
        }
        later if !options.knows(later.kind()) => Some(UnknownCode::Kind(later.kind())),
        Body::Article6(body) => unknown_in_statement(body, options),
        Body::Origins(body) => unknown_in_origins(body),
        Body::Holds(body) => unknown_in_holds(body),
        Body::Notices(body) => unknown_in_notices(body),
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
    if !matches!(rulebook.version, 1..=5) {
        return Some(UnknownCode::RulebookVersion(rulebook.version));
    }
    rulebook.settings.iter().find_map(|setting| {
        let (option, value) = (setting.option, setting.value);
        match option {
            RuleOption::NOT_AFTER_LIMIT_MS => None,
            RuleOption::DRAFT_APPROACH_FORBIDS
            | RuleOption::NO_INITIAL_REPORT_FORBIDS
            | RuleOption::INELIGIBLE_FORBIDS
                if rulebook.version >= 2 =>
            {
                (value > Forbidden::ALL.0).then_some(UnknownCode::OptionValue(option, value))
            }
            RuleOption::HOLD_LIMIT_MS if rulebook.version >= 4 => None,
            RuleOption::APPROACH_REGISTRIES_BIND if rulebook.version >= 5 => {
                (value > 1).then_some(UnknownCode::OptionValue(option, value))
            }
            RuleOption::LEVY_FIRST_TRANSFERS if rulebook.version >= 5 => {
                (value > LevyFirstTransfers::ALL.0).then_some(UnknownCode::OptionValue(option, value))
            }
            RuleOption::HOLD_LIMIT_MS
            | RuleOption::APPROACH_REGISTRIES_BIND
            | RuleOption::LEVY_FIRST_TRANSFERS => Some(UnknownCode::Option(option)),
            _ if rulebook.version < 3 || !option.is_known() => Some(UnknownCode::Option(option)),
            _ => (!is_known_levy(option, value)).then_some(UnknownCode::OptionValue(option, value)),
        }
    })
}

/// Whether an option of rulebook 3 may have this value.
fn is_known_levy(option: RuleOption, value: u64) -> bool {
    match option {
        RuleOption::ADAPTATION_SHARE | RuleOption::OMGE_SHARE => value <= Levies::SHARE_MAX,
        RuleOption::LEVY_ROUNDING => u16::try_from(value).is_ok_and(|code| Rounding(code).is_known()),
        _ => value <= 1,
    }
}

fn unknown_in_holds(body: &Holds) -> Option<UnknownCode> {
    match body {
        Holds::Placed(body) => (!body.action.is_known()).then_some(UnknownCode::Action(body.action)),
        Holds::Restricted(body) => {
            (!body.reason.is_known()).then_some(UnknownCode::RestrictionReason(body.reason))
        }
        Holds::Released(_) | Holds::Lifted(_) => None,
    }
}

/// A notice that says no purpose.
const NO_PURPOSE: Purposes = Purposes(0);

fn unknown_in_notices(body: &Notices) -> Option<UnknownCode> {
    let Notices::Given(body) = body else { return None };
    let (purpose, grade) = (body.purpose, body.evidence.grade);
    let is_known = purpose == NO_PURPOSE || purpose == Purposes::IMP || purpose == Purposes::OP;
    (!body.action.is_known())
        .then_some(UnknownCode::Action(body.action))
        .or_else(|| (!is_known).then_some(UnknownCode::Purpose(purpose.0)))
        .or_else(|| (!grade.is_known()).then_some(UnknownCode::EvidenceGrade(grade)))
}

fn unknown_in_origins(body: &Origins) -> Option<UnknownCode> {
    match body {
        Origins::ActivityDeclared(body) => {
            let (sector, activity) = (body.sector, body.activity_type);
            let mitigates =
                body.mitigation_type.is_known() && body.mitigation_type != MitigationType::NOT_STATED;
            (!sector.is_known())
                .then_some(UnknownCode::Sector(sector))
                .or_else(|| (!activity.is_known()).then_some(UnknownCode::ActivityType(activity)))
                .or_else(|| (!mitigates).then_some(UnknownCode::MitigationType(body.mitigation_type)))
                .or_else(|| metric(body.metric))
        }
        Origins::MonitoringStated(body) => body.lines.iter().find_map(|line| {
            let kind = line.name.kind;
            let deducted = line.deductions.iter().map(|deduction| deduction.rounding);
            let mut roundings = std::iter::once(line.rounding).chain(deducted);
            (!kind.is_known())
                .then_some(UnknownCode::LineKind(kind))
                .or_else(|| roundings.find(|of| !of.is_known()).map(UnknownCode::Rounding))
        }),
        Origins::LossStated(_) | Origins::ConversionStated(_) | Origins::MonitoringWithdrawn(_) => None,
    }
}

fn unknown_in_statement(body: &Article6, options: &RuleOptions) -> Option<UnknownCode> {
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
        Article6::StandingStated(body) => {
            let of_later =
                body.item == StandingItem::EXEMPT_FROM_ADAPTATION_SHARE && !options.knows_origins();
            (of_later || !body.item.is_known()).then_some(UnknownCode::StandingItem(body.item))
        }
        Article6::AuthorizationStated(body) => {
            let sector = body.sectors.iter().find(|sector| !sector.is_known());
            let activity = body.activity_types.iter().find(|activity| !activity.is_known());
            let (definition, terms) = (body.first_transfer, body.revocation);
            let of_later = terms == RevocationTerms::UNUSED_RESTRICTED_ON_CHANGE && !options.knows_notices();
            metric(body.metric)
                .or_else(|| gwp_set(body.gwp_set))
                .or_else(|| sector.copied().map(UnknownCode::Sector))
                .or_else(|| activity.copied().map(UnknownCode::ActivityType))
                .or_else(|| {
                    (!definition.is_known()).then_some(UnknownCode::FirstTransferDefinition(definition))
                })
                .or_else(|| (!terms.is_known() || of_later).then_some(UnknownCode::RevocationTerms(terms)))
        }
        Article6::EntityStated(_)
        | Article6::AuthorizationEnded(_)
        | Article6::UnitsAuthorized(_)
        | Article6::IdentifiersAssigned(_)
        | Article6::AefFiled(_)
        | Article6::AdjustmentsFinal(_) => None,
    }
}
