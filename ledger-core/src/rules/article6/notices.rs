//! What the rules about Article 6 ask of a notice of remote use, and of its withdrawal (`spec/notices.md` section 4).
//!
//! Invariant: a use elsewhere is judged by the rules of a use here, as if its Party's account had been credited; asked after R-203,
//! so that the account of the notice is known.

use ledger_format::body::notices::NoticeGiven;
use ledger_format::codes::Action;

use super::attachments::{LeviedUnits, blocks_are_formed, units_are_live, wrong};
use super::movements::{Moving, restricted_stays, uses_are_authorized};
use super::particulars::notice_fits;
use super::refusal::Article6Refusal;
use crate::article6::units::{self, trigger_of_notice};
use crate::book::State;
use crate::notices::Notice;
use crate::notices::effects::noticed_by;
use crate::rules::Case;

/// of a notice.
pub(in crate::rules) fn notice<S: State>(
    case: &Case<'_, '_, S>,
    body: &NoticeGiven,
) -> Result<(), Article6Refusal> {
    blocks_are_formed(&body.blocks)?;
    let units = units_are_live(case, &body.blocks, LeviedUnits::Ended)?;
    let said = notice_fits(body)?;
    let (view, occurred_at) = (case.state.article6(), case.candidate.entry.occurred_at());
    let noticed = units.into_iter().map(|(unit, gave)| {
        let trigger = trigger_of_notice(view, &unit, body.action, occurred_at);
        Moving { unit, gave, takes: body.account, using: Some(body.party), trigger }
    });
    let noticed: Vec<_> = noticed.collect();
    uses_are_authorized(case, body.action, said, &noticed)?;
    restricted_stays(case, &noticed, |_| body.action == Action::CANCELLATION)
}

/// R-371 of the withdrawal of a notice that stands.
pub(in crate::rules) fn withdrawal<S: State>(
    case: &Case<'_, '_, S>,
    notice: &Notice,
) -> Result<(), Article6Refusal> {
    let (state, view, terms) = (case.state, case.state.article6(), &notice.terms);
    let year = terms.year_of_use().filter(|_| terms.action == Action::USE_NDC);
    let used = year.is_some_and(|year| view.is_final(terms.party, year));
    let mut fixed = Vec::new();
    for block in noticed_by(state.notices(), notice) {
        if used {
            fixed.push(block);
            continue;
        }
        for (unit, _) in units::of_block(state, block) {
            let made = unit.first_transfer.is_some_and(|made| made.entry == notice.given);
            if made && view.is_final(unit.terms.host, unit.terms.vintage) {
                fixed.push(unit.block);
            }
        }
    }
    wrong(fixed.into_iter(), |serials| Article6Refusal::AdjustmentFinal { serials })
}
