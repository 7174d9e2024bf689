//! The `itmo-ledger` binary.
fn main() {}
