//! The way of each unit of one space through the year: runs of numbers that went through the same, cut where rows cut them.
//!
//! - What happens at one time is counted, not put in order: units that are in hand once at most, before and behind it, can have gone that way.
//! - A run is looked at once for each row that is about it; how often in all is bounded by [`VISITS`].

use std::collections::BTreeMap;

use crate::itmo_id::ItmoBlock;
use crate::moment::ActionMoment;

/// How many runs are looked at, over all rows.
pub(super) const VISITS: u64 = 4_000_000;

/// What a row does to units, on the reporting Party's side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    /// They make their first transfer.
    First(Came),
    /// They come in.
    In,
    /// They leave.
    Out,
    /// They stay where they are.
    Stays,
    /// They are used or cancelled, by the reporting Party or, as it reports, by another.
    End {
        /// By the reporting Party.
        ours: bool,
    },
}

/// Where a first transfer brings units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Came {
    IntoOurHands,
    ToOthers,
    /// It is their use or cancellation, which another row may say as well.
    ToItsEnd,
    /// The row does not say.
    Somewhere,
}

/// What cannot have happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum WrongKind {
    AcquiredTwice,
    NotInHand,
    MovedAfterEnd,
}

/// Two rows that cannot both be right, by their places among the actions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wrong {
    pub(super) kind: WrongKind,
    pub(super) earlier: Option<usize>,
    pub(super) later: usize,
}

/// What a run went through.
#[derive(Debug, Clone, Copy, Default)]
struct Journey {
    /// Whether the units were in hand before what happens now; none if that is not seen.
    held: Option<bool>,
    /// The row by which they ended, before now.
    ended: Option<usize>,
    ended_by_first_transfer: bool,
    /// Whether there was anything before now.
    seen: bool,
    /// The two latest rows by which they came in, and by which they left; the latest first.
    came: [Option<usize>; 2],
    went: [Option<usize>; 2],
    now: Option<Now>,
}

/// What happens at one time.
#[derive(Debug, Clone, Copy)]
struct Now {
    at: ActionMoment,
    ins: i32,
    outs: i32,
    stays: Option<usize>,
    ends: Option<usize>,
    ends_ours: bool,
    ends_by_first_transfer: Option<usize>,
}

impl Now {
    fn new(at: ActionMoment) -> Self {
        Self { at, ins: 0, outs: 0, stays: None, ends: None, ends_ours: false, ends_by_first_transfer: None }
    }

    /// Whether what happens at `at` stands in no order to this. Days come before the moments of them.
    fn takes_in(&self, at: ActionMoment) -> bool {
        match self.at {
            ActionMoment::Day(day) => day == at.day(),
            ActionMoment::Instant(_) => self.at == at,
        }
    }
}

impl Journey {
    fn take(&mut self, row: usize, at: ActionMoment, effect: Effect, wrong: &mut Vec<Wrong>) {
        if self.now.is_some_and(|now| !now.takes_in(at)) {
            self.settle(wrong);
        }
        if self.ended.is_some() {
            if matches!(effect, Effect::In | Effect::Out | Effect::Stays) {
                wrong.push(Wrong { kind: WrongKind::MovedAfterEnd, earlier: self.ended, later: row });
            }
            return;
        }
        let mut now = self.now.unwrap_or_else(|| Now::new(at));
        match effect {
            // What stands before a first transfer is a fault of its own: nothing more is built on that.
            Effect::First(_) if self.seen => self.held = None,
            Effect::First(came) => {
                self.held = match came {
                    Came::IntoOurHands => Some(true),
                    Came::ToOthers => Some(false),
                    Came::ToItsEnd | Came::Somewhere => None,
                };
                match came {
                    Came::IntoOurHands => self.came = [Some(row), self.came[0]],
                    Came::ToOthers => self.went = [Some(row), self.went[0]],
                    Came::ToItsEnd => now.ends_by_first_transfer = Some(row),
                    Came::Somewhere => {}
                }
            }
            Effect::In => {
                now.ins = now.ins.saturating_add(1);
                self.came = [Some(row), self.came[0]];
            }
            Effect::Out => {
                now.outs = now.outs.saturating_add(1);
                self.went = [Some(row), self.went[0]];
            }
            Effect::Stays => now.stays = Some(row),
            Effect::End { ours } => {
                now.ends = now.ends.or(Some(row));
                now.ends_ours |= ours;
            }
        }
        self.now = Some(now);
    }

