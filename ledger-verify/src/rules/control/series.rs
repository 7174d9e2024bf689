//! Number spaces and series, with of a series.

use ledger_format::body::{SeriesOpened, SpaceDeclared};
use ledger_format::codes::{AccountKind, Metric, Regime};
use ledger_format::identifiers::EntryIndex;

use super::parties::ask_declared;
use crate::finding::Rule;
use crate::rules::article6::UnitSeries;
use crate::rules::ask;
use crate::rules::origins::SeriesOrigin;
use crate::rules::state::State;
use crate::rules::state::accounts::Opening;
use crate::rules::state::series::Series;

/// First year of the Paris Agreement's mitigation.
const FIRST_ARTICLE_6_VINTAGE: u16 = 2021;

pub fn ask_space(state: &State, space: &SpaceDeclared) -> Result<(), Rule> {
    ask(160, state.series.is_new_space(space.space, space.name.as_str()))
}

pub fn ask_series(state: &State, index: EntryIndex, series: &SeriesOpened) -> Result<(), Rule> {
    ask_declared(state, index, series.host)?;
    ask(161, state.series.is_declared_at(series.space, index))?;
    let is_label_used = state.series.is_label_used(series.space, series.label.as_str());
    ask(162, !state.series.is_taken(series.series) && !is_label_used)?;
    ask(163, fits_together(series))?;
    ask(170, !state.accounts.is_taken(series.source))
}

///
fn fits_together(series: &SeriesOpened) -> bool {
    let scale = u8::from(series.quantum_scale);
    let is_ghg = series.metric == Metric::GHG;
    let names_metric = !series.non_ghg_metric.as_str().is_empty();
    let metric_fits = if is_ghg {
        !names_metric && series.quantum_digits == 1 && scale == 0
    } else {
        names_metric && series.quantum_digits > 0
    };
    let vintage_fits = match series.regime {
        Regime::ARTICLE_6_2 | Regime::ARTICLE_6_4 => {
            (FIRST_ARTICLE_6_VINTAGE..=2200).contains(&series.vintage)
        }
        _ => series.vintage == 0 || (1990..=2200).contains(&series.vintage),
    };
    metric_fits && vintage_fits
}

/// A series takes effect with its Source account, if both numbers are free.
pub fn open(state: &mut State, index: EntryIndex, opened: &SeriesOpened) {
    if state.accounts.is_taken(opened.source) {
        return;
    }
    let series = Series { space: opened.space, host: opened.host, metric: opened.metric };
    if let Some(place) = state.series.open(opened.series, opened.label.as_str(), series) {
        let known = &mut state.article6;
        let measured = known.names.measured(opened.metric, opened.non_ghg_metric.as_str());
        let (host, vintage, regime) = (opened.host, opened.vintage, opened.regime);
        if matches!(regime, Regime::ARTICLE_6_2 | Regime::ARTICLE_6_4) {
            known.series.open(place, opened.space, UnitSeries { host, vintage, measured, regime });
        }
        let origin = SeriesOrigin {
            activity: state.origins.activities.name(opened.activity.as_str()),
            host,
            measured,
            quantum: (opened.quantum_digits, opened.quantum_scale.into()),
            vintage,
            mitigation: opened.mitigation_type,
            regime,
        };
        state.origins.open(place, origin);
        let opening = Opening {
            kind: AccountKind::SOURCE,
            metric: opened.metric,
            party: opened.host,
            registry: None,
            series: Some(place),
            representatives: &[],
            threshold: 0,
        };
        state.accounts.open(index, opened.source, opening);
    }
}
