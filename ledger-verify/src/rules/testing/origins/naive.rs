//! Where units come from, word for word: each unit and each underlying number on its own, each entry in order. Slow, and as simple as
//! `spec/origins.md` can be put.
//!
//! It knows the stage of [`super::stage`] and what [`super::random`] writes, and of the lower rules only those that it may break.

mod statements;

use std::collections::{BTreeMap, BTreeSet};

use ledger_format::block::SerialBlock;
use ledger_format::body::origins::{ActivityDeclared, LineName, LossStated, MonitoringStated};
use ledger_format::body::{
    Article6, Body, Movement, ParticularValue, Posting, ReversingMovement, UnderlyingSpace,
};
use ledger_format::codes::{AccountKind, Action, MitigationType, Regime, RuleOption, Side, StandingItem};
use ledger_format::identifiers::SpaceId;

use super::{ACCOUNTS, Named, Opened, SERIES};
use crate::rules::serials::join;

/// A unit.
pub type Unit = (u32, u64);

/// What is broken: by the whole entry, or by some of its units.
type Broken = BTreeMap<u16, Vec<Unit>>;

#[derive(Debug, Clone, Copy)]
pub struct Held {
    pub account: u64,
    since: u64,
    series: Option<usize>,
}

/// What a movement drew, took and settled, and did not give back.
#[derive(Debug, Clone)]
struct Made {
    line: Option<(u32, LineName)>,
    loss: Option<u32>,
    numbers: Vec<(String, u64)>,
    units: u64,
}

#[derive(Debug, Default)]
pub struct Naive {
    pub version: u32,
    pub settings: Vec<(RuleOption, u64)>,
    pub units: BTreeMap<Unit, Held>,
    pub movements: BTreeMap<u64, Movement>,
    pub activities: BTreeMap<String, ActivityDeclared>,
    /// With whether each stands.
    pub monitorings: BTreeMap<u32, (MonitoringStated, bool)>,
    pub losses: BTreeMap<u32, LossStated>,
    made: BTreeMap<u64, Made>,
    taken: BTreeSet<(String, u64)>,
    /// By registry, the runs of digits before and behind its numbers, as far as they are fixed.
    fixed: BTreeMap<String, [Option<usize>; 2]>,
    reversed: BTreeSet<u64>,
    exempt: bool,
    pub told: Vec<Named>,
    index: u64,
    now: u64,
}

fn kind(account: u64) -> AccountKind {
    let place = usize::try_from(account).unwrap();
    if account >= 100 { AccountKind::SOURCE } else { ACCOUNTS[place - 1].0 }
}

fn series_of(account: u64) -> Option<usize> {
    usize::try_from(account / 100).unwrap().checked_sub(1)
}

fn units_of(postings: &[Posting], side: Side) -> Vec<(Unit, u64)> {
    let of_side = postings.iter().filter(|posting| posting.side == side);
    let units = of_side.flat_map(|posting| {
        let (space, account) = (posting.block.space.0, posting.account.0);
        (posting.block.first..=posting.block.last).map(move |serial| ((space, serial), account))
    });
    units.collect()
}

impl Naive {
    /// Judges an entry and lets it take effect; `lower` is a rule that is broken on purpose.
    pub fn replay(&mut self, index: u64, now: u64, body: &Body, lower: Option<u16>) {
        (self.index, self.now) = (index, now);
        let mut broken = Broken::new();
        broken.extend(lower.map(|rule| (rule, Vec::new())));
        match body {
            Body::RulebookAdopted(rulebook) => {
                if rulebook.version < self.version {
                    broken.insert(130, Vec::new());
                }
                self.version = rulebook.version;
                self.settings = rulebook.settings.iter().map(|set| (set.option, set.value)).collect();
            }
            Body::Movement(movement)
                if self.version == 3 || movement.particulars.iter().all(|each| each.tag < 4) =>
            {
                self.movement(movement, &mut broken);
            }
            Body::Reversal(reversal) => self.reversal(reversal, &mut broken),
            Body::Origins(statement) if self.version == 3 => self.statement(statement, &mut broken),
            Body::Article6(Article6::StandingStated(stated)) if self.version == 3 => {
                assert_eq!(stated.item, StandingItem::EXEMPT_FROM_ADAPTATION_SHARE);
                self.exempt = stated.value == 1;
            }
            _ => broken.clear(),
        }
        if let Some((rule, units)) = broken.into_iter().next() {
            let blocks = units.iter().map(|(space, n)| SerialBlock::new(SpaceId(*space), *n, *n)).collect();
            self.told.push((format!("R-{rule}"), index, join(blocks)));
        }
    }

