//! in which run of digits of its ids another registry counts. Where all spaces of a registry agree in what stands before the
//! number, or all in what stands behind it, an id can be divided in one way only, and no two spaces share one.
//!
//! Invariant: what is fixed only ever becomes less, by the spaces in the order of the issues that name them.

use ledger_format::body::UnderlyingSpace;
use ledger_format::bounded::Code;

use crate::rules::number_map::NumberMap;

/// Runs of digits before and behind the number.
type Around = (usize, usize);

/// What is fixed so far of a registry: its first space, and which of the two sides all that fit have in common with it.
#[derive(Debug, Clone, Copy)]
struct Fixed {
    around: Around,
    before: bool,
    behind: bool,
}

/// All registries of which issues named units.
#[derive(Debug, Default)]
pub struct Registries {
    fixed: NumberMap<Code<1, 16>, Fixed>,
}

impl Registries {
    /// Lets an issue name a space; whether its number stands where the registry's others do.
    pub fn name(&mut self, space: &UnderlyingSpace) -> bool {
        let around = (runs(space.prefix.as_str()), runs(space.suffix.as_str()));
        let first = Fixed { around, before: true, behind: true };
        let fixed = self.fixed.entry(upper(&space.registry)).or_insert(first);
        let before = fixed.before && fixed.around.0 == around.0;
        let behind = fixed.behind && fixed.around.1 == around.1;
        if before || behind {
            (fixed.before, fixed.behind) = (before, behind);
        }
        before || behind
    }
}

/// The space under the one name of its registry.
pub fn one_name(space: UnderlyingSpace) -> UnderlyingSpace {
    UnderlyingSpace { registry: upper(&space.registry), ..space }
}

/// Whether no digit touches the number.
pub fn keeps_clear_of_the_number(space: &UnderlyingSpace) -> bool {
    let ends = [space.prefix.as_str().bytes().last(), space.suffix.as_str().bytes().next()];
    !ends.into_iter().flatten().any(|byte| byte.is_ascii_digit())
}

fn upper(registry: &Code<1, 16>) -> Code<1, 16> {
    Code::new(registry.as_str().to_ascii_uppercase()).unwrap_or_else(|_| registry.clone())
}

/// Where digits begin that no digit stands before.
fn runs(text: &str) -> usize {
    let is_digit = |byte: &u8| byte.is_ascii_digit();
    let bytes = text.as_bytes();
    let begins = |(at, byte): (usize, &u8)| {
        is_digit(byte)
            && at.checked_sub(1).and_then(|before| bytes.get(before)).is_none_or(|before| !is_digit(before))
    };
    bytes.iter().enumerate().filter(|each| begins(*each)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn space(registry: &str, prefix: &str, suffix: &str) -> UnderlyingSpace {
        let code = |text: &str| Code::new(text).unwrap();
        UnderlyingSpace { registry: Code::new(registry).unwrap(), prefix: code(prefix), suffix: code(suffix) }
    }

    #[test]
    fn what_all_have_in_common_stays_fixed() {
        let mut registries = Registries::default();
        for (registry, prefix, suffix, fits) in [
            ("VCS", "VCS-1-", "-2022", true),
            ("vcs", "VCS-", "-101-2022", false),
            ("GS", "VCS-", "-101-2022", true),
            ("VCS", "VCS-", "-A2022", true),
            // From here on only what stands behind is fixed.
            ("VCS", "VCS-1-", "-2022-1", false),
            ("VCS", "1-2-3-", "-7", true),
        ] {
            assert_eq!(
                registries.name(&space(registry, prefix, suffix)),
                fits,
                "{registry} {prefix} {suffix}"
            );
        }
    }

    #[test]
    fn runs_are_longest_stretches() {
        assert_eq!(["", "a", "12", "a12b3", "1-2-3"].map(runs), [0, 0, 1, 2, 3]);
        assert!(keeps_clear_of_the_number(&space("V", "1-", "-1")));
        assert!(
            !keeps_clear_of_the_number(&space("V", "1", ""))
                && !keeps_clear_of_the_number(&space("V", "", "1"))
        );
    }
}
