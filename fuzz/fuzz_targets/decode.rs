//! Any bytes into every binary decoder: no panic, and what decodes encodes to the very same bytes.

#![no_main]

use ledger_format::entry::{EntryBytes, Statement};
use ledger_format::frame::{BatchHeader, HeadFrame, SegmentHeader};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
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
