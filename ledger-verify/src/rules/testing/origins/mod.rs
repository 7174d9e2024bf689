//! Where units come from: a stage for it, cases, and random ledgers against [`naive`], unit by unit and number by number.

mod cases;
mod naive;
mod random;
pub mod write;

use ledger_format::codes::RuleOption;

use super::article6::rulebook;
use super::comparison::*;
use super::*;

/// The host of everything, and another Party.
pub const GHA: &str = "GHA";
pub const CHE: &str = "CHE";

/// First milliseconds of 2021 to 2024; ledgers begin in 2023.
pub const YEARS_MS: [u64; 4] = [1_609_459_200_000, 1_640_995_200_000, 1_672_531_200_000, 1_704_067_200_000];

/// Accounts 1 to 8: kind and metric. 1 to 5 are live.
pub const ACCOUNTS: [(AccountKind, Metric); 8] = [
    (AccountKind::HOLDING, Metric::GHG),
    (AccountKind::HOLDING, Metric::GHG),
    (AccountKind::HOLDING, Metric::NON_GHG),
    (AccountKind::HOLDING, Metric::NON_GHG),
    (AccountKind::ADAPTATION_FUND, Metric::GHG),
    (AccountKind::OMGE_CANCELLATION, Metric::GHG),
    (AccountKind::OTHER_CANCELLATION, Metric::GHG),
    (AccountKind::OTHER_CANCELLATION, Metric::NON_GHG),
];

/// A series of the stage.
#[derive(Debug, Clone, Copy)]
pub struct Opened {
    pub space: u32,
    pub activity: &'static str,
    pub vintage: u16,
    /// Name of a non-GHG metric, empty for GHG.
    pub metric: &'static str,
    pub regime: Regime,
    pub mitigation: MitigationType,
}

/// Series 1 to 6; their Source accounts are 100, 200 and so on.
pub const SERIES: [Opened; 6] = [
    Opened {
        space: 1,
        activity: "A1",
        vintage: 2022,
        metric: "",
        regime: Regime::ARTICLE_6_2,
        mitigation: MitigationType::BOTH,
    },
    Opened {
        space: 1,
        activity: "A1",
        vintage: 2021,
        metric: "",
        regime: Regime::PLAIN,
        mitigation: MitigationType::REDUCTIONS,
    },
    Opened {
        space: 1,
        activity: "A1",
        vintage: 2022,
        metric: "",
        regime: Regime::ARTICLE_6_4,
        mitigation: MitigationType::NOT_STATED,
    },
    Opened {
        space: 1,
        activity: "",
        vintage: 2022,
        metric: "",
        regime: Regime::PLAIN,
        mitigation: MitigationType::BOTH,
    },
    Opened {
        space: 2,
        activity: "A2",
        vintage: 2022,
        metric: "hectare",
        regime: Regime::ARTICLE_6_2,
        mitigation: MitigationType::REMOVALS,
    },
    Opened {
        space: 2,
        activity: "A3",
        vintage: 2022,
        metric: "kWh",
        regime: Regime::PLAIN,
        mitigation: MitigationType::BOTH,
    },
];

pub fn party(code: &str) -> PartyCode {
    code.parse().unwrap()
}

/// A ledger under rulebook 3 with series and accounts, and nothing stated about where units come from.
pub fn stage(settings: &[(RuleOption, u64)]) -> Ledger {
    let mut ledger = Ledger::default();
    ledger.add(Body::Genesis(Genesis { rulebook: rulebook(3, settings), ..genesis() }));
    let bearer =
        KeyRegistered { key: KeyNumber(BEARER), public_key: public_key(100), owner: Commitment::default() };
    ledger.add(Draft { keys: vec![OPERATOR, AUTHORITY], ..Draft::from(Body::KeyRegistered(bearer)) });
    for code in [GHA, CHE] {
        ledger.add(Body::PartyDeclared(PartyDeclared { party: party(code) }));
    }
    for space in [1, 2] {
        let name = Code::new(format!("space {space}")).unwrap();
        ledger.add(Body::SpaceDeclared(SpaceDeclared { space: SpaceId(space), name }));
    }
    for (number, each) in (1..).zip(SERIES) {
        let metric = if each.metric.is_empty() { Metric::GHG } else { Metric::NON_GHG };
        ledger.add(Body::SeriesOpened(SeriesOpened {
            host: party(GHA),
            activity: Code::new(each.activity).unwrap(),
            vintage: each.vintage,
            non_ghg_metric: Code::new(each.metric).unwrap(),
            mitigation_type: each.mitigation,
            regime: each.regime,
            ..series(number, each.space, u64::from(number) * 100, metric)
        }));
    }
    for (number, (kind, metric)) in (1..).zip(ACCOUNTS) {
        ledger.add(Body::AccountOpened(AccountOpened { party: party(GHA), ..opening(number, kind, metric) }));
    }
    ledger
}

pub fn adopted(version: u32, settings: &[(RuleOption, u64)]) -> Body {
    Body::RulebookAdopted(rulebook(version, settings))
}

/// What is found, in windows of several sizes.
pub fn told(ledger: &Ledger) -> Vec<Named> {
    told_in_windows(ledger, [1, 5, usize::MAX])
}
