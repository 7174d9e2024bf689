//! What holds units back, word for word: each serial on its own, each entry in order. Slow, and as simple as `spec/holds.md` can be put.
//!
//! It knows the stage of [`super::stage`] and what [`super::random`] writes, and of the lower rules only those that it may break.

use std::collections::{BTreeMap, BTreeSet};

use ledger_format::block::SerialBlock;
use ledger_format::body::holds::{HoldPlaced, RestrictionPlaced};
use ledger_format::body::{Body, Holds, Movement, ParticularValue, Posting};
use ledger_format::codes::{AccountKind, Action, RuleOption, Side};

use super::{ACCOUNTS, AUTHORITY, CHE, GHA, MINISTRY, Named, OPERATOR};
use crate::rules::serials::join;

/// A unit.
pub type Unit = (u32, u64);

/// What is broken, with the blocks that stand on the finding.
type Broken = BTreeMap<u16, Vec<SerialBlock>>;

#[derive(Debug, Clone, Copy)]
pub struct Held {
    pub account: u64,
    since: u64,
    occurred: u64,
}

#[derive(Debug)]
pub struct Hold {
    pub said: HoldPlaced,
    units: BTreeSet<Unit>,
    pub ended: bool,
}

#[derive(Debug)]
pub struct Restriction {
    said: RestrictionPlaced,
    units: BTreeSet<Unit>,
    pub lifted: bool,
}

/// An entry as it is judged.
#[derive(Debug, Clone)]
pub struct Said<'b> {
    pub index: u64,
    pub recorded: u64,
    pub body: &'b Body,
    pub keys: &'b [u32],
    pub on_behalf: bool,
}

#[derive(Debug)]
pub struct Naive {
    pub version: u32,
    pub limit: u64,
    pub held: BTreeMap<Unit, Held>,
    pub holds: BTreeMap<u64, Hold>,
    pub restrictions: BTreeMap<u64, Restriction>,
    pub movements: BTreeMap<u64, Movement>,
    reversed: BTreeSet<u64>,
    pub suspended: BTreeSet<u64>,
    pub now: u64,
    pub told: Vec<Named>,
}

impl Default for Naive {
    fn default() -> Self {
        Self {
            version: 4,
            limit: 7_776_000_000,
            held: BTreeMap::new(),
            holds: BTreeMap::new(),
            restrictions: BTreeMap::new(),
            movements: BTreeMap::new(),
            reversed: BTreeSet::new(),
            suspended: BTreeSet::new(),
            now: 0,
            told: Vec::new(),
        }
    }
}

fn kind(account: u64) -> Option<AccountKind> {
    match account {
        100 | 200 => Some(AccountKind::SOURCE),
        1..=6 => Some(ACCOUNTS[usize::try_from(account).unwrap() - 1].0),
        _ => None,
    }
}

fn units<'b>(blocks: impl IntoIterator<Item = &'b SerialBlock>) -> BTreeSet<Unit> {
    let formed = blocks.into_iter().filter(|block| block.is_well_formed());
    formed.flat_map(|block| (block.first..=block.last).map(|serial| (block.space.0, serial))).collect()
}

fn postings_of(postings: &[Posting], side: Side) -> impl Iterator<Item = &Posting> {
    postings.iter().filter(move |posting| posting.side == side)
}

fn fits(action: Action, from: AccountKind, to: AccountKind) -> bool {
    use AccountKind as Kind;
    let (live, abroad) = (matches!(from, Kind::HOLDING | Kind::COUNTERPART), to == Kind::COUNTERPART);
    match action {
        Action::ISSUE => from == Kind::SOURCE && (to == Kind::HOLDING || abroad),
        Action::TRANSFER | Action::FIRST_TRANSFER => live && (to == Kind::HOLDING || abroad),
        Action::ACQUISITION => from == Kind::COUNTERPART && to == Kind::HOLDING,
        Action::CANCELLATION => live && to == Kind::OTHER_CANCELLATION,
        _ => panic!("not part of these tests"),
    }
}

