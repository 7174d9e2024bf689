//! The same of rulebook 2: random histories of several Parties, in which writer, verifier and model agree on every answer and
//! remark, on what is known of every unit, and on the second book; and the invariant of `spec/article6.md` section 6.

use std::collections::BTreeMap;
use std::sync::Arc;

use ledger_core::CommitError;
use ledger_core::query::AsAt;
use ledger_core::storage::{Folder, MemoryStorage};
use ledger_format::body::Body;
use ledger_format::codes::{AccountKind, Action};
use ledger_format::entry::EntryBytes;
use ledger_format::identifiers::AccountNumber;
use ledger_tests::article6_answers::{
    Posted, adjustment_postings, adjustment_sums, clearing, facts, second_book, second_book_is_even,
};
use ledger_tests::article6_operations::{OPERATION_SIZE, article6_operations};
use ledger_tests::article6_world::{KINDS, PARTIES, account_of};
use ledger_tests::auditor::Auditor;
use ledger_tests::cases;
use ledger_tests::model::article6::Facts;
use ledger_tests::model::{Forget, Model, Rule, UnitKey};
use ledger_tests::registry::{Registry, journal_files};
use ledger_tests::world::{BEGINNING_MS, World};
use proptest::collection::vec;
use proptest::prelude::*;

/// What a run came across, so that a test can say that it came across enough.
#[derive(Debug, Default)]
pub struct Seen {
    pub admitted: usize,
    pub refused: BTreeMap<Rule, usize>,
    remarks: BTreeMap<Rule, usize>,
    first_transfers: BTreeMap<u8, usize>,
    uses: usize,
}

/// A ledger at work beside the model.
pub struct Run {
    pub world: World,
    pub storage: MemoryStorage,
    pub registry: Registry,
    pub model: Model,
    remarks: Vec<(u64, Rule)>,
}

/// Options 2 to 4 by a byte: mostly nothing is forbidden, so that there are remarks.
pub fn forbidden(byte: u8) -> [u64; 3] {
    [0, 2, 4].map(|at| if byte >> at & 7 == 7 { 4 } else { 0 })
}

impl Run {
    pub fn new(world: World, forget: Forget) -> Self {
        let storage = MemoryStorage::new();
        let registry = Registry::with_world(&world, Arc::new(storage.clone()));
        let mut model = Model::new(world.clone(), forget);
        model.apply(&world.genesis());
        world.declarations().iter().for_each(|entry| model.apply(entry));
        Self { world, storage, registry, model, remarks: Vec::new() }
    }

    /// Writes what the bytes stand for; says where the writer and the model differ, if they do.
    pub fn write(&mut self, bytes: &[u8], seen: &mut Seen) -> Result<(), String> {
        // What is refused changes nothing, and what stands before it is recorded: the model needs no second draft.
        let (mut batch, mut expected, model) = (Vec::new(), None, &mut self.model);
        let operations = article6_operations(bytes);
        let last = 999 + operations.len() as u64;
        for (number, operation) in (1_000..).zip(operations) {
            let now_ms = BEGINNING_MS + number / 4 * 10;
            let entry = operation.entry(&self.world, model, number, now_ms);
            if expected.is_none() {
                match model.judge(&entry, now_ms) {
                    Some(rule) => expected = Some((batch.len(), rule)),
                    None => {
                        self.remarks.extend(model.remark(&entry).map(|rule| (model.entry_count(), rule)));
                        model.apply(&entry);
                    }
                }
            }
            batch.push(entry);
            if expected.is_none() && !operation.ends_batch() && number % 4 != 3 && number != last {
                continue;
            }
            let answer = match self.registry.record(now_ms, &batch) {
                Ok(_) => None,
                Err(CommitError::Refused { place, refusal }) => Some((place, refusal.rule().number())),
                Err(CommitError::Failed(error)) => return Err(format!("failed: {error}")),
            };
            if answer != expected {
                return Err(format!(
                    "operation {number}: writer {answer:?}, model {expected:?}: {:?}",
                    said(batch.last())
                ));
            }
            if let Some((place, rule)) = expected {
                *seen.refused.entry(rule).or_default() += 1;
                // What stood before it is wanted all the same.
                batch.truncate(place);
                if place > 0 {
                    self.registry.record(now_ms, &batch).map_err(|error| format!("without it: {error}"))?;
                }
            }
            seen.admitted += batch.len();
            let head = self.registry.ledger.durable_head();
            model.note_chain(head.entry_count, head.chain);
            expected = None;
            batch.clear();
        }
        Ok(())
    }

