//! What the model knows of where units come from: lines with what was drawn from them, underlying numbers one by one, losses
//! (`spec/origins.md`).
//!
//! Invariants:
//! - What an entry drew, took or settled is kept under that entry; sums are made anew whenever they are asked for.
//! - A number of another registry is a number by itself, and nothing is said of ranges.
//!
//! | module | what it holds |
//! | --- | --- |
//! | `statements` | R-401 to R-409: what is asked of a statement; who signs |
//! | `lines` | R-405 and R-407: the arithmetic of a monitoring |
//! | `moving` | R-411 to R-417 |
//! | `effects` | section 5 |

mod effects;
mod lines;
mod moving;
mod statements;

use std::collections::{BTreeMap, BTreeSet};

use ledger_format::body::origins::{ActivityDeclared, LineName, LossStated, MonitoringStated};
use ledger_format::body::{Rulebook, UnderlyingSpace};
use ledger_format::codes::{AccountKind, Rounding, RuleOption};
use ledger_format::identifiers::{Digest, PartyCode};

use super::{Model, UnitKey};

/// A line of a monitoring.
pub type Line = (u32, LineName);

/// Where one unit comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basis {
    /// From a line of a monitoring.
    Monitoring(Line),
    /// From a unit of another registry.
    Underlying(UnderlyingSpace, u64),
    /// From a time before this ledger, as this document says.
    History(Digest),
}

/// A monitoring.
#[derive(Debug, Clone)]
pub struct Monitoring {
    /// As it was stated.
    pub stated: MonitoringStated,
    /// Whether it was not withdrawn.
    pub stands: bool,
}

/// What a movement drew, took and settled.
#[derive(Debug, Clone, Default)]
struct Taken {
    drawn: Option<(Line, u64)>,
    numbers: BTreeSet<(UnderlyingSpace, u64)>,
    settled: Option<(u32, u64)>,
}

/// Options 5 to 8.
#[derive(Debug, Clone, Copy)]
struct Levy {
    adaptation_share: u64,
    omge_share: u64,
    rounding: Rounding,
    exemption_counts: bool,
}

impl Default for Levy {
    fn default() -> Self {
        Self { adaptation_share: 500, omge_share: 200, rounding: Rounding::UP, exemption_counts: false }
    }
}

/// A conversion: factor digits and scale, by Party, metric and year.
pub type Conversions = BTreeMap<(PartyCode, String, u16), (u64, u8)>;

/// Everything that is known of where units come from.
#[derive(Debug, Clone, Default)]
pub struct OriginsState {
    /// By id.
    pub activities: BTreeMap<String, ActivityDeclared>,
    /// By number.
    pub monitorings: BTreeMap<u32, Monitoring>,
    /// By number.
    pub losses: BTreeMap<u32, LossStated>,
    /// The last one stated.
    pub conversions: Conversions,
    /// Of each unit of which one is known.
    pub basis: BTreeMap<UnitKey, Basis>,
    by_entry: BTreeMap<u64, Taken>,
    /// Underlying spaces that issues named and that fit each other.
    named: Vec<UnderlyingSpace>,
    levy: Levy,
}

impl OriginsState {
    /// What was verified in a line; the first counts where it stands twice.
    #[must_use]
    pub fn verified(&self, (monitoring, name): Line) -> Option<u64> {
        let lines = &self.monitorings.get(&monitoring)?.stated.lines;
        lines.iter().find(|line| line.name == name).map(|line| line.verified)
    }

    /// What is drawn from a line.
    #[must_use]
    pub fn drawn(&self, line: Line) -> u64 {
        let drawn = self.by_entry.values().filter_map(|taken| taken.drawn);
        drawn.filter(|(of, _)| *of == line).map(|(_, units)| units).sum()
    }

    /// What is settled of a loss.
    #[must_use]
    pub fn settled(&self, loss: u32) -> u64 {
        let settled = self.by_entry.values().filter_map(|taken| taken.settled);
        settled.filter(|(of, _)| *of == loss).map(|(_, units)| units).sum()
    }

    /// The underlying numbers that are taken.
    pub fn taken(&self) -> impl Iterator<Item = &(UnderlyingSpace, u64)> {
        self.by_entry.values().flat_map(|taken| &taken.numbers)
    }

    /// Whether a number between this prefix and suffix can be told from all else in the ids of the registry.
    #[must_use]
    pub fn counts_there(&self, space: &UnderlyingSpace) -> bool {
        let touches = space.prefix.as_str().ends_with(|each: char| each.is_ascii_digit())
            || space.suffix.as_str().starts_with(|each: char| each.is_ascii_digit());
        !touches && self.fits(space)
    }

    /// Whether all spaces of its registry have as many runs of digits before the number as this one, or all behind it.
    pub(super) fn fits(&self, space: &UnderlyingSpace) -> bool {
        let (mut before, mut behind) = (BTreeSet::new(), BTreeSet::new());
        let registry = space.registry.as_str();
        let of_registry = |each: &&UnderlyingSpace| each.registry.as_str().eq_ignore_ascii_case(registry);
        for each in self.named.iter().filter(of_registry).chain([space]) {
            before.insert(digit_runs(each.prefix.as_str()));
            behind.insert(digit_runs(each.suffix.as_str()));
        }
        before.len() == 1 || behind.len() == 1
    }

    /// Every line of every monitoring, withdrawn or not.
    pub fn lines(&self) -> impl Iterator<Item = Line> {
        self.monitorings.iter().flat_map(|(number, monitoring)| {
            let names: BTreeSet<_> = monitoring.stated.lines.iter().map(|line| line.name).collect();
            names.into_iter().map(|name| (*number, name))
        })
    }

    pub(super) fn adopt(&mut self, rulebook: &Rulebook) {
        self.levy = Levy::default();
        for setting in rulebook.settings.iter() {
            match setting.option {
                RuleOption::ADAPTATION_SHARE => self.levy.adaptation_share = setting.value,
                RuleOption::OMGE_SHARE => self.levy.omge_share = setting.value,
                RuleOption::LEVY_ROUNDING => {
                    self.levy.rounding = Rounding(u16::try_from(setting.value).unwrap_or(0));
                }
                RuleOption::EXEMPTION_COUNTS => self.levy.exemption_counts = setting.value == 1,
                _ => {}
            }
        }
    }
}

impl Model {
    /// Whether a unit is back in the Source account: then what its issue drew or took is given back.
    #[must_use]
    pub fn is_taken_back(&self, unit: &UnitKey) -> bool {
        let holder = self.units.get(unit).and_then(|held| self.accounts.get(&held.account));
        holder.is_some_and(|account| account.kind == AccountKind::SOURCE)
    }
}

/// How many longest stretches of digits a text has.
fn digit_runs(text: &str) -> usize {
    text.split(|each: char| !each.is_ascii_digit()).filter(|run| !run.is_empty()).count()
}
