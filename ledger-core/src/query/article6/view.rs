//! Everything that is known of Article 6 at one moment: at the head, or as at an entry or a time.
//!
//! Invariants:
//! - At the head it is the book itself; of the past it is a book into which the entries were replayed again, in their order.
//! - *As at* an occurred time movements, attachments and identifiers that occurred later are left out, whatever their place in
//!   the journal: R-212 keeps that order the same for every serial. Other entries are taken in all the same, so that what units did
//!   is what they did in the ledger: what happened earlier may have been posted after what it rests on, as an import does.
//! - What is *told* of statements is what was known then ([`super::then`]): no end, version or inventory that occurred later.

use std::ops::{ControlFlow, RangeInclusive};

use ledger_format::block::SerialBlock;
use ledger_format::body::article6::{Article6, AuthorizationStated};
use ledger_format::body::{Body, Notices, SeriesOpened};
use ledger_format::identifiers::{AccountNumber, PartyCode, SpaceId, Timestamp};
use ledger_format::limits::SERIAL_MAX;
use parking_lot::MappedRwLockReadGuard;

use super::annual::{AnnualTable, FigureTooLarge};
use super::reading::TableReading;
use super::replayed::each_entry;
use super::second_book::SecondBook;
use super::then::KnownThen;
use super::units::{Article6Unit, AttachedTo, UnitState, units_of_account, units_of_block};
use crate::article6::nouns::within_times;
use crate::article6::{Authorization, MetricName, NdcPeriod};
use crate::book::{Book, Replaying, State};
use crate::error::Error;
use crate::history::AsAt;
use crate::ledger::Ledger;
use crate::origins::Conversion;
use crate::query::origins::{UnitWorth, unit_worth};
use crate::rules::Candidate;

/// What is known of Article 6 at one moment; see [`Ledger::article6`].
#[derive(Debug)]
pub struct Article6View<'l> {
    source: Source<'l>,
}

#[derive(Debug)]
enum Source<'l> {
    Head(MappedRwLockReadGuard<'l, Book>),
    Past(Box<Past>),
}

#[derive(Debug)]
struct Past {
    book: Book,
    /// As at a time of occurrence; else what was stated is in the book.
    then: Option<KnownThen>,
}

impl Ledger {
    /// What is known of Article 6 at the head, or was. While a view of the head lives no batch becomes visible, and its thread must
    /// not ask the ledger anything else, as with [`Ledger::book`]: look, and let go.
    /// The past costs a replay of the journal up to it, and the memory of a book.
    ///
    /// # Errors
    /// [`Error::Corrupt`], and what the medium reports; never at the head.
    pub fn article6(&self, as_at: AsAt) -> Result<Article6View<'_>, Error> {
        let source = match as_at {
            AsAt::Head => Source::Head(self.book()),
            _ => Source::Past(Box::new(self.past(as_at)?)),
        };
        Ok(Article6View { source })
    }

    fn past(&self, as_at: AsAt) -> Result<Past, Error> {
        let mut book = Replaying::nothing(self.origin().clone());
        let mut then = match as_at {
            AsAt::Occurred(time) => Some(KnownThen::at(time, self.origin().clone())),
            _ => None,
        };
        each_entry(self, |candidate| {
            if let Some(then) = &mut then {
                then.take_in(candidate);
            }
            match lets_in(as_at, candidate) {
                LetsIn::Yes => book.replay(candidate),
                LetsIn::No => {}
                LetsIn::NoMore => return ControlFlow::Break(()),
            }
            ControlFlow::Continue(())
        })?;
        Ok(Past { book: book.finish(), then })
    }
}

enum LetsIn {
    Yes,
    No,
    NoMore,
}

fn lets_in(as_at: AsAt, candidate: &Candidate<'_>) -> LetsIn {
    let yes_or = |yes, no| if yes { LetsIn::Yes } else { no };
    match as_at {
        AsAt::Head => LetsIn::Yes,
        AsAt::Entry(last) => yes_or(candidate.index <= last, LetsIn::NoMore),
        AsAt::Recorded(time) => yes_or(candidate.recorded_at <= time, LetsIn::NoMore),
        AsAt::Occurred(time) => {
            yes_or(candidate.entry.occurred_at() <= time || !is_about_units(candidate.body), LetsIn::No)
        }
    }
}

/// Whether an entry changes what is known of serials.
fn is_about_units(body: &Body) -> bool {
    matches!(
        body,
        Body::Movement(_)
            | Body::Reversal(_)
            | Body::Article6(Article6::UnitsAuthorized(_) | Article6::IdentifiersAssigned(_))
            | Body::Notices(Notices::Given(_) | Notices::Withdrawn(_))
    )
}

