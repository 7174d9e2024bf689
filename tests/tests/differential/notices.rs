//! The same of rulebook 5: random histories with notices of remote use and their withdrawal, registries of approaches, accounts for
//! other registries, levies as first transfers and terms of change, in which writer, verifier and model agree on every answer, and
//! on what is noticed.

use ledger_tests::article6_operations::OPERATION_SIZE;
use ledger_tests::cases;
use ledger_tests::model::{Forget, Model};
use ledger_tests::notices_answers::{of_ledger, of_model};
use ledger_tests::registry::Registry;
use ledger_tests::world::World;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::article6::{Run, Seen, forbidden, random_bytes};
use crate::holds;

/// The world of two bytes: what is forbidden, how long a hold may last, whether registries bind, and which levies are transfers.
fn world(forbid: u8, byte: u8) -> World {
    let hold_limit_ms = if byte & 1 == 0 { 300 } else { 60_000 };
    let options = [u64::from(byte >> 1 & 1), u64::from(byte >> 2 & 3)];
    World::of_notices(forbidden(forbid), [500, 200, 3, 1], hold_limit_ms, options)
}

fn same_answers(registry: &Registry, model: &Model) -> Result<(), String> {
    holds::same_answers(registry, model)?;
    let (theirs, ours) = (of_ledger(&registry.ledger), of_model(model));
    if theirs != ours {
        return Err(format!("what is told from elsewhere: writer {theirs:?}, model {ours:?}"));
    }
    Ok(())
}

/// What became of notices in the histories of a test.
#[derive(Debug, Default)]
struct Became {
    given: usize,
    withdrawn: usize,
    units: usize,
    first_transfers: usize,
    uses: usize,
    levies: usize,
}

impl Became {
    fn add(&mut self, model: &Model) {
        let state = model.notices();
        self.given += state.notices.len();
        self.withdrawn += state.notices.values().filter(|notice| !notice.stands).count();
        self.units += state.noticed.len();
        for facts in model.article6().facts.values() {
            let by_notice = |entry: u64| usize::from(state.notices.contains_key(&entry));
            self.first_transfers += facts.first_transfer.map_or(0, |(entry, _)| by_notice(entry));
            self.uses += facts.used.map_or(0, |(entry, ..)| by_notice(entry));
            self.levies += usize::from(facts.first_transfer.is_some_and(|(_, trigger)| trigger == 5));
        }
    }
}

/// Runs operations through all; says where they differ, if they do.
fn disagreement(bytes: &[u8], forget: Forget, seen: &mut Seen, became: &mut Became) -> Option<String> {
    let byte = |at: usize| bytes.get(at).copied().unwrap_or_default();
    let mut run = Run::new(world(byte(0), byte(1)), forget);
    let outcome = run.write(bytes.get(2..).unwrap_or_default(), seen);
    became.add(&run.model);
    outcome
        .and_then(|()| run.compare(seen))
        .and_then(|()| same_answers(&run.registry, &run.model))
        .and_then(|()| run.audit(same_answers))
        .err()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(16), ..ProptestConfig::default() })]

    #[test]
    fn writer_verifier_and_model_agree(bytes in vec(any::<u8>(), OPERATION_SIZE * 60..OPERATION_SIZE * 240)) {
        let disagreement = disagreement(&bytes, Forget::Nothing, &mut Seen::default(), &mut Became::default());
        prop_assert_eq!(disagreement, None);
    }
}

/// The rules of rulebook 5.
fn rules() -> impl Iterator<Item = u16> {
    (601..=607).chain([611, 612])
}

/// Long histories, and that they come across every rule of what is told from elsewhere.
#[test]
fn and_over_long_histories() {
    let (mut seen, mut became) = (Seen::default(), Became::default());
    for seed in 0..10 {
        let bytes = random_bytes(seed, 700);
        assert_eq!(disagreement(&bytes, Forget::Nothing, &mut seen, &mut became), None, "seed {seed}");
    }
    println!("{seen:?} {became:?}");
    let missed: Vec<_> = rules().filter(|rule| !seen.refused.contains_key(rule)).collect();
    assert!(seen.admitted > 1_500 && missed.is_empty(), "without {missed:?}: {seen:?}");
    let all = [became.withdrawn, became.units, became.first_transfers, became.uses, became.levies];
    assert!(all.iter().all(|count| *count > 0), "{became:?}");
}

/// The controls: a model without any one rule disagrees, and so does one in which units that were used elsewhere are not ended, or
/// a withdrawal leaves what the notice made.
#[test]
fn a_model_without_a_rule_disagrees() {
    let mistakes = [Forget::NoticesEnd, Forget::WithdrawalTakesBack];
    for forget in rules().map(Forget::Rule).chain(mistakes) {
        let noticed = (0..12).any(|seed| {
            let bytes = random_bytes(seed, 500);
            disagreement(&bytes, forget, &mut Seen::default(), &mut Became::default()).is_some()
        });
        assert!(noticed, "{forget:?} makes no difference");
    }
}
