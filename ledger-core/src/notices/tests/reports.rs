//! What reports say of notices: rows of units, and what happened entry by entry, which sums to the second book.

use std::collections::BTreeMap;

use ledger_format::limits::SERIAL_MAX;

use super::*;
use crate::query::article6::{AdjustedBy, Article6Event, Article6Step, RemoteUse, Trail, units_of_block};

/// Everything that happened to units, told from the entries alone.
fn told(stage: &Stage) -> Vec<Article6Step> {
    let (mut steps, mut trail) = (Vec::new(), Trail::new(genesis().origin));
    for (index, (id, occurred_at, body)) in (0..).zip(&stage.bodies) {
        let wish = Ask { id: Some(*id), ..ask(body.clone(), &[OPERATOR]).at(occurred_at.0) };
        let made = stage.make(wish, 0);
        trail.take_in(&stage.candidate(&made, index), &mut |event| {
            if let Article6Event::Moved(step) = event {
                steps.push(step.clone());
            }
        });
    }
    steps
}

/// The postings of the trail sum to the second book, and its last step of a serial names who holds it.
pub(super) fn told_as_it_was_posted(stage: &Stage) {
    let (mut sums, mut last) = (BTreeMap::<AdjustmentAccount, (i128, i128)>::new(), BTreeMap::new());
    for step in told(stage) {
        for posted in &step.postings {
            assert_eq!(posted.posting.block, step.block);
            let sum = sums.entry(posted.posting.account).or_default();
            match posted.posting.by {
                AdjustedBy::FirstTransfer(_) => sum.0 += posted.units(),
                AdjustedBy::Use => sum.1 += posted.units(),
            }
        }
        (step.block.first..=step.block.last).for_each(|serial| {
            last.insert(serial, (step.held_by, step.first_transferred));
        });
    }
    sums.retain(|_, sum| *sum != (0, 0));
    let kept = stage.book.article6().back.adjustment_accounts().into_iter();
    let signed = |units: u128| i128::try_from(units).unwrap();
    let kept: BTreeMap<_, _> =
        kept.map(|(of, sums)| (of, (signed(sums.first_transferred), signed(sums.used)))).collect();
    assert_eq!(sums, kept);
    for row in units_of_block(&stage.book, block(1, SERIAL_MAX)) {
        for serial in row.block.first..=row.block.last {
            let told = last.get(&serial).copied();
            assert_eq!(told, Some((Some(row.account), row.first_transfer.is_some())), "serial {serial}");
        }
    }
}

#[test]
fn a_notice_is_told_with_its_units_postings_and_evidence() {
    let mut stage = sent_away();
    let for_oimp = stage.record(noticed(HOSTS, 1, 4, Action::USE_OIMP));
    let for_ndc = stage.record(noticed(ABROAD, 11, 13, Action::USE_NDC));
    let withdrawal = stage.record(withdraw(for_oimp));
    told_as_it_was_posted(&stage);
    let steps = told(&stage);
    let of = |entry| steps.iter().filter(|step| step.entry == entry).cloned().collect::<Vec<_>>();
    let [oimp] = &of(for_oimp)[..] else { panic!() };
    assert_eq!((oimp.block, oimp.action, oimp.accounts), (block(1, 4), Some(Action::USE_OIMP), None));
    assert_eq!(oimp.notice, Some(RemoteUse { party: party("GHA"), year: None }));
    assert_eq!(
        (oimp.entity, oimp.purpose, oimp.evidence),
        (Some(AIRLINE), Some(Purposes::IMP), Some(proof()))
    );
    assert_eq!(
        (oimp.first_transfer(), oimp.held_by),
        (Some(Trigger::UseOrCancellation), Some(AccountNumber(HOSTS)))
    );
    let [ndc] = &of(for_ndc)[..] else { panic!() };
    assert_eq!((ndc.year_of_use(), ndc.first_transfer(), ndc.first_transferred), (Some(2025), None, true));
    assert_eq!(ndc.notice, Some(RemoteUse { party: party("GHA"), year: Some(2025) }));
    let [back] = &of(withdrawal)[..] else { panic!() };
    assert_eq!((back.withdraws, back.action, back.notice), (Some(for_oimp), None, None));
    assert_eq!((back.first_transferred, back.postings.len(), back.postings[0].units()), (false, 1, -4));
    // What was sent away said on what evidence.
    let sent: Vec<_> = steps.iter().filter(|step| step.action == Some(Action::FIRST_TRANSFER)).collect();
    assert!(sent.iter().all(|step| step.evidence == Some(proof())) && !sent.is_empty());
    // The rows of units: cut where a notice or evidence begins or ends.
    let rows = units_of_block(&stage.book, block(1, 25));
    let told: Vec<_> = rows
        .iter()
        .map(|row| (row.block, row.noticed.as_ref().map(|notice| notice.given), row.evidence.is_some()))
        .collect();
    assert_eq!(
        told,
        [
            (block(1, 10), None, true),
            (block(11, 13), Some(for_ndc), true),
            (block(14, 20), None, true),
            (block(21, 25), None, false),
        ]
    );
    let first = rows[1].identifiers.unwrap();
    assert_eq!((first.0.number, first.1.number), (510, 512));
    let notice = stage.book.notices().notice(for_oimp).unwrap();
    assert_eq!((notice.withdrawn, notice.occurred_at), (Some(withdrawal), Timestamp(NOW)));
    assert!(stage.book.is_withdrawn(for_oimp) && !stage.book.is_withdrawn(for_ndc));
}

/// A row is cut by what a notice and evidence are of; what stands behind it is of exactly its units.
#[test]
fn the_basis_of_a_row_is_of_its_units() {
    let mut stage = world(&[]);
    stage.record(issue(&[(HOSTS, 301, 310)]));
    let told = stage.record(noticed(HOSTS, 304, 306, Action::DOMESTIC_USE));
    let rows = units_of_block(&stage.book, block(301, 310));
    let found: Vec<_> = rows
        .iter()
        .map(|row| (row.basis.as_ref().unwrap().block, row.noticed.as_ref().map(|notice| notice.given)))
        .collect();
    assert_eq!(found, [(block(301, 303), None), (block(304, 306), Some(told)), (block(307, 310), None)]);
    assert!(rows.iter().all(|row| row.basis.as_ref().unwrap().block == row.block));
}