impl Article6View<'_> {
    /// The book at that moment: accounts, series, spaces.
    #[must_use]
    pub fn book(&self) -> &Book {
        match &self.source {
            Source::Head(book) => book,
            Source::Past(past) => &past.book,
        }
    }

    /// What had been stated by then.
    pub(in crate::query) fn stated(&self) -> &Book {
        match &self.source {
            Source::Head(book) => book,
            Source::Past(past) => past.then.as_ref().map_or(&past.book, KnownThen::book),
        }
    }

    /// The Article 6 units of a block, alike row by row; nothing for a block that is not well formed.
    #[must_use]
    pub fn units(&self, block: SerialBlock) -> Vec<Article6Unit> {
        units_of_block(self.book(), block)
    }

    /// The Article 6 units of every space, in order of space and serial.
    #[must_use]
    pub fn all_units(&self) -> Vec<Article6Unit> {
        let mut spaces: Vec<SpaceId> = self.book().spaces().map(|(space, _)| space).collect();
        spaces.sort_unstable();
        let of = |space| units_of_block(self.book(), SerialBlock::new(space, 1, SERIAL_MAX));
        spaces.into_iter().flat_map(of).collect()
    }

    /// The Article 6 units that an account holds, in order of space and serial.
    #[must_use]
    pub fn units_of_account(&self, account: AccountNumber) -> Vec<Article6Unit> {
        units_of_account(self.book(), account)
    }

    /// Where units stand at a time, by what entries say up to the view's moment.
    #[must_use]
    pub fn state(&self, unit: &Article6Unit, at: Timestamp) -> UnitState {
        if unit.first_transfer.is_some() {
            return UnitState::Itmo;
        }
        let host = self.book().series(unit.series).map(|series| series.terms.host);
        let by_host = unit.attached.iter().find(|attached| Some(attached.party) == host);
        match by_host {
            Some(attached) if self.is_in_effect(attached, at) => UnitState::Authorized,
            _ => UnitState::MitigationOutcome,
        }
    }

    /// Whether a version of an authorization is in effect at a time, by what entries say up to the view's moment. Of units that
    /// made their first transfer the host's stays for ever.
    #[must_use]
    pub fn is_in_effect(&self, attached: &AttachedTo, at: Timestamp) -> bool {
        let known = named(self.stated(), attached.party, &attached.authorization);
        let ended = known.and_then(|known| known.ended_from).is_some_and(|from| from <= at);
        !ended && self.version(attached).is_some_and(|version| within_times(version, at))
    }

    /// What a version of an authorization says.
    #[must_use]
    pub fn version(&self, attached: &AttachedTo) -> Option<&AuthorizationStated> {
        let view = self.book().article6();
        let number = view.authorization_number(attached.party, &attached.authorization)?;
        view.version(number, attached.version).map(AsRef::as_ref)
    }

    /// What is known of an authorization beside its versions, by the Party's name for it: its latest version and its end as at the
    /// view's moment. As at a time of occurrence one that was stated later is known if units had been attached to it.
    #[must_use]
    pub fn authorization(&self, party: PartyCode, id: &str) -> Option<Authorization> {
        let known = named(self.book(), party, id)?;
        let stated = named(self.stated(), party, id)?;
        let stated_later = match &self.source {
            Source::Past(past) => past.then.as_ref().is_some_and(|then| then.is_later(party, id)),
            Source::Head(_) => false,
        };
        (known.attached > 0 || !stated_later)
            .then(|| Authorization { attached: known.attached, ..stated.clone() })
    }

    /// A Party's NDC periods in every metric, in the order in which they were declared; whenever that was.
    #[must_use]
    pub fn ndc_periods(&self, party: PartyCode) -> Vec<&NdcPeriod> {
        self.book().article6().back.ndc_periods(party)
    }

    /// The conversion that a Party stated last for a non-GHG metric and a vintage year.
    #[must_use]
    pub fn conversion(&self, party: PartyCode, non_ghg_metric: &str, year: u16) -> Option<&Conversion> {
        State::origins(self.stated()).conversion(&(party, non_ghg_metric.to_owned(), year))
    }

    /// What a unit of a non-GHG series is worth to a Party by that; as [`Ledger::unit_worth`].
    #[must_use]
    pub fn unit_worth(&self, party: PartyCode, terms: &SeriesOpened) -> Option<UnitWorth> {
        unit_worth(self.stated(), party, terms)
    }

    /// The accounts of the second book, and the clearing accounts that stand against them.
    #[must_use]
    pub fn second_book(&self) -> SecondBook {
        SecondBook::of(self.book())
    }

    /// The annual table of 2/CMA.3 annex para 23: a Party's corresponding adjustments in one metric. By another method than
    /// the declared one it is a what-if, and says so; which reading of averaging it goes by it says, too. Takes time in
    /// proportion to all first transfers and uses of the ledger, and to what was authorized or used for OIMP.
    ///
    /// # Errors
    /// [`FigureTooLarge`] where a figure cannot be counted exactly.
    pub fn annual_table(
        &self,
        party: PartyCode,
        metric: &MetricName,
        years: RangeInclusive<u16>,
        reading: TableReading,
    ) -> Result<AnnualTable, FigureTooLarge> {
        AnnualTable::of(self.book(), self.stated(), (party, metric), years, reading)
    }
}

/// An authorization by the Party's name for it.
fn named<'b>(book: &'b Book, party: PartyCode, id: &str) -> Option<&'b Authorization> {
    let view = book.article6();
    view.authorization(view.authorization_number(party, id)?)
}
