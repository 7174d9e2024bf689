//! Why history cannot answer. Never a reason to refuse a movement, nor to let one through.

use std::io;

use thiserror::Error;

use super::store::StoreFault;

/// History cannot answer, or not be opened.
#[derive(Debug, Error)]
pub enum HistoryFault {
    /// The store failed.
    #[error("history is not available: {0}")]
    Store(#[from] StoreFault),
    /// A row is not what was written.
    #[error("history is damaged; delete the folder history and open the ledger again")]
    Damaged,
    /// What history says is not what the book says.
    #[error("history and book disagree; delete the folders history and book and open the ledger again")]
    Disagrees,
    /// An earlier write failed; history stands still since then.
    #[error("history could not be written since an earlier failure of its store; open the ledger again")]
    Stopped,
    /// The thread that writes history could not be started.
    #[error(
        "the thread that writes history could not be started; free some resources and open the ledger again"
    )]
    Thread(#[source] io::Error),
}
