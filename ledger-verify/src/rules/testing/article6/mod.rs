//! Article 6: a stage for it, cases, and random ledgers against [`naive`], unit by unit.

mod cases;
mod naive;
mod notices;
mod random;

use ledger_format::body::article6::{
    ApproachDeclared, AuthorizationEnded, AuthorizationStated, EntityStated, IdentifiersAssigned,
    NdcPeriodDeclared, UnitsAuthorized,
};
use ledger_format::body::holds::Evidence;
use ledger_format::body::{Article6, Particular, ParticularValue, Setting};
use ledger_format::codes::{
    AdjustmentMethod, ApproachStatus, EvidenceGrade, FirstTransferDefinition, Purposes, RevocationTerms,
    RuleOption,
};
use ledger_format::identifiers::{ApproachNumber, Digest};

use super::comparison::*;
use super::*;

/// The host of series 1 and 2, then of series 3; and who uses.
pub const GHA: &str = "GHA";
pub const CHE: &str = "CHE";
pub const JPN: &str = "JPN";

pub fn party(code: &str) -> PartyCode {
    code.parse().unwrap()
}

/// An entity that is stated under approach 1.
pub fn airline() -> Commitment {
    Commitment([5; 32])
}

/// Accounts 1 to 13: kind, Party and registry.
pub const ACCOUNTS: [(AccountKind, &str, &str); 13] = [
    (AccountKind::HOLDING, GHA, "GHA01"),
    (AccountKind::HOLDING, CHE, "CHE01"),
    (AccountKind::HOLDING, JPN, "CHE01"),
    (AccountKind::USE_NDC, CHE, "CHE01"),
    (AccountKind::USE_NDC, GHA, "GHA01"),
    (AccountKind::USE_OIMP, CHE, "CHE01"),
    (AccountKind::OTHER_CANCELLATION, JPN, "CHE01"),
    (AccountKind::VOLUNTARY_CANCELLATION, GHA, "GHA01"),
    (AccountKind::ADAPTATION_FUND, CHE, "GHA01"),
    (AccountKind::COUNTERPART, GHA, "JPN01"),
    (AccountKind::COUNTERPART, CHE, "KOR01"),
    (AccountKind::OMGE_CANCELLATION, CHE, "CHE01"),
    (AccountKind::PENDING, CHE, "CHE01"),
];

/// Series 1 to 3: space, host, vintage, regime; their Source accounts are 100, 200, 300.
pub const SERIES: [(u32, &str, u16, Regime); 3] =
    [(1, GHA, 2022, Regime::ARTICLE_6_2), (1, GHA, 2022, Regime::PLAIN), (2, CHE, 2027, Regime::ARTICLE_6_4)];

/// First and last year of the NDC periods of CHE, then of GHA.
pub const PERIODS: [(&str, u16, u16); 3] = [(CHE, 2021, 2025), (CHE, 2026, 2030), (GHA, 2021, 2030)];

pub fn rulebook(version: u32, settings: &[(RuleOption, u64)]) -> Rulebook {
    let settings: Vec<Setting> =
        settings.iter().map(|(option, value)| Setting { option: *option, value: *value }).collect();
    Rulebook { version, settings: settings.try_into().unwrap() }
}

pub fn said(body: Article6) -> Body {
    Body::Article6(body)
}

/// A ledger under rulebook 2 with everything declared, and nothing authorized.
pub fn stage(settings: &[(RuleOption, u64)]) -> Ledger {
    stage_under(2, settings)
}

