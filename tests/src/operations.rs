//! One generator of operations, right and wrong, for property tests and fuzz targets alike.
//!
//! Invariants:
//! - Any bytes are some list of operations; the same bytes are the same list.
//! - Serials stay small, so that operations collide often.
//!
//! It does not know which operations are right: that is what the model, the writer and the verifier each say.

use ledger_format::body::{AccountClosed, AccountStanding, Body, Movement, Posting, ReversingMovement};
use ledger_format::bounded::Bounded;
use ledger_format::codes::{Action, Side};
use ledger_format::identifiers::{AccountNumber, EntryIndex, Timestamp};

use crate::actors::{Actor, sign};
use crate::world::{HOLDINGS, SERIES_SPACES, SOURCES, TERMINALS, World, posting};

/// Highest serial that operations use.
pub const SERIALS: u64 = 120;
/// Bytes that one operation is made of.
pub const OPERATION_SIZE: usize = 8;

/// One thing that a caller asks of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation {
    what: What,
    twist: Twist,
    /// How long before recording it occurred, in milliseconds.
    before_ms: u64,
    /// Whether it ends its caller's batch.
    pub ends_batch: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Issue { series: usize, to: usize, first: u64, last: u64 },
    Transfer { from: usize, to: usize, space: u32, first: u64, last: u64 },
    Split { from: usize, to: [usize; 2], space: u32, first: u64, last: u64, at: u64 },
    Retire { from: usize, to: usize, space: u32, first: u64, last: u64 },
    Reverse { back: u64 },
    Suspend { account: usize },
    Reinstate { account: usize },
    Close { account: usize },
}

/// What is wrong about it; mostly nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Twist {
    None,
    WrongSigner,
    BadSignature,
    Expired,
    TooLong,
    FromTheFuture,
    SameId,
    Unbalanced,
    UnknownAccount,
    TerminalGives,
    WrongAction,
}

/// Reads operations from bytes; what is left over at the end is not used.
#[must_use]
pub fn operations(bytes: &[u8]) -> Vec<Operation> {
    bytes
        .chunks_exact(OPERATION_SIZE)
        .filter_map(|chunk| chunk.try_into().ok().map(Operation::from_bytes))
        .collect()
}

impl Operation {
    /// The operation that eight bytes stand for.
    #[must_use]
    pub fn from_bytes([what, twist, a, b, serial, size, extra, timing]: [u8; OPERATION_SIZE]) -> Self {
        let first = 1 + u64::from(serial) % SERIALS;
        let last = (first + u64::from(size) % 24).min(SERIALS);
        let (from, to) = (usize::from(a) % HOLDINGS.len(), usize::from(b) % HOLDINGS.len());
        let space = 1 + u32::from(extra & 1);
        let what = match what % 16 {
            0..=4 => What::Issue { series: usize::from(a) % SOURCES.len(), to, first, last },
            5..=8 => What::Transfer { from, to, space, first, last },
            9 => {
                let second = usize::from(extra) % HOLDINGS.len();
                let at = first + (last - first) / 2;
                What::Split { from, to: [to, second], space, first, last, at }
            }
            10 | 11 => What::Retire { from, to: usize::from(b) % TERMINALS.len(), space, first, last },
            12 | 13 => What::Reverse { back: u64::from(extra) % 12 },
            14 => match extra % 3 {
                0 => What::Close { account: from },
                _ => What::Suspend { account: from },
            },
            _ => What::Reinstate { account: from },
        };
        let twist = match twist {
            0 => Twist::WrongSigner,
            1 => Twist::BadSignature,
            2 => Twist::Expired,
            3 => Twist::TooLong,
            4 => Twist::FromTheFuture,
            5 => Twist::SameId,
            6 => Twist::Unbalanced,
            7 => Twist::UnknownAccount,
            8 => Twist::TerminalGives,
            9 => Twist::WrongAction,
            _ => Twist::None,
        };
        let before_ms = if timing & 0x0f == 0 { u64::from(timing) * 100 } else { 0 };
        Self { what, twist, before_ms, ends_batch: timing & 0x30 == 0 }
    }

