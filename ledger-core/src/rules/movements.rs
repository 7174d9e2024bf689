//! what a movement must say, and who must hold what it moves.
//!
//! Invariant: the short way for one block from one account to another asks the same rules, in the same order, without
//! a list on the heap; whatever it does not see through goes the long way.

use ledger_format::block::SerialBlock;
use ledger_format::body::{Movement, Posting};
use ledger_format::codes::{AccountKind, Action, Metric, Side};
use ledger_format::identifiers::{AccountNumber, SeriesId, SpaceId};
use ledger_format::limits::UNITS_LIMIT;

use super::Case;
use super::detail::MovementFault;
use super::refusal::Refusal;
use super::serials::{ListedSerials, Serials};
use crate::book::{Account, Piece, Standing, State, WholeRun, series_if_new};

/// Where one whole run moves by one debit and one credit, says so.
pub(super) fn movement<S: State>(
    case: &Case<'_, '_, S>,
    body: &Movement,
) -> Result<Option<WholeRun>, Refusal> {
    form(&body.postings)?;
    spaces_and_accounts(case, &body.postings)?;
    balanced(&body.postings)?;
    kinds_fit(case, body)?;
    let (mut whole, mut pieces) = (None, 0_usize);
    if let [a, b] = &body.postings[..] {
        let (debit, credit) = if a.side == Side::Debit { (a, b) } else { (b, a) };
        case.state.pieces(debit.block, |piece| {
            pieces += 1;
            whole = Some(piece);
        });
        if pieces == 1
            && let Some(piece) = whole
            && let Some(series) = passes(case, body.action, debit, credit, piece)
        {
            return Ok(Some(WholeRun { series, changes_units: false }));
        }
    }
    let moved = Moving::of(case, &body.postings);
    if body.action == Action::ISSUE {
        issue(case, &moved)?;
    } else {
        moved.held_by_debited()?;
    }
    moved.occur_in_order(case)?;
    moved.metrics_fit(case, body.action == Action::ISSUE).map(|()| None)
}

/// Whether let one piece pass; if so, its series.
fn passes<S: State>(
    case: &Case<'_, '_, S>,
    action: Action,
    debit: &Posting,
    credit: &Posting,
    piece: Piece,
) -> Option<Option<SeriesId>> {
    let series = match (action, piece.holding) {
        (Action::ISSUE, None) => case.state.account(debit.account)?.series,
        (Action::ISSUE, Some(_)) => return None,
        (_, holding) => {
            let holding = holding.filter(|holding| {
                holding.account == debit.account && holding.occurred_at <= case.candidate.entry.occurred_at()
            })?;
            holding.series
        }
    };
    let terms = series.and_then(|series| case.state.series(series)).map(|series| &series.terms);
    let in_space = action != Action::ISSUE || terms.is_none_or(|terms| terms.space == debit.block.space);
    let metric = case.state.account(credit.account)?.metric;
    (in_space && terms.is_none_or(|terms| terms.metric == metric)).then_some(series)
}

///
pub(super) fn form(postings: &[Posting]) -> Result<(), Refusal> {
    let (mut debited, mut credited) = (0_u64, 0_u64);
    let fault = |fault| Err(Refusal::MovementMalformed(fault));
    for posting in postings {
        if !posting.block.is_well_formed() {
            return fault(MovementFault::Block(posting.block));
        }
        let sum = if posting.side == Side::Debit { &mut debited } else { &mut credited };
        match sum.checked_add(posting.block.count()) {
            Some(units) if units < UNITS_LIMIT => *sum = units,
            _ => return fault(MovementFault::TooManyUnits),
        }
    }
    if debited == 0 || credited == 0 { fault(MovementFault::SideMissing) } else { Ok(()) }
}

///
pub(super) fn spaces_are_declared<S: State>(
    case: &Case<'_, '_, S>,
    spaces: impl Iterator<Item = SpaceId>,
) -> Result<(), Refusal> {
    let mut asked = None;
    for space in spaces {
        if asked.replace(space) != Some(space) && case.state.space(space).is_none() {
            return Err(Refusal::BlockSpaceUnknown(space));
        }
    }
    Ok(())
}

///
pub(super) fn spaces_and_accounts<S: State>(
    case: &Case<'_, '_, S>,
    postings: &[Posting],
) -> Result<(), Refusal> {
    spaces_are_declared(case, postings.iter().map(|posting| posting.block.space))?;
    accounts_are_active(case, postings.iter().map(|posting| posting.account))
}

///
pub(super) fn accounts_are_known<S: State>(
    case: &Case<'_, '_, S>,
    mut numbers: impl Iterator<Item = AccountNumber>,
) -> Result<(), Refusal> {
    let unknown = numbers.find(|number| case.state.account(*number).is_none());
    unknown.map_or(Ok(()), |number| Err(Refusal::MovementAccountUnknown(number)))
}

