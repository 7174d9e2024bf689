//! The rows of each table: which fields are asked for, and which depend on others.
//!
//! - Every field of a row is asked for before it is decided whether the row is kept.

use crate::columns::Field as F;
use crate::finding::Code;
use crate::itmo_id::{IdentifierForm, ItmoBlock, ItmoId, ItmoSpace, NoBlock};
use crate::options::{ActionTypes, AuthorizationIds, Need};
use crate::submission::{Action, Authorization, AuthorizedEntity, Details, Units};
use crate::values::{ApproachId, AuthorizationId, EntityId, PartyCode, RegistryCode, Year};
use crate::vocabulary::{ActionSubtype, ActionType, Controlled, Metric, Purpose, Spelled};

use super::cell_values::{IdentifierText, List};
use super::row_check::{Applies, RowCheck};

pub(super) fn details(row: &mut RowCheck<'_>) -> Option<Details> {
    let party = row.required(F::Party);
    let version = row.required(F::Version);
    let reported_year = row.required(F::ReportedYear);
    let submitted = row.required(F::SubmissionDate);
    let review_status = row.carp(F::ReviewStatus);
    let consistency_result = row.carp(F::ConsistencyResult);
    let first_ndc_year: Option<Year> = row.required(F::FirstNdcYear);
    let last_ndc_year: Option<Year> = row.required(F::LastNdcYear);
    let review_report = row.carp(F::ReviewReport);
    if let Some((first, last)) = first_ndc_year.zip(last_ndc_year).filter(|(first, last)| last < first) {
        let sentence = format!("the NDC implementation period ends {last}, before it begins {first}");
        row.fault(Code::Format, F::LastNdcYear, sentence);
    }
    let details = Details {
        party: party?,
        version: version?,
        reported_year: reported_year?,
        submitted: submitted?,
        review_status,
        consistency_result,
        first_ndc_year: first_ndc_year?,
        last_ndc_year: last_ndc_year?,
        review_report,
    };
    row.is_sound().then_some(details)
}

pub(super) fn authorization(row: &mut RowCheck<'_>) -> Option<Authorization> {
    let id = authorization_id(row);
    let date = row.required(F::AuthorizationDate);
    let approach = row.required(F::Approach);
    let version = row.required(F::AuthorizationVersion);
    let quantity = match row.options.authorized_quantity {
        Need::Optional => row.optional(F::AuthorizedQuantity),
        Need::Required => row.required(F::AuthorizedQuantity),
    };
    let metric: Option<Spelled<Metric>> = row.required(F::Metric);
    let gwp = row.optional(F::Gwp);
    let non_ghg_metric = row.conditional(F::NonGhgMetric, non_ghg(metric.as_ref()));
    let whose = format!("authorization `{}`", row.text(F::AuthorizationId));
    let sectors: Option<List<_>> = row.demanded(F::Sectors, Applies::Must("each has a sector"), &whose);
    let activity_types: Option<List<_>> = match row.options.activity_types {
        Need::Optional => row.optional(F::ActivityTypes),
        Need::Required => row.required(F::ActivityTypes),
    };
    if activity_types.is_none() && row.is_sound() && row.options.activity_types == Need::Optional {
        let sentence = "no activity type is named: sources disagree whether one must be".to_owned();
        row.note(Code::Required, F::ActivityTypes, sentence);
    }
    let purpose: Option<Spelled<Purpose>> = row.required(F::Purpose);
    let parties: Option<List<PartyCode>> = row.optional(F::AuthorizedParties);
    let entities: Option<List<EntityId>> = row.optional(F::AuthorizedEntities);
    let oimp = row.demanded(F::OimpAuthorized, oimp(purpose.as_ref()), &whose);
    let timeframe = row.optional(F::Timeframe);
    let terms = row.optional(F::Terms);
    let documentation = row.carp(F::Documentation);
    let first_transfer_definition =
        row.conditional(F::FirstTransferDefinition, oimp_definition(purpose.as_ref()));
    let information = row.optional(F::Information);
    let authorization = Authorization {
        id: id?,
        date: date?,
        approach: approach?,
        version: version?,
        quantity,
        metric: metric?,
        gwp,
        non_ghg_metric,
        sectors: sectors.map(|list| list.0).unwrap_or_default(),
        activity_types: activity_types.map(|list| list.0).unwrap_or_default(),
        purpose: purpose?,
        parties: parties.map(|list| list.0).unwrap_or_default(),
        entities: entities.map(|list| list.0).unwrap_or_default(),
        oimp,
        timeframe,
        terms,
        documentation,
        first_transfer_definition,
        information,
    };
    row.is_sound().then_some(authorization)
}

