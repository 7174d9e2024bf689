//! Article 6 units: serials of which the same is known, and whether an entry makes their first transfer
//! (`spec/article6.md` section 1).
//!
//! Invariants:
//! - A [`Unit`] lies in one space and has one series, attachment of the host, and first transfer or none. Few ask for identifiers:
//!   who does asks apart ([`identified`]).
//! - Admission and effects ask the same questions here, of the state before the entry.

use std::sync::Arc;

use ledger_format::block::SerialBlock;
use ledger_format::body::SeriesOpened;
use ledger_format::body::article6::AuthorizationStated;
use ledger_format::codes::{Action, FirstTransferDefinition, Purposes, Regime, RevocationTerms};
use ledger_format::identifiers::{AccountNumber, PartyCode, SeriesId, Timestamp};

use super::nouns::{Attachment, FirstTransfer, Identified, NdcUse, Trigger, within_times};
use super::tables::View;
use crate::book::{RuleOptions, State};

/// Serials of which the same is known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unit<'a> {
    pub(crate) block: SerialBlock,
    pub(crate) terms: &'a SeriesOpened,
    /// By the host.
    pub(crate) attached: Option<Attachment>,
    pub(crate) first_transfer: Option<FirstTransfer>,
}

/// The terms of a series of Article 6 units.
pub(crate) fn article6_terms<S: State>(state: &S, series: Option<SeriesId>) -> Option<&SeriesOpened> {
    let terms = &state.series(series?)?.terms;
    matches!(terms.regime, Regime::ARTICLE_6_2 | Regime::ARTICLE_6_4).then_some(terms)
}

/// Cuts serials of one series into units.
pub(crate) fn cut<'a>(
    view: View<'_>,
    block: SerialBlock,
    terms: &'a SeriesOpened,
    mut each: impl FnMut(Unit<'a>),
) {
    let space = block.space;
    view.attachments().pieces((space, terms.host), block.first, block.last, |attached| {
        view.first_transfers().pieces(space, attached.first, attached.last, |transferred| {
            each(Unit {
                block: SerialBlock::new(space, transferred.first, transferred.last),
                terms,
                attached: attached.value,
                first_transfer: transferred.value,
            });
        });
    });
}

/// Calls `each` with the pieces of a block that have identifiers in one row, or none; ascending.
pub(crate) fn identified(
    view: View<'_>,
    block: SerialBlock,
    mut each: impl FnMut(SerialBlock, Option<Identified>),
) {
    view.identifiers().pieces(block.space, block.first, block.last, |piece| {
        each(SerialBlock::new(block.space, piece.first, piece.last), piece.value);
    });
}

/// The serials of such units whose identifier, or the lack of one, is wrong.
pub(crate) fn wrongly_identified<'u>(
    view: View<'_>,
    units: impl Iterator<Item = &'u Unit<'u>>,
    is_wrong: impl Fn(Option<Identified>) -> bool,
) -> Vec<SerialBlock> {
    let mut wrong = Vec::new();
    for unit in units {
        identified(view, unit.block, |part, identifier| {
            if is_wrong(identifier) {
                wrong.push(part);
            }
        });
    }
    wrong
}

/// The Article 6 units of a well-formed block, with who holds them; ascending.
pub(crate) fn of_block<'a, S: State>(state: &'a S, block: SerialBlock) -> Vec<(Unit<'a>, AccountNumber)> {
    let mut units = Vec::new();
    state.pieces(block, |piece| {
        if let Some(holding) = piece.holding
            && let Some(terms) = article6_terms(state, holding.series)
        {
            let block = SerialBlock::new(block.space, piece.first, piece.last);
            cut(state.article6(), block, terms, |unit| units.push((unit, holding.account)));
        }
    });
    units
}

