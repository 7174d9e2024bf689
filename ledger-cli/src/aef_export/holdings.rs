//! Table 4: the ITMOs that the Party's live accounts held at the end of 31 December.
//!
//! - It is what table 3 leaves: opening holdings, what came in and what went out are the closing ones, for every Party.
//! - So what another registry holds for the Party, as far as this ledger knows it by a counterpart account, is held; column 7 names that registry.

use ledger_aef::submission::Units;

use super::units::{Run, join};
use super::{Report, Unfit};

impl Report<'_> {
    /// The rows of table 4, in the order of spaces and serials.
    ///
    /// # Errors
    /// As [`Report::submission`].
    pub fn holdings(&self) -> Result<Vec<Units>, Unfit> {
        let mut rows = Vec::new();
        for held in &self.journal.held {
            let Some(account) = self.journal.head.book().account(held.account) else { continue };
            if account.party == self.party && account.kind.is_live() {
                rows.extend(self.units(&Run {
                    entry: held.since,
                    block: held.block,
                    series: held.series,
                    identifiers: held.identifiers,
                    attached: &held.attached,
                    registry: account.registry,
                })?);
            }
        }
        Ok(join(rows, |row| row))
    }
}
