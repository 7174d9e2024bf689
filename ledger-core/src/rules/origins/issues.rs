//! every unit comes from somewhere, and nothing is issued twice.
//!
//! Invariant: asked after R-209 holds: an issue debits one Source account.

use ledger_format::body::origins::LineName;
use ledger_format::body::{Movement, SeriesOpened};
use ledger_format::codes::{MitigationType, ParticularTag, Regime, Side};
use ledger_format::identifiers::MonitoringNumber;
use ledger_format::limits::SERIAL_MAX;

use super::fault::SeriesUnfit;
use super::levies::levies_are_taken;
use super::refusal::OriginsRefusal;
use crate::book::State;
use crate::origins::Activity;
use crate::origins::particulars::{line_of, underlying_of, units};
use crate::origins::underlying::runs_into_the_number;
use crate::rules::Case;

///
pub(super) fn issue_has_a_basis<S: State>(
    case: &Case<'_, '_, S>,
    body: &Movement,
) -> Result<(), OriginsRefusal> {
    let terms = issuing(case.state, body);
    // R-411; R-360 has seen to it that each stands once.
    let is_basis = |tag: u16| {
        [ParticularTag::MONITORING, ParticularTag::UNDERLYING_UNITS, ParticularTag::HISTORY]
            .contains(&ParticularTag(tag))
    };
    let bases = body.particulars.iter().filter(|particular| is_basis(particular.tag)).count();
    let article6 =
        terms.is_some_and(|terms| matches!(terms.regime, Regime::ARTICLE_6_2 | Regime::ARTICLE_6_4));
    if bases > 1 || (article6 && bases == 0) {
        return Err(OriginsRefusal::Bases(bases));
    }
    let units = units(&body.postings);
    if let Some((monitoring, line)) = line_of(body) {
        issued_on_line(case, terms, monitoring, line, units)?;
    }
    underlying_is_free(case, body, units)?;
    levies_are_taken(case, body, terms, units)
}

/// The series that issues: that of the debited Source account.
pub(in crate::rules) fn issuing<'s, S: State>(state: &'s S, body: &Movement) -> Option<&'s SeriesOpened> {
    let source = body.postings.iter().find(|posting| posting.side == Side::Debit)?.account;
    Some(&state.series(state.account(source)?.series?)?.terms)
}

///
fn issued_on_line<S: State>(
    case: &Case<'_, '_, S>,
    terms: Option<&SeriesOpened>,
    monitoring: MonitoringNumber,
    line: LineName,
    units: u128,
) -> Result<(), OriginsRefusal> {
    let view = case.state.origins();
    let Some(known) = view.monitoring(monitoring) else {
        return Err(OriginsRefusal::MonitoringUnknown(monitoring));
    };
    if let Some(by) = view.withdrawn(monitoring) {
        return Err(OriginsRefusal::MonitoringWithdrawn { monitoring, by });
    }
    let Some(stated) = known.line(line) else {
        return Err(OriginsRefusal::LineUnknown { monitoring, line });
    };
    //
    if let (Some(terms), Some(activity)) = (terms, view.activity(known.activity))
        && let Some(unfit) = unfit(terms, activity, line)
    {
        return Err(OriginsRefusal::SeriesUnfit { monitoring, unfit });
    }
    //
    let drawn = view.drawn_from((monitoring, line));
    if drawn.saturating_add(units) > u128::from(stated.verified) {
        let left = u128::from(stated.verified).saturating_sub(drawn);
        return Err(OriginsRefusal::AboveVerified { monitoring, line, units, left });
    }
    Ok(())
}

/// What of a series is not the activity's or the line's.
fn unfit(terms: &SeriesOpened, activity: &Activity, line: LineName) -> Option<SeriesUnfit> {
    let activity = &activity.terms;
    let is_counted = terms.mitigation_type == MitigationType::NOT_STATED
        || terms.mitigation_type == MitigationType::BOTH
        || terms.mitigation_type.0 == line.kind.0;
    if terms.activity.as_str() != activity.activity.as_str() {
        Some(SeriesUnfit::Activity)
    } else if terms.host != activity.host {
        Some(SeriesUnfit::Host(activity.host))
    } else if (terms.metric, &terms.non_ghg_metric) != (activity.metric, &activity.non_ghg_metric) {
        Some(SeriesUnfit::Metric)
    } else if (terms.quantum_digits, terms.quantum_scale) != (activity.quantum_digits, activity.quantum_scale)
    {
        Some(SeriesUnfit::Quantum)
    } else if terms.vintage != line.year {
        Some(SeriesUnfit::Vintage { vintage: terms.vintage, year: line.year })
    } else if !is_counted {
        Some(SeriesUnfit::MitigationType)
    } else {
        None
    }
}

///
fn underlying_is_free<S: State>(
    case: &Case<'_, '_, S>,
    body: &Movement,
    units: u128,
) -> Result<(), OriginsRefusal> {
    let Some((space, first)) = underlying_of(body) else { return Ok(()) };
    let last = (u128::from(first) + units).saturating_sub(1);
    let last = u64::try_from(last).ok().filter(|last| first >= 1 && *last <= SERIAL_MAX);
    let Some(last) = last else { return Err(OriginsRefusal::UnderlyingBeyond { first, units }) };
    let view = case.state.origins();
    let fits = view.underlying_place(&space).is_none_or(|place| place.narrowed(&space).is_some());
    if runs_into_the_number(&space) || !fits {
        return Err(OriginsRefusal::UnderlyingAmbiguous { fits, space });
    }
    let mut taken = None;
    if let Some(number) = view.underlying_number(&space) {
        view.taken().pieces(number, first, last, |piece| {
            if piece.value.is_some() {
                taken.get_or_insert((piece.first, piece.last));
            }
        });
    }
    match taken {
        Some((first, last)) => Err(OriginsRefusal::UnderlyingTaken { space, first, last }),
        None => Ok(()),
    }
}
