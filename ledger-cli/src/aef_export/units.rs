//! The columns that actions and holdings share: which units, under which authorization, how many.
//!
//! - Underlying units follow the ITMOs: a run of which not all stand for one range of another registry is several rows.

use jiff::civil::DateTime;
use ledger_aef::itmo_id::{ItmoBlock, ItmoId, ItmoSpace};
use ledger_aef::quantity::Quantity;
use ledger_aef::submission::Units;
use ledger_aef::values::{
    ApproachId, AuthorizationId, PartyCode, RegistryCode, Text, Year, is_not_applicable,
};
use ledger_aef::vocabulary::{Controlled, Metric, Spelled, UnderlyingRegistry};
use ledger_core::origins::Decimal;
use ledger_core::query::AttachedTo;
use ledger_format::block::SerialBlock;
use ledger_format::body::SeriesOpened;
use ledger_format::body::holds::Evidence;
use ledger_format::codes::{self, GwpSet};
use ledger_format::identifiers::{self, Digest, EntryIndex, RegistryId, SeriesId, Timestamp};
use ledger_format::itmo_identifier::ItmoIdentifier;

use super::unfit::fit;
use super::{Report, Unfit};

/// Units to report, as the ledger knows them.
pub(super) struct Run<'a> {
    /// The entry that an error names.
    pub entry: EntryIndex,
    pub block: SerialBlock,
    pub series: SeriesId,
    /// Of the first and of the last of them.
    pub identifiers: Option<(ItmoIdentifier, ItmoIdentifier)>,
    pub attached: &'a [AttachedTo],
    /// When the Party's own authorization counts, if it is in effect then.
    pub at: (EntryIndex, Timestamp),
    /// The reporting Party's registry.
    pub registry: Option<RegistryId>,
}

/// The identifiers of a part of a block, by that of the block's first serial.
pub(super) fn identifiers(
    first: ItmoIdentifier,
    block: SerialBlock,
    part: SerialBlock,
) -> (ItmoIdentifier, ItmoIdentifier) {
    let of = |serial: u64| ItmoIdentifier {
        number: first.number.saturating_add(serial.saturating_sub(block.first)),
        ..first
    };
    (of(part.first), of(part.last))
}

impl Report<'_> {
    /// The shared columns of a run, a row for each range of underlying units.
    pub(super) fn units(&self, run: &Run<'_>) -> Result<Vec<Units>, Unfit> {
        let (first_id, _) = run.identifiers.ok_or(Unfit::NoIdentifier(run.entry))?;
        let ranges = self.journal.underlying.ranges(run.block).into_iter();
        ranges
            .map(|(first, last, underlying)| {
                let part = SerialBlock::new(run.block.space, first, last);
                let units = self.units_of_row(run, identifiers(first_id, run.block, part))?;
                let Some(underlying) = underlying else { return Ok(units) };
                let registry = "the registry of underlying units";
                let unit = |id: &str| fit("the underlying unit", id, Text::read).map(Some);
                Ok(Units {
                    underlying_registry: Some(fit(registry, &underlying.registry, said_registry)?),
                    first_unit: unit(&underlying.first_unit)?,
                    last_unit: unit(&underlying.last_unit)?,
                    ..units
                })
            })
            .collect()
    }

    fn units_of_row(
        &self,
        run: &Run<'_>,
        (first, last): (ItmoIdentifier, ItmoIdentifier),
    ) -> Result<Units, Unfit> {
        let series = self.journal.then.book().series(run.series);
        let series = &series.ok_or(Unfit::NoIdentifier(run.entry))?.terms;
        let attachment_of = |party| run.attached.iter().find(|it| it.party == party);
        let own = attachment_of(self.party).filter(|it| self.journal.is_in_effect(it, run.at));
        let attachment = own.or_else(|| attachment_of(series.host));
        let attachment = attachment.ok_or(Unfit::NoAuthorization(run.entry))?;
        let registry = run.registry.unwrap_or(first.registry);
        let block = block(&first, &last)?;
        let is_ghg = series.metric == codes::Metric::GHG;
        let counted = if is_ghg || !self.journal.asks_tonnes {
            Counted::tonnes(block.count())
        } else {
            self.converted(run, series, block.count())?
        };
        Ok(Units {
            approach: block.space().approach.clone(),
            authorization: AuthorizationId::as_stated(&attachment.authorization),
            first_transferring_party: party(series.host)?,
            registry: fit("the registry", registry.as_str(), RegistryCode::read)?,
            quantity: counted.tonnes,
            block,
            underlying_registry: None,
            first_unit: None,
            last_unit: None,
            metric: Spelled::new(if is_ghg { Metric::Ghg } else { Metric::NonGhg }),
            gwp: gwp(series.gwp_set),
            non_ghg_metric: Text::read(series.non_ghg_metric.as_str()),
            quantity_non_ghg: counted.of_metric.and_then(|it| Text::read(&it.to_string())),
            mitigation_type: named("the mitigation type", series.mitigation_type.name())?,
            vintage: year(series.vintage)?,
        })
    }
}

