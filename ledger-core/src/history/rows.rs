//! How history packs what it stores: custody events as short rows of variable-length numbers, values with a check.
//!
//! Invariants:
//! - Unpacking gives what was packed, or nothing: a value carries a check over its key and itself.
//! - A number is as long as it needs to be; each event is told by its difference to the one before.
//!
//! This is not the ledger's format: history is derived, and another version may pack it differently.

use ledger_format::block::SerialBlock;
use ledger_format::codes::Action;
use ledger_format::identifiers::{AccountNumber, EntryId, EntryIndex, SeriesId, SpaceId, Timestamp};

use crate::book::CustodyEvent;

const CHECK_SIZE: usize = 8;

/// The value with its check behind it.
pub(super) fn sealed(key: &[u8], mut value: Vec<u8>) -> Vec<u8> {
    let check = check(key, &value);
    value.extend_from_slice(&check);
    value
}

/// The value without its check; `None` if it is not what was put under the key.
pub(super) fn unsealed<'v>(key: &[u8], value: &'v [u8]) -> Option<&'v [u8]> {
    let (value, found) = value.split_at_checked(value.len().checked_sub(CHECK_SIZE)?)?;
    (check(key, value) == found).then_some(value)
}

fn check(key: &[u8], value: &[u8]) -> [u8; CHECK_SIZE] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&(key.len() as u64).to_le_bytes()).update(key).update(value);
    let mut check = [0; CHECK_SIZE];
    hasher.finalize_xof().fill(&mut check);
    check
}

/// What the next event is told by its difference to.
#[derive(Debug, Clone, Copy, Default)]
struct Before {
    entry: u64,
    recorded_at: u64,
    first: u64,
}

/// Packs events.
pub(super) fn pack<'e>(events: impl Iterator<Item = &'e CustodyEvent>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut before = Before::default();
    for event in events {
        put_difference(&mut out, event.entry.0, before.entry);
        put_difference(&mut out, event.recorded_at.0, before.recorded_at);
        put_difference(&mut out, event.occurred_at.0, event.recorded_at.0);
        put(&mut out, event.action.map_or(0, |action| u64::from(action.0)));
        put(&mut out, u64::from(event.block.space.0));
        put_difference(&mut out, event.block.first, before.first);
        put(&mut out, event.block.last.wrapping_sub(event.block.first));
        put(&mut out, event.series.map_or(0, |series| u64::from(series.0) + 1));
        put(&mut out, event.transferring.0);
        put(&mut out, event.acquiring.0);
        before = Before { entry: event.entry.0, recorded_at: event.recorded_at.0, first: event.block.first };
    }
    out
}

/// Unpacks events, one after another; `None` if the bytes are not packed events.
pub(super) fn unpack(mut rest: &[u8], mut each: impl FnMut(CustodyEvent)) -> Option<()> {
    let mut before = Before::default();
    while !rest.is_empty() {
        let entry = take_difference(&mut rest, before.entry)?;
        let recorded_at = take_difference(&mut rest, before.recorded_at)?;
        let occurred_at = take_difference(&mut rest, recorded_at)?;
        let action = u16::try_from(take(&mut rest)?).ok()?;
        let space = SpaceId(u32::try_from(take(&mut rest)?).ok()?);
        let first = take_difference(&mut rest, before.first)?;
        let last = first.wrapping_add(take(&mut rest)?);
        let series = match take(&mut rest)? {
            0 => None,
            above => Some(SeriesId(u32::try_from(above - 1).ok()?)),
        };
        each(CustodyEvent {
            entry: EntryIndex(entry),
            recorded_at: Timestamp(recorded_at),
            occurred_at: Timestamp(occurred_at),
            action: (action != 0).then_some(Action(action)),
            block: SerialBlock::new(space, first, last),
            series,
            transferring: AccountNumber(take(&mut rest)?),
            acquiring: AccountNumber(take(&mut rest)?),
        });
        before = Before { entry, recorded_at, first };
    }
    Some(())
}

