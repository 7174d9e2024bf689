//! Article 6 word for word: each unit on its own, each entry in order. Slow, and as simple as `spec/article6.md` can be put.
//!
//! It knows the stage of [`super::stage`] and what [`super::random`] writes, and of the lower rules, and those of rulebooks 3 and 4, only
//! those that it may break. Where units come from and on what evidence is always said.

mod notices;
mod statements;

use std::collections::{BTreeMap, BTreeSet};

use ledger_format::block::SerialBlock;
use ledger_format::body::article6::AuthorizationStated;
use ledger_format::body::notices::NoticeGiven;
use ledger_format::body::{Body, Movement, ParticularValue, Posting, ReversingMovement};
use ledger_format::codes::{
    AccountKind, Action, FirstTransferDefinition as Definition, Purposes, Regime, RuleOption, Side,
    StandingItem,
};
use ledger_format::identifiers::{Commitment, PartyCode, RegistryId, SpaceId};

use super::{ACCOUNTS, Named, PERIODS, SERIES, airline, party};
use crate::rules::serials::join;

/// A unit.
pub type Unit = (u32, u64);
type Key = (PartyCode, String);

#[derive(Debug, Clone)]
pub struct Known {
    pub account: u64,
    since: u64,
    /// When the entry that put it there occurred.
    occurred: u64,
    /// None for a unit that came from nowhere.
    series: Option<usize>,
    identifier: Option<u16>,
    first_transfer: Option<(u64, Made)>,
    attached: BTreeMap<PartyCode, (Key, u32)>,
    noticed: Option<u64>,
}

/// What made a first transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Made {
    WhenAuthorized,
    ByMovement,
    ByNotice,
}

/// What an entry says of a use.
struct Saying {
    action: Action,
    year: Option<u16>,
    entity: Option<Commitment>,
    purpose: Option<Purposes>,
}

#[derive(Debug, Default)]
pub struct Naive {
    pub units: BTreeMap<Unit, Known>,
    pub movements: BTreeMap<u64, Movement>,
    versions: BTreeMap<Key, BTreeMap<u32, AuthorizationStated>>,
    ends: BTreeMap<Key, u64>,
    numbers: BTreeSet<(u16, PartyCode, u16, u64)>,
    standings: BTreeMap<(PartyCode, StandingItem), u16>,
    finals: BTreeSet<(PartyCode, u16)>,
    reversed: BTreeSet<u64>,
    registries: BTreeMap<u16, Vec<RegistryId>>,
    pub notices: BTreeMap<u64, (NoticeGiven, bool)>,
    pub version: u32,
    pub settings: Vec<(RuleOption, u64)>,
    pub told: Vec<Named>,
    index: u64,
    now: u64,
}

/// What is broken: by the whole entry, or by some of its units.
type Broken = BTreeMap<u16, Vec<Unit>>;

fn of_account(number: u64) -> (AccountKind, PartyCode) {
    let index = usize::try_from(number).unwrap();
    match number {
        100.. => (AccountKind::SOURCE, party(SERIES[index / 100 - 1].1)),
        _ => (ACCOUNTS[index - 1].0, party(ACCOUNTS[index - 1].1)),
    }
}

/// Source accounts have numbers from here, and no other accounts do.
const SOURCES_FROM: u64 = 100;

fn registry(number: u64) -> Option<&'static str> {
    ACCOUNTS.get(usize::try_from(number).unwrap() - 1).map(|account| account.2)
}

fn units_of<'p>(postings: &'p [Posting], side: Side) -> impl Iterator<Item = (Unit, u64)> + 'p {
    postings
        .iter()
        .filter(move |posting| posting.side == side)
        .flat_map(|posting| serials(&posting.block).map(|unit| (unit, posting.account.0)))
}

fn serials(block: &SerialBlock) -> impl Iterator<Item = Unit> + use<> {
    let space = block.space.0;
    (block.first..=block.last).map(move |serial| (space, serial))
}

impl Known {
    /// Its series, if it is an Article 6 unit.
    fn article6(&self) -> Option<(PartyCode, u16)> {
        let (_, host, vintage, regime) = SERIES[self.series?];
        (regime != Regime::PLAIN).then(|| (party(host), vintage))
    }
}

