//! Judges movements and reversing movements by everything but custody, and says what they ask of custody.
//!
//! Invariants:
//! - Entries are judged independently of each other, so that threads may share them out as they like.
//! - A movement without a finding here becomes one step a segment, with its claim; one with a finding becomes one step a
//!   well-formed credit, in order, that claims nothing: it takes effect as written (`spec/rules.md` section 1).
//!
//! Custody is judged in [`super::custody`], ids in [`super::ids`].

mod actions;
mod balance;
mod reversal;

pub use balance::{Segment, pair};
pub use reversal::{ReversalFacts, Reversals};

use ledger_format::block::SerialBlock;
use ledger_format::body::Posting;
use ledger_format::codes::{AccountKind, Action, Metric, Side};
use ledger_format::entry::EntryBytes;
use ledger_format::identifiers::{EntryIndex, Timestamp};
use ledger_format::limits::UNITS_LIMIT;

use super::custody::{Claim, Measure, SeriesMark, Step};
use super::serials::join;
use super::signing::{Signed, signers};
use super::state::accounts::{Account, Status};
use super::state::series::SeriesPlace;
use super::state::{AUTHORITY, OPERATOR, State};
use super::terms::Terms;
use super::time::ask_times;
use super::{Broken, ask};
use crate::finding::Rule;

/// What moves units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// A movement.
    Movement(Action),
    /// A reversing movement.
    Reversal,
}

/// A movement where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Moving<'e, 'a> {
    /// Its place.
    pub index: EntryIndex,
    /// Its place, counted from the first entry of the window.
    pub offset: u32,
    /// When its batch was sealed.
    pub recorded_at: Timestamp,
    /// Its bytes.
    pub bytes: &'e EntryBytes<'a>,
    /// Whether the operator signed on behalf of somebody.
    pub on_behalf: bool,
    /// What it does.
    pub deed: Deed,
    /// The hold that it names, under a rulebook that knows holds.
    pub hold: Option<EntryIndex>,
}

/// Judges one movement after the other, with the memory of the one before.
#[derive(Debug)]
pub struct Judge<'s> {
    state: &'s State,
    postings: Vec<Posting>,
    accounts: Vec<Option<&'s Account>>,
    segments: Vec<Segment>,
}

impl<'s> Judge<'s> {
    /// A judge by this state.
    pub fn new(state: &'s State) -> Self {
        Self { state, postings: Vec::new(), accounts: Vec::new(), segments: Vec::new() }
    }

    /// Judges a movement and appends its steps; returns the first rule that it breaks, with the serials that break it.
    pub fn judge(
        &mut self,
        moving: &Moving<'_, '_>,
        postings: impl Iterator<Item = Posting>,
        steps: &mut Vec<Step>,
    ) -> Option<Broken> {
        let index = moving.index;
        self.postings.clear();
        self.postings.extend(postings);
        self.accounts.clear();
        let known = self.postings.iter().map(|posting| self.state.accounts.known_at(posting.account, index));
        self.accounts.extend(known);
        let verdict = self.ask_all(moving);
        match verdict {
            Ok(()) => self.push_segments(moving, steps),
            Err(_) => self.push_credits(moving, steps),
        }
        verdict.err()
    }

    /// Whether the movement judged last debits or credits an account of a registry without a ledger of ours.
    pub fn crosses_counterpart(&self) -> bool {
        self.accounts.iter().flatten().any(|account| account.kind == AccountKind::COUNTERPART)
    }

    fn ask_all(&mut self, moving: &Moving<'_, '_>) -> Result<(), Broken> {
        self.ask_signed(moving)?;
        let limit_ms = self.state.not_after_limit_ms.at(moving.index);
        ask_times(moving.bytes, moving.recorded_at, limit_ms)?;
        self.ask_form(moving.index)?;
        pair(&self.postings, &mut self.segments).map_err(|serials| Broken { rule: Rule::R(205), serials })?;
        let stay: Vec<_> = self.segments.iter().filter(|segment| self.stays(segment)).collect();
        ask_serials(206, stay.into_iter().map(|segment| segment.block))?;
        match moving.deed {
            Deed::Movement(action) => self.ask_action(action, moving.index),
            Deed::Reversal => Ok(()),
        }
    }