    fn option(&self, option: RuleOption, otherwise: u64) -> u64 {
        self.settings.iter().find(|(set, _)| *set == option).map_or(otherwise, |(_, value)| *value)
    }

    fn movement(&mut self, movement: &Movement, broken: &mut Broken) {
        let postings = &movement.postings;
        let issues = movement.action == Action::ISSUE;
        let takers: BTreeMap<Unit, u64> = units_of(postings, Side::Credit).into_iter().collect();
        let levies = [AccountKind::ADAPTATION_FUND, AccountKind::OMGE_CANCELLATION];
        if issues && self.version < 3 && takers.values().any(|taker| levies.contains(&kind(*taker))) {
            broken.insert(208, Vec::new());
        }
        let given = units_of(postings, Side::Debit);
        for (unit, giver) in &given {
            let held = self.units.get(unit);
            if issues && held.is_some() {
                broken.entry(210).or_default().push(*unit);
            }
            if !issues && held.is_none_or(|held| held.account != *giver) {
                broken.entry(211).or_default().push(*unit);
            }
        }
        if self.version == 3 {
            self.origin(movement, given[0].1, broken);
        }
        for (unit, giver) in given {
            let series = self.units.get(&unit).map_or(series_of(giver), |held| held.series);
            self.units.insert(unit, Held { account: takers[&unit], since: self.index, series });
        }
        self.movements.insert(self.index, movement.clone());
    }

    /// and what it draws, takes and settles.
    fn origin(&mut self, movement: &Movement, giver: u64, broken: &mut Broken) {
        let mut ask = |rule: u16, holds: bool| {
            if !holds {
                broken.insert(rule, Vec::new());
            }
        };
        let credited = units_of(&movement.postings, Side::Credit);
        let units = credited.len() as u64;
        let mut made = Made { line: None, loss: None, numbers: Vec::new(), units };
        let read: Vec<_> = movement.particulars.iter().map(|each| (each.tag, each.read())).collect();
        let all_read = read.iter().all(|(_, value)| value.is_some());
        let twice = read.iter().enumerate().any(|(at, (tag, _))| read[..at].iter().any(|(of, _)| of == tag));
        let fits = read.iter().all(|(tag, _)| match movement.action {
            Action::ISSUE => [4, 5, 6].contains(tag),
            Action::CANCELLATION => *tag == 8,
            _ => false,
        });
        ask(360, all_read && !twice && fits);
        let values: Vec<_> = read.into_iter().filter_map(|(_, value)| value).collect();
        if movement.action == Action::ISSUE {
            let series = SERIES[series_of(giver).unwrap()];
            let bases = movement.particulars.iter().filter(|each| [4, 5, 6].contains(&each.tag)).count();
            ask(411, if series.regime == Regime::PLAIN { bases <= 1 } else { bases == 1 });
            let line = values.iter().find_map(|value| match value {
                ParticularValue::Monitoring(number, name) => Some((number.0, *name)),
                _ => None,
            });
            if let Some((number, name)) = line {
                let known = self.monitorings.get(&number);
                let found = known.and_then(|(stated, stands)| {
                    let line = stated.lines.iter().find(|line| line.name == name)?;
                    Some((stated, line, *stands))
                });
                match found {
                    None => ask(412, false),
                    Some((stated, line, stands)) => {
                        ask(412, stands);
                        ask(413, self.belongs(&series, stated, name));
                        ask(414, self.drawn(number, name) + units <= line.verified);
                        made.line = Some((number, name));
                    }
                }
            }
            let underlying = values.iter().find_map(|value| match value {
                ParticularValue::UnderlyingUnits { space, first_number, .. } => {
                    Some((space.clone(), *first_number))
                }
                _ => None,
            });
            if let Some((space, first)) = underlying {
                ask(415, self.counts_there(&space));
                let space = space.to_string().to_ascii_uppercase()
                    + space.prefix.as_str()
                    + "*"
                    + space.suffix.as_str();
                for place in 0..u128::from(units) {
                    let number = u128::from(first) + place;
                    let number = u64::try_from(number).ok().filter(|number| (1..1 << 63).contains(number));
                    ask(415, number.is_some_and(|number| !self.taken.contains(&(space.clone(), number))));
                    made.numbers.extend(number.map(|number| (space.clone(), number)));
                }
            }
            ask(416, self.gives(&series, &credited));
        }
        let loss = values.iter().find_map(|value| match value {
            ParticularValue::LossSettled(loss) => Some(loss.0),
            _ => None,
        });
        if let (Action::CANCELLATION, Some(number)) = (movement.action, loss) {
            let stated = self.losses.get(&number);
            ask(417, stated.is_some());
            if let Some(stated) = stated {
                let activity = &self.activities[stated.activity.as_str()];
                let metric = |unit: &Unit| self.units.get(unit)?.series.map(|series| SERIES[series].metric);
                let same = |(unit, _): &(Unit, u64)| metric(unit) == Some(activity.non_ghg_metric.as_str());
                ask(417, credited.iter().all(same));
                let settled: u64 =
                    self.made.values().filter(|made| made.loss == Some(number)).map(|made| made.units).sum();
                ask(417, settled + units <= stated.units);
                made.loss = Some(number);
            }
        }
        self.taken.extend(made.numbers.iter().cloned());
        self.made.insert(self.index, made);
    }

