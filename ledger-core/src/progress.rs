//! How far a long piece of work has come, told to whoever shows it.

/// How far a piece of work has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Units of work done: entries or bytes, as the call says.
    pub done: u64,
    /// Units of work in all, as far as is known by now; it may grow while a ledger is written.
    pub total: u64,
}

/// For who does not want to know.
pub(crate) fn untold(_: Progress) {}