/// The same under another rulebook.
pub fn stage_under(version: u32, settings: &[(RuleOption, u64)]) -> Ledger {
    let mut ledger = Ledger::default();
    ledger.add(Body::Genesis(Genesis { rulebook: rulebook(version, settings), ..genesis() }));
    let bearer =
        KeyRegistered { key: KeyNumber(BEARER), public_key: public_key(100), owner: Commitment::default() };
    ledger.add(Draft { keys: vec![OPERATOR, AUTHORITY], ..Draft::from(Body::KeyRegistered(bearer)) });
    for code in [GHA, CHE, JPN] {
        ledger.add(Body::PartyDeclared(PartyDeclared { party: party(code) }));
    }
    for space in [1, 2] {
        let name = Code::new(format!("space {space}")).unwrap();
        ledger.add(Body::SpaceDeclared(SpaceDeclared { space: SpaceId(space), name }));
    }
    for (number, (space, host, vintage, regime)) in (1..).zip(SERIES) {
        let opened = series(number, space, u64::from(number) * 100, Metric::GHG);
        ledger.add(Body::SeriesOpened(SeriesOpened { host: party(host), vintage, regime, ..opened }));
    }
    for (number, (kind, of, registry)) in (1..).zip(ACCOUNTS) {
        let opened = opening(number, kind, Metric::GHG);
        let registry = registry.parse().unwrap();
        ledger.add(Body::AccountOpened(AccountOpened { party: party(of), registry, ..opened }));
    }
    for (number, status) in [(1, ApproachStatus::ACTIVE), (2, ApproachStatus::DRAFT)] {
        ledger.add(said(Article6::ApproachDeclared(ApproachDeclared {
            approach: ApproachNumber(number),
            parties: [GHA, CHE, JPN].map(party).to_vec().try_into().unwrap(),
            metrics: vec![Metric::GHG].try_into().unwrap(),
            status,
        })));
    }
    for (of, first_year, last_year) in PERIODS {
        ledger.add(said(Article6::NdcPeriodDeclared(NdcPeriodDeclared {
            party: party(of),
            first_year,
            last_year,
            method: AdjustmentMethod::AVERAGING,
            metric: Metric::GHG,
            non_ghg_metric: Code::default(),
            values: Vec::new().try_into().unwrap(),
        })));
    }
    ledger.add(said(Article6::EntityStated(EntityStated {
        party: party(CHE),
        approach: ApproachNumber(1),
        entity: airline(),
        country: party(CHE),
        identification: Commitment::default(),
        conditions: Commitment::default(),
    })));
    ledger
}

pub fn authorization(of: &str, id: &str, version: u32) -> AuthorizationStated {
    AuthorizationStated {
        party: party(of),
        authorization: Code::new(id).unwrap(),
        version,
        mirrored: false,
        approach: ApproachNumber(1),
        from: Timestamp(0),
        until: Timestamp(0),
        cap: 0,
        metric: Metric::GHG,
        non_ghg_metric: Code::default(),
        gwp_set: GwpSet::AR5,
        sectors: Vec::new().try_into().unwrap(),
        activity_types: Vec::new().try_into().unwrap(),
        purposes: Purposes::NDC,
        oimp: Code::default(),
        first_transfer: FirstTransferDefinition::NONE,
        parties: Vec::new().try_into().unwrap(),
        entities: Vec::new().try_into().unwrap(),
        first_vintage: 0,
        last_vintage: 0,
        first_year_of_use: 0,
        last_year_of_use: 0,
        revocation: RevocationTerms::UNITS_STAY,
        terms: Commitment::default(),
        document: Digest([0; 32]),
    }
}

pub fn stated(authorization: AuthorizationStated) -> Body {
    said(Article6::AuthorizationStated(Box::new(authorization)))
}

pub fn ended(of: &str, id: &str, from: u64) -> Body {
    let authorization = Code::new(id).unwrap();
    said(Article6::AuthorizationEnded(AuthorizationEnded {
        party: party(of),
        authorization,
        from: Timestamp(from),
    }))
}

pub fn attached(of: &str, id: &str, version: u32, blocks: Vec<SerialBlock>) -> Body {
    let authorization = Code::new(id).unwrap();
    let blocks = blocks.try_into().unwrap();
    said(Article6::UnitsAuthorized(UnitsAuthorized { party: party(of), authorization, version, blocks }))
}

pub fn assigned(approach: u16, of: &str, vintage: u16, first_number: u64, blocks: Vec<SerialBlock>) -> Body {
    said(Article6::IdentifiersAssigned(IdentifiersAssigned {
        approach: ApproachNumber(approach),
        registry: "GHA01".parse().unwrap(),
        first_transferring_party: party(of),
        vintage,
        first_number,
        blocks: blocks.try_into().unwrap(),
    }))
}

pub fn claiming(action: Action, values: &[ParticularValue], postings: Vec<Posting>) -> Body {
    let particulars: Vec<_> = values.iter().cloned().map(Into::into).collect();
    let particulars = particulars.try_into().unwrap();
    Body::Movement(Movement { action, particulars, postings: postings.try_into().unwrap() })
}

/// A movement that says where its units come from and on what evidence, as rulebooks 3 and 4 have it.
pub fn told_why(body: Body) -> Body {
    let Body::Movement(movement) = body else { return body };
    let mut particulars: Vec<Particular> = movement.particulars.to_vec();
    if movement.action == Action::ISSUE {
        particulars.push(ParticularValue::History(Digest([4; 32])).into());
    }
    if movement.postings.iter().any(|posting| [10, 11].contains(&posting.account.0)) {
        let evidence = Evidence { grade: EvidenceGrade::PROOF, digest: Digest([7; 32]) };
        particulars.push(ParticularValue::Evidence(evidence).into());
    }
    Body::Movement(Movement { particulars: particulars.try_into().unwrap(), ..movement })
}
