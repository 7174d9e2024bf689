//! Any text into the checkpoint and trust parsers: no panic, and what parses is written back as it was.

#![no_main]

use ledger_format::checkpoint::Checkpoint;
use ledger_format::note_key;
use ledger_format::trust::Trust;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(checkpoint) = Checkpoint::parse(bytes) {
        assert_eq!(checkpoint.encode().as_bytes(), bytes);
    }
    if let Ok(text) = str::from_utf8(bytes) {
        if let Ok((name, key)) = note_key::decode(text) {
            assert_eq!(note_key::encode(&name, &key), text);
        }
        if let Ok(trust) = Trust::parse(text) {
            assert_eq!(Trust::parse(&trust.encode()), Ok(trust));
        }
    }
});