    pub fn compare(&self, seen: &mut Seen) -> Result<(), String> {
        for facts in self.model.article6().facts.values() {
            if let Some((_, trigger)) = facts.first_transfer {
                *seen.first_transfers.entry(trigger).or_default() += 1;
            }
            seen.uses += usize::from(facts.used.is_some());
        }
        for (_, rule) in &self.remarks {
            *seen.remarks.entry(*rule).or_default() += 1;
        }
        same_answers(&self.registry, &self.model)?;
        let ledger = &self.registry.ledger;
        let facts = facts(ledger);
        let holder = |unit: &UnitKey| -> Option<AccountKind> {
            let account = self.model.units().get(unit)?.account;
            self.model.account(account).map(|account| account.kind)
        };
        nothing_is_lost(&facts, holder, |unit| self.model.is_noticed(unit))?;
        adjustments_are_of_transfers_and_uses(&self.model)
    }

    /// The verifier's findings are the model's remarks; opened again, with and without its book, the ledger answers the same.
    pub fn audit(self, same_answers: impl Fn(&Registry, &Model) -> Result<(), String>) -> Result<(), String> {
        let head = self.registry.ledger.close().map_err(|error| error.to_string())?;
        let report = Auditor::default().report(&journal_files(&self.storage));
        let found: Vec<_> = report
            .findings
            .iter()
            .map(|finding| (finding.entry.map(|entry| entry.0), finding.rule.to_string()))
            .collect();
        let expected: Vec<_> =
            self.remarks.iter().map(|(entry, rule)| (Some(*entry), format!("N-{rule}"))).collect();
        if found != expected {
            return Err(format!("the verifier finds {found:?}, the model {expected:?}"));
        }
        if report.head.whole() != Some(head) || head.entry_count != self.model.entry_count() {
            return Err("the head".to_owned());
        }
        let files = self.storage.files();
        for keeps_book in [true, false] {
            let kept = files.iter().filter(|(path, _)| keeps_book || path.folder != Folder::Book);
            let kept = kept.map(|(path, bytes)| (path.clone(), bytes.clone()));
            let storage = Arc::new(MemoryStorage::with_files(kept));
            let opened = Registry::open(&self.world, storage, BEGINNING_MS + 1_000_000);
            let (again, _) = opened.map_err(|error| format!("book kept {keeps_book}: {error}"))?;
            same_answers(&again, &self.model).map_err(|why| format!("book kept {keeps_book}: {why}"))?;
        }
        Ok(())
    }
}

fn said(entry: Option<&Vec<u8>>) -> Option<Body> {
    EntryBytes::whole(entry?).ok()?.decode().ok()?.map(|(_, body)| body)
}

/// Whether the ledger answers what the model knows: holdings, balances, units, the second book.
pub fn same_answers(registry: &Registry, model: &Model) -> Result<(), String> {
    if registry.units(AsAt::Head) != *model.units() {
        return Err("holdings at the head".to_owned());
    }
    for place in 0..PARTIES.len() {
        for kind in 0..KINDS.len() {
            let number = account_of(place, kind);
            let answer = registry.ledger.balance(AccountNumber(number), AsAt::Head);
            let total = answer.map_err(|error| error.to_string())?.map(|balance| balance.total);
            if total != Some(i128::from(model.balance(number))) {
                return Err(format!("balance of account {number}: {total:?}"));
            }
        }
    }
    let (theirs, known) = (facts(&registry.ledger), &model.article6().facts);
    let ours = known.iter().filter(|(unit, _)| model.article6_series(unit).is_some());
    let ours: BTreeMap<_, _> = ours.map(|(unit, facts)| (*unit, facts.clone())).collect();
    if let Some((unit, facts)) = ours.iter().find(|(unit, facts)| theirs.get(unit) != Some(facts)) {
        return Err(format!("unit {unit:?}: writer {:?}, model {facts:?}", theirs.get(unit)));
    }
    if ours.len() != theirs.len() {
        return Err(format!("{} Article 6 units, {} in the model", theirs.len(), ours.len()));
    }
    let (theirs, ours) = (adjustment_sums(&registry.ledger), model.article6().adjustment_sums());
    if theirs != ours {
        return Err(format!("adjustments: writer {theirs:?}, model {ours:?}"));
    }
    let (kept, known) = (clearing(&registry.ledger), model.clearing());
    if kept != known {
        return Err(format!("clearing accounts: writer {kept:?}, model {known:?}"));
    }
    second_book_is_even(&second_book(&registry.ledger))?;
    let mut standing: Vec<_> = ours_standing(model);
    standing.sort_unstable();
    if adjustment_postings(&registry.ledger) != standing {
        return Err("postings of the second book".to_owned());
    }
    registry.ledger.book().check().map_err(|fault| format!("the book's own check: {fault}"))
}

