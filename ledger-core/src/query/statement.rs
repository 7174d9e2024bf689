//! An account's statement: what it gave and took in a period, with a running balance.

use ledger_format::block::SerialBlock;
use ledger_format::codes::{Action, Side};
use ledger_format::identifiers::{AccountNumber, EntryIndex, SeriesId, Timestamp};

use super::balance;
use crate::book::{Book, CustodyEvent};
use crate::error::Error;
use crate::history::{AsAt, Cut, History, HistoryFault, Share};
use crate::ledger::Ledger;

/// Which lines a statement has; both ends are included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// Everything up to the head.
    All,
    /// By entry.
    Entries {
        /// First entry.
        first: EntryIndex,
        /// Last entry.
        last: EntryIndex,
    },
    /// By time of recording.
    Recorded {
        /// From this time.
        from: Timestamp,
        /// Up to this time.
        until: Timestamp,
    },
    /// By the time at which movements took place; lines are in that order.
    Occurred {
        /// From this time.
        from: Timestamp,
        /// Up to this time.
        until: Timestamp,
    },
}

impl Period {
    /// The state that the period begins with; `None` if nothing lies before it.
    fn before(self) -> Option<AsAt> {
        match self {
            Self::All => None,
            Self::Entries { first, .. } => first.0.checked_sub(1).map(|last| AsAt::Entry(EntryIndex(last))),
            Self::Recorded { from, .. } => from.0.checked_sub(1).map(|time| AsAt::Recorded(Timestamp(time))),
            Self::Occurred { from, .. } => from.0.checked_sub(1).map(|time| AsAt::Occurred(Timestamp(time))),
        }
    }

    /// The state that the period ends with.
    fn end(self) -> AsAt {
        match self {
            Self::All => AsAt::Head,
            Self::Entries { last, .. } => AsAt::Entry(last),
            Self::Recorded { until, .. } => AsAt::Recorded(until),
            Self::Occurred { until, .. } => AsAt::Occurred(until),
        }
    }

    /// Whether nothing that the book knows of can lie behind it.
    fn reaches_head(self, book: &Book) -> bool {
        match self {
            Self::All => true,
            Self::Entries { first, last } => first <= last && last.0 >= book.entry_count(),
            // What took place was recorded then, or later.
            Self::Recorded { from, until } | Self::Occurred { from, until } => {
                from <= until && until >= book.recorded_at()
            }
        }
    }
}

/// A line of a statement: one block, given or taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatementLine {
    /// The movement.
    pub entry: EntryIndex,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// When it took place.
    pub occurred_at: Timestamp,
    /// What it did; none for a reversing movement.
    pub action: Option<Action>,
    /// The other account.
    pub counterpart: AccountNumber,
    /// Which units.
    pub block: SerialBlock,
    /// Their series.
    pub series: Option<SeriesId>,
    /// Debit: given. Credit: taken.
    pub side: Side,
    /// Units in the account after this line.
    pub balance: i128,
}

/// An account's statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The account.
    pub account: AccountNumber,
    /// Units before the first line.
    pub opening: i128,
    /// The lines, in the order of the entries, or of `occurred_at` for a period of that kind.
    pub lines: Vec<StatementLine>,
    /// Units after the last line.
    pub closing: i128,
}

/// The statement that history tells.
pub(super) fn from_history(
    history: &History,
    account: AccountNumber,
    series: Option<SeriesId>,
    period: Period,
    below: EntryIndex,
) -> Result<Statement, HistoryFault> {
    let end = Cut { below, as_at: period.end() };
    let before = period.before().map(|as_at| Cut { below, as_at });
    let wanted = |of: Option<SeriesId>| series.is_none() || series == of;
    let (mut opening, mut within) = (0_i128, Vec::new());
    history.account_pages(account, &end, |page| {
        if before.is_some_and(|before| before.share_of(&page.times) == Share::All) {
            opening += page.gains.iter().filter(|(of, _)| wanted(*of)).map(|(_, gain)| gain).sum::<i128>();
            return Ok(());
        }
        page.events(|event| {
            if !wanted(event.series) {
                return;
            }
            if before.is_some_and(|before| before.lets_in(event)) {
                opening += event.gain_of(account);
            } else if end.lets_in(event) {
                within.push(*event);
            }
        })
    })?;
    if matches!(period, Period::Occurred { .. }) {
        // Stable: what took place at the same time stays in the order of the entries.
        within.sort_by_key(|event| event.occurred_at);
    }
    let mut balance = opening;
    let lines = within.iter().map(|event| line(event, account, &mut balance)).collect();
    Ok(Statement { account, opening, lines, closing: balance })
}

fn line(event: &CustodyEvent, account: AccountNumber, balance: &mut i128) -> StatementLine {
    *balance += event.gain_of(account);
    let (side, counterpart) = if event.acquiring == account {
        (Side::Credit, event.transferring)
    } else {
        (Side::Debit, event.acquiring)
    };
    StatementLine {
        entry: event.entry,
        recorded_at: event.recorded_at,
        occurred_at: event.occurred_at,
        action: event.action,
        counterpart,
        block: event.block,
        series: event.series,
        side,
        balance: *balance,
    }
}

impl Ledger {
    /// An account's statement, of one series or of all; `None` for an account that is not known.
    ///
    /// A statement that reaches the head is held against the book, which does not come from history.
    ///
    /// # Errors
    /// [`Error::History`] when the past cannot be read, or is not what the book says.
    pub fn statement(
        &self,
        account: AccountNumber,
        series: Option<SeriesId>,
        period: Period,
    ) -> Result<Option<Statement>, Error> {
        let (below, at_head) = {
            let book = self.book();
            if book.account(account).is_none() {
                return Ok(None);
            }
            let at_head = if period.reaches_head(&book) { balance::at_head(&book, account) } else { None };
            (EntryIndex(book.entry_count()), at_head)
        };
        let statement = from_history(self.history()?, account, series, period, below)?;
        let expected = at_head.map(|balances| match series {
            Some(series) => balances.of_series(series),
            None => balances.total,
        });
        if expected.is_some_and(|expected| expected != statement.closing) {
            return Err(HistoryFault::Disagrees.into());
        }
        Ok(Some(statement))
    }
}
