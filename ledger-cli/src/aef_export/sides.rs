//! What happened to units, as one Party reports it: which actions of the format it is, and what each says beside its units.
//!
//! | in the ledger | reported by | as |
//! | --- | --- | --- |
//! | the first transfer of units | the host | First transfer, its trigger as subtype |
//! | units go to an account of another Party | who gives | Transfer, unless that is the first transfer |
//! | the same, or units make their first transfer in another Party's hands | who takes | Acquisition |
//! | use towards an NDC, use for OIMP | the using Party | Use |
//! | cancellation; voluntary; for OMGE | the cancelling Party | Cancellation; Voluntary Cancellation, OMGE as subtype |
//! | domestic use | the using Party | Cancellation, Other cancellations: the format has no word for it |
//! | contribution to the Adaptation Fund | the contributing Party | Transfer, to the Party of the Fund's account |
//! | units that 6.4 levied are first transferred | the host; whose account it is | Transfer or Cancellation, mandatory, beside the first transfer |
//!
//! - The rows of all Parties together say where each unit went: a first transfer without an acquiring Party and an acquisition bring a unit into the
//!   reporting Party's hands; a transfer to another Party, a use and a cancellation take it out; nothing else does. A test plays every case.
//! - One step may be several rows: a use abroad of units that were never transferred is a first transfer, an acquisition and a use.
//! - It knows Parties and kinds of accounts, no book: who has it says whose they are.

use ledger_aef::vocabulary::{ActionSubtype, ActionType};
use ledger_core::article6::Trigger;
use ledger_format::codes::{AccountKind, Action, Regime};
use ledger_format::identifiers::{PartyCode, RegistryId};

use super::Unfit;

/// Whose an account is, as far as a report needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hand {
    pub(super) party: PartyCode,
    pub(super) registry: Option<RegistryId>,
    pub(super) kind: AccountKind,
}

/// What happened to units that are ITMOs behind it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Passage {
    pub(super) host: PartyCode,
    pub(super) regime: Regime,
    /// What was done; none where units were authorized.
    pub(super) action: Option<Action>,
    /// The trigger, if it made their first transfer.
    pub(super) first: Option<Trigger>,
    /// Who gave them; none where they did not move.
    pub(super) giver: Option<Hand>,
    /// In whose hands they are behind it, if that is known.
    pub(super) taker: Option<Hand>,
}

/// What a row says beside its units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) action: ActionType,
    pub(super) subtype: Option<ActionSubtype>,
    pub(super) transferring: Option<PartyCode>,
    pub(super) acquiring: Option<PartyCode>,
    /// Who uses or cancels: the row has the columns of a claim.
    pub(super) user: Option<PartyCode>,
    /// The reporting Party's registry; none where none of its accounts took part.
    pub(super) registry: Option<RegistryId>,
    /// What the columns have no word for.
    pub(super) note: Option<&'static str>,
}

const LEVIED_FOR_FUND: &str = "levied for the Adaptation Fund at issuance";
const LEVIED_FOR_OMGE: &str = "levied for OMGE at issuance";
const DOMESTIC_USE: &str = "domestic use";
const TO_THE_FUND: &str = "contribution to the Adaptation Fund";
const WITHIN_PARTY: &str = "contribution to the Adaptation Fund, to an account of the same Party";

impl Passage {
    /// The rows of a Party, in their order.
    ///
    /// # Errors
    /// For an action that this version does not know: what happened to ITMOs is not left out in silence.
    pub(super) fn rows_of(&self, me: PartyCode) -> Result<Vec<Said>, Unfit> {
        let of = |hand: Option<Hand>| hand.filter(|hand| hand.party == me);
        let (gives, takes) = (self.giver.map(|it| it.party), self.taker.map(|it| it.party));
        let row = |action, hand: Option<Hand>| Said {
            action,
            subtype: None,
            transferring: None,
            acquiring: None,
            user: None,
            registry: hand.and_then(|hand| hand.registry),
            note: None,
        };
        let mut rows = Vec::new();
        let levied = self.levied();
        if let Some(trigger) = self.first {
            if self.host == me {
                let (subtype, note) = first_transfer(trigger, levied);
                rows.push(Said {
                    subtype: Some(subtype),
                    // What was levied for the Fund goes there by the mandatory transfer that follows.
                    acquiring: takes
                        .filter(|taker| *taker != me && levied != Some(AccountKind::ADAPTATION_FUND)),
                    user: takes.filter(|_| trigger == Trigger::UseOrCancellation),
                    note,
                    ..row(ActionType::FirstTransfer, of(self.giver).or(of(self.taker)))
                });
                if levied == Some(AccountKind::ADAPTATION_FUND) {
                    rows.push(Said {
                        subtype: Some(ActionSubtype::MandatoryAdaptationFund),
                        acquiring: takes,
                        note: Some(LEVIED_FOR_FUND),
                        ..row(ActionType::Transfer, of(self.taker))
                    });
                }
            }
            if takes == Some(me) && self.host != me {
                let transferring = Some(self.host);
                rows.push(Said { transferring, ..row(ActionType::Acquisition, self.taker) });
            }
        } else if gives.is_some() && gives != takes {
            let to_fund = self.contribution();
            if gives == Some(me) {
                let (subtype, note) = (to_fund, to_fund.map(|_| TO_THE_FUND));
                rows.push(Said { subtype, acquiring: takes, note, ..row(ActionType::Transfer, self.giver) });
            }
            if takes == Some(me) {
                let note = to_fund.map(|_| TO_THE_FUND);
                rows.push(Said { transferring: gives, note, ..row(ActionType::Acquisition, self.taker) });
            }
        } else if takes == Some(me)
            && let Some(subtype) = self.contribution()
        {
            rows.push(Said {
                subtype: Some(subtype),
                acquiring: takes,
                note: Some(WITHIN_PARTY),
                ..row(ActionType::Transfer, self.giver)
            });
        }
        if takes == Some(me)
            && let Some((action, subtype, note)) = self.end(levied)?
        {
            rows.push(Said { subtype, user: takes, note, ..row(action, self.taker) });
        }
        Ok(rows)
    }

