//! The rules that ask about units, one unit and one act at a time; nothing is changed here.

pub mod assignment;
pub mod attachment;
pub mod claim;
pub mod movement;
pub mod notice;
pub mod reversal;
