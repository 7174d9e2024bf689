//! Custody word for word: each serial on its own, each movement in order. Slow, and as simple as `spec/rules.md` can be put.

use std::collections::{BTreeMap, BTreeSet};

use ledger_format::block::SerialBlock;
use ledger_format::body::{Body, Posting};
use ledger_format::codes::{AccountKind, Action, Side};
use ledger_format::identifiers::SpaceId;

use super::Told;
use crate::rules::serials::join;
use crate::rules::state::accounts::Status;

/// A unit.
pub type Unit = (u32, u64);

#[derive(Debug, Clone, Copy)]
pub struct Held {
    pub account: u64,
    pub since: u64,
    pub occurred: u64,
    /// Whether it measures GHG; none for a unit without a series.
    pub ghg: Option<bool>,
    pub taint: Option<u64>,
}

/// An account of the stage.
#[derive(Debug, Clone, Copy)]
struct Account {
    kind: AccountKind,
    ghg: bool,
    /// Space and metric of the series of a Source account.
    series: Option<(u32, bool)>,
    status: Status,
}

#[derive(Debug)]
pub struct Naive {
    accounts: BTreeMap<u64, Account>,
    pub held: BTreeMap<Unit, Held>,
    pub movements: BTreeMap<u64, Vec<Posting>>,
    reversed: BTreeSet<u64>,
    pub told: Vec<Told>,
}

impl Naive {
    /// The stage of [`super::Ledger::stage`], before anything moved.
    pub fn stage() -> Self {
        let account = |kind, ghg| Account { kind, ghg, series: None, status: Status::Active };
        let source = |space, ghg| Account { series: Some((space, ghg)), ..account(AccountKind::SOURCE, ghg) };
        let accounts = [
            (1, account(AccountKind::HOLDING, true)),
            (2, account(AccountKind::HOLDING, true)),
            (3, account(AccountKind::HOLDING, false)),
            (4, account(AccountKind::USE_NDC, true)),
            (5, account(AccountKind::PENDING, true)),
            (6, account(AccountKind::IN_TRANSIT, true)),
            (100, source(1, true)),
            (200, source(1, false)),
            (300, source(2, true)),
        ];
        Self {
            accounts: accounts.into(),
            held: BTreeMap::new(),
            movements: BTreeMap::new(),
            reversed: BTreeSet::new(),
            told: Vec::new(),
        }
    }

    /// An account that neither gives nor takes.
    pub fn idle_account(&self) -> Option<u64> {
        self.accounts.iter().find(|(_, account)| account.status != Status::Active).map(|(number, _)| *number)
    }

    /// Judges an entry and lets it take effect.
    pub fn replay(&mut self, index: u64, occurred: u64, body: &Body) {
        match body {
            Body::Movement(movement) => {
                let verdict = self.ask(occurred, &movement.postings, Some(movement.action));
                self.settle(index, occurred, &movement.postings, verdict);
                self.movements.insert(index, movement.postings.to_vec());
            }
            Body::Reversal(reversal) => {
                let reverses = reversal.reverses.0;
                let mut verdict = self.ask(occurred, &reversal.postings, None);
                let original = self.movements.get(&reverses).cloned();
                let late = match &original {
                    None => Some(220),
                    Some(_) if self.reversed.contains(&reverses) => Some(221),
                    Some(original)
                        if !original.iter().map(|p| p.reversed()).eq(reversal.postings.iter().copied()) =>
                    {
                        Some(222)
                    }
                    Some(_) => None,
                };
                if let (None, Some(rule)) = (&verdict, late) {
                    verdict = Some((rule, Vec::new()));
                }
                if verdict.is_none() {
                    let moved_on = |(unit, account): &(Unit, u64)| {
                        self.held
                            .get(unit)
                            .is_none_or(|held| (held.account, held.since) != (*account, reverses))
                    };
                    verdict =
                        broken(223, units(&reversal.postings, Side::Debit).into_iter().filter(moved_on));
                }
                if original.is_some() {
                    self.reversed.insert(reverses);
                }
                self.settle(index, occurred, &reversal.postings, verdict);
            }
            Body::AccountSuspended(standing) => {
                self.stand(index, standing.account.0, &[Status::Active], Status::Suspended);
            }
            Body::AccountReinstated(standing) => {
                self.stand(index, standing.account.0, &[Status::Suspended], Status::Active);
            }
            Body::AccountClosed(closed) => {
                self.stand(index, closed.account.0, &[Status::Active, Status::Suspended], Status::Closed);
            }
            _ => panic!("not part of these tests"),
        }
    }

