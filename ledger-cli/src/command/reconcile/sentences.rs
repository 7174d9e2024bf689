//! What a comparison says, for people: each difference with what differs and both values, and what was not compared.

use ledger_aef::consistency::Verdict;
use ledger_aef::reconcile::{Block, BlockDifference, Reconciliation, Said, Step, TrailDifference};

use super::ours::Ours;
use crate::output::{counted, grouped};

/// A line each, in the order of the phases.
pub(super) fn of(found: &Reconciliation, ours: &Ours, they_tell: bool) -> Vec<String> {
    let mut lines = Vec::new();
    for it in &found.totals {
        let (ours, theirs) = (grouped(it.ours), grouped(it.theirs));
        lines.push(format!("total of {} in {}: here {ours}, there {theirs}", it.holder, it.registry));
    }
    for it in &found.blocks {
        let evidence = ours.evidence_of(&it.block);
        let evidence = match evidence.as_slice() {
            [] => String::new(),
            said => format!("; here on the evidence: {}", said.join(", ")),
        };
        lines.push(format!("{}{evidence}", block(it)));
    }
    lines.extend(found.trail.iter().flatten().map(trail));
    if found.trail_cut {
        lines.push("the trail was cut: the sides differ in too many places to tell every story".to_owned());
    }
    if !found.blocks.is_empty() && !they_tell {
        lines.push("no trail: the statement tells no actions".to_owned());
    }
    match found.empty_line_count {
        0 => {}
        1 => lines.push("1 line holds nothing and was left out".to_owned()),
        count => lines.push(format!("{count} lines hold nothing and were left out")),
    }
    for it in &ours.outside {
        lines.push(format!(
            "not compared: {} of {} here in {}, of which the statement does not speak",
            counted(it.units, "unit", "units"),
            it.holder,
            it.registry
        ));
    }
    lines
}

/// What it comes to.
pub(super) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "both sides say the same",
        Verdict::Fail => "the sides differ",
        Verdict::Undetermined => "there was nothing to compare, or not all of it",
    }
}

fn block(it: &BlockDifference) -> String {
    if let ([ours], [theirs]) = (it.ours.as_slice(), it.theirs.as_slice()) {
        let differences = ours.differences(theirs);
        let in_what =
            differences.iter().map(|(name, here, there)| format!("{name} here {here}, there {there}"));
        return format!("{}: {}", shown(&it.block), in_what.collect::<Vec<_>>().join("; "));
    }
    let said = |said: &[Said]| match said {
        [] => "not held".to_owned(),
        [one] => format!("{} in {}", one.holder, one.registry),
        several => {
            let hands: Vec<_> =
                several.iter().map(|it| format!("{} in {}", it.holder, it.registry)).collect();
            format!("named {} times ({})", several.len(), hands.join(", "))
        }
    };
    format!("{}: here {}, there {}", shown(&it.block), said(&it.ours), said(&it.theirs))
}

fn trail(it: &TrailDifference) -> String {
    let said = |step: &Option<Step>| {
        step.as_ref().map_or_else(|| "nothing more".to_owned(), |it| format!("{} {}", it.at, it.what))
    };
    let alike = match it.alike_count {
        0 => String::new(),
        1 => "after 1 step told alike, ".to_owned(),
        count => format!("after {count} steps told alike, "),
    };
    format!("trail of {}: {alike}here {}; there {}", shown(&it.block), said(&it.ours), said(&it.theirs))
}

fn shown(block: &Block) -> String {
    format!("{} {}-{}", block.space, block.first, block.last)
}

#[cfg(test)]
mod tests;
