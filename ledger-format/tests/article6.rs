//! Statements of Article 6 encode to one string of bytes, field by field as the tables of the spec have them, and decode
//! from no other.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod statement;

use ledger_format::amount::Amount;
use ledger_format::block::SerialBlock;
use ledger_format::body::article6::{
    AdjustmentsFinal, AefFiled, ApproachDeclared, ApproachStatusChanged, AuthorizationEnded,
    AuthorizationStated, EntityStated, IdentifiersAssigned, InventoryStated, NdcPeriodDeclared,
    StandingStated, UnitsAuthorized, YearValue,
};
use ledger_format::body::{Article6, Body, Context, Particular, ParticularValue};
use ledger_format::codes::{
    ActivityType, AdjustmentMethod, ApproachStatus, FirstTransferDefinition, GwpSet, Metric, Purposes,
    RevocationTerms, Sector, StandingItem,
};
use ledger_format::entry::EntryFault;
use ledger_format::identifiers::{ApproachNumber, Commitment, Digest, SpaceId, Timestamp};
use statement::{decode, encoded};

fn block(first: u64, last: u64) -> SerialBlock {
    SerialBlock::new(SpaceId(3), first, last)
}

fn authorization() -> AuthorizationStated {
    AuthorizationStated {
        party: "GHA".parse().unwrap(),
        authorization: "GHA-1/a".try_into().unwrap(),
        version: 2,
        mirrored: true,
        approach: ApproachNumber(12),
        from: Timestamp(5),
        until: Timestamp(0),
        cap: 1_000,
        metric: Metric::GHG,
        non_ghg_metric: "".try_into().unwrap(),
        gwp_set: GwpSet::AR5,
        sectors: vec![Sector::AGRICULTURE, Sector::ENERGY_GENERATION].try_into().unwrap(),
        activity_types: vec![ActivityType::WIND].try_into().unwrap(),
        purposes: Purposes::NDC.and(Purposes::IMP),
        oimp: "CORSIA".try_into().unwrap(),
        first_transfer: FirstTransferDefinition::USE_OR_CANCELLATION,
        parties: vec!["CHE".parse().unwrap()].try_into().unwrap(),
        entities: vec![Commitment([7; 32])].try_into().unwrap(),
        first_vintage: 2021,
        last_vintage: 2024,
        first_year_of_use: 2021,
        last_year_of_use: 2030,
        revocation: RevocationTerms::UNITS_STAY,
        terms: Commitment([8; 32]),
        document: Digest([9; 32]),
    }
}

fn statements() -> Vec<Article6> {
    let (party, country) = ("GHA".parse().unwrap(), "CHE".parse().unwrap());
    let (approach, metric, document) = (ApproachNumber(12), Metric::NON_GHG, Digest([4; 32]));
    vec![
        Article6::ApproachDeclared(ApproachDeclared {
            approach,
            parties: vec![party, country].try_into().unwrap(),
            metrics: vec![metric].try_into().unwrap(),
            status: ApproachStatus::DRAFT,
        }),
        Article6::ApproachStatusChanged(ApproachStatusChanged { approach, status: ApproachStatus::ACTIVE }),
        Article6::NdcPeriodDeclared(NdcPeriodDeclared {
            party,
            first_year: 2021,
            last_year: 2030,
            method: AdjustmentMethod::BUDGET,
            metric,
            non_ghg_metric: "ha".try_into().unwrap(),
            values: vec![YearValue { year: 2030, value: Amount::new(-9).unwrap() }].try_into().unwrap(),
        }),
        Article6::InventoryStated(InventoryStated {
            party,
            year: 2022,
            metric,
            non_ghg_metric: "ha".try_into().unwrap(),
            total: Amount::new(-3).unwrap(),
            document,
        }),
        Article6::StandingStated(StandingStated { party, item: StandingItem::ELIGIBLE, value: 1, document }),
        Article6::AuthorizationStated(Box::new(authorization())),
        Article6::EntityStated(EntityStated {
            party,
            approach,
            entity: Commitment([1; 32]),
            country,
            identification: Commitment([2; 32]),
            conditions: Commitment([3; 32]),
        }),
        Article6::AuthorizationEnded(AuthorizationEnded {
            party,
            authorization: "x".try_into().unwrap(),
            from: Timestamp(6),
        }),
        Article6::UnitsAuthorized(UnitsAuthorized {
            party,
            authorization: "x".try_into().unwrap(),
            version: 1,
            blocks: vec![block(1, 5), block(9, 9)].try_into().unwrap(),
        }),
        Article6::IdentifiersAssigned(IdentifiersAssigned {
            approach,
            registry: "CHE01".parse().unwrap(),
            first_transferring_party: party,
            vintage: 2023,
            first_number: 77,
            blocks: vec![block(1, 5)].try_into().unwrap(),
        }),
        Article6::AefFiled(AefFiled {
            party,
            year: 2025,
            major: 1,
            minor: 0,
            workbook: document,
            entry_count: 40,
            chain: Digest([5; 32]),
        }),
        Article6::AdjustmentsFinal(AdjustmentsFinal { party, first_year: 2021, last_year: 2022 }),
    ]
}

fn statement(body: Article6) -> Vec<u8> {
    encoded(Body::Article6(body))
}

/// Header and empty context.
const BEFORE_BODY: usize = 38;

