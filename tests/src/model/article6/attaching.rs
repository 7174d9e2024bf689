//! What is asked of units authorized and of identifiers, unit by unit; and remarks, of whatever makes a first transfer.

use std::collections::BTreeSet;

use ledger_format::block::SerialBlock;
use ledger_format::body::Body;
use ledger_format::body::article6::{Article6, AuthorizationStated, IdentifiersAssigned, UnitsAuthorized};
use ledger_format::body::notices::Notices;
use ledger_format::codes::{Metric, Side};
use ledger_format::entry::EntryBytes;
use ledger_format::identifiers::{PartyCode, Timestamp};
use ledger_format::limits::SERIAL_MAX;

use super::{NumberSpace, units_of};
use crate::model::{Model, Rule, UnitKey};

/// Where an entry's numbers count.
pub(super) fn number_space(body: &IdentifiersAssigned) -> NumberSpace {
    (body.approach.0, body.registry, body.first_transferring_party, body.vintage)
}

impl Model {
    pub(in crate::model) fn judge_spaces(&self, blocks: &[SerialBlock]) -> Option<Rule> {
        let declared = |block: &SerialBlock| self.spaces.contains(&block.space.0);
        self.ask(202, || !blocks.iter().all(declared))
    }

    /// with what counts as ended.
    pub(in crate::model) fn judge_blocks_and_units(
        &self,
        blocks: &[SerialBlock],
        is_ended: impl Fn(&UnitKey) -> bool,
    ) -> Option<Rule> {
        let well_formed = blocks.iter().all(SerialBlock::is_well_formed);
        let pairs =
            || blocks.iter().enumerate().flat_map(|(at, a)| blocks.iter().skip(at + 1).map(move |b| (a, b)));
        let apart = || pairs().all(|(a, b)| !a.overlaps(b));
        let count = || blocks.iter().map(|block| u128::from(block.count())).sum::<u128>();
        let formed = blocks.is_empty() || !well_formed || !apart() || count() > u128::from(SERIAL_MAX);
        self.ask(345, || formed).or_else(|| {
            let live = |unit: &UnitKey| self.article6_series(unit).is_some() && !is_ended(unit);
            let mut units = blocks.iter().flat_map(|block| units_of(*block));
            self.ask(346, || !units.all(|unit| live(&unit)))
        })
    }

    fn judge_units(&self, blocks: &[SerialBlock]) -> Option<Rule> {
        self.judge_blocks_and_units(blocks, |unit| self.is_ended_to_authorize(unit))
    }

    pub(super) fn judge_units_authorized(&self, body: &UnitsAuthorized, at: Timestamp) -> Option<Rule> {
        let id = body.authorization.as_str();
        let known = self.authorization(body.party, id);
        let usable =
            known.filter(|known| known.latest().version == body.version && known.ended_from.is_none());
        if let Some(rule) = self.judge_spaces(&body.blocks).or_else(|| self.ask(341, || usable.is_none())) {
            return Some(rule);
        }
        // Where R-341 is forgotten, a version that is not known lets nothing more be asked.
        let version = known?.versions.get(&body.version)?;
        let approach = version.approach.0;
        let units: BTreeSet<UnitKey> = body.blocks.iter().flat_map(|block| units_of(*block)).collect();
        let (facts, party) = (&self.article6.facts, body.party);
        let attached = |unit: &UnitKey| facts[unit].attached.get(&party);
        let hosts = |unit: &UnitKey| self.article6_series(unit).is_some_and(|series| series.host == party);
        self.ask(344, || self.article6.forbids(2, party, approach))
            .or_else(|| self.judge_units(&body.blocks))
            .or_else(|| {
                let in_effect = self.article6.is_in_effect(version, at);
                self.ask(347, || !in_effect || !units.iter().all(|unit| self.is_meant(version, unit)))
            })
            .or_else(|| {
                let again = |unit: &UnitKey| {
                    let done = hosts(unit) && facts[unit].first_transfer.is_some();
                    done || attached(unit).is_some_and(|(of, number)| of == id && *number == body.version)
                };
                self.ask(348, || units.iter().any(again))
            })
            .or_else(|| {
                let before = facts.values().filter_map(|facts| facts.attached.get(&party));
                let before = before.filter(|(of, _)| of == id).count();
                let new = units.iter().filter(|unit| attached(unit).is_none_or(|(of, _)| of != id)).count();
                self.ask(349, || version.cap != 0 && (before + new) as u64 > version.cap)
            })
            .or_else(|| {
                let other = |unit: &UnitKey| facts[unit].identifier.is_some_and(|(of, _)| of.0 != approach);
                self.ask(353, || units.iter().any(|unit| hosts(unit) && other(unit)))
            })
            .or_else(|| {
                let makes = |unit: &&UnitKey| self.trigger_of_attaching(version, unit, at).is_some();
                let without = |unit: &UnitKey| facts[unit].identifier.is_none();
                let forbidden = self.article6.forbids(4, party, approach);
                self.ask(363, || units.iter().filter(makes).any(without))
                    .or_else(|| self.ask(364, || forbidden && units.iter().any(|unit| makes(&unit))))
            })
    }