impl Unit<'_> {
    /// The version that the host attached them to, in effect or not.
    pub(crate) fn hosts_version<'a>(&self, view: View<'a>) -> Option<&'a Arc<AuthorizationStated>> {
        view.attached_version(self.attached?)
    }

    /// The same where it is in effect: for ever, once they have made their first transfer.
    pub(crate) fn hosts_version_in_effect<'a>(
        &self,
        view: View<'a>,
        occurred_at: Timestamp,
    ) -> Option<&'a Arc<AuthorizationStated>> {
        let attached = self.attached?;
        let stays = self.first_transfer.is_some() || view.is_in_effect(attached, occurred_at);
        view.attached_version(attached).filter(|_| stays)
    }

    /// Calls `each` with the pieces, ascending, for which one version decides what a Party may claim, if any does: its own
    /// attachment in effect, and where it has none, that of the host.
    pub(crate) fn claimed_under<'a>(
        &self,
        view: View<'a>,
        using: PartyCode,
        occurred_at: Timestamp,
        mut each: impl FnMut(SerialBlock, Option<&'a Arc<AuthorizationStated>>),
    ) {
        let hosts = self.hosts_version_in_effect(view, occurred_at);
        if using == self.terms.host {
            return each(self.block, hosts);
        }
        let SerialBlock { space, first, last } = self.block;
        view.attachments().pieces((space, using), first, last, |piece| {
            let own = piece.value.filter(|attached| view.is_in_effect(*attached, occurred_at));
            let version = own.and_then(|attached| view.attached_version(attached)).or(hosts);
            each(SerialBlock::new(space, piece.first, piece.last), version);
        });
    }

    /// Whether they were first transferred and may only be cancelled, or go home, since what became of the host's authorization
    ///
    pub(crate) fn is_restricted(&self, view: View<'_>, options: RuleOptions, occurred_at: Timestamp) -> bool {
        let Some(attached) = self.attached.filter(|_| self.first_transfer.is_some()) else { return false };
        let terms = self.hosts_version(view).map(|version| version.revocation);
        // Terms 3 are known since rulebook 5.
        let by_change =
            options.knows_notices() && terms == Some(RevocationTerms::UNUSED_RESTRICTED_ON_CHANGE);
        if !by_change && terms != Some(RevocationTerms::UNUSED_RESTRICTED) {
            return false;
        }
        let ended = view.authorization(attached.authorization).and_then(|known| known.ended_from);
        ended.is_some_and(|ended| ended <= occurred_at)
            || (by_change && view.is_superseded(attached, occurred_at))
    }
}

/// Whether serials of this host cross from one account to another; not where one of them is not known.
pub(crate) fn crosses<S: State>(
    state: &S,
    terms: &SeriesOpened,
    gave: AccountNumber,
    takes: AccountNumber,
) -> bool {
    match (state.account(gave), state.account(takes)) {
        (Some(gave), Some(takes)) => takes.party != terms.host && takes.party != gave.party,
        _ => false,
    }
}

/// Whether an action is a use or cancellation for which a first transfer may be defined.
pub(crate) fn is_use_or_cancellation(action: Action) -> bool {
    matches!(
        action,
        Action::USE_OIMP | Action::CANCELLATION | Action::VOLUNTARY_CANCELLATION | Action::OMGE_CANCELLATION
    )
}

/// The trigger by which a movement makes the first transfer of units that go from one account to another.
pub(crate) fn trigger_of_movement<S: State>(
    state: &S,
    unit: &Unit<'_>,
    action: Action,
    occurred_at: Timestamp,
    gave: AccountNumber,
    takes: AccountNumber,
) -> Option<Trigger> {
    if unit.first_transfer.is_some() || action == Action::ISSUE {
        return None;
    }
    let version = unit.hosts_version_in_effect(state.article6(), occurred_at)?;
    if version.purposes.include(Purposes::NDC) && crosses(state, unit.terms, gave, takes) {
        return Some(Trigger::International);
    }
    by_use_or_cancellation(version, action)
}

/// Trigger 4.
fn by_use_or_cancellation(version: &AuthorizationStated, action: Action) -> Option<Trigger> {
    let defined = version.first_transfer == FirstTransferDefinition::USE_OR_CANCELLATION;
    (defined && is_use_or_cancellation(action)).then_some(Trigger::UseOrCancellation)
}

/// The trigger by which a notice of such an action makes the first transfer of units.
pub(crate) fn trigger_of_notice(
    view: View<'_>,
    unit: &Unit<'_>,
    action: Action,
    occurred_at: Timestamp,
) -> Option<Trigger> {
    if unit.first_transfer.is_some() {
        return None;
    }
    by_use_or_cancellation(unit.hosts_version_in_effect(view, occurred_at)?, action)
}

/// The trigger by which attaching units of its host to a version makes their first transfer.
pub(crate) fn trigger_of_authorization(
    view: View<'_>,
    attachment: Attachment,
    occurred_at: Timestamp,
) -> Option<Trigger> {
    let version = view.attached_version(attachment).filter(|_| view.is_in_effect(attachment, occurred_at))?;
    debug_assert!(within_times(version, occurred_at));
    match version.first_transfer {
        FirstTransferDefinition::AUTHORIZATION => Some(Trigger::Authorization),
        FirstTransferDefinition::ISSUANCE => Some(Trigger::Issuance),
        _ => None,
    }
}

/// What is known of uses towards an NDC in a block, in pieces.
pub(crate) fn uses_in(view: View<'_>, block: SerialBlock, mut each: impl FnMut(SerialBlock, NdcUse)) {
    view.uses().pieces(block.space, block.first, block.last, |piece| {
        if let Some(used) = piece.value {
            each(SerialBlock::new(block.space, piece.first, piece.last), used);
        }
    });
}
