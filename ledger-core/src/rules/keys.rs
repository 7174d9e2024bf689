//! a key identifies one signer for ever, and dead keys are given no power.

use ledger_format::identifiers::{KeyNumber, PublicKey};
use ledger_format::signature::VerifyingKey;

use super::Case;
use super::refusal::Refusal;
use crate::book::State;

///
pub(super) fn key_is_new<S: State>(
    case: &Case<'_, '_, S>,
    number: KeyNumber,
    public_key: &PublicKey,
) -> Result<(), Refusal> {
    if case.state.key(number).is_some() {
        return Err(Refusal::KeyNumberTaken(number));
    }
    if let Some(known) = case.state.key_number(public_key) {
        return Err(Refusal::KeyKnown(known));
    }
    VerifyingKey::from_bytes(&public_key.0).map(drop).map_err(Refusal::KeyUnusable)
}

///
pub(super) fn key_is_valid<S: State>(case: &Case<'_, '_, S>, key: KeyNumber) -> Result<(), Refusal> {
    match case.state.key(key) {
        Some(known) if known.valid => Ok(()),
        known => Err(Refusal::KeyNotValid { key, known: known.is_some() }),
    }
}
