//! Authorizations, their versions and their ends.
//!
//! Invariants:
//! - The versions of an authorization ascend, with their entries; a version's place is stable.
//! - An authorization is ended from the earliest time that an entry says.

use ledger_format::body::article6::{AuthorizationId, AuthorizationStated};
use ledger_format::codes::{FirstTransferDefinition, Purposes, RevocationTerms};
use ledger_format::identifiers::{ApproachNumber, Commitment, EntryIndex, PartyCode, Timestamp};

use super::earliest::Earliest;
use super::names::Measured;
use crate::rules::number_map::NumberMap;
use crate::rules::timeline::Timeline;

/// An authorization, by its place among all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AuthorizationPlace(u32);

/// A version, by its place among all of all authorizations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct VersionPlace(u32);

/// What a version says.
#[derive(Debug)]
pub struct Version {
    /// The authorization.
    pub authorization: AuthorizationPlace,
    /// Whose it is.
    pub party: PartyCode,
    /// Its number.
    pub number: u32,
    /// Whether these are a foreign Party's words.
    pub mirrored: bool,
    /// The approach.
    pub approach: ApproachNumber,
    /// How many units may be attached; 0 for no cap.
    pub cap: u64,
    /// What the units measure.
    pub measured: Measured,
    /// What they may be used for.
    pub purposes: Purposes,
    /// What their first transfer is.
    pub definition: FirstTransferDefinition,
    /// Who may use them; nobody named means any.
    pub parties: Box<[PartyCode]>,
    /// Entities that may.
    pub entities: Box<[Commitment]>,
    /// First and last vintage, 0 for open.
    pub vintages: (u16, u16),
    /// First and last year of use, 0 for open.
    pub years_of_use: (u16, u16),
    /// What becomes of units when it ends.
    pub revocation: RevocationTerms,
    stated: EntryIndex,
    from: Timestamp,
    until: Timestamp,
}

impl Version {
    /// What an entry states.
    pub fn stated(
        stated: EntryIndex,
        body: &AuthorizationStated,
        measured: Measured,
        authorization: AuthorizationPlace,
    ) -> Self {
        Self {
            authorization,
            party: body.party,
            number: body.version,
            mirrored: body.mirrored,
            approach: body.approach,
            cap: body.cap,
            measured,
            purposes: body.purposes,
            definition: body.first_transfer,
            parties: body.parties.as_ref().into(),
            entities: body.entities.as_ref().into(),
            vintages: (body.first_vintage, body.last_vintage),
            years_of_use: (body.first_year_of_use, body.last_year_of_use),
            revocation: body.revocation,
            stated,
            from: body.from,
            until: body.until,
        }
    }
}

/// Whether a year lies between two, where 0 is open.
pub fn lies_between(year: u16, (first, last): (u16, u16)) -> bool {
    (first == 0 || first <= year) && (last == 0 || year <= last)
}

#[derive(Debug, Default)]
struct Authorization {
    versions: Vec<VersionPlace>,
    /// From when on each of them is in effect.
    begins: Earliest,
    /// The earliest end, as far as entries said.
    ended_from: Timeline<Option<Timestamp>>,
}

/// All authorizations.
#[derive(Debug, Default)]
pub struct Authorizations {
    places: NumberMap<(PartyCode, Box<str>), AuthorizationPlace>,
    authorizations: Vec<Authorization>,
    versions: Vec<Version>,
}

impl Authorizations {
    /// An authorization that was stated before an entry.
    pub fn known_at(
        &self,
        party: PartyCode,
        id: &AuthorizationId,
        entry: EntryIndex,
    ) -> Option<AuthorizationPlace> {
        let place = *self.places.get(&(party, id.as_str().into()))?;
        self.latest_at(place, entry).map(|_| place)
    }

    /// Its latest version for an entry.
    pub fn latest_at(&self, place: AuthorizationPlace, entry: EntryIndex) -> Option<&Version> {
        let versions = &self.of(place)?.versions;
        let is_before =
            |version: &VersionPlace| self.version(*version).is_some_and(|each| each.stated < entry);
        let behind = versions.partition_point(is_before);
        self.version(*versions.get(behind.checked_sub(1)?)?)
    }