impl Report<'_> {
    /// So many units of a non-GHG metric, and what they are worth: each the rounded figure of one, so that rows add up.
    fn converted(&self, run: &Run<'_>, series: &SeriesOpened, count: u64) -> Result<Counted, Unfit> {
        let missing = || Unfit::NoConversion {
            series: run.series,
            party: self.party,
            metric: series.non_ghg_metric.to_string(),
            year: series.vintage,
        };
        let worth = self.journal.worth.get(&run.series).ok_or_else(missing)?.rounded;
        let quantum = Decimal { digits: series.quantum_digits.into(), scale: series.quantum_scale.into() };
        Ok(Counted { tonnes: times(worth, count)?, of_metric: Some(times(quantum, count)?) })
    }
}

/// What a row counts.
struct Counted {
    tonnes: Quantity,
    of_metric: Option<Quantity>,
}

impl Counted {
    fn tonnes(count: u64) -> Self {
        Self { tonnes: Quantity::from(count), of_metric: None }
    }
}

fn times(each: Decimal, count: u64) -> Result<Quantity, Unfit> {
    let unfit = || Unfit::Value { what: "the quantity", value: format!("{count} x {each}") };
    let digits = each.digits.checked_mul(count.into()).ok_or_else(unfit)?;
    Quantity::read(&Decimal { digits, ..each }.to_string()).ok_or_else(unfit)
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
            units(&mut alike).quantity_non_ghg = units(last).quantity_non_ghg.clone();
            let sums = sums(units(last), units(&mut row));
            let whole = ItmoBlock::new(block.first(), &next.last());
            match (whole, sums) {
                (Ok(whole), Some((tonnes, of_metric))) if follows && alike == *last => {
                    units(last).quantity = tonnes;
                    units(last).quantity_non_ghg = of_metric;
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

/// Both quantities of two rows together.
fn sums(one: &Units, other: &Units) -> Option<(Quantity, Option<Text>)> {
    let of_metric = match (&one.quantity_non_ghg, &other.quantity_non_ghg) {
        (Some(one), Some(other)) => {
            let sum = Quantity::read(one.as_str())?.plus(Quantity::read(other.as_str())?)?;
            Some(Text::read(&sum.to_string())?)
        }
        _ => None,
    };
    Some((one.quantity.plus(other.quantity)?, of_metric))
}

pub(super) fn block(first: &ItmoIdentifier, last: &ItmoIdentifier) -> Result<ItmoBlock, Unfit> {
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

/// The grade of evidence, and the digest of what it is.
pub(super) fn evidence_text(Evidence { grade, digest }: Evidence) -> String {
    if digest == Digest::default() { grade.to_string() } else { format!("{grade}, BLAKE3 {digest}") }
}

/// A registry of underlying units; none that whoever reads the cell takes for no registry.
fn said_registry(text: &str) -> Option<Spelled<UnderlyingRegistry>> {
    Spelled::read(text).filter(|_| !is_not_applicable(text))
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

/// The same of a list that grows: a code without a name stands as a value that no list holds.
pub(super) fn listed<V: Controlled>(
    what: &'static str,
    name: Option<&str>,
    code: u16,
) -> Result<Spelled<V>, Unfit> {
    let unnamed = || format!("code {code}");
    fit(what, &name.map_or_else(unnamed, ToOwned::to_owned), Spelled::read)
}

/// A moment in UTC.
pub(super) fn moment(at: Timestamp) -> Result<DateTime, Unfit> {
    let known = i64::try_from(at.0).ok().and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok());
    let known = known.map(|at| at.to_zoned(jiff::tz::TimeZone::UTC).datetime());
    known.ok_or_else(|| Unfit::Value { what: "the moment", value: at.0.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// It would read back as another submission.
    #[test]
    fn a_registry_whose_name_means_none_is_no_cell() {
        assert!(said_registry("BioCarbon").is_some() && said_registry("VCS").is_some());
        for text in ["NA", "n/a", " Not applicable "] {
            assert!(said_registry(text).is_none(), "{text}");
        }
    }
}
