//! particulars stand where `spec/article6.md` section 3 has them.

use ledger_format::body::holds::Evidence;
use ledger_format::body::notices::NoticeGiven;
use ledger_format::body::{Movement, ParticularValue};
use ledger_format::codes::{Action, ParticularTag, Purposes};
use ledger_format::identifiers::Commitment;

use super::fault::ParticularFault;
use super::refusal::Article6Refusal;
use crate::article6::units::is_use_or_cancellation;

/// What a movement says in its particulars.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Particulars {
    pub(super) year_of_use: Option<u16>,
    pub(super) entity: Option<Commitment>,
    pub(super) purpose: Option<Purposes>,
}

/// R-360; what the particulars say.
pub(super) fn particulars_fit(body: &Movement) -> Result<Particulars, Article6Refusal> {
    let refuse = |fault| Article6Refusal::Particulars { action: body.action, fault };
    let (mut read, mut seen) = (Particulars::default(), 0_u16);
    for particular in body.particulars.iter() {
        let tag = particular.tag;
        // R-101 has let tags 1 to 9 through only.
        let bit = 1_u16.checked_shl(u32::from(tag)).unwrap_or(0);
        if seen & bit != 0 {
            return Err(refuse(ParticularFault::Twice(tag)));
        }
        seen |= bit;
        if !may_have(body.action, ParticularTag(tag)) {
            return Err(refuse(ParticularFault::Misplaced(tag)));
        }
        match particular.read().ok_or(refuse(ParticularFault::Size(tag)))? {
            ParticularValue::YearOfUse(year) => read.year_of_use = Some(year),
            ParticularValue::Entity(entity) => read.entity = Some(entity),
            ParticularValue::Purpose(purpose) if matches!(purpose, Purposes::IMP | Purposes::OP) => {
                read.purpose = Some(purpose);
            }
            ParticularValue::Purpose(purpose) => return Err(refuse(ParticularFault::Purpose(purpose.0))),
            // What units come from, and what they settle, has rules of its own.
            ParticularValue::Monitoring(..)
            | ParticularValue::UnderlyingUnits { .. }
            | ParticularValue::History(_)
            | ParticularValue::LossSettled(_)
            | ParticularValue::Hold(_) => {}
            ParticularValue::Evidence(Evidence { grade, .. }) if grade.is_known() => {}
            ParticularValue::Evidence(Evidence { grade, .. }) => {
                return Err(refuse(ParticularFault::Grade(grade.0)));
            }
        }
    }
    match missing(body.action, &read) {
        Some(missing) => Err(refuse(ParticularFault::Missing(missing.0))),
        None => Ok(read),
    }
}

/// A particular that an action must have.
fn missing(action: Action, said: &Particulars) -> Option<ParticularTag> {
    match action {
        Action::USE_NDC if said.year_of_use.is_none() => Some(ParticularTag::YEAR_OF_USE),
        Action::USE_OIMP if said.entity.is_none() => Some(ParticularTag::ENTITY),
        Action::USE_OIMP if said.purpose.is_none() => Some(ParticularTag::PURPOSE),
        _ => None,
    }
}

/// R-360 of a notice: what it says stands as the particulars of its action do, and the action is a use or a cancellation.
pub(super) fn notice_fits(body: &NoticeGiven) -> Result<Particulars, Article6Refusal> {
    let refuse = |fault| Err(Article6Refusal::Particulars { action: body.action, fault });
    let ends =
        is_use_or_cancellation(body.action) || matches!(body.action, Action::USE_NDC | Action::DOMESTIC_USE);
    if !ends {
        return refuse(ParticularFault::NotNoticed);
    }
    let said = Particulars {
        year_of_use: body.year_of_use(),
        entity: body.entity_named(),
        purpose: body.purpose_named(),
    };
    let stand = [
        (said.year_of_use.is_some(), ParticularTag::YEAR_OF_USE),
        (said.entity.is_some(), ParticularTag::ENTITY),
        (said.purpose.is_some(), ParticularTag::PURPOSE),
    ];
    let misplaced = stand.into_iter().find(|(stands, tag)| *stands && !may_have(body.action, *tag));
    if let Some((_, tag)) = misplaced {
        return refuse(ParticularFault::Misplaced(tag.0));
    }
    missing(body.action, &said).map_or(Ok(said), |tag| refuse(ParticularFault::Missing(tag.0)))
}

fn may_have(action: Action, tag: ParticularTag) -> bool {
    match tag {
        ParticularTag::YEAR_OF_USE => action == Action::USE_NDC,
        ParticularTag::MONITORING | ParticularTag::UNDERLYING_UNITS | ParticularTag::HISTORY => {
            action == Action::ISSUE
        }
        ParticularTag::LOSS_SETTLED => action == Action::CANCELLATION,
        ParticularTag::HOLD => action != Action::ISSUE,
        ParticularTag::EVIDENCE => true,
        _ => is_use_or_cancellation(action),
    }
}