    /// A version that was stated before an entry, the latest or not.
    pub fn version_at(
        &self,
        place: AuthorizationPlace,
        number: u32,
        entry: EntryIndex,
    ) -> Option<VersionPlace> {
        let versions = &self.of(place)?.versions;
        let is_lower =
            |version: &VersionPlace| self.version(*version).is_some_and(|each| each.number < number);
        let version = *versions.get(versions.partition_point(is_lower))?;
        let stated = self.version(version)?;
        (stated.number == number && stated.stated < entry).then_some(version)
    }

    /// A version by its place.
    #[inline]
    pub fn version(&self, place: VersionPlace) -> Option<&Version> {
        self.versions.get(place.0 as usize)
    }

    /// From when on earlier entries have ended it, if one did.
    pub fn ended_from_at(&self, place: AuthorizationPlace, entry: EntryIndex) -> Option<Timestamp> {
        self.of(place)?.ended_from.at(entry)
    }

    /// Whether an earlier entry has ended it from then or before.
    pub fn is_ended_at(&self, place: AuthorizationPlace, entry: EntryIndex, occurred_at: Timestamp) -> bool {
        self.ended_from_at(place, entry).is_some_and(|from| from <= occurred_at)
    }

    /// Whether an earlier entry stated a later version that is in effect from then or before.
    pub fn is_changed_at(&self, version: &Version, entry: EntryIndex, occurred_at: Timestamp) -> bool {
        let Some(authorization) = self.of(version.authorization) else { return false };
        let each = |place: &VersionPlace| self.version(*place);
        let versions = &authorization.versions;
        let later = versions.partition_point(|v| each(v).is_some_and(|v| v.number <= version.number));
        let behind = versions.partition_point(|v| each(v).is_some_and(|v| v.stated < entry));
        authorization.begins.between(later, behind).is_some_and(|from| from <= occurred_at)
    }

    /// Whether a version is in effect at an entry.
    pub fn is_in_effect_at(&self, version: &Version, entry: EntryIndex, occurred_at: Timestamp) -> bool {
        version.from <= occurred_at
            && (version.until.0 == 0 || version.until > occurred_at)
            && !self.is_ended_at(version.authorization, entry, occurred_at)
    }

    /// A version is stated; it takes effect if it is higher than the latest, or the first.
    pub fn state(&mut self, entry: EntryIndex, body: &AuthorizationStated, measured: Measured) {
        let next = AuthorizationPlace(u32::try_from(self.authorizations.len()).unwrap_or(u32::MAX));
        let key = (body.party, Box::from(body.authorization.as_str()));
        let place = *self.places.entry(key).or_insert(next);
        if place == next {
            self.authorizations.push(Authorization::default());
        }
        let latest = self.of(place).and_then(|authorization| authorization.versions.last().copied());
        if latest.and_then(|latest| self.version(latest)).is_some_and(|latest| latest.number >= body.version)
        {
            return;
        }
        let version = VersionPlace(u32::try_from(self.versions.len()).unwrap_or(u32::MAX));
        self.versions.push(Version::stated(entry, body, measured, place));
        if let Some(authorization) = self.authorizations.get_mut(place.0 as usize) {
            authorization.versions.push(version);
            authorization.begins.push(body.from);
        }
    }

    /// An authorization that is known ends.
    pub fn end(&mut self, entry: EntryIndex, party: PartyCode, id: &AuthorizationId, from: Timestamp) {
        let Some(place) = self.places.get(&(party, id.as_str().into())) else { return };
        if let Some(authorization) = self.authorizations.get_mut(place.0 as usize) {
            let earliest = authorization.ended_from.last().map_or(from, |before| before.min(from));
            authorization.ended_from.set(entry, Some(earliest));
        }
    }

    fn of(&self, place: AuthorizationPlace) -> Option<&Authorization> {
        self.authorizations.get(place.0 as usize)
    }
}
