//! No end of a timeframe vanishes: what the column's form cannot say is said in words.

use ledger_format::codes::{FirstTransferDefinition, GwpSet, Purposes, RevocationTerms};
use ledger_format::identifiers::{ApproachNumber, Digest};

use super::*;

fn authorization(vintages: (u16, u16), uses: (u16, u16)) -> AuthorizationStated {
    AuthorizationStated {
        party: "GHA".parse().unwrap(),
        authorization: "A".try_into().unwrap(),
        version: 1,
        mirrored: false,
        approach: ApproachNumber(1),
        from: Timestamp(0),
        until: Timestamp(0),
        cap: 0,
        metric: codes::Metric::GHG,
        non_ghg_metric: Default::default(),
        gwp_set: GwpSet::AR5,
        sectors: Default::default(),
        activity_types: Default::default(),
        purposes: Purposes::NDC,
        oimp: Default::default(),
        first_transfer: FirstTransferDefinition::NONE,
        parties: Default::default(),
        entities: Default::default(),
        first_vintage: vintages.0,
        last_vintage: vintages.1,
        first_year_of_use: uses.0,
        last_year_of_use: uses.1,
        revocation: RevocationTerms::UNITS_STAY,
        terms: Commitment::default(),
        document: Digest::default(),
    }
}

#[test]
fn each_end_of_a_timeframe_is_said() {
    let of = |vintages, uses| {
        let years = Years::of(&authorization(vintages, uses));
        (years.timeframe.map(|it| it.to_string()), years.in_words.join("; "))
    };
    let none = String::new();
    assert_eq!(of((0, 0), (0, 0)), (None, none.clone()));
    let both = "Occurred: from 2021 to 2025. Use: from 2022 to 2030";
    assert_eq!(of((2021, 2025), (2022, 2030)), (Some(both.to_owned()), none.clone()));
    assert_eq!(of((2021, 0), (0, 0)), (None, "outcomes of 2021 and later".to_owned()));
    // No outcome of Article 6 is older than 2021: that end is known.
    assert_eq!(of((0, 2025), (0, 0)), (Some("Occurred: from 2021 to 2025".to_owned()), none));
    assert_eq!(
        of((2023, 2024), (0, 2030)),
        (Some("Occurred: from 2023 to 2024".to_owned()), "use for 2030 and earlier".to_owned())
    );
    // A year that no calendar has keeps nobody from reporting.
    assert_eq!(of((0, 60_000), (0, 0)), (None, "outcomes of 2021 to 60000".to_owned()));
    assert_eq!(
        of((2023, 0), (2025, 0)),
        (None, "outcomes of 2023 and later; use for 2025 and later".to_owned())
    );
}