impl Naive {
    /// Judges an entry and lets it take effect.
    pub fn replay(&mut self, said: &Said<'_>) {
        self.now = self.now.max(said.recorded);
        let mut broken = Broken::new();
        match said.body {
            Body::RulebookAdopted(rulebook) => {
                if rulebook.version < self.version {
                    broken.insert(130, Vec::new());
                }
                self.version = rulebook.version;
                let limit = rulebook.settings.iter().find(|set| set.option == RuleOption::HOLD_LIMIT_MS);
                self.limit = limit.map_or(7_776_000_000, |set| set.value);
            }
            Body::AccountSuspended(standing) => {
                if !self.suspended.insert(standing.account.0) {
                    broken.insert(172, Vec::new());
                }
            }
            Body::AccountReinstated(standing) => {
                if !self.suspended.remove(&standing.account.0) {
                    broken.insert(172, Vec::new());
                }
            }
            Body::Movement(movement) => {
                if self.version < 4 && movement.particulars.iter().any(|each| [7, 9].contains(&each.tag)) {
                    return;
                }
                self.movement(said, movement, &mut broken);
            }
            Body::Reversal(reversal) => {
                let reverses = reversal.reverses.0;
                if !self.reversed.insert(reverses) {
                    broken.insert(221, Vec::new());
                }
                self.postings(said, &reversal.postings, None, &mut broken);
                let moved_on = |unit: &Unit, account| {
                    self.held.get(unit).is_none_or(|held| (held.account, held.since) != (account, reverses))
                };
                self.each_unit(&reversal.postings, 223, moved_on, &mut broken);
                if self.version == 4 {
                    self.barred(&reversal.postings, None, &mut broken);
                }
                self.settle(said, &reversal.postings);
            }
            Body::Holds(body) if self.version == 4 => self.statement(said, body, &mut broken),
            _ => return,
        }
        if let Some((rule, blocks)) = broken.into_iter().next() {
            self.told.push((format!("R-{rule}"), said.index, join(blocks)));
        }
    }

    fn movement(&mut self, said: &Said<'_>, movement: &Movement, broken: &mut Broken) {
        let mut ask = |rule: u16, holds: bool| {
            if !holds {
                broken.insert(rule, Vec::new());
            }
        };
        let postings = &movement.postings;
        let named = movement.particulars.iter().find_map(|each| match each.read() {
            Some(ParticularValue::Hold(hold)) => Some(hold.0),
            _ => None,
        });
        let named = named.filter(|_| self.version == 4);
        let hold = named.and_then(|named| self.holds.get(&named));
        ask(112, !said.on_behalf || said.keys.contains(&OPERATOR));
        let may = |account: u64| said.on_behalf || Self::is_signed_by(said, account) != Some(false);
        ask(
            113,
            match hold {
                Some(hold) => may(hold.said.acquiring.0),
                None => postings_of(postings, Side::Debit).all(|posting| match kind(posting.account.0) {
                    Some(AccountKind::SOURCE) => said.keys.contains(&AUTHORITY),
                    _ => may(posting.account.0),
                }),
            },
        );
        let kinds = |side| postings_of(postings, side).filter_map(|posting| kind(posting.account.0));
        ask(207, kinds(Side::Debit).all(|kind| kind != AccountKind::OTHER_CANCELLATION));
        let pairs = kinds(Side::Debit).zip(kinds(Side::Credit));
        ask(208, pairs.into_iter().all(|(from, to)| fits(movement.action, from, to)));
        let tags: Vec<_> = movement.particulars.iter().map(|each| each.tag).collect();
        let values: Vec<_> = movement.particulars.iter().map(|each| each.read()).collect();
        let once = |tag| tags.iter().filter(|each| **each == tag).count() <= 1;
        let graded = values.iter().all(|value| match value {
            Some(ParticularValue::Evidence(evidence)) => (1..=4).contains(&evidence.grade.0),
            value => value.is_some(),
        });
        let issues = movement.action == Action::ISSUE;
        ask(360, graded && once(7) && once(9) && !(issues && tags.contains(&7)));
        if self.version == 4 {
            let time = self.now;
            ask(506, named.is_none() || hold.is_some_and(|hold| !hold.ended && hold.said.expires.0 > time));
            ask(
                507,
                hold.is_none_or(|hold| {
                    movement.action == hold.said.action
                        && postings_of(postings, Side::Debit).all(|each| each.account == hold.said.debited)
                        && postings_of(postings, Side::Credit).all(|each| each.account == hold.said.acquiring)
                        && units(postings.iter().map(|each| &each.block)) == hold.units
                }),
            );
            let abroad = postings.iter().any(|each| kind(each.account.0) == Some(AccountKind::COUNTERPART));
            let evidence = values.iter().flatten().find_map(|value| match value {
                ParticularValue::Evidence(evidence) => Some(*evidence),
                _ => None,
            });
            ask(521, evidence.is_some() == abroad);
            let of_grade = |grade: u8, digest: [u8; 32]| (grade == 4) == (digest == [0; 32]);
            ask(521, evidence.is_none_or(|evidence| of_grade(evidence.grade.0, evidence.digest.0)));
        }
        self.postings(said, postings, Some(movement.action), broken);
        if self.version == 4 {
            self.barred(postings, named, broken);
        }
        if let Some(hold) = named.and_then(|named| self.holds.get_mut(&named)) {
            hold.ended = true;
        }
        self.movements.insert(said.index, movement.clone());
        self.settle(said, postings);
    }

