//! Units authorized, and what a first transfer by authorization, or by levy, needs (R-363, R-364, remarks).
//!
//! The cap is settled in [`super::super::caps`].

use ledger_format::codes::{AccountKind, FirstTransferDefinition as Definition, Regime};

use super::super::act::Moment;
use super::super::holder::Standing;
use super::super::unit::Unit;
use crate::finding::Rule;
use crate::rules::article6::UnitSeries;
use crate::rules::article6::admission::Admission;
use crate::rules::article6::state::authorizations::{Version, VersionPlace, lies_between};
use crate::rules::ask as hold;
use crate::rules::state::State;
use crate::rules::terms::Deed;

/// Asks of a unit that is attached to a version.
pub fn ask(
    state: &State,
    at: Moment,
    unit: &Unit,
    series: &UnitSeries,
    (place, version): (VersionPlace, &Version),
) -> Result<(), Rule> {
    hold(346, !is_ended(state, at, unit, series))?;
    let known = &state.article6;
    let in_effect = known.authorizations.is_in_effect_at(version, at.entry, at.occurred_at);
    let fits = version.measured == series.measured && lies_between(series.vintage, version.vintages);
    hold(347, in_effect && fits)?;
    let by_host = version.party == series.host;
    let again = unit.attachments.of(version.party, &known.authorizations).is_some_and(|(at, _)| at == place);
    hold(348, !again)?;
    hold(348, !by_host || !unit.is_first_transferred())?;
    hold(353, !by_host || unit.identifier.is_none_or(|approach| approach == version.approach))?;
    if !makes_first_transfer(state, at, unit, series, version) {
        return Ok(());
    }
    hold(363, unit.identifier.is_some())?;
    let admission =
        Admission { state: known, terms: *at.terms(state), entry: at.entry, deed: Deed::FirstTransfer };
    admission.ask(version.approach, series.host, Rule::R(364))
}

/// Whether a unit is ended for what names it: by the account that holds it, or by a notice. Where levies are first transfers, one that
/// the mechanism cancelled for OMGE is not.
pub fn is_ended(state: &State, at: Moment, unit: &Unit, series: &UnitSeries) -> bool {
    let by_account = match unit.holder.standing_at(state, at.entry) {
        Standing::Live | Standing::AdaptationFund => false,
        Standing::Ended => true,
        Standing::OmgeCancellation => {
            let is_levy = at.terms(state).first_transfers_levy(AccountKind::OMGE_CANCELLATION);
            !(is_levy && series.regime == Regime::ARTICLE_6_4)
        }
    };
    by_account || (at.terms(state).knows_notices() && unit.noticed.is_some())
}

/// Whether authorizing a levied unit is its first transfer (trigger 5).
fn is_levy(state: &State, at: Moment, unit: &Unit, series: &UnitSeries) -> bool {
    let taker = match unit.holder.standing_at(state, at.entry) {
        Standing::AdaptationFund => AccountKind::ADAPTATION_FUND,
        Standing::OmgeCancellation => AccountKind::OMGE_CANCELLATION,
        Standing::Live | Standing::Ended => return false,
    };
    series.regime == Regime::ARTICLE_6_4 && at.terms(state).first_transfers_levy(taker)
}

/// Triggers 2, 3 and 5.
pub fn makes_first_transfer(
    state: &State,
    at: Moment,
    unit: &Unit,
    series: &UnitSeries,
    version: &Version,
) -> bool {
    version.party == series.host
        && (matches!(version.definition, Definition::AUTHORIZATION | Definition::ISSUANCE)
            || is_levy(state, at, unit, series))
        && !unit.is_first_transferred()
        && state.article6.authorizations.is_in_effect_at(version, at.entry, at.occurred_at)
}