/// The postings that nothing took back.
fn ours_standing(model: &Model) -> Vec<Posted> {
    let mut standing: BTreeMap<Posted, i128> = BTreeMap::new();
    for posting in &model.article6().postings {
        let key = (posting.account, posting.is_first_transfer, posting.entry, posting.unit);
        *standing.entry(key).or_default() += posting.units;
    }
    standing.into_iter().filter(|(_, units)| *units != 0).map(|(key, _)| key).collect()
}

/// Section 6: first transferred = used or cancelled in any way, also elsewhere + held anywhere + in transit or at a counterpart.
fn nothing_is_lost(
    facts: &BTreeMap<UnitKey, Facts>,
    holder: impl Fn(&UnitKey) -> Option<AccountKind>,
    is_noticed: impl Fn(&UnitKey) -> bool,
) -> Result<(), String> {
    let transferred: Vec<_> = facts.iter().filter(|(_, facts)| facts.first_transfer.is_some()).collect();
    let (mut ended, mut held, mut away) = (0, 0, 0);
    for (unit, _) in &transferred {
        match holder(unit) {
            Some(AccountKind::COUNTERPART) if is_noticed(unit) => ended += 1,
            other if is_noticed(unit) => {
                return Err(format!("{unit:?} was used elsewhere, and {other:?} holds it"));
            }
            Some(kind) if kind.is_terminal() => ended += 1,
            Some(AccountKind::IN_TRANSIT | AccountKind::COUNTERPART) => away += 1,
            Some(kind) if kind.is_live() => held += 1,
            other => return Err(format!("{unit:?} was first transferred, and {other:?} holds it")),
        }
    }
    if ended + held + away != transferred.len() {
        return Err(format!(
            "{} first transferred, {ended} ended, {held} held, {away} away",
            transferred.len()
        ));
    }
    // And the other way round: what is used towards an NDC was first transferred.
    match facts.iter().find(|(_, facts)| facts.used.is_some() && facts.first_transfer.is_none()) {
        Some((unit, _)) => Err(format!("{unit:?} is used and was never first transferred")),
        None => Ok(()),
    }
}

/// Section 6: no acquisition is among the adjustments, and every first transfer and use is, once.
fn adjustments_are_of_transfers_and_uses(model: &Model) -> Result<(), String> {
    let known = model.article6();
    for (_, is_first_transfer, entry, unit) in ours_standing(model) {
        let facts = &known.facts[&unit];
        let made = if is_first_transfer {
            facts.first_transfer.is_some_and(|(by, _)| by == entry)
        } else {
            facts.used.is_some_and(|(by, ..)| by == entry)
        };
        let acquisition =
            model.movement(entry).is_some_and(|movement| movement.action == Action::ACQUISITION);
        // An acquisition can be a first transfer too, of units that entered at a counterpart (section 1).
        if !made || (acquisition && !is_first_transfer) {
            return Err(format!(
                "entry {entry} adjusts for {unit:?}, and is neither its first transfer nor its use"
            ));
        }
    }
    Ok(())
}

/// Runs operations through all; says where they differ, if they do.
pub fn disagreement(bytes: &[u8], forget: Forget, seen: &mut Seen) -> Option<String> {
    let world = World::of_article6(forbidden(bytes.first().copied().unwrap_or_default()));
    let mut run = Run::new(world, forget);
    let outcome = run.write(bytes.get(1..).unwrap_or_default(), seen);
    outcome.and_then(|()| run.compare(seen)).and_then(|()| run.audit(same_answers)).err()
}

