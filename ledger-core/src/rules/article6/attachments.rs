//! which units an authorization may be attached to; and of those that
//! make their first transfer by it.
//!
//! Invariant: what these rules ask of serials is asked in pieces of which the same is known; no rule asks serial by serial.

use ledger_format::block::SerialBlock;
use ledger_format::body::article6::{AuthorizationStated, UnitsAuthorized};
use ledger_format::codes::AccountKind;
use ledger_format::identifiers::AccountNumber;
use ledger_format::limits::UNITS_LIMIT;

use super::authorizations::{usable, usable_version};
use super::fault::BlocksFault;
use super::options::forbidding;
use super::refusal::Article6Refusal;
use crate::article6::Attachment;
use crate::article6::units::{self, Unit, wrongly_identified};
use crate::book::{Forbidden, State};
use crate::notices::levied::transfers_when_authorized;
use crate::rules::{Case, ListedSerials, Serials};

/// Serials that break a rule, if any do.
pub(super) fn wrong(
    blocks: impl Iterator<Item = SerialBlock>,
    refusal: impl FnOnce(ListedSerials) -> Article6Refusal,
) -> Result<(), Article6Refusal> {
    Serials::union(blocks.collect()).listed().map_or(Ok(()), |serials| Err(refusal(serials)))
}

///
pub(super) fn blocks_are_formed(blocks: &[SerialBlock]) -> Result<(), Article6Refusal> {
    blocks_fault(blocks).map_or(Ok(()), |fault| Err(Article6Refusal::Blocks(fault)))
}

/// What is wrong with a list of blocks (R-345, and where other rules want them like that).
pub(crate) fn blocks_fault(blocks: &[SerialBlock]) -> Option<BlocksFault> {
    if blocks.is_empty() {
        return Some(BlocksFault::Missing);
    }
    if let Some(block) = blocks.iter().find(|block| !block.is_well_formed()) {
        return Some(BlocksFault::Block(*block));
    }
    if !Serials::covered(blocks.iter().copied(), |times| times > 1).is_empty() {
        return Some(BlocksFault::Overlap);
    }
    let units: u128 = blocks.iter().map(|block| u128::from(block.count())).sum();
    (units >= u128::from(UNITS_LIMIT)).then_some(BlocksFault::TooMany)
}

/// R-346; the units of the blocks and who holds them, in the order of the blocks. What was levied into an OmgeCancellation account
/// may count as not ended (option 11), where that is asked for.
pub(super) fn units_are_live<'s, S: State>(
    case: &Case<'s, '_, S>,
    blocks: &[SerialBlock],
    levied: LeviedUnits,
) -> Result<Vec<(Unit<'s>, AccountNumber)>, Article6Refusal> {
    let state = case.state;
    let all: Vec<_> = blocks.iter().flat_map(|block| units::of_block(state, *block)).collect();
    let ends = |kind: AccountKind| kind == AccountKind::SOURCE || kind.is_terminal();
    let is_open = |unit: &Unit<'_>, holder: AccountNumber| {
        levied == LeviedUnits::MayBeOpen
            && state.account(holder).is_some_and(|account| account.kind == AccountKind::OMGE_CANCELLATION)
            && transfers_when_authorized(state, unit.terms, Some(holder))
    };
    let live = |unit: &Unit<'_>, holder| {
        state.account(holder).is_none_or(|account| !ends(account.kind)) || is_open(unit, holder)
    };
    let right = all.iter().filter(|(unit, holder)| live(unit, *holder)).map(|(unit, _)| unit.block);
    let mut not_live = Serials::union(blocks.to_vec()).difference(&Serials::union(right.collect()));
    if state.options().knows_notices() {
        let mut noticed = Vec::new();
        blocks.iter().for_each(|block| state.notices().noticed_in(*block, |part, _| noticed.push(part)));
        if !noticed.is_empty() {
            noticed.extend_from_slice(not_live.blocks());
            not_live = Serials::union(noticed);
        }
    }
    match not_live.listed() {
        Some(serials) => Err(Article6Refusal::NotLiveUnits { serials }),
        None => Ok(all),
    }
}

/// Whether R-346 lets units pass that were levied into an OmgeCancellation account, if option 11 has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LeviedUnits {
    /// They may be authorized and identified.
    MayBeOpen,
    /// They have ended, like all that is cancelled.
    Ended,
}