///
pub(super) fn accounts_are_active<S: State>(
    case: &Case<'_, '_, S>,
    numbers: impl Iterator<Item = AccountNumber>,
) -> Result<(), Refusal> {
    let mut not_active = None;
    for number in numbers {
        match case.state.account(number) {
            None => return Err(Refusal::MovementAccountUnknown(number)),
            Some(account) if account.standing != Standing::Active => {
                not_active.get_or_insert((number, account.standing));
            }
            Some(_) => {}
        }
    }
    match not_active {
        Some((account, standing)) => Err(Refusal::AccountNotActive { account, standing }),
        None => Ok(()),
    }
}

fn blocks(postings: &[Posting], side: Side) -> impl Iterator<Item = SerialBlock> {
    postings.iter().filter(move |posting| posting.side == side).map(|posting| posting.block)
}

///
pub(super) fn balanced(postings: &[Posting]) -> Result<(), Refusal> {
    if let [a, b] = postings
        && a.block == b.block
        && a.account != b.account
    {
        return Ok(());
    }
    let (debits, credits) = (
        Serials::union(blocks(postings, Side::Debit).collect()),
        Serials::union(blocks(postings, Side::Credit).collect()),
    );
    let mut wrong = Vec::new();
    for side in [Side::Debit, Side::Credit] {
        wrong.extend_from_slice(Serials::covered(blocks(postings, side), |times| times > 1).blocks());
    }
    wrong.extend_from_slice(debits.difference(&credits).blocks());
    wrong.extend_from_slice(credits.difference(&debits).blocks());
    if let Some(serials) = Serials::union(wrong).listed() {
        return Err(Refusal::Unbalanced { serials });
    }
    // A serial stands in two blocks of one account only if one is a debit and the other a credit.
    let mut by_account: Vec<&Posting> = postings.iter().collect();
    by_account.sort_unstable_by_key(|posting| posting.account);
    let mut unmoved = Vec::new();
    for legs in by_account.chunk_by(|a, b| a.account == b.account) {
        let both = Serials::covered(legs.iter().map(|leg| leg.block), |times| times > 1);
        unmoved.extend_from_slice(both.blocks());
    }
    Serials::union(unmoved).listed().map_or(Ok(()), |serials| Err(Refusal::Unmoved { serials }))
}

///
fn kinds_fit<S: State>(case: &Case<'_, '_, S>, body: &Movement) -> Result<(), Refusal> {
    let options = case.state.options();
    let mut unfit = None;
    for posting in body.postings.iter() {
        let Some(account) = case.state.account(posting.account) else { continue };
        let kind = account.kind;
        if posting.side == Side::Debit && kind.is_terminal() {
            return Err(Refusal::Terminal { account: posting.account, kind });
        }
        // Under rulebook 2 units that another registry issued enter from a Counterpart account; under rulebook 3 an issue
        // credits what takes the shares of Article 6.4.
        let enters = (body.action, posting.side) == (Action::ISSUE, Side::Credit)
            && match kind {
                AccountKind::COUNTERPART => options.knows_article6(),
                AccountKind::ADAPTATION_FUND | AccountKind::OMGE_CANCELLATION => options.knows_origins(),
                _ => false,
            };
        if !enters && !fits(body.action, posting.side, kind) {
            unfit.get_or_insert(Refusal::KindUnfit {
                account: posting.account,
                kind,
                action: body.action,
                side: posting.side,
            });
        }
    }
    unfit.map_or(Ok(()), Err)
}

/// The table of actions (`spec/rules.md`, Movements).
pub(super) fn fits(action: Action, side: Side, kind: AccountKind) -> bool {
    use AccountKind as K;
    match (action, side) {
        (Action::ISSUE, Side::Debit) => kind == K::SOURCE,
        (Action::ACQUISITION, Side::Debit) => matches!(kind, K::IN_TRANSIT | K::COUNTERPART),
        (_, Side::Debit) => kind.is_live(),
        (Action::ISSUE, Side::Credit) => matches!(kind, K::PENDING | K::HOLDING),
        (Action::TRANSFER, Side::Credit) => {
            matches!(kind, K::HOLDING | K::REVERSAL_BUFFER | K::IN_TRANSIT | K::COUNTERPART)
        }
        (Action::FIRST_TRANSFER, Side::Credit) => {
            matches!(kind, K::HOLDING | K::IN_TRANSIT | K::COUNTERPART)
        }
        (Action::ACQUISITION, Side::Credit) => kind == K::HOLDING,
        (Action::USE_NDC, Side::Credit) => kind == K::USE_NDC,
        (Action::USE_OIMP, Side::Credit) => kind == K::USE_OIMP,
        (Action::CANCELLATION, Side::Credit) => kind == K::OTHER_CANCELLATION,
        (Action::VOLUNTARY_CANCELLATION, Side::Credit) => kind == K::VOLUNTARY_CANCELLATION,
        (Action::OMGE_CANCELLATION, Side::Credit) => kind == K::OMGE_CANCELLATION,
        (Action::ADAPTATION_FUND_CONTRIBUTION, Side::Credit) => kind == K::ADAPTATION_FUND,
        (Action::DOMESTIC_USE, Side::Credit) => kind == K::DOMESTIC_USE,
        _ => false,
    }
}

