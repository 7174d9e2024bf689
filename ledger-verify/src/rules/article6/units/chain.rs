//! Acts on one run of units, one after the other: each is judged by what is known before it, then takes effect.
//!
//! Invariants:
//! - An effect never depends on a finding (`spec/article6.md` section 5).
//! - Of one unit the first rule that an act breaks is told: what an entry breaks first, its units break first.
//! - All pieces of one entry are judged by who held the unit before that entry.

use std::num::NonZeroU64;

use ledger_format::block::SerialBlock;
use ledger_format::codes::Action;
use ledger_format::identifiers::{EntryIndex, PartyCode};

use super::act::{Act, Credit, Given, How, IssuedInto, Moment, Numbering, Piece, Plain, Return, What};
use super::attachments::Attachments;
use super::gather::Gathered;
use super::holder::Holder;
use super::judge::claim::Claim;
use super::judge::{assignment, attachment, movement, notice, reversal};
use super::shards::Sorted;
use super::sink::{Assigned, Attached, Sink};
use super::unit::{FirstTransfer, NoticeName, Unit};
use crate::finding::Rule;
use crate::rules::article6::UnitSeries;
use crate::rules::article6::particulars::Particulars;
use crate::rules::article6::state::authorizations::{Version, VersionPlace};
use crate::rules::custody::SeriesMark;
use crate::rules::state::State;

/// Follows acts over runs of units.
#[derive(Debug)]
pub struct Chain<'w> {
    state: &'w State,
    /// What the window does, portion by portion.
    gathered: &'w [Gathered],
    /// The window's first entry.
    first: EntryIndex,
    /// What was found.
    pub sink: Sink,
    /// The last list of attachments that was made, with what it was made of.
    made: Option<(VersionPlace, Attachments, Attachments)>,
    /// The series looked up last.
    series: Option<(SeriesMark, Option<&'w UnitSeries>)>,
}

/// A stretch of one piece over which the same is known.
#[derive(Debug, Clone, Copy)]
struct Stretch<'p> {
    piece: &'p Piece,
    first: u64,
    last: u64,
}

impl Stretch<'_> {
    fn block(&self) -> SerialBlock {
        SerialBlock::new(self.piece.space, self.first, self.last)
    }
}

/// A movement that credits units; who gave them, if that is known.
#[derive(Debug, Clone, Copy)]
struct Moved {
    action: Action,
    particulars: Particulars,
    giver: Option<PartyCode>,
}

impl<'w> Chain<'w> {
    /// Before anything was found in a window with this first entry.
    pub fn new(state: &'w State, gathered: &'w [Gathered], first: EntryIndex) -> Self {
        Self { state, gathered, first, sink: Sink::default(), made: None, series: None }
    }

