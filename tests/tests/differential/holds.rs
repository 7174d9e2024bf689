//! The same of rulebook 4: random histories with holds that are accepted, released, raced for and left to expire, restrictions of
//! accounts and serials, and evidence, in which writer, verifier and model agree on every answer, on what is in force, and on
//! what may move.

use ledger_format::block::SerialBlock;
use ledger_tests::article6_operations::OPERATION_SIZE;
use ledger_tests::cases;
use ledger_tests::holds_answers::{HeldBack, of_ledger, of_model, offers_what_may_move};
use ledger_tests::model::holds::hold_named;
use ledger_tests::model::{Forget, Model};
use ledger_tests::registry::Registry;
use ledger_tests::world::World;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::article6::{Run, Seen, forbidden, random_bytes};
use crate::origins;

/// The world of a byte: what is forbidden, and how long a hold may last.
fn world(byte: u8) -> World {
    World::of_holds_with(forbidden(byte), [500, 200, 3, 1], if byte & 1 == 0 { 300 } else { 60_000 })
}

pub fn same_answers(registry: &Registry, model: &Model) -> Result<(), String> {
    origins::same_answers(registry, model)?;
    let ledger = &registry.ledger;
    let (theirs, ours) = (of_ledger(ledger), of_model(model, ledger.recorded_at()));
    if theirs != ours {
        return Err(format!("what holds units back: writer {theirs:?}, model {ours:?}"));
    }
    no_promise_twice(&ours)?;
    offers_what_may_move(ledger, model)
}

/// No serial is promised by two holds in force.
fn no_promise_twice(known: &HeldBack) -> Result<(), String> {
    let promised =
        || known.holds.iter().flat_map(|(name, terms)| terms.blocks.iter().map(move |it| (name, it)));
    let both = |(a, of_a): (&u64, &SerialBlock)| promised().find(|(b, of_b)| a < *b && of_a.overlaps(of_b));
    match promised().find_map(|one| Some((one.0, both(one)?.0))) {
        Some((a, b)) => Err(format!("holds {a} and {b} promise the same serials")),
        None => Ok(()),
    }
}

/// What became of holds and restrictions in the histories of a test.
#[derive(Debug, Default)]
struct Became {
    accepted: usize,
    released: usize,
    expired: usize,
    restrictions: usize,
    lifted: usize,
    units_with_evidence: usize,
}

impl Became {
    fn add(&mut self, registry: &Registry, model: &Model) {
        let state = model.holds();
        let movements = (0..model.entry_count()).filter_map(|index| model.movement(index));
        let accepted = movements.filter(|movement| hold_named(movement).is_some()).count();
        let over = state.holds.values().filter(|hold| hold.is_over).count();
        let in_force = model.holds_in_force(registry.ledger.recorded_at().0).len();
        self.accepted += accepted;
        self.released += over - accepted;
        self.expired += state.holds.len() - over - in_force;
        self.restrictions += state.restrictions.len();
        self.lifted += state.restrictions.values().filter(|placed| placed.is_lifted).count();
        self.units_with_evidence += state.evidence.len();
    }
}

/// Runs operations through all; says where they differ, if they do.
fn disagreement(bytes: &[u8], forget: Forget, seen: &mut Seen, became: &mut Became) -> Option<String> {
    let mut run = Run::new(world(bytes.first().copied().unwrap_or_default()), forget);
    let outcome = run.write(bytes.get(1..).unwrap_or_default(), seen);
    became.add(&run.registry, &run.model);
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

/// The rules of rulebook 4.
fn rules() -> impl Iterator<Item = u16> {
    (501..=508).chain(511..=514).chain([521])
}

/// Long histories, and that they come across every rule of what holds units back.
#[test]
fn and_over_long_histories() {
    let (mut seen, mut became) = (Seen::default(), Became::default());
    for seed in 0..8 {
        let bytes = random_bytes(seed, 700);
        assert_eq!(disagreement(&bytes, Forget::Nothing, &mut seen, &mut became), None, "seed {seed}");
    }
    println!("{seen:?} {became:?}");
    let missed: Vec<_> = rules().filter(|rule| !seen.refused.contains_key(rule)).collect();
    assert!(seen.admitted > 2_000 && missed.is_empty(), "without {missed:?}: {seen:?}");
    let all = [became.accepted, became.released, became.expired, became.lifted, became.units_with_evidence];
    assert!(all.iter().all(|count| *count > 0), "{became:?}");
}

/// The controls: a model without any one rule disagrees, and so does one in which holds last for ever, or are not over when
/// they are accepted.
#[test]
fn a_model_without_a_rule_disagrees() {
    let mistakes = [Forget::HoldsExpire, Forget::AcceptanceEndsAHold];
    for forget in rules().map(Forget::Rule).chain(mistakes) {
        let noticed = (0..12).any(|seed| {
            let bytes = random_bytes(seed, 500);
            disagreement(&bytes, forget, &mut Seen::default(), &mut Became::default()).is_some()
        });
        assert!(noticed, "{forget:?} makes no difference");
    }
}

/// The control of the invariant: a hold of the same serials beside another.
#[test]
fn a_promise_made_twice_is_noticed() {
    let mut run = Run::new(world(0), Forget::Nothing);
    run.write(&random_bytes(1, 500), &mut Seen::default()).unwrap();
    let mut known = of_ledger(&run.registry.ledger);
    assert_eq!(no_promise_twice(&known), Ok(()));
    let again = known.holds.values().next().unwrap().clone();
    known.holds.insert(9_999, again);
    assert!(no_promise_twice(&known).is_err());
}
