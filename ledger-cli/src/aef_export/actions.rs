//! Table 3: what occurred to ITMOs in the year, on the Party's side. Which rows a step is says [`super::sides`].
//!
//! - Rows stand in the order in which things occurred; those of one kind and entry that say the same and follow on each other are one.
//! - What was taken back is left out, with what took it back.

use ledger_aef::moment::ActionMoment;
use ledger_aef::submission::Action;
use ledger_aef::values::{CarpCell, EntityId, Text};
use ledger_aef::vocabulary::{ActionType, Spelled};
use ledger_core::query::Article6Step;
use ledger_format::codes::{self, Purposes};
use ledger_format::identifiers::{AccountNumber, PartyCode};

use super::sides::{Hand, Passage, Said};
use super::units::{Run, evidence_text, join, moment, party, year};
use super::{Report, Unfit};

impl Report<'_> {
    /// The rows of table 3.
    ///
    /// # Errors
    /// As [`Report::submission`].
    pub fn actions(&self) -> Result<Vec<Action>, Unfit> {
        let mut steps: Vec<&Article6Step> = self.journal.steps.iter().collect();
        steps.sort_by_key(|it| (it.occurred_at, it.entry));
        let mut rows = Vec::new();
        for step in steps {
            let Some(passage) = self.passage(step) else { continue };
            for said in passage.rows_of(self.party)? {
                rows.extend(self.rows(step, &said)?);
            }
        }
        Ok(join_by_kind(rows))
    }

    fn passage(&self, step: &Article6Step) -> Option<Passage> {
        let series = self.journal.then.book().series(step.series).map(|it| &it.terms)?;
        let (giver, taker) = match step.notice {
            // As a movement from the counterpart to the Party that used or cancelled in that registry.
            Some(told) => {
                let there = step.held_by.and_then(|it| self.hand(it))?;
                (Some(there), Some(Hand { party: told.party, ..there }))
            }
            None => {
                let giver = step.accounts.and_then(|(giver, _)| self.hand(giver));
                (giver, step.held_by.and_then(|it| self.hand(it)))
            }
        };
        Some(Passage {
            host: series.host,
            regime: series.regime,
            action: step.action,
            first: step.first_transfer(),
            giver,
            taker,
        })
    }

    fn hand(&self, account: AccountNumber) -> Option<Hand> {
        let account = self.journal.then.book().account(account)?;
        Some(Hand { party: account.party, registry: account.registry, kind: account.kind })
    }

    /// A row for each range of underlying units.
    fn rows(&self, step: &Article6Step, said: &Said) -> Result<Vec<Action>, Unfit> {
        let units = self.units(&Run {
            entry: step.entry,
            block: step.block,
            series: step.series,
            identifiers: step.identifiers,
            attached: &step.attached,
            at: (step.entry, step.occurred_at),
            registry: said.registry,
        })?;
        let code = |code: Option<PartyCode>| code.map(party).transpose();
        let purpose = match step.action {
            Some(codes::Action::USE_NDC) => Some(Purposes::NDC),
            _ => step.purpose,
        };
        let claims = said.user.is_some();
        let entity = step.entity.filter(|_| claims).map(|it| self.entity_id(&it));
        let year_of_use = step.year_of_use().or(step.notice.and_then(|told| told.year));
        let use_year = year_of_use.filter(|_| said.action == ActionType::Use);
        let information = information(step, said);
        let row = |units| {
            Ok(Action {
                moment: ActionMoment::Instant(moment(step.occurred_at)?),
                action: Spelled::new(said.action),
                subtype: said.subtype.map(Spelled::new),
                units,
                transferring_party: code(said.transferring)?,
                acquiring_party: code(said.acquiring)?,
                purpose: purpose.filter(|_| claims).and_then(|it| Text::read(&it.to_string())),
                using_party: code(said.user)?,
                using_entity: entity.as_ref().and_then(|it| EntityId::read(it)),
                use_year: use_year.map(year).transpose()?,
                check_result: CarpCell::Untouched,
                information: Text::read(&information),
            })
        };
        units.into_iter().map(row).collect()
    }
}

/// Where the row comes from, on what evidence, and what no other column has a word for.
fn information(step: &Article6Step, said: &Said) -> String {
    let mut parts = vec![format!("entry {} of the ledger", step.entry)];
    if step.notice.is_some() {
        parts.push("told by a notice".to_owned());
    }
    parts.extend(said.note.map(ToOwned::to_owned));
    parts.extend(step.evidence.map(|it| format!("evidence: {}", evidence_text(it))));
    parts.join("; ")
}

/// How many groups back a row looks for its own: the rows of one entry are of few kinds.
const GROUPS_BACK: usize = 4;

/// Joins rows of one kind of one entry, in the order in which each kind first stands.
fn join_by_kind(rows: Vec<Action>) -> Vec<Action> {
    let mut groups: Vec<Vec<Action>> = Vec::new();
    for row in rows {
        let group = groups.iter_mut().rev().take(GROUPS_BACK).find(|group| {
            group
                .first()
                .is_some_and(|first| first.information == row.information && first.action == row.action)
        });
        match group {
            Some(group) => group.push(row),
            None => groups.push(vec![row]),
        }
    }
    groups.into_iter().flat_map(|group| join(group, |row| &mut row.units)).collect()
}
