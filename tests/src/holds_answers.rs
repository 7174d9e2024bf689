//! What a ledger answers about what holds units back, hold by hold and unit by unit, as the model has it.

use std::collections::{BTreeMap, BTreeSet};

use ledger_core::Ledger;
use ledger_format::block::SerialBlock;
use ledger_format::body::holds::{Evidence, HoldPlaced, RestrictionPlaced};
use ledger_format::identifiers::{AccountNumber, SeriesId, SpaceId, Timestamp};

use crate::article6_answers::{SERIALS, SPACES};
use crate::model::{Model, UnitKey};

/// Everything that ledger and model both say, as at the head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldBack {
    /// Holds in force, by name.
    pub holds: BTreeMap<u64, HoldPlaced>,
    /// Names of the holds by which each account gives or takes.
    pub by_account: BTreeMap<u64, BTreeSet<u64>>,
    /// Restrictions in force, by name.
    pub restrictions: BTreeMap<u64, RestrictionPlaced>,
    /// Of each unit of which it is said: by which entry and on what evidence.
    pub evidence: BTreeMap<UnitKey, (u64, Evidence)>,
}

/// What a ledger answers.
///
/// # Panics
/// If one unit stands in two rows.
#[must_use]
pub fn of_ledger(ledger: &Ledger) -> HeldBack {
    let now = ledger.recorded_at();
    let holds = ledger.holds_in_force(None, now);
    let accounts: BTreeSet<_> =
        holds.iter().flat_map(|hold| [hold.terms.debited, hold.terms.acquiring]).collect();
    let of = |account: AccountNumber| {
        let holds = ledger.holds_in_force(Some(account), now);
        (account.0, holds.iter().map(|hold| hold.placed.0).collect())
    };
    let restrictions = ledger.restrictions_in_force(now);
    let mut evidence = BTreeMap::new();
    for space in 1..=SPACES {
        for row in ledger.evidence_of(SerialBlock::new(SpaceId(space), 1, SERIALS)) {
            for serial in row.block.first..=row.block.last {
                let said = (row.said.entry.0, row.said.evidence);
                assert_eq!(evidence.insert((space, serial), said), None, "unit {serial} stands in two rows");
            }
        }
    }
    HeldBack {
        by_account: accounts.into_iter().map(of).collect(),
        holds: holds.iter().map(|hold| (hold.placed.0, hold.terms.clone())).collect(),
        restrictions: restrictions.iter().map(|placed| (placed.placed.0, placed.terms.clone())).collect(),
        evidence,
    }
}

/// What the model knows, for the time at which its last entry was recorded.
#[must_use]
pub fn of_model(model: &Model, now: Timestamp) -> HeldBack {
    let state = model.holds();
    let holds: BTreeMap<_, _> = model
        .holds_in_force(now.0)
        .into_iter()
        .map(|name| (name, state.holds[&name].terms.clone()))
        .collect();
    let mut by_account: BTreeMap<u64, BTreeSet<u64>> = BTreeMap::new();
    for (name, terms) in &holds {
        for account in [terms.debited, terms.acquiring] {
            by_account.entry(account.0).or_default().insert(*name);
        }
    }
    let restrictions = model.restrictions_in_force(now.0).into_iter();
    HeldBack {
        holds,
        by_account,
        restrictions: restrictions.map(|name| (name, state.restrictions[&name].terms.clone())).collect(),
        evidence: state.evidence.clone(),
    }
}

/// Whether whoever asks for units of an account and series is offered those that may move, and no others.
///
/// # Errors
/// What is offered, and what may move.
pub fn offers_what_may_move(ledger: &Ledger, model: &Model) -> Result<(), String> {
    let now = ledger.recorded_at();
    let mut free: BTreeMap<(u64, u32), BTreeSet<UnitKey>> = BTreeMap::new();
    for (unit, held) in model.units() {
        let Some(series) = model.article6().facts.get(unit).and_then(|facts| facts.series) else { continue };
        let units = free.entry((held.account, series)).or_default();
        if model.may_move(unit, now.0) {
            units.insert(*unit);
        }
    }
    for ((account, series), units) in free {
        let ask = |count| ledger.select(AccountNumber(account), SeriesId(series), count);
        let count = units.len() as u64;
        let offered = ask(count).map_err(|shortage| format!("{shortage}, and {count} are free"))?;
        let serials =
            |block: SerialBlock| (block.first..=block.last).map(move |serial| (block.space.0, serial));
        let offered: BTreeSet<_> = offered.blocks.iter().copied().flat_map(serials).collect();
        if offered != units || ask(count + 1).is_ok() {
            return Err(format!("account {account} is offered {offered:?}, and {units:?} are free"));
        }
    }
    Ok(())
}