    /// of balanced postings; a reversing movement has no action.
    fn postings(&self, said: &Said<'_>, postings: &[Posting], action: Option<Action>, broken: &mut Broken) {
        if postings.iter().any(|posting| posting.block.space.0 > 2) {
            broken.insert(202, Vec::new());
        }
        if postings.iter().any(|posting| kind(posting.account.0).is_none()) {
            broken.insert(203, Vec::new());
        }
        if postings.iter().any(|posting| self.suspended.contains(&posting.account.0)) {
            broken.insert(204, Vec::new());
        }
        let takers: BTreeMap<SerialBlock, u64> =
            postings_of(postings, Side::Credit).map(|posting| (posting.block, posting.account.0)).collect();
        let mut sources = postings_of(postings, Side::Debit).map(|posting| posting.account);
        let first = sources.next();
        let has_one_source = sources.all(|account| Some(account) == first);
        for posting in postings_of(postings, Side::Debit) {
            if takers[&posting.block] == posting.account.0 {
                broken.entry(206).or_default().push(posting.block);
            }
            let is_at_home = posting.account.0 == u64::from(posting.block.space.0) * 100;
            if action == Some(Action::ISSUE) && !(is_at_home && has_one_source) {
                broken.entry(209).or_default().push(posting.block);
            }
        }
        let account = |unit: &Unit| self.held.get(unit).map(|held| held.account);
        match action {
            Some(Action::ISSUE) => self.each_unit(postings, 210, |unit, _| account(unit).is_some(), broken),
            Some(_) => self.each_unit(postings, 211, |unit, giver| account(unit) != Some(giver), broken),
            None => {}
        }
        let later = |unit: &Unit, _| self.held.get(unit).is_some_and(|held| held.occurred > said.recorded);
        self.each_unit(postings, 212, later, broken);
    }

    fn each_unit(
        &self,
        postings: &[Posting],
        rule: u16,
        is_wrong: impl Fn(&Unit, u64) -> bool,
        broken: &mut Broken,
    ) {
        for posting in postings_of(postings, Side::Debit) {
            for unit in units([&posting.block]).iter().filter(|unit| is_wrong(unit, posting.account.0)) {
                let block = SerialBlock::new(posting.block.space, unit.1, unit.1);
                broken.entry(rule).or_default().push(block);
            }
        }
    }

    ///
    fn barred(&self, postings: &[Posting], named: Option<u64>, broken: &mut Broken) {
        for posting in postings_of(postings, Side::Debit) {
            let units = units([&posting.block]);
            if self.is_held_back(&units, named) {
                broken.entry(508).or_default().push(posting.block);
            }
            if self.is_restricted(&units, posting.account.0) {
                broken.entry(514).or_default().push(posting.block);
            }
        }
    }

    pub fn is_held_back(&self, units: &BTreeSet<Unit>, named: Option<u64>) -> bool {
        let in_force = |hold: &Hold| !hold.ended && hold.said.expires.0 > self.now;
        let others = self.holds.iter().filter(|(name, hold)| Some(**name) != named && in_force(hold));
        others.into_iter().any(|(_, hold)| !hold.units.is_disjoint(units))
    }

    fn is_restricted(&self, units: &BTreeSet<Unit>, account: u64) -> bool {
        let in_force = self.restrictions.values().filter(|restriction| {
            let RestrictionPlaced { from, until, .. } = &restriction.said;
            !restriction.lifted && from.0 <= self.now && (until.0 == 0 || until.0 > self.now)
        });
        in_force.into_iter().any(|restriction| {
            let accounts = &restriction.said.accounts;
            !restriction.units.is_disjoint(units) || accounts.iter().any(|each| each.0 == account)
        })
    }

    fn settle(&mut self, said: &Said<'_>, postings: &[Posting]) {
        for posting in postings_of(postings, Side::Credit) {
            for unit in units([&posting.block]) {
                let held = Held { account: posting.account.0, since: said.index, occurred: said.recorded };
                self.held.insert(unit, held);
            }
        }
    }

