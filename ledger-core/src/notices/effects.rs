//! What an entry under rulebook 5 changes (`spec/notices.md` section 5) and posts to the second book (section 6): the same code for
//! an entry that is committed and one that is replayed.
//!
//! Invariants:
//! - Total: whatever an entry says has an effect or none; nothing is refused here.
//! - Who holds what is not asked: the entries in order are all that has to be told.
//! - What a notice makes and what its withdrawal takes back is one set of serials: those that it noticed.

use std::sync::Arc;

use ledger_format::block::SerialBlock;
use ledger_format::body::Notices;
use ledger_format::body::notices::{ApproachRegistriesStated, NoticeGiven};
use ledger_format::codes::Action;
use ledger_format::identifiers::EntryIndex;

use super::nouns::Notice;
use crate::article6::effects::{first_transfer, serials, taken_back, use_towards_ndc};
use crate::article6::second_book::PostedSeries;
use crate::article6::units::{self, article6_terms, trigger_of_notice};
use crate::article6::{FirstTransfer, NdcUse, Trigger};
use crate::book::StateMut;
use crate::rules::Candidate;

/// Lets a statement of rulebook 5 take effect.
pub(crate) fn statement(state: &mut impl StateMut, candidate: &Candidate<'_>, body: &Notices) {
    if !state.options().knows_notices() {
        return;
    }
    match body {
        Notices::RegistriesStated(body) => registries_stated(state, body),
        Notices::Given(body) => given(state, candidate, body),
        Notices::Withdrawn(body) => withdrawn(state, body.notice, candidate.index),
    }
}

fn registries_stated(state: &mut impl StateMut, body: &ApproachRegistriesStated) {
    if state.article6().approach(body.approach).is_some() {
        let mut registries = body.registries.to_vec();
        registries.sort_unstable();
        registries.dedup();
        state.notices_mut().registries(body.approach, registries.into());
    }
}

fn given(state: &mut impl StateMut, candidate: &Candidate<'_>, body: &NoticeGiven) {
    let entry = candidate.index;
    let occurred_at = candidate.entry.occurred_at();
    let notice = Notice { terms: body.clone(), given: entry, occurred_at, withdrawn: None };
    let mut new: Vec<(SerialBlock, PostedSeries)> = Vec::new();
    for block in notice.blocks() {
        // A serial that stands in two blocks is new in the first.
        let before = new.len();
        for (part, terms) in serials(state, block) {
            state.notices().noticed().pieces(part.space, part.first, part.last, |piece| {
                if piece.value.is_none() {
                    new.push((
                        SerialBlock::new(part.space, piece.first, piece.last),
                        PostedSeries::of(terms),
                    ));
                }
            });
        }
        let mut tables = state.notices_mut();
        for (part, _) in new.iter().skip(before) {
            tables.noticed(part.space, part.first, part.last, Some(entry));
        }
    }
    state.notices_mut().notices(entry, Arc::new(notice));
    let mut made: Vec<(SerialBlock, PostedSeries, Trigger)> = Vec::new();
    for (part, of) in &new {
        let Some(terms) = article6_terms(state, Some(of.series())) else { continue };
        units::cut(state.article6(), *part, terms, |unit| {
            let trigger = trigger_of_notice(state.article6(), &unit, body.action, occurred_at);
            made.extend(trigger.map(|trigger| (unit.block, *of, trigger)));
        });
    }
    let used = body.year_of_use().filter(|_| body.action == Action::USE_NDC);
    let mut tables = state.article6_mut();
    for (block, of, trigger) in made {
        first_transfer(&mut tables, of, block, FirstTransfer { entry, trigger });
    }
    if let Some(year) = used {
        for (part, of) in &new {
            use_towards_ndc(&mut tables, *of, *part, NdcUse { entry, party: body.party, year });
        }
    }
}

/// The serials of a notice for which it took effect, while it stands.
pub(crate) fn noticed_by(view: super::tables::View<'_>, notice: &Notice) -> Vec<SerialBlock> {
    let mut own = Vec::new();
    for block in notice.blocks() {
        view.noticed_in(block, |part, by| {
            if by == notice.given {
                own.push(part);
            }
        });
    }
    own
}

fn withdrawn(state: &mut impl StateMut, given: EntryIndex, by: EntryIndex) {
    let known = state.notices().notice(given).filter(|notice| notice.withdrawn.is_none()).cloned();
    let Some(notice) = known else { return };
    let own = noticed_by(state.notices(), &notice);
    let parts = own.iter().flat_map(|block| serials(state, *block));
    let parts: Vec<_> = parts.map(|(part, terms)| (part, PostedSeries::of(terms))).collect();
    let mut tables = state.notices_mut();
    for block in own {
        tables.noticed(block.space, block.first, block.last, None);
    }
    tables.notices(given, Arc::new(Notice { withdrawn: Some(by), ..Notice::clone(&notice) }));
    let mut tables = state.article6_mut();
    for (block, of) in parts {
        taken_back(&mut tables, of, block, given);
    }
}