    fn stand(&mut self, index: u64, number: u64, from: &[Status], to: Status) {
        let account = self.accounts.get_mut(&number).unwrap();
        if account.kind == AccountKind::SOURCE || !from.contains(&account.status) {
            self.told.push((172, index, Vec::new(), index));
        } else if to == Status::Closed && self.held.values().any(|held| held.account == number) {
            self.told.push((173, index, Vec::new(), index));
        }
        account.status = to;
    }

    ///
    fn ask(
        &self,
        occurred: u64,
        postings: &[Posting],
        action: Option<Action>,
    ) -> Option<(u16, Vec<SerialBlock>)> {
        let of = |side| postings.iter().filter(move |posting| posting.side == side);
        let (debits, credits) = (units(postings, Side::Debit), units(postings, Side::Credit));
        let formed = postings.iter().all(|posting| posting.block.is_well_formed());
        if of(Side::Debit).count() == 0 || of(Side::Credit).count() == 0 || !formed {
            return Some((201, Vec::new()));
        }
        if postings.iter().any(|posting| !(1..=2).contains(&posting.block.space.0)) {
            return Some((202, Vec::new()));
        }
        let known = |posting: &Posting| self.accounts.get(&posting.account.0);
        if postings.iter().any(|posting| known(posting).is_none()) {
            return Some((203, Vec::new()));
        }
        if postings.iter().any(|posting| known(posting).unwrap().status != Status::Active) {
            return Some((204, Vec::new()));
        }
        let mut counts: BTreeMap<Unit, (u32, u32)> = BTreeMap::new();
        debits.iter().for_each(|(unit, _)| counts.entry(*unit).or_default().0 += 1);
        credits.iter().for_each(|(unit, _)| counts.entry(*unit).or_default().1 += 1);
        let unpaired = counts.iter().filter(|(_, count)| **count != (1, 1)).map(|(unit, _)| (*unit, 0));
        if let Some(found) = broken(205, unpaired) {
            return Some(found);
        }
        let taker: BTreeMap<Unit, u64> = credits.into_iter().collect();
        let stay = debits.iter().filter(|(unit, giver)| taker[unit] == *giver);
        if let Some(found) = broken(206, stay.copied()) {
            return Some(found);
        }
        let sources: BTreeSet<u64> = of(Side::Debit)
            .filter(|posting| known(posting).unwrap().kind == AccountKind::SOURCE)
            .map(|posting| posting.account.0)
            .collect();
        let own = match (sources.len(), sources.first()) {
            (1, Some(source)) => self.accounts[source].series,
            _ => None,
        };
        if let Some(action) = action {
            let kinds = |side| of(side).map(|posting| known(posting).unwrap().kind);
            if kinds(Side::Debit).any(|kind| kind == AccountKind::USE_NDC) {
                return Some((207, Vec::new()));
            }
            let (from, to): (fn(AccountKind) -> bool, &[AccountKind]) = match action {
                Action::ISSUE => {
                    (|kind| kind == AccountKind::SOURCE, &[AccountKind::PENDING, AccountKind::HOLDING])
                }
                Action::TRANSFER => {
                    (|kind| kind != AccountKind::SOURCE, &[AccountKind::HOLDING, AccountKind::IN_TRANSIT])
                }
                Action::ACQUISITION => (|kind| kind == AccountKind::IN_TRANSIT, &[AccountKind::HOLDING]),
                Action::USE_NDC => (|kind| kind != AccountKind::SOURCE, &[AccountKind::USE_NDC]),
                _ => panic!("not part of these tests"),
            };
            if !kinds(Side::Debit).all(from) || !kinds(Side::Credit).all(|kind| to.contains(&kind)) {
                return Some((208, Vec::new()));
            }
            if action == Action::ISSUE {
                let elsewhere =
                    debits.iter().filter(|((space, _), _)| own.is_none_or(|(home, _)| home != *space));
                if let Some(found) = broken(209, elsewhere.copied()) {
                    return Some(found);
                }
                let issued = debits.iter().filter(|(unit, _)| self.held.contains_key(unit));
                if let Some(found) = broken(210, issued.copied()) {
                    return Some(found);
                }
            } else {
                let not_held = debits
                    .iter()
                    .filter(|(unit, giver)| self.held.get(unit).is_none_or(|held| held.account != *giver));
                if let Some(found) = broken(211, not_held.copied()) {
                    return Some(found);
                }
            }
        }
        let later = |unit: &Unit| self.held.get(unit).is_some_and(|held| held.occurred > occurred);
        if let Some(found) = broken(212, debits.iter().filter(|(unit, _)| later(unit)).copied()) {
            return Some(found);
        }
        let issues = action == Some(Action::ISSUE);
        let ghg = |unit: &Unit| match self.held.get(unit) {
            Some(held) => held.ghg,
            None => own.filter(|_| issues).map(|(_, ghg)| ghg),
        };
        let wrong = |unit: &Unit| ghg(unit).is_some_and(|ghg| ghg != self.accounts[&taker[unit]].ghg);
        let credited = of(Side::Credit).map(|posting| units(&[*posting], Side::Credit));
        let wrong_blocks = credited.filter(|units| units.iter().any(|(unit, _)| wrong(unit)));
        broken(213, wrong_blocks.flatten())
    }

