//! Tables 1, 2 and 5: what the Party states.

use std::collections::{BTreeMap, BTreeSet};

use ledger_aef::moment::{Span, TimePoint, Timeframe};
use ledger_aef::submission::{Authorization, AuthorizedEntity, Details};
use ledger_aef::values::{ApproachId, AuthorizationId, CarpCell, EntityId, PartyName, Text};
use ledger_aef::vocabulary::{FirstTransferDefinition, Metric, Purpose, Spelled};
use ledger_format::body::article6::{AuthorizationStated, EntityStated};
use ledger_format::codes;
use ledger_format::identifiers::{Commitment, Timestamp};

use super::unfit::fit;
use super::units::{gwp, listed, moment, named, party, year};
use super::{Report, Unfit};
use crate::time_text;

impl Report<'_> {
    /// Table 1.
    pub(super) fn details(&self) -> Result<Details, Unfit> {
        let periods = self.journal.then.ndc_periods(self.party);
        let mut of_year = periods.into_iter().filter(|it| it.holds(self.year)).map(|it| &it.terms).peekable();
        let of_any_metric = of_year.peek().copied();
        let period = of_year.find(|it| it.metric == codes::Metric::GHG).or(of_any_metric);
        let period = period.ok_or(Unfit::NoPeriod { party: self.party, year: self.year })?;
        Ok(Details {
            party: PartyName::from(party(self.party)?),
            version: self.version,
            reported_year: year(self.year)?,
            submitted: self.submitted,
            review_status: CarpCell::Untouched,
            consistency_result: CarpCell::Untouched,
            first_ndc_year: year(period.first_year)?,
            last_ndc_year: year(period.last_year)?,
            review_report: CarpCell::Untouched,
        })
    }

    /// Table 2: the Party's own, and those of others that the other tables cite.
    pub(super) fn authorizations(&self, cited: &BTreeSet<String>) -> Result<Vec<Authorization>, Unfit> {
        let end = self.journal.end;
        let stated = self.journal.authorizations.iter().filter(|(_, occurred_at, it)| {
            *occurred_at <= end && (it.party == self.party || cited.contains(it.authorization.as_str()))
        });
        stated.map(|(_, occurred_at, it)| self.authorization(it, *occurred_at)).collect()
    }

    fn authorization(
        &self,
        it: &AuthorizationStated,
        occurred_at: Timestamp,
    ) -> Result<Authorization, Unfit> {
        // A code that this version has no name for stands as a value that no list holds.
        let sectors = it.sectors.iter().map(|code| listed("the sector", code.name(), code.0));
        let activities =
            it.activity_types.iter().map(|code| listed("the activity type", code.name(), code.0));
        let entities =
            it.entities.iter().map(|entity| fit("the entity", &self.entity_id(entity), EntityId::read));
        let definition = match it.first_transfer {
            codes::FirstTransferDefinition::AUTHORIZATION => Some(FirstTransferDefinition::Authorization),
            codes::FirstTransferDefinition::ISSUANCE => Some(FirstTransferDefinition::Issuance),
            codes::FirstTransferDefinition::USE_OR_CANCELLATION => {
                Some(FirstTransferDefinition::UseOrCancellation)
            }
            _ => None,
        };
        let metric = if it.metric == codes::Metric::GHG { Metric::Ghg } else { Metric::NonGhg };
        let years = Years::of(it);
        Ok(Authorization {
            id: AuthorizationId::as_stated(it.authorization.as_str()),
            date: moment(it.from.min(occurred_at))?.date(),
            approach: fit("the approach", &it.approach.to_string(), ApproachId::read)?,
            version: it.version,
            quantity: (it.cap > 0).then_some(it.cap),
            metric: Spelled::new(metric),
            gwp: gwp(it.gwp_set),
            non_ghg_metric: Text::read(it.non_ghg_metric.as_str()),
            sectors: sectors.collect::<Result<_, _>>()?,
            activity_types: activities.collect::<Result<_, _>>()?,
            purpose: named::<Purpose>("the purpose", Some(&it.purposes.to_string()))?,
            parties: it.parties.iter().map(|code| party(*code)).collect::<Result<_, _>>()?,
            entities: entities.collect::<Result<_, _>>()?,
            oimp: Text::read(it.oimp.as_str()),
            timeframe: years.timeframe,
            terms: Text::read(&self.terms(it)),
            documentation: CarpCell::Untouched,
            first_transfer_definition: definition.map(Spelled::new),
            information: Text::read(&self.information(it, occurred_at, years.in_words)),
        })
    }

    fn terms(&self, it: &AuthorizationStated) -> String {
        let own = self.shown(&it.terms).map(|text| format!("{text}. ")).unwrap_or_default();
        format!("{own}When it ends: {}.", it.revocation)
    }

    fn information(&self, it: &AuthorizationStated, occurred_at: Timestamp, years: Vec<String>) -> String {
        let mut parts = years;
        if it.party != self.party {
            let how =
                if it.mirrored { "as that Party stated it, copied by the registry" } else { "stated here" };
            parts.push(format!("authorization of {}, {how}", it.party));
        }
        // Column 2 has the earlier of the two.
        if it.from > occurred_at {
            parts.push(format!("in effect from {}", time_text::show(it.from)));
        } else if it.from < occurred_at {
            parts.push(format!("in effect from then, stated on {}", time_text::show(occurred_at)));
        }
        if it.until != Timestamp(0) {
            parts.push(format!("in effect until {}", time_text::show(it.until)));
        }
        let known = self.journal.then.authorization(it.party, it.authorization.as_str());
        if let Some(from) = known.and_then(|it| it.ended_from) {
            parts.push(format!("ended from {}", time_text::show(from)));
        }
        parts.push(format!("document with BLAKE3 {}", it.document));
        parts.join("; ")
    }

    /// Table 5: the Party's own, and those of others that use or cancel in table 3.
    pub(super) fn entities(&self, users: &BTreeSet<String>) -> Result<Vec<AuthorizedEntity>, Unfit> {
        let end = self.journal.end;
        let stated = self.journal.entities.iter().filter(|(_, occurred_at, it)| {
            *occurred_at <= end && (it.party == self.party || users.contains(&self.entity_id(&it.entity)))
        });
        let row = |it: &EntityStated, occurred_at: Timestamp| {
            Ok(AuthorizedEntity {
                date: moment(occurred_at)?.date(),
                name: fit("the entity", &self.named_or_hex(&it.entity), Text::read)?,
                country: PartyName::from(party(it.country)?),
                number: fit("the entity's number", &self.entity_id(&it.entity), EntityId::read)?,
                approach: fit("the approach", &it.approach.to_string(), ApproachId::read)?,
                conditions: self.shown(&it.conditions).as_deref().and_then(Text::read),
                changes: self.changes(it, end).as_deref().and_then(Text::read),
                information: (it.party != self.party)
                    .then(|| Text::read(&format!("authorized by {}", it.party)))
                    .flatten(),
            })
        };
        stated.map(|(_, occurred_at, it)| row(it, *occurred_at)).collect()
    }

    /// What a change or end of the authorizations under which an entity may use means: its Party's own under the approach, in the latest
    /// version, that name the entity or none.
    fn changes(&self, entity: &EntityStated, end: Timestamp) -> Option<String> {
        let mut latest: BTreeMap<&str, &AuthorizationStated> = BTreeMap::new();
        for (_, occurred_at, it) in &self.journal.authorizations {
            if *occurred_at <= end && it.party == entity.party && it.approach == entity.approach {
                latest.insert(it.authorization.as_str(), it);
            }
        }
        let mut by_terms: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (id, it) in latest {
            if it.entities.is_empty() || it.entities.contains(&entity.entity) {
                by_terms.entry(self.terms(it)).or_default().push(id);
            }
        }
        let shown = |(terms, ids): (String, Vec<&str>)| format!("{}: {terms}", ids.join(", "));
        let all: Vec<String> = by_terms.into_iter().map(shown).collect();
        (!all.is_empty()).then(|| all.join(" "))
    }

    /// What an entity goes by in tables 2 and 3: its identification number, or its name where it has none; in hex where the
    /// text is not kept here or has a comma.
    pub(super) fn entity_id(&self, entity: &Commitment) -> String {
        let stated = self.journal.entities.iter().find(|(_, _, it)| it.entity == *entity);
        let number = stated.map(|(_, _, it)| it.identification).filter(|it| *it != Commitment::default());
        let commitment = number.unwrap_or(*entity);
        let text = (self.text)(&commitment).filter(|text| EntityId::read(text).is_some());
        text.unwrap_or_else(|| commitment.to_string())
    }

    fn named_or_hex(&self, commitment: &Commitment) -> String {
        (self.text)(commitment).unwrap_or_else(|| commitment.to_string())
    }

    /// A text, or that there is one that is not kept here; nothing where nothing was committed to.
    fn shown(&self, commitment: &Commitment) -> Option<String> {
        (*commitment != Commitment::default()).then(|| self.named_or_hex(commitment))
    }
}