pub(super) fn action(row: &mut RowCheck<'_>) -> Option<Action> {
    let moment = row.required(F::ActionMoment);
    let action: Option<Spelled<ActionType>> = row.required(F::ActionType);
    let action = action.filter(|action| {
        let known = row.options.action_types == ActionTypes::Seven || action.value().is_core();
        if !known {
            let sentence = format!(
                "`{action}` is an action type that this reading does not know: expected one of the five"
            );
            row.fault(Code::UnknownControlledValue, F::ActionType, sentence);
        }
        known
    });
    let kind = action.as_ref().map(Spelled::value);
    let subtype: Option<Spelled<ActionSubtype>> = row.optional(F::ActionSubtype);
    if let Some((kind, subtype)) = kind.zip(subtype.as_ref())
        && !kind.subtypes().contains(&subtype.value())
    {
        let names: Vec<_> = kind.subtypes().iter().map(|subtype| subtype.name()).collect();
        let expected = if names.is_empty() { "none".to_owned() } else { names.join("; ") };
        let sentence = format!("`{subtype}` is no subtype of `{}`: expected {expected}", kind.name());
        row.fault(Code::UnknownControlledValue, F::ActionSubtype, sentence);
    }
    let units = units(row);
    let transferring_party = row.conditional(F::TransferringParty, giver(kind));
    let acquiring_party = row.conditional(F::AcquiringParty, taker(kind, subtype.as_ref()));
    let purpose = row.conditional(F::UsePurpose, use_or_cancellation(kind));
    let using_party = row.conditional(F::UsingParty, use_or_cancellation(kind));
    let using_entity = row.conditional(F::UsingEntity, use_or_cancellation(kind));
    let year = use_year(kind, purpose.as_ref().map(crate::values::Text::as_str));
    let use_year = row.conditional(F::UseYear, year);
    let check_result = row.carp(F::CheckResult);
    let information = row.optional(F::Information);
    let action = Action {
        moment: moment?,
        action: action?,
        subtype,
        units: units?,
        transferring_party,
        acquiring_party,
        purpose,
        using_party,
        using_entity,
        use_year,
        check_result,
        information,
    };
    row.is_sound().then_some(action)
}

pub(super) fn holding(row: &mut RowCheck<'_>) -> Option<Units> {
    let units = units(row);
    units.filter(|_| row.is_sound())
}

pub(super) fn entity(row: &mut RowCheck<'_>) -> Option<AuthorizedEntity> {
    let date = row.required(F::AuthorizationDate);
    let name = row.required(F::EntityName);
    let country = row.required(F::EntityCountry);
    let number = row.required(F::EntityNumber);
    let approach = row.required(F::Approach);
    let conditions = row.optional(F::EntityConditions);
    let changes = row.optional(F::EntityChanges);
    let information = row.optional(F::Information);
    let entity = AuthorizedEntity {
        date: date?,
        name: name?,
        country: country?,
        number: number?,
        approach: approach?,
        conditions,
        changes,
        information,
    };
    row.is_sound().then_some(entity)
}

fn authorization_id(row: &mut RowCheck<'_>) -> Option<AuthorizationId> {
    if row.says_none(F::AuthorizationId) {
        let text = row.text(F::AuthorizationId);
        let whose = format!("authorization `{}`", crate::cell::cut(text));
        let must = Applies::Must("each row has an authorization");
        return row
            .demanded(F::AuthorizationId, must, &whose)
            .or_else(|| Some(AuthorizationId::as_stated(text)));
    }
    let id: Option<AuthorizationId> = row.required(F::AuthorizationId);
    id.filter(|id| {
        let accepted = id.is_narrow() || row.options.authorization_ids == AuthorizationIds::Wide;
        if !accepted {
            let sentence = format!("`{id}` has a character that this reading does not allow: expected letters, digits, spaces and -");
            row.fault(Code::Format, F::AuthorizationId, sentence);
        }
        accepted
    })
}

fn units(row: &mut RowCheck<'_>) -> Option<Units> {
    let approach: Option<ApproachId> = row.required(F::Approach);
    let authorization = authorization_id(row);
    let party: Option<PartyCode> = row.required(F::FirstTransferringParty);
    let registry: Option<RegistryCode> = row.required(F::Registry);
    let first: Option<IdentifierText> = row.required(F::FirstId);
    let last: Option<IdentifierText> = row.required(F::LastId);
    let underlying_registry = row.optional(F::UnderlyingRegistry);
    let first_unit = row.optional(F::FirstUnit);
    let last_unit = row.optional(F::LastUnit);
    let metric: Option<Spelled<Metric>> = row.required(F::Metric);
    let gwp = row.optional(F::Gwp);
    let non_ghg_metric = row.conditional(F::NonGhgMetric, non_ghg(metric.as_ref()));
    let quantity = row.required(F::Quantity);
    let quantity_non_ghg = row.conditional(F::QuantityNonGhg, non_ghg(metric.as_ref()));
    let mitigation_type = row.required(F::MitigationType);
    let vintage: Option<Year> = row.required(F::Vintage);
    let space = || {
        let (approach, registry, party) = (approach.clone()?, registry.clone()?, party.clone()?);
        Some(ItmoSpace { approach, registry, party, vintage: vintage? })
    };
    let block = block(row, first.as_ref(), last.as_ref(), space());
    Some(Units {
        approach: approach?,
        authorization: authorization?,
        first_transferring_party: party?,
        registry: registry?,
        block: block?,
        underlying_registry,
        first_unit,
        last_unit,
        metric: metric?,
        gwp,
        non_ghg_metric,
        quantity: quantity?,
        quantity_non_ghg,
        mitigation_type: mitigation_type?,
        vintage: vintage?,
    })
}

