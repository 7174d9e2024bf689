//! Statements of Article 6, word for word, and what they attach and number.

use std::collections::{BTreeMap, BTreeSet};

use ledger_format::body::Article6;
use ledger_format::body::article6::{AuthorizationStated, IdentifiersAssigned, UnitsAuthorized};
use ledger_format::codes::{
    AccountKind, FirstTransferDefinition as Definition, Regime, RuleOption, StandingItem,
};
use ledger_format::identifiers::PartyCode;

use super::{Broken, Key, Known, Made, Naive, SERIES, Unit, of_account, serials};

impl Naive {
    pub(super) fn statement(&mut self, statement: &Article6, broken: &mut Broken) {
        match statement {
            Article6::StandingStated(stated) => {
                self.standings.insert((stated.party, stated.item), stated.value);
            }
            Article6::AdjustmentsFinal(last) => {
                self.finals.extend((last.first_year..=last.last_year).map(|year| (last.party, year)));
            }
            Article6::AuthorizationStated(stated) => self.version(stated, broken),
            Article6::AuthorizationEnded(ended) => {
                let key = (ended.party, ended.authorization.as_str().to_owned());
                if !self.versions.contains_key(&key) || self.ends.contains_key(&key) {
                    broken.insert(341, Vec::new());
                }
                if self.versions.contains_key(&key) {
                    let from = self.ends.get(&key).copied().unwrap_or(u64::MAX).min(ended.from.0);
                    self.ends.insert(key, from);
                }
            }
            Article6::UnitsAuthorized(units) => self.attach(units, broken),
            Article6::IdentifiersAssigned(assigned) => self.assign(assigned, broken),
            _ => panic!("not part of these tests"),
        }
    }

    fn version(&mut self, stated: &AuthorizationStated, broken: &mut Broken) {
        let key = (stated.party, stated.authorization.as_str().to_owned());
        let latest = self.versions.get(&key).and_then(|versions| versions.values().last());
        let follows = match latest {
            None => stated.version == 1,
            Some(latest) => stated.version == latest.version + 1 && !self.ends.contains_key(&key),
        };
        if !follows {
            broken.insert(342, Vec::new());
        }
        self.admit(1, stated.approach.0, stated.party, 344, None, broken);
        if latest.is_none_or(|latest| stated.version > latest.version) {
            self.versions.entry(key).or_default().insert(stated.version, stated.clone());
        }
    }

    /// Options 2 to 4, or remarks.
    pub(super) fn admit(
        &self,
        deed: u64,
        approach: u16,
        of: PartyCode,
        rule: u16,
        unit: Option<Unit>,
        broken: &mut Broken,
    ) {
        let standing = |item| self.standings.get(&(of, item)).copied();
        for (flaw, option, remark) in [
            (approach != 1, RuleOption::DRAFT_APPROACH_FORBIDS, 1_301),
            (standing(StandingItem::INITIAL_REPORT) != Some(1), RuleOption::NO_INITIAL_REPORT_FORBIDS, 1_302),
            (standing(StandingItem::ELIGIBLE) == Some(0), RuleOption::INELIGIBLE_FORBIDS, 1_303),
        ] {
            let forbids = self.settings.iter().any(|(set, value)| *set == option && value & deed != 0);
            if flaw && forbids {
                broken.entry(rule).or_default().extend(unit);
            } else if flaw {
                broken.entry(remark).or_default();
            }
        }
    }

    pub(super) fn in_effect(&self, (key, version): &(Key, u32)) -> bool {
        let stated = &self.versions[key][version];
        stated.from.0 <= self.now
            && (stated.until.0 == 0 || self.now < stated.until.0)
            && self.ends.get(key).is_none_or(|from| *from > self.now)
    }

    /// Whether the rulebook in force knows the codes of a statement.
    pub(super) fn knows(&self, statement: &Article6) -> bool {
        match statement {
            Article6::AuthorizationStated(stated) => stated.revocation.0 < 3 || self.version >= 5,
            _ => true,
        }
    }

    fn has_bit(&self, option: RuleOption, bit: u64) -> bool {
        self.settings.iter().any(|(set, value)| *set == option && value & bit != 0)
    }

    /// Whether a unit is ended for who names it.
    fn is_over(&self, known: &Known, regime: Regime) -> bool {
        let of_levy = of_account(known.account).0 == AccountKind::OMGE_CANCELLATION
            && regime == Regime::ARTICLE_6_4
            && self.has_bit(RuleOption::LEVY_FIRST_TRANSFERS, 2);
        (Self::is_ended(known) && !of_levy) || (self.version >= 5 && known.noticed.is_some())
    }

    pub(super) fn is_ended(known: &Known) -> bool {
        let kind = of_account(known.account).0;
        kind == AccountKind::SOURCE || kind.is_terminal()
    }

