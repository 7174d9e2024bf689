//! What a ledger answers about what is told from elsewhere, notice by notice and unit by unit, as the model has it.

use std::collections::{BTreeMap, BTreeSet};

use ledger_core::Ledger;
use ledger_format::block::SerialBlock;
use ledger_format::body::notices::NoticeGiven;
use ledger_format::identifiers::{RegistryId, SpaceId};

use crate::article6_answers::{SERIALS, SPACES};
use crate::model::{Model, UnitKey};

/// Everything that ledger and model both say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Every notice, by name, and whether it stands.
    pub notices: BTreeMap<u64, (NoticeGiven, bool)>,
    /// Of each unit that is noticed: by which notice.
    pub noticed: BTreeMap<UnitKey, u64>,
    /// Of each approach of which registries are stated.
    pub registries: BTreeMap<u16, BTreeSet<RegistryId>>,
}

/// What a ledger answers.
#[must_use]
pub fn of_ledger(ledger: &Ledger) -> Told {
    let blocks = (1..=SPACES).map(|space| SerialBlock::new(SpaceId(space), 1, SERIALS));
    let rows = blocks.flat_map(|block| ledger.article6_units(block));
    let noticed = rows.filter_map(|row| Some((row.block, row.noticed?.given.0)));
    let units = noticed
        .flat_map(|(block, by)| (block.first..=block.last).map(move |serial| ((block.space.0, serial), by)));
    let notices = ledger.notices().into_iter();
    let registries = ledger.approaches().into_iter().filter(|stated| !stated.registries.is_empty());
    Told {
        notices: notices
            .map(|notice| (notice.given.0, (notice.terms.clone(), notice.withdrawn.is_none())))
            .collect(),
        noticed: units.collect(),
        registries: registries
            .map(|stated| (stated.number.0, stated.registries.into_iter().collect()))
            .collect(),
    }
}

/// What the model knows.
#[must_use]
pub fn of_model(model: &Model) -> Told {
    let state = model.notices();
    let notices = state.notices.iter();
    let registries = state.registries.iter();
    Told {
        notices: notices.map(|(name, notice)| (*name, (notice.terms.clone(), notice.stands))).collect(),
        noticed: state.noticed.clone(),
        registries: registries.map(|(approach, of)| (*approach, of.iter().copied().collect())).collect(),
    }
}