fn block(
    row: &mut RowCheck<'_>,
    first: Option<&IdentifierText>,
    last: Option<&IdentifierText>,
    space: Option<ItmoSpace>,
) -> Option<ItmoBlock> {
    let form = row.options.identifiers;
    let read = |text: &str| match (form, &space) {
        (IdentifierForm::Whole, _) => ItmoId::read(text),
        (form, Some(space)) => ItmoId::read_as(form, text, space),
        (_, None) => None,
    };
    // Without the row's own parts a lone number says nothing; their faults are found already.
    if form == IdentifierForm::NumberOnly && space.is_none() {
        return None;
    }
    let expected = match form {
        IdentifierForm::Whole => "an ITMO identifier such as CA0012-CHE01-GHA-1234567-2023",
        IdentifierForm::NumberOnly => "the number of an ITMO, from 1",
    };
    let mut one = |field, text: &IdentifierText| {
        let id = read(&text.0);
        if id.is_none() {
            let shown = crate::cell::Cell::text(&text.0).shown();
            row.fault(Code::Format, field, format!("this holds {shown}: expected {expected}"));
        }
        id
    };
    let first = first.and_then(|text| one(F::FirstId, text));
    let last = last.and_then(|text| one(F::LastId, text));
    let (first, last) = first.zip(last)?;
    match ItmoBlock::new(first.clone(), &last) {
        Ok(block) => Some(block),
        Err(why) => {
            let sentence = match why {
                NoBlock::DifferentSpaces => {
                    format!("{first} and {last} make no block: all but their numbers must be equal")
                }
                NoBlock::Reversed => {
                    format!("{first} and {last} make no block: the first number is above the last")
                }
            };
            row.fault(Code::InvalidBlockRange, F::FirstId, sentence);
            None
        }
    }
}

fn non_ghg(metric: Option<&Spelled<Metric>>) -> Applies {
    match metric.map(Spelled::value) {
        Some(Metric::NonGhg) => Applies::Must("the metric is non-GHG"),
        Some(Metric::Ghg) => Applies::Not("the metric is GHG"),
        None => Applies::Unknown,
    }
}

fn oimp(purpose: Option<&Spelled<Purpose>>) -> Applies {
    match purpose.map(|purpose| purpose.value().covers_oimp()) {
        Some(true) => Applies::Must("OIMP is authorized"),
        Some(false) => Applies::Not("no OIMP is authorized"),
        None => Applies::Unknown,
    }
}

fn oimp_definition(purpose: Option<&Spelled<Purpose>>) -> Applies {
    match oimp(purpose) {
        Applies::Must(_) => Applies::Must("OIMP is authorized (2/CMA.3 annex 2(b))"),
        other => other,
    }
}

fn giver(kind: Option<ActionType>) -> Applies {
    match kind {
        Some(ActionType::Acquisition) => Applies::Must("this is an acquisition"),
        Some(_) => Applies::Not("only an acquisition names who gave"),
        None => Applies::Unknown,
    }
}

fn taker(kind: Option<ActionType>, subtype: Option<&Spelled<ActionSubtype>>) -> Applies {
    let to_the_fund = subtype.is_some_and(|subtype| subtype.value().is_adaptation_fund());
    match kind {
        // No Party acquires what goes to the Adaptation Fund.
        Some(ActionType::Transfer) if to_the_fund => Applies::May,
        Some(ActionType::Transfer) => Applies::Must("this is a transfer"),
        // Of an international one STC04 demands it.
        Some(ActionType::FirstTransfer) => Applies::May,
        Some(_) => Applies::Not("only a transfer or first transfer names who takes"),
        None => Applies::Unknown,
    }
}

fn use_or_cancellation(kind: Option<ActionType>) -> Applies {
    match kind {
        Some(kind) if kind.is_final() || kind == ActionType::FirstTransfer => Applies::May,
        Some(_) => Applies::Not("only a use, first transfer or cancellation says it"),
        None => Applies::Unknown,
    }
}

fn use_year(kind: Option<ActionType>, purpose: Option<&str>) -> Applies {
    let towards_ndc =
        purpose.is_none_or(|purpose| Purpose::recognise(purpose).is_some_and(Purpose::covers_ndc));
    match kind {
        Some(ActionType::Use) if towards_ndc => Applies::Must("this is a use towards the NDC"),
        Some(ActionType::Use) => Applies::May,
        Some(_) => Applies::Not("only a use towards the NDC has such a year"),
        None => Applies::Unknown,
    }
}
