//! From the JSON of Article 6 to what an entry says.
//!
//! - Lengths and characters are checked here; whether a rule allows the statement is the ledger's to say.

use ledger_format::block::SerialBlock;
use ledger_format::body::article6::{
    AdjustmentsFinal, AefFiled, ApproachDeclared, ApproachStatusChanged, Article6, AuthorizationEnded,
    AuthorizationStated, EntityStated, IdentifiersAssigned, InventoryStated, NdcPeriodDeclared,
    StandingStated, UnitsAuthorized, YearValue,
};
use ledger_format::bounded::Bounded;
use ledger_format::identifiers::Timestamp;

use super::article6::{
    AdjustmentsFinalJson, ApproachJson, ApproachStatusJson, AuthorizationEndedJson, AuthorizationJson,
    BlockJson, EntityJson, FilingJson, IdentifiersJson, InventoryJson, NdcPeriodJson, StandingJson,
    UnitsAuthorizedJson,
};
use super::read::{BodyFault, list, text};
use super::text::{Named, Text};

impl TryFrom<ApproachJson> for Article6 {
    type Error = BodyFault;

    fn try_from(it: ApproachJson) -> Result<Self, BodyFault> {
        Ok(Self::ApproachDeclared(ApproachDeclared {
            approach: it.approach.0,
            parties: list(values(it.parties), "parties")?,
            metrics: list(codes(it.metrics), "metrics")?,
            status: it.status.0,
        }))
    }
}

impl From<ApproachStatusJson> for Article6 {
    fn from(it: ApproachStatusJson) -> Self {
        let (approach, status) = (it.approach.0, it.status.0);
        Self::ApproachStatusChanged(ApproachStatusChanged { approach, status })
    }
}

impl TryFrom<NdcPeriodJson> for Article6 {
    type Error = BodyFault;

    fn try_from(it: NdcPeriodJson) -> Result<Self, BodyFault> {
        let value = |(year, value)| YearValue { year, value };
        let of_years = it.values.into_iter().map(|it| value((it.year, it.value.0))).collect();
        Ok(Self::NdcPeriodDeclared(NdcPeriodDeclared {
            party: it.party.0,
            first_year: it.first_year,
            last_year: it.last_year,
            method: it.method.0,
            metric: it.metric.0,
            non_ghg_metric: text(it.non_ghg_metric, "non_ghg_metric")?,
            values: list(of_years, "values")?,
        }))
    }
}

impl TryFrom<InventoryJson> for Article6 {
    type Error = BodyFault;

    fn try_from(it: InventoryJson) -> Result<Self, BodyFault> {
        Ok(Self::InventoryStated(InventoryStated {
            party: it.party.0,
            year: it.year,
            metric: it.metric.0,
            non_ghg_metric: text(it.non_ghg_metric, "non_ghg_metric")?,
            total: it.total.0,
            document: it.document.0,
        }))
    }
}

impl From<StandingJson> for Article6 {
    fn from(it: StandingJson) -> Self {
        let (party, item, value, document) = (it.party.0, it.item.0, it.value.0, it.document.0);
        Self::StandingStated(StandingStated { party, item, value, document })
    }
}

impl TryFrom<AuthorizationJson> for Article6 {
    type Error = BodyFault;

    fn try_from(it: AuthorizationJson) -> Result<Self, BodyFault> {
        Ok(Self::AuthorizationStated(Box::new(AuthorizationStated {
            party: it.party.0,
            authorization: text(it.authorization, "authorization")?,
            version: it.version,
            mirrored: it.mirrored,
            approach: it.approach.0,
            from: it.from.0,
            until: it.until.map_or(Timestamp(0), |until| until.0),
            cap: it.cap,
            metric: it.metric.0,
            non_ghg_metric: text(it.non_ghg_metric, "non_ghg_metric")?,
            gwp_set: it.gwp_set.0,
            sectors: list(codes(it.sectors), "sectors")?,
            activity_types: list(codes(it.activity_types), "activity_types")?,
            purposes: it.purposes.0,
            oimp: text(it.oimp, "oimp")?,
            first_transfer: it.first_transfer_definition.0,
            parties: list(values(it.parties), "parties")?,
            entities: list(values(it.entities), "entities")?,
            first_vintage: it.first_vintage,
            last_vintage: it.last_vintage,
            first_year_of_use: it.first_year_of_use,
            last_year_of_use: it.last_year_of_use,
            revocation: it.revocation_terms.0,
            terms: it.terms.0,
            document: it.document.0,
        })))
    }
}

impl From<EntityJson> for Article6 {
    fn from(it: EntityJson) -> Self {
        Self::EntityStated(EntityStated {
            party: it.party.0,
            approach: it.approach.0,
            entity: it.entity.0,
            country: it.country.0,
            identification: it.identification_number.0,
            conditions: it.conditions.0,
        })
    }
}

impl TryFrom<AuthorizationEndedJson> for Article6 {
    type Error = BodyFault;

    fn try_from(it: AuthorizationEndedJson) -> Result<Self, BodyFault> {
        let authorization = text(it.authorization, "authorization")?;
        Ok(Self::AuthorizationEnded(AuthorizationEnded { party: it.party.0, authorization, from: it.from.0 }))
    }
}

impl TryFrom<UnitsAuthorizedJson> for Article6 {
    type Error = BodyFault;

    fn try_from(it: UnitsAuthorizedJson) -> Result<Self, BodyFault> {
        Ok(Self::UnitsAuthorized(UnitsAuthorized {
            party: it.party.0,
            authorization: text(it.authorization, "authorization")?,
            version: it.version,
            blocks: blocks(it.blocks)?,
        }))
    }
}

impl TryFrom<IdentifiersJson> for Article6 {
    type Error = BodyFault;

    fn try_from(it: IdentifiersJson) -> Result<Self, BodyFault> {
        Ok(Self::IdentifiersAssigned(IdentifiersAssigned {
            approach: it.approach.0,
            registry: it.registry.0,
            first_transferring_party: it.first_transferring_party.0,
            vintage: it.vintage,
            first_number: it.first_number,
            blocks: blocks(it.blocks)?,
        }))
    }
}

impl From<FilingJson> for Article6 {
    fn from(it: FilingJson) -> Self {
        Self::AefFiled(AefFiled {
            party: it.party.0,
            year: it.year,
            major: it.major,
            minor: it.minor,
            workbook: it.workbook.0,
            entry_count: it.entry_count,
            chain: it.chain.0,
        })
    }
}

impl From<AdjustmentsFinalJson> for Article6 {
    fn from(it: AdjustmentsFinalJson) -> Self {
        let (party, first_year, last_year) = (it.party.0, it.first_year, it.last_year);
        Self::AdjustmentsFinal(AdjustmentsFinal { party, first_year, last_year })
    }
}

fn blocks<const MIN: usize, const MAX: usize>(
    blocks: Vec<BlockJson>,
) -> Result<Bounded<SerialBlock, MIN, MAX>, BodyFault> {
    let block = |it: BlockJson| SerialBlock::new(it.space, it.first, it.last);
    list(blocks.into_iter().map(block).collect(), "blocks")
}

fn values<T>(texts: Vec<Text<T>>) -> Vec<T> {
    texts.into_iter().map(|it| it.0).collect()
}

fn codes<T>(named: Vec<Named<T>>) -> Vec<T> {
    named.into_iter().map(|it| it.0).collect()
}