/// Packs ids with their entries, none of which is before `first_entry`.
pub(super) fn pack_ids(first_entry: EntryIndex, ids: &[(EntryId, EntryIndex)]) -> Vec<u8> {
    let mut out = Vec::with_capacity(ids.len() * 20);
    for (id, entry) in ids {
        out.extend_from_slice(&id.0);
        put(&mut out, entry.0.wrapping_sub(first_entry.0));
    }
    out
}

/// Unpacks ids, one after another; `None` if the bytes are not packed ids.
pub(super) fn unpack_ids(
    first_entry: EntryIndex,
    mut rest: &[u8],
    mut each: impl FnMut(EntryId, EntryIndex),
) -> Option<()> {
    while !rest.is_empty() {
        let (id, behind) = rest.split_first_chunk()?;
        rest = behind;
        let entry = first_entry.0.wrapping_add(take(&mut rest)?);
        each(EntryId(*id), EntryIndex(entry));
    }
    Some(())
}

/// Seven bits a byte, lowest first; the top bit says that more follow.
pub(super) fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    out.push(number.to_le_bytes()[0]);
}

pub(super) fn take(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..u64::BITS).step_by(7) {
        let (&byte, left) = rest.split_first()?;
        *rest = left;
        number |= u64::from(byte & 0x7f).checked_shl(shift)?;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

/// The difference, small either way when the two are near: its sign is its lowest bit.
fn put_difference(out: &mut Vec<u8>, number: u64, before: u64) {
    let ahead = number.wrapping_sub(before);
    put(out, if ahead >> 63 == 0 { ahead << 1 } else { !(ahead << 1) });
}

fn take_difference(rest: &mut &[u8], before: u64) -> Option<u64> {
    let folded = take(rest)?;
    let ahead = if folded & 1 == 0 { folded >> 1 } else { !(folded >> 1) };
    Some(before.wrapping_add(ahead))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn event() -> impl Strategy<Value = CustodyEvent> {
        let near = prop_oneof![0_u64..300, any::<u64>()];
        (
            [near.clone(), near.clone(), near.clone(), near.clone(), near.clone(), near.clone(), near],
            any::<u16>(),
            any::<u32>(),
            proptest::option::of(any::<u32>()),
        )
            .prop_map(
                |([entry, recorded, occurred, first, last, from, to], action, space, series)| CustodyEvent {
                    entry: EntryIndex(entry),
                    recorded_at: Timestamp(recorded),
                    occurred_at: Timestamp(occurred),
                    action: (action != 0).then_some(Action(action)),
                    block: SerialBlock::new(SpaceId(space), first, last),
                    series: series.map(SeriesId),
                    transferring: AccountNumber(from),
                    acquiring: AccountNumber(to),
                },
            )
    }

    proptest! {
        #[test]
        fn what_is_packed_is_unpacked(events in prop::collection::vec(event(), 0..8)) {
            let packed = pack(events.iter());
            let mut found = Vec::new();
            prop_assert_eq!(unpack(&packed, |event| found.push(event)), Some(()));
            prop_assert_eq!(found, events);
        }

        #[test]
        fn ids_that_are_packed_are_unpacked(ids in prop::collection::vec((any::<[u8; 16]>(), 0_u64..1_000), 0..8)) {
            let first = EntryIndex(1_000_000);
            let ids: Vec<(EntryId, EntryIndex)> =
                ids.into_iter().map(|(id, behind)| (EntryId(id), EntryIndex(first.0 + behind))).collect();
            let mut found = Vec::new();
            let packed = pack_ids(first, &ids);
            prop_assert_eq!(unpack_ids(first, &packed, |id, entry| found.push((id, entry))), Some(()));
            prop_assert_eq!(found, ids);
        }

        #[test]
        fn other_bytes_do_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let _ = unpack(&bytes, |_| {});
            let _ = unpack_ids(EntryIndex(1), &bytes, |_, _| {});
        }
    }

    #[test]
    fn a_value_belongs_to_its_key() {
        let value = sealed(b"key", b"value".to_vec());
        assert_eq!(unsealed(b"key", &value), Some(b"value".as_slice()));
        assert_eq!(unsealed(b"kez", &value), None);
        for bit in 0..value.len() * 8 {
            let mut flipped = value.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(unsealed(b"key", &flipped), None);
        }
    }
}