    /// where the number stands in ids. A space that agrees with nothing that is fixed fixes nothing.
    fn counts_there(&mut self, space: &UnderlyingSpace) -> bool {
        let (prefix, suffix) = (space.prefix.as_str(), space.suffix.as_str());
        let digits = |text: &str| {
            text.split(|each: char| !each.is_ascii_digit()).filter(|run| !run.is_empty()).count()
        };
        let here = [digits(prefix), digits(suffix)].map(Some);
        let fixed = self.fixed.entry(space.registry.as_str().to_ascii_uppercase()).or_insert(here);
        let common = [0, 1].map(|side| fixed[side].filter(|count| Some(*count) == here[side]));
        let fits = common.iter().any(Option::is_some);
        if fits {
            *fixed = common;
        }
        let is_digit = |each: char| each.is_ascii_digit();
        fits && !prefix.ends_with(is_digit) && !suffix.starts_with(is_digit)
    }

    pub fn drawn(&self, number: u32, name: LineName) -> u64 {
        let of_line = self.made.values().filter(|made| made.line == Some((number, name)));
        of_line.map(|made| made.units).sum()
    }

    ///
    fn belongs(&self, series: &Opened, stated: &MonitoringStated, name: LineName) -> bool {
        let activity = &self.activities[stated.activity.as_str()];
        series.activity == activity.activity.as_str()
            && activity.host == super::party(super::GHA)
            && series.metric == activity.non_ghg_metric.as_str()
            && (activity.quantum_digits, u8::from(activity.quantum_scale)) == (1, 0)
            && series.vintage == name.year
            && [MitigationType::NOT_STATED.0, MitigationType::BOTH.0, name.kind.0]
                .contains(&series.mitigation.0)
    }

    ///
    fn gives(&self, series: &Opened, credited: &[(Unit, u64)]) -> bool {
        let to = |of: AccountKind| credited.iter().filter(|(_, taker)| kind(*taker) == of).count() as u64;
        let (adaptation, omge) = (to(AccountKind::ADAPTATION_FUND), to(AccountKind::OMGE_CANCELLATION));
        if series.regime != Regime::ARTICLE_6_4 {
            return adaptation == 0 && omge == 0;
        }
        let share = |option, otherwise| {
            let product = credited.len() as u64 * self.option(option, otherwise);
            match self.option(RuleOption::LEVY_ROUNDING, 3) {
                1 => product / 10_000,
                2 => (product + 5_000) / 10_000,
                _ => product.div_ceil(10_000),
            }
        };
        let is_exempt = self.option(RuleOption::EXEMPTION_COUNTS, 0) == 1 && self.exempt;
        adaptation == if is_exempt { 0 } else { share(RuleOption::ADAPTATION_SHARE, 500) }
            && omge >= share(RuleOption::OMGE_SHARE, 200)
    }

    fn reversal(&mut self, reversal: &ReversingMovement, broken: &mut Broken) {
        let reverses = reversal.reverses.0;
        if !self.movements.contains_key(&reverses) {
            panic!("not part of these tests");
        }
        if !self.reversed.insert(reverses) {
            broken.insert(221, Vec::new());
        }
        let takers: BTreeMap<Unit, u64> = units_of(&reversal.postings, Side::Credit).into_iter().collect();
        for (unit, giver) in units_of(&reversal.postings, Side::Debit) {
            let held = self.units.get(&unit).copied();
            if held.is_none_or(|held| (held.account, held.since) != (giver, reverses)) {
                broken.entry(223).or_default().push(unit);
            }
            let series = held.and_then(|held| held.series);
            self.units.insert(unit, Held { account: takers[&unit], since: self.index, series });
        }
        if self.version == 3
            && let Some(made) = self.made.remove(&reverses)
        {
            for number in made.numbers {
                self.taken.remove(&number);
            }
        }
    }
}
