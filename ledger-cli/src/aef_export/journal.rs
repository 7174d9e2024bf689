//! What a report needs of a ledger, read once: statements, what happened to units in the year, where they stood at its end, what
//! underlies them, and what those of another metric are worth.

use std::collections::{BTreeMap, BTreeSet};

use ledger_core::query::{Article6Event, Article6Step, Article6View, AsAt, AttachedTo, UnitWorth};
use ledger_core::{Error, Ledger};
use ledger_format::body::article6::{Article6, AuthorizationEnded, AuthorizationStated, EntityStated};
use ledger_format::identifiers::{EntryIndex, PartyCode, SeriesId, Timestamp};

use super::held::{Held, held_at};
use super::taken_back::TakenBack;
use super::underlying::UnderlyingUnits;

/// A statement, with its entry and when it occurred.
pub(super) type Stated<T> = (EntryIndex, Timestamp, T);

/// A ledger as far as reports of one year go.
#[derive(Debug)]
pub struct Journal<'l> {
    /// The last moment of the year.
    pub(super) end: Timestamp,
    /// What was known at the year's end.
    pub(super) then: Article6View<'l>,
    /// The ITMOs that stood at the year's end.
    pub(super) held: Vec<Held>,
    /// Every version, in the order of the entries.
    pub(super) authorizations: Vec<Stated<AuthorizationStated>>,
    /// What ended authorizations.
    ended: Vec<(EntryIndex, AuthorizationEnded)>,
    pub(super) entities: Vec<Stated<EntityStated>>,
    /// What happened to ITMOs in the year and was not taken back.
    pub(super) steps: Vec<Article6Step>,
    pub(super) underlying: UnderlyingUnits,
    /// Of series with a non-GHG metric, where the Party stated a conversion.
    pub(super) worth: BTreeMap<SeriesId, UnitWorth>,
    /// Whether a quantity in tonnes is asked for.
    pub(super) asks_tonnes: bool,
}

impl<'l> Journal<'l> {
    /// Reads a ledger for a Party's reports of the year between two moments, both included. It replays the journal
    /// twice; once where the end is the last moment there is, which stands for now. But for what units are worth in tonnes it is
    /// the same for every Party.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn read(
        ledger: &'l Ledger,
        party: PartyCode,
        (begin, end): (Timestamp, Timestamp),
    ) -> Result<Self, Error> {
        let (mut authorizations, mut ended, mut entities) = (Vec::new(), Vec::new(), Vec::new());
        let (mut steps, mut taken_back) = (Vec::new(), TakenBack::default());
        ledger.article6_trail(|event| match event {
            Article6Event::Stated { entry, occurred_at, statement } => match statement {
                Article6::AuthorizationStated(it) => {
                    authorizations.push((entry, occurred_at, (**it).clone()))
                }
                Article6::AuthorizationEnded(it) => ended.push((entry, it.clone())),
                Article6::EntityStated(it) => entities.push((entry, occurred_at, *it)),
                _ => {}
            },
            Article6Event::Moved(step) => {
                taken_back.note(step);
                if step.first_transferred && (begin..=end).contains(&step.occurred_at) {
                    steps.push(step.clone());
                }
            }
        })?;
        let as_at = if end == Timestamp(u64::MAX) { AsAt::Head } else { AsAt::Occurred(end) };
        let then = ledger.article6(as_at)?;
        let held = held_at(&then, &taken_back);
        let takes_back = |it: &Article6Step| it.reverses.is_some() || it.withdraws.is_some();
        let stands = |it: &&Article6Step| !takes_back(it) && !taken_back.has(it.entry);
        let as_it_stood = |it: &Article6Step| match it.accounts {
            Some(_) => vec![it.clone()],
            None => taken_back.as_it_stood(it),
        };
        let steps: Vec<_> = steps.iter().filter(stands).flat_map(as_it_stood).collect();
        let series = held.iter().map(|it| it.series).chain(steps.iter().map(|it| it.series)).collect();
        let spaces =
            held.iter().map(|it| it.block.space).chain(steps.iter().map(|it| it.block.space)).collect();
        let (underlying, worth) = (UnderlyingUnits::of(ledger, &spaces), worth(&then, party, &series));
        Ok(Self {
            end,
            then,
            held,
            authorizations,
            ended,
            entities,
            steps,
            underlying,
            worth,
            asks_tonnes: true,
        })
    }
}

impl Journal<'_> {
    /// Does not ask what units of another metric are worth in tonnes: who compares units counts them.
    #[must_use]
    pub fn without_tonnes(self) -> Self {
        Self { asks_tonnes: false, ..self }
    }

    /// Whether a version of an authorization was in effect at an entry and its time: what ended it later changes nothing.
    pub(super) fn is_in_effect(&self, attached: &AttachedTo, (entry, at): (EntryIndex, Timestamp)) -> bool {
        let is_it = |party: PartyCode, id: &str| party == attached.party && id == attached.authorization;
        let stated = self.authorizations.iter().any(|(_, _, it)| {
            is_it(it.party, it.authorization.as_str())
                && it.version == attached.version
                && it.from <= at
                && (it.until == Timestamp(0) || at < it.until)
        });
        let ended = self
            .ended
            .iter()
            .any(|(by, it)| *by < entry && it.from <= at && is_it(it.party, it.authorization.as_str()));
        stated && !ended
    }
}

/// By the conversions that the Party had stated by then.
fn worth(
    then: &Article6View<'_>,
    party: PartyCode,
    series: &BTreeSet<SeriesId>,
) -> BTreeMap<SeriesId, UnitWorth> {
    let worth = |series: &SeriesId| {
        let terms = &then.book().series(*series)?.terms;
        Some((*series, then.unit_worth(party, terms)?))
    };
    series.iter().filter_map(worth).collect()
}
