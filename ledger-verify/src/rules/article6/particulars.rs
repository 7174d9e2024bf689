//! which particulars an action has, and what they say.
//!
//! Invariant: what a movement claims is read from the first particular of each tag, whether or not R-360 holds.

use ledger_format::body::{Movement, ParticularValue};
use ledger_format::codes::{Action, ParticularTag as Tag, Purposes};
use ledger_format::identifiers::Commitment;

use crate::finding::Rule;
use crate::rules::ask;
use crate::rules::terms::Terms;

/// What the particulars of a movement say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Particulars {
    /// For which year units are used.
    pub year_of_use: Option<u16>,
    /// Who uses them.
    pub entity: Option<Commitment>,
    /// What for.
    pub purpose: Option<Purposes>,
    /// Whether there is an entity or a purpose, readable or not.
    pub names_user: bool,
}

impl Particulars {
    /// What a movement says.
    pub fn of(movement: &Movement) -> Self {
        let first = |tag: Tag| {
            let of_tag = movement.particulars.iter().find(|particular| particular.tag == tag.0);
            of_tag.and_then(|particular| particular.read())
        };
        let number = |value| match value {
            Some(ParticularValue::YearOfUse(year)) => Some(year),
            _ => None,
        };
        let has = |tag: Tag| movement.particulars.iter().any(|particular| particular.tag == tag.0);
        Self {
            year_of_use: number(first(Tag::YEAR_OF_USE)),
            entity: match first(Tag::ENTITY) {
                Some(ParticularValue::Entity(entity)) => Some(entity),
                _ => None,
            },
            purpose: match first(Tag::PURPOSE) {
                Some(ParticularValue::Purpose(purpose)) => Some(purpose),
                _ => None,
            },
            names_user: has(Tag::ENTITY) || has(Tag::PURPOSE),
        }
    }
}

/// The year for which a movement uses units towards an NDC, if that is what it does and says.
pub fn year_of_use(movement: &Movement) -> Option<u16> {
    (movement.action == Action::USE_NDC).then(|| Particulars::of(movement).year_of_use).flatten()
}

/// What an action must have, and what it may; rulebook 3 adds where units come from, and which loss they settle.
fn tags(action: Action, terms: Terms) -> (&'static [Tag], &'static [Tag]) {
    match action {
        Action::USE_NDC => (&[Tag::YEAR_OF_USE], &[]),
        Action::USE_OIMP => (&[Tag::ENTITY, Tag::PURPOSE], &[]),
        Action::CANCELLATION if terms.knows_origins() => {
            (&[], &[Tag::ENTITY, Tag::PURPOSE, Tag::LOSS_SETTLED])
        }
        Action::CANCELLATION | Action::VOLUNTARY_CANCELLATION | Action::OMGE_CANCELLATION => {
            (&[], &[Tag::ENTITY, Tag::PURPOSE])
        }
        Action::ISSUE if terms.knows_origins() => {
            (&[], &[Tag::MONITORING, Tag::UNDERLYING_UNITS, Tag::HISTORY])
        }
        _ => (&[], &[]),
    }
}

/// R-360 of a movement without particulars.
#[inline]
pub fn ask_none(action: Action, terms: Terms) -> Result<(), Rule> {
    ask(360, tags(action, terms).0.is_empty())
}

///
pub fn ask_particulars(movement: &Movement, terms: Terms) -> Result<(), Rule> {
    let (must, may) = tags(movement.action, terms);
    let count = |tag: &Tag| movement.particulars.iter().filter(|particular| particular.tag == tag.0).count();
    let is_sound = movement.particulars.iter().all(|particular| match particular.read() {
        Some(ParticularValue::Purpose(purpose)) => matches!(purpose, Purposes::IMP | Purposes::OP),
        Some(ParticularValue::Evidence(evidence)) => evidence.grade.is_known(),
        Some(_) => true,
        None => false,
    });
    let of_4: &[Tag] = match movement.action {
        _ if !terms.knows_holds() => &[],
        Action::ISSUE => &[Tag::EVIDENCE],
        _ => &[Tag::HOLD, Tag::EVIDENCE],
    };
    let may = || may.iter().chain(of_4);
    let known = must.iter().chain(may()).map(count).sum::<usize>() == movement.particulars.len();
    let once = must.iter().all(|tag| count(tag) == 1) && may().all(|tag| count(tag) <= 1);
    ask(360, is_sound && known && once)
}
