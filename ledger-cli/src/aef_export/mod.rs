//! From a journal to the agreed electronic format: one Party's submission of one year.
//!
//! | module | what it fills |
//! | --- | --- |
//! | `journal` | nothing: what is read of the ledger |
//! | `statements` | tables 1, 2 and 5 |
//! | `actions` | table 3 |
//! | `sides` | nothing: which actions of the format a step is, on one Party's side |
//! | `holdings` | table 4 |
//! | `held` | nothing: what stood where at the end of the year |
//! | `taken_back` | nothing: what was reversed or withdrawn, and where units stood without it |
//! | `units` | the columns that tables 3 and 4 share |
//! | `underlying` | those of them that name units of other registries |
//! | `unfit` | what a ledger may say and the format cannot |
//!
//! - A Party reports its own side: who gives files the first transfer or the transfer, who takes the acquisition.
//! - Actions are those that occurred in the year, holdings what occurred up to its end left; both from the journal alone.
//! - Only ITMOs stand in tables 3 and 4: what was never first transferred is not reported, whatever was done with it at home.
//! - A movement that was reversed, or a notice that was withdrawn, was not made, also where that came later: table 3 leaves it out and table 4 is as if it had not been; the year is
//!   then filed in a new version.
//! - What the format asks and the journal does not hold is an error that names it, never a figure made up.

mod actions;
mod held;
mod holdings;
mod journal;
mod sides;
mod statements;
mod taken_back;
mod underlying;
mod unfit;
mod units;

use jiff::civil::Date;
use ledger_aef::submission::Submission;
use ledger_aef::values::SubmissionVersion;
use ledger_format::identifiers::{Commitment, PartyCode, Timestamp};

pub use journal::Journal;
pub use unfit::Unfit;

/// What is to be reported, and from what.
pub struct Report<'a> {
    /// The ledger, read for the Party and the year.
    pub journal: &'a Journal<'a>,
    /// Whose.
    pub party: PartyCode,
    /// The calendar year, for which the ledger was read.
    pub year: u16,
    /// Which version of the submission.
    pub version: SubmissionVersion,
    /// The day on which it is submitted.
    pub submitted: Date,
    /// The text behind a commitment, where it is kept.
    pub text: &'a dyn Fn(&Commitment) -> Option<String>,
}

impl Report<'_> {
    /// The submission.
    ///
    /// # Errors
    /// When the ledger says something that the format has no place for, or leaves out what it demands.
    pub fn submission(&self) -> Result<Submission, Unfit> {
        let actions = self.actions()?;
        let holdings = self.holdings()?;
        let cited = actions.iter().map(|it| &it.units).chain(&holdings);
        let cited = cited.map(|it| it.authorization.as_str().to_owned()).collect();
        let users = actions.iter().filter_map(|it| it.using_entity.as_ref());
        let users = users.map(|it| it.as_str().to_owned()).collect();
        Ok(Submission {
            details: self.details()?,
            authorizations: self.authorizations(&cited)?,
            entities: self.entities(&users)?,
            actions,
            holdings,
        })
    }
}

/// First and last millisecond of a calendar year, UTC.
///
/// # Errors
/// For a year that the calendar does not have.
pub fn bounds(year: u16) -> Result<(Timestamp, Timestamp), Unfit> {
    let begin = |year: u16| {
        let date = Date::new(i16::try_from(year).ok()?, 1, 1).ok()?;
        let moment = date.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_millisecond();
        u64::try_from(moment).ok()
    };
    let (first, next) = begin(year).zip(begin(year.saturating_add(1))).ok_or(Unfit::Year(year))?;
    Ok((Timestamp(first), Timestamp(next - 1)))
}
