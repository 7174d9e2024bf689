//! The small values that cells hold: Parties, registries, cooperative approaches, authorizations, years, versions, texts.
//!
//! - A value that exists is well formed: each is made by a function that refuses what the AEF does not allow.
//! - Writing a value and reading it again gives the same value.
//! - No value says which cells it may stand in: that is [`crate::columns`].

use std::fmt;
use std::num::NonZeroU16;

use crate::parties;

/// The most that a cell of a workbook holds, in UTF-16 units.
pub const TEXT_LIMIT: usize = 32_767;

/// Declares a text-like newtype with the function that reads it.
macro_rules! text_value {
    ($(#[$doc:meta])* $name:ident, $accepts:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// Reads it; `None` if the text is not one.
            #[must_use]
            pub fn read(text: &str) -> Option<Self> {
                let accepts: fn(&str) -> bool = $accepts;
                let text = text.trim();
                accepts(text).then(|| Self(text.into()))
            }

            /// As it is written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_value! {
    /// A Party or country: an ISO 3166-1 alpha-3 code or `EUE`.
    PartyCode, |text| parties::name_of(text).is_some()
}

text_value! {
    /// A Party's registry of ITMOs: two or three capital letters and two digits. `UN01` is the mechanism registry of Article 6.4.
    RegistryCode, |text| {
        let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
        (2..=3).contains(&letters) && text.len() == letters + 2 && text.bytes().skip(letters).all(|b| b.is_ascii_digit())
    }
}

text_value! {
    /// A cooperative approach: `CA` and four digits. `CA0001` is the Article 6.4 mechanism.
    ApproachId, |text| {
        text.strip_prefix("CA").is_some_and(|number| number.len() == 4 && number.bytes().all(|b| b.is_ascii_digit()))
    }
}

text_value! {
    /// An authorization, as its Party names it: letters, digits, space, `-`, `/`, `.`.
    AuthorizationId, |text| {
        is_given(text)
            && text.len() <= TEXT_LIMIT
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b" -/.".contains(&b))
    }
}

text_value! {
    /// An authorized entity, by its identification number or its name. No comma or semicolon: lists are cut there.
    EntityId, |text| is_plain(text) && !text.contains([',', ';', '\n'])
}

text_value! {
    /// Free text: not blank, not `NA`, no control characters but tab and line feed.
    Text, is_plain
}

impl AuthorizationId {
    /// As its Party states it, also where a reader takes the text for none (`NA`): what is reported is what was stated, and a check finds it at fault.
    #[must_use]
    pub fn as_stated(text: &str) -> Self {
        Self(text.trim().into())
    }

    /// Whether it keeps to letters, digits, space and hyphen, as some readers demand.
    #[must_use]
    pub fn is_narrow(&self) -> bool {
        !self.0.contains(['/', '.'])
    }
}

/// Whether a cell says anything: neither blank nor "not applicable".
#[must_use]
pub fn is_given(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && !is_not_applicable(text)
}

/// Whether a cell says that it does not apply.
#[must_use]
pub fn is_not_applicable(text: &str) -> bool {
    ["NA", "N/A", "Not applicable"].iter().any(|known| text.trim().eq_ignore_ascii_case(known))
}

fn is_plain(text: &str) -> bool {
    let allowed =
        |c: char| matches!(c, '\n' | '\t') || !(c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'));
    is_given(text) && text.encode_utf16().count() <= TEXT_LIMIT && text.chars().all(allowed)
}

/// A Party or country with the spelling it came in: submissions write either the code or the name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartyName {
    code: PartyCode,
    spelling: Option<Box<str>>,
}

impl PartyName {
    /// A code or a known name; `None` for anything else.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(code) = PartyCode::read(text) {
            return Some(Self { code, spelling: None });
        }
        let code = PartyCode::read(parties::code_of(text)?)?;
        Some(Self { code, spelling: Some(text.into()) })
    }

    /// The code.
    #[must_use]
    pub fn code(&self) -> &PartyCode {
        &self.code
    }

    /// As its source spelled it.
    #[must_use]
    pub fn text(&self) -> &str {
        self.spelling.as_deref().unwrap_or_else(|| self.code.as_str())
    }
}

impl From<PartyCode> for PartyName {
    fn from(code: PartyCode) -> Self {
        Self { code, spelling: None }
    }
}

/// A calendar year of four digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Year(u16);

impl Year {
    /// A year from 1000 to 9999.
    #[must_use]
    pub fn new(year: u16) -> Option<Self> {
        (1000..=9999).contains(&year).then_some(Self(year))
    }

