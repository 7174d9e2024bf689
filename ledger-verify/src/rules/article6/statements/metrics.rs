//! How a metric is named.

use ledger_format::codes::Metric;

/// GHG without a non-GHG metric, non-GHG with one.
pub fn is_named(metric: Metric, non_ghg_metric: &str) -> bool {
    (metric == Metric::GHG) == non_ghg_metric.is_empty()
}
