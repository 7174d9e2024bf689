//! The writer's half of an ITMO ledger: a signed, hash-chained journal, the live book and its history.

pub mod storage;
pub mod tree;
