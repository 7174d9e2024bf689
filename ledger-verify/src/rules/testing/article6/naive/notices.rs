//! Notices of rulebook 5 word for word, registries of approaches, and proposals of what is noticed.

use std::collections::BTreeSet;

use ledger_format::block::SerialBlock;
use ledger_format::body::holds::HoldPlaced;
use ledger_format::body::notices::{ApproachRegistriesStated, NoticeGiven};
use ledger_format::body::{Holds, Notices, Posting};
use ledger_format::codes::{AccountKind, Action, FirstTransferDefinition as Definition, Side};

use super::{Broken, Known, Made, Naive, Saying, Unit, of_account, serials, units_of};

impl Naive {
    pub(super) fn told_from_elsewhere(&mut self, statement: &Notices, broken: &mut Broken) {
        match statement {
            Notices::RegistriesStated(stated) => self.registries(stated, broken),
            Notices::Given(given) => self.notice(given, broken),
            Notices::Withdrawn(withdrawn) => self.withdrawal(withdrawn.notice.0, broken),
        }
    }

    fn registries(&mut self, stated: &ApproachRegistriesStated, broken: &mut Broken) {
        let distinct: BTreeSet<_> = stated.registries.iter().collect();
        if distinct.is_empty() || distinct.len() < stated.registries.len() {
            broken.insert(611, Vec::new());
        }
        let is_known = [1, 2].contains(&stated.approach.0);
        if is_known {
            self.registries.insert(stated.approach.0, stated.registries.to_vec());
        } else {
            broken.insert(302, Vec::new());
        }
    }

    fn notice(&mut self, given: &NoticeGiven, broken: &mut Broken) {
        let named: Vec<Unit> = given.blocks.iter().flat_map(serials).collect();
        let units: BTreeSet<Unit> = named.iter().copied().collect();
        if units.is_empty() || units.len() < named.len() {
            broken.insert(345, Vec::new());
        }
        let has = [given.year != 0, given.entity.0 != [0; 32], given.purpose.0 != 0];
        let says = match given.action {
            Action::USE_NDC => has == [true, false, false],
            Action::USE_OIMP => has == [false, true, true],
            Action::DOMESTIC_USE => has == [false; 3],
            Action::CANCELLATION | Action::VOLUNTARY_CANCELLATION | Action::OMGE_CANCELLATION => !has[0],
            _ => false,
        };
        if !says {
            broken.insert(360, Vec::new());
        }
        if (given.evidence.grade.0 == 4) != (given.evidence.digest.0 == [0; 32]) {
            broken.insert(604, Vec::new());
        }
        for unit in units {
            let Some(mut known) = self.units.get(&unit).filter(|known| known.article6().is_some()).cloned()
            else {
                broken.entry(346).or_default().push(unit);
                continue;
            };
            self.noticed_unit(given, unit, &mut known, broken);
            self.units.insert(unit, known);
        }
        self.notices.insert(self.index, (given.clone(), false));
    }

    fn noticed_unit(&self, given: &NoticeGiven, unit: Unit, known: &mut Known, broken: &mut Broken) {
        let (host, vintage) = known.article6().unwrap();
        let had = known.first_transfer.is_some();
        let hosts = known.attached.get(&host).filter(|attached| had || self.in_effect(attached));
        let version = hosts.map(|(key, version)| self.versions[key][version].clone());
        let ends_use = matches!(
            given.action,
            Action::USE_OIMP
                | Action::CANCELLATION
                | Action::VOLUNTARY_CANCELLATION
                | Action::OMGE_CANCELLATION
        );
        let makes = !had
            && ends_use
            && version.as_ref().is_some_and(|v| v.first_transfer == Definition::USE_OR_CANCELLATION);
        let mut bad = BTreeSet::new();
        if Self::is_ended(known) || known.noticed.is_some() {
            bad.insert(346);
        }
        if makes {
            if known.identifier.is_none() {
                bad.insert(363);
            }
            let approach = version.as_ref().unwrap().approach.0;
            self.admit(4, approach, host, 364, Some(unit), broken);
        }
        let uses = matches!(given.action, Action::USE_NDC | Action::USE_OIMP);
        if uses && !had && !makes {
            bad.insert(365);
        }
        let saying = Saying {
            action: given.action,
            year: given.year_of_use(),
            entity: given.entity_named(),
            purpose: given.purpose_named(),
        };
        if uses || saying.entity.is_some() || saying.purpose.is_some() {
            bad.extend(self.claim(&saying, given.party, known, vintage));
        }
        if self.is_restricted(known) && given.action != Action::CANCELLATION {
            bad.insert(369);
        }
        let is_counterpart = of_account(given.account.0).0 == AccountKind::COUNTERPART;
        if !is_counterpart || known.account != given.account.0 {
            bad.insert(601);
        } else if known.occurred > self.now {
            bad.insert(602);
        }
        if known.noticed.is_none() {
            known.noticed = Some(self.index);
            if makes {
                known.first_transfer = Some((self.index, Made::ByNotice));
            }
        }
        for rule in bad {
            broken.entry(rule).or_default().push(unit);
        }
    }

