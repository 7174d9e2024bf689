//! A ledger driven by lines that a person can read, so that a test of the public API is a story and its answers.
//!
//! | line | what it does |
//! | --- | --- |
//! | `issue 1..100 -> 1` (`of series 3`) | units come into being |
//! | `transfer 1..60, 71..80 1 -> 2` (`in space 2`) | units change hands |
//! | `use 61..70 1`, `retire …`, `cancel …` | to the terminal account of that kind |
//! | `reverse 3` | takes the third movement back |
//! | `suspend 2`, `reinstate 2`, `close 2` | an account's standing |
//! | `a; b` | both in one caller's batch |
//! | `again` | posts the last batch once more |
//! | `at 500`, `occurred 300` | the clock from now on; when what follows took place (milliseconds after the beginning) |
//! | `reopen`, `crash` | closes and opens the ledger; opens it without having closed it |
//! | `balance 1`, `holdings 2`, `holdings`, `lineage 5`, `lineage 1..9` | a question; `as at 2`, `as at recorded 500`, `as at occurred 300` may follow |
//! | `statement 1`, `statement 1 from 2 to 4` | a question about a period |
//! | `select 10 1` (`of series 2`) | which blocks to take |
//! | `entry 2` | the second movement's entry, by its id |
//!
//! Movements are counted from 1, refused ones left out. Answers go by `line: answer`; what is recorded says nothing.

use std::fmt::Write as _;
use std::sync::Arc;

use ledger_core::query::{AsAt, HeldBlock, Period};
use ledger_core::storage::MemoryStorage;
use ledger_core::{CommitError, Receipt};
use ledger_format::block::SerialBlock;
use ledger_format::body::{AccountClosed, AccountStanding, Body, Posting};
use ledger_format::codes::{Action, Side};
use ledger_format::entry::EntryBytes;
use ledger_format::identifiers::{AccountNumber, EntryId, EntryIndex, SeriesId, SpaceId, Timestamp};

use crate::actors::{Actor, sign};
use crate::movements::{movement, reversal};
use crate::registry::Registry;
use crate::world::{BEGINNING_MS, SERIES_SPACES, SOURCES, World, posting};

/// A ledger at work; see the module.
#[derive(Debug)]
pub struct Script {
    world: World,
    storage: MemoryStorage,
    registry: Option<Registry>,
    now_ms: u64,
    occurred_ms: Option<u64>,
    next_id: u64,
    movements: Vec<(EntryIndex, EntryId, Vec<Posting>)>,
    last: (Vec<Vec<u8>>, Vec<Receipt>),
}

/// Runs the lines of a script and compares the answers with the lines expected; blank lines and indents do not count.
///
/// # Panics
/// If they differ, or a line is not understood.
pub fn check(script: &str, expect: &str) {
    let answers = Script::new().run(script);
    let trimmed = |text: &str| -> Vec<String> {
        text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    };
    let (answers, expect) = (answers.join("\n"), trimmed(expect).join("\n"));
    assert!(answers == expect, "the ledger answers\n{answers}\nand not\n{expect}");
}

impl Default for Script {
    fn default() -> Self {
        Self::new()
    }
}

impl Script {
    /// The test world's ledger, in memory.
    #[must_use]
    pub fn new() -> Self {
        let (world, storage) = (World::default(), MemoryStorage::new());
        let registry = Registry::with_world(&world, Arc::new(storage.clone()));
        Self {
            world,
            storage,
            registry: Some(registry),
            now_ms: BEGINNING_MS,
            occurred_ms: None,
            next_id: 10_000,
            movements: Vec::new(),
            last: (Vec::new(), Vec::new()),
        }
    }

    /// Runs lines; returns the answers.
    ///
    /// # Panics
    /// If a line is not understood, or the medium fails.
    pub fn run(&mut self, script: &str) -> Vec<String> {
        let lines = script.lines().map(str::trim).filter(|line| !line.is_empty());
        let answer = |line: &str| Some(format!("{line}: {}", self.line(line)?));
        lines.filter_map(answer).collect()
    }

    fn registry(&self) -> &Registry {
        self.registry.as_ref().expect("an open ledger")
    }

    fn line(&mut self, line: &str) -> Option<String> {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[0] {
            "at" => {
                self.now_ms = BEGINNING_MS + number(words[1]);
                self.occurred_ms = None;
            }
            "occurred" => self.occurred_ms = Some(BEGINNING_MS + number(words[1])),
            "reopen" => {
                self.registry.take()?.ledger.close().expect("close");
                self.open();
            }
            "crash" => {
                drop(self.registry.take());
                self.open();
            }
            "again" => return Some(self.again()),
            "balance" | "holdings" | "lineage" | "statement" | "select" | "entry" => {
                return Some(self.ask(&words));
            }
            _ => return self.submit(line),
        }
        None
    }

