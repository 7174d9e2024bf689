//! the times an entry is signed with, against the time it is recorded (decisions D6 and D13).

use ledger_format::body::Body;
use ledger_format::identifiers::Timestamp;

use super::Case;
use super::refusal::Refusal;
use crate::book::{RuleOptions, State};

///
pub(super) fn occurred_before_recorded<S>(case: &Case<'_, '_, S>) -> Result<(), Refusal> {
    let (occurred_at, recorded_at) = (case.candidate.entry.occurred_at(), case.candidate.recorded_at);
    if occurred_at <= recorded_at {
        Ok(())
    } else {
        Err(Refusal::OccursInFuture { occurred_at, recorded_at })
    }
}

///
pub(super) fn not_expired<S>(case: &Case<'_, '_, S>) -> Result<(), Refusal> {
    let (not_after, recorded_at) = (case.candidate.entry.not_after(), case.candidate.recorded_at);
    if recorded_at <= not_after { Ok(()) } else { Err(Refusal::Expired { not_after, recorded_at }) }
}

///
pub(super) fn not_after_within_limit<S: State>(case: &Case<'_, '_, S>) -> Result<(), Refusal> {
    let options = match case.candidate.body {
        // Genesis goes by its own rulebook.
        Body::Genesis(body) => RuleOptions::of(&body.rulebook),
        _ => case.state.options(),
    };
    let not_after = case.candidate.entry.not_after();
    let latest = Timestamp(case.candidate.recorded_at.0.saturating_add(options.not_after_limit_ms));
    if not_after <= latest { Ok(()) } else { Err(Refusal::NotAfterTooFar { not_after, latest }) }
}
