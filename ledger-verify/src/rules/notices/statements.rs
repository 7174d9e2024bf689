//! Statements of rulebook 5, in order: each is judged by the state before it, then takes effect (`spec/notices.md` sections 2, 4, 5).
//!
//! Invariants:
//! - Of an entry the first rule that it breaks is returned, in the order of their numbers.
//!
//! What a notice and its withdrawal do to units, and what is asked of these, is the business of `super::super::article6`.

use ledger_format::body::Notices;
use ledger_format::body::notices::{ApproachRegistriesStated, NoticeGiven};
use ledger_format::codes::Action;
use ledger_format::identifiers::EntryIndex;

use crate::finding::Rule;
use crate::rules::article6::{ask_blocks, ask_spaces};
use crate::rules::ask as hold;
use crate::rules::holds::is_sound;
use crate::rules::signing::Signed;
use crate::rules::state::{AUTHORITY, OPERATOR, State};

/// the table of section 2.
pub fn is_signed_as_asked(signed: &Signed<'_, '_>, body: &Notices) -> bool {
    match body {
        Notices::RegistriesStated(_) => signed.by(AUTHORITY),
        Notices::Given(_) => signed.by(OPERATOR),
        Notices::Withdrawn(_) => signed.by(OPERATOR) && signed.by(AUTHORITY),
    }
}

/// R-141 and up, but for what units say.
///
/// # Errors
/// The first rule that it breaks.
pub fn ask(state: &State, index: EntryIndex, body: &Notices) -> Result<(), Rule> {
    match body {
        Notices::RegistriesStated(stated) => ask_registries(state, index, stated),
        Notices::Given(notice) => ask_notice(state, index, notice),
        Notices::Withdrawn(withdrawn) => {
            hold(605, state.notices.standing_at(withdrawn.notice, index).is_some())
        }
    }
}

/// Lets a statement take effect, whatever rules it breaks.
pub fn apply(state: &mut State, index: EntryIndex, body: &Notices) {
    match body {
        Notices::RegistriesStated(stated) => {
            if state.article6.approaches.known_at(stated.approach, index).is_some() {
                state.notices.state(stated);
            }
        }
        Notices::Given(notice) => state.notices.give(index, notice),
        Notices::Withdrawn(withdrawn) => state.notices.withdraw(index, withdrawn.notice),
    }
}

///
fn ask_registries(state: &State, index: EntryIndex, stated: &ApproachRegistriesStated) -> Result<(), Rule> {
    hold(302, state.article6.approaches.known_at(stated.approach, index).is_some())?;
    let mut sorted = stated.registries.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    hold(611, !sorted.is_empty() && sorted.len() == stated.registries.len())
}

///
fn ask_notice(state: &State, index: EntryIndex, notice: &NoticeGiven) -> Result<(), Rule> {
    hold(141, state.is_declared_at(notice.party, index))?;
    ask_spaces(state, index, &notice.blocks)?;
    hold(203, state.accounts.known_at(notice.account, index).is_some())?;
    ask_blocks(&notice.blocks)?;
    hold(360, says_what_its_action_asks(notice))?;
    hold(604, is_sound(notice.evidence))
}

///
fn says_what_its_action_asks(notice: &NoticeGiven) -> bool {
    let (year, entity, purpose) =
        (notice.year_of_use().is_some(), notice.entity_named().is_some(), notice.purpose_named().is_some());
    match notice.action {
        Action::USE_NDC => year && !entity && !purpose,
        Action::USE_OIMP => !year && entity && purpose,
        Action::CANCELLATION | Action::VOLUNTARY_CANCELLATION | Action::OMGE_CANCELLATION => !year,
        Action::DOMESTIC_USE => !year && !entity && !purpose,
        _ => false,
    }
}
