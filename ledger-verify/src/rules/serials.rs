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

/// Whether one of some ascending, disjoint blocks lies over a block.
pub fn any_over(disjoint: &[SerialBlock], block: &SerialBlock) -> bool {
    let next = disjoint.partition_point(|each| (each.space, each.last) < (block.space, block.first));
    disjoint.get(next).is_some_and(|each| each.space == block.space && each.first <= block.last)
}

#[cfg(test)]
mod tests {
    use ledger_format::identifiers::SpaceId;

    use super::*;

    #[test]
    fn what_touches_is_one_block() {
        let block = |space, first, last| SerialBlock::new(SpaceId(space), first, last);
        let given = vec![block(2, 5, 6), block(1, 8, 9), block(1, 1, 4), block(1, 5, 5), block(1, 2, 3)];
        let joined = join(given);
        assert_eq!(joined, [block(1, 1, 5), block(1, 8, 9), block(2, 5, 6)]);
        let over = [(1, 5, 7), (1, 6, 8), (1, 9, 20), (2, 1, 9)];
        assert!(over.into_iter().all(|(space, first, last)| any_over(&joined, &block(space, first, last))));
        let beside = [(1, 6, 7), (1, 10, 20), (2, 1, 4), (2, 7, 9), (3, 1, 9)];
        assert!(
            !beside.into_iter().any(|(space, first, last)| any_over(&joined, &block(space, first, last)))
        );
    }
}
