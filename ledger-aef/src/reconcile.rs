//! Compares two statements of holdings, as the transaction log of the Kyoto registries did: totals, then blocks, then the trail.
//!
//! - Blocks that touch and say the same are joined before anything is compared: how a registry cuts its blocks is its own affair.
//! - Equal totals do not end it: the same number of other units is found in the second phase.
//! - Each difference names whole runs of units, who holds them on either side and in what they differ. One statement that names a unit twice is a
//!   difference of its own: which of the two is meant cannot be said.
//! - The trail is what both sides say happened to units that differ: the first step in which they part. Without a trail from both sides the third phase is
//!   undetermined.
//! - It knows no ledger and no workbook; who has either makes lines of them. Plain CSV is read by [`statement_csv`].

pub mod statement_csv;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::consistency::Verdict;
use crate::submission::Units;

/// A line of a statement: one block in one hand.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Line {
    /// The account, or the Party if the statement knows no accounts.
    pub holder: String,
    /// The registry that holds it.
    pub registry: String,
    /// Which units.
    pub block: Block,
    /// What else it says of them, by name. Names that only one of two lines has are not compared.
    pub attributes: BTreeMap<String, String>,
}

/// Units of one numbering, from a first to a last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Block {
    /// What they are numbered in.
    pub space: String,
    /// The first.
    pub first: u64,
    /// The last, included. A block whose last is before its first holds nothing and is left out.
    pub last: u64,
}

impl Block {
    /// How many units; at most `u64::MAX`.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.last.checked_sub(self.first).map_or(0, |more| more.saturating_add(1))
    }
}

/// A step that a side says happened to units.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Step {
    /// When, as text that sorts by time.
    pub at: String,
    /// What happened, in words that both sides share (action, giver, taker).
    pub what: String,
    /// To which units.
    pub block: Block,
}

/// A side's statement.
#[derive(Debug, Clone, Default)]
pub struct Statement {
    /// What it holds.
    pub lines: Vec<Line>,
    /// What happened; `None` if it does not say.
    pub trail: Option<Vec<Step>>,
}

/// Units of a holder in a registry that the sides count differently.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct TotalDifference {
    /// The holder.
    pub holder: String,
    /// The registry.
    pub registry: String,
    /// By our statement.
    pub ours: u128,
    /// By theirs.
    pub theirs: u128,
}

/// What one side says of a run of units.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Said {
    /// Who holds it.
    pub holder: String,
    /// In which registry.
    pub registry: String,
    /// What else.
    pub attributes: BTreeMap<String, String>,
}

impl Said {
    /// In what the two differ: the name, what this one says, and what the other. Attributes that only one of them has are not compared.
    #[must_use]
    pub fn differences<'a>(&'a self, other: &'a Self) -> Vec<(&'a str, &'a str, &'a str)> {
        let plain = [("holder", &self.holder, &other.holder), ("registry", &self.registry, &other.registry)];
        let shared = self.attributes.iter().filter_map(|(name, value)| {
            other.attributes.get(name).map(|theirs| (name.as_str(), value, theirs))
        });
        let all = plain.into_iter().chain(shared).filter(|(_, one, other)| one != other);
        all.map(|(name, one, other)| (name, one.as_str(), other.as_str())).collect()
    }
}

/// A run of units of which the sides say different things.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct BlockDifference {
    /// Which units.
    pub block: Block,
    /// What we say; nothing if we do not hold them, more than one if we name them twice.
    pub ours: Vec<Said>,
    /// What they say.
    pub theirs: Vec<Said>,
}

/// Where the sides' stories of a run of units part.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct TrailDifference {
    /// Which units.
    pub block: Block,
    /// How many steps both tell alike.
    pub alike_count: usize,
    /// The first step that only we tell so.
    pub ours: Option<Step>,
    /// The first step that only they tell so.
    pub theirs: Option<Step>,
}