    ///
    fn ask_signed(&self, moving: &Moving<'_, '_>) -> Result<(), Rule> {
        let signed = Signed { state: self.state, index: moving.index, bytes: moving.bytes };
        ask(110, signed.by_valid_keys())?;
        match moving.deed {
            Deed::Movement(_) => {
                ask(112, !moving.on_behalf || signed.by(OPERATOR))?;
                // Who accepts a hold that was placed; the giver signed that.
                let hold = moving.hold.and_then(|hold| self.state.holds.hold_at(hold, moving.index));
                if let Some(hold) = hold {
                    return ask(113, moving.on_behalf || signed.by_account(hold.acquiring) != Some(false));
                }
                ask(113, self.legs(Side::Debit).all(|leg| self.is_released(&signed, moving.on_behalf, leg)))
            }
            Deed::Reversal => {
                ask(112, !moving.on_behalf)?;
                ask(113, signed.by(OPERATOR) && signed.by(AUTHORITY))
            }
        }
    }

    /// Whether those signed whose word a debit needs. With R-112 behind us, on behalf is the operator's word.
    fn is_released(
        &self,
        signed: &Signed<'_, '_>,
        on_behalf: bool,
        leg: (&Posting, Option<&Account>),
    ) -> bool {
        let (posting, Some(account)) = leg else { return true };
        if account.kind == AccountKind::SOURCE {
            let series = account.series.and_then(|place| self.state.series.series(place));
            return series.is_none_or(|series| signed.by_authority_of(series.host));
        }
        let represented = || {
            let (keys, signers) = (&self.state.keys, signers(signed.bytes));
            self.state.accounts.is_represented(posting.account, account, signers, keys, signed.index)
        };
        on_behalf || represented()
    }

    ///
    fn ask_form(&self, index: EntryIndex) -> Result<(), Rule> {
        let units = |side| {
            self.legs(side).try_fold(0_u128, |sum, (posting, _)| {
                posting.block.is_well_formed().then(|| sum + u128::from(posting.block.count()))
            })
        };
        let in_bounds = |side| units(side).is_some_and(|units| (1..u128::from(UNITS_LIMIT)).contains(&units));
        ask(201, in_bounds(Side::Debit) && in_bounds(Side::Credit))?;
        let mut checked = None;
        for Posting { block, .. } in &self.postings {
            if checked != Some(block.space) {
                ask(202, self.state.series.is_declared_at(block.space, index))?;
                checked = Some(block.space);
            }
        }
        ask(203, self.accounts.iter().all(Option::is_some))?;
        let status = |(posting, account): (&Posting, &Option<&Account>)| {
            account.is_some_and(|account| {
                self.state.accounts.status_at(posting.account, account, index) == Status::Active
            })
        };
        ask(204, self.postings.iter().zip(&self.accounts).all(status))
    }

    fn stays(&self, segment: &Segment) -> bool {
        let account = |place: usize| self.postings.get(place).map(|posting| posting.account);
        account(segment.debit) == account(segment.credit)
    }

    ///
    fn ask_action(&self, action: Action, index: EntryIndex) -> Result<(), Broken> {
        let mut debited = self.kinds(Side::Debit);
        ask(207, debited.all(|kind| !kind.is_terminal()))?;
        let debits_fit = self.kinds(Side::Debit).all(|kind| actions::debits(action, kind));
        let terms = || self.state.article6.terms.at(index);
        let credits_fit = self.kinds(Side::Credit).all(|kind| actions::credits(action, kind, terms));
        ask(208, debits_fit && credits_fit)?;
        if action != Action::ISSUE {
            return Ok(());
        }
        let blocks = self.legs(Side::Debit).map(|(posting, _)| posting.block);
        match self.source() {
            Source::One(Some(place)) => {
                let space = self.state.series.series(place).map(|series| series.space);
                ask_serials(209, blocks.filter(|block| Some(block.space) != space))
            }
            // Several; none at all is R-208's business.
            Source::NoneOrMany => ask_serials(209, blocks),
            Source::One(None) => Ok(()),
        }
    }

