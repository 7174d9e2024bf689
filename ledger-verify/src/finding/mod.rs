//! Findings: what the verifier says about a ledger. Data, never an `Err` (decision D7).
//!
//! Invariants:
//! - A finding has a rule, and all that its rule has: the entry, the place in the files, the serials, the cause.
//! - [`sort`] gives one order, whatever thread found what first.
//!
//! It does not know how findings come to be, nor how they are printed.

mod rule;

pub use rule::{Letter, Rule};

use std::borrow::Cow;

use ledger_format::block::SerialBlock;
use ledger_format::frame::segment_file_name;
use ledger_format::identifiers::EntryIndex;

/// A byte in the journal: where the frame or entry that is meant begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The segment, by the first entry that its file name promises.
    pub segment: EntryIndex,
    /// Offset in that file, in bytes.
    pub offset: u64,
}

impl Place {
    /// The segment's file name.
    #[must_use]
    pub fn file_name(&self) -> String {
        segment_file_name(self.segment)
    }
}

/// The first finding that explains another (`spec/rules.md` section 1, *Cause*, and section 4), by all that tells findings apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cause {
    /// The entry of that finding; none for what is not about one entry.
    pub entry: Option<EntryIndex>,
    /// The rule that it breaks.
    pub rule: Rule,
    /// Its place; none for what was brought from outside.
    pub place: Option<Place>,
}

/// A rule that the ledger, the checkpoint or the trust breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which rule.
    pub rule: Rule,
    /// The entry that breaks it; none for frames, checkpoints and trust.
    pub entry: Option<EntryIndex>,
    /// The first byte of what breaks it; none for what was brought from outside.
    pub place: Option<Place>,
    /// The serials that break it, disjoint, ascending, neighbours joined.
    pub serials: Vec<SerialBlock>,
    /// The finding that explains it; itself when nothing before does.
    pub cause: Cause,
    /// What was found instead, and what to do, where the rule's sentence does not say it: of what was brought from outside.
    pub why: Option<Box<str>>,
}

impl Finding {
    /// A finding about an entry that is its own cause and names no serials.
    #[must_use]
    pub fn of_entry(rule: Rule, entry: EntryIndex, place: Place) -> Self {
        Self::new(rule, Some(entry), Some(place))
    }

    /// A finding about a frame or a file.
    #[must_use]
    pub fn of_journal(rule: Rule, place: Place) -> Self {
        Self::new(rule, None, Some(place))
    }

    /// A finding about a checkpoint or trust, and what was found there.
    #[must_use]
    pub fn from_outside(rule: Rule, why: impl Into<Box<str>>) -> Self {
        Self { why: Some(why.into()), ..Self::new(rule, None, None) }
    }

    fn new(rule: Rule, entry: Option<EntryIndex>, place: Option<Place>) -> Self {
        Self { rule, entry, place, serials: Vec::new(), cause: Cause { entry, rule, place }, why: None }
    }

    /// This finding, as the cause of others.
    #[must_use]
    pub fn as_cause(&self) -> Cause {
        Cause { entry: self.entry, rule: self.rule, place: self.place }
    }

    /// Whether another finding explains this one.
    #[must_use]
    pub fn is_follower(&self) -> bool {
        self.cause != self.as_cause()
    }
}

/// Puts findings into the order of the report: by place, what has none last, then by rule.
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by_key(|finding| (finding.place.is_none(), finding.place, finding.rule, finding.entry));
}

/// Something that was not or could not be checked: the verdict is then *undetermined* at best (decision D8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undetermined {
    /// The rule that could not be asked, if it is one.
    pub rule: Option<Rule>,
    /// The entry it is about, if it is one.
    pub entry: Option<EntryIndex>,
    /// Its place, if it has one.
    pub place: Option<Place>,
    /// Why, as a short clause.
    pub why: Cow<'static, str>,
}

impl Undetermined {
    /// An entry of a kind, code or rulebook that this version does not know.
    #[must_use]
    pub fn unknown(entry: EntryIndex, place: Place, why: impl Into<Cow<'static, str>>) -> Self {
        Self { rule: Some(Rule::R(101)), entry: Some(entry), place: Some(place), why: why.into() }
    }

    /// A rule that could not be asked.
    #[must_use]
    pub fn rule(rule: Rule, why: impl Into<Cow<'static, str>>) -> Self {
        Self { rule: Some(rule), entry: None, place: None, why: why.into() }
    }

    /// Something that no single rule stands for.
    #[must_use]
    pub fn because(why: impl Into<Cow<'static, str>>) -> Self {
        Self { rule: None, entry: None, place: None, why: why.into() }
    }
}
