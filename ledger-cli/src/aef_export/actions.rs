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
use ledger_format::codes::{self, Purposes, Regime};
use ledger_format::identifiers::{AccountNumber, PartyCode};

use super::units::{Run, join, moment, party, year};
use super::{Report, Unfit, bounds};
use crate::article6::moves::Piece;
use crate::article6::register::Account;
use crate::article6::units::Trigger;

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
        let (begin, end) = bounds(self.year)?;
        let mut pieces: Vec<&Piece> = self
            .journal
            .pieces
            .iter()
            .filter(|it| (begin..=end).contains(&it.occurred_at))
            .filter(|it| it.reverses.is_none() && !self.journal.reversed.contains_key(&it.entry))
            .filter(|it| it.first_transferred)
            .collect();
        pieces.sort_by_key(|it| (it.occurred_at, it.entry));
        let mut rows = Vec::new();
        for piece in pieces {
            self.rows_of(piece, &mut rows)?;
        }
        Ok(join_by_kind(rows))
    }

    fn account(&self, account: Option<AccountNumber>) -> Option<&Account> {
        account.and_then(|account| self.journal.register.accounts.get(&account))
    }

    fn rows_of(&self, piece: &Piece, rows: &mut Vec<Action>) -> Result<(), Unfit> {
        let Some(series) = piece.series.and_then(|it| self.journal.register.series.get(&it)) else {
            return Ok(());
        };
        let (giver, taker) = (self.account(piece.transferring), self.account(piece.acquiring));
        let (gives, takes) = (giver.map(|it| it.party), taker.map(|it| it.party));
        let me = Some(self.party);
        let changes_party = gives.is_some() && takes.is_some() && gives != takes;
        if let Some(trigger) = piece.made.filter(|_| series.host == self.party) {
            let subtype = Some(match trigger {
                Trigger::International => ActionSubtype::International,
                Trigger::Authorization => ActionSubtype::Authorization,
                Trigger::Issuance => ActionSubtype::Issuance,
                Trigger::UseOrCancellation => ActionSubtype::UseOrCancellation,
            });
            let acquiring = takes.filter(|_| trigger == Trigger::International);
            let claims = trigger == Trigger::UseOrCancellation;
            let said = Said { subtype, acquiring, claims, transferring: None };
            rows.push(self.row(piece, ActionType::FirstTransfer, giver.or(taker), said)?);
        } else if changes_party && gives == me {
            let said = Said { acquiring: takes, ..Said::default() };
            rows.push(self.row(piece, ActionType::Transfer, giver, said)?);
        }
        if changes_party && takes == me {
            let said = Said { transferring: gives, ..Said::default() };
            rows.push(self.row(piece, ActionType::Acquisition, taker, said)?);
        }
        let Some(action) = piece.action.filter(|_| takes == me) else { return Ok(()) };
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
        rows.push(self.row(piece, kind, taker, said)?);
        Ok(())
    }

    fn row(
        &self,
        piece: &Piece,
        action: ActionType,
        account: Option<&Account>,
        said: Said,
    ) -> Result<Action, Unfit> {
        let series = piece.series.ok_or(Unfit::NoIdentifier(piece.entry))?;
        let units = self.units(&Run {
            entry: piece.entry,
            series,
            first: piece.first,
            last: piece.last,
            identifier: piece.identifier,
            attachments: &piece.attachments,
            registry: account.and_then(|it| it.registry),
        })?;
        let code = |code: Option<PartyCode>| code.map(party).transpose();
        let user = self.account(piece.acquiring).map(|it| it.party).filter(|_| said.claims);
        let purpose = match piece.action {
            Some(codes::Action::USE_NDC) => Some(Purposes::NDC),
            _ => piece.purpose,
        };
        let entity = piece.entity.filter(|_| said.claims).map(|it| self.entity_id(&it));
        let use_year = piece.year_of_use.filter(|_| action == ActionType::Use);
        Ok(Action {
            moment: ActionMoment::Instant(moment(piece.occurred_at)?),
            action: Spelled::new(action),
            subtype: said.subtype.map(Spelled::new),
            units,
            transferring_party: code(said.transferring)?,
            acquiring_party: code(said.acquiring)?,
            purpose: purpose.filter(|_| said.claims).and_then(|it| Text::read(&it.to_string())),
            using_party: code(user)?,
            using_entity: entity.and_then(|it| EntityId::read(&it)),
            use_year: use_year.map(year).transpose()?,
            check_result: CarpCell::Untouched,
            information: Text::read(&format!("entry {} of the ledger", piece.entry)),
        })
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