    fn attach(&mut self, units: &UnitsAuthorized, broken: &mut Broken) {
        let key: Key = (units.party, units.authorization.as_str().to_owned());
        let latest = self.versions.get(&key).and_then(|versions| versions.keys().last().copied());
        if latest != Some(units.version) || self.ends.contains_key(&key) {
            broken.insert(341, Vec::new());
        }
        let named: Vec<Unit> = units.blocks.iter().flat_map(serials).collect();
        if named.iter().collect::<BTreeSet<_>>().len() < named.len() {
            broken.insert(345, Vec::new());
        }
        let Some(stated) = self.versions.get(&key).and_then(|all| all.get(&units.version)).cloned() else {
            return;
        };
        self.admit(2, stated.approach.0, units.party, 344, None, broken);
        let to = (key.clone(), units.version);
        let in_effect = self.in_effect(&to);
        let mut after = BTreeMap::new();
        for unit in named {
            let mut ask = |rule: u16, holds: bool| {
                if !holds {
                    broken.entry(rule).or_default().push(unit);
                }
            };
            let Some((known, (host, vintage))) =
                self.units.get(&unit).and_then(|known| Some((known, known.article6()?)))
            else {
                ask(346, false);
                continue;
            };
            let by_host = units.party == host;
            let regime = SERIES[known.series.unwrap()].3;
            ask(346, !self.is_over(known, regime));
            let (first, last) = (stated.first_vintage, stated.last_vintage);
            let fits = (first == 0 || first <= vintage) && (last == 0 || vintage <= last);
            ask(347, in_effect && fits);
            ask(348, known.attached.get(&units.party) != Some(&to));
            ask(348, !(by_host && known.first_transfer.is_some()));
            ask(353, !by_host || known.identifier.is_none_or(|approach| approach == stated.approach.0));
            let defined = matches!(stated.first_transfer, Definition::AUTHORIZATION | Definition::ISSUANCE);
            let levied = regime == Regime::ARTICLE_6_4
                && match of_account(known.account).0 {
                    AccountKind::ADAPTATION_FUND => self.has_bit(RuleOption::LEVY_FIRST_TRANSFERS, 1),
                    AccountKind::OMGE_CANCELLATION => self.has_bit(RuleOption::LEVY_FIRST_TRANSFERS, 2),
                    _ => false,
                };
            let mut changed = known.clone();
            if by_host && (defined || levied) && in_effect && known.first_transfer.is_none() {
                ask(363, known.identifier.is_some());
                self.admit(4, stated.approach.0, units.party, 364, Some(unit), broken);
                changed.first_transfer = Some((self.index, Made::WhenAuthorized));
            }
            changed.attached.insert(units.party, to.clone());
            after.insert(unit, changed);
        }
        self.units.append(&mut after);
        let count = self
            .units
            .values()
            .filter(|known| known.attached.get(&units.party).is_some_and(|(attached, _)| *attached == key));
        if stated.cap != 0 && count.count() as u64 > stated.cap {
            broken.insert(349, Vec::new());
        }
    }

    fn assign(&mut self, assigned: &IdentifiersAssigned, broken: &mut Broken) {
        let named: Vec<Unit> = assigned.blocks.iter().flat_map(serials).collect();
        if named.iter().collect::<BTreeSet<_>>().len() < named.len() {
            broken.insert(345, Vec::new());
        }
        let (of, approach) = (assigned.first_transferring_party, assigned.approach.0);
        if let Some(registries) =
            self.registries.get(&approach).filter(|list| self.version >= 5 && !list.is_empty())
            && !registries.contains(&assigned.registry)
        {
            let binds = self.has_bit(RuleOption::APPROACH_REGISTRIES_BIND, 1);
            broken.insert(if binds { 612 } else { 1_304 }, Vec::new());
        }
        let taken = self.numbers.clone();
        let before = self.units.clone();
        for (place, unit) in (0..).zip(named) {
            let number = u128::from(assigned.first_number) + place;
            let mut ask = |rule: u16, holds: bool| {
                if !holds {
                    broken.entry(rule).or_default().push(unit);
                }
            };
            let Some((known, (host, vintage))) =
                before.get(&unit).and_then(|known| Some((known, known.article6()?)))
            else {
                ask(346, false);
                continue;
            };
            ask(346, !self.is_over(known, SERIES[known.series.unwrap()].3));
            ask(350, (of, assigned.vintage) == (host, vintage));
            ask(351, known.identifier.is_none());
            let number = u64::try_from(number).ok().filter(|number| (1..1 << 63).contains(number));
            let key = number.map(|number| (approach, of, assigned.vintage, number));
            ask(352, key.is_some_and(|key| !taken.contains(&key)));
            let attached = known.attached.get(&host).map(|(key, version)| &self.versions[key][version]);
            ask(353, attached.is_none_or(|version| version.approach.0 == approach));
            let now = self.units.get_mut(&unit).unwrap();
            if let (None, Some(key)) = (now.identifier, key) {
                now.identifier = Some(approach);
                self.numbers.insert(key);
            }
        }
    }
}
