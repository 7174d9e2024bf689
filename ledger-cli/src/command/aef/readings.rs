//! Where sources disagree on how a submission is written or read: a flag for each reading of `ledger-aef`'s options.
//!
//! - What no flag says is the reading that `ledger-aef` takes by default.

use clap::{Args, ValueEnum};
use ledger_aef::itmo_id::IdentifierForm;
use ledger_aef::options::{ActionTypes, AuthorizationIds, CheckOptions, Need, UsingParty, VintagePeriod};
use ledger_aef::rows::{ActionDates, WriteOptions};

/// What First ID and Last ID hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Identifiers {
    /// CA0012-CHE01-GHA-1234567-2023
    #[default]
    Whole,
    /// 1234567
    Number,
}

impl From<Identifiers> for IdentifierForm {
    fn from(said: Identifiers) -> Self {
        match said {
            Identifiers::Whole => Self::Whole,
            Identifiers::Number => Self::NumberOnly,
        }
    }
}

/// A flag's values as values of an option.
macro_rules! readings {
    ($($(#[$doc:meta])* $name:ident => $of:ident { $($(#[$about:meta])* $value:ident),* $(,)? })*) => {
        $($(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
        enum $name { $($(#[$about])* $value),* }

        impl From<$name> for $of {
            fn from(said: $name) -> Self {
                match said { $($name::$value => Self::$value),* }
            }
        })*
    };
}

readings! {
    /// Which action types are known.
    Types => ActionTypes {
        /// Those of the common nomenclatures of February 2026
        Seven,
        /// Without Authorization and Voluntary Cancellation
        Five,
    }
    /// Whether a column must be filled.
    Filled => Need {
        /// It may be blank
        Optional,
        /// It may not
        Required,
    }
    /// Which characters an authorization's id may have.
    Ids => AuthorizationIds {
        /// Letters, digits, space, hyphen, slash and point
        Wide,
        /// Letters, digits, space and hyphen
        Narrow,
    }
    /// What must lie in the NDC period.
    Period => VintagePeriod {
        /// The vintage and the year of use
        SamePeriod,
        /// The year of use
        UseYearOnly,
    }
    /// Whether a use names its Party.
    User => UsingParty {
        /// It must
        Named,
        /// Blank means the reporting Party
        ReporterIfBlank,
    }
    /// How action dates are written.
    Dates => ActionDates {
        /// Moments, with milliseconds
        AsKnown,
        /// Days, as the annex of the decision prints them
        Days,
    }
}

/// How a submission is read.
#[derive(Debug, Args)]
pub(super) struct ReadArguments {
    /// What First ID and Last ID hold
    #[arg(long, value_enum, default_value_t = Identifiers::Whole)]
    identifiers: Identifiers,

    /// Which action types are known (table 3)
    #[arg(long, value_enum, default_value_t = Types::Seven)]
    action_types: Types,

    /// Whether an authorization must name activity types (table 2)
    #[arg(long, value_enum, default_value_t = Filled::Optional)]
    activity_types: Filled,

    /// Whether an authorization must give a quantity (table 2)
    #[arg(long, value_enum, default_value_t = Filled::Optional)]
    authorized_quantity: Filled,

    /// Which characters an authorization's id may have
    #[arg(long, value_enum, default_value_t = Ids::Wide)]
    authorization_ids: Ids,

    /// What of a use must lie in the NDC period (STC03)
    #[arg(long, value_enum, default_value_t = Period::SamePeriod)]
    vintage_period: Period,

    /// Whether a use must name the Party that uses (II06)
    #[arg(long, value_enum, default_value_t = User::Named)]
    using_party: User,
}

impl ReadArguments {
    pub(super) fn options(&self) -> CheckOptions {
        CheckOptions {
            identifiers: self.identifiers.into(),
            action_types: self.action_types.into(),
            activity_types: self.activity_types.into(),
            authorized_quantity: self.authorized_quantity.into(),
            authorization_ids: self.authorization_ids.into(),
            vintage_period: self.vintage_period.into(),
            using_party: self.using_party.into(),
            ..CheckOptions::default()
        }
    }
}

/// How a submission is written.
#[derive(Debug, Args)]
pub(super) struct WriteArguments {
    /// What First ID and Last ID hold
    #[arg(long, value_enum, default_value_t = Identifiers::Whole)]
    identifiers: Identifiers,

    /// How action dates are written (table 3)
    #[arg(long, value_enum, default_value_t = Dates::AsKnown)]
    action_dates: Dates,
}

impl WriteArguments {
    pub(super) fn options(&self) -> WriteOptions {
        WriteOptions { identifiers: self.identifiers.into(), action_dates: self.action_dates.into() }
    }
}
