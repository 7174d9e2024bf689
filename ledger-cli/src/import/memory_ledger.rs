//! A ledger of names in memory: what a dry run imports into, and the model that tests hold the real ledger against.
//!
//! - It asks the rules that rows can break among themselves,
//!   and I-112.
//! - Blocks are cut where units moved and never joined, so every block remembers its series and its last movement.
//!
//! It does not sign, order by recorded time, or keep anything; a real ledger asks more (`spec/rules.md`).

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use ledger_format::block::SerialBlock;
use ledger_format::body::Provenance;
use ledger_format::bounded::Code;
use ledger_format::identifiers::{PartyCode, SpaceId, Timestamp};

use super::fault::RowFault;
use super::resolve::{AccountNames, Instruction};
use super::target::{ImportTarget, Outcome, PartyUnits, PostedRows};

/// A ledger of names.
#[derive(Debug, Default)]
pub struct MemoryLedger {
    spaces: BTreeMap<Code<1, 64>, Space>,
    accounts: BTreeSet<AccountNames>,
    posted: Vec<Provenance>,
}

#[derive(Debug, Default)]
struct Space {
    /// By first serial.
    blocks: BTreeMap<u64, Held>,
    hosts: BTreeMap<Code<1, 64>, PartyCode>,
}

#[derive(Debug, Clone)]
struct Held {
    last: u64,
    account: AccountNames,
    series: Code<1, 64>,
    occurred_at: Timestamp,
}

impl MemoryLedger {
    fn refusal(&self, it: &Instruction) -> Option<(&'static str, String)> {
        // Which space it is does not matter here: well-formedness is about the serials.
        if !SerialBlock::new(SpaceId(0), it.first, it.last).is_well_formed() {
            return Some(("R-201", "the block is not 1 ≤ first ≤ last < 2^63".to_owned()));
        }
        let space = self.spaces.get(&it.space);
        let Some(debit) = it.debit else {
            let issued = space.and_then(|space| space.overlapping(it.first, it.last).next());
            return issued.map(|(first, held)| {
                (
                    "R-210",
                    format!(
                        "serials {} to {} were issued before",
                        first.max(it.first),
                        held.last.min(it.last)
                    ),
                )
            });
        };
        let Some(space) = space else {
            return Some(("R-202", format!("the number space {} is not declared", it.space)));
        };
        if !self.accounts.contains(&debit) {
            return Some(("R-203", format!("{} has no {} account yet", debit.party, debit.kind)));
        }
        if debit == it.credit {
            return Some(("R-206", "the block would move to the account it is in".to_owned()));
        }
        if debit.kind.is_terminal() {
            return Some(("R-207", format!("units in a {} account stay there", debit.kind)));
        }
        space.refusal(it, debit)
    }

    fn apply(&mut self, it: &Instruction) {
        let space = self.spaces.entry(it.space.clone()).or_default();
        let series = if it.debit.is_none() {
            space.hosts.entry(it.series.label.clone()).or_insert(it.series.host_party);
            it.series.label.clone()
        } else {
            space.cut(it.first, it.last).unwrap_or_else(|| it.series.label.clone())
        };
        let held = Held { last: it.last, account: it.credit, series, occurred_at: it.occurred_at };
        space.blocks.insert(it.first, held);
        self.accounts.insert(it.credit);
        self.posted.push(it.provenance);
    }
}

impl Space {
    /// The blocks that share a serial with `first` to `last`, lowest first.
    fn overlapping(&self, first: u64, last: u64) -> impl Iterator<Item = (u64, &Held)> {
        let start = self.blocks.range(..=first).next_back().map_or(first, |(start, _)| *start);
        self.blocks
            .range(start..=last)
            .map(|(start, held)| (*start, held))
            .filter(move |(_, held)| held.last >= first)
    }

    fn refusal(&self, it: &Instruction, debit: AccountNames) -> Option<(&'static str, String)> {
        let mut next = Some(it.first);
        for (first, held) in self.overlapping(it.first, it.last).filter(|(_, held)| held.account == debit) {
            if next.is_some_and(|next| first > next) {
                break;
            }
            next = held.last.checked_add(1);
        }
        if let Some(missing) = next.filter(|next| *next <= it.last) {
            let reason =
                format!("serial {missing} is not held by the {} account of {}", debit.kind, debit.party);
            return Some(("R-211", reason));
        }
        let blocks = || self.overlapping(it.first, it.last).map(|(_, held)| held);
        if blocks().any(|held| held.occurred_at > it.occurred_at) {
            return Some(("R-212", "the units moved at a later time already".to_owned()));
        }
        blocks().any(|held| held.series != it.series.label).then(|| {
            let fault = RowFault::OtherSeries { stated: it.series.label.to_string() };
            (fault.code(), fault.to_string())
        })
    }

    /// Takes the serials out, leaving what lies before and behind; returns the series of the lowest.
    fn cut(&mut self, first: u64, last: u64) -> Option<Code<1, 64>> {
        let found: Vec<(u64, Held)> =
            self.overlapping(first, last).map(|(start, held)| (start, held.clone())).collect();
        for (start, held) in &found {
            self.blocks.remove(start);
            if *start < first {
                self.blocks.insert(*start, Held { last: first - 1, ..held.clone() });
            }
            if held.last > last {
                self.blocks.insert(last + 1, held.clone());
            }
        }
        found.into_iter().next().map(|(_, held)| held.series)
    }
}

impl ImportTarget for MemoryLedger {
    type Error = Infallible;

    fn mark_posted(&mut self, rows: &mut PostedRows) -> Result<(), Infallible> {
        self.posted.iter().for_each(|provenance| rows.mark(provenance));
        Ok(())
    }

    fn post(&mut self, instructions: &[Instruction]) -> Result<Vec<Outcome>, Infallible> {
        let mut outcomes = Vec::new();
        for instruction in instructions {
            let outcome = self.judge(instruction)?;
            if outcome == Outcome::Posted {
                self.apply(instruction);
            }
            outcomes.push(outcome);
        }
        Ok(outcomes)
    }

    fn judge(&mut self, instruction: &Instruction) -> Result<Outcome, Infallible> {
        Ok(match self.refusal(instruction) {
            Some((code, reason)) => Outcome::Refused { code: code.to_owned(), reason },
            None => Outcome::Posted,
        })
    }

    fn units(&mut self) -> Result<BTreeMap<PartyCode, PartyUnits>, Infallible> {
        let mut units: BTreeMap<PartyCode, PartyUnits> = BTreeMap::new();
        for space in self.spaces.values() {
            for (first, held) in &space.blocks {
                let count = u128::from(held.last - first) + 1;
                if let Some(host) = space.hosts.get(&held.series) {
                    units.entry(*host).or_default().issued += count;
                }
                let party = units.entry(held.account.party).or_default();
                if held.account.kind.is_terminal() {
                    party.used_or_cancelled += count;
                } else {
                    party.held += count;
                }
            }
        }
        Ok(units)
    }
}