    fn open(&mut self) {
        let opened = Registry::open(&self.world, Arc::new(self.storage.clone()), self.now_ms);
        self.registry = Some(opened.expect("open").0);
    }

    fn submit(&mut self, line: &str) -> Option<String> {
        let bodies: Vec<_> = line.split(';').map(|part| self.body(part.trim())).collect();
        let mut batch = Vec::new();
        let mut moved = Vec::new();
        for (body, keys) in bodies {
            self.next_id += 1;
            let occurred_ms = self.occurred_ms.unwrap_or(self.now_ms);
            let mut statement = self.world.statement(self.next_id, occurred_ms, body);
            statement.not_after = Timestamp(self.now_ms + 60_000);
            let actors: Vec<_> = keys.iter().map(|key| Actor::new(*key)).collect();
            batch.push(sign(&self.world.origin, &statement, &actors.iter().collect::<Vec<_>>()));
            let postings = match statement.body {
                Body::Movement(movement) => Some(movement.postings.to_vec()),
                Body::Reversal(reversal) => Some(reversal.postings.to_vec()),
                _ => None,
            };
            moved.push((statement.id, postings));
        }
        match self.registry().record(self.now_ms, &batch) {
            Ok(receipts) => {
                for (receipt, (id, postings)) in receipts.iter().zip(moved) {
                    self.movements.extend(postings.map(|postings| (receipt.entry, id, postings)));
                }
                self.last = (batch, receipts);
                None
            }
            Err(CommitError::Refused { place, refusal }) => {
                let part = if batch.len() > 1 { format!(" (part {})", place + 1) } else { String::new() };
                let retry = if refusal.is_retryable() { ", retryable" } else { "" };
                Some(format!("refused {}{retry}{part}", refusal.rule()))
            }
            Err(CommitError::Failed(error)) => panic!("{line}: {error}"),
        }
    }

    fn again(&self) -> String {
        let (batch, receipts) = &self.last;
        let same = self.registry().record(self.now_ms, batch).expect("what was recorded") == *receipts;
        (if same { "the same receipt" } else { "another receipt" }).to_owned()
    }

    /// What a part of a line says, and the keys that sign it.
    fn body(&self, part: &str) -> (Body, Vec<u32>) {
        let words: Vec<&str> = part.split_whitespace().collect();
        let account = |word: &str| AccountNumber(number(word));
        let standing = |word| AccountStanding { account: account(word), reason: 1 };
        match words[0] {
            "suspend" => (Body::AccountSuspended(standing(words[1])), vec![0]),
            "reinstate" => (Body::AccountReinstated(standing(words[1])), vec![0]),
            "close" => (Body::AccountClosed(AccountClosed { account: account(words[1]) }), vec![0]),
            "reverse" => {
                let (entry, _, postings) = &self.movements[place(words[1])];
                (reversal(entry.0, postings), vec![0, 1])
            }
            action => self.movement(action, &words[1..]),
        }
    }

    fn movement(&self, action: &str, words: &[&str]) -> (Body, Vec<u32>) {
        let series = after(words, "series").map_or(1, number);
        let mut space = after(words, "space").map_or(1, number);
        let blocks = words.iter().take_while(|word| word.contains(".."));
        let blocks: Vec<_> = blocks.map(|word| range(word.trim_end_matches(','))).collect();
        let rest = &words[blocks.len()..];
        let (action, from, to) = match action {
            "issue" => {
                let place = usize::try_from(series).expect("a small number") - 1;
                space = u64::from(SERIES_SPACES[place]);
                (Action::ISSUE, SOURCES[place], number(rest[1]))
            }
            "transfer" => (Action::TRANSFER, number(rest[0]), number(rest[2])),
            "use" => (Action::USE_NDC, number(rest[0]), 21),
            "retire" => (Action::VOLUNTARY_CANCELLATION, number(rest[0]), 22),
            "cancel" => (Action::CANCELLATION, number(rest[0]), 23),
            other => panic!("no line begins with {other}"),
        };
        let space = u32::try_from(space).expect("a small number");
        let legs = |(first, last): &(u64, u64)| {
            [
                posting(from, Side::Debit, space, *first, *last),
                posting(to, Side::Credit, space, *first, *last),
            ]
        };
        let keys = self.world.signers_for(from).iter().map(|actor| actor.number.0).collect();
        (movement(action, blocks.iter().flat_map(legs).collect()), keys)
    }

