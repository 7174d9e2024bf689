//! What a question names that this ledger does not know: serials that were never issued, Parties that were never declared, moments to come.
//!
//! - An answer that leaves such serials out says so on standard error; where nothing else was asked for, there is no answer.

use ledger_core::query::AsAt;
use ledger_core::{Error, Ledger};
use ledger_format::block::SerialBlock;
use ledger_format::identifiers::{PartyCode, Timestamp};

use crate::failure::Failure;
use crate::labels;
use crate::session::now;
use crate::time_text::show;

const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

/// Serials shown, of those that were never issued.
const SHOWN: usize = 5;

/// That a Party is one of this ledger's.
///
/// # Errors
/// When it was never declared here; the sentence names those that were.
pub fn must_be_declared(ledger: &Ledger, party: PartyCode) -> Result<(), Failure> {
    let book = ledger.book();
    if book.is_declared(party) {
        return Ok(());
    }
    let mut declared: Vec<String> = book.parties().map(|it| it.to_string()).collect();
    declared.sort_unstable();
    Err(Failure::new(match declared.as_slice() {
        [] => format!("{party} is no Party of this ledger, which declared none yet"),
        [one] => format!("{party} is no Party of this ledger, which declared {one} only"),
        several => format!("{party} is no Party of this ledger: name one of {}", several.join(", ")),
    }))
}

/// That a moment is not ahead of the ledger: an entry must be there, and of a time more than a day to come it is said that it is.
///
/// # Errors
/// When the entry is not there yet.
pub fn must_have_been(ledger: &Ledger, moment: AsAt) -> Result<(), Failure> {
    let to_come = |time: Timestamp| time.0 > now().0.saturating_add(DAY_MS);
    let count = ledger.durable_head().entry_count;
    match moment {
        AsAt::Entry(entry) if entry.0 >= count => Err(Failure::new(format!(
            "entry {entry} is not there yet: the last entry of this ledger is {}",
            count.saturating_sub(1)
        ))),
        AsAt::Recorded(time) | AsAt::Occurred(time) if to_come(time) => {
            tracing::warn!("{} is yet to come: what may happen until then is not in this", show(time));
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Says which serials of `asked` were never issued, where what is shown (`blocks`) leaves some out.
///
/// # Errors
/// When none of them ever was, or the history cannot be read.
pub fn tell_never_issued(
    ledger: &Ledger,
    asked: SerialBlock,
    shown: impl Iterator<Item = SerialBlock>,
) -> Result<(), Failure> {
    let mut never = Vec::new();
    for gap in gaps(asked, shown) {
        let steps = ledger.lineage(gap, AsAt::Head).map_err(|error: Error| Failure::from_error(&error))?;
        never.extend(gaps(gap, steps.iter().map(|step| step.block)));
    }
    let space = labels::space(&ledger.book(), asked.space);
    let run = |it: &SerialBlock| match it.first == it.last {
        true => it.first.to_string(),
        false => format!("{}-{}", it.first, it.last),
    };
    let runs = never.iter().take(SHOWN).map(run).collect::<Vec<_>>().join(", ");
    let more = if never.len() > SHOWN { " and others" } else { "" };
    match never.as_slice() {
        [] => Ok(()),
        [whole] if *whole == asked => Err(Failure::new(format!(
            "no serial {runs} of {space} was ever issued in this ledger: `holdings` shows which were"
        ))),
        _ => {
            tracing::warn!("{space}: serials {runs}{more} were never issued in this ledger");
            Ok(())
        }
    }
}

/// What of a block none of `blocks` covers, ascending.
fn gaps(block: SerialBlock, blocks: impl Iterator<Item = SerialBlock>) -> Vec<SerialBlock> {
    let mut within: Vec<SerialBlock> = blocks.filter_map(|it| it.intersection(&block)).collect();
    within.sort_unstable_by_key(|it| it.first);
    let mut gaps = Vec::new();
    // The lowest serial that nothing covers yet; none when the end is covered.
    let mut free = Some(block.first);
    for it in within {
        let Some(from) = free else { break };
        if it.first > from {
            gaps.push(SerialBlock { last: it.first - 1, first: from, ..block });
        }
        free = (it.last < block.last).then(|| from.max(it.last + 1));
    }
    gaps.extend(free.map(|first| SerialBlock { first, ..block }));
    gaps
}

#[cfg(test)]
mod tests {
    use ledger_format::identifiers::SpaceId;

    use super::*;

    fn block(first: u64, last: u64) -> SerialBlock {
        SerialBlock::new(SpaceId(1), first, last)
    }

    #[test]
    fn gaps_are_what_serial_by_serial_is_left() {
        let mut state = 3_u64;
        let mut random = move |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        for _ in 0..5_000 {
            let first = 1 + random(20);
            let asked = block(first, first + random(20));
            let runs: Vec<SerialBlock> = (0..random(6))
                .map(|_| {
                    let first = 1 + random(50);
                    block(first, first + random(12))
                })
                .collect();
            let is_left = |serial: &u64| runs.iter().all(|it| !(it.first..=it.last).contains(serial));
            let expected: Vec<u64> = (asked.first..=asked.last).filter(is_left).collect();
            let gaps = gaps(asked, runs.iter().copied());
            let found: Vec<u64> = gaps.iter().flat_map(|it| it.first..=it.last).collect();
            assert_eq!(found, expected, "{asked:?} less {runs:?}");
            assert!(gaps.windows(2).all(|two| two[0].last + 1 < two[1].first), "joined: {gaps:?}");
        }
    }
}
