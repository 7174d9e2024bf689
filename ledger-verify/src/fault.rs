//! Which finding of the journal explains another (`spec/rules.md` section 4, *Cause*).
//!
//! Invariants:
//! - What looks at all that was before it (J-102, J-104, J-110) may be explained; what looks at its neighbours is its own cause.
//! - A head that states the journal vouches for all before it: nothing before it explains anything behind it.
//! - Causes do not depend on where windows end.
//!
//! Causes of findings about entries are told in [`crate::rules`].

use crate::finding::{Cause, Finding, Place, Rule};

/// What a fault in front may explain.
const EXPLAINED: [Rule; 3] = [Rule::J(102), Rule::J(104), Rule::J(110)];
/// What may be that fault.
const EXPLAINING: [Rule; 5] = [Rule::J(102), Rule::J(104), Rule::J(105), Rule::J(107), Rule::J(110)];

/// The first fault behind the last good head.
#[derive(Debug, Default)]
pub(crate) struct Fault {
    first: Option<Cause>,
}

impl Fault {
    /// Tells the findings of the next window their causes. They come in any order, `good_heads` ascend.
    pub fn explain(&mut self, findings: &mut [Finding], good_heads: &[Place]) {
        let is_asked = |finding: &&mut Finding| EXPLAINING.contains(&finding.rule);
        let mut findings: Vec<&mut Finding> = findings.iter_mut().filter(is_asked).collect();
        findings.sort_by_key(|finding| (finding.place, finding.rule));
        let mut good_heads = good_heads.iter().peekable();
        for finding in findings {
            while good_heads.next_if(|head| Some(**head) < finding.place).is_some() {
                self.first = None;
            }
            let first = *self.first.get_or_insert(finding.cause);
            if EXPLAINED.contains(&finding.rule) {
                finding.cause = first;
            }
        }
        if good_heads.next().is_some() {
            self.first = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use ledger_format::identifiers::EntryIndex;

    use super::*;

    fn place(offset: u64) -> Place {
        Place { segment: EntryIndex(0), offset }
    }

    /// Findings by rule and offset, and offsets of good heads.
    type Window<'w> = (&'w [(u16, u64)], &'w [u64]);

    /// Rule, offset, and the offset of the cause.
    fn explained(windows: &[Window<'_>]) -> Vec<(u16, u64, u64)> {
        let (mut fault, mut out) = (Fault::default(), Vec::new());
        for (findings, good) in windows {
            let of = |(rule, offset): &(u16, u64)| Finding::of_journal(Rule::J(*rule), place(*offset));
            let mut findings: Vec<Finding> = findings.iter().map(of).collect();
            let good: Vec<Place> = good.iter().map(|offset| place(*offset)).collect();
            fault.explain(&mut findings, &good);
            let offset = |place: Option<Place>| place.unwrap().offset;
            let told = |each: &Finding| (each.rule.number(), offset(each.place), offset(each.cause.place));
            out.extend(findings.iter().map(told));
        }
        out
    }

    #[test]
    fn heads_behind_a_changed_batch_follow_from_it_whatever_the_windows() {
        let expected = [(107, 2, 2), (110, 3, 2), (105, 4, 4), (104, 4, 2), (110, 5, 2)];
        let findings = [(107, 2), (110, 3), (105, 4), (104, 4), (110, 5)];
        assert_eq!(explained(&[(&findings, &[1])]), expected);
        let single: Vec<_> = findings.chunks(1).map(|one| (one, [].as_slice())).collect();
        assert_eq!(explained(&single), expected);
    }

    #[test]
    fn a_good_head_ends_what_a_fault_explains() {
        assert_eq!(explained(&[(&[(110, 3), (110, 7)], &[5])]), [(110, 3, 3), (110, 7, 7)]);
        assert_eq!(explained(&[(&[(110, 3)], &[5]), (&[(110, 7)], &[])]), [(110, 3, 3), (110, 7, 7)]);
        assert_eq!(explained(&[(&[(110, 3)], &[1]), (&[(110, 7)], &[])]), [(110, 3, 3), (110, 7, 3)]);
    }
}
