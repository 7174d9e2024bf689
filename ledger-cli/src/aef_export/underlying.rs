//! Units of other registries that underlie the ledger's: columns 10 to 12 of table 3.
//!
//! - Serials and underlying numbers run together: what is cut out of a range of the one is cut out of the other.
//! - Of units without a known basis, and of those that a monitoring or a history stands behind, nothing is said here.

use std::collections::{BTreeMap, BTreeSet};

use ledger_core::Ledger;
use ledger_core::query::{BasisOrigin, SerialsBasis};
use ledger_format::block::SerialBlock;
use ledger_format::identifiers::SpaceId;
use ledger_format::limits::SERIAL_MAX;

/// What underlies serials, by space, ascending.
#[derive(Debug, Default)]
pub(super) struct UnderlyingUnits(BTreeMap<SpaceId, Vec<SerialsBasis>>);

/// A range of another registry's units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct UnderlyingRange {
    pub(super) registry: String,
    pub(super) first_unit: String,
    pub(super) last_unit: String,
}

impl UnderlyingUnits {
    /// Of all serials of these spaces.
    pub(super) fn of(ledger: &Ledger, spaces: &BTreeSet<SpaceId>) -> Self {
        let of_space = |space: &SpaceId| {
            let mut rows = ledger.basis_of(SerialBlock::new(*space, 1, SERIAL_MAX));
            rows.retain(|row| matches!(row.origin, BasisOrigin::Underlying { .. }));
            (*space, rows)
        };
        Self(spaces.iter().map(of_space).collect())
    }

    /// The serials of a block in runs, each with the range under it, if there is one.
    pub(super) fn ranges(&self, block: SerialBlock) -> Vec<(u64, u64, Option<UnderlyingRange>)> {
        let (mut ranges, mut next) = (Vec::new(), block.first);
        let rows = self.0.get(&block.space).map(Vec::as_slice).unwrap_or_default();
        let from = rows.partition_point(|row| row.block.last < block.first);
        for row in rows.iter().skip(from).take_while(|row| row.block.first <= block.last) {
            let BasisOrigin::Underlying { space, first: number, .. } = &row.origin else { continue };
            let (first, last) = (row.block.first.max(block.first), row.block.last.min(block.last));
            if next < first {
                ranges.push((next, first - 1, None));
            }
            let unit = |serial: u64| space.unit_id(number + (serial - row.block.first));
            let (registry, first_unit, last_unit) = (space.registry.to_string(), unit(first), unit(last));
            ranges.push((first, last, Some(UnderlyingRange { registry, first_unit, last_unit })));
            next = last.saturating_add(1);
        }
        if next <= block.last {
            ranges.push((next, block.last, None));
        }
        ranges
    }
}
