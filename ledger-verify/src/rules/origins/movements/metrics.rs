//! what settles a loss is measured as the loss's activity is.
//!
//! A serial keeps its series for ever, and what was never issued when it was cancelled breaks a lower rule: so who holds what at the
//! end of the window answers for every entry in it.
//!
//! Invariant: the holdings under a window's blocks are looked at once, however the blocks overlap.

use ledger_format::block::SerialBlock;
use ledger_format::identifiers::EntryIndex;

use super::Window;
use crate::finding::Rule;
use crate::rules::Breach;
use crate::rules::article6::Measured;

/// A block that settles a loss.
#[derive(Debug, Clone, Copy)]
pub struct Settling {
    /// The cancellation.
    pub entry: EntryIndex,
    /// What it credits.
    pub block: SerialBlock,
    /// What the loss's activity measures.
    pub measured: Measured,
}

/// Held serials that measure the same; none for those without a series.
struct Run {
    first: u64,
    last: u64,
    measured: Option<Measured>,
}

/// Asks it of a window's blocks.
pub fn ask(window: &Window<'_>, mut settling: Vec<Settling>, breaches: &mut Vec<Breach>) {
    settling.sort_unstable_by_key(|each| (each.block, each.entry));
    let mut rest = settling.as_slice();
    while let Some(lowest) = rest.first().map(|each| each.block) {
        let mut reach = lowest.last;
        let touching = rest.iter().take_while(|each| {
            let touches = each.block.space == lowest.space && each.block.first <= reach;
            if touches {
                reach = reach.max(each.block.last);
            }
            touches
        });
        let count = touching.count();
        let (group, behind) = rest.split_at_checked(count).unwrap_or((rest, &[]));
        rest = behind;
        let runs = runs_in(window, SerialBlock { last: reach, ..lowest });
        let wrong = group.iter().filter(|each| !is_measured_so(&runs, each));
        breaches.extend(wrong.map(|each| Breach { entry: each.entry, rule: Rule::R(417), block: None }));
    }
}

fn runs_in(window: &Window<'_>, block: SerialBlock) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for held in window.custody.holdings_between(block.space, block.first, block.last) {
        let series = window.state.origins.series(held.series.series());
        let measured = series.map(|series| series.measured);
        match runs.last_mut().filter(|before| before.measured == measured) {
            Some(before) => before.last = held.last,
            None => runs.push(Run { first: held.first, last: held.last, measured }),
        }
    }
    runs
}

/// Neighbouring runs differ, so that a block of one metric meets one run.
fn is_measured_so(runs: &[Run], settling: &Settling) -> bool {
    let Settling { block, measured, .. } = settling;
    let place = runs.partition_point(|run| run.last < block.first);
    let mut met = runs.get(place..).unwrap_or_default().iter().take_while(|run| run.first <= block.last);
    met.next().is_none_or(|run| run.measured == Some(*measured)) && met.next().is_none()
}
