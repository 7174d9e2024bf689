//! Places on the axis of all serials, as numbers that are sorted by their digits.
//!
//! Invariants:
//! - A key's order is that of its space, its serial, and its place among those that are sorted.
//! - Sorting costs a pass for each byte in which spaces and serials differ: twelve at most, three or four for one space's live serials.

use ledger_format::identifiers::SpaceId;

/// Bits of a key below the serial: the place.
const PLACE_BITS: u32 = u32::BITS;
/// Below so many keys, comparing them costs less.
const FEW: usize = if cfg!(test) { 4 } else { 512 };

/// The key of a serial, which is below 2^63, that came in this place.
#[inline]
pub fn key(space: SpaceId, serial: u64, place: u32) -> u128 {
    u128::from(space.0) << 95 | u128::from(serial) << PLACE_BITS | u128::from(place)
}

/// The place in a key.
#[inline]
pub fn place(key: u128) -> u32 {
    u32::try_from(key & u128::from(u32::MAX)).unwrap_or_default()
}

/// Sorts keys that come by rising places; `spare` is memory for that.
pub fn sort(keys: &mut Vec<u128>, spare: &mut Vec<u128>) {
    if keys.len() < FEW {
        keys.sort_unstable();
        return;
    }
    let first = keys.first().copied().unwrap_or_default();
    let differing = keys.iter().fold(0, |bits, key| bits | (key ^ first));
    spare.clear();
    spare.resize(keys.len(), 0);
    // From the lowest byte of the serial on; places are in order.
    for shift in (PLACE_BITS..u128::BITS).step_by(8) {
        if digit(differing, shift) != 0 {
            pass(keys, spare, shift);
            std::mem::swap(keys, spare);
        }
    }
}

/// Copies keys in the order of one byte, and else as they stand.
fn pass(keys: &[u128], sorted: &mut [u128], shift: u32) {
    let mut places = [0_usize; 256];
    for key in keys {
        if let Some(count) = places.get_mut(digit(*key, shift)) {
            *count += 1;
        }
    }
    let mut begin = 0;
    for place in &mut places {
        begin += std::mem::replace(place, begin);
    }
    for key in keys {
        let Some(place) = places.get_mut(digit(*key, shift)) else { continue };
        if let Some(slot) = sorted.get_mut(*place) {
            *slot = *key;
        }
        *place += 1;
    }
}

#[inline]
fn digit(key: u128, shift: u32) -> usize {
    usize::from((key >> shift).to_le_bytes()[0])
}

#[cfg(test)]
mod tests {
    use ledger_format::limits::SERIAL_MAX;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_the_order_of_comparing(
            serials in prop::collection::vec(
                (prop_oneof![0..3_u32, any::<u32>()], prop_oneof![1..300_u64, 1..=SERIAL_MAX]), 0..60),
        ) {
            let key_of = |(place, (space, serial)): (u32, &(u32, u64))| key(SpaceId(*space), *serial, place);
            let mut keys: Vec<u128> = (0..).zip(&serials).map(key_of).collect();
            let (mut expected, mut spare) = (keys.clone(), Vec::new());
            expected.sort_unstable();
            sort(&mut keys, &mut spare);
            prop_assert_eq!(&keys, &expected);
            let mut by_hand: Vec<(u32, u64, u32)> =
                (0..).zip(&serials).map(|(place, (space, serial))| (*space, *serial, place)).collect();
            by_hand.sort_unstable();
            let places: Vec<u32> = keys.into_iter().map(place).collect();
            prop_assert_eq!(places, by_hand.into_iter().map(|(.., place)| place).collect::<Vec<_>>());
        }
    }
}
