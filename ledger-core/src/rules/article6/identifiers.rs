//! a unit gets one identifier, and an identifier is given once.

use ledger_format::block::SerialBlock;
use ledger_format::body::article6::IdentifiersAssigned;
use ledger_format::limits::SERIAL_MAX;

use super::approaches::approach_is_declared;
use super::attachments::{LeviedUnits, blocks_are_formed, units_are_live, wrong};
use super::refusal::Article6Refusal;
use crate::article6::IdentifierSpace;
use crate::article6::units::wrongly_identified;
use crate::book::State;
use crate::rules::Case;

/// Every rule of identifiers assigned.
pub(super) fn identifiers_may_be_assigned<S: State>(
    case: &Case<'_, '_, S>,
    body: &IdentifiersAssigned,
) -> Result<(), Article6Refusal> {
    approach_is_declared(case, body.approach)?;
    blocks_are_formed(&body.blocks)?;
    let units = units_are_live(case, &body.blocks, LeviedUnits::MayBeOpen)?;
    let units: Vec<_> = units.into_iter().map(|(unit, _)| unit).collect();
    //
    let named = (body.first_transferring_party, body.vintage);
    let other = units.iter().filter(|unit| (unit.terms.host, unit.terms.vintage) != named);
    wrong(other.map(|unit| unit.block), |serials| Article6Refusal::IdentifiersNameOther { serials })?;
    //
    let view = case.state.article6();
    let identified = wrongly_identified(view, units.iter(), |identifier| identifier.is_some());
    wrong(identified.into_iter(), |serials| Article6Refusal::IdentifiedBefore { serials })?;
    //
    let taken = numbers_not_free(case, body);
    wrong(taken.into_iter(), |serials| Article6Refusal::NumbersTaken { serials })?;
    //
    let apart = units
        .iter()
        .filter(|unit| unit.hosts_version(view).is_some_and(|version| version.approach != body.approach));
    wrong(apart.map(|unit| unit.block), |serials| Article6Refusal::ApproachesDiffer { serials })
}

/// The serials whose numbers are taken, or are no numbers.
fn numbers_not_free<S: State>(case: &Case<'_, '_, S>, body: &IdentifiersAssigned) -> Vec<SerialBlock> {
    let (space, view) = (IdentifierSpace::of(body), case.state.article6());
    let mut found = Vec::new();
    let mut number = u128::from(body.first_number);
    for block in body.blocks.iter() {
        let (first, last) = (number, number + u128::from(block.count()) - 1);
        number = last + 1;
        // The part of the block whose numbers lie from `low` to `high`, both within it.
        let serial = |of: u128| u64::try_from(of - first).map_or(block.last, |place| block.first + place);
        let part = |low: u128, high: u128| SerialBlock::new(block.space, serial(low), serial(high));
        if first == 0 {
            found.push(part(0, 0));
        }
        if last > u128::from(SERIAL_MAX) {
            found.push(part(first.max(u128::from(SERIAL_MAX) + 1), last));
        }
        let (low, high) = (first.max(1), last.min(u128::from(SERIAL_MAX)));
        if let (true, Ok(low), Ok(high)) = (low <= high, u64::try_from(low), u64::try_from(high)) {
            view.numbers().pieces(space, low, high, |piece| {
                if piece.value.is_some() {
                    found.push(part(u128::from(piece.first), u128::from(piece.last)));
                }
            });
        }
    }
    found
}
