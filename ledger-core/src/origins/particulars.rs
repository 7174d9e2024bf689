//! What a movement says of the origin of its units, and of the loss that it settles (`spec/origins.md` section 3).
//!
//! Invariant: of each particular the first of its tag that has the right size counts, whether or not R-360 holds.

use ledger_format::block::SerialBlock;
use ledger_format::body::origins::LineName;
use ledger_format::body::{Movement, Particular, ParticularValue, Posting, UnderlyingSpace};
use ledger_format::codes::{ParticularTag, Side};
use ledger_format::identifiers::{LossNumber, MonitoringNumber};

fn first(body: &Movement, tag: ParticularTag) -> Option<ParticularValue> {
    body.particulars.iter().filter(|particular| particular.tag == tag.0).find_map(Particular::read)
}

/// The line on which it issues.
pub(crate) fn line_of(body: &Movement) -> Option<(MonitoringNumber, LineName)> {
    match first(body, ParticularTag::MONITORING)? {
        ParticularValue::Monitoring(monitoring, line) => Some((monitoring, line)),
        _ => None,
    }
}

/// The underlying units for which it issues: their space and the first number.
pub(crate) fn underlying_of(body: &Movement) -> Option<(UnderlyingSpace, u64)> {
    match first(body, ParticularTag::UNDERLYING_UNITS)? {
        ParticularValue::UnderlyingUnits { space, first_number, .. } => Some((space, first_number)),
        _ => None,
    }
}

/// Whether it issues what existed before.
pub(crate) fn is_history(body: &Movement) -> bool {
    first(body, ParticularTag::HISTORY).is_some()
}

/// The loss that it settles.
pub(crate) fn loss_of(body: &Movement) -> Option<LossNumber> {
    match first(body, ParticularTag::LOSS_SETTLED)? {
        ParticularValue::LossSettled(loss) => Some(loss),
        _ => None,
    }
}

/// The well-formed blocks that it credits, in order: its units are counted block by block.
pub(crate) fn credited(postings: &[Posting]) -> impl Iterator<Item = SerialBlock> {
    let credits = postings.iter().filter(|posting| posting.side == Side::Credit);
    credits.map(|posting| posting.block).filter(SerialBlock::is_well_formed)
}

/// The units of a movement.
pub(crate) fn units(postings: &[Posting]) -> u128 {
    credited(postings).map(|block| u128::from(block.count())).sum()
}
