//! an annual report is filed once a version, and was made from this ledger.

use ledger_format::body::article6::AefFiled;

use super::periods::years_are_right;
use super::refusal::Article6Refusal;
use crate::book::State;
use crate::rules::Case;

/// Every rule of a filing.
pub(super) fn filing_is_admitted<S: State>(
    case: &Case<'_, '_, S>,
    body: &AefFiled,
) -> Result<(), Article6Refusal> {
    let AefFiled { party, year, major, minor, entry_count: count, chain, .. } = *body;
    years_are_right(year, year)?;
    //
    if case.state.article6().is_filed((party, year, major, minor)) {
        return Err(Article6Refusal::FiledBefore { party, year, major, minor });
    }
    if major == 0 {
        return Err(Article6Refusal::VersionZero);
    }
    if count > case.candidate.index.0 {
        return Err(Article6Refusal::FiledAhead { named: count, known: case.candidate.index.0 });
    }
    //
    match case.candidate.chain_at_count {
        Some(expected) if expected != chain => Err(Article6Refusal::ChainDiffers { count, expected }),
        Some(_) => Ok(()),
        None => Err(Article6Refusal::FiledAhead { named: count, known: case.candidate.index.0 }),
    }
}
