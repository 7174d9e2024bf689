//! Any bytes into every binary decoder: no panic, and what decodes encodes to the very same bytes.
//!
//! Random bytes rarely are a body, so that every other input is laid over an entry of a history under rulebook 2, 3, 4 or 5:
//! which, a place, then bytes from there on.

#![no_main]

use std::sync::LazyLock;

use ledger_format::entry::{EntryBytes, Statement};
use ledger_format::frame::{BatchHeader, HeadFrame, SegmentHeader};
use ledger_tests::article6_operations::right_history;
use ledger_tests::world::World;
use ledger_tests::{holds_world, notices_world};
use libfuzzer_sys::fuzz_target;

/// Entries of every kind that the test world knows.
static GOOD: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let bytes: Vec<u8> = (0..16_000u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 21) as u8).collect();
    let worlds = [World::of_article6([0; 3]), World::of_origins([0; 3], [500, 200, 3, 1])];
    let entries = worlds.iter().flat_map(|world| {
        let history = right_history(world, &bytes).into_iter().map(|(_, entry)| entry);
        world.declarations().into_iter().chain(history)
    });
    let holds = World::of_holds();
    let of_holds = holds_world::right_history(&holds).into_iter().map(|(_, entry)| entry);
    let notices = notices_world::world();
    let of_notices = notices_world::right_history(&notices).into_iter().map(|(_, entry)| entry);
    entries.chain(of_holds).chain(of_notices).collect()
});

/// The bytes as they are, or laid over a good entry.
fn laid_over(bytes: &[u8]) -> Vec<u8> {
    match bytes {
        [which, a, b, place, rest @ ..] if *which >= 0x80 => {
            let mut entry = GOOD[usize::from(u16::from_le_bytes([*a, *b])) % GOOD.len()].clone();
            let place = usize::from(*place) * 2 % (entry.len() + 1);
            let end = (place + rest.len()).min(entry.len());
            entry.splice(place..end, rest.iter().copied());
            entry
        }
        _ => bytes.to_vec(),
    }
}

fuzz_target!(|bytes: &[u8]| {
    let bytes = &laid_over(bytes)[..];
    if let Ok(header) = SegmentHeader::decode(bytes) {
        assert!(bytes.starts_with(&header.encode()));
    }
    if let Ok(header) = BatchHeader::decode(bytes) {
        assert!(bytes.starts_with(&header.encode()));
    }
    if let Ok(frame) = HeadFrame::decode(bytes) {
        assert!(bytes.starts_with(&frame.encode()));
    }
    let mut rest = bytes;
    while let Ok((entry, behind)) = EntryBytes::cut(rest) {
        rest = behind;
        if let Ok(Some((context, body))) = entry.decode() {
            let (id, occurred_at, not_after) = (entry.id(), entry.occurred_at(), entry.not_after());
            let statement = Statement { id, occurred_at, not_after, context, body };
            assert_eq!(statement.encode().as_deref(), Ok(entry.statement()));
        }
    }
});
