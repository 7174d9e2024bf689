//! The names an import uses, and the numbers a ledger knows them by.
//!
//! - What is not known gets the next free number, and is known from then on; [`Names::back_to`] forgets what was
//!   added since a mark.
//!
//! It posts nothing: who adds a name posts what opens it.

use std::collections::{BTreeMap, BTreeSet};

use ledger_core::book::{Book, Standing};
use ledger_format::body::{AccountOpened, QuantumScale, SeriesOpened};
use ledger_format::bounded::{Bounded, Code};
use ledger_format::codes::Metric;
use ledger_format::identifiers::{AccountNumber, Commitment, KeyNumber, PartyCode, SeriesId, SpaceId};

use super::ledger_target::TargetError;
use super::resolve::{AccountNames, SeriesNames};

/// Names and their numbers.
#[derive(Debug, Default)]
pub struct Names {
    parties: BTreeSet<PartyCode>,
    spaces: BTreeMap<String, SpaceId>,
    series: BTreeMap<(SpaceId, String), KnownSeries>,
    accounts: BTreeMap<AccountNames, AccountNumber>,
    last_space: u32,
    last_series: u32,
    last_account: u64,
    added: Vec<Added>,
}

/// A series' numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownSeries {
    /// The series.
    pub number: SeriesId,
    /// Its Source account.
    pub source: AccountNumber,
}

/// A place that names can be taken back to.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    added: usize,
    last: (u32, u32, u64),
}

#[derive(Debug)]
enum Added {
    Party(PartyCode),
    Space(String),
    Series((SpaceId, String)),
    Account(AccountNames),
}

impl Names {
    /// The names of a ledger.
    #[must_use]
    pub fn of(book: &Book) -> Self {
        let mut names = Self { parties: book.parties().collect(), ..Self::default() };
        for (number, space) in book.spaces() {
            names.last_space = names.last_space.max(number.0);
            names.spaces.insert(space.name.clone(), number);
        }
        for (number, series) in book.all_series() {
            names.last_series = names.last_series.max(number.0);
            let known = KnownSeries { number, source: series.terms.source };
            names.series.insert((series.terms.space, series.terms.label.to_string()), known);
        }
        for (number, account) in book.accounts() {
            names.last_account = names.last_account.max(number.0);
            let is_ours = account.holder == Commitment::default() && account.standing == Standing::Active;
            if let Some(registry) = account.registry.filter(|_| is_ours && account.metric == Metric::GHG) {
                let key = AccountNames { party: account.party, registry, kind: account.kind };
                // Of several alike the oldest number: the same in every run.
                let known = names.accounts.entry(key).or_insert(number);
                *known = number.min(*known);
            }
        }
        names
    }

    /// Where names stand now.
    #[must_use]
    pub fn mark(&self) -> Mark {
        Mark { added: self.added.len(), last: (self.last_space, self.last_series, self.last_account) }
    }

    /// Forgets what was added since.
    pub fn back_to(&mut self, mark: Mark) {
        for added in self.added.drain(mark.added.min(self.added.len())..) {
            match added {
                Added::Party(party) => drop(self.parties.remove(&party)),
                Added::Space(name) => drop(self.spaces.remove(&name)),
                Added::Series(key) => drop(self.series.remove(&key)),
                Added::Account(names) => drop(self.accounts.remove(&names)),
            }
        }
        (self.last_space, self.last_series, self.last_account) = mark.last;
    }

    /// Adds a Party; false if it is known.
    pub fn declare(&mut self, party: PartyCode) -> bool {
        let is_new = self.parties.insert(party);
        if is_new {
            self.added.push(Added::Party(party));
        }
        is_new
    }

    /// A space's number, and whether it is new.
    ///
    /// # Errors
    /// When no number is left.
    pub fn space(&mut self, name: &Code<1, 64>) -> Result<(SpaceId, bool), TargetError> {
        if let Some(known) = self.known_space(name) {
            return Ok((known, false));
        }
        let number = next(&mut self.last_space, "space")?;
        self.spaces.insert(name.to_string(), SpaceId(number));
        self.added.push(Added::Space(name.to_string()));
        Ok((SpaceId(number), true))
    }