///
fn units_fit_version<S: State>(
    case: &Case<'_, '_, S>,
    attachment: Attachment,
    version: &AuthorizationStated,
    blocks: &[SerialBlock],
    units: &[(Unit<'_>, AccountNumber)],
) -> Result<(), Article6Refusal> {
    let occurred_at = case.candidate.entry.occurred_at();
    if !case.state.article6().is_in_effect(attachment, occurred_at) {
        return wrong(blocks.iter().copied(), |serials| Article6Refusal::VersionNotInEffect {
            occurred_at,
            serials,
        });
    }
    let fits = |unit: &Unit<'_>| {
        let terms = unit.terms;
        (terms.metric, &terms.non_ghg_metric) == (version.metric, &version.non_ghg_metric)
            && is_within(terms.vintage, version.first_vintage, version.last_vintage)
    };
    wrong(units.iter().filter(|(unit, _)| !fits(unit)).map(|(unit, _)| unit.block), |serials| {
        Article6Refusal::OutsideVersion { serials }
    })
}

/// Whether a year lies between two, 0 being open.
pub(super) fn is_within(year: u16, first: u16, last: u16) -> bool {
    (first == 0 || first <= year) && (last == 0 || year <= last)
}

/// Every rule of units authorized.
pub(super) fn units_may_be_attached<S: State>(
    case: &Case<'_, '_, S>,
    body: &UnitsAuthorized,
) -> Result<(), Article6Refusal> {
    let view = case.state.article6();
    let (number, known) = usable(case, body.party, body.authorization.as_str())?;
    let version = usable_version(case, number, known, body.version)?;
    //
    forbidding(case.state, body.party, version.approach, Forbidden::AUTHORIZING)
        .map_or(Ok(()), |by| Err(Article6Refusal::AuthorizationForbidden(by)))?;
    blocks_are_formed(&body.blocks)?;
    let units = units_are_live(case, &body.blocks, LeviedUnits::MayBeOpen)?;
    let attachment = Attachment { authorization: number, version: body.version };
    units_fit_version(case, attachment, version, &body.blocks, &units)?;
    // R-348, and what R-349 counts.
    let of_host = || units.iter().filter(|(unit, _)| unit.terms.host == body.party);
    let transferred = of_host().filter(|(unit, _)| unit.first_transfer.is_some()).map(|(unit, _)| unit.block);
    let (mut again, mut new): (Vec<_>, u128) = (transferred.collect(), 0);
    for block in body.blocks.iter() {
        view.attachments().pieces((block.space, body.party), block.first, block.last, |piece| {
            match piece.value {
                Some(attached) if attached == attachment => {
                    again.push(SerialBlock::new(block.space, piece.first, piece.last));
                }
                Some(attached) if attached.authorization == number => {}
                _ => new += piece.count(),
            }
        });
    }
    wrong(again.into_iter(), |serials| Article6Refusal::AttachedBefore { serials })?;
    //
    let attached = known.attached.saturating_add(new);
    if version.cap != 0 && attached > u128::from(version.cap) {
        return Err(Article6Refusal::AboveCap { attached, cap: version.cap });
    }
    //
    let apart = wrongly_identified(view, of_host().map(|(unit, _)| unit), |identifier| {
        identifier.is_some_and(|identified| identified.space.approach != version.approach)
    });
    wrong(apart.into_iter(), |serials| Article6Refusal::ApproachesDiffer { serials })?;
    //
    let occurred_at = case.candidate.entry.occurred_at();
    let triggered = units::trigger_of_authorization(view, attachment, occurred_at).is_some();
    let made = || {
        let makes = |unit: &Unit<'_>, holder| {
            triggered || transfers_when_authorized(case.state, unit.terms, Some(holder))
        };
        of_host()
            .filter(move |(unit, holder)| unit.first_transfer.is_none() && makes(unit, *holder))
            .map(|(unit, _)| unit)
    };
    let unidentified = wrongly_identified(view, made(), |identifier| identifier.is_none());
    wrong(unidentified.into_iter(), |serials| Article6Refusal::Unidentified { serials })?;
    match forbidding(case.state, body.party, version.approach, Forbidden::FIRST_TRANSFER) {
        Some(by) => wrong(made().map(|unit| unit.block), |serials| Article6Refusal::FirstTransferForbidden {
            serials,
            by,
        }),
        None => Ok(()),
    }
}