pub fn random_bytes(seed: u8, operations: usize) -> Vec<u8> {
    let mut bytes = vec![0; 1 + OPERATION_SIZE * operations];
    blake3::Hasher::new_keyed(&[seed; 32]).update(b"article 6").finalize_xof().fill(&mut bytes);
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(24), ..ProptestConfig::default() })]

    #[test]
    fn writer_verifier_and_model_agree(bytes in vec(any::<u8>(), OPERATION_SIZE * 60..OPERATION_SIZE * 240)) {
        prop_assert_eq!(disagreement(&bytes, Forget::Nothing, &mut Seen::default()), None);
    }
}

/// Long histories, and what they came across: most rules, every remark and trigger.
#[test]
fn and_over_long_histories() {
    let mut seen = Seen::default();
    for seed in 0..8 {
        assert_eq!(disagreement(&random_bytes(seed, 700), Forget::Nothing, &mut seen), None, "seed {seed}");
    }
    println!("{seen:?}");
    assert!(seen.admitted > 2_000 && seen.refused.len() > 40 && seen.uses > 20, "{seen:?}");
    assert_eq!((seen.remarks.len(), seen.first_transfers.len()), (3, 4), "{seen:?}");
}

/// The controls, some for each subject: a model without the rule, or with a mistake of another registry, disagrees.
#[test]
fn a_model_without_a_rule_disagrees() {
    let rules =
        [302, 304, 341, 342, 346, 347, 349, 352, 353, 361, 363, 365, 366, 367, 368, 369, 370, 380, 381];
    let forgotten = rules.map(Forget::Rule).into_iter();
    let mistakes = [Forget::TakingBack, Forget::AcquisitionIsNone, Forget::SplitKeepsFirstTransfer];
    for forget in forgotten.chain(mistakes) {
        let mut noticed =
            (0..12).map(|seed| disagreement(&random_bytes(seed, 400), forget, &mut Seen::default()));
        assert!(noticed.any(|why| why.is_some()), "{forget:?} makes no difference");
    }
}

/// The control of what is even: a leg without its counter-leg.
#[test]
fn a_leg_without_its_counter_leg_is_noticed() {
    let mut run = Run::new(World::of_article6([0; 3]), Forget::Nothing);
    run.write(&random_bytes(1, 700), &mut Seen::default()).unwrap();
    let mut book = second_book(&run.registry.ledger);
    assert!(!book.accounts.is_empty() && !book.clearing.is_empty(), "{book:?}");
    assert_eq!(second_book_is_even(&book), Ok(()));
    let series = book.accounts[0].account.series;
    book.accounts[0].balance += 1;
    let sum = format!("the accounts of series {series} sum to 1");
    assert_eq!(second_book_is_even(&book), Err(sum));
    book.accounts[0].balance -= 1;
    book.clearing.pop();
    assert!(second_book_is_even(&book).is_err());
}

/// The controls of the invariant: a unit that vanishes, a use without first transfer, an adjustment for an acquisition.
#[test]
fn what_is_lost_is_noticed() {
    let facts = Facts {
        first_transfer: Some((1, 1)),
        used: Some((2, "CHE".parse().unwrap(), 2024)),
        ..Facts::default()
    };
    let all = BTreeMap::from([((3, 1), facts.clone())]);
    let lost =
        |of: &_, holder: Option<AccountKind>, noticed: bool| nothing_is_lost(of, |_| holder, |_| noticed);
    assert_eq!(lost(&all, Some(AccountKind::USE_NDC), false), Ok(()));
    assert_eq!(lost(&all, Some(AccountKind::COUNTERPART), true), Ok(()));
    assert!(lost(&all, Some(AccountKind::HOLDING), true).is_err());
    assert!(lost(&all, None, false).is_err());
    assert!(lost(&all, Some(AccountKind::SOURCE), false).is_err());
    let never = BTreeMap::from([((3, 1), Facts { first_transfer: None, ..facts })]);
    assert!(lost(&never, Some(AccountKind::USE_NDC), false).is_err());
    let noticed = (0..12).any(|seed| {
        let mut run = Run::new(World::of_article6([0; 3]), Forget::AcquisitionIsNone);
        let _disagrees = run.write(&random_bytes(seed, 300), &mut Seen::default());
        adjustments_are_of_transfers_and_uses(&run.model).is_err()
    });
    assert!(noticed, "acquisition as an adjustment makes no difference");
}
