//! What a ledger answers about where units come from, line by line and unit by unit, as the model has it.

use std::collections::BTreeMap;

use ledger_core::Ledger;
use ledger_core::query::{BasisOrigin, SerialsBasis};
use ledger_format::block::SerialBlock;
use ledger_format::identifiers::SpaceId;

use crate::article6_answers::{SERIALS, SPACES};
use crate::article6_world::{PARTIES, party};
use crate::model::origins::{Basis, Conversions, Line, OriginsState};
use crate::model::{Model, UnitKey};

/// Everything that ledger and model both say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origins {
    /// The ids of activities.
    pub activities: Vec<String>,
    /// Of each line: verified, drawn, left.
    pub lines: BTreeMap<Line, (u64, u64, u64)>,
    /// Monitorings that stand.
    pub standing: Vec<u32>,
    /// Of each loss: units, and settled.
    pub losses: BTreeMap<u32, (u64, u64)>,
    /// The last conversions.
    pub conversions: Conversions,
    /// Of each unit: what stands behind it, and whether its issue still stands; the documents of histories are not said.
    pub basis: BTreeMap<UnitKey, (Basis, bool)>,
}

/// What a ledger answers.
///
/// # Panics
/// If one unit stands in two rows, or a row's underlying numbers do not run with its serials.
#[must_use]
pub fn of_ledger(ledger: &Ledger) -> Origins {
    let monitorings = ledger.monitorings(None);
    let units = |units: u128| u64::try_from(units).expect("few units");
    let lines = monitorings.iter().flat_map(|row| {
        let number = row.monitoring.terms.monitoring.0;
        row.lines.iter().map(move |line| {
            ((number, line.line.name), (line.line.verified, units(line.drawn), units(line.left)))
        })
    });
    let standing = monitorings.iter().filter(|row| row.withdrawn.is_none());
    let losses = ledger.losses().into_iter();
    let mut conversions = Conversions::new();
    for code in PARTIES {
        for year in 1990..=2200 {
            if let Some(known) = ledger.conversion(party(code), "MWh", year) {
                let terms = known.terms;
                let factor = (terms.factor_digits, u8::from(terms.factor_scale));
                conversions.insert((party(code), "MWh".to_owned(), year), factor);
            }
        }
    }
    Origins {
        activities: sorted(ledger.activities().iter().map(|known| known.terms.activity.to_string())),
        lines: lines.collect(),
        standing: standing.map(|row| row.monitoring.terms.monitoring.0).collect(),
        losses: losses.map(|(number, loss)| (number.0, (loss.terms.units, units(loss.settled)))).collect(),
        conversions,
        basis: basis(ledger),
    }
}

fn sorted(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut texts: Vec<_> = texts.collect();
    texts.sort_unstable();
    texts
}

fn basis(ledger: &Ledger) -> BTreeMap<UnitKey, (Basis, bool)> {
    let blocks = (1..=SPACES).map(|space| SerialBlock::new(SpaceId(space), 1, SERIALS));
    by_unit(blocks.flat_map(|block| ledger.basis_of(block)))
}

/// The basis of Article 6 units, as their rows say it.
///
/// # Panics
/// As [`of_ledger`], and if a row says it of other units than its own.
#[must_use]
pub fn basis_of_rows(ledger: &Ledger) -> BTreeMap<UnitKey, (Basis, bool)> {
    let blocks = (1..=SPACES).map(|space| SerialBlock::new(SpaceId(space), 1, SERIALS));
    by_unit(blocks.flat_map(|block| ledger.article6_units(block)).filter_map(|unit| {
        assert!(unit.basis.iter().all(|basis| basis.block == unit.block), "{unit:?}");
        unit.basis
    }))
}

fn by_unit(rows: impl Iterator<Item = SerialsBasis>) -> BTreeMap<UnitKey, (Basis, bool)> {
    let mut all = BTreeMap::new();
    for row in rows {
        let space = row.block.space.0;
        for serial in row.block.first..=row.block.last {
            let place = serial - row.block.first;
            let basis = match &row.origin {
                BasisOrigin::Monitoring { monitoring, line, .. } => Basis::Monitoring((monitoring.0, *line)),
                BasisOrigin::Underlying { space, first, last } => {
                    assert_eq!(last - first, row.block.count() - 1, "numbers run with the serials");
                    Basis::Underlying(space.clone(), first + place)
                }
                BasisOrigin::History => Basis::History(Default::default()),
            };
            let known = all.insert((space, serial), (basis, !row.reversed));
            assert_eq!(known, None, "unit {serial} of {row:?} stands in two rows");
        }
    }
    all
}

/// What the model knows.
#[must_use]
pub fn of_model(model: &Model) -> Origins {
    let state: &OriginsState = model.origins();
    let line = |line: Line| {
        let (verified, drawn) = (state.verified(line).unwrap_or(0), state.drawn(line));
        (line, (verified, drawn, verified.saturating_sub(drawn)))
    };
    let standing = state.monitorings.iter().filter(|(_, known)| known.stands);
    let basis = state.basis.iter().map(|(unit, basis)| {
        let basis = match basis {
            Basis::History(_) => Basis::History(Default::default()),
            other => other.clone(),
        };
        (*unit, (basis, !model.is_taken_back(unit)))
    });
    Origins {
        activities: state.activities.keys().cloned().collect(),
        lines: state.lines().map(line).collect(),
        standing: standing.map(|(number, _)| *number).collect(),
        losses: state.losses.iter().map(|(of, loss)| (*of, (loss.units, state.settled(*of)))).collect(),
        conversions: state.conversions.clone(),
        basis: basis.collect(),
    }
}
