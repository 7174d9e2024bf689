//! Postings, actions and reversals, unit by unit.

use ledger_format::body::Posting;
use ledger_format::codes::{AccountKind, Action, Side};

use super::{Account, Model, Rule, UnitKey};

/// A unit and the account that gives or takes it.
type Leg = (UnitKey, u64);

impl Model {
    pub(super) fn judge_postings(
        &self,
        postings: &[Posting],
        action: Option<Action>,
        occurred_ms: u64,
    ) -> Option<Rule> {
        let of = |side| postings.iter().filter(move |posting| posting.side == side);
        let well_formed = postings.iter().all(|posting| posting.block.is_well_formed());
        if of(Side::Debit).count() == 0 || of(Side::Credit).count() == 0 || !well_formed {
            return Some(201);
        }
        if postings.iter().any(|posting| !self.spaces.contains(&posting.block.space.0)) {
            return Some(202);
        }
        if postings.iter().any(|posting| !self.accounts.contains_key(&posting.account.0)) {
            return Some(203);
        }
        let account = |posting: &Posting| &self.accounts[&posting.account.0];
        if postings.iter().any(|posting| !account(posting).active || account(posting).closed) {
            return Some(204);
        }
        let legs = |side| -> Vec<Leg> {
            let serials = |posting: &Posting| posting.block.first..=posting.block.last;
            let mut legs: Vec<_> = of(side)
                .flat_map(|posting| {
                    serials(posting).map(|serial| ((posting.block.space.0, serial), posting.account.0))
                })
                .collect();
            legs.sort_unstable();
            legs
        };
        let (debited, credited) = (legs(Side::Debit), legs(Side::Credit));
        let serials = |legs: &[Leg]| legs.iter().map(|(unit, _)| *unit).collect::<Vec<_>>();
        let twice = |legs: &[Leg]| legs.windows(2).any(|pair| pair[0].0 == pair[1].0);
        if twice(&debited) || twice(&credited) || serials(&debited) != serials(&credited) {
            return Some(205);
        }
        if debited.iter().zip(&credited).any(|(a, b)| a.1 == b.1) {
            return Some(206);
        }
        action
            .and_then(|action| self.judge_action(action, &debited, &credited))
            .or_else(|| {
                let late =
                    |(unit, _): &Leg| self.units.get(unit).is_some_and(|unit| unit.occurred_ms > occurred_ms);
                self.ask(212, || debited.iter().any(late))
            })
            .or_else(|| self.judge_metrics(action, &debited, &credited))
    }

    fn judge_metrics(&self, action: Option<Action>, debited: &[Leg], credited: &[Leg]) -> Option<Rule> {
        let source = debited.first().and_then(|(_, number)| self.accounts[number].series);
        let series = |unit: &UnitKey| match action {
            Some(Action::ISSUE) => source,
            _ => self.article6.facts.get(unit).and_then(|facts| facts.series),
        };
        let differs = |(unit, number): &Leg| {
            let metric = series(unit).and_then(|series| self.series.get(&series)).map(|series| series.metric);
            metric.is_some_and(|metric| metric != self.accounts[number].metric)
        };
        self.ask(213, || credited.iter().any(differs))
    }

    fn judge_action(&self, action: Action, debited: &[Leg], credited: &[Leg]) -> Option<Rule> {
        let account = |leg: &Leg| -> &Account { &self.accounts[&leg.1] };
        if debited.iter().any(|leg| account(leg).kind.is_terminal()) {
            return Some(207);
        }
        let gives = |leg: &Leg| fits_to_give(action, account(leg).kind);
        let takes = |leg: &Leg| fits_to_take(action, account(leg).kind, self.rulebook);
        if !debited.iter().all(gives) || !credited.iter().all(takes) {
            return Some(208);
        }
        let issue = action == Action::ISSUE;
        let space = |leg: &Leg| {
            account(leg).series.and_then(|series| self.series.get(&series)).map(|series| series.space.0)
        };
        let one_source = debited.iter().all(|leg| leg.1 == debited[0].1);
        if issue && (!one_source || debited.iter().any(|leg| space(leg) != Some(leg.0.0))) {
            return Some(209);
        }
        let held = |(unit, number): &Leg| self.units.get(unit).is_some_and(|unit| unit.account == *number);
        if issue {
            self.ask(210, || debited.iter().any(|(unit, _)| self.units.contains_key(unit)))
        } else {
            self.ask(211, || !debited.iter().all(held))
        }
    }

    pub(super) fn judge_reversal(&self, reverses: u64, postings: &[Posting]) -> Option<Rule> {
        let Some(original) = self.movements.get(&reverses) else { return Some(220) };
        if self.reversed.contains(&reverses) {
            return Some(221);
        }
        if !original.postings.iter().map(|posting| posting.reversed()).eq(postings.iter().copied()) {
            return Some(222);
        }
        let unmoved = |posting: &Posting| {
            (posting.block.first..=posting.block.last).all(|serial| {
                self.units
                    .get(&(posting.block.space.0, serial))
                    .is_some_and(|unit| unit.account == posting.account.0 && unit.since == reverses)
            })
        };
        let mut debits = postings.iter().filter(|posting| posting.side == Side::Debit);
        self.ask(223, || !debits.all(unmoved))
    }
}

pub(super) fn fits_to_give(action: Action, kind: AccountKind) -> bool {
    match action {
        Action::ISSUE => kind == AccountKind::SOURCE,
        Action::ACQUISITION => matches!(kind, AccountKind::IN_TRANSIT | AccountKind::COUNTERPART),
        _ => kind.is_live(),
    }
}

pub(super) fn fits_to_take(action: Action, kind: AccountKind, rulebook: u32) -> bool {
    use AccountKind as K;
    match action {
        Action::ISSUE => {
            matches!(kind, K::PENDING | K::HOLDING)
                || (rulebook >= 2 && kind == K::COUNTERPART)
                || (rulebook >= 3 && matches!(kind, K::ADAPTATION_FUND | K::OMGE_CANCELLATION))
        }
        Action::TRANSFER => matches!(kind, K::HOLDING | K::REVERSAL_BUFFER | K::IN_TRANSIT | K::COUNTERPART),
        Action::FIRST_TRANSFER => matches!(kind, K::HOLDING | K::IN_TRANSIT | K::COUNTERPART),
        Action::ACQUISITION => kind == K::HOLDING,
        Action::USE_NDC => kind == K::USE_NDC,
        Action::USE_OIMP => kind == K::USE_OIMP,
        Action::CANCELLATION => kind == K::OTHER_CANCELLATION,
        Action::VOLUNTARY_CANCELLATION => kind == K::VOLUNTARY_CANCELLATION,
        Action::OMGE_CANCELLATION => kind == K::OMGE_CANCELLATION,
        Action::ADAPTATION_FUND_CONTRIBUTION => kind == K::ADAPTATION_FUND,
        Action::DOMESTIC_USE => kind == K::DOMESTIC_USE,
        _ => false,
    }
}
