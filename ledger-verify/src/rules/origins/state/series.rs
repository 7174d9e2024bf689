//! What the rules of rulebook 3 ask of a series.
//!
//! Invariant: every series that took effect is known, under whatever rulebook it was opened.

use ledger_format::codes::{MitigationType, Regime};
use ledger_format::identifiers::PartyCode;

use super::activities::{ActivityName, Quantum};
use crate::rules::article6::Measured;

/// Where the units of a series come from, as it says itself.
#[derive(Debug, Clone, Copy)]
pub struct SeriesOrigin {
    /// Its activity text.
    pub activity: ActivityName,
    /// Where the mitigation occurs.
    pub host: PartyCode,
    /// What a unit measures.
    pub measured: Measured,
    /// How much of it a unit is.
    pub quantum: Quantum,
    /// Its year, 0 where the source gives none.
    pub vintage: u16,
    /// Reductions, removals, both, or not stated.
    pub mitigation: MitigationType,
    /// Plain, Article 6.2 or 6.4.
    pub regime: Regime,
}

impl SeriesOrigin {
    /// Whether its units are Article 6 units.
    pub fn is_article6(&self) -> bool {
        matches!(self.regime, Regime::ARTICLE_6_2 | Regime::ARTICLE_6_4)
    }
}
