//! What statements say: accounts, series, Parties, approaches, NDC periods, inventories, authorizations, entities, filings.
//!
//! - The last word counts where the spec says so (standing, inventory), the first where a number is taken for ever.
//! - Nothing here depends on units.

use std::collections::BTreeMap;

use ledger_format::amount::Amount;
use ledger_format::body::article6::{
    AefFiled, ApproachDeclared, Article6, AuthorizationStated, EntityStated, NdcPeriodDeclared,
};
use ledger_format::body::{AccountOpened, Body, SeriesOpened};
use ledger_format::codes::{AccountKind, Metric};
use ledger_format::identifiers::{
    AccountNumber, ApproachNumber, EntryIndex, PartyCode, RegistryId, SeriesId, SpaceId, Timestamp,
};

/// A metric: its code and, for a non-GHG one, its name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MetricName {
    /// The code.
    pub metric: Metric,
    /// The name; empty for GHG.
    pub name: String,
}

impl MetricName {
    /// Tonnes of CO2 equivalent.
    #[must_use]
    pub fn ghg() -> Self {
        Self { metric: Metric::GHG, name: String::new() }
    }
}

/// An account.
#[derive(Debug, Clone)]
pub struct Account {
    /// What it is for.
    pub kind: AccountKind,
    /// Whose.
    pub party: PartyCode,
    /// In which registry; a Source account is of every one.
    pub registry: Option<RegistryId>,
    /// The series, of a Source account.
    pub series: Option<SeriesId>,
}

/// An authorization with its versions.
#[derive(Debug, Clone, Default)]
pub struct Authorization {
    /// The versions, ascending, each with the entry that states it and when it occurred.
    pub versions: BTreeMap<u32, (EntryIndex, Timestamp, AuthorizationStated)>,
    /// Ended from then on: the earliest that an entry says, and each entry with what it says.
    pub ended: Vec<(EntryIndex, Timestamp)>,
}

/// Who authorized, under which name.
pub type AuthorizationKey = (PartyCode, String);

/// Everything that statements say.
#[derive(Debug, Clone, Default)]
pub struct Register {
    /// Accounts by number.
    pub accounts: BTreeMap<AccountNumber, Account>,
    /// Series by number.
    pub series: BTreeMap<SeriesId, SeriesOpened>,
    /// Names of spaces.
    pub spaces: BTreeMap<SpaceId, String>,
    /// Approaches by number.
    pub approaches: BTreeMap<ApproachNumber, ApproachDeclared>,
    /// NDC periods in the order of the entries.
    pub periods: Vec<(EntryIndex, NdcPeriodDeclared)>,
    /// Inventories: the last statement of each.
    pub inventories: BTreeMap<(PartyCode, MetricName, u16), (EntryIndex, Amount)>,
    /// Authorizations.
    pub authorizations: BTreeMap<AuthorizationKey, Authorization>,
    /// Entities in the order of the entries.
    pub entities: Vec<(EntryIndex, Timestamp, EntityStated)>,
    /// Filings in the order of the entries.
    pub filings: Vec<(EntryIndex, AefFiled)>,
    /// Years that are final, by Party.
    pub final_years: Vec<(PartyCode, u16, u16)>,
}

impl Register {
    /// Takes in a statement that is not about units; entries under rulebook 1 say nothing about Article 6.
    pub(super) fn take_in(&mut self, entry: EntryIndex, occurred_at: Timestamp, body: &Body) {
        match body {
            Body::SpaceDeclared(it) => {
                self.spaces.entry(it.space).or_insert_with(|| it.name.to_string());
            }
            Body::SeriesOpened(it) => self.series_opened(it),
            Body::AccountOpened(it) => self.account_opened(it),
            Body::Article6(it) => self.article6(entry, occurred_at, it),
            _ => {}
        }
    }

    fn series_opened(&mut self, it: &SeriesOpened) {
        if self.series.contains_key(&it.series) || self.accounts.contains_key(&it.source) {
            return;
        }
        self.series.insert(it.series, it.clone());
        let (kind, party, series) = (AccountKind::SOURCE, it.host, Some(it.series));
        self.accounts.insert(it.source, Account { kind, party, registry: None, series });
    }

    fn account_opened(&mut self, it: &AccountOpened) {
        let account = Account { kind: it.kind, party: it.party, registry: Some(it.registry), series: None };
        self.accounts.entry(it.account).or_insert(account);
    }

    fn article6(&mut self, entry: EntryIndex, occurred_at: Timestamp, body: &Article6) {
        match body {
            Article6::ApproachDeclared(it) => {
                self.approaches.entry(it.approach).or_insert_with(|| it.clone());
            }
            Article6::ApproachStatusChanged(it) => {
                if let Some(approach) = self.approaches.get_mut(&it.approach) {
                    approach.status = it.status;
                }
            }
            Article6::NdcPeriodDeclared(it) => self.periods.push((entry, it.clone())),
            Article6::InventoryStated(it) => {
                let metric = MetricName { metric: it.metric, name: it.non_ghg_metric.to_string() };
                self.inventories.insert((it.party, metric, it.year), (entry, it.total));
            }
            Article6::AuthorizationStated(it) => {
                let key = (it.party, it.authorization.to_string());
                let versions = &mut self.authorizations.entry(key).or_default().versions;
                if versions.last_key_value().is_none_or(|(latest, _)| it.version > *latest) {
                    versions.insert(it.version, (entry, occurred_at, (**it).clone()));
                }
            }
            Article6::AuthorizationEnded(it) => {
                if let Some(known) = self.authorizations.get_mut(&(it.party, it.authorization.to_string())) {
                    known.ended.push((entry, it.from));
                }
            }
            Article6::EntityStated(it) => self.entities.push((entry, occurred_at, *it)),
            Article6::AefFiled(it) => self.filings.push((entry, *it)),
            Article6::AdjustmentsFinal(it) => {
                self.final_years.push((it.party, it.first_year, it.last_year));
            }
            Article6::StandingStated(_) | Article6::UnitsAuthorized(_) | Article6::IdentifiersAssigned(_) => {
            }
        }
    }

    /// A version of an authorization.
    #[must_use]
    pub fn version(&self, key: &AuthorizationKey, version: u32) -> Option<&AuthorizationStated> {
        self.authorizations.get(key)?.versions.get(&version).map(|(_, _, stated)| stated)
    }

    /// Whether a version is in effect at a moment, by what entries say up to now.
    #[must_use]
    pub fn in_effect(&self, key: &AuthorizationKey, version: u32, at: Timestamp) -> bool {
        let Some(stated) = self.version(key, version) else { return false };
        let ended = self.authorizations.get(key).map(|known| known.ended.as_slice()).unwrap_or_default();
        stated.from <= at
            && (stated.until == Timestamp(0) || stated.until > at)
            && ended.iter().all(|(_, from)| *from > at)
    }

    /// The NDC period of a Party and metric that a year lies in.
    #[must_use]
    pub fn period(&self, party: PartyCode, metric: &MetricName, year: u16) -> Option<&NdcPeriodDeclared> {
        let fits = |it: &&NdcPeriodDeclared| {
            it.party == party
                && it.metric == metric.metric
                && it.non_ghg_metric.as_str() == metric.name
                && (it.first_year..=it.last_year).contains(&year)
        };
        self.periods.iter().map(|(_, period)| period).find(fits)
    }

    /// The metric of a series.
    #[must_use]
    pub fn metric(&self, series: SeriesId) -> Option<MetricName> {
        let series = self.series.get(&series)?;
        Some(MetricName { metric: series.metric, name: series.non_ghg_metric.to_string() })
    }
}
