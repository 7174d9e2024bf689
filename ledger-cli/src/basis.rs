//! What stands behind units, as `units` and `lineage` show it.
//!
//! - Of units issued under rulebook 1 or 2 no basis is known, and none is shown.

use ledger_core::query::{BasisOrigin, SerialsBasis};
use ledger_format::codes::LineKind;
use serde::Serialize;

use crate::statement_json::text::Named;

/// What stands behind a run of units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind")]
#[allow(missing_docs, reason = "the fields are those of spec/origins.md section 3")]
pub enum BasisRow {
    #[serde(rename = "monitoring")]
    Monitoring {
        activity: String,
        monitoring: u32,
        year: u16,
        component: u32,
        line_kind: Named<LineKind>,
        issued_by_entry: u64,
    },
    #[serde(rename = "underlying units")]
    Underlying { registry: String, first_unit: String, last_unit: String, issued_by_entry: u64 },
    #[serde(rename = "history")]
    History { issued_by_entry: u64 },
}

impl BasisRow {
    /// For people.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Monitoring { activity, monitoring, year, component, line_kind, .. } => {
                format!("{activity}, monitoring {monitoring}: {year}, component {component}, {}", line_kind.0)
            }
            Self::Underlying { registry, first_unit, last_unit, .. } if first_unit == last_unit => {
                format!("{registry} {first_unit}")
            }
            Self::Underlying { registry, first_unit, last_unit, .. } => {
                format!("{registry} {first_unit} to {last_unit}")
            }
            Self::History { issued_by_entry } => format!("history, as entry {issued_by_entry} says"),
        }
    }
}

impl From<&SerialsBasis> for BasisRow {
    fn from(said: &SerialsBasis) -> Self {
        let issued_by_entry = said.issued.0;
        match &said.origin {
            BasisOrigin::Monitoring { activity, monitoring, line } => Self::Monitoring {
                activity: activity.clone(),
                monitoring: monitoring.0,
                year: line.year,
                component: line.component.0,
                line_kind: Named(line.kind),
                issued_by_entry,
            },
            BasisOrigin::Underlying { space, first, last } => Self::Underlying {
                registry: space.registry.to_string(),
                first_unit: space.unit_id(*first),
                last_unit: space.unit_id(*last),
                issued_by_entry,
            },
            BasisOrigin::History => Self::History { issued_by_entry },
        }
    }
}