///
fn issue<S: State>(case: &Case<'_, '_, S>, moved: &Moving<'_>) -> Result<(), Refusal> {
    let space_of = |account: AccountNumber| {
        let series = case.state.account(account)?.series?;
        Some(case.state.series(series)?.terms.space)
    };
    let debits = || moved.postings.iter().filter(|posting| posting.side == Side::Debit);
    if debits().any(|posting| debits().next().is_some_and(|first| first.account != posting.account))
        && let Some(serials) = Serials::union(debits().map(|posting| posting.block).collect()).listed()
    {
        return Err(Refusal::IssueFromSeveral { serials });
    }
    let astray = debits()
        .filter(|posting| space_of(posting.account).is_some_and(|space| space != posting.block.space));
    if let Some(serials) = Serials::union(astray.map(|posting| posting.block).collect()).listed() {
        return Err(Refusal::IssueOutsideSpace { serials });
    }
    moved
        .serials(|piece| piece.found.holding.is_some())
        .map_or(Ok(()), |serials| Err(Refusal::IssuedBefore { serials }))
}

/// A debited block cut into pieces of one holding each.
pub(super) struct DebitedPiece {
    block: SerialBlock,
    pub(super) from: AccountNumber,
    pub(super) found: Piece,
}

/// The serials of a movement with what is known of them.
pub(super) struct Moving<'p> {
    postings: &'p [Posting],
    debited: Vec<DebitedPiece>,
}

impl<'p> Moving<'p> {
    pub(super) fn of<S: State>(case: &Case<'_, '_, S>, postings: &'p [Posting]) -> Self {
        let mut debited = Vec::new();
        for posting in postings.iter().filter(|posting| posting.side == Side::Debit) {
            case.state.pieces(posting.block, |found| {
                let block = SerialBlock::new(posting.block.space, found.first, found.last);
                debited.push(DebitedPiece { block, from: posting.account, found });
            });
        }
        Self { postings, debited }
    }

    /// The debited serials that are such.
    fn such(&self, such: impl Fn(&DebitedPiece) -> bool) -> Serials {
        let such = self.debited.iter().filter(|piece| such(piece)).map(|piece| piece.block);
        Serials::union(such.collect())
    }

    /// The debited serials that are `wrong`, if any, as a refusal lists them.
    pub(super) fn serials(&self, wrong: impl Fn(&DebitedPiece) -> bool) -> Option<ListedSerials> {
        self.such(wrong).listed()
    }

    ///
    fn held_by_debited(&self) -> Result<(), Refusal> {
        self.serials(|piece| piece.found.holding.is_none_or(|holding| holding.account != piece.from))
            .map_or(Ok(()), |serials| Err(Refusal::NotHeld { serials }))
    }

    ///
    pub(super) fn occur_in_order<S: State>(&self, case: &Case<'_, '_, S>) -> Result<(), Refusal> {
        let occurred_at = case.candidate.entry.occurred_at();
        self.serials(|piece| piece.found.holding.is_some_and(|holding| holding.occurred_at > occurred_at))
            .map_or(Ok(()), |serials| Err(Refusal::OccurredBeforeMovement { serials, occurred_at }))
    }

    /// R-213; an issue gives serials that were never issued the series of its Source account.
    pub(super) fn metrics_fit<S: State>(&self, case: &Case<'_, '_, S>, issue: bool) -> Result<(), Refusal> {
        let metric_of = |series: Option<SeriesId>| Some(case.state.series(series?)?.terms.metric);
        let issued = if issue { metric_of(series_if_new(case.state, self.postings)) } else { None };
        // Serials by metric, against what each metric's accounts are credited.
        let mut wrong = Vec::new();
        for metric in [Metric::GHG, Metric::NON_GHG] {
            let of_metric = self.such(|piece| match piece.found.holding {
                Some(holding) => metric_of(holding.series) == Some(metric),
                None => issued == Some(metric),
            });
            if of_metric.is_empty() {
                continue;
            }
            let takes_other = |account: &Account| account.metric != metric;
            let other = self.postings.iter().filter(|posting| {
                posting.side == Side::Credit && case.state.account(posting.account).is_some_and(takes_other)
            });
            let other = Serials::union(other.map(|posting| posting.block).collect());
            wrong.extend_from_slice(of_metric.intersection(&other).blocks());
        }
        Serials::union(wrong).listed().map_or(Ok(()), |serials| Err(Refusal::MetricUnfit { serials }))
    }
}