    /// The signed entry, to be recorded at `now_ms` as number `number`; reversals look back from entry `next`.
    ///
    /// `earlier` gives the postings of the movement at an index, where there is one.
    ///
    /// # Panics
    /// Never: whatever the operation, its entry can be written.
    #[must_use]
    pub fn entry(
        &self,
        world: &World,
        number: u64,
        now_ms: u64,
        next: u64,
        earlier: impl Fn(EntryIndex) -> Option<Vec<Posting>>,
    ) -> Vec<u8> {
        let (body, mut signers) = self.body(world, next, earlier);
        let number = if self.twist == Twist::SameId { number.saturating_sub(3) } else { number };
        let mut statement = world.statement(number, now_ms.saturating_sub(self.before_ms), body);
        match self.twist {
            Twist::Expired => statement.not_after = Timestamp(now_ms - 1),
            Twist::TooLong => statement.not_after = Timestamp(now_ms + 181 * 24 * 3_600_000),
            Twist::FromTheFuture => statement.occurred_at = Timestamp(now_ms + 1),
            Twist::WrongSigner => signers = vec![&world.checkpoint],
            _ => statement.not_after = Timestamp(now_ms + 60_000),
        }
        let mut entry = sign(&world.origin, &statement, &signers);
        if self.twist == Twist::BadSignature
            && let Some(byte) = entry.last_mut()
        {
            // The highest byte of s: the signature stays well formed in length and is no longer valid.
            *byte ^= 1;
        }
        entry
    }

    fn body<'a>(
        &self,
        world: &'a World,
        next: u64,
        earlier: impl Fn(EntryIndex) -> Option<Vec<Posting>>,
    ) -> (Body, Vec<&'a Actor>) {
        match self.what {
            What::Issue { series, to, first, last } => self.simple(
                world,
                Action::ISSUE,
                SOURCES[series],
                HOLDINGS[to],
                SERIES_SPACES[series],
                first,
                last,
            ),
            What::Transfer { from, to, space, first, last } => {
                self.simple(world, Action::TRANSFER, HOLDINGS[from], HOLDINGS[to], space, first, last)
            }
            What::Retire { from, to, space, first, last } => {
                let action = [Action::USE_NDC, Action::VOLUNTARY_CANCELLATION, Action::CANCELLATION][to];
                self.simple(world, action, HOLDINGS[from], TERMINALS[to], space, first, last)
            }
            What::Split { from, to, space, first, last, at } => {
                let from = self.debited(HOLDINGS[from]);
                let mut postings = vec![
                    posting(from, Side::Debit, space, first, last),
                    posting(HOLDINGS[to[0]], Side::Credit, space, first, at),
                ];
                if at < last {
                    postings.push(posting(HOLDINGS[to[1]], Side::Credit, space, at + 1, last));
                }
                (self.movement(Action::TRANSFER, postings), world.signers_for(from))
            }
            What::Reverse { back } => {
                let reverses = EntryIndex(next.saturating_sub(1 + back));
                let postings = earlier(reverses).unwrap_or_default().into_iter().map(Posting::reversed);
                let body = ReversingMovement {
                    reverses,
                    reason: 1,
                    postings: postings.collect::<Vec<_>>().try_into().expect("as many as before"),
                };
                (Body::Reversal(body), vec![&world.operator, &world.authority])
            }
            What::Suspend { account } => {
                let body = AccountStanding { account: AccountNumber(HOLDINGS[account]), reason: 1 };
                (Body::AccountSuspended(body), vec![&world.operator])
            }
            What::Reinstate { account } => {
                let body = AccountStanding { account: AccountNumber(HOLDINGS[account]), reason: 2 };
                (Body::AccountReinstated(body), vec![&world.operator])
            }
            What::Close { account } => {
                let body = AccountClosed { account: AccountNumber(HOLDINGS[account]) };
                (Body::AccountClosed(body), vec![&world.operator])
            }
        }
    }

    fn debited(&self, account: u64) -> u64 {
        match self.twist {
            Twist::UnknownAccount => 9_999,
            Twist::TerminalGives => TERMINALS[1],
            _ => account,
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one movement, each a number")]
    fn simple<'a>(
        &self,
        world: &'a World,
        action: Action,
        from: u64,
        to: u64,
        space: u32,
        first: u64,
        last: u64,
    ) -> (Body, Vec<&'a Actor>) {
        let from = self.debited(from);
        let short = if self.twist == Twist::Unbalanced { 1 } else { 0 };
        let postings = vec![
            posting(from, Side::Debit, space, first, last),
            posting(to, Side::Credit, space, first, (last - short).max(1)),
        ];
        (self.movement(action, postings), world.signers_for(from))
    }

    fn movement(&self, action: Action, postings: Vec<Posting>) -> Body {
        let action = if self.twist == Twist::WrongAction { Action::ACQUISITION } else { action };
        Body::Movement(Movement {
            action,
            particulars: Bounded::default(),
            postings: postings.try_into().expect("a few postings"),
        })
    }
}
