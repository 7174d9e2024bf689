//! What is found wrong, or could not be judged: data with a code, places and a sentence.
//!
//! - A finding never stops a check, and a check never passes because its input was missing.
//! - Findings are kept in a fixed order, and no more than a limit of each code: the rest are counted. A million wrong rows cost no more memory
//!   than a thousand.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Serialize, Serializer};

use crate::cell::Place;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal),* $(,)?) => {
        /// What a finding is about. The texts are the codes that published checks use, where there are such.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[$doc])* $name),* }

        impl Code {
            /// All, in the order of reports.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// As reports write it.
            #[must_use]
            pub fn text(self) -> &'static str {
                match self { $(Self::$name => $text),* }
            }
        }
    };
}

codes! {
    /// A sheet, file or table is missing, or there is one that no AEF has.
    Sheet = "sheet",
    /// A heading is missing, doubled or unknown.
    Heading = "heading",
    /// Cells are merged where each should say its own.
    MergedCells = "merged-cells",
    /// A required cell is blank.
    Required = "required",
    /// A cell that its row makes necessary is blank.
    ConditionalRequired = "conditional-required",
    /// A cell says something that does not apply to its row.
    NotApplicable = "not-applicable",
    /// A cell holds another type of value, a formula or an error.
    WrongType = "wrong-type",
    /// A text is not formed as its column asks.
    Format = "format",
    /// A value is not in its list of the common nomenclatures.
    UnknownControlledValue = "unknown-controlled-value",
    /// A cell that only the CARP fills was filled.
    CarpPopulated = "carp-populated",
    /// First and last identifier make no block.
    InvalidBlockRange = "invalid-block-range",
    /// Reports on a cooperative approach that the Party does not take part in.
    Participation = "II01",
    /// One action reported twice.
    ReportedOnce = "II02",
    /// Overlapping blocks, or a block and its authorization, in different metrics.
    Metrics = "II04",
    /// Underlying units missing at one end, or not parallel to the ITMOs.
    UnderlyingUnits = "II05",
    /// The using Party or entity is not authorized.
    UsingParty = "II06",
    /// The row's cooperative approach is not the identifier's.
    Approach = "II07",
    /// An action outside the reported year.
    ReportingPeriod = "STC01",
    /// A purpose that was not authorized.
    AuthorizedUse = "STC02",
    /// Outside the NDC implementation period.
    NdcPeriod = "STC03",
    /// A first transfer that is none by its authorization.
    FirstTransferDefinition = "STC04",
    /// The authorization is not in table 2.
    MissingAuthorization = "missing-authorization",
    /// The entity is not in table 5.
    MissingEntity = "missing-entity",
    /// Two holdings share units.
    OverlappingBlock = "overlapping-block",
    /// Units are said to be two things, or held after their end.
    InconsistentBlock = "inconsistent-block",
    /// The quantity is not the number of units.
    BlockQuantity = "block-quantity",
    /// More first transferred than authorized.
    AuthorizedQuantity = "authorized-quantity",
    /// Units first transferred twice.
    FirstTransferredTwice = "first-transferred-twice",
    /// Units used or cancelled twice.
    UsedTwice = "used-twice",
    /// Units used or moved on before their first transfer.
    BeforeFirstTransfer = "before-first-transfer",
    /// What the year's actions leave is not what is held. The code is published, how it is tested is not: this is as much as one submission shows.
    HoldingsReported = "ISC01",
    /// Units came in that were in hand already.
    AcquiredTwice = "acquired-twice",
    /// Units given away or used after they had left.
    NotInHand = "not-in-hand",
    /// Units moved on, or acquired, after their use or cancellation.
    MovedAfterEnd = "moved-after-end",
    /// The reporting Party is named as the other side of its own action.
    OtherParty = "other-party",
    /// An action before its authorization.
    BeforeAuthorization = "before-authorization",
    /// A row that is not as its authorization says: cooperative approach, timeframe.
    AuthorizationTerms = "authorization-terms",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.text())
    }
}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// Something is wrong.
    Fault,
    /// It cannot be said whether something is wrong.
    Undetermined,
    /// Worth knowing; sources disagree whether it is wrong.
    Note,
}

/// Something found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// What it is about.
    pub code: Code,
    /// How much it weighs.
    pub grade: Grade,
    /// Where, the first place first.
    pub places: Vec<Place>,
    /// What is wrong and, where it is not plain from that, what is expected.
    pub sentence: String,
}

impl Finding {
    /// A fault.
    #[must_use]
    pub fn fault(code: Code, places: Vec<Place>, sentence: String) -> Self {
        Self { code, grade: Grade::Fault, places, sentence }
    }

    /// A note.
    #[must_use]
    pub fn note(code: Code, places: Vec<Place>, sentence: String) -> Self {
        Self { code, grade: Grade::Note, places, sentence }
    }
}

/// Findings, bounded.
#[derive(Debug, Clone)]
pub struct Findings {
    kept: BTreeMap<(Code, Grade), Vec<Finding>>,
    counts: BTreeMap<(Code, Grade), u64>,
    limit: usize,
}

impl Findings {
    /// Keeps at most `limit` of each code and grade.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Self { kept: BTreeMap::new(), counts: BTreeMap::new(), limit }
    }

    /// Adds one.
    pub fn add(&mut self, finding: Finding) {
        let key = (finding.code, finding.grade);
        *self.counts.entry(key).or_default() += 1;
        let kept = self.kept.entry(key).or_default();
        if kept.len() < self.limit {
            kept.push(finding);
        }
    }

    /// How many there were, kept or not.
    #[must_use]
    pub fn count(&self, grade: Grade) -> u64 {
        self.counts.iter().filter(|((_, of), _)| *of == grade).map(|(_, count)| count).sum()
    }

    /// How many of a code there were, kept or not.
    #[must_use]
    pub fn count_of(&self, code: Code, grade: Grade) -> u64 {
        self.counts.get(&(code, grade)).copied().unwrap_or_default()
    }

    /// The kept ones: by code, grade and place.
    #[must_use]
    pub fn into_sorted(self) -> Vec<Finding> {
        let mut all: Vec<Finding> = self.kept.into_values().flatten().collect();
        all.sort();
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::Table;

    #[test]
    fn findings_are_bounded_counted_and_in_order() {
        let mut findings = Findings::new(2);
        for row in [3, 1, 2] {
            let place = Place::cell(Table::Actions, "x", row, 0);
            findings.add(Finding::fault(Code::Format, vec![place], "no".to_owned()));
        }
        findings.add(Finding::note(Code::Sheet, vec![], "hm".to_owned()));
        assert_eq!((findings.count(Grade::Fault), findings.count_of(Code::Format, Grade::Fault)), (3, 3));
        let sorted = findings.into_sorted();
        let shown: Vec<String> =
            sorted.iter().flat_map(|it| it.places.iter().map(ToString::to_string)).collect();
        assert_eq!(shown, ["x!A2", "x!A4"]);
        assert_eq!(sorted.first().map(|it| it.code), Some(Code::Sheet));
    }
}