    /// Lets pieces that cover the serials `first` to `last`, in order, act on the unit of each of them.
    pub fn follow<'p>(
        &mut self,
        unit: &mut Option<Unit>,
        pieces: impl Iterator<Item = &'p Sorted>,
        first: u64,
        last: u64,
    ) {
        let mut entered: Option<u32> = None;
        let mut giver = None;
        for Sorted { piece, portion, .. } in pieces {
            let entry = EntryIndex(self.first.0.saturating_add(piece.entry.into()));
            if entered != Some(piece.entry) {
                entered = Some(piece.entry);
                giver = unit.as_ref().and_then(|unit| unit.holder.party_at(self.state, entry));
            }
            let stretch = Stretch { piece, first, last };
            let verdict = match &piece.how {
                How::Move(plain) => self.plain(unit, entry, plain, giver),
                _ => self.act(unit, entry, stretch, (*portion, giver)),
            };
            if let Err(rule) = verdict {
                self.sink.report(entry, rule, stretch.block());
            }
        }
    }

    fn plain(
        &mut self,
        unit: &mut Option<Unit>,
        entry: EntryIndex,
        plain: &Plain,
        giver: Option<PartyCode>,
    ) -> Result<(), Rule> {
        let Plain { occurred_at, debited, party, kind, action } = *plain;
        let (taker, issued_into) = (Holder::known(party, kind), IssuedInto::SeriesOf(debited));
        let credit = Credit { taker, kind, issued_into };
        let moved = Moved { action, particulars: Particulars::default(), giver };
        self.credit(unit, Moment { entry, occurred_at }, &credit, &moved)
    }

    /// What is done by more than a plain movement.
    fn act(
        &mut self,
        unit: &mut Option<Unit>,
        entry: EntryIndex,
        stretch: Stretch<'_>,
        (portion, giver): (u32, Option<PartyCode>),
    ) -> Result<(), Rule> {
        let Some(gathered) = self.gathered.get(portion as usize) else { return Ok(()) };
        let how = stretch.piece.how;
        let place = match how {
            How::Move(_) => return Ok(()),
            How::Credit(act, _) | How::Return(act, _) | How::Number(act, _) => act,
            How::Attach(act) | How::Notice(act) | How::Withdraw(act) => act,
        };
        let Some(Act { occurred_at, what }) = gathered.acts.get(place as usize) else { return Ok(()) };
        let at = Moment { entry, occurred_at: *occurred_at };
        match (what, how) {
            (What::Movement { action, issued_into, particulars }, How::Credit(_, account)) => {
                let credit = Credit::to(account, self.state, at, *issued_into);
                let particulars = particulars.as_deref().copied().unwrap_or_default();
                self.credit(unit, at, &credit, &Moved { action: *action, particulars, giver })
            }
            (What::Untold { issued_into }, How::Credit(_, account)) => {
                let credit = Credit::to(account, self.state, at, *issued_into);
                self.issued(unit, at, &credit).holder = credit.taker;
                Ok(())
            }
            (_, How::Return(_, place)) => match gathered.returns.get(place as usize) {
                Some(back) => self.give_back(unit, at, what, back),
                None => Ok(()),
            },
            (What::Assignment(numbering), How::Number(_, number)) => {
                self.assign(unit, at, numbering, number, stretch)
            }
            (What::Attachment { version }, How::Attach(_)) => self.attach(unit, at, *version, stretch),
            (What::Notice(given), How::Notice(_)) => self.notice(unit, at, given, stretch),
            (What::Withdrawal { notice, used_for }, How::Withdraw(_)) => {
                self.withdraw(unit, at, (*notice, *used_for))
            }
            _ => Ok(()),
        }
    }

    /// A unit that is credited: issued now, if it never was.
    fn issued<'u>(&self, unit: &'u mut Option<Unit>, at: Moment, credit: &Credit) -> &'u mut Unit {
        let series = || credit.issued_into.series(self.state, at.entry);
        unit.get_or_insert_with(|| Unit::issued(series(), credit.taker))
    }

    fn credit(
        &mut self,
        unit: &mut Option<Unit>,
        at: Moment,
        credit: &Credit,
        moved: &Moved,
    ) -> Result<(), Rule> {
        let unit = self.issued(unit, at, credit);
        let mut verdict = Ok(());
        if let Some(series) = self.series(unit) {
            let Moved { action, particulars, giver } = *moved;
            let giver = if action == Action::ISSUE {
                let source = credit.issued_into.series(self.state, at.entry);
                self.state.article6.series.of(source.series()).map(|series| series.host)
            } else {
                giver
            };
            let user = credit.taker.party_at(self.state, at.entry);
            let claim = Claim { state: self.state, at, action, particulars, unit, series, user };
            let asked = movement::Asked { claim, giver, credit };
            let trigger = asked.trigger();
            verdict = asked.judge(trigger);
            if trigger.is_some() {
                unit.first_transfer = FirstTransfer::Moved(at.entry);
            }
        }
        unit.holder = credit.taker;
        verdict
    }

    fn give_back(
        &mut self,
        unit: &mut Option<Unit>,
        at: Moment,
        what: &What,
        back: &Return,
    ) -> Result<(), Rule> {
        let (What::Reversal { issued_into, .. } | What::Untold { issued_into }) = what else { return Ok(()) };
        let credit = Credit::to(back.account, self.state, at, *issued_into);
        let unit = self.issued(unit, at, &credit);
        let mut verdict = Ok(());
        if let What::Reversal { reverses, year_of_use, .. } = what
            && let Some(series) = self.series(unit)
        {
            let reversed = (*reverses, *year_of_use);
            verdict = reversal::ask(self.state, at, unit, series, (credit.kind, back), reversed);
            if unit.first_transfer == FirstTransfer::Moved(*reverses) {
                unit.first_transfer = FirstTransfer::None;
            }
        }
        unit.holder = credit.taker;
        verdict
    }

    fn attach(
        &mut self,
        unit: &mut Option<Unit>,
        at: Moment,
        place: VersionPlace,
        stretch: Stretch<'_>,
    ) -> Result<(), Rule> {
        let authorizations = &self.state.article6.authorizations;
        let Some(version) = authorizations.version(place) else { return Ok(()) };
        let series = unit.as_ref().and_then(|unit| self.series(unit));
        let (Some(unit), Some(series)) = (unit.as_mut(), series) else { return Err(Rule::R(346)) };
        let verdict = attachment::ask(self.state, at, unit, series, (place, version));
        let makes = attachment::makes_first_transfer(self.state, at, unit, series, version);
        let before =
            unit.attachments.of(version.party, authorizations).map(|(_, before)| before.authorization);
        let units = stretch.last - stretch.first + 1;
        self.sink.attach(Attached { entry: at.entry, version: place, before, units });
        unit.attachments = self.attached(&unit.attachments, place, version);
        if makes {
            unit.first_transfer = FirstTransfer::Authorized;
        }
        verdict
    }

    fn attached(&mut self, before: &Attachments, place: VersionPlace, version: &Version) -> Attachments {
        if let Some((_, _, made)) = self.made.as_ref().filter(|(at, of, _)| *at == place && of == before) {
            return made.clone();
        }
        let made = before.with(place, version.party, &self.state.article6.authorizations);
        self.made = Some((place, before.clone(), made.clone()));
        made
    }

    fn assign(
        &mut self,
        unit: &mut Option<Unit>,
        at: Moment,
        numbering: &Numbering,
        number: Option<NonZeroU64>,
        stretch: Stretch<'_>,
    ) -> Result<(), Rule> {
        let series = unit.as_ref().and_then(|unit| self.series(unit));
        let (Some(unit), Some(series)) = (unit.as_mut(), series) else { return Err(Rule::R(346)) };
        let verdict = assignment::ask(self.state, at, unit, series, numbering, number.is_some());
        if let (Some(number), None) = (number, unit.identifier) {
            let number = number.get() + (stretch.first - stretch.piece.first);
            let (entry, block) = (at.entry, stretch.block());
            self.sink.assign(Assigned { entry, numbering: *numbering, number, block });
            unit.identifier = Some(numbering.approach);
        }
        verdict
    }

    fn notice(
        &mut self,
        unit: &mut Option<Unit>,
        at: Moment,
        given: &Given,
        stretch: Stretch<'_>,
    ) -> Result<(), Rule> {
        let series = unit.as_ref().and_then(|unit| self.series(unit));
        let (Some(unit), Some(series)) = (unit.as_mut(), series) else { return Err(Rule::R(346)) };
        let Given { account, action, party, particulars } = *given;
        let claim = Claim { state: self.state, at, action, particulars, unit, series, user: Some(party) };
        let verdict = notice::ask(&claim, account);
        let makes = notice::makes_first_transfer(&claim);
        if unit.noticed.is_none() {
            unit.noticed = NoticeName::of(at.entry);
            if makes {
                unit.first_transfer = FirstTransfer::Noticed(at.entry);
            }
            self.sink.notice(at.entry, stretch.block());
        }
        verdict
    }

    fn withdraw(
        &mut self,
        unit: &mut Option<Unit>,
        at: Moment,
        (notice, used_for): (EntryIndex, Option<(PartyCode, u16)>),
    ) -> Result<(), Rule> {
        let series = unit.as_ref().and_then(|unit| self.series(unit));
        let (Some(unit), Some(series)) = (unit.as_mut(), series) else { return Ok(()) };
        if unit.noticed != NoticeName::of(notice) {
            return Ok(());
        }
        let verdict = notice::ask_withdrawal(self.state, at, unit, series, (notice, used_for));
        unit.noticed = None;
        if unit.first_transfer == FirstTransfer::Noticed(notice) {
            unit.first_transfer = FirstTransfer::None;
        }
        verdict
    }

    /// The unit's series, if it is an Article 6 unit.
    #[inline]
    fn series(&mut self, unit: &Unit) -> Option<&'w UnitSeries> {
        if let Some((_, series)) = self.series.filter(|(mark, _)| *mark == unit.series) {
            return series;
        }
        let series = self.state.article6.series.of(unit.series.series());
        self.series = Some((unit.series, series));
        series
    }
}