/// What a comparison says, phase by phase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[must_use]
pub struct Reconciliation {
    /// The worst of the first two phases; undetermined when there was nothing to compare.
    pub verdict: Verdict,
    /// First phase.
    pub totals: Vec<TotalDifference>,
    /// Second phase.
    pub blocks: Vec<BlockDifference>,
    /// Third phase, for units that differ; `None` if a side has no trail.
    pub trail: Option<Vec<TrailDifference>>,
    /// Lines that hold nothing and were left out.
    pub empty_line_count: usize,
    /// Steps that could not be compared because the sides differ in too many places; none of the earlier phases is cut short.
    pub trail_cut: bool,
}

/// Runs of units for which the third phase is done, and steps looked at for them.
const TRAILS: usize = 10_000;
const STEPS: usize = 10_000_000;

/// Compares two statements.
pub fn reconcile(ours: &Statement, theirs: &Statement) -> Reconciliation {
    let totals = totals(&ours.lines, &theirs.lines);
    let blocks = blocks(&ours.lines, &theirs.lines);
    let (trail, trail_cut) = match (&ours.trail, &theirs.trail) {
        (Some(ours), Some(theirs)) => {
            let (found, cut) = trails(&blocks, ours, theirs);
            (Some(found), cut)
        }
        _ => (None, false),
    };
    let is_empty = |line: &&Line| line.block.count() == 0;
    let empty_line_count = ours.lines.iter().chain(&theirs.lines).filter(is_empty).count();
    let verdict = if !totals.is_empty() || !blocks.is_empty() {
        Verdict::Fail
    } else if ours.lines.is_empty() && theirs.lines.is_empty() || empty_line_count > 0 {
        Verdict::Undetermined
    } else {
        Verdict::Pass
    };
    Reconciliation { verdict, totals, blocks, trail, empty_line_count, trail_cut }
}

fn totals(ours: &[Line], theirs: &[Line]) -> Vec<TotalDifference> {
    let mut sums: BTreeMap<(&str, &str), (u128, u128)> = BTreeMap::new();
    for line in ours {
        sums.entry((&line.holder, &line.registry)).or_default().0 += u128::from(line.block.count());
    }
    for line in theirs {
        sums.entry((&line.holder, &line.registry)).or_default().1 += u128::from(line.block.count());
    }
    sums.into_iter()
        .filter(|(_, (ours, theirs))| ours != theirs)
        .map(|((holder, registry), (ours, theirs))| TotalDifference {
            holder: holder.to_owned(),
            registry: registry.to_owned(),
            ours,
            theirs,
        })
        .collect()
}

/// A line that begins or ends.
struct Edge {
    begins: bool,
    index: usize,
    is_ours: bool,
}

