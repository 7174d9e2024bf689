//! Each rule says no to what breaks it and to nothing next to it.

mod accounts;
mod declarations;
mod form;
mod movements;
mod order;
mod reversals;
mod signers;
pub(crate) mod stage;
mod time_and_identity;
