//! Table 3: what occurred to ITMOs in the year, on the Party's side.
//!
//! | in the ledger | reported by | as |
//! | --- | --- | --- |
//! | the first transfer of units | the host | First transfer, its trigger as subtype |
//! | units go to an account of another Party | who gives, unless that is the first transfer | Transfer |
//! | the same | who takes | Acquisition |
//! | use towards an NDC, use for OIMP | the using Party | Use |
//! | cancellation; voluntary; for OMGE | the cancelling Party | Cancellation; Voluntary Cancellation, OMGE as subtype |
//! | contribution to the Adaptation Fund | the contributing Party | Transfer |
//!
//! - One entry may be several rows: a use abroad of units that were never transferred is a first transfer, an acquisition and a use.

use ledger_aef::moment::ActionMoment;
use ledger_aef::submission::Action;
use ledger_aef::values::{CarpCell, EntityId, Text};
use ledger_aef::vocabulary::{ActionSubtype, ActionType, Spelled};
use ledger_core::article6::Trigger;
use ledger_core::book::Account;
use ledger_core::query::Article6Step;
use ledger_format::codes::{self, Purposes, Regime};
use ledger_format::identifiers::{AccountNumber, PartyCode};

use super::units::{Run, join, moment, party, year};
use super::{Report, Unfit};

/// What a row says beside its units.
#[derive(Default)]
struct Said {
    subtype: Option<ActionSubtype>,
    transferring: Option<PartyCode>,
    acquiring: Option<PartyCode>,
    claims: bool,
}

impl Report<'_> {
    /// The rows of table 3.
    ///
    /// # Errors
    /// As [`Report::submission`].
    pub fn actions(&self) -> Result<Vec<Action>, Unfit> {
        let book = self.journal.head.book();
        let stands = |it: &&Article6Step| it.reverses.is_none() && !book.is_reversed(it.entry);
        let mut steps: Vec<&Article6Step> = self.journal.steps.iter().filter(stands).collect();
        steps.sort_by_key(|it| (it.occurred_at, it.entry));
        let mut rows = Vec::new();
        for step in steps {
            self.rows_of(step, &mut rows)?;
        }
        Ok(join_by_kind(rows))
    }

    fn account(&self, account: Option<AccountNumber>) -> Option<&Account> {
        account.and_then(|account| self.journal.head.book().account(account))
    }

    fn rows_of(&self, step: &Article6Step, rows: &mut Vec<Action>) -> Result<(), Unfit> {
        let Some(series) = self.journal.head.book().series(step.series).map(|it| &it.terms) else {
            return Ok(());
        };
        let (giver, taker) = step.accounts.unzip();
        let (giver, taker) = (self.account(giver), self.account(taker));
        let (gives, takes) = (giver.map(|it| it.party), taker.map(|it| it.party));
        let me = Some(self.party);
        let changes_party = gives.is_some() && takes.is_some() && gives != takes;
        if let Some(trigger) = step.first_transfer().filter(|_| series.host == self.party) {
            let subtype = Some(match trigger {
                Trigger::International => ActionSubtype::International,
                Trigger::Authorization => ActionSubtype::Authorization,
                Trigger::Issuance => ActionSubtype::Issuance,
                Trigger::UseOrCancellation => ActionSubtype::UseOrCancellation,
            });
            let acquiring = takes.filter(|_| trigger == Trigger::International);
            let claims = trigger == Trigger::UseOrCancellation;
            let said = Said { subtype, acquiring, claims, transferring: None };
            rows.extend(self.rows(step, ActionType::FirstTransfer, giver.or(taker), said)?);
        } else if changes_party && gives == me {
            let said = Said { acquiring: takes, ..Said::default() };
            rows.extend(self.rows(step, ActionType::Transfer, giver, said)?);
        }
        if changes_party && takes == me {
            let said = Said { transferring: gives, ..Said::default() };
            rows.extend(self.rows(step, ActionType::Acquisition, taker, said)?);
        }
        let Some(action) = step.action.filter(|_| takes == me) else { return Ok(()) };
        let claim = |subtype| Said { subtype, claims: true, ..Said::default() };
        let other = Some(ActionSubtype::OtherCancellations);
        let (kind, said) = match action {
            codes::Action::USE_NDC | codes::Action::USE_OIMP => (ActionType::Use, claim(None)),
            codes::Action::CANCELLATION => (ActionType::Cancellation, claim(other)),
            codes::Action::VOLUNTARY_CANCELLATION => (ActionType::VoluntaryCancellation, claim(other)),
            codes::Action::OMGE_CANCELLATION => {
                (ActionType::VoluntaryCancellation, claim(Some(ActionSubtype::VoluntaryOmge)))
            }
            codes::Action::ADAPTATION_FUND_CONTRIBUTION if !changes_party => {
                // The format's own subtype is of A6.4ERs only.
                let mechanism = series.regime == Regime::ARTICLE_6_4;
                let subtype = if mechanism {
                    ActionSubtype::VoluntaryAdaptationFund
                } else {
                    ActionSubtype::NotYetDefined
                };
                (ActionType::Transfer, Said { subtype: Some(subtype), ..Said::default() })
            }
            _ => return Ok(()),
        };
        rows.extend(self.rows(step, kind, taker, said)?);
        Ok(())
    }

    /// A row for each range of underlying units.
    fn rows(
        &self,
        step: &Article6Step,
        action: ActionType,
        account: Option<&Account>,
        said: Said,
    ) -> Result<Vec<Action>, Unfit> {
        let units = self.units(&Run {
            entry: step.entry,
            block: step.block,
            series: step.series,
            identifiers: step.identifiers,
            attached: &step.attached,
            registry: account.and_then(|it| it.registry),
        })?;
        let code = |code: Option<PartyCode>| code.map(party).transpose();
        let user =
            self.account(step.accounts.map(|(_, taker)| taker)).map(|it| it.party).filter(|_| said.claims);
        let purpose = match step.action {
            Some(codes::Action::USE_NDC) => Some(Purposes::NDC),
            _ => step.purpose,
        };
        let entity = step.entity.filter(|_| said.claims).map(|it| self.entity_id(&it));
        let use_year = step.year_of_use().filter(|_| action == ActionType::Use);
        let row = |units| {
            Ok(Action {
                moment: ActionMoment::Instant(moment(step.occurred_at)?),
                action: Spelled::new(action),
                subtype: said.subtype.map(Spelled::new),
                units,
                transferring_party: code(said.transferring)?,
                acquiring_party: code(said.acquiring)?,
                purpose: purpose.filter(|_| said.claims).and_then(|it| Text::read(&it.to_string())),
                using_party: code(user)?,
                using_entity: entity.as_ref().and_then(|it| EntityId::read(it)),
                use_year: use_year.map(year).transpose()?,
                check_result: CarpCell::Untouched,
                information: Text::read(&format!("entry {} of the ledger", step.entry)),
            })
        };
        units.into_iter().map(row).collect()
    }
}

/// Joins rows of one kind of one entry, in the order in which each kind first stands.
fn join_by_kind(rows: Vec<Action>) -> Vec<Action> {
    let mut groups: Vec<Vec<Action>> = Vec::new();
    for row in rows {
        let group = groups.iter_mut().rev().take(4).find(|group| {
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
