//! Table 4: the ITMOs that the Party's live accounts held at the end of 31 December.

use ledger_aef::submission::Units;
use ledger_format::codes::AccountKind;

use super::units::{Run, join};
use super::{Report, Unfit};

impl Report<'_> {
    /// The rows of table 4, in the order of spaces and serials.
    pub(super) fn holdings(&self) -> Result<Vec<Units>, Unfit> {
        let mut rows = Vec::new();
        for (first, last, facts) in self.at_end.units.values().flat_map(|runs| runs.iter()) {
            let (Some((account, since)), Some(series)) = (facts.held, facts.series) else { continue };
            let Some(account) = self.at_end.register.accounts.get(&account) else { continue };
            let mine = account.party == self.party
                && account.kind.is_live()
                && account.kind != AccountKind::COUNTERPART
                && facts.first_transfer.is_some();
            if mine {
                rows.push(self.units(&Run {
                    entry: since,
                    series,
                    first,
                    last,
                    identifier: facts.identifier,
                    attachments: &facts.attachments,
                    registry: account.registry,
                })?);
            }
        }
        Ok(join(rows, |row| row))
    }
}
