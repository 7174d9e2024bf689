//! number spaces and series are declared once and make sense.

use ledger_format::body::{QuantumScale, SeriesOpened, SpaceDeclared};
use ledger_format::codes::{Metric, Regime};

use super::Case;
use super::detail::SeriesFault;
use super::refusal::Refusal;
use crate::book::State;

/// Vintages that a registry can mean.
const VINTAGES: std::ops::RangeInclusive<u16> = 1990..=2200;
/// The first year whose mitigation counts under Article 6 (2/CMA.3, annex, paragraph 1(c), 1(e)).
const FIRST_ARTICLE_6_VINTAGE: u16 = 2021;

///
pub(super) fn space_is_new<S: State>(case: &Case<'_, '_, S>, body: &SpaceDeclared) -> Result<(), Refusal> {
    if case.state.space(body.space).is_some() {
        return Err(Refusal::SpaceTaken(body.space));
    }
    match case.state.space_named(body.name.as_str()) {
        Some(space) => Err(Refusal::SpaceNameTaken(space)),
        None => Ok(()),
    }
}

///
pub(super) fn space_is_declared<S: State>(
    case: &Case<'_, '_, S>,
    body: &SeriesOpened,
) -> Result<(), Refusal> {
    if case.state.space(body.space).is_some() { Ok(()) } else { Err(Refusal::SpaceUnknown(body.space)) }
}

///
pub(super) fn series_is_new<S: State>(case: &Case<'_, '_, S>, body: &SeriesOpened) -> Result<(), Refusal> {
    if case.state.series(body.series).is_some() {
        return Err(Refusal::SeriesTaken(body.series));
    }
    match case.state.series_labelled(body.space, body.label.as_str()) {
        Some(series) => Err(Refusal::SeriesLabelTaken(series)),
        None => Ok(()),
    }
}

/// Whether metric and quantum fit together as R-163 has it.
pub(super) fn is_measured_right(metric: Metric, non_ghg: &str, digits: u64, scale: QuantumScale) -> bool {
    if metric == Metric::GHG {
        non_ghg.is_empty() && digits == 1 && u8::from(scale) == 0
    } else {
        !non_ghg.is_empty() && digits > 0
    }
}

///
pub(super) fn series_is_consistent(body: &SeriesOpened) -> Result<(), Refusal> {
    series_fault(body).map_or(Ok(()), |fault| Err(Refusal::SeriesInconsistent(fault)))
}

fn series_fault(body: &SeriesOpened) -> Option<SeriesFault> {
    let named = !body.non_ghg_metric.as_str().is_empty();
    if body.metric == Metric::GHG {
        if named {
            return Some(SeriesFault::NameWithGhg);
        }
        if body.quantum_digits != 1 || u8::from(body.quantum_scale) != 0 {
            return Some(SeriesFault::QuantumOfGhg {
                digits: body.quantum_digits,
                scale: body.quantum_scale,
            });
        }
    } else {
        if !named {
            return Some(SeriesFault::NameMissing);
        }
        if body.quantum_digits == 0 {
            return Some(SeriesFault::QuantumZero);
        }
    }
    if body.vintage != 0 && !VINTAGES.contains(&body.vintage) {
        return Some(SeriesFault::Vintage(body.vintage));
    }
    let article_6 = matches!(body.regime, Regime::ARTICLE_6_2 | Regime::ARTICLE_6_4);
    (article_6 && body.vintage < FIRST_ARTICLE_6_VINTAGE)
        .then_some(SeriesFault::VintageOfRegime(body.vintage))
}
