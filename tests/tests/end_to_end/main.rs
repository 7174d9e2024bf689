//! The public API as a user calls it: stories with their answers, and what threads, readers and copies see of a ledger.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod beside_a_writer;
mod races;
mod stories;

use std::path::Path;
use std::time::Duration;

use ledger_core::{Ledger, OpenOptions};
use ledger_tests::auditor::Auditor;
use ledger_tests::movements::{issue, signed, transfer};
use ledger_tests::registry::{Registry, trust};
use ledger_tests::world::{BEGINNING_MS, World};
use ledger_verify::Report;

/// A registry in real files, and entries to post to it.
fn registry(directory: &Path) -> Registry {
    let world = World::default();
    let small = |options: &mut OpenOptions| options.idle = Duration::from_millis(1);
    let registry = Registry::create_directory(&world, directory, small).unwrap();
    let _receipts = registry.record(BEGINNING_MS, &world.declarations()).unwrap();
    registry
}

fn issued(id: u64, first: u64, last: u64) -> Vec<u8> {
    signed(100_000 + id, issue(101, 1, 1, first, last), &[1])
}

fn transferred(id: u64, to: u64, first: u64, last: u64) -> Vec<u8> {
    signed(100_000 + id, transfer(1, to, 1, first, last), &[10])
}

fn audit(ledger: &Ledger, directory: &Path, checkpoint: String) -> Report {
    Auditor::with(&trust(ledger), checkpoint).report_on(directory)
}
