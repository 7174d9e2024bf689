//! The replay of a whole journal: keeps what lasts from window to window, and asks the parts in their order.
//!
//! Invariants:
//! - `control` and `window` are called for the same batches, in the order of the journal; a window for which only `control`
//!   is called takes part with its state and without findings.

use std::collections::BTreeMap;
use std::io;

use ledger_format::body::{Body, Genesis};
use ledger_format::codes::Role;
use ledger_format::identifiers::{AccountNumber, EntryIndex, Origin};
use ledger_format::signature::VerifyingKey;
use rayon::prelude::*;

use super::Breach;
use super::article6::{self, Units};
use super::control::{Control, ask_genesis, begin, own_keys};
use super::custody::{Custody, Facts, Step};
use super::found::Findings;
use super::holds;
use super::ids::IdLog;
use super::keyring::{Keyring, Strays};
use super::movement::Reversals;
use super::notices::{self, Noticed};
use super::number_map::NumberMap;
use super::origins;
use super::portion::{Judged, judge, unknown};
use super::share::{entry_at, portions};
use super::state::State;
use crate::finding::{Finding, Rule, Undetermined};
use crate::reading::Reading;
use crate::window::{Batch, EarlierEntries, Entry, SignatureVerdicts};

/// Who may sign checkpoints (C-102).
#[derive(Debug)]
pub struct CheckpointRole<'r> {
    /// How many must.
    pub threshold: u16,
    /// The valid keys that hold the role, in order of registration.
    pub keys: Vec<&'r VerifyingKey>,
}

/// What a replay found.
#[derive(Debug)]
#[must_use]
pub struct Replayed {
    /// The findings by rising entry.
    pub findings: Vec<Finding>,
    /// Entries of unknown kinds or codes, by rising entry; and one more where nothing could be judged.
    pub undetermined: Vec<Undetermined>,
    /// How many entries were judged.
    pub judged: u64,
    /// How many under each version of the rulebook, ascending.
    pub rulebooks: Vec<(u32, u64)>,
}

/// How far the beginning was read.
#[derive(Debug)]
enum Beginning {
    /// Entry 0 did not come yet.
    Awaited,
    /// Everything can be judged.
    Read(Box<Genesis>, Vec<Option<VerifyingKey>>),
    /// Entry 0 is no genesis entry that can be read: nothing behind it is judged.
    Missing,
}

impl Beginning {
    fn own_keys(&self) -> Option<&[Option<VerifyingKey>]> {
        match self {
            Self::Read(_, own) => Some(own),
            Self::Awaited | Self::Missing => None,
        }
    }
}

/// What `control` leaves for `window`.
#[derive(Debug, Default)]
struct Pending {
    breaches: Vec<Breach>,
    closings: NumberMap<AccountNumber, Vec<EntryIndex>>,
    /// Own keys of genesis entries that are out of place.
    strays: Strays,
}

/// A journal's rules, replayed.
#[derive(Debug)]
pub struct Replay {
    origin: Origin,
    beginning: Beginning,
    state: State,
    pending: Pending,
    reversals: Reversals,
    custody: Custody,
    units: Units,
    origins: origins::Movements,
    bars: holds::Bars,
    noticed: Noticed,
    ids: IdLog,
    findings: Findings,
    undetermined: Vec<Undetermined>,
    /// Entries with R-101, ascending.
    unknown: Vec<EntryIndex>,
    judged: u64,
    /// How many under each version of the rulebook.
    rulebooks: BTreeMap<u32, u64>,
    /// What the window before left, for its memory.
    judged_before: Vec<Judged>,
}

impl Replay {
    /// A replay of the journal whose first segment names this origin.
    #[must_use]
    pub fn new(origin: Origin) -> Self {
        Self {
            origin,
            beginning: Beginning::Awaited,
            state: State::default(),
            pending: Pending::default(),
            reversals: Reversals::default(),
            custody: Custody::default(),
            units: Units::default(),
            origins: origins::Movements::default(),
            bars: holds::Bars::default(),
            noticed: Noticed::default(),
            ids: IdLog::default(),
            findings: Findings::default(),
            undetermined: Vec::new(),
            unknown: Vec::new(),
            judged: 0,
            rulebooks: BTreeMap::new(),
            judged_before: Vec::new(),
        }
    }

    /// First call for each window: lets everything but movements take effect, in order.
    pub fn control(&mut self, batches: &[Batch<'_>]) {
        self.state.accounts.settle();
        self.state.holds.begin_window();
        self.state.notices.begin_window();
        self.pending = Pending::default();
        for batch in batches {
            self.state.holds.clock.begin_batch(batch.first, batch.recorded_at);
            if let (Beginning::Awaited, Some(entry)) = (&self.beginning, batch.entries.first()) {
                self.begin(batch, batch.first, entry);
            }
            if matches!(self.beginning, Beginning::Missing) {
                return;
            }
            for (index, entry) in batch.control().filter(|(index, _)| index.0 > 0) {
                self.control_entry(batch, index, entry);
            }
        }
    }

    /// What is known of keys behind the last window for which `control` was called.
    #[must_use]
    pub fn keyring(&self) -> Keyring<'_> {
        Keyring::new(&self.state, self.beginning.own_keys(), &self.pending.strays)
    }

