//! How figures of adjustments are shown, to people and to programs.
//!
//! - To programs tonnes are numbers, as they always were; quantities of another metric are decimals in a string, because many
//!   readers of JSON take a number with a point for a float.

use ledger_core::article6::MetricName;
use ledger_core::query::Figure;
use ledger_format::codes::Metric;
use serde::{Serialize, Serializer};

use crate::output::{Cell, grouped, grouped_signed};

/// A figure of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quantity {
    /// Tonnes of CO2 equivalent: whole ones.
    Tonnes(i128),
    /// Of a non-GHG metric.
    OfMetric(Figure),
}

impl Quantity {
    /// A figure of a table in a metric.
    pub(super) fn of(metric: &MetricName, figure: Figure) -> Self {
        if metric.metric == Metric::GHG && figure.scale == 0 {
            Self::Tonnes(figure.digits)
        } else {
            Self::OfMetric(figure)
        }
    }

    /// The same as people read it.
    pub(super) fn shown(self) -> String {
        match self {
            Self::Tonnes(tonnes) => grouped_signed(tonnes),
            Self::OfMetric(figure) => {
                let (text, sign) = (figure.to_string(), if figure.digits < 0 { "-" } else { "" });
                let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
                let whole = whole.trim_start_matches('-').parse().map_or_else(|_| whole.to_owned(), grouped);
                let point = if decimals.is_empty() { "" } else { "." };
                format!("{sign}{whole}{point}{decimals}")
            }
        }
    }

    /// The cell of a table.
    pub(super) fn cell(self) -> Cell {
        Cell::Figure(self.shown())
    }

    /// Whether it is nothing.
    pub(super) fn is_zero(self) -> bool {
        matches!(self, Self::Tonnes(0) | Self::OfMetric(Figure { digits: 0, .. }))
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Tonnes(tonnes) => serializer.serialize_i128(*tonnes),
            Self::OfMetric(figure) => serializer.collect_str(figure),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_shown_and_digits_grouped() {
        let shown = |digits, scale| Quantity::OfMetric(Figure { digits, scale }).shown();
        assert_eq!([shown(399_750, 1), shown(-1_234_567, 3)], ["39,975.0", "-1,234.567"]);
        assert_eq!([shown(-5, 1), shown(1_000, 0), shown(0, 2)], ["-0.5", "1,000", "0.00"]);
        assert_eq!(shown(i128::MIN, 0).replace(',', ""), i128::MIN.to_string());
    }

    #[test]
    fn programs_get_whole_tonnes_as_numbers_and_all_else_as_text() {
        let json = |it: Quantity| serde_json::to_string(&it).unwrap();
        let energy = MetricName { metric: Metric::NON_GHG, non_ghg: "MWh".to_owned() };
        assert_eq!(json(Quantity::of(&MetricName::ghg(), Figure::whole(-7))), "-7");
        assert_eq!(json(Quantity::of(&energy, Figure { digits: 250, scale: 1 })), "\"25.0\"");
        assert_eq!(json(Quantity::of(&energy, Figure::whole(25))), "\"25\"");
    }
}
