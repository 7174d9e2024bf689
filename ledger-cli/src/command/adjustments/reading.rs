//! By which method, and by which reading of averaging, a table is asked for; and how it says so.
//!
//! - Without flags it is the declared method, and the reading that the library takes by default.
//! - Rows of JSON name the whole reading; a table says it in a line, and names in a row what is not the default.

use clap::{Args, ValueEnum};
use ledger_core::query::{Averaging, Denominator, Netting, TableReading, TargetYear};
use ledger_format::codes::AdjustmentMethod;
use serde::Serialize;

use crate::statement_json::text::by_name;

/// The flags.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct ReadingArguments {
    /// What if the Party had declared this: averaging, trajectory or `multi-year budget`
    #[arg(long, value_parser = by_name::<AdjustmentMethod>)]
    method: Option<AdjustmentMethod>,

    /// Of averaging: divide what was first transferred less what was used, or each by itself
    #[arg(long, value_enum, default_value_t = Of::Net)]
    average_of: Of,

    /// Of averaging: by the years elapsed, or always by all years of the NDC period
    #[arg(long, value_enum, default_value_t = Over::ElapsedYears)]
    average_over: Over,

    /// Of averaging: whether the NDC period's last year is one of the years that is divided by
    #[arg(long, value_enum, default_value_t = Target::Counted)]
    average_target_year: Target,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Of {
    Net,
    Separate,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Over {
    ElapsedYears,
    WholePeriod,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Target {
    Counted,
    NotCounted,
}

impl ReadingArguments {
    pub(super) fn reading(self) -> TableReading {
        let averaging = Averaging {
            netting: match self.average_of {
                Of::Net => Netting::Net,
                Of::Separate => Netting::Separate,
            },
            denominator: match self.average_over {
                Over::ElapsedYears => Denominator::ElapsedYears,
                Over::WholePeriod => Denominator::WholePeriod,
            },
            target_year: match self.average_target_year {
                Target::Counted => TargetYear::Counted,
                Target::NotCounted => TargetYear::NotCounted,
            },
        };
        TableReading { method: self.method, averaging }
    }
}

/// A reading of averaging, for programs.
#[derive(Debug, Clone, Serialize)]
pub(super) struct AveragingJson {
    of: String,
    over: String,
    target_year: String,
}

impl From<Averaging> for AveragingJson {
    fn from(it: Averaging) -> Self {
        let Averaging { netting, denominator, target_year } = it;
        let (of, over) = (netting.to_string(), denominator.to_string());
        Self { of, over, target_year: target_year.to_string() }
    }
}

/// What of a reading is not the default, in the words of the line under a table; empty where all is.
pub(super) fn unusual(averaging: Averaging) -> String {
    let usual = Averaging::default();
    let words = [
        (averaging.netting != usual.netting).then(|| averaging.netting.to_string()),
        (averaging.denominator != usual.denominator).then(|| averaging.denominator.to_string()),
        (averaging.target_year != usual.target_year)
            .then(|| format!("target year {}", averaging.target_year)),
    ];
    words.into_iter().flatten().collect::<Vec<String>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_not_the_default_is_named() {
        let (netting, target_year) = (Netting::Separate, TargetYear::NotCounted);
        assert_eq!(unusual(Averaging::default()), "");
        assert_eq!(unusual(Averaging { netting, ..Averaging::default() }), "separate");
        let all = Averaging { netting, denominator: Denominator::WholePeriod, target_year };
        assert_eq!(unusual(all), "separate, whole period, target year not counted");
    }
}