    /// Reads exactly four digits.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse().ok()).flatten().and_then(Self::new)
    }

    /// The number.
    #[must_use]
    pub fn number(self) -> u16 {
        self.0
    }
}

impl fmt::Display for Year {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.0)
    }
}

/// The version of a submission, `major.minor`; the first is 1.0. Newer versions make older ones obsolete.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubmissionVersion {
    /// Above zero.
    pub major: NonZeroU16,
    /// From zero.
    pub minor: u16,
}

impl SubmissionVersion {
    /// 1.0
    pub const FIRST: Self = Self { major: NonZeroU16::MIN, minor: 0 };

    /// Reads `1.0`; a lone number `2` is `2.0`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let (major, minor) = text.split_once('.').unwrap_or((text, "0"));
        let number = |text: &str| {
            let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
            plain.then(|| text.parse::<u16>().ok()).flatten()
        };
        Some(Self { major: NonZeroU16::new(number(major)?)?, minor: number(minor)? })
    }
}

impl fmt::Display for SubmissionVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// A cell that only the CARP (the centralized accounting and reporting platform) fills.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub enum CarpCell {
    /// As a Party must submit it.
    #[default]
    Untouched,
    /// As the CARP published it.
    Filled(Text),
}

/// What stands in a cell that the CARP fills with information.
pub const CARP_INFORMATION: &str = "{Information in this field is populated by the CARP}";
/// What stands in a cell that the CARP fills with a link.
pub const CARP_LINK: &str = "{Link to be produced by the CARP}";

impl CarpCell {
    /// Reads a cell: blank, `NA` or one of the two notices is untouched. `None` if the text cannot be kept.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let notice = [CARP_INFORMATION, CARP_LINK].contains(&text);
        if notice || !is_given(text) { Some(Self::Untouched) } else { Text::read(text).map(Self::Filled) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_held_to_their_patterns() {
        for good in ["CHE01", "UN01", "GHA99"] {
            assert!(RegistryCode::read(good).is_some(), "{good}");
        }
        for bad in ["C01", "CHEX01", "CHE1", "CHE012", "che01", "01", ""] {
            assert!(RegistryCode::read(bad).is_none(), "{bad}");
        }
        assert!(ApproachId::read("CA0001").is_some());
        for bad in ["CA001", "CA00012", "XA0001", "CA000a", "CAé00"] {
            assert!(ApproachId::read(bad).is_none(), "{bad}");
        }
        let wide = AuthorizationId::read("GHA-CHE/2024.1").unwrap();
        assert!(!wide.is_narrow());
        assert!(AuthorizationId::read("GHA CHE-1").unwrap().is_narrow());
        assert!(AuthorizationId::read("A_1").is_none() && AuthorizationId::read("NA").is_none());
    }

    #[test]
    fn parties_by_code_or_name() {
        let swiss = PartyName::read("Switzerland").unwrap();
        assert_eq!((swiss.code().as_str(), swiss.text()), ("CHE", "Switzerland"));
        assert_eq!(PartyName::read("CHE").unwrap().text(), "CHE");
        assert!(PartyName::read("Freedonia").is_none() && PartyCode::read("che").is_none());
    }

    #[test]
    fn versions_and_years() {
        let version = SubmissionVersion::read("1.10").unwrap();
        assert_eq!((version.to_string().as_str(), version.minor), ("1.10", 10));
        assert_eq!(SubmissionVersion::read("2").unwrap().to_string(), "2.0");
        for bad in ["0.1", "1.", "1.0.0", "v1", "-1", "1.+1"] {
            assert!(SubmissionVersion::read(bad).is_none(), "{bad}");
        }
        assert!(Year::read("2026").is_some() && Year::read("26").is_none() && Year::read("0999").is_none());
    }

    #[test]
    fn texts_are_plain_and_lists_have_no_separators() {
        assert_eq!(Text::read("  two\nlines ").unwrap().as_str(), "two\nlines");
        for bad in ["", "  ", "NA", "n/a", "bell\u{7}", "\u{ffff}"] {
            assert!(Text::read(bad).is_none(), "{bad:?}");
        }
        assert!(EntityId::read("Airline (1)").is_some() && EntityId::read("A, B").is_none());
        assert_eq!(CarpCell::read(CARP_LINK), Some(CarpCell::Untouched));
        assert!(matches!(CarpCell::read("consistent"), Some(CarpCell::Filled(_))));
    }
}
