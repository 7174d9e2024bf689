//! pairs what is debited with what is credited, serial by serial.
//!
//! Invariants:
//! - A balanced movement falls into segments, ascending and disjoint, each with one debit and one credit leg.
//! - The work grows with the number of legs, never with the number of units.
//!
//! Blocks are well formed and their sums within bounds when this is asked.

use ledger_format::block::SerialBlock;
use ledger_format::body::Posting;
use ledger_format::codes::Side;
use ledger_format::identifiers::SpaceId;

use crate::rules::serials::join;

/// Serials that go from one account to another, by the places of the two legs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// The serials.
    pub block: SerialBlock,
    /// The leg that gives them.
    pub debit: usize,
    /// The leg that takes them.
    pub credit: usize,
}

/// Cuts a movement into `segments`.
///
/// # Errors
/// The serials that are not debited once and credited once.
pub fn pair(postings: &[Posting], segments: &mut Vec<Segment>) -> Result<(), Vec<SerialBlock>> {
    segments.clear();
    if let [a, b] = postings
        && a.block == b.block
        && a.side != b.side
    {
        let (debit, credit) = if a.side == Side::Debit { (0, 1) } else { (1, 0) };
        segments.push(Segment { block: a.block, debit, credit });
        return Ok(());
    }
    let (debits, credits) = (sorted_legs(postings, Side::Debit), sorted_legs(postings, Side::Credit));
    if match_up(&debits, &credits, segments) { Ok(()) } else { Err(unpaired(postings)) }
}

type Leg = (SerialBlock, usize);

fn sorted_legs(postings: &[Posting], side: Side) -> Vec<Leg> {
    let legs = postings.iter().enumerate().filter(|(_, posting)| posting.side == side);
    let mut legs: Vec<Leg> = legs.map(|(place, posting)| (posting.block, place)).collect();
    legs.sort_unstable();
    legs
}

/// Walks both lists together; false as soon as they differ. Overlaps show as legs that start before the one before ended.
fn match_up(debits: &[Leg], credits: &[Leg], segments: &mut Vec<Segment>) -> bool {
    let (mut debits, mut credits) = (debits.iter().copied(), credits.iter().copied());
    let (mut debit, mut credit) = (debits.next(), credits.next());
    loop {
        match (&mut debit, &mut credit) {
            (None, None) => return true,
            (Some((give, giver)), Some((take, taker)))
                if give.space == take.space && give.first == take.first =>
            {
                let last = give.last.min(take.last);
                let block = SerialBlock { last, ..*give };
                if segments.last().is_some_and(|before| before.block.overlaps(&block)) {
                    return false;
                }
                segments.push(Segment { block, debit: *giver, credit: *taker });
                let (give_ends, take_ends) = (give.last == last, take.last == last);
                (give.first, take.first) = (last + 1, last + 1);
                if give_ends {
                    debit = debits.next();
                }
                if take_ends {
                    credit = credits.next();
                }
            }
            _ => return false,
        }
    }
}

/// The serials that are not debited once and credited once.
fn unpaired(postings: &[Posting]) -> Vec<SerialBlock> {
    let mut borders: Vec<(SpaceId, u64, Side, i32)> = Vec::with_capacity(2 * postings.len());
    for Posting { side, block, .. } in postings {
        borders.push((block.space, block.first, *side, 1));
        borders.push((block.space, block.last + 1, *side, -1));
    }
    borders.sort_unstable();
    let (mut found, mut debits, mut credits) = (Vec::new(), 0, 0);
    for (place, (space, serial, side, step)) in borders.iter().enumerate() {
        match side {
            Side::Debit => debits += step,
            Side::Credit => credits += step,
        }
        let named = debits > 0 || credits > 0;
        if let Some((_, next, ..)) = borders.get(place + 1).filter(|(_, next, ..)| named && next > serial)
            && (debits, credits) != (1, 1)
        {
            found.push(SerialBlock::new(*space, *serial, next - 1));
        }
    }
    join(found)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use ledger_format::identifiers::AccountNumber;
    use proptest::prelude::*;

    use super::*;

    fn posting() -> impl Strategy<Value = Posting> {
        (1..3_u32, 1..12_u64, 0..5_u64, any::<bool>()).prop_map(|(space, first, more, debit)| Posting {
            account: AccountNumber(1),
            side: if debit { Side::Debit } else { Side::Credit },
            block: SerialBlock::new(SpaceId(space), first, first + more),
        })
    }

    proptest! {
        #[test]
        fn counting_each_serial_says_the_same(
            mut postings in prop::collection::vec(posting(), 1..7),
            mirror in any::<bool>(),
        ) {
            if mirror {
                let mirrored: Vec<_> = postings.iter().map(|posting| posting.reversed()).collect();
                postings.extend(mirrored);
            }
            let mut counts: BTreeMap<(SpaceId, u64), (u32, u32)> = BTreeMap::new();
            for posting in &postings {
                for serial in posting.block.first..=posting.block.last {
                    let count = counts.entry((posting.block.space, serial)).or_default();
                    *if posting.side == Side::Debit { &mut count.0 } else { &mut count.1 } += 1;
                }
            }
            let wrong = counts.iter().filter(|(_, count)| **count != (1, 1));
            let wrong = join(wrong.map(|((space, n), _)| SerialBlock::new(*space, *n, *n)).collect());
            let mut segments = Vec::new();
            match pair(&postings, &mut segments) {
                Err(serials) => prop_assert_eq!(serials, wrong),
                Ok(()) => {
                    prop_assert!(wrong.is_empty());
                    let units: u64 = segments.iter().map(|segment| segment.block.count()).sum();
                    prop_assert_eq!(units, counts.len() as u64);
                    for Segment { block, debit, credit } in segments {
                        prop_assert!(postings[debit].side == Side::Debit);
                        prop_assert!(postings[debit].block.contains(&block));
                        prop_assert!(postings[credit].side == Side::Credit);
                        prop_assert!(postings[credit].block.contains(&block));
                    }
                }
            }
        }
    }
}
