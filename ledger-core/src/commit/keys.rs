//! The keys that signatures are checked with, beside the book: looking them up waits for nobody who changes the book.
//!
//! Invariant: a number's key never changes once it is registered, so what was copied here stays right. Whether the key
//! is still valid is for the rules to ask, of the book.

use std::sync::Arc;

use ledger_format::{identifiers::KeyNumber, signature::VerifyingKey};
use parking_lot::RwLock;
use rustc_hash::FxHashMap;

use crate::live::Live;

/// Keys by their numbers.
pub(crate) type SharedKeys = FxHashMap<KeyNumber, Arc<VerifyingKey>>;

/// Every key that was ever asked for.
#[derive(Debug, Default)]
pub(crate) struct KnownKeys(RwLock<SharedKeys>);

impl KnownKeys {
    /// Those of the wanted keys that are registered at the durable head.
    pub fn find(&self, wanted: impl Iterator<Item = KeyNumber>, live: &RwLock<Live>) -> SharedKeys {
        let (mut found, mut missing) = (SharedKeys::default(), Vec::new());
        {
            let known = self.0.read();
            let mut last = None;
            for number in wanted {
                // Entries of one key mostly stand together.
                if last.replace(number) == Some(number) || found.contains_key(&number) {
                    continue;
                }
                match known.get(&number) {
                    Some(key) => drop(found.insert(number, Arc::clone(key))),
                    None => missing.push(number),
                }
            }
        }
        if !missing.is_empty() {
            let live = live.read();
            let mut known = self.0.write();
            for number in missing {
                if let Some(key) = live.book.public_key(number) {
                    let key = known.entry(number).or_insert_with(|| Arc::new(key.clone()));
                    found.insert(number, Arc::clone(key));
                }
            }
        }
        found
    }
}