    /// The effect, and the finding with its cause.
    fn settle(
        &mut self,
        index: u64,
        occurred: u64,
        postings: &[Posting],
        verdict: Option<(u16, Vec<SerialBlock>)>,
    ) {
        let cause = verdict.as_ref().map(|(rule, serials)| {
            let all = serials.iter().flat_map(|block| (block.first..=block.last).map(|n| (block.space.0, n)));
            let taints = all.filter_map(|unit| self.held.get(&unit)?.taint);
            taints.min().filter(|_| *rule >= 210).unwrap_or(index)
        });
        let sources: BTreeSet<u64> = postings
            .iter()
            .filter(|posting| posting.side == Side::Debit)
            .filter(|posting| {
                self.accounts.get(&posting.account.0).is_some_and(|a| a.kind == AccountKind::SOURCE)
            })
            .map(|posting| posting.account.0)
            .collect();
        let series = match (sources.len(), sources.first()) {
            (1, Some(source)) => self.accounts[source].series,
            _ => None,
        };
        for (unit, account) in units(postings, Side::Credit) {
            let before = self.held.get(&unit);
            let ghg = before.map_or(series.map(|(_, ghg)| ghg), |held| held.ghg);
            let taint = before.and_then(|held| held.taint).into_iter().chain(cause).min();
            self.held.insert(unit, Held { account, since: index, occurred, ghg, taint });
        }
        if let (Some((rule, serials)), Some(cause)) = (verdict, cause) {
            self.told.push((rule, index, serials, cause));
        }
    }
}

/// The units of one side, in order, with the account; only of well-formed blocks.
fn units(postings: &[Posting], side: Side) -> Vec<(Unit, u64)> {
    let formed = postings.iter().filter(|posting| posting.side == side && posting.block.is_well_formed());
    let units = formed.flat_map(|posting| {
        let block = posting.block;
        (block.first..=block.last).map(move |serial| ((block.space.0, serial), posting.account.0))
    });
    units.collect()
}

fn broken(rule: u16, units: impl Iterator<Item = (Unit, u64)>) -> Option<(u16, Vec<SerialBlock>)> {
    let blocks: Vec<_> = units.map(|((space, n), _)| SerialBlock::new(SpaceId(space), n, n)).collect();
    (!blocks.is_empty()).then(|| (rule, join(blocks)))
}
