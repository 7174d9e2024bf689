//! Questions about the ledger.
