//! Each rule says no to what breaks it and to nothing next to it.

mod accounts;
mod declarations;
mod form;
mod movements;
mod order;
mod reversals;
pub(crate) mod same_book;
mod signers;
pub(crate) mod stage;
mod time_and_identity;