#[test]
fn each_kind_comes_back_as_it_was_and_no_other_way() {
    assert!(statements().iter().map(Article6::kind).eq(Article6::KINDS.iter().copied()));
    for body in statements() {
        let bytes = statement(body.clone());
        assert_eq!(decode(&bytes), Ok(Some((Context::default(), Body::Article6(body.clone())))));
        let mut longer = bytes.clone();
        longer.push(0);
        assert_eq!(decode(&longer), Err(EntryFault::Body), "{}", body.kind());
        assert_eq!(decode(&bytes[..bytes.len() - 1]), Err(EntryFault::Body), "{}", body.kind());
        // Whatever one byte becomes: if it still decodes, it encodes to those very bytes.
        for at in BEFORE_BODY..bytes.len() {
            for flip in [1_u8, 2, 0x80] {
                let mut other = bytes.clone();
                other[at] ^= flip;
                if let Ok(Some((_, Body::Article6(read)))) = decode(&other) {
                    assert_eq!(statement(read), other);
                }
            }
        }
    }
}

#[test]
fn an_authorization_lies_as_its_table_says() {
    let text = |text: &str| [&(text.len() as u64).to_le_bytes(), text.as_bytes()].concat();
    let numbers =
        |numbers: &[u16]| numbers.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<_>>();
    let list = |count: u64, items: &[u8]| [&count.to_le_bytes(), items].concat();
    let expected = [
        b"GHA\0".to_vec(),
        text("GHA-1/a"),
        2_u32.to_le_bytes().to_vec(),
        vec![1],
        numbers(&[12]),
        5_u64.to_le_bytes().to_vec(),
        0_u64.to_le_bytes().to_vec(),
        1_000_u64.to_le_bytes().to_vec(),
        numbers(&[1]),
        text(""),
        numbers(&[3]),
        list(2, &numbers(&[1, 4])),
        list(1, &numbers(&[27])),
        numbers(&[3]),
        text("CORSIA"),
        numbers(&[3]),
        list(1, b"CHE\0"),
        list(1, &[7; 32]),
        numbers(&[2021, 2024, 2021, 2030, 1]),
        vec![8; 32],
        vec![9; 32],
    ]
    .concat();
    assert_eq!(&statement(Article6::AuthorizationStated(Box::new(authorization())))[BEFORE_BODY..], expected);
}

#[test]
fn what_decoders_must_reject() {
    let changed = |body: Article6, at: usize, to: &[u8]| {
        let mut bytes = statement(body);
        bytes[BEFORE_BODY + at..][..to.len()].copy_from_slice(to);
        decode(&bytes)
    };
    let [declared, _, period, inventory, _, authorized, _, _, _, _, filed, last]: [Article6; 12] =
        statements().try_into().unwrap();
    let rejected = Err(EntryFault::Body);
    // Controls: the same places take other values.
    assert!(changed(last.clone(), 0, b"CHE\0").is_ok());
    assert!(changed(inventory.clone(), 18, &[0]).is_ok());
    assert!(changed(authorized.clone(), 23, &[0]).is_ok());
    // A Party that is none.
    assert_eq!(changed(last, 0, &[0; 4]), rejected);
    assert_eq!(changed(filed, 0, b"gha\0"), rejected);
    // A sign that is none, and minus zero.
    assert_eq!(changed(inventory.clone(), 18, &[2]), rejected);
    assert_eq!(changed(inventory, 18, &[1, 0]), rejected);
    assert_eq!(changed(period, 32, &[1, 0]), rejected);
    // Mirrored is 0 or 1.
    assert_eq!(changed(authorized.clone(), 23, &[2]), rejected);
    // An authorization has an id; counts stay within their limits.
    assert_eq!(changed(authorized, 4, &[0; 8]), rejected);
    assert_eq!(changed(declared, 2, &u64::MAX.to_le_bytes()), rejected);
    let blocks: Vec<_> = (1..=1_025).map(|serial| block(serial, serial)).collect();
    let raw = |count: usize| {
        let empty = UnitsAuthorized {
            party: "GHA".parse().unwrap(),
            authorization: "x".try_into().unwrap(),
            version: 1,
            blocks: Vec::new().try_into().unwrap(),
        };
        let mut bytes = statement(Article6::UnitsAuthorized(empty));
        let end = bytes.len();
        bytes[end - 8..].copy_from_slice(&(count as u64).to_le_bytes());
        for block in &blocks[..count] {
            bytes.extend_from_slice(&block.space.0.to_le_bytes());
            bytes.extend_from_slice(&block.first.to_le_bytes());
            bytes.extend_from_slice(&block.last.to_le_bytes());
        }
        decode(&bytes)
    };
    assert!(raw(1_024).is_ok());
    assert_eq!(raw(1_025), rejected);
}

#[test]
fn particulars_are_read_as_they_are_written() {
    for value in [
        ParticularValue::YearOfUse(2026),
        ParticularValue::Entity(Commitment([6; 32])),
        ParticularValue::Purpose(Purposes::OP),
    ] {
        let particular = Particular::from(value.clone());
        assert_eq!(particular.read(), Some(value));
        let mut longer = particular.value.to_vec();
        longer.push(0);
        assert_eq!(Particular { value: longer.try_into().unwrap(), ..particular.clone() }.read(), None);
        assert_eq!(Particular { tag: 4, ..particular }.read(), None);
    }
}

#[test]
fn purposes_are_sums() {
    assert_eq!(Purposes::ALL.to_string(), "NDC and OIMP");
    assert!(Purposes(6).include(Purposes::OP) && !Purposes(6).include(Purposes::NDC));
    assert!(!Purposes(0).is_known() && !Purposes(8).is_known() && Purposes(5).is_known());
    assert_eq!(ActivityType::from_name("C02 usage"), Some(ActivityType::CO2_USAGE));
    assert_eq!((Sector::ALL.len(), ActivityType::ALL.len()), (9, 27));
}
