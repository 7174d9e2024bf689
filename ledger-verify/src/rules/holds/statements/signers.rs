//! of the kinds of rulebook 4: the table of `spec/holds.md` section 2.

use ledger_format::body::Holds;
use ledger_format::identifiers::AccountNumber;

use crate::finding::Rule;
use crate::rules::ask;
use crate::rules::signing::Signed;
use crate::rules::state::OPERATOR;

/// Whether those signed whose word the statement needs.
///
/// # Errors
///
pub fn ask_signed(signed: &Signed<'_, '_>, on_behalf: bool, body: &Holds) -> Result<(), Rule> {
    let is_of_holder = matches!(body, Holds::Placed(_) | Holds::Released(_));
    ask(112, !on_behalf || (is_of_holder && signed.by(OPERATOR)))?;
    ask(113, is_signed_as_asked(signed, on_behalf, body))
}

fn is_signed_as_asked(signed: &Signed<'_, '_>, on_behalf: bool, body: &Holds) -> bool {
    let known = &signed.state.holds;
    match body {
        // An account that is not known is left to R-203.
        Holds::Placed(hold) => on_behalf || signed.by_account(hold.debited) != Some(false),
        // What is not known is left to.
        Holds::Released(released) => known
            .hold_at(released.hold, signed.index)
            .is_none_or(|hold| on_behalf || is_of_either(signed, [hold.acquiring, hold.debited])),
        Holds::Restricted(placed) => match placed.party {
            // Left to R-141.
            Some(party) if !signed.state.is_declared_at(party, signed.index) => true,
            party => signed.by(signed.state.authority_of(party, signed.index)),
        },
        Holds::Lifted(lifted) => known
            .order_at(lifted.restriction, signed.index)
            .is_none_or(|order| signed.by(signed.state.authority_of(order.party, signed.index))),
    }
}

/// One of those that are known signed, or none is.
fn is_of_either(signed: &Signed<'_, '_>, accounts: [AccountNumber; 2]) -> bool {
    let words = accounts.map(|account| signed.by_account(account));
    words.contains(&Some(true)) || words == [None, None]
}
