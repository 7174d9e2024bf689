//! History: what happened, indexed for queries; derived from the journal, safe to delete (decision D1).

mod durable_batch;

pub use durable_batch::DurableBatch;
