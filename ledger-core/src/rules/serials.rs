//! Sets of serials as blocks: union, intersection, difference, and what a list of blocks covers how often.
//!
//! Invariants:
//! - A [`Serials`] holds disjoint blocks in ascending order of space and serial, neighbours joined.
//!
//! Blocks given in may overlap and come in any order; they are well formed (R-201 is asked before).

use std::collections::BTreeMap;
use std::fmt;

use ledger_format::block::SerialBlock;
use ledger_format::identifiers::SpaceId;

/// A set of serials.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Serials(Vec<SerialBlock>);

/// The serials that break a rule, as a refusal lists them: the lowest blocks, and how many more there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedSerials {
    blocks: Box<[SerialBlock]>,
    more: usize,
}

/// How many blocks a refusal lists. Who is refused the units of a large and much divided block asks again with other blocks,
/// not with what is left of these: a list of millions would be kept, copied and printed for nobody.
const LISTED_BLOCKS: usize = 64;

/// How many blocks a sentence names before it only counts.
const NAMED_BLOCKS: usize = 3;

impl Serials {
    /// The serials of any of the blocks.
    #[must_use]
    pub fn union(mut blocks: Vec<SerialBlock>) -> Self {
        blocks.sort_unstable();
        let mut joined: Vec<SerialBlock> = Vec::with_capacity(blocks.len());
        for block in blocks {
            match joined.last_mut() {
                Some(last) if last.space == block.space && block.first <= last.last.saturating_add(1) => {
                    last.last = last.last.max(block.last);
                }
                _ => joined.push(block),
            }
        }
        Self(joined)
    }

    /// The serials that as many of the blocks cover as `wanted` says yes to; asked of those covered at least once.
    pub fn covered(blocks: impl Iterator<Item = SerialBlock>, wanted: impl Fn(i64) -> bool) -> Self {
        let mut steps: BTreeMap<(SpaceId, u64), i64> = BTreeMap::new();
        for block in blocks {
            *steps.entry((block.space, block.first)).or_default() += 1;
            *steps.entry((block.space, block.last.saturating_add(1))).or_default() -= 1;
        }
        let mut found = Vec::new();
        let (mut depth, mut before) = (0_i64, None);
        for ((space, at), step) in steps {
            if let Some((space, first)) = before
                && depth > 0
                && wanted(depth)
            {
                found.push(SerialBlock::new(space, first, at - 1));
            }
            depth += step;
            before = Some((space, at));
        }
        Self::union(found)
    }

    /// The serials in both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        Self::covered(self.0.iter().chain(&other.0).copied(), |times| times == 2)
    }

    /// The serials in this set and not in `other`.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        if self == other {
            return Self::default();
        }
        let both = self.intersection(other);
        Self::covered(self.0.iter().chain(&both.0).copied(), |times| times == 1)
    }

    /// The blocks.
    #[must_use]
    pub fn blocks(&self) -> &[SerialBlock] {
        &self.0
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The set as a refusal lists it, unless it is empty.
    #[must_use]
    pub fn listed(mut self) -> Option<ListedSerials> {
        let more = self.0.len().saturating_sub(LISTED_BLOCKS);
        self.0.truncate(LISTED_BLOCKS);
        (!self.is_empty()).then(|| ListedSerials { blocks: self.0.into_boxed_slice(), more })
    }
}

impl ListedSerials {
    /// The lowest blocks of the set, 64 at most: disjoint, ascending, joined.
    #[must_use]
    pub fn blocks(&self) -> &[SerialBlock] {
        &self.blocks
    }

    /// How many blocks there are beyond those listed.
    #[must_use]
    pub fn more(&self) -> usize {
        self.more
    }
}

impl fmt::Display for ListedSerials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("serials ")?;
        for (place, block) in self.blocks.iter().take(NAMED_BLOCKS).enumerate() {
            write!(f, "{}{block}", if place > 0 { ", " } else { "" })?;
        }
        match self.blocks.len().saturating_sub(NAMED_BLOCKS) + self.more {
            0 => f.write_str(" are"),
            more => write!(f, " and {more} more blocks are"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(blocks: &[(u32, u64, u64)]) -> Serials {
        Serials::union(blocks.iter().map(|&(space, a, b)| SerialBlock::new(SpaceId(space), a, b)).collect())
    }

    #[test]
    fn a_sentence_names_three_blocks() {
        let of = |blocks: &[(u32, u64, u64)]| of(blocks).listed().unwrap();
        assert_eq!(of(&[(1, 1, 2), (1, 3, 4)]).to_string(), "serials 1:1-4 are");
        let many = of(&[(1, 1, 2), (1, 4, 4), (2, 1, 1), (2, 3, 3), (2, 5, 5)]);
        assert_eq!(many.to_string(), "serials 1:1-2, 1:4-4, 2:1-1 and 2 more blocks are");
    }

    #[test]
    fn a_refusal_lists_the_lowest_blocks_and_counts_the_rest() {
        assert_eq!(of(&[]).listed(), None);
        let many: Vec<_> = (1..=1_000).map(|n| (1, 2 * n, 2 * n)).collect();
        let listed = of(&many).listed().unwrap();
        assert_eq!((listed.blocks().len(), listed.more()), (LISTED_BLOCKS, 1_000 - LISTED_BLOCKS));
        assert_eq!(listed.blocks().last(), Some(&SerialBlock::new(SpaceId(1), 128, 128)));
        assert_eq!(listed.to_string(), "serials 1:2-2, 1:4-4, 1:6-6 and 997 more blocks are");
    }

    proptest! {
        #[test]
        fn sets_are_sets(a in blocks(), b in blocks()) {
            let (x, y) = (of(&a), of(&b));
            for space in 1..3 {
                for serial in 1..24 {
                    let within = |blocks: &[(u32, u64, u64)]| blocks.iter().any(|&(s, f, l)| s == space && (f..=l).contains(&serial));
                    let has = |set: &Serials| set.blocks().iter().any(|b| b.space.0 == space && (b.first..=b.last).contains(&serial));
                    prop_assert_eq!(has(&x), within(&a));
                    prop_assert_eq!(has(&x.intersection(&y)), within(&a) && within(&b));
                    prop_assert_eq!(has(&x.difference(&y)), within(&a) && !within(&b));
                }
            }
            let apart = |s: &Serials| s.blocks().windows(2).all(|w| w[0].space < w[1].space || w[0].last + 1 < w[1].first);
            prop_assert!(apart(&x) && apart(&x.intersection(&y)) && apart(&x.difference(&y)));
        }
    }

    fn blocks() -> impl Strategy<Value = Vec<(u32, u64, u64)>> {
        prop::collection::vec((1_u32..3, 1_u64..20, 0_u64..6).prop_map(|(s, f, n)| (s, f, f + n)), 0..6)
    }
}