    /// The account's kind, of units of 6.4 that were levied and make their first transfer where they are.
    fn levied(&self) -> Option<AccountKind> {
        let stays = self.action.is_none() && self.giver.is_none() && self.regime == Regime::ARTICLE_6_4;
        let kind = self.taker.filter(|_| stays && self.first.is_some())?.kind;
        matches!(kind, AccountKind::ADAPTATION_FUND | AccountKind::OMGE_CANCELLATION).then_some(kind)
    }

    /// The subtype of a contribution to the Adaptation Fund; the format's own is of A6.4ERs only.
    fn contribution(&self) -> Option<ActionSubtype> {
        (self.action == Some(Action::ADAPTATION_FUND_CONTRIBUTION)).then_some(
            if self.regime == Regime::ARTICLE_6_4 {
                ActionSubtype::VoluntaryAdaptationFund
            } else {
                ActionSubtype::NotYetDefined
            },
        )
    }

    /// The use or cancellation by which units end, if they do.
    fn end(&self, levied: Option<AccountKind>) -> Result<Option<End>, Unfit> {
        const OTHER: Option<ActionSubtype> = Some(ActionSubtype::OtherCancellations);
        let Some(action) = self.action else {
            let mandatory = Some(ActionSubtype::MandatoryOmge);
            return Ok((levied == Some(AccountKind::OMGE_CANCELLATION)).then_some((
                ActionType::Cancellation,
                mandatory,
                Some(LEVIED_FOR_OMGE),
            )));
        };
        Ok(match action {
            Action::USE_NDC | Action::USE_OIMP => Some((ActionType::Use, None, None)),
            Action::CANCELLATION => Some((ActionType::Cancellation, OTHER, None)),
            Action::VOLUNTARY_CANCELLATION => Some((ActionType::VoluntaryCancellation, OTHER, None)),
            Action::OMGE_CANCELLATION => {
                Some((ActionType::VoluntaryCancellation, Some(ActionSubtype::VoluntaryOmge), None))
            }
            Action::DOMESTIC_USE => Some((ActionType::Cancellation, OTHER, Some(DOMESTIC_USE))),
            // Units go on: what these are is said by who gives and who takes.
            Action::ISSUE
            | Action::TRANSFER
            | Action::FIRST_TRANSFER
            | Action::ACQUISITION
            | Action::ADAPTATION_FUND_CONTRIBUTION => None,
            unknown => {
                return Err(Unfit::Value { what: "the action", value: unknown.0.to_string() });
            }
        })
    }
}

type End = (ActionType, Option<ActionSubtype>, Option<&'static str>);

fn first_transfer(trigger: Trigger, levied: Option<AccountKind>) -> (ActionSubtype, Option<&'static str>) {
    match trigger {
        Trigger::International => (ActionSubtype::International, None),
        Trigger::Authorization => (ActionSubtype::Authorization, None),
        Trigger::Issuance => (ActionSubtype::Issuance, None),
        Trigger::UseOrCancellation => (ActionSubtype::UseOrCancellation, None),
        Trigger::Levy => match levied {
            Some(AccountKind::OMGE_CANCELLATION) => (ActionSubtype::MandatoryOmge, Some(LEVIED_FOR_OMGE)),
            // The subtypes of a first transfer have no word for the Fund's share.
            _ => (ActionSubtype::NotYetDefined, Some(LEVIED_FOR_FUND)),
        },
    }
}

#[cfg(test)]
mod tests;
