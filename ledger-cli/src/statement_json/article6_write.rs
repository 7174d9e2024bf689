//! From what an entry says about Article 6 to its JSON.

use ledger_format::block::SerialBlock;
use ledger_format::body::article6::{Article6, AuthorizationStated};
use ledger_format::identifiers::Timestamp;

use super::amount::AmountJson;
use super::article6::{
    AdjustmentsFinalJson, ApproachJson, ApproachStatusJson, AuthorizationEndedJson, AuthorizationJson,
    BlockJson, EntityJson, FilingJson, IdentifiersJson, InventoryJson, NdcPeriodJson, StandingJson,
    UnitsAuthorizedJson, YearValueJson,
};
use super::body::BodyJson;
use super::text::{Named, Text};
use super::words::{Moment, PurposesJson, YesNo};

impl From<&Article6> for BodyJson {
    fn from(body: &Article6) -> Self {
        match body {
            Article6::ApproachDeclared(it) => Self::ApproachDeclared(ApproachJson {
                approach: Text(it.approach),
                parties: texts(&it.parties),
                metrics: named(&it.metrics),
                status: Named(it.status),
            }),
            Article6::ApproachStatusChanged(it) => Self::ApproachStatusChanged(ApproachStatusJson {
                approach: Text(it.approach),
                status: Named(it.status),
            }),
            Article6::NdcPeriodDeclared(it) => Self::NdcPeriodDeclared(NdcPeriodJson {
                party: Text(it.party),
                first_year: it.first_year,
                last_year: it.last_year,
                method: Named(it.method),
                metric: Named(it.metric),
                non_ghg_metric: it.non_ghg_metric.to_string(),
                values: it
                    .values
                    .iter()
                    .map(|it| YearValueJson { year: it.year, value: AmountJson(it.value) })
                    .collect(),
            }),
            Article6::InventoryStated(it) => Self::InventoryStated(InventoryJson {
                party: Text(it.party),
                year: it.year,
                metric: Named(it.metric),
                non_ghg_metric: it.non_ghg_metric.to_string(),
                total: AmountJson(it.total),
                document: Text(it.document),
            }),
            Article6::StandingStated(it) => Self::StandingStated(StandingJson {
                party: Text(it.party),
                item: Named(it.item),
                value: YesNo(it.value),
                document: Text(it.document),
            }),
            Article6::AuthorizationStated(it) => Self::AuthorizationStated(Box::new(authorization(it))),
            Article6::EntityStated(it) => Self::EntityStated(EntityJson {
                party: Text(it.party),
                approach: Text(it.approach),
                entity: Text(it.entity),
                country: Text(it.country),
                identification_number: Text(it.identification),
                conditions: Text(it.conditions),
            }),
            Article6::AuthorizationEnded(it) => Self::AuthorizationEnded(AuthorizationEndedJson {
                party: Text(it.party),
                authorization: it.authorization.to_string(),
                from: Moment(it.from),
            }),
            Article6::UnitsAuthorized(it) => Self::UnitsAuthorized(UnitsAuthorizedJson {
                party: Text(it.party),
                authorization: it.authorization.to_string(),
                version: it.version,
                blocks: blocks(&it.blocks),
            }),
            Article6::IdentifiersAssigned(it) => Self::IdentifiersAssigned(IdentifiersJson {
                approach: Text(it.approach),
                registry: Text(it.registry),
                first_transferring_party: Text(it.first_transferring_party),
                vintage: it.vintage,
                first_number: it.first_number,
                blocks: blocks(&it.blocks),
            }),
            Article6::AefFiled(it) => Self::AefFiled(FilingJson {
                party: Text(it.party),
                year: it.year,
                major: it.major,
                minor: it.minor,
                workbook: Text(it.workbook),
                entry_count: it.entry_count,
                chain: Text(it.chain),
            }),
            Article6::AdjustmentsFinal(it) => Self::AdjustmentsFinal(AdjustmentsFinalJson {
                party: Text(it.party),
                first_year: it.first_year,
                last_year: it.last_year,
            }),
        }
    }
}

fn authorization(it: &AuthorizationStated) -> AuthorizationJson {
    AuthorizationJson {
        party: Text(it.party),
        authorization: it.authorization.to_string(),
        version: it.version,
        mirrored: it.mirrored,
        approach: Text(it.approach),
        from: Moment(it.from),
        until: (it.until != Timestamp(0)).then_some(Moment(it.until)),
        cap: it.cap,
        metric: Named(it.metric),
        non_ghg_metric: it.non_ghg_metric.to_string(),
        gwp_set: Named(it.gwp_set),
        sectors: named(&it.sectors),
        activity_types: named(&it.activity_types),
        purposes: PurposesJson(it.purposes),
        oimp: it.oimp.to_string(),
        first_transfer_definition: Named(it.first_transfer),
        parties: texts(&it.parties),
        entities: texts(&it.entities),
        first_vintage: it.first_vintage,
        last_vintage: it.last_vintage,
        first_year_of_use: it.first_year_of_use,
        last_year_of_use: it.last_year_of_use,
        revocation_terms: Named(it.revocation),
        terms: Text(it.terms),
        document: Text(it.document),
    }
}

fn blocks(blocks: &[SerialBlock]) -> Vec<BlockJson> {
    blocks.iter().map(|it| BlockJson { space: it.space, first: it.first, last: it.last }).collect()
}

fn texts<T: Copy>(values: &[T]) -> Vec<Text<T>> {
    values.iter().copied().map(Text).collect()
}

fn named<T: Copy>(codes: &[T]) -> Vec<Named<T>> {
    codes.iter().copied().map(Named).collect()
}