    /// A series' numbers, and what opens it if it is new.
    ///
    /// # Errors
    /// When no number is left.
    pub fn series(
        &mut self,
        space: SpaceId,
        it: &SeriesNames,
    ) -> Result<(KnownSeries, Option<SeriesOpened>), TargetError> {
        let key = (space, it.label.to_string());
        if let Some(known) = self.series.get(&key) {
            return Ok((*known, None));
        }
        let number = SeriesId(next(&mut self.last_series, "series")?);
        let known = KnownSeries { number, source: AccountNumber(next(&mut self.last_account, "account")?) };
        self.series.insert(key.clone(), known);
        self.added.push(Added::Series(key));
        let opened = SeriesOpened {
            series: number,
            space,
            source: known.source,
            label: it.label.clone(),
            host: it.host_party,
            activity: it.activity.clone(),
            vintage: it.vintage,
            metric: it.metric,
            non_ghg_metric: Code::default(),
            quantum_digits: 1,
            quantum_scale: QuantumScale::default(),
            gwp_set: it.gwp_set,
            mitigation_type: it.mitigation_type,
            regime: it.regime,
        };
        Ok((known, Some(opened)))
    }

    /// An account's number, and what opens it if it is new. `representatives` may sign for it, any one of them;
    /// nobody for a
    /// terminal account, which is never debited.
    ///
    /// # Errors
    /// When no number is left.
    pub fn account(
        &mut self,
        names: AccountNames,
        representatives: &[KeyNumber],
    ) -> Result<(AccountNumber, Option<AccountOpened>), TargetError> {
        if let Some(known) = self.known_account(names) {
            return Ok((known, None));
        }
        let account = AccountNumber(next(&mut self.last_account, "account")?);
        self.accounts.insert(names, account);
        self.added.push(Added::Account(names));
        let representatives = if names.kind.is_terminal() { &[] } else { representatives };
        let opened = AccountOpened {
            account,
            kind: names.kind,
            party: names.party,
            registry: names.registry,
            holder: Commitment::default(),
            metric: Metric::GHG,
            representatives: Bounded::new(representatives.to_vec()).unwrap_or_default(),
            threshold: u16::from(!representatives.is_empty()),
        };
        Ok((account, Some(opened)))
    }

    /// A space's number, if it is known.
    #[must_use]
    pub fn known_space(&self, name: &Code<1, 64>) -> Option<SpaceId> {
        self.spaces.get(name.as_str()).copied()
    }

    /// A series' number, if it is known.
    #[must_use]
    pub fn known_series(&self, space: SpaceId, label: &Code<1, 64>) -> Option<SeriesId> {
        self.series.get(&(space, label.to_string())).map(|known| known.number)
    }

    /// An account's number, if it is known.
    #[must_use]
    pub fn known_account(&self, names: AccountNames) -> Option<AccountNumber> {
        self.accounts.get(&names).copied()
    }
}

fn next<T: TryFrom<u64> + Into<u64> + Copy>(last: &mut T, what: &'static str) -> Result<T, TargetError> {
    let number: u64 = (*last).into();
    let next = number.checked_add(1).and_then(|next| T::try_from(next).ok());
    *last = next.ok_or(TargetError::NumbersTaken { what })?;
    Ok(*last)
}

#[cfg(test)]
mod tests {
    use ledger_format::codes::AccountKind;

    use super::*;

    #[test]
    fn what_was_added_can_be_taken_back() {
        let mut names = Names::default();
        let party: PartyCode = "BR".parse().unwrap();
        let holding = AccountNames { party, registry: "CDM".parse().unwrap(), kind: AccountKind::HOLDING };
        let name = Code::new("BR").unwrap();
        assert!(names.declare(party) && !names.declare(party));
        let mark = names.mark();
        assert_eq!(names.space(&name).unwrap(), (SpaceId(1), true));
        assert_eq!(names.space(&name).unwrap(), (SpaceId(1), false));
        let (number, opened) = names.account(holding, &[KeyNumber(3)]).unwrap();
        assert_eq!((number, opened.unwrap().threshold), (AccountNumber(1), 1));
        names.back_to(mark);
        assert_eq!((names.known_space(&name), names.known_account(holding)), (None, None));
        assert!(!names.declare(party), "older than the mark");
        assert_eq!(names.space(&name).unwrap(), (SpaceId(1), true));
    }

    #[test]
    fn numbers_run_out() {
        let mut names = Names { last_space: u32::MAX, ..Names::default() };
        assert!(names.space(&Code::new("BR").unwrap()).is_err());
    }
}