/// Sweeps along the units of each space; at every unit both sides must say one and the same thing.
fn blocks(ours: &[Line], theirs: &[Line]) -> Vec<BlockDifference> {
    // Where something begins or ends: (space, unit, what). Ends stand one behind the last unit.
    let mut edges: BTreeMap<(&str, u128), Vec<Edge>> = BTreeMap::new();
    for (is_ours, lines) in [(true, ours), (false, theirs)] {
        for (index, line) in lines.iter().enumerate().filter(|(_, line)| line.block.count() > 0) {
            let space = line.block.space.as_str();
            edges.entry((space, line.block.first.into())).or_default().push(Edge {
                begins: true,
                index,
                is_ours,
            });
            edges.entry((space, u128::from(line.block.last) + 1)).or_default().push(Edge {
                begins: false,
                index,
                is_ours,
            });
        }
    }
    let said = |line: &Line| Said {
        holder: line.holder.clone(),
        registry: line.registry.clone(),
        attributes: line.attributes.clone(),
    };
    let mut found: Vec<BlockDifference> = Vec::new();
    let (mut our_open, mut their_open) = (BTreeSet::new(), BTreeSet::new());
    let mut edges = edges.into_iter().peekable();
    while let Some(((space, from), changes)) = edges.next() {
        for Edge { begins, index, is_ours } in changes {
            let open = if is_ours { &mut our_open } else { &mut their_open };
            if begins {
                open.insert(index);
            } else {
                open.remove(&index);
            }
        }
        let Some(((next_space, until), _)) = edges.peek() else { break };
        if *next_space != space || (our_open.is_empty() && their_open.is_empty()) {
            continue;
        }
        // Of one that names a unit very often the first few say enough.
        let all = |open: &BTreeSet<usize>, lines: &[Line]| -> Vec<Said> {
            let mut all: Vec<Said> =
                open.iter().take(10).filter_map(|index| lines.get(*index)).map(said).collect();
            all.sort();
            all
        };
        let (ours_here, theirs_here) = (all(&our_open, ours), all(&their_open, theirs));
        if let ([ours], [theirs]) = (ours_here.as_slice(), theirs_here.as_slice())
            && ours.differences(theirs).is_empty()
        {
            continue;
        }
        let unit = |place: u128| u64::try_from(place).unwrap_or(u64::MAX);
        let (first, last) = (unit(from), unit(until.saturating_sub(1)));
        if let Some(before) = found.last_mut()
            && before.block.space == space
            && before.block.last.checked_add(1) == Some(first)
            && (&before.ours, &before.theirs) == (&ours_here, &theirs_here)
        {
            before.block.last = last;
            continue;
        }
        let block = Block { space: space.to_owned(), first, last };
        found.push(BlockDifference { block, ours: ours_here, theirs: theirs_here });
    }
    found
}

fn trails(blocks: &[BlockDifference], ours: &[Step], theirs: &[Step]) -> (Vec<TrailDifference>, bool) {
    let mut found = Vec::new();
    let mut looked_at = 0_usize;
    for difference in blocks {
        looked_at = looked_at.saturating_add(ours.len()).saturating_add(theirs.len());
        if found.len() >= TRAILS || looked_at > STEPS {
            return (found, true);
        }
        let block = &difference.block;
        let (ours, theirs) = (steps_of(ours, block), steps_of(theirs, block));
        let same = |(one, other): &(&&Step, &&Step)| (&one.at, &one.what) == (&other.at, &other.what);
        let alike_count = ours.iter().zip(&theirs).take_while(same).count();
        let step = |steps: &[&Step]| steps.get(alike_count).map(|step| (*step).clone());
        found.push(TrailDifference {
            block: block.clone(),
            alike_count,
            ours: step(&ours),
            theirs: step(&theirs),
        });
    }
    (found, false)
}

/// The steps that touch units of a block, in order of time.
fn steps_of<'a>(steps: &'a [Step], block: &Block) -> Vec<&'a Step> {
    let touches = |step: &&Step| {
        step.block.space == block.space && step.block.first <= block.last && block.first <= step.block.last
    };
    let mut touching: Vec<&Step> = steps.iter().filter(touches).collect();
    touching.sort_by(|one, other| one.at.cmp(&other.at));
    touching
}

/// A line for a holding of a submission: the holder is the reporting Party.
#[must_use]
pub fn line_of_units(party: &str, units: &Units) -> Line {
    let text = |name: &str, value: String| (name.to_owned(), value);
    let attributes = [
        text("authorization", units.authorization.to_string()),
        text("cooperative approach", units.approach.to_string()),
        text("first transferring Party", units.first_transferring_party.to_string()),
        text("metric", crate::vocabulary::Controlled::name(units.metric.value()).to_owned()),
        text(
            "mitigation type",
            crate::vocabulary::Controlled::name(units.mitigation_type.value()).to_owned(),
        ),
        text("vintage", units.vintage.to_string()),
    ];
    Line {
        holder: party.to_owned(),
        registry: units.registry.to_string(),
        block: Block {
            space: units.block.space().to_string(),
            first: units.block.first_number(),
            last: units.block.last_number(),
        },
        attributes: attributes.into(),
    }
}

#[cfg(test)]
mod tests;
