//! which kinds of accounts an action goes from and to (the table in `spec/rules.md` section 3).

use ledger_format::codes::{AccountKind as Kind, Action};

use crate::rules::terms::Terms;

/// Whether an action debits accounts of this kind.
pub fn debits(action: Action, kind: Kind) -> bool {
    match action {
        Action::ISSUE => kind == Kind::SOURCE,
        Action::ACQUISITION => matches!(kind, Kind::IN_TRANSIT | Kind::COUNTERPART),
        _ => kind.is_live(),
    }
}

/// Whether an action credits accounts of this kind. Under rulebook 2 an issue may credit a Counterpart account too, under rulebook 3
/// those to which Article 6.4 gives its shares.
pub fn credits(action: Action, kind: Kind, terms: impl Fn() -> Terms) -> bool {
    match action {
        Action::ISSUE => match kind {
            Kind::PENDING | Kind::HOLDING => true,
            Kind::COUNTERPART => terms().knows_article6(),
            Kind::ADAPTATION_FUND | Kind::OMGE_CANCELLATION => terms().knows_origins(),
            _ => false,
        },
        Action::TRANSFER => {
            matches!(kind, Kind::HOLDING | Kind::REVERSAL_BUFFER | Kind::IN_TRANSIT | Kind::COUNTERPART)
        }
        Action::FIRST_TRANSFER => matches!(kind, Kind::HOLDING | Kind::IN_TRANSIT | Kind::COUNTERPART),
        Action::ACQUISITION => kind == Kind::HOLDING,
        Action::USE_NDC => kind == Kind::USE_NDC,
        Action::USE_OIMP => kind == Kind::USE_OIMP,
        Action::CANCELLATION => kind == Kind::OTHER_CANCELLATION,
        Action::VOLUNTARY_CANCELLATION => kind == Kind::VOLUNTARY_CANCELLATION,
        Action::OMGE_CANCELLATION => kind == Kind::OMGE_CANCELLATION,
        Action::ADAPTATION_FUND_CONTRIBUTION => kind == Kind::ADAPTATION_FUND,
        Action::DOMESTIC_USE => kind == Kind::DOMESTIC_USE,
        _ => false,
    }
}