    /// Who may sign checkpoints in the state before an entry (C-102).
    #[must_use]
    pub fn checkpoint_role(&self, before: EntryIndex) -> CheckpointRole<'_> {
        let (roles, seat) = (&self.state.roles, (Role::CHECKPOINT, None));
        let valid = self.state.keys.all_valid_at(before);
        let holding = valid.filter(|key| roles.holds_at(seat, key.line, before));
        CheckpointRole {
            threshold: roles.threshold_at(seat, before),
            keys: holding.map(|key| &key.public).collect(),
        }
    }

    /// The genesis entry, as soon as `control` has seen it; none if entry 0 is none that can be read.
    #[must_use]
    pub fn genesis(&self) -> Option<&Genesis> {
        match &self.beginning {
            Beginning::Read(genesis, _) => Some(genesis),
            Beginning::Awaited | Beginning::Missing => None,
        }
    }

    /// Second call for each window: judges its movements, and keeps what was found. `check` says which signatures are not valid,
    /// and runs beside most of the rules: whether a signature is valid changes no other answer.
    ///
    /// # Errors
    /// What reading earlier entries or writing temporary files gives; the replay is then of no more use.
    pub fn window(
        &mut self,
        batches: &[Batch<'_>],
        earlier: &dyn EarlierEntries,
        check: impl FnOnce(&Keyring<'_>) -> SignatureVerdicts + Send,
    ) -> io::Result<()> {
        let mut breaches = std::mem::take(&mut self.pending.breaches);
        match batches.first() {
            Some(batch) if matches!(self.beginning, Beginning::Read(..)) => {
                self.judge(batch.first, batches, earlier, check, &mut breaches)?;
            }
            _ => drop(check(&self.keyring())),
        }
        self.findings.add(breaches, batches, &self.state.article6.terms);
        Ok(())
    }

    fn judge(
        &mut self,
        first: EntryIndex,
        batches: &[Batch<'_>],
        earlier: &dyn EarlierEntries,
        check: impl FnOnce(&Keyring<'_>) -> SignatureVerdicts + Send,
        breaches: &mut Vec<Breach>,
    ) -> io::Result<()> {
        let reversals = self.reversals.judge(batches, earlier, &self.state)?;
        let portions = portions(batches);
        // The memory of the window before is used again: asking the system for it anew would cost more than judging.
        let mut judged = std::mem::take(&mut self.judged_before);
        judged.resize_with(judged.len().max(portions.len()), Judged::default);
        judged.truncate(portions.len());
        self.units.take_over(&self.state, &self.custody, first);
        self.bars.take_over(&mut self.state.holds, &self.custody, breaches);
        self.noticed.take_over(&self.state, first);
        let (state, bars, noticed) = (&self.state, &self.bars, &self.noticed);
        let article6 = article6::Window { state, reversals: &reversals, first };
        let walks = portions.par_iter().zip(&mut judged).zip(self.units.portions(portions.len()));
        let gathered: Vec<_> = walks
            .map(|((portion, judged), units)| {
                let mut units = state.article6.is_known.then(|| article6::Gatherer::new(&article6, units));
                let (mut bars, mut noticed) = (bars.gatherer(state), noticed.gatherer(state));
                judge(portion, first, state, judged, |index, entry| {
                    units.iter_mut().for_each(|units| units.entry(index, entry));
                    bars.iter_mut().for_each(|bars| bars.entry(index, entry));
                    noticed.iter_mut().for_each(|noticed| noticed.entry(index, entry));
                });
                let bars = bars.map(holds::Gatherer::finish).unwrap_or_default();
                (bars, noticed.map(notices::Gatherer::finish).unwrap_or_default())
            })
            .collect();
        let (of_bars, of_notices): (Vec<_>, Vec<_>) = gathered.into_iter().unzip();
        let (mut steps, mut ids) = (Vec::<&[Step]>::new(), Vec::new());
        for portion in &judged {
            steps.push(&portion.steps);
            ids.push(&portion.ids);
            breaches.extend(&portion.breaches);
            self.note_unknown(batches, &portion.unknown);
        }
        self.judged += portions.iter().map(|portion| portion.len() as u64).sum::<u64>();
        for batch in batches {
            // A rulebook binds from the next batch on; that of genesis binds genesis.
            let version = self.state.article6.terms.at(EntryIndex(batch.first.0.max(1))).version;
            *self.rulebooks.entry(version).or_default() += batch.entries.len() as u64;
        }
        breaches.extend(reversals.iter().filter_map(|reversal| {
            let entry = EntryIndex(first.0 + u64::from(reversal.offset));
            reversal.broken.map(|rule| Breach { entry, rule, block: None })
        }));

        let Self { state, beginning, pending, custody, units, origins, bars, noticed, ids: id_log, .. } =
            self;
        let state = &*state;
        let keyring = Keyring::new(state, beginning.own_keys(), &pending.strays);
        let rules = || -> io::Result<Vec<Breach>> {
            let facts =
                Facts { first, reversals: &reversals, closings: &pending.closings, series: &state.series };
            let article6 = article6::Window { state, reversals: &reversals, first };
            let holds = holds::Window { state, first, steps: &steps };
            let held_and_from_where = || {
                let mut found = custody.window(&facts, &steps);
                let origins_window = origins::Window { state, reversals: &reversals, first, custody };
                found.extend(origins.window(&origins_window, &portions));
                found
            };
            let of_units_and_notices = || {
                let (mut found, given) = units.window(&article6);
                found.extend(noticed.window(state, of_notices.into_iter().flatten(), given));
                found
            };
            let ((mut found, logged), (of_units, of_bars)) = rayon::join(
                || rayon::join(held_and_from_where, || id_log.add(&ids)),
                || rayon::join(of_units_and_notices, || bars.window(&holds, of_bars)),
            );
            logged?;
            found.extend(of_units);
            found.extend(of_bars);
            Ok(found)
        };
        let (verdicts, found) = rayon::join(|| check(&keyring), rules);
        breaches.extend(found?);
        let invalid = verdicts.invalid().iter();
        breaches.extend(invalid.map(|(entry, _)| Breach { entry: *entry, rule: Rule::R(111), block: None }));
        self.judged_before = judged;
        Ok(())
    }

    /// Last call: what was found in all windows. `earlier` reaches to the end of the journal.
    ///
    /// # Errors
    /// What reading the journal or temporary files again gives.
    pub fn finish(mut self, earlier: &dyn EarlierEntries) -> io::Result<Replayed> {
        let repeated = self.ids.repeated()?;
        let unknown = &self.unknown;
        let repeated = repeated.into_iter().filter(|entry| unknown.binary_search(entry).is_err());
        self.findings.add_late(Rule::R(123), repeated, earlier)?;
        let misquoted = article6::misquoted_chains(&mut self.state.article6, &self.origin, earlier)?;
        self.findings.add_late(Rule::R(381), misquoted.into_iter(), earlier)?;
        let overlapping = origins::overlapping(&self.state.origins);
        self.findings.add_late(Rule::R(406), overlapping.into_iter(), earlier)?;
        if matches!(self.beginning, Beginning::Missing) {
            let why = "entry 0 is no genesis entry that can be read, so nothing behind it was judged";
            self.undetermined.push(Undetermined::because(why));
        }
        let Self { findings, undetermined, judged, rulebooks, .. } = self;
        let rulebooks = rulebooks.into_iter().collect();
        Ok(Replayed { findings: findings.finish(), undetermined, judged, rulebooks })
    }

    fn begin(&mut self, batch: &Batch<'_>, index: EntryIndex, entry: &Entry<'_>) {
        self.beginning = Beginning::Missing;
        if let Some(why) = unknown(entry, self.state.article6.terms.at(index)) {
            self.unknown.push(index);
            self.undetermined.push(Undetermined::unknown(index, batch.place_of(entry), why));
            return;
        }
        let broken = match &entry.reading {
            Reading::Malformed(_) => Err(Rule::R(100)),
            Reading::Decoded(decoded) => match &**decoded {
                (context, Body::Genesis(genesis)) => {
                    begin(&mut self.state, genesis);
                    self.beginning = Beginning::Read(Box::new(genesis.clone()), own_keys(genesis));
                    let alone = batch.entries.len() == 1;
                    ask_genesis(genesis, context, &entry.bytes, &self.origin, batch.recorded_at, alone)
                }
                _ => Err(Rule::R(102)),
            },
            _ => Err(Rule::R(102)),
        };
        self.report(index, broken);
    }

    fn control_entry(&mut self, batch: &Batch<'_>, index: EntryIndex, entry: &Entry<'_>) {
        let Reading::Decoded(decoded) = &entry.reading else { return };
        let (context, body) = &**decoded;
        match body {
            Body::Genesis(genesis) => drop(self.pending.strays.insert(index, own_keys(genesis))),
            Body::AccountClosed(closed) => {
                self.pending.closings.entry(closed.account).or_default().push(index)
            }
            _ => {}
        }
        if unknown(entry, self.state.article6.terms.at(index)).is_some() {
            return;
        }
        let batch_last = EntryIndex(batch.end().0.saturating_sub(1));
        let (recorded_at, bytes) = (batch.recorded_at, &entry.bytes);
        let control = Control { index, batch_last, recorded_at, bytes, context, body };
        let broken = control.judge(&self.state);
        self.report(index, broken);
        control.apply(&mut self.state);
    }

    fn report(&mut self, entry: EntryIndex, verdict: Result<(), Rule>) {
        if let Err(rule) = verdict {
            self.pending.breaches.push(Breach { entry, rule, block: None });
        }
    }

    fn note_unknown(&mut self, batches: &[Batch<'_>], unknown: &[(EntryIndex, &'static str)]) {
        for (index, why) in unknown {
            if let Some((batch, entry)) = entry_at(batches, *index) {
                self.unknown.push(*index);
                self.undetermined.push(Undetermined::unknown(*index, batch.place_of(entry), *why));
            }
        }
    }
}