    fn withdrawal(&mut self, notice: u64, broken: &mut Broken) {
        let Some((given, withdrawn)) = self.notices.get_mut(&notice).filter(|(_, withdrawn)| !withdrawn)
        else {
            broken.insert(605, Vec::new());
            return;
        };
        *withdrawn = true;
        let given = given.clone();
        for (unit, known) in &mut self.units {
            if known.noticed != Some(notice) {
                continue;
            }
            let (host, vintage) = known.article6().unwrap();
            let made = known.first_transfer == Some((notice, Made::ByNotice));
            let used = given.action == Action::USE_NDC && given.year != 0;
            if (made && self.finals.contains(&(host, vintage)))
                || (used && self.finals.contains(&(given.party, given.year)))
            {
                broken.entry(371).or_default().push(*unit);
            }
            known.noticed = None;
            if made {
                known.first_transfer = None;
            }
        }
    }

    /// A hold that expires before the next batch: whether it is held by whom it debits, and not noticed.
    pub(super) fn proposal(&mut self, statement: &Holds, broken: &mut Broken) {
        let Holds::Placed(HoldPlaced { debited, blocks, .. }) = statement else {
            panic!("not part of these tests")
        };
        for block in blocks.iter() {
            let account = |unit: &Unit| self.units.get(unit).map(|known| known.account);
            if serials(block).any(|unit| account(&unit) != Some(debited.0)) {
                broken.entry(504).or_default().extend(serials(block));
            }
            self.ask_noticed(block, broken);
        }
    }

    /// R-603 of everything that is debited.
    pub(super) fn ask_nothing_noticed(&self, postings: &[Posting], broken: &mut Broken) {
        for posting in postings.iter().filter(|posting| posting.side == Side::Debit) {
            self.ask_noticed(&posting.block, broken);
        }
    }

    fn ask_noticed(&self, block: &SerialBlock, broken: &mut Broken) {
        let is_noticed = |unit: Unit| self.units.get(&unit).is_some_and(|known| known.noticed.is_some());
        if self.version >= 5 && serials(block).any(is_noticed) {
            broken.entry(603).or_default().extend(serials(block));
        }
    }

    /// R-606, with no shares to give: what is issued in regime 6.4.
    pub(super) fn ask_where_the_mechanism_issues(&self, postings: &[Posting], broken: &mut Broken) {
        let kinds: BTreeSet<AccountKind> =
            units_of(postings, Side::Credit).map(|(_, taker)| of_account(taker).0).collect();
        let of_here = [AccountKind::PENDING, AccountKind::ADAPTATION_FUND, AccountKind::OMGE_CANCELLATION];
        let (here, enters) = (
            kinds.iter().all(|kind| of_here.contains(kind)),
            kinds.iter().all(|kind| *kind == AccountKind::COUNTERPART),
        );
        if kinds.contains(&AccountKind::ADAPTATION_FUND) && !enters {
            broken.insert(416, Vec::new());
        }
        if self.version >= 5 && !here && !enters {
            broken.insert(606, Vec::new());
        }
    }
}
