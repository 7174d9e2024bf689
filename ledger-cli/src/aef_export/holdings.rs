//! Table 4: the ITMOs that the Party's live accounts held at the end of 31 December.
//!
//! - It is what table 3 leaves: opening holdings, what came in and what went out are the closing ones, for every Party.
//! - So what another registry holds for the Party, as far as this ledger knows it by a counterpart account, is held; column 7 names that registry.

use ledger_aef::submission::Units;
use ledger_core::book::Account;
use ledger_format::identifiers::EntryIndex;

use super::held::Held;
use super::units::{Run, block, evidence_text, join};
use super::{Report, Unfit};

impl Report<'_> {
    /// The rows of table 4, in the order of spaces and serials.
    ///
    /// # Errors
    /// As [`Report::submission`].
    pub fn holdings(&self) -> Result<Vec<Units>, Unfit> {
        let mut rows = Vec::new();
        for held in &self.journal.held {
            if let Some(account) = self.live_account(held) {
                rows.extend(self.units(&Run {
                    entry: held.since,
                    block: held.block,
                    series: held.series,
                    identifiers: held.identifiers,
                    attached: &held.attached,
                    at: (EntryIndex(u64::MAX), self.journal.end),
                    registry: account.registry,
                })?);
            }
        }
        Ok(join(rows, |row| row))
    }

    /// On what evidence holdings came from another registry or went there: the identifiers' space, the first and last number, and what it is.
    #[must_use]
    pub fn evidence(&self) -> Vec<(String, u64, u64, String)> {
        let of = |held: &Held| {
            self.live_account(held)?;
            let (first, last) = held.identifiers?;
            let itmos = block(&first, &last).ok()?;
            let said = evidence_text(held.evidence?);
            Some((itmos.space().to_string(), itmos.first_number(), itmos.last_number(), said))
        };
        self.journal.held.iter().filter_map(of).collect()
    }

    /// The Party's account that holds units, if it is live.
    fn live_account(&self, held: &Held) -> Option<&Account> {
        let account = self.journal.then.book().account(held.account)?;
        (account.party == self.party && account.kind.is_live()).then_some(account)
    }
}
