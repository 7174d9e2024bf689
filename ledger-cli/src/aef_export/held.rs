//! What stood where at the end of the year, without what was taken back later.
//!
//! - What was taken back by the end of the year is undone by the replay already; [`TakenBack`] knows what was taken back since.
//! - What a notice that stands ended is not held.

use ledger_core::query::{Article6Unit, Article6View, AttachedTo};
use ledger_format::block::SerialBlock;
use ledger_format::body::holds::Evidence;
use ledger_format::identifiers::{AccountNumber, EntryIndex, SeriesId};
use ledger_format::itmo_identifier::ItmoIdentifier;

use super::taken_back::TakenBack;
use super::units::identifiers;

/// ITMOs of which the same is known, and who held them.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) block: SerialBlock,
    pub(super) account: AccountNumber,
    /// The entry that an error names.
    pub(super) since: EntryIndex,
    pub(super) series: SeriesId,
    pub(super) identifiers: Option<(ItmoIdentifier, ItmoIdentifier)>,
    pub(super) attached: Vec<AttachedTo>,
    /// On what evidence they came from another registry, or went there.
    pub(super) evidence: Option<Evidence>,
}

/// The ITMOs of a moment, in order of space and serial.
pub(super) fn held_at(then: &Article6View<'_>, taken_back: &TakenBack) -> Vec<Held> {
    let mut held = Vec::new();
    for unit in then.all_units() {
        let noticed = unit.noticed.as_ref().is_some_and(|notice| !taken_back.has(notice.given));
        // A first transfer that was made by what was taken back was not made.
        let transferred = unit.first_transfer.is_some_and(|made| !taken_back.has(made.entry));
        if noticed || !transferred {
            continue;
        }
        match taken_back.before(unit.since, unit.block) {
            Some(parts) => held.extend(parts.into_iter().map(|(block, account)| part(&unit, block, account))),
            None => held.push(part(&unit, unit.block, unit.account)),
        }
    }
    held
}

fn part(unit: &Article6Unit, block: SerialBlock, account: AccountNumber) -> Held {
    Held {
        block,
        account,
        since: unit.since,
        series: unit.series,
        identifiers: unit.identifiers.map(|(first, _)| identifiers(first, unit.block, block)),
        attached: unit.attached.clone(),
        evidence: unit.evidence.as_ref().map(|it| it.evidence),
    }
}