    fn statement(&mut self, said: &Said<'_>, body: &Holds, broken: &mut Broken) {
        let on_behalf_is_known = matches!(body, Holds::Placed(_) | Holds::Released(_));
        let mut ask = |rule: u16, holds: bool| {
            if !holds {
                broken.insert(rule, Vec::new());
            }
        };
        ask(112, !said.on_behalf || (on_behalf_is_known && said.keys.contains(&OPERATOR)));
        match body {
            Holds::Placed(hold) => {
                let (from, to) = (hold.debited.0, hold.acquiring.0);
                ask(113, said.on_behalf || Self::is_signed_by(said, from) != Some(false));
                ask(202, hold.blocks.iter().all(|block| block.space.0 <= 2));
                ask(203, kind(from).is_some() && kind(to).is_some());
                ask(204, !self.suspended.contains(&from) && !self.suspended.contains(&to));
                ask(501, !hold.blocks.is_empty() && are_well_laid(&hold.blocks));
                ask(502, from != to && hold.action != Action::ISSUE);
                ask(502, hold.expires.0 > self.now && hold.expires.0 - self.now <= self.limit);
                let may_go = kind(from) != Some(AccountKind::OTHER_CANCELLATION);
                ask(503, kind(from).zip(kind(to)).is_none_or(|(a, b)| may_go && fits(hold.action, a, b)));
                for block in hold.blocks.iter() {
                    let own = units([block]);
                    if !own.iter().all(|unit| self.held.get(unit).is_some_and(|held| held.account == from)) {
                        broken.entry(504).or_default().push(*block);
                    }
                    if self.is_held_back(&own, None) || self.is_restricted(&own, from) {
                        broken.entry(505).or_default().push(*block);
                    }
                }
                let hold = Hold { said: hold.clone(), units: units(hold.blocks.iter()), ended: false };
                self.holds.insert(said.index, hold);
            }
            Holds::Released(released) => {
                let now = self.now;
                let hold = self.holds.get_mut(&released.hold.0);
                ask(506, hold.as_ref().is_some_and(|hold| !hold.ended && hold.said.expires.0 > now));
                if let Some(hold) = hold {
                    let words = [hold.said.debited.0, hold.said.acquiring.0]
                        .map(|account| Self::is_signed_by(said, account));
                    ask(113, said.on_behalf || words.contains(&Some(true)) || words == [None, None]);
                    hold.ended = true;
                }
            }
            Holds::Restricted(restriction) => {
                let RestrictionPlaced { party, accounts, blocks, from, until, .. } = &**restriction;
                let party = party.map(|party| party.to_string());
                let authority = if party.as_deref() == Some(CHE) { MINISTRY } else { AUTHORITY };
                let is_declared = party.as_deref().is_none_or(|party| [GHA, CHE].contains(&party));
                ask(113, !is_declared || said.keys.contains(&authority));
                ask(141, is_declared);
                ask(202, blocks.iter().all(|block| block.space.0 <= 2));
                ask(203, accounts.iter().all(|account| kind(account.0).is_some()));
                ask(511, !accounts.is_empty() || !blocks.is_empty());
                ask(511, accounts.iter().collect::<BTreeSet<_>>().len() == accounts.len());
                ask(511, are_well_laid(blocks) && (until.0 == 0 || from < until));
                let of = |account: u64| match account {
                    1..=6 => ACCOUNTS[usize::try_from(account).unwrap() - 1].1,
                    _ => GHA,
                };
                let all_of =
                    |party: &str| blocks.is_empty() && accounts.iter().all(|each| of(each.0) == party);
                ask(512, party.as_deref().is_none_or(all_of));
                let (said_so, units) = ((**restriction).clone(), units(blocks.iter()));
                let restriction = Restriction { said: said_so, units, lifted: false };
                self.restrictions.insert(said.index, restriction);
            }
            Holds::Lifted(lifted) => {
                let restriction = self.restrictions.get_mut(&lifted.restriction.0);
                ask(513, restriction.as_ref().is_some_and(|restriction| !restriction.lifted));
                if let Some(restriction) = restriction {
                    let is_own = restriction.said.party.is_some_and(|party| party.to_string() == CHE);
                    ask(113, said.keys.contains(if is_own { &MINISTRY } else { &AUTHORITY }));
                    restriction.lifted = true;
                }
            }
        }
    }

    /// Whether a representative signed; none of an account that is not known.
    fn is_signed_by(said: &Said<'_>, account: u64) -> Option<bool> {
        kind(account)?;
        let key =
            usize::try_from(account).ok().and_then(|place| ACCOUNTS.get(place - 1)).and_then(|each| each.2);
        Some(key.is_some_and(|key| said.keys.contains(&key)))
    }
}

fn are_well_laid(blocks: &[SerialBlock]) -> bool {
    let counted: usize = blocks.iter().map(|block| units([block]).len()).sum();
    blocks.iter().all(SerialBlock::is_well_formed) && counted == units(blocks).len()
}