    /// What happened now is over.
    fn settle(&mut self, wrong: &mut Vec<Wrong>) {
        let Some(now) = self.now.take() else { return };
        let net = now.ins.saturating_sub(now.outs);
        // Of units of which nothing is known before, one that came in was not there and one that left was.
        let (low, high) = match self.held {
            Some(held) => (i32::from(held), i32::from(held)),
            None => (0, 1),
        };
        let can_be = |count: i32| low <= count - net && count - net <= high;
        let after = match (can_be(0), can_be(1)) {
            (true, true) => None,
            (true, false) => Some(false),
            (false, true) => Some(true),
            (false, false) => {
                let (kind, [later, earlier]) = if net > 0 {
                    (WrongKind::AcquiredTwice, self.came)
                } else {
                    (WrongKind::NotInHand, self.went)
                };
                wrong.extend(later.map(|later| Wrong { kind, earlier, later }));
                Some(net > 0)
            }
        };
        let not_in_hand =
            |later: usize, earlier: Option<usize>| Wrong { kind: WrongKind::NotInHand, earlier, later };
        if let Some(row) = now.stays
            && self.held == Some(false)
            && now.ins == 0
        {
            wrong.push(not_in_hand(row, self.went[0]));
        }
        if let Some(row) = now.ends
            && now.ends_ours
            && after == Some(false)
        {
            wrong.push(not_in_hand(row, self.went[0]));
        }
        self.ended = now.ends.or(now.ends_by_first_transfer);
        self.ended_by_first_transfer = now.ends.is_none() && self.ended.is_some();
        self.held = after;
        self.seen = true;
    }
}

/// A run at the end of the year.
#[derive(Debug, Clone, Copy)]
pub(super) struct AtYearEnd {
    pub(super) first: u64,
    pub(super) last: u64,
    pub(super) held: Option<bool>,
    pub(super) is_ended: bool,
    pub(super) ended_by_first_transfer: bool,
    /// The row that brought it about.
    pub(super) by: Option<usize>,
}

/// The units of one space of which rows of table 3 speak: by first number, the last and what they went through.
#[derive(Debug, Default)]
pub(super) struct Journeys(BTreeMap<u64, (u64, Journey)>);

impl Journeys {
    /// Takes a row about a block; says whether rows before it spoke of any of its units. A budget that comes to nothing means that it was not done.
    pub(super) fn take(
        &mut self,
        row: usize,
        at: ActionMoment,
        block: &ItmoBlock,
        effect: Effect,
        budget: &mut u64,
        wrong: &mut Vec<Wrong>,
    ) -> bool {
        let (first, last) = (block.first_number(), block.last_number());
        self.cut(first);
        if let Some(behind) = last.checked_add(1) {
            self.cut(behind);
        }
        let mut next = Some(first);
        let mut gaps = Vec::new();
        for (from, (to, _)) in self.0.range(first..=last) {
            *budget = budget.saturating_sub(1);
            if *budget == 0 {
                return false;
            }
            gaps.extend(next.filter(|next| next < from).map(|next| (next, *from - 1)));
            next = to.checked_add(1);
        }
        gaps.extend(next.filter(|next| *next <= last).map(|next| (next, last)));
        self.0.extend(gaps.into_iter().map(|(from, to)| (from, (to, Journey::default()))));
        let mut is_known = false;
        for (_, (_, journey)) in self.0.range_mut(first..=last) {
            is_known |= journey.seen || journey.now.is_some();
            journey.take(row, at, effect, wrong);
        }
        is_known
    }

    /// Cuts the run that goes on beyond a number into two, the second beginning with it.
    fn cut(&mut self, number: u64) {
        let Some((_, (last, journey))) = self.0.range_mut(..number).next_back() else { return };
        if *last >= number {
            let behind = (*last, *journey);
            *last = number - 1;
            self.0.insert(number, behind);
        }
    }

    /// The year is over.
    pub(super) fn settle(&mut self, wrong: &mut Vec<Wrong>) {
        for (_, journey) in self.0.values_mut() {
            journey.settle(wrong);
        }
    }

    /// How each run ended, ascending; runs that follow on each other and ended alike are one.
    pub(super) fn ends(&self) -> Vec<AtYearEnd> {
        let mut ends: Vec<AtYearEnd> = Vec::new();
        for (first, (last, journey)) in &self.0 {
            let end = AtYearEnd {
                first: *first,
                last: *last,
                held: journey.held,
                is_ended: journey.ended.is_some(),
                ended_by_first_transfer: journey.ended_by_first_transfer,
                by: journey.ended.or(match journey.held {
                    Some(true) => journey.came[0],
                    Some(false) => journey.went[0],
                    None => None,
                }),
            };
            match ends.last_mut() {
                Some(before) if before.last.checked_add(1) == Some(end.first) && before.is_like(&end) => {
                    before.last = end.last;
                }
                _ => ends.push(end),
            }
        }
        ends
    }
}

impl AtYearEnd {
    fn is_like(&self, other: &Self) -> bool {
        let what = |it: &Self| (it.held, it.is_ended, it.ended_by_first_transfer, it.by);
        what(self) == what(other)
    }
}
