//! What holds units back: a stage for it, cases, and random ledgers against [`naive`], serial by serial.

mod cases;
mod naive;
mod random;
mod write;

use ledger_format::body::RoleOfKey;
use ledger_format::codes::RuleOption;

use super::article6::rulebook;
use super::comparison::*;
use super::*;

/// The host of everything, and a Party whose own key is [`MINISTRY`].
pub const GHA: &str = "GHA";
pub const CHE: &str = "CHE";

/// A key that represents accounts.
pub const BROKER: u32 = 11;
/// The key that is the authority of CHE.
pub const MINISTRY: u32 = 12;

/// Accounts 1 to 6: kind, Party, and who represents it.
pub const ACCOUNTS: [(AccountKind, &str, Option<u32>); 6] = [
    (AccountKind::HOLDING, GHA, Some(BEARER)),
    (AccountKind::HOLDING, GHA, Some(BROKER)),
    (AccountKind::HOLDING, CHE, Some(BROKER)),
    (AccountKind::OTHER_CANCELLATION, GHA, Some(BEARER)),
    (AccountKind::COUNTERPART, CHE, Some(BROKER)),
    (AccountKind::HOLDING, CHE, None),
];

pub fn party(code: &str) -> PartyCode {
    code.parse().unwrap()
}

/// A ledger under rulebook 4 with plain series 1 and 2 in spaces 1 and 2 (Source accounts 100 and 200) and its accounts.
pub fn stage(settings: &[(RuleOption, u64)]) -> Ledger {
    let mut ledger = Ledger::default();
    ledger.add(Body::Genesis(Genesis { rulebook: rulebook(4, settings), ..genesis() }));
    for (number, public) in [(BEARER, 100), (BROKER, 101), (MINISTRY, 102)] {
        let owner = Commitment::default();
        let key = KeyRegistered { key: KeyNumber(number), public_key: public_key(public), owner };
        ledger.add(Draft { keys: vec![OPERATOR, AUTHORITY], ..Draft::from(Body::KeyRegistered(key)) });
    }
    for code in [GHA, CHE] {
        ledger.add(Body::PartyDeclared(PartyDeclared { party: party(code) }));
    }
    let role = RoleOfKey { role: Role::AUTHORITY, party: Some(party(CHE)), key: KeyNumber(MINISTRY) };
    ledger.add(Body::RoleGranted(role));
    for space in [1, 2] {
        let name = Code::new(format!("space {space}")).unwrap();
        ledger.add(Body::SpaceDeclared(SpaceDeclared { space: SpaceId(space), name }));
        ledger.add(Body::SeriesOpened(SeriesOpened {
            host: party(GHA),
            regime: Regime::PLAIN,
            ..series(space, space, u64::from(space) * 100, Metric::GHG)
        }));
    }
    for (number, (kind, of, key)) in (1..).zip(ACCOUNTS) {
        ledger.add(Body::AccountOpened(AccountOpened {
            party: party(of),
            representatives: key.map(KeyNumber).into_iter().collect::<Vec<_>>().try_into().unwrap(),
            threshold: u16::from(key.is_some()),
            ..opening(number, kind, Metric::GHG)
        }));
    }
    ledger
}

/// What is found, in windows of several sizes.
pub fn told(ledger: &Ledger) -> Vec<Named> {
    told_in_windows(ledger, [1, 3, 11, usize::MAX])
}
