//! The columns that actions and holdings share: which units, under which authorization, how many.

use jiff::civil::DateTime;
use ledger_aef::itmo_id::{ItmoBlock, ItmoId, ItmoSpace};
use ledger_aef::quantity::Quantity;
use ledger_aef::submission::Units;
use ledger_aef::values::{ApproachId, AuthorizationId, PartyCode, RegistryCode, Text, Year};
use ledger_aef::vocabulary::{Controlled, Metric, Spelled};
use ledger_core::query::AttachedTo;
use ledger_format::codes::{self, GwpSet};
use ledger_format::identifiers::{self, EntryIndex, RegistryId, SeriesId, Timestamp};
use ledger_format::itmo_identifier::ItmoIdentifier;

use super::unfit::fit;
use super::{Report, Unfit};

/// Units to report, as the ledger knows them.
pub(super) struct Run<'a> {
    /// The entry that an error names.
    pub entry: EntryIndex,
    pub series: SeriesId,
    /// Of the first and of the last of them.
    pub identifiers: Option<(ItmoIdentifier, ItmoIdentifier)>,
    pub attached: &'a [AttachedTo],
    /// The reporting Party's registry.
    pub registry: Option<RegistryId>,
}

impl Report<'_> {
    /// The shared columns of a run.
    pub(super) fn units(&self, run: &Run<'_>) -> Result<Units, Unfit> {
        let (first, last) = run.identifiers.ok_or(Unfit::NoIdentifier(run.entry))?;
        let series = self.journal.head.book().series(run.series);
        let series = &series.ok_or(Unfit::NoIdentifier(run.entry))?.terms;
        if series.metric != codes::Metric::GHG {
            return Err(Unfit::NoConversion(run.series));
        }
        let attachment_of = |party| run.attached.iter().find(|it| it.party == party);
        let attachment = attachment_of(self.party).or_else(|| attachment_of(series.host));
        let attachment = attachment.ok_or(Unfit::NoAuthorization(run.entry))?;
        let registry = run.registry.unwrap_or(first.registry);
        let block = block(&first, &last)?;
        Ok(Units {
            approach: block.space().approach.clone(),
            authorization: fit("the authorization", &attachment.authorization, AuthorizationId::read)?,
            first_transferring_party: party(series.host)?,
            registry: fit("the registry", registry.as_str(), RegistryCode::read)?,
            quantity: Quantity::from(block.count()),
            block,
            underlying_registry: None,
            first_unit: None,
            last_unit: None,
            metric: Spelled::new(Metric::Ghg),
            gwp: gwp(series.gwp_set),
            non_ghg_metric: None,
            quantity_non_ghg: None,
            mitigation_type: named("the mitigation type", series.mitigation_type.name())?,
            vintage: year(series.vintage)?,
        })
    }
}

/// Joins rows that are alike and follow on each other.
pub(super) fn join<T: Clone + PartialEq>(rows: Vec<T>, units: impl Fn(&mut T) -> &mut Units) -> Vec<T> {
    let mut joined: Vec<T> = Vec::new();
    for mut row in rows {
        let taken_in = joined.last_mut().is_some_and(|last| {
            let (block, next) = (units(last).block.clone(), units(&mut row).block.clone());
            let follows = block.space() == next.space()
                && block.last_number().checked_add(1) == Some(next.first_number());
            let mut alike = row.clone();
            units(&mut alike).block = block.clone();
            units(&mut alike).quantity = units(last).quantity;
            let whole = ItmoBlock::new(block.first(), &next.last());
            match whole {
                Ok(whole) if follows && alike == *last => {
                    units(last).quantity = Quantity::from(whole.count());
                    units(last).block = whole;
                    true
                }
                _ => false,
            }
        });
        if !taken_in {
            joined.push(row);
        }
    }
    joined
}

fn block(first: &ItmoIdentifier, last: &ItmoIdentifier) -> Result<ItmoBlock, Unfit> {
    let id = |id: &ItmoIdentifier| {
        let space = ItmoSpace {
            approach: fit("the approach", &id.approach.to_string(), ApproachId::read)?,
            registry: fit("the registry", id.registry.as_str(), RegistryCode::read)?,
            party: party(id.first_transferring_party)?,
            vintage: year(id.vintage)?,
        };
        Ok(ItmoId { space, number: id.number })
    };
    let unfit = |_| Unfit::Value { what: "the identifier", value: first.to_string() };
    ItmoBlock::new(id(first)?, &id(last)?).map_err(unfit)
}

pub(super) fn party(code: identifiers::PartyCode) -> Result<PartyCode, Unfit> {
    fit("the Party", code.as_str(), PartyCode::read)
}

pub(super) fn year(year: u16) -> Result<Year, Unfit> {
    fit("the year", &year.to_string(), Year::read)
}

pub(super) fn gwp(set: GwpSet) -> Option<Text> {
    if set == GwpSet::NOT_STATED { None } else { set.name().and_then(Text::read) }
}

/// The format's own spelling of a code's name.
pub(super) fn named<V: Controlled>(what: &'static str, name: Option<&str>) -> Result<Spelled<V>, Unfit> {
    let name = name.unwrap_or("a code without a name");
    fit(what, name, V::recognise).map(Spelled::new)
}

/// A moment in UTC.
pub(super) fn moment(at: Timestamp) -> Result<DateTime, Unfit> {
    let known = i64::try_from(at.0).ok().and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok());
    let known = known.map(|at| at.to_zoned(jiff::tz::TimeZone::UTC).datetime());
    known.ok_or_else(|| Unfit::Value { what: "the moment", value: at.0.to_string() })
}