impl Naive {
    pub fn latest(&self, of: &str, id: &str) -> Option<&AuthorizationStated> {
        self.versions.get(&(party(of), id.to_owned()))?.values().last()
    }

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
            Body::Movement(movement) if self.version >= 2 || movement.particulars.is_empty() => {
                self.movement(movement, &mut broken);
            }
            Body::Reversal(reversal) => self.reversal(reversal, &mut broken),
            Body::Article6(statement) if self.version >= 2 && self.knows(statement) => {
                self.statement(statement, &mut broken);
            }
            Body::Notices(statement) if self.version >= 5 => {
                self.told_from_elsewhere(statement, &mut broken);
            }
            Body::Holds(statement) => self.proposal(statement, &mut broken),
            _ => broken.clear(),
        }
        // Remarks are numbers beyond all rules here.
        if let Some((rule, units)) = broken.into_iter().next() {
            let name = if rule > 1_000 { format!("N-{}", rule - 1_000) } else { format!("R-{rule}") };
            let blocks = units.iter().map(|(space, n)| SerialBlock::new(SpaceId(*space), *n, *n)).collect();
            self.told.push((name, index, join(blocks)));
        }
    }

    fn movement(&mut self, movement: &Movement, broken: &mut Broken) {
        let postings = &movement.postings;
        let issues = movement.action == Action::ISSUE;
        let takers: BTreeMap<Unit, u64> = units_of(postings, Side::Credit).collect();
        let before = self.units.clone();
        let enters = takers.values().any(|taker| of_account(*taker).0 == AccountKind::COUNTERPART);
        if issues && enters && self.version == 1 {
            broken.insert(208, Vec::new());
        }
        self.ask_nothing_noticed(postings, broken);
        if issues && self.version >= 4 && postings[0].account.0 == 300 {
            self.ask_where_the_mechanism_issues(postings, broken);
        }
        for (unit, giver) in units_of(postings, Side::Debit) {
            let mut ask = |rule: u16, holds: bool| {
                if !holds {
                    broken.entry(rule).or_default().push(unit);
                }
            };
            let taker = takers[&unit];
            let known = before.get(&unit);
            if issues {
                ask(210, known.is_none());
            } else {
                ask(211, known.is_some_and(|known| known.account == giver));
                if of_account(giver).0.is_terminal() {
                    broken.insert(207, Vec::new());
                }
            }
            let series = usize::try_from(giver / 100).unwrap().checked_sub(1);
            let issued = Known {
                account: giver,
                since: 0,
                occurred: 0,
                series,
                identifier: None,
                first_transfer: None,
                attached: BTreeMap::new(),
                noticed: None,
            };
            let gave = if issues { giver } else { known.map_or(giver, |known| known.account) };
            let mut known = known.cloned().unwrap_or(issued);
            if self.version >= 2 && known.article6().is_some() {
                self.unit(movement, unit, gave, taker, &mut known, broken);
            }
            (known.account, known.since, known.occurred) = (taker, self.index, self.now);
            self.units.insert(unit, known);
        }
        self.movements.insert(self.index, movement.clone());
    }

    /// and first transfer.
    fn unit(
        &self,
        movement: &Movement,
        unit: Unit,
        gave: u64,
        taker: u64,
        known: &mut Known,
        broken: &mut Broken,
    ) {
        let (action, (host, vintage)) = (movement.action, known.article6().unwrap());
        let ((_, giver), (kind, user)) = (of_account(gave), of_account(taker));
        let says = |attached: &(Key, u32)| &self.versions[&attached.0][&attached.1];
        let had = known.first_transfer.is_some();
        let hosts = known.attached.get(&host).filter(|attached| had || self.in_effect(attached));
        let crosses = user != host && user != giver;
        let mut bad = BTreeSet::new();
        let mut ask = |rule: u16, holds: bool| {
            if !holds {
                bad.insert(rule);
            }
        };
        ask(361, !crosses || hosts.is_some());
        let cancels = matches!(
            action,
            Action::CANCELLATION | Action::VOLUNTARY_CANCELLATION | Action::OMGE_CANCELLATION
        );
        let mut trigger = 0;
        if let Some(version) = hosts.map(says).filter(|_| !had && action != Action::ISSUE) {
            if (cancels || action == Action::USE_OIMP)
                && version.first_transfer == Definition::USE_OR_CANCELLATION
            {
                trigger = 4;
            }
            if crosses && version.purposes.0 & 1 != 0 {
                trigger = 1;
            }
        }
        if action != Action::ISSUE {
            match action {
                Action::FIRST_TRANSFER => ask(362, trigger == 1),
                Action::TRANSFER | Action::ADAPTATION_FUND_CONTRIBUTION => ask(362, trigger == 0),
                _ => {}
            }
            ask(363, trigger == 0 || known.identifier.is_some());
            let uses = matches!(action, Action::USE_NDC | Action::USE_OIMP);
            ask(365, !uses || had || trigger != 0);
            let particulars: Vec<_> = movement.particulars.iter().filter_map(|each| each.read()).collect();
            let purpose = particulars.iter().find_map(|value| match value {
                ParticularValue::Purpose(purpose) => Some(*purpose),
                _ => None,
            });
            let entity = particulars.iter().find_map(|value| match value {
                ParticularValue::Entity(entity) => Some(*entity),
                _ => None,
            });
            let year = particulars.iter().find_map(|value| match value {
                ParticularValue::YearOfUse(year) => Some(*year),
                _ => None,
            });
            if uses || purpose.is_some() || entity.is_some() {
                let saying = Saying { action, year, entity, purpose };
                self.claim(&saying, user, known, vintage).into_iter().for_each(|rule| ask(rule, false));
            }
            let restricted = self.is_restricted(known);
            let safe = kind == AccountKind::OTHER_CANCELLATION || (kind.is_live() && user == host);
            ask(369, !restricted || safe);
        }
        if trigger != 0 {
            let approach = hosts.map(says).unwrap().approach.0;
            self.admit(4, approach, host, 364, Some(unit), broken);
            known.first_transfer = Some((self.index, Made::ByMovement));
        }
        for rule in bad {
            broken.entry(rule).or_default().push(unit);
        }
    }

    /// of a unit.
    fn claim(&self, saying: &Saying, user: PartyCode, known: &Known, vintage: u16) -> BTreeSet<u16> {
        let host = known.article6().unwrap().0;
        let had = known.first_transfer.is_some();
        let in_effect = |party: &PartyCode| {
            let attached = known.attached.get(party);
            attached.filter(|attached| self.in_effect(attached) || (had && *party == host))
        };
        let mut bad = BTreeSet::new();
        let mut ask = |rule: u16, holds: bool| {
            if !holds {
                bad.insert(rule);
            }
        };
        match in_effect(&user).or(in_effect(&host)).map(|(key, version)| &self.versions[key][version]) {
            None => ask(366, false),
            Some(version) => {
                let purpose =
                    if saying.action == Action::USE_NDC { Some(Purposes::NDC) } else { saying.purpose };
                ask(366, purpose.is_none_or(|purpose| version.purposes.0 & purpose.0 != 0));
                let names = version.parties.is_empty() || version.parties.contains(&user);
                ask(367, names || version.party == user);
                let is_stated = |entity| version.approach.0 == 1 && entity == airline();
                ask(367, saying.entity.is_none_or(is_stated));
                if let Some(year) = saying.year.filter(|_| saying.action == Action::USE_NDC) {
                    let (first, last) = (version.first_year_of_use, version.last_year_of_use);
                    ask(368, (first == 0 || first <= year) && (last == 0 || year <= last));
                    let mut periods = PERIODS.iter().filter(|period| party(period.0) == user);
                    let has = |(_, first, last): &(&str, u16, u16), year| (*first..=*last).contains(&year);
                    ask(368, periods.any(|period| has(period, year) && has(period, vintage)));
                }
            }
        }
        bad
    }

    /// what became of the authorization of the host.
    fn is_restricted(&self, known: &Known) -> bool {
        let (host, _) = known.article6().unwrap();
        known.first_transfer.is_some()
            && known.attached.get(&host).is_some_and(|(key, number)| {
                let versions = &self.versions[key];
                let ended = self.ends.get(key).is_some_and(|from| *from <= self.now);
                let changed = versions.range(number + 1..).any(|(_, version)| version.from.0 <= self.now);
                match versions[number].revocation.0 {
                    2 => ended,
                    3 => self.version >= 5 && (ended || changed),
                    _ => false,
                }
            })
    }

    fn reversal(&mut self, reversal: &ReversingMovement, broken: &mut Broken) {
        let reverses = reversal.reverses.0;
        let Some(movement) = self.movements.get(&reverses).cloned() else {
            panic!("not part of these tests")
        };
        if !self.reversed.insert(reverses) {
            broken.insert(221, Vec::new());
        }
        self.ask_nothing_noticed(&reversal.postings, broken);
        let takers: BTreeMap<Unit, u64> = units_of(&reversal.postings, Side::Credit).collect();
        for (unit, giver) in units_of(&reversal.postings, Side::Debit) {
            let taker = takers[&unit];
            let known = self.units.get(&unit);
            if known.is_none_or(|known| (known.account, known.since) != (giver, reverses)) {
                broken.entry(223).or_default().push(unit);
            }
            let Some(mut known) = known.cloned() else {
                // Given back without ever having been there: issued now, into no series.
                panic!("not part of these tests")
            };
            if let Some((host, vintage)) = known.article6().filter(|_| self.version >= 2) {
                let (from, to) = (registry(giver), registry(taker));
                if from.is_some() && to.is_some() && from != to {
                    broken.entry(370).or_default().push(unit);
                }
                let made_by_it = known.first_transfer == Some((reverses, Made::ByMovement));
                let year = movement.particulars.iter().find_map(|each| match each.read() {
                    Some(ParticularValue::YearOfUse(year)) => Some(year),
                    _ => None,
                });
                let used = year.filter(|_| movement.action == Action::USE_NDC);
                let changes = (made_by_it && self.finals.contains(&(host, vintage)))
                    || used.is_some_and(|year| self.finals.contains(&(of_account(giver).1, year)));
                if changes {
                    broken.entry(371).or_default().push(unit);
                }
                if taker >= SOURCES_FROM && known.first_transfer.is_some() {
                    broken.entry(372).or_default().push(unit);
                }
                if made_by_it {
                    known.first_transfer = None;
                }
            }
            (known.account, known.since, known.occurred) = (taker, self.index, self.now);
            self.units.insert(unit, known);
        }
    }
}
