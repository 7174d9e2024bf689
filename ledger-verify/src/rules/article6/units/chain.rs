//! Acts on one run of units, one after the other: each is judged by what is known before it, then takes effect.
//!
//! Invariants:
//! - An effect never depends on a finding (`spec/article6.md` section 5).
//! - Of one unit the first rule that an act breaks is told: what an entry breaks first, its units break first.
//! - All pieces of one entry are judged by who held the unit before that entry.

use ledger_format::codes::Action;
use ledger_format::identifiers::{EntryIndex, PartyCode};

use super::act::{Act, Credit, Given, How, IssuedInto, Numbering, Piece, What};
use super::attachments::Attachments;
use super::judge::claim::Claim;
use super::judge::{assignment, attachment, movement, notice, reversal};
use super::sink::{Sink, block};
use super::unit::{FirstTransfer, Name, Unit};
use crate::finding::Rule;
use crate::rules::article6::UnitSeries;
use crate::rules::article6::state::authorizations::{Version, VersionPlace};
use crate::rules::state::State;

/// Follows acts over runs of units.
#[derive(Debug)]
pub struct Chain<'w> {
    state: &'w State,
    acts: &'w [Act],
    /// What was found.
    pub sink: Sink,
    /// The last list of attachments that was made, with what it was made of.
    made: Option<(VersionPlace, Attachments, Attachments)>,
}

/// A stretch of one piece over which the same is known.
#[derive(Debug, Clone, Copy)]
struct Stretch<'p> {
    piece: &'p Piece,
    first: u64,
    last: u64,
}

impl<'w> Chain<'w> {
    /// Before anything was found.
    pub fn new(state: &'w State, acts: &'w [Act]) -> Self {
        Self { state, acts, sink: Sink::default(), made: None }
    }