    fn is_meant(&self, version: &AuthorizationStated, unit: &UnitKey) -> bool {
        let Some(series) = self.article6_series(unit) else { return false };
        let metric: (Metric, &str) = (series.metric, series.non_ghg_metric.as_str());
        metric == (version.metric, version.non_ghg_metric.as_str())
            && (version.first_vintage == 0 || version.first_vintage <= series.vintage)
            && (version.last_vintage == 0 || series.vintage <= version.last_vintage)
    }

    pub(super) fn judge_identifiers(&self, body: &IdentifiersAssigned) -> Option<Rule> {
        let space = number_space(body);
        let approach_known = self.article6.approaches.contains_key(&body.approach.0);
        let units = || body.blocks.iter().flat_map(|block| units_of(*block));
        self.judge_spaces(&body.blocks)
            .or_else(|| self.ask(302, || !approach_known))
            .or_else(|| self.judge_units(&body.blocks))
            .or_else(|| {
                let named = |unit: &UnitKey| {
                    let series = self.article6_series(unit);
                    series.map(|series| (series.host, series.vintage))
                        == Some((body.first_transferring_party, body.vintage))
                };
                self.ask(350, || !units().all(|unit| named(&unit)))
            })
            .or_else(|| {
                let has = |unit: UnitKey| self.article6.facts[&unit].identifier.is_some();
                self.ask(351, || units().any(has))
            })
            .or_else(|| {
                let number = |place: usize| u128::from(body.first_number) + place as u128;
                let taken = |number: u128| match u64::try_from(number) {
                    Ok(number) if (1..=SERIAL_MAX).contains(&number) => {
                        self.article6.numbers.contains(&(space, number))
                    }
                    _ => true,
                };
                self.ask(352, || units().enumerate().any(|(place, _)| taken(number(place))))
            })
            .or_else(|| {
                let other = |unit: UnitKey| {
                    self.hosts_version(&unit).is_some_and(|version| version.approach != body.approach)
                };
                self.ask(353, || units().any(other))
            })
            .or_else(|| self.judge_registry(body))
    }

    /// The remark (301 to 304) on an entry that breaks no rule.
    ///
    /// # Panics
    /// For an entry that cannot be cut or decoded.
    #[must_use]
    pub fn remark(&self, entry: &[u8]) -> Option<Rule> {
        if self.rulebook < 2 {
            return None;
        }
        let entry = EntryBytes::whole(entry).expect("an operation's entry can be cut");
        let (_, body) = entry.decode().expect("it decodes").expect("its kind is known");
        let answerable = self.answerable(&body, entry.occurred_at());
        let wrong = answerable.into_iter().map(|(party, approach)| self.article6.remarks(party, approach));
        let wrong = wrong.fold([false; 3], |all, one| [0, 1, 2].map(|place| all[place] || one[place]));
        let of_host = (301..).zip(wrong).find(|(_, wrong)| *wrong).map(|(rule, _)| rule);
        of_host.or_else(|| match &body {
            Body::Article6(Article6::IdentifiersAssigned(body)) => self.remark_on_registry(body),
            _ => None,
        })
    }

    /// Under which Party and approach an entry states, authorizes or transfers first.
    fn answerable(&self, body: &Body, at: Timestamp) -> BTreeSet<(PartyCode, u16)> {
        match body {
            Body::Article6(Article6::AuthorizationStated(body)) => [(body.party, body.approach.0)].into(),
            Body::Article6(Article6::UnitsAuthorized(body)) => {
                let known = self.authorization(body.party, body.authorization.as_str());
                let version = known.and_then(|known| known.versions.get(&body.version));
                version.map(|version| (body.party, version.approach.0)).into_iter().collect()
            }
            Body::Movement(body) => body
                .postings
                .iter()
                .filter(|posting| posting.side == Side::Credit)
                .flat_map(|posting| units_of(posting.block).map(|unit| (unit, posting.account.0)))
                .filter(|(unit, takes)| self.trigger(body.action, unit, *takes, at).is_some())
                .filter_map(|(unit, _)| {
                    let version = self.hosts_version(&unit)?;
                    Some((version.party, version.approach.0))
                })
                .collect(),
            Body::Notices(Notices::Given(body)) => body
                .blocks
                .iter()
                .flat_map(|block| units_of(*block))
                .filter(|unit| self.is_first_transferred_by_notice(body.action, unit, at))
                .filter_map(|unit| {
                    let version = self.hosts_version(&unit)?;
                    Some((version.party, version.approach.0))
                })
                .collect(),
            _ => BTreeSet::new(),
        }
    }
}
