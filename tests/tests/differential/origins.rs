//! The same of rulebook 3: random histories with activities, monitorings, issues on every basis, levies, losses and reversals,
//! in which writer, verifier and model agree on every answer, and on what is drawn, taken and settled.

use std::collections::{BTreeMap, BTreeSet};

use ledger_format::body::Body;
use ledger_format::entry::EntryBytes;
use ledger_tests::article6_operations::{OPERATION_SIZE, right_history};
use ledger_tests::cases;
use ledger_tests::model::origins::Basis;
use ledger_tests::model::{Forget, Model};
use ledger_tests::origins_answers::{Origins, basis_of_rows, of_ledger, of_model};
use ledger_tests::registry::Registry;
use ledger_tests::world::World;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::article6::{self, Run, Seen, forbidden, random_bytes};

/// The world of two bytes: what is forbidden, and what the mechanism takes.
fn world(forbid: u8, levy: u8) -> World {
    let adaptation = if levy & 1 == 0 { 500 } else { 2_000 };
    let rounding = 1 + u64::from(levy >> 1) % 3;
    World::of_origins(forbidden(forbid), [adaptation, 200, rounding, u64::from(levy >> 7)])
}

pub fn same_answers(registry: &Registry, model: &Model) -> Result<(), String> {
    article6::same_answers(registry, model)?;
    let (theirs, ours) = (of_ledger(&registry.ledger), of_model(model));
    if theirs != ours {
        return Err(format!("where units come from: writer {theirs:?}, model {ours:?}"));
    }
    let mut of_article6 = ours.basis;
    of_article6.retain(|unit, _| model.article6_series(unit).is_some());
    if basis_of_rows(&registry.ledger) != of_article6 {
        return Err("the basis in rows of units".to_owned());
    }
    Ok(())
}

/// No line is drawn above what was verified, no number of another registry stands behind two units, no loss is settled twice:
/// counted from the units, not from the sums.
fn nothing_twice(origins: &Origins) -> Result<(), String> {
    let (mut drawn, mut taken) = (BTreeMap::<_, u64>::new(), BTreeSet::new());
    for (unit, (basis, stands)) in origins.basis.iter() {
        match basis {
            Basis::Monitoring(line) if *stands => *drawn.entry(*line).or_default() += 1,
            Basis::Underlying(space, number) if *stands && !taken.insert((space, number)) => {
                return Err(format!("unit {unit:?} stands for {space} {number}, and so does another"));
            }
            _ => {}
        }
    }
    for (line, (verified, sum, left)) in &origins.lines {
        let counted = drawn.get(line).copied().unwrap_or(0);
        if counted > *verified || counted != *sum || sum + left != *verified {
            return Err(format!("{line:?}: {verified} verified, {counted} drawn, {sum} and {left} stated"));
        }
    }
    match origins.losses.iter().find(|(_, (units, settled))| settled > units) {
        Some((loss, (units, settled))) => Err(format!("loss {loss}: {settled} settled of {units}")),
        None => Ok(()),
    }
}

/// Runs operations through all; says where they differ, if they do.
fn disagreement(bytes: &[u8], forget: Forget, seen: &mut Seen) -> Option<String> {
    let byte = |at: usize| bytes.get(at).copied().unwrap_or_default();
    let mut run = Run::new(world(byte(0), byte(1)), forget);
    let outcome = run.write(bytes.get(2..).unwrap_or_default(), seen);
    outcome
        .and_then(|()| run.compare(seen))
        .and_then(|()| nothing_twice(&of_ledger(&run.registry.ledger)))
        .and_then(|()| run.audit(same_answers))
        .err()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(24), ..ProptestConfig::default() })]

    #[test]
    fn writer_verifier_and_model_agree(bytes in vec(any::<u8>(), OPERATION_SIZE * 60..OPERATION_SIZE * 240)) {
        prop_assert_eq!(disagreement(&bytes, Forget::Nothing, &mut Seen::default()), None);
    }
}

/// Long histories, and that they come across every rule of where units come from.
#[test]
fn and_over_long_histories() {
    let mut seen = Seen::default();
    for seed in 0..8 {
        assert_eq!(disagreement(&random_bytes(seed, 700), Forget::Nothing, &mut seen), None, "seed {seed}");
    }
    println!("{seen:?}");
    let missed: Vec<_> =
        (401..=409).chain(411..=417).filter(|rule| !seen.refused.contains_key(rule)).collect();
    assert!(seen.admitted > 2_000 && missed.is_empty(), "without {missed:?}: {seen:?}");
}

/// The controls: a model without any one rule, or with a levy rounded down, disagrees.
#[test]
fn a_model_without_a_rule_disagrees() {
    let rules = (401..=409).chain(411..=417).map(Forget::Rule);
    for forget in rules.chain([Forget::LevyIsRoundedUp]) {
        let mut noticed =
            (0..12).map(|seed| disagreement(&random_bytes(seed, 500), forget, &mut Seen::default()));
        assert!(noticed.any(|why| why.is_some()), "{forget:?} makes no difference");
    }
}

/// The controls of the invariant: one unit more on a line, a number twice, a loss settled twice.
#[test]
fn what_is_there_twice_is_noticed() {
    let mut run = Run::new(world(0, 0), Forget::Nothing);
    let mut right = (0..12).find_map(|seed| {
        run.write(&random_bytes(seed, 400), &mut Seen::default()).unwrap();
        let origins = of_ledger(&run.registry.ledger);
        let is_underlying = |basis: &Basis| matches!(basis, Basis::Underlying(..));
        let all = origins.basis.values().any(|(basis, stands)| *stands && is_underlying(basis))
            && origins.lines.values().any(|(_, drawn, _)| *drawn > 0)
            && !origins.losses.is_empty();
        run = Run::new(world(0, 0), Forget::Nothing);
        all.then_some(origins)
    });
    let right = right.take().unwrap();
    assert_eq!(nothing_twice(&right), Ok(()));
    let again = |wanted: fn(&Basis) -> bool| {
        let mut wrong = right.clone();
        let basis = wrong.basis.values().find(|(basis, stands)| *stands && wanted(basis)).unwrap().clone();
        wrong.basis.insert((9, 1), basis);
        nothing_twice(&wrong)
    };
    assert!(again(|basis| matches!(basis, Basis::Underlying(..))).is_err());
    assert!(again(|basis| matches!(basis, Basis::Monitoring(..))).is_err());
    let mut wrong = right;
    let (units, settled) = wrong.losses.values_mut().next().unwrap();
    *settled = *units + 1;
    assert!(nothing_twice(&wrong).is_err());
}

/// What the fuzz targets lay their bytes over has every kind of statement and every particular of rulebook 3 in it.
#[test]
fn a_right_history_has_everything() {
    let bytes: Vec<u8> =
        (0..16_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 21).to_le_bytes()[0]).collect();
    let world = world(0, 0x80);
    let history = right_history(&world, &bytes).into_iter().map(|(_, entry)| entry);
    let mut kinds = BTreeSet::new();
    let mut tags = BTreeSet::new();
    for entry in world.declarations().into_iter().chain(history) {
        let (_, body) = EntryBytes::whole(&entry).unwrap().decode().unwrap().unwrap();
        kinds.insert(body.kind().0);
        if let Body::Movement(movement) = body {
            tags.extend(movement.particulars.iter().map(|particular| particular.tag));
        }
    }
    assert!((55..=59).all(|kind| kinds.contains(&kind)), "{kinds:?}");
    assert!([4, 5, 6, 8].iter().all(|tag| tags.contains(tag)), "{tags:?}");
}
