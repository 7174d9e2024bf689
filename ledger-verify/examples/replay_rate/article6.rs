//! What makes the units of the workload ITMOs.

use ledger_format::block::SerialBlock;
use ledger_format::body::article6::{
    ApproachDeclared, AuthorizationStated, IdentifiersAssigned, StandingStated, UnitsAuthorized,
};
use ledger_format::body::{Article6, Body, PartyDeclared};
use ledger_format::bounded::Code;
use ledger_format::codes::{
    ApproachStatus, FirstTransferDefinition, GwpSet, Metric, Purposes, RevocationTerms, StandingItem,
};
use ledger_format::identifiers::{ApproachNumber, Commitment, Digest, Timestamp};

use super::Fault;

const APPROACH: ApproachNumber = ApproachNumber(1);
/// Blocks in one entry: as many as fit.
const BLOCKS: usize = 1_024;

/// A second Party, an approach, and an authorization.
pub fn declared() -> Result<Vec<Body>, Fault> {
    let (che, gha) = ("CHE".parse()?, "GHA".parse()?);
    let approach = ApproachDeclared {
        approach: APPROACH,
        parties: vec![che, gha].try_into()?,
        metrics: vec![Metric::GHG].try_into()?,
        status: ApproachStatus::ACTIVE,
    };
    let report = StandingStated {
        party: che,
        item: StandingItem::INITIAL_REPORT,
        value: 1,
        document: Digest([0; 32]),
    };
    let authorization = AuthorizationStated {
        party: che,
        authorization: Code::new("A-1")?,
        version: 1,
        mirrored: false,
        approach: APPROACH,
        from: Timestamp(0),
        until: Timestamp(0),
        cap: 0,
        metric: Metric::GHG,
        non_ghg_metric: Code::default(),
        gwp_set: GwpSet::AR5,
        sectors: Vec::new().try_into()?,
        activity_types: Vec::new().try_into()?,
        purposes: Purposes::ALL,
        oimp: Code::new("CORSIA")?,
        first_transfer: FirstTransferDefinition::AUTHORIZATION,
        parties: Vec::new().try_into()?,
        entities: Vec::new().try_into()?,
        first_vintage: 0,
        last_vintage: 0,
        first_year_of_use: 0,
        last_year_of_use: 0,
        revocation: RevocationTerms::UNITS_STAY,
        terms: Commitment([0; 32]),
        document: Digest([0; 32]),
    };
    Ok(vec![
        Body::PartyDeclared(PartyDeclared { party: gha }),
        Body::Article6(Article6::ApproachDeclared(approach)),
        Body::Article6(Article6::StandingStated(report)),
        Body::Article6(Article6::AuthorizationStated(Box::new(authorization))),
    ])
}

/// Identifiers and attachments of all blocks, which by their definition are first transfers.
pub fn authorized(blocks: &[SerialBlock]) -> Result<Vec<Body>, Fault> {
    let mut bodies = Vec::new();
    let mut first_number = 1;
    for blocks in blocks.chunks(BLOCKS) {
        let assigned = IdentifiersAssigned {
            approach: APPROACH,
            registry: "CHE01".parse()?,
            first_transferring_party: "CHE".parse()?,
            vintage: 2022,
            first_number,
            blocks: blocks.to_vec().try_into()?,
        };
        let authorized = UnitsAuthorized {
            party: "CHE".parse()?,
            authorization: Code::new("A-1")?,
            version: 1,
            blocks: blocks.to_vec().try_into()?,
        };
        first_number += blocks.iter().map(SerialBlock::count).sum::<u64>();
        bodies.push(Body::Article6(Article6::IdentifiersAssigned(assigned)));
        bodies.push(Body::Article6(Article6::UnitsAuthorized(authorized)));
    }
    Ok(bodies)
}
