//! Options of a rulebook as people write them: `adaptation-share=5%`.
//!
//! - What a rule would refuse is not checked here, but for words and numbers that mean nothing.

use ledger_format::body::Setting;
use ledger_format::codes::RuleOption;

use crate::statement_json::text::by_name;

const FORBIDS: [(&str, u64); 4] = [("nothing", 0), ("stating", 1), ("authorizing", 2), ("first-transfer", 4)];
const LEVIES: [(&str, u64); 3] = [("nothing", 0), ("adaptation", 1), ("omge", 2)];
const ROUNDINGS: [(&str, u64); 3] = [("down", 1), ("half", 2), ("up", 3)];
const YES_NO: [(&str, u64); 2] = [("no", 0), ("yes", 1)];

/// An option of rulebooks 2 to 5 with its value.
///
/// # Errors
/// A sentence with what there is.
pub fn parse_option(text: &str) -> Result<Setting, String> {
    let (name, value) =
        text.split_once('=').ok_or("write NAME=VALUE, such as draft-approach-forbids=first-transfer")?;
    let option = by_name::<RuleOption>(&name.replace('-', "_"))?;
    let value = match option {
        RuleOption::NOT_AFTER_LIMIT_MS => {
            return Err("give that in days, with --not-after-days".to_owned());
        }
        RuleOption::ADAPTATION_SHARE | RuleOption::OMGE_SHARE => share(value).ok_or_else(|| {
            format!("`{value}` is not a share: write per cent with at most two decimals, such as 5% or 0.25%")
        })?,
        RuleOption::LEVY_ROUNDING => {
            word(&ROUNDINGS, value).ok_or("levies are rounded up, down, or half (half away from zero)")?
        }
        RuleOption::EXEMPTION_COUNTS => word(&YES_NO, value).ok_or("an exemption counts: yes or no")?,
        RuleOption::HOLD_LIMIT_MS => duration_ms(value).ok_or(
            "a hold stands for at most so many milliseconds, such as 86400000, or days, such as 90d",
        )?,
        RuleOption::APPROACH_REGISTRIES_BIND => {
            word(&YES_NO, value).ok_or("the registries stated of an approach bind: yes or no")?
        }
        RuleOption::LEVY_FIRST_TRANSFERS => joined(&LEVIES, value)
            .ok_or("of what Article 6.4 levies nothing, adaptation, omge, or both (adaptation+omge) is first transferred")?,
        _ => joined(&FORBIDS, value).ok_or(
            "an option forbids nothing, stating, authorizing, first-transfer, or several joined by +",
        )?,
    };
    Ok(Setting { option, value })
}

/// The first rulebook that knows an option.
#[must_use]
pub fn first_rulebook_of(option: RuleOption) -> u32 {
    match option {
        RuleOption::NOT_AFTER_LIMIT_MS => 1,
        RuleOption::DRAFT_APPROACH_FORBIDS
        | RuleOption::NO_INITIAL_REPORT_FORBIDS
        | RuleOption::INELIGIBLE_FORBIDS => 2,
        RuleOption::ADAPTATION_SHARE
        | RuleOption::OMGE_SHARE
        | RuleOption::LEVY_ROUNDING
        | RuleOption::EXEMPTION_COUNTS => 3,
        RuleOption::HOLD_LIMIT_MS => 4,
        _ => 5,
    }
}

fn word(words: &[(&str, u64)], text: &str) -> Option<u64> {
    let named = words.iter().find(|(name, value)| *name == text || value.to_string() == text);
    named.map(|(_, value)| *value)
}

/// Milliseconds, or days with a `d` behind them.
fn duration_ms(text: &str) -> Option<u64> {
    let (number, unit_ms) = text.strip_suffix('d').map_or((text, 1), |days| (days, 24 * 60 * 60 * 1_000));
    number.parse::<u64>().ok()?.checked_mul(unit_ms)
}

/// Bits, as words joined by `+` or as their sum.
fn joined(bits: &[(&str, u64)], text: &str) -> Option<u64> {
    let known = |word: &str| bits.iter().find(|(name, _)| *name == word).map(|(_, value)| *value);
    let words = || text.split('+').map(known).try_fold(0, |sum, word| Some(sum | word?));
    let all = bits.iter().fold(0, |sum, (_, value)| sum | value);
    text.parse().ok().filter(|sum| *sum <= all).or_else(words)
}

/// Per cent as ten-thousandths, at most all.
fn share(text: &str) -> Option<u64> {
    let percent = text.strip_suffix('%')?;
    let (whole, decimals) = percent.split_once('.').unwrap_or((percent, "0"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || !is_number(decimals) || decimals.len() > 2 {
        return None;
    }
    let hundredths = format!("{decimals:0<2}").parse::<u64>().ok()?;
    let share = whole.parse::<u64>().ok()?.checked_mul(100)?.checked_add(hundredths)?;
    (share <= 10_000).then_some(share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_in_words() {
        for (text, option, value) in [
            ("draft-approach-forbids=authorizing+first-transfer", 2, 6),
            ("ineligible_forbids=7", 4, 7),
            ("adaptation-share=5%", 5, 500),
            ("adaptation-share=100%", 5, 10_000),
            ("omge-share=0.25%", 6, 25),
            ("omge-share=2.5%", 6, 250),
            ("levy-rounding=up", 7, 3),
            ("levy-rounding=half", 7, 2),
            ("exemption-counts=yes", 8, 1),
            ("hold_limit_ms=86400000", 9, 86_400_000),
            ("hold-limit-ms=90d", 9, 7_776_000_000),
            ("approach-registries-bind=yes", 10, 1),
            ("approach-registries-bind=0", 10, 0),
            ("levy-first-transfers=nothing", 11, 0),
            ("levy-first-transfers=adaptation+omge", 11, 3),
            ("levy-first-transfers=2", 11, 2),
        ] {
            assert_eq!(parse_option(text), Ok(Setting { option: RuleOption(option), value }), "{text}");
        }
    }

    #[test]
    fn wrong_options_say_what_there_is() {
        for (text, expected) in [
            ("adaptation-share", "write NAME=VALUE"),
            ("adaption-share=5%", "use one of not_after_limit_ms"),
            ("adaptation-share=5", "is not a share"),
            ("adaptation-share=100.01%", "is not a share"),
            ("adaptation-share=0.001%", "is not a share"),
            ("adaptation-share=-1%", "is not a share"),
            ("adaptation-share=18446744073709551615%", "is not a share"),
            ("levy-rounding=4", "rounded up, down"),
            ("exemption-counts=maybe", "yes or no"),
            ("hold-limit-ms=90 days", "so many milliseconds"),
            ("hold-limit-ms=18446744073709551615d", "so many milliseconds"),
            ("not-after-limit-ms=5", "--not-after-days"),
            ("ineligible-forbids=8", "an option forbids nothing"),
            ("approach-registries-bind=2", "bind: yes or no"),
            ("levy-first-transfers=4", "nothing, adaptation, omge"),
            ("levy-first-transfers=stating", "nothing, adaptation, omge"),
        ] {
            let fault = parse_option(text).unwrap_err();
            assert!(fault.contains(expected), "{text}: {fault}");
        }
    }
}
