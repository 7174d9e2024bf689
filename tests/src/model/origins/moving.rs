//! What is asked of issues and of cancellations that settle a loss, unit by unit.

use ledger_format::body::origins::LineName;
use ledger_format::body::{Movement, ParticularValue, SeriesOpened, UnderlyingSpace};
use ledger_format::codes::{
    AccountKind, Action, LineKind, MitigationType, ParticularTag, Regime, Side, StandingItem,
};
use ledger_format::limits::SERIAL_MAX;

use super::Line;
use super::lines::rounded;
use crate::model::{Forget, Model, Rule, UnitKey};

/// The first particular of a tag, if it can be read.
fn value(movement: &Movement, tag: ParticularTag) -> Option<ParticularValue> {
    movement.particulars.iter().find(|particular| particular.tag == tag.0)?.read()
}

/// The line that a movement names.
pub(super) fn line(movement: &Movement) -> Option<Line> {
    match value(movement, ParticularTag::MONITORING)? {
        ParticularValue::Monitoring(monitoring, name) => Some((monitoring.0, name)),
        _ => None,
    }
}

/// The underlying numbers that a movement names: their space and the first.
pub(super) fn underlying(movement: &Movement) -> Option<(UnderlyingSpace, u64)> {
    match value(movement, ParticularTag::UNDERLYING_UNITS)? {
        ParticularValue::UnderlyingUnits { space, first_number, .. } => Some((space, first_number)),
        _ => None,
    }
}

/// The document that a movement names as its units' history.
pub(super) fn history(movement: &Movement) -> Option<ledger_format::identifiers::Digest> {
    match value(movement, ParticularTag::HISTORY)? {
        ParticularValue::History(document) => Some(document),
        _ => None,
    }
}

/// The loss that a movement settles.
pub(super) fn loss(movement: &Movement) -> Option<u32> {
    match value(movement, ParticularTag::LOSS_SETTLED)? {
        ParticularValue::LossSettled(loss) => Some(loss.0),
        _ => None,
    }
}

/// The units that a movement credits, in the order of its postings, with who takes them.
pub(super) fn legs(movement: &Movement) -> Vec<(UnitKey, u64)> {
    let credits = movement.postings.iter().filter(|posting| posting.side == Side::Credit);
    let credits = credits.filter(|posting| posting.block.is_well_formed());
    credits
        .flat_map(|posting| {
            let serials = posting.block.first..=posting.block.last;
            serials.map(move |serial| ((posting.block.space.0, serial), posting.account.0))
        })
        .collect()
}

impl Model {
    /// The series that an issue issues, of the debited Source account.
    fn series_that_issues(&self, movement: &Movement) -> Option<&SeriesOpened> {
        let mut debits = movement.postings.iter().filter(|posting| posting.side == Side::Debit);
        let source = debits.find_map(|posting| self.accounts.get(&posting.account.0)?.series);
        self.series.get(&source?)
    }

    pub(in crate::model) fn judge_origins_movement(&self, movement: &Movement) -> Option<Rule> {
        if self.rulebook < 3 {
            return None;
        }
        match movement.action {
            Action::ISSUE => self.judge_issue(movement),
            _ => self.ask(417, || self.is_settled_wrong(movement)),
        }
    }

    fn judge_issue(&self, movement: &Movement) -> Option<Rule> {
        let (series, legs) = (self.series_that_issues(movement), legs(movement));
        let units = legs.len() as u64;
        let state = &self.origins;
        self.ask(411, || {
            let bases = [ParticularTag::MONITORING, ParticularTag::UNDERLYING_UNITS, ParticularTag::HISTORY];
            let is_basis = |tag: u16| bases.iter().any(|basis| basis.0 == tag);
            let count = movement.particulars.iter().filter(|particular| is_basis(particular.tag)).count();
            let is_article6 = series.is_some_and(|series| series.regime != Regime::PLAIN);
            count > 1 || (is_article6 && count == 0)
        })
        .or_else(|| {
            let line = line(movement)?;
            self.ask(412, || {
                let stands = state.monitorings.get(&line.0).is_some_and(|known| known.stands);
                !stands || state.verified(line).is_none()
            })
            .or_else(|| {
                let belongs = |series| self.belongs_to_line(series, line);
                self.ask(413, || !series.is_none_or(belongs))
            })
            .or_else(|| {
                let verified = state.verified(line)?;
                self.ask(414, || state.drawn(line) + units > verified)
            })
        })
        .or_else(|| {
            let (space, first) = underlying(movement)?;
            self.ask(415, || {
                (0..units).any(|place| {
                    let number = first.saturating_add(place);
                    let taken =
                        |(of, other): &(UnderlyingSpace, u64)| is_same_space(of, &space) && *other == number;
                    !(1..=SERIAL_MAX).contains(&number) || state.taken().any(taken)
                }) || !state.counts_there(&space)
            })
        })
        .or_else(|| {
            let is_asked = !self.enters_from_elsewhere(movement);
            self.ask(416, || is_asked && self.is_levied_wrong(series, &legs))
        })
    }

