//! Table 4: the ITMOs that the Party's live accounts held at the end of 31 December.
//!
//! - What stands at a counterpart is another registry's to report; it is asked for where two registries are compared.

use ledger_aef::submission::Units;
use ledger_format::codes::AccountKind;

use super::units::{Run, join};
use super::{Report, Unfit};

impl Report<'_> {
    /// The rows of table 4, in the order of spaces and serials.
    pub(super) fn holdings(&self) -> Result<Vec<Units>, Unfit> {
        self.held(|kind| kind.is_live() && kind != AccountKind::COUNTERPART)
    }

    /// What this ledger believes that the Party holds: in accounts here, and in registries of which it knows only a counterpart.
    ///
    /// # Errors
    /// As [`Report::submission`].
    pub fn believed_holdings(&self) -> Result<Vec<Units>, Unfit> {
        self.held(AccountKind::is_live)
    }

    fn held(&self, counts: impl Fn(AccountKind) -> bool) -> Result<Vec<Units>, Unfit> {
        let mut rows = Vec::new();
        let at_end = &self.journal.at_end;
        for unit in at_end.all_units() {
            let Some(account) = at_end.book().account(unit.account) else { continue };
            let mine = account.party == self.party && counts(account.kind) && unit.first_transfer.is_some();
            if mine {
                rows.extend(self.units(&Run {
                    entry: unit.since,
                    block: unit.block,
                    series: unit.series,
                    identifiers: unit.identifiers,
                    attached: &unit.attached,
                    registry: account.registry,
                })?);
            }
        }
        Ok(join(rows, |row| row))
    }
}