/// The years in which outcomes may occur, and those for which they may be used: as column 15 has it, and in words what it cannot say.
struct Years {
    timeframe: Option<Timeframe>,
    in_words: Vec<String>,
}

impl Years {
    fn of(it: &AuthorizationStated) -> Self {
        let mut in_words = Vec::new();
        let mut span = |what: &str, first: u16, last: u16| {
            // The column's form has two ends.
            let span = match (first, last) {
                (0, _) | (_, 0) => None,
                _ => year(first)
                    .ok()
                    .zip(year(last).ok())
                    .and_then(|(first, last)| Span::new(TimePoint::Year(first), TimePoint::Year(last))),
            };
            match (span, first, last) {
                (Some(_), ..) | (None, 0, 0) => {}
                (None, first, 0) => in_words.push(format!("{what} {first} and later")),
                (None, 0, last) => in_words.push(format!("{what} {last} and earlier")),
                (None, first, last) => in_words.push(format!("{what} {first} to {last}")),
            }
            span
        };
        // No ITMO is of an earlier vintage (2/CMA.3 annex 1(e), R-163).
        let first_vintage =
            if it.last_vintage == 0 { it.first_vintage } else { it.first_vintage.max(FIRST_VINTAGE) };
        let occurred = span("outcomes of", first_vintage, it.last_vintage);
        let used = span("use for", it.first_year_of_use, it.last_year_of_use);
        let is_said = occurred.is_some() || used.is_some();
        Self { timeframe: is_said.then_some(Timeframe::Parts { occurred, used }), in_words }
    }
}

const FIRST_VINTAGE: u16 = 2021;

#[cfg(test)]
mod tests;
