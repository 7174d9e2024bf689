//! Prints how many signatures a second each way of checking reaches on this machine.
//!
//! `cargo run --release -p ledger-format --example signature_rate [ITEMS]`
//!
//! Each figure is the best of several passes: other work on the machine only ever lowers it. "2 threads" is the
//! rate of both together, each over its own half.
#![allow(clippy::print_stdout, reason = "printing is what this program is for")]

use std::{
    hint::black_box,
    num::NonZeroUsize,
    thread,
    time::{Duration, Instant},
};

use ed25519_dalek::{Signature, Signer as _, SigningKey, Verifier as _};
use ledger_format::signature::{BATCH_CHUNK, BatchItem, VerifyingKey, verify, verify_batch};

/// As long as the domain prefix with an origin in it, roughly.
const PREFIX: [u8; 32] = *b"itmo-ledger/1 entry example.org\n";
/// The signed range of a movement of one block.
const RANGE_SIZE: usize = 190;
const PASSES: usize = 5;

struct Signed {
    key: usize,
    range: [u8; RANGE_SIZE],
    signature: [u8; 64],
}

struct Workload {
    keys: Vec<VerifyingKey>,
    dalek_keys: Vec<ed25519_dalek::VerifyingKey>,
    signed: Vec<Signed>,
}

impl Workload {
    fn new(key_count: usize, count: usize) -> Self {
        let signers: Vec<SigningKey> =
            (0..key_count).map(|index| SigningKey::from_bytes(&number_bytes(index))).collect();
        let dalek_keys: Vec<_> = signers.iter().map(SigningKey::verifying_key).collect();
        let keys = dalek_keys
            .iter()
            .map(|key| VerifyingKey::from_bytes(key.as_bytes()).expect("an honest key is accepted"))
            .collect();
        let signed = signers
            .iter()
            .enumerate()
            .cycle()
            .take(count)
            .enumerate()
            .map(|(index, (key, signer))| {
                let mut range = [0; RANGE_SIZE];
                range[..32].copy_from_slice(&number_bytes(index));
                let signature = signer.sign(&[&PREFIX[..], &range[..]].concat()).to_bytes();
                Signed { key, range, signature }
            })
            .collect();
        Self { keys, dalek_keys, signed }
    }

    fn items(&self) -> Vec<BatchItem<'_>> {
        self.signed
            .iter()
            .map(|each| BatchItem {
                key: self.keys.get(each.key).expect("made with one of the keys"),
                prefix: &PREFIX,
                range: &each.range,
                signature: &each.signature,
            })
            .collect()
    }
}

fn number_bytes(number: usize) -> [u8; 32] {
    let mut bytes = [0x5a; 32];
    bytes[..8].copy_from_slice(&u64::try_from(number).expect("fits 64 bits").to_le_bytes());
    bytes
}

/// The best time of several passes over `work`, cut into one part a thread.
fn rate<T: Sync>(threads: usize, work: &[T], pass: impl Fn(&[T]) + Sync) -> u128 {
    let part_size = work.len().div_ceil(threads).max(1);
    let best = (0..PASSES)
        .map(|_| {
            let started = Instant::now();
            thread::scope(|scope| {
                for part in work.chunks(part_size) {
                    scope.spawn(|| pass(part));
                }
            });
            started.elapsed()
        })
        .min()
        .unwrap_or(Duration::MAX);
    (work.len() as u128).saturating_mul(1_000_000_000).checked_div(best.as_nanos()).unwrap_or(0)
}

fn print_rate(what: &str, keys: usize, threads: usize, per_second: u128) {
    println!("{what:<38} {keys:>6} {threads:>8} {per_second:>14}");
}

fn main() {
    let count = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(4 * BATCH_CHUNK);
    let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    println!("{count} signatures over {} + {RANGE_SIZE} bytes, {cores} cores", PREFIX.len());
    println!("{:<38} {:>6} {:>8} {:>14}", "way", "keys", "threads", "signatures/s");

    let workload = Workload::new(16, count.min(8_192));
    for threads in [1, 2] {
        print_rate("ed25519-dalek, verify", 16, threads, dalek_rate(&workload, threads, false));
        print_rate("ed25519-dalek, verify_strict", 16, threads, dalek_rate(&workload, threads, true));
        let items = workload.items();
        let single = rate(threads, &items, |part| {
            for item in part {
                verify(item.key, item.prefix, item.range, item.signature).expect("an honest signature");
            }
        });
        print_rate("verify", 16, threads, single);
    }
    for key_count in [16, 1_024] {
        let workload = Workload::new(key_count, count);
        let items = workload.items();
        for threads in [1, 2] {
            print_rate("verify_batch", key_count, threads, batch_rate(&items, items.len(), threads));
        }
        for size in [2, 4, 8, 16, 64, 256, 1_024, 4_096] {
            let what = format!("verify_batch, {size} a call");
            print_rate(&what, key_count, 1, batch_rate(&items, size, 1));
        }
        print_rate("verify_batch, one in 1,000 invalid", key_count, 1, faulty_rate(&items, 1_000));
        print_rate("verify_batch, one in 20 invalid", key_count, 1, faulty_rate(&items, 20));
        print_rate("verify_batch, all invalid", key_count, 1, faulty_rate(&items, 1));
    }
}

fn dalek_rate(workload: &Workload, threads: usize, strict: bool) -> u128 {
    rate(threads, &workload.signed, |part| {
        for each in part {
            let key = workload.dalek_keys.get(each.key).expect("made with one of the keys");
            // dalek takes one slice: its callers pay for the copy.
            let message = [&PREFIX[..], &each.range[..]].concat();
            let signature = Signature::from_bytes(&each.signature);
            if strict { key.verify_strict(&message, &signature) } else { key.verify(&message, &signature) }
                .expect("an honest signature");
        }
    })
}

fn batch_rate(items: &[BatchItem<'_>], per_call: usize, threads: usize) -> u128 {
    rate(threads, items, |part| {
        for call in part.chunks(per_call) {
            assert!(verify_batch(call, &[7; 32]).is_valid());
        }
    })
}

/// The rate when one signature in `one_in` is over another message than it claims.
fn faulty_rate(items: &[BatchItem<'_>], one_in: usize) -> u128 {
    let mut items: Vec<_> = items.iter().take(2 * BATCH_CHUNK).copied().collect();
    for item in items.iter_mut().step_by(one_in) {
        item.prefix = b"another";
    }
    rate(1, &items, |part| {
        let verdict = black_box(verify_batch(part, &[7; 32]));
        assert_eq!(verdict.invalid().len(), part.len().div_ceil(one_in));
    })
}