    /// Lets pieces that cover the serials `first` to `last`, in order, act on the unit of each of them.
    pub fn follow<'p>(
        &mut self,
        unit: &mut Option<Unit>,
        pieces: impl Iterator<Item = &'p Piece>,
        first: u64,
        last: u64,
    ) {
        let acts = self.acts;
        let mut entered: Option<u32> = None;
        let mut giver = None;
        for piece in pieces {
            let Some(act) = acts.get(piece.act as usize) else { continue };
            if entered != Some(piece.act) {
                entered = Some(piece.act);
                giver = unit.as_ref().and_then(|unit| unit.holder.party_at(self.state, act.entry));
            }
            let stretch = Stretch { piece, first, last };
            let verdict = match (&act.what, &piece.how) {
                (What::Assignment(numbering), How::Number(number)) => {
                    self.assign(unit, act, numbering, *number, stretch)
                }
                (What::Attachment { version }, How::Attach) => self.attach(unit, act, *version, stretch),
                (What::Notice(given), How::Notice) => self.notice(unit, act, given, stretch),
                (What::Withdrawal { notice, used_for }, How::Withdraw) => {
                    self.withdraw(unit, act, (*notice, *used_for))
                }
                (_, How::Credit(credit)) => self.credit(unit, act, credit, giver),
                _ => Ok(()),
            };
            if let Err(rule) = verdict {
                self.sink.report(act.entry, rule, block(piece.space, first, last));
            }
        }
    }

    fn credit(
        &mut self,
        unit: &mut Option<Unit>,
        act: &Act,
        credit: &Credit,
        holder: Option<PartyCode>,
    ) -> Result<(), Rule> {
        let issued_into = match act.what {
            What::Untold { issued_into }
            | What::Movement { issued_into, .. }
            | What::Reversal { issued_into, .. } => issued_into,
            _ => IssuedInto::None,
        };
        let issued_into = || issued_into.series(self.state, act.entry);
        let unit = unit.get_or_insert_with(|| Unit::issued(issued_into(), credit.taker));
        let mut verdict = Ok(());
        if let Some(series) = self.series(unit) {
            match &act.what {
                What::Movement { action, particulars, .. } => {
                    let giver = if *action == Action::ISSUE {
                        self.state.article6.series.of(issued_into().series()).map(|series| series.host)
                    } else {
                        holder
                    };
                    let claim = Claim {
                        state: self.state,
                        act,
                        action: *action,
                        particulars: particulars.as_deref().copied().unwrap_or_default(),
                        unit,
                        series,
                        user: credit.taker.party_at(self.state, act.entry),
                    };
                    let asked = movement::Asked { claim, giver, credit };
                    let makes = asked.trigger().is_some();
                    verdict = asked.judge();
                    if makes {
                        unit.first_transfer = FirstTransfer::Moved(act.entry);
                    }
                }
                What::Reversal { reverses, year_of_use, .. } => {
                    verdict = reversal::ask(self.state, act, unit, series, credit, (*reverses, *year_of_use));
                    if unit.first_transfer == FirstTransfer::Moved(*reverses) {
                        unit.first_transfer = FirstTransfer::None;
                    }
                }
                _ => {}
            }
        }
        unit.holder = credit.taker;
        verdict
    }

    fn attach(
        &mut self,
        unit: &mut Option<Unit>,
        act: &Act,
        place: VersionPlace,
        stretch: Stretch<'_>,
    ) -> Result<(), Rule> {
        let authorizations = &self.state.article6.authorizations;
        let Some(version) = authorizations.version(place) else { return Ok(()) };
        let series = unit.as_ref().and_then(|unit| self.series(unit));
        let (Some(unit), Some(series)) = (unit.as_mut(), series) else { return Err(Rule::R(346)) };
        let verdict = attachment::ask(self.state, act, unit, series, (place, version));
        let makes = attachment::makes_first_transfer(self.state, act, unit, series, version);
        let before =
            unit.attachments.of(version.party, authorizations).map(|(_, before)| before.authorization);
        self.sink.attach(stretch.piece.act, before, stretch.last - stretch.first + 1);
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
        act: &Act,
        numbering: &Numbering,
        number: Option<u64>,
        stretch: Stretch<'_>,
    ) -> Result<(), Rule> {
        let series = unit.as_ref().and_then(|unit| self.series(unit));
        let (Some(unit), Some(series)) = (unit.as_mut(), series) else { return Err(Rule::R(346)) };
        let verdict = assignment::ask(self.state, act, unit, series, numbering, number);
        if let (Some(number), None) = (number, unit.identifier) {
            let Stretch { piece, first, last } = stretch;
            let number = number + (first - piece.first);
            self.sink.assign(piece.act, number, block(piece.space, first, last));
            unit.identifier = Some(numbering.approach);
        }
        verdict
    }

    fn notice(
        &mut self,
        unit: &mut Option<Unit>,
        act: &Act,
        given: &Given,
        Stretch { piece, first, last }: Stretch<'_>,
    ) -> Result<(), Rule> {
        let series = unit.as_ref().and_then(|unit| self.series(unit));
        let (Some(unit), Some(series)) = (unit.as_mut(), series) else { return Err(Rule::R(346)) };
        let Given { account, action, party, particulars } = *given;
        let claim = Claim { state: self.state, act, action, particulars, unit, series, user: Some(party) };
        let verdict = notice::ask(&claim, account);
        let makes = notice::makes_first_transfer(&claim);
        if unit.noticed.is_none() {
            unit.noticed = Name::of(act.entry);
            if makes {
                unit.first_transfer = FirstTransfer::Noticed(act.entry);
            }
            self.sink.notice(act.entry, block(piece.space, first, last));
        }
        verdict
    }

    fn withdraw(
        &mut self,
        unit: &mut Option<Unit>,
        act: &Act,
        (notice, used_for): (EntryIndex, Option<(PartyCode, u16)>),
    ) -> Result<(), Rule> {
        let series = unit.as_ref().and_then(|unit| self.series(unit));
        let (Some(unit), Some(series)) = (unit.as_mut(), series) else { return Ok(()) };
        if unit.noticed != Name::of(notice) {
            return Ok(());
        }
        let verdict = notice::ask_withdrawal(self.state, act, unit, series, (notice, used_for));
        unit.noticed = None;
        if unit.first_transfer == FirstTransfer::Noticed(notice) {
            unit.first_transfer = FirstTransfer::None;
        }
        verdict
    }

    /// The unit's series, if it is an Article 6 unit.
    fn series(&self, unit: &Unit) -> Option<&'w UnitSeries> {
        self.state.article6.series.of(unit.series.series())
    }
}