    fn ask(&self, words: &[&str]) -> String {
        let ledger = &self.registry().ledger;
        let as_at = self.as_at(words);
        let subject = words.get(1).filter(|word| word.starts_with(|first: char| first.is_ascii_digit()));
        let account = subject.map(|word| word.split("..").next().map_or(0, number)).map(AccountNumber);
        let one = || account.expect("an account");
        match words[0] {
            "balance" => {
                let balances = ledger.balance(one(), as_at).expect("a balance");
                balances.map_or("no such account".to_owned(), |balances| balances.total.to_string())
            }
            "holdings" => {
                let held = match account {
                    Some(account) => ledger.holdings_of_account(account, as_at),
                    None => ledger.holdings(as_at),
                };
                let show = |held: &HeldBlock| match account {
                    Some(_) => block(&held.block),
                    None => format!("{} in {}", block(&held.block), held.holding.account),
                };
                joined(held.expect("holdings").iter().map(show))
            }
            "lineage" => {
                let (first, last) = range(words[1]);
                let steps = ledger.lineage(SerialBlock::new(SpaceId(1), first, last), as_at);
                joined(steps.expect("a lineage").iter().map(|step| {
                    let (from, to) = (step.transferring, step.acquiring);
                    format!("{} {} {from} -> {to}", self.movement_of(step.entry), block(&step.block))
                }))
            }
            "statement" => self.statement(one(), words),
            "select" => {
                let series = after(words, "series").map_or(1, number);
                let series = SeriesId(u32::try_from(series).expect("a small number"));
                match ledger.select(AccountNumber(number(words[2])), series, number(words[1])) {
                    Ok(selection) => joined(selection.blocks.iter().map(block)),
                    Err(shortage) => format!("only {}", shortage.available),
                }
            }
            _ => {
                let (index, id, _) = &self.movements[place(words[1])];
                let found = ledger.entry_with_id(id).expect("an entry").expect("it was recorded");
                let whole = EntryBytes::whole(&found.bytes).expect("an entry");
                assert_eq!((found.index, whole.id()), (*index, *id));
                whole.kind().to_string()
            }
        }
    }

    fn statement(&self, account: AccountNumber, words: &[&str]) -> String {
        let entry = |word| after(words, word).map(|word| self.movements[place(word)].0);
        let period = match (entry("from"), entry("to")) {
            (Some(first), Some(last)) => Period::Entries { first, last },
            _ => Period::All,
        };
        let statement = self.registry().ledger.statement(account, None, period);
        let statement = statement.expect("a statement").expect("an account");
        let mut text = statement.opening.to_string();
        for line in &statement.lines {
            let sign = if line.side == Side::Credit { '+' } else { '-' };
            let (entry, with) = (self.movement_of(line.entry), line.counterpart);
            let written = write!(text, ", {entry} {sign}{} ({with}) {}", block(&line.block), line.balance);
            written.expect("a string");
        }
        assert_eq!(statement.lines.last().map_or(statement.opening, |line| line.balance), statement.closing);
        text
    }

    fn as_at(&self, words: &[&str]) -> AsAt {
        let time = |word| Timestamp(BEGINNING_MS + number(word));
        match words.iter().position(|word| *word == "at").map(|at| &words[at + 1..]) {
            None => AsAt::Head,
            Some(["recorded", word]) => AsAt::Recorded(time(word)),
            Some(["occurred", word]) => AsAt::Occurred(time(word)),
            Some(rest) => AsAt::Entry(self.movements[place(rest[0])].0),
        }
    }

    /// How a movement is counted in the script.
    fn movement_of(&self, entry: EntryIndex) -> String {
        let place = self.movements.iter().position(|(index, ..)| *index == entry);
        format!("#{}", place.expect("a movement of the script") + 1)
    }
}

fn number(word: &str) -> u64 {
    word.parse().unwrap_or_else(|_| panic!("{word} is no number"))
}

fn place(word: &str) -> usize {
    usize::try_from(number(word)).expect("a small number") - 1
}

fn range(word: &str) -> (u64, u64) {
    match word.split_once("..") {
        Some((first, last)) => (number(first), number(last)),
        None => (number(word), number(word)),
    }
}

fn after<'a>(words: &[&'a str], name: &str) -> Option<&'a str> {
    words.iter().position(|word| *word == name).map(|at| words[at + 1])
}

fn block(block: &SerialBlock) -> String {
    let space = if block.space.0 == 1 { String::new() } else { format!("{}:", block.space) };
    format!("{space}{}..{}", block.first, block.last)
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    let parts: Vec<_> = parts.collect();
    if parts.is_empty() { "none".to_owned() } else { parts.join(", ") }
}
