//! losses of stored carbon are stated once and settled once.

use ledger_format::block::SerialBlock;
use ledger_format::body::Movement;
use ledger_format::body::origins::LossStated;
use ledger_format::limits::SERIAL_MAX;

use super::activities::activity_is_declared;
use super::conversions::year_is_right;
use super::refusal::OriginsRefusal;
use crate::book::State;
use crate::origins::particulars::{credited, loss_of, units};
use crate::rules::{Case, Serials};

///
pub(super) fn loss_is_admitted<S: State>(
    case: &Case<'_, '_, S>,
    body: &LossStated,
) -> Result<(), OriginsRefusal> {
    activity_is_declared(case, &body.activity)?;
    if case.state.origins().loss(body.loss).is_some() {
        return Err(OriginsRefusal::LossTaken(body.loss));
    }
    if !(1..=SERIAL_MAX).contains(&body.units) {
        return Err(OriginsRefusal::LossUnits(body.units));
    }
    year_is_right(body.year)
}

///
pub(super) fn loss_is_settled_once<S: State>(
    case: &Case<'_, '_, S>,
    body: &Movement,
) -> Result<(), OriginsRefusal> {
    let Some(number) = loss_of(body) else { return Ok(()) };
    let (state, view) = (case.state, case.state.origins());
    let known = view.loss(number).and_then(|loss| Some((loss, view.activity(loss.activity)?)));
    let Some((loss, activity)) = known else { return Err(OriginsRefusal::LossUnknown(number)) };
    let metric = (activity.terms.metric, &activity.terms.non_ghg_metric);
    let mut unfit = Vec::new();
    for block in credited(&body.postings) {
        state.series_parts(block, |first, last, series| {
            let terms = series.and_then(|series| state.series(series)).map(|series| &series.terms);
            if terms.is_none_or(|terms| (terms.metric, &terms.non_ghg_metric) != metric) {
                unfit.push(SerialBlock::new(block.space, first, last));
            }
        });
    }
    if let Some(serials) = Serials::union(unfit).listed() {
        return Err(OriginsRefusal::SettledInOther { loss: number, serials });
    }
    let settled = loss.settled.saturating_add(units(&body.postings));
    if settled > u128::from(loss.terms.units) {
        return Err(OriginsRefusal::SettledTwice { loss: number, settled, lost: loss.terms.units });
    }
    Ok(())
}
