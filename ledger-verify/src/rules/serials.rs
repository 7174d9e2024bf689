//! Lists of serial blocks as findings bear them.
//!
//! Invariants:
//! - A joined list is ascending and disjoint, neighbours are one block (`spec/rules.md`, *Precedence*).

use ledger_format::block::SerialBlock;

/// Brings well-formed blocks into order and joins what overlaps or touches.
pub fn join(mut blocks: Vec<SerialBlock>) -> Vec<SerialBlock> {
    blocks.sort_unstable();
    blocks.dedup_by(|next, kept| {
        let touches = next.space == kept.space && next.first <= kept.last.saturating_add(1);
        if touches {
            kept.last = kept.last.max(next.last);
        }
        touches
    });
    blocks
}

#[cfg(test)]
mod tests {
    use ledger_format::identifiers::SpaceId;

    use super::*;

    #[test]
    fn what_touches_is_one_block() {
        let block = |space, first, last| SerialBlock::new(SpaceId(space), first, last);
        let given = vec![block(2, 5, 6), block(1, 8, 9), block(1, 1, 4), block(1, 5, 5), block(1, 2, 3)];
        assert_eq!(join(given), [block(1, 1, 5), block(1, 8, 9), block(2, 5, 6)]);
    }
}
