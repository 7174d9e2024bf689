//! Underlying units: II05. Both ends or neither, as many as the ITMOs, and parallel to them wherever blocks overlap.
//!
//! - An identifier of another registry is text around a running number: the one run of digits in which first and last differ.
//! - Of a single unit it cannot be told which run of digits that is: it is held against the unit that an overlapping block has at its place.

use crate::columns::Field;
use crate::finding::Code;
use crate::submission::Units;
use crate::vocabulary::Controlled;

use super::blocks::{pairs, report};
use super::overlap::{Run, clashes};
use super::{Judge, UnitRow};

const CODE: Code = Code::UnderlyingUnits;

/// Stands for the running number; no text in a submission has it.
const MARK: char = '\0';

/// What a row says of its underlying units.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Said {
    /// There are none.
    Nothing,
    /// Where they are, the text around the running number, and by how much that is ahead of the ITMO's number.
    Parallel { registry: String, around: String, ahead: i128 },
    /// One unit under one ITMO.
    One { registry: String, text: String, number: u64 },
    /// Something at fault, which cannot be compared.
    Unclear,
}

impl Said {
    fn is_run(&self) -> bool {
        matches!(self, Self::Nothing | Self::Parallel { .. })
    }

    /// Whether both say the same of the ITMOs that they share; `None` if that cannot be said.
    fn agrees(&self, other: &Self) -> Option<bool> {
        match (self, other) {
            (Self::Unclear, _) | (_, Self::Unclear) => None,
            (Self::One { registry, text, number }, Self::Parallel { registry: of_run, around, ahead })
            | (Self::Parallel { registry: of_run, around, ahead }, Self::One { registry, text, number }) => {
                let (before, after) = around.split_once(MARK)?;
                let digits = text.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
                let unit = digits.and_then(|digits| digits.parse::<i128>().ok());
                Some(registry == of_run && unit == Some(i128::from(*number) + ahead))
            }
            _ => Some(self == other),
        }
    }
}

pub(super) fn check(judge: &mut Judge<'_>) {
    let rows = judge.unit_rows();
    let said: Vec<Said> = rows.iter().map(|row| of_row(judge, row)).collect();
    let runs = |all: bool| -> Vec<Run<'_, &Said>> {
        rows.iter()
            .zip(&said)
            .enumerate()
            .filter(|(_, (_, said))| all || said.is_run())
            .map(|(at, (row, said))| Run::new(&row.units.block, said, at))
            .collect()
    };
    let mut differ = clashes(runs(false));
    for (one, other) in clashes(runs(true)) {
        let (Some(left), Some(right)) = (said.get(one), said.get(other)) else { continue };
        if left.is_run() && right.is_run() {
            continue;
        }
        match left.agrees(right) {
            Some(true) => {}
            Some(false) => differ.push((one, other)),
            None => {
                let pair: Vec<_> =
                    [one.max(other), one.min(other)].iter().filter_map(|at| rows.get(*at)).collect();
                let at: Vec<_> = pair.iter().map(|row| (row.table, row.number)).collect();
                let sentence =
                    "which underlying units these overlapping blocks share cannot be said".to_owned();
                let places = judge.places(&at, Field::FirstUnit);
                judge.open(CODE, places, sentence);
            }
        }
    }
    for (one, other) in pairs(&rows, differ) {
        let sentence = format!(
            "{} and {} share ITMOs, but their underlying units do not run parallel",
            one.units.block, other.units.block
        );
        report(judge, CODE, &one, &other, Field::FirstUnit, sentence);
    }
}

fn of_row(judge: &mut Judge<'_>, row: &UnitRow<'_>) -> Said {
    judge.examined(CODE);
    let units = row.units;
    let places = |judge: &Judge<'_>| judge.places(&[(row.table, row.number)], Field::FirstUnit);
    let (first, last) = match (&units.first_unit, &units.last_unit) {
        (None, None) => return Said::Nothing,
        (Some(first), Some(last)) => (first.as_str(), last.as_str()),
        _ => {
            let places = places(judge);
            judge.fault(CODE, places, "only one of first and last underlying unit is given".to_owned());
            return Said::Unclear;
        }
    };
    let count = units.block.count();
    if first == last {
        if count != 1 {
            let places = places(judge);
            judge.fault(CODE, places, format!("one underlying unit for {count} ITMOs"));
            return Said::Unclear;
        }
        return Said::One {
            registry: registry(units),
            text: first.to_owned(),
            number: units.block.first_number(),
        };
    }
    let Some((around, from, to)) = running_number(first, last) else {
        let places = places(judge);
        let sentence = format!(
            "`{}` and `{}` differ in more than a running number",
            crate::cell::cut(first),
            crate::cell::cut(last)
        );
        judge.fault(CODE, places, sentence);
        return Said::Unclear;
    };
    let length = to.checked_sub(from).and_then(|length| length.checked_add(1));
    if length != Some(u128::from(count)) {
        let places = places(judge);
        let shown = length.map_or_else(|| "a reversed run".to_owned(), |length| length.to_string());
        judge.fault(CODE, places, format!("{shown} of underlying units for {count} ITMOs"));
        return Said::Unclear;
    }
    let ahead = i128::try_from(from).map(|from| from - i128::from(units.block.first_number()));
    ahead.map_or(Said::Unclear, |ahead| Said::Parallel { registry: registry(units), around, ahead })
}

fn registry(units: &Units) -> String {
    units.underlying_registry.as_ref().map_or_else(String::new, |registry| {
        if registry.is_unlisted() {
            registry.text().to_lowercase()
        } else {
            registry.value().name().to_owned()
        }
    })
}

/// The text around the one run of digits that differs, and both numbers.
fn running_number(first: &str, last: &str) -> Option<(String, u128, u128)> {
    let (ours, theirs) = (runs_of_digits(first), runs_of_digits(last));
    if ours.len() != theirs.len() {
        return None;
    }
    let mut around = String::new();
    let mut numbers = None;
    for (one, other) in ours.iter().zip(&theirs) {
        if one == other {
            around.push_str(one);
        } else if numbers.is_none() {
            // Plain digits or in groups of three; longer ones are no running number.
            let number =
                |text: &str| text.parse::<u128>().ok().filter(|number| *number < u128::from(u64::MAX));
            numbers = Some((number(one)?, number(other)?));
            around.push(MARK);
        } else {
            return None;
        }
    }
    let (from, to) = numbers?;
    Some((around, from, to))
}

fn runs_of_digits(text: &str) -> Vec<&str> {
    let mut runs = Vec::new();
    let mut start = 0;
    let mut before: Option<bool> = None;
    for (at, letter) in text.char_indices() {
        let is_digit = letter.is_ascii_digit();
        if before.is_some_and(|before| before != is_digit) {
            runs.extend(text.get(start..at));
            start = at;
        }
        before = Some(is_digit);
    }
    runs.extend(text.get(start..).filter(|rest| !rest.is_empty()));
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_running_number_is_the_one_that_runs() {
        let found = running_number("VCS-12-0099-2023", "VCS-12-0101-2023");
        assert_eq!(found, Some(("VCS-12-\0-2023".to_owned(), 99, 101)));
        assert_eq!(running_number("7", "9"), Some(("\0".to_owned(), 7, 9)));
        assert_eq!(running_number("A1-1", "A2-2"), None);
        assert_eq!(running_number("A-1", "B-2"), None);
        assert_eq!(running_number("A-1", "A-1-2"), None);
        assert_eq!(running_number("1", "99999999999999999999999"), None);
        assert_eq!(runs_of_digits("é1é"), ["é", "1", "é"]);
    }
}