    /// The Source account that is debited.
    fn source(&self) -> Source {
        let mut sources = self.legs(Side::Debit).filter_map(|(posting, account)| {
            account.filter(|account| account.kind == AccountKind::SOURCE).map(|account| (posting, account))
        });
        let Some((first, account)) = sources.next() else { return Source::NoneOrMany };
        if sources.all(|(posting, _)| posting.account == first.account) {
            Source::One(account.series)
        } else {
            Source::NoneOrMany
        }
    }

    fn legs(&self, side: Side) -> impl Iterator<Item = (&Posting, Option<&'s Account>)> {
        let legs = self.postings.iter().zip(self.accounts.iter().copied());
        legs.filter(move |(posting, _)| posting.side == side)
    }

    fn kinds(&self, side: Side) -> impl Iterator<Item = AccountKind> {
        self.legs(side).filter_map(|(_, account)| account).map(|account| account.kind)
    }

    fn push_segments(&self, moving: &Moving<'_, '_>, steps: &mut Vec<Step>) {
        let claim = match moving.deed {
            Deed::Movement(Action::ISSUE) => Claim::Unissued,
            Deed::Movement(_) => Claim::Held,
            Deed::Reversal => Claim::HeldSince,
        };
        let series = self.source().mark();
        for segment in &self.segments {
            let Some(debit) = self.postings.get(segment.debit) else { continue };
            self.push_step(moving, segment.credit, Some(debit), segment.block, series, claim, steps);
        }
    }

    fn push_credits(&self, moving: &Moving<'_, '_>, steps: &mut Vec<Step>) {
        let series = self.source().mark();
        for (place, posting) in self.postings.iter().enumerate() {
            if posting.side == Side::Credit && posting.block.is_well_formed() {
                self.push_step(moving, place, None, posting.block, series, Claim::None, steps);
            }
        }
    }

    #[allow(clippy::too_many_arguments)] // One place where a step is made, for both of the above.
    fn push_step(
        &self,
        moving: &Moving<'_, '_>,
        credit: usize,
        debit: Option<&Posting>,
        block: SerialBlock,
        series: SeriesMark,
        claim: Claim,
        steps: &mut Vec<Step>,
    ) {
        let Some(posting) = self.postings.get(credit) else { return };
        let account = self.accounts.get(credit).copied().flatten();
        steps.push(Step {
            first: block.first,
            last: block.last,
            occurred_at_ms: moving.bytes.occurred_at().0,
            debit: debit.map_or(posting.account, |debit| debit.account),
            credit: posting.account,
            space: block.space,
            entry: moving.offset,
            series,
            claim,
            measure: account.map_or(Measure::Unknown, |account| measure(account.metric)),
        });
    }
}

/// of one debited and one acquiring account, for who proposes a movement.
pub fn kinds_fit(action: Action, debited: AccountKind, acquiring: AccountKind, terms: Terms) -> bool {
    !debited.is_terminal()
        && actions::debits(action, debited)
        && actions::credits(action, acquiring, || terms)
}

/// The Source accounts that a movement debits.
enum Source {
    NoneOrMany,
    One(Option<SeriesPlace>),
}

impl Source {
    fn mark(&self) -> SeriesMark {
        SeriesMark::new(if let Self::One(series) = self { *series } else { None })
    }
}

/// What a metric's code says.
pub fn measure(metric: Metric) -> Measure {
    match metric {
        Metric::GHG => Measure::Ghg,
        Metric::NON_GHG => Measure::NonGhg,
        _ => Measure::Unknown,
    }
}

/// A rule that no serial may break.
fn ask_serials(number: u16, breaking: impl Iterator<Item = SerialBlock>) -> Result<(), Broken> {
    let mut breaking = breaking.peekable();
    if breaking.peek().is_none() {
        return Ok(());
    }
    Err(Broken { rule: Rule::R(number), serials: join(breaking.collect()) })
}
