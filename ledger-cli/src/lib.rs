//! The library behind `itmo-ledger`, the command line of a registry operator.

pub mod import;
