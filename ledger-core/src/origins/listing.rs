//! The tables listed in order, for queries.

use std::sync::Arc;

use ledger_format::identifiers::LossNumber;

use super::nouns::{Activity, Loss, Monitoring};
use super::tables::Tables;
use crate::layered::rows::rows;

impl Tables {
    /// Every activity, in the order in which they were declared.
    pub(crate) fn all_activities(&self) -> Vec<Arc<Activity>> {
        rows(&self.activities).into_iter().map(|(_, activity)| activity).collect()
    }

    /// Every monitoring, by number.
    pub(crate) fn all_monitorings(&self) -> Vec<Arc<Monitoring>> {
        rows(&self.monitorings).into_iter().map(|(_, monitoring)| monitoring).collect()
    }

    /// Every loss, by number.
    pub(crate) fn all_losses(&self) -> Vec<(LossNumber, Loss)> {
        rows(&self.losses)
    }
}