    fn belongs_to_line(&self, series: &SeriesOpened, (monitoring, name): (u32, LineName)) -> bool {
        let known = self.origins.monitorings.get(&monitoring);
        let activity = known.and_then(|known| self.origins.activities.get(known.stated.activity.as_str()));
        let kind = match series.mitigation_type {
            MitigationType::REDUCTIONS => name.kind == LineKind::REDUCTIONS,
            MitigationType::REMOVALS => name.kind == LineKind::REMOVALS,
            _ => true,
        };
        let vintage = series.vintage == name.year;
        // Where R-412 is forgotten there may be no activity to ask about.
        activity.is_none_or(|activity| {
            series.activity.as_str() == activity.activity.as_str()
                && series.host == activity.host
                && (series.metric, &series.non_ghg_metric) == (activity.metric, &activity.non_ghg_metric)
                && (series.quantum_digits, series.quantum_scale)
                    == (activity.quantum_digits, activity.quantum_scale)
                && vintage
                && kind
        })
    }

    fn is_levied_wrong(&self, series: Option<&SeriesOpened>, legs: &[(UnitKey, u64)]) -> bool {
        let to = |kind| legs.iter().filter(|leg| self.accounts[&leg.1].kind == kind).count() as u64;
        let (fund, omge) = (to(AccountKind::ADAPTATION_FUND), to(AccountKind::OMGE_CANCELLATION));
        let Some(series) = series.filter(|series| series.regime == Regime::ARTICLE_6_4) else {
            return fund > 0 || omge > 0;
        };
        let levy = &self.origins.levy;
        let rounding = match self.forget {
            Forget::LevyIsRoundedUp => ledger_format::codes::Rounding::DOWN,
            _ => levy.rounding,
        };
        let share = |share: u64| {
            let exact = i128::from(share) * legs.len() as i128;
            rounded(exact, 10_000, rounding).and_then(|units| u64::try_from(units).ok())
        };
        let stated = self.article6.standings.get(&(series.host, StandingItem::EXEMPT_FROM_ADAPTATION_SHARE));
        let exempt = levy.exemption_counts && stated == Some(&1);
        let adaptation = if exempt { Some(0) } else { share(levy.adaptation_share) };
        adaptation != Some(fund) || share(levy.omge_share).is_none_or(|least| omge < least)
    }

    fn is_settled_wrong(&self, movement: &Movement) -> bool {
        let Some(number) = loss(movement) else { return false };
        let Some(loss) = self.origins.losses.get(&number) else { return true };
        let legs = legs(movement);
        let Some(activity) = self.origins.activities.get(loss.activity.as_str()) else { return true };
        let is_of_metric = |unit: &UnitKey| {
            let series = self.article6.facts.get(unit).and_then(|facts| self.series.get(&facts.series?));
            series.is_some_and(|series| {
                (series.metric, &series.non_ghg_metric) == (activity.metric, &activity.non_ghg_metric)
            })
        };
        !legs.iter().all(|(unit, _)| is_of_metric(unit))
            || self.origins.settled(number) + legs.len() as u64 > loss.units
    }
}

/// Whether two underlying spaces are one: the case of a registry's letters tells nothing.
fn is_same_space(one: &UnderlyingSpace, other: &UnderlyingSpace) -> bool {
    one.registry.as_str().eq_ignore_ascii_case(other.registry.as_str())
        && (&one.prefix, &one.suffix) == (&other.prefix, &other.suffix)
}
