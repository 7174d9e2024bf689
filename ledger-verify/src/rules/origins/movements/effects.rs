//! What a movement under rulebook 3 draws, takes and settles (`spec/origins.md` section 5); a reversing movement gives back the same.
//!
//! Invariants:
//! - It depends on the movement and the state before it alone, so that it can be said again when the movement is reversed.
//! - Of each particular the first one of the right size counts, and only on the action that may have it.

use ledger_format::body::origins::LineName;
use ledger_format::body::{Movement, ParticularValue, Posting, UnderlyingSpace};
use ledger_format::codes::{Action, ParticularTag as Tag, Side};
use ledger_format::identifiers::{EntryIndex, LossNumber, MonitoringNumber};
use ledger_format::limits::SERIAL_MAX;

use crate::rules::origins::state::OriginsState;
use crate::rules::origins::state::monitorings::LinePlace;

/// What a movement changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effects {
    /// Its units, counted block by block.
    pub units: u128,
    /// The line that it draws on.
    pub line: Option<LinePlace>,
    /// The underlying space that it names, and what it takes of it.
    pub numbers: Option<Numbers>,
    /// The loss that it settles.
    pub loss: Option<LossNumber>,
}

/// Underlying numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbers {
    /// Where they count.
    pub space: UnderlyingSpace,
    /// The first and the last one; none where none lies within the limits.
    pub taken: Option<(u64, u64)>,
}

impl Effects {
    /// What a movement changes; none where it changes nothing of this.
    pub fn of(movement: &Movement, entry: EntryIndex, state: &OriginsState) -> Option<Self> {
        let units = units_of(&movement.postings);
        let mut effects = Self { units, line: None, numbers: None, loss: None };
        match movement.action {
            Action::ISSUE => {
                let named = monitoring_of(movement);
                let line = named.and_then(|(number, name)| state.monitorings.line_at(number, name, entry));
                effects.line = line.map(|(line, _)| line);
                effects.numbers =
                    underlying_of(movement).map(|(space, first)| Numbers::of(space, first, units));
            }
            Action::CANCELLATION => {
                effects.loss = loss_of(movement).filter(|loss| state.loss_at(*loss, entry).is_some());
            }
            _ => {}
        }
        let changes = effects.line.is_some() || effects.numbers.is_some() || effects.loss.is_some();
        changes.then_some(effects)
    }
}

impl Numbers {
    /// Those of so many units that lie within the limits.
    fn of(space: UnderlyingSpace, first: u64, units: u128) -> Self {
        let last = (u128::from(first) + units).checked_sub(1).map(|last| last.min(SERIAL_MAX.into()));
        let last = last.and_then(|last| u64::try_from(last).ok());
        let taken = last.map(|last| (first.max(1), last)).filter(|(first, last)| first <= last);
        Self { space, taken }
    }
}

/// The serials in the well-formed credit blocks of a movement.
pub fn units_of(postings: &[Posting]) -> u128 {
    credits(postings).map(|posting| u128::from(posting.block.count())).sum()
}

/// Its well-formed credits.
pub fn credits(postings: &[Posting]) -> impl Iterator<Item = &Posting> {
    postings.iter().filter(|posting| posting.side == Side::Credit && posting.block.is_well_formed())
}

/// The line that particular 4 names.
pub fn monitoring_of(movement: &Movement) -> Option<(MonitoringNumber, LineName)> {
    first(movement, Tag::MONITORING, |value| match value {
        ParticularValue::Monitoring(number, line) => Some((number, line)),
        _ => None,
    })
}

/// Where the numbers of particular 5 count, and the first of them.
pub fn underlying_of(movement: &Movement) -> Option<(UnderlyingSpace, u64)> {
    first(movement, Tag::UNDERLYING_UNITS, |value| match value {
        ParticularValue::UnderlyingUnits { space, first_number, .. } => Some((space, first_number)),
        _ => None,
    })
}

/// The loss that particular 8 names.
pub fn loss_of(movement: &Movement) -> Option<LossNumber> {
    first(movement, Tag::LOSS_SETTLED, |value| match value {
        ParticularValue::LossSettled(loss) => Some(loss),
        _ => None,
    })
}

fn first<T>(movement: &Movement, tag: Tag, read: impl Fn(ParticularValue) -> Option<T>) -> Option<T> {
    let of_tag = movement.particulars.iter().filter(|particular| particular.tag == tag.0);
    of_tag.filter_map(|particular| particular.read()).find_map(read)
}
