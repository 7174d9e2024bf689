//! Gathers what the entries of a portion do to units, with R-360 of each movement.
//!
//! Invariants:
//! - Portions are gathered independently of each other; nothing is changed.
//! - Movements in spaces where no Article 6 units may lie leave nothing behind.
//! - An act has at most as many pieces as its entry has postings or blocks.

use std::num::NonZeroU64;

use ledger_format::block::SerialBlock;
use ledger_format::body::article6::{IdentifiersAssigned, UnitsAuthorized};
use ledger_format::body::notices::{NoticeGiven, NoticeWithdrawn};
use ledger_format::body::{Article6, Body, Notices, Posting, ReversingMovement};
use ledger_format::codes::{AccountKind, Action, Side};
use ledger_format::identifiers::{EntryIndex, SpaceId};
use ledger_format::limits::SERIAL_MAX;

use super::Window;
use super::act::{Act, Given, How, IssuedInto, Numbering, Piece, Plain, Return, What};
use crate::finding::Rule;
use crate::reading::Reading;
use crate::rules::Breach;
use crate::rules::article6::particulars::{Particulars, ask_none, ask_particulars};
use crate::rules::movement::{Segment, pair};
use crate::rules::portion::unknown;
use crate::rules::serials::join;
use crate::rules::state::accounts::Account;
use crate::rules::terms::Terms;
use crate::window::Entry;

/// What a portion gives.
#[derive(Debug, Default)]
pub struct Gathered {
    /// What its entries do.
    pub acts: Vec<Act>,
    /// To which serials.
    pub pieces: Vec<Piece>,
    /// What reversing movements give back.
    pub returns: Vec<Return>,
    /// Breaches of R-360.
    pub breaches: Vec<Breach>,
}

/// Takes in one entry of a portion after the other.
#[derive(Debug)]
pub struct Gatherer<'g> {
    window: &'g Window<'g>,
    /// The space asked for last, and whether Article 6 units may lie in it.
    last_space: Option<(SpaceId, bool)>,
    segments: Vec<Segment>,
    /// The postings of the movement at hand.
    postings: Vec<Posting>,
    out: &'g mut Gathered,
}

impl<'g> Gatherer<'g> {
    /// At the beginning of a portion; `out` is filled anew.
    pub fn new(window: &'g Window<'g>, out: &'g mut Gathered) -> Self {
        out.acts.clear();
        out.pieces.clear();
        out.returns.clear();
        out.breaches.clear();
        let (segments, postings) = (Vec::new(), Vec::new());
        Self { window, last_space: None, segments, postings, out }
    }

    /// Takes in the next entry.
    pub fn entry(&mut self, index: EntryIndex, entry: &Entry<'_>) {
        let terms = self.window.state.article6.terms.found_by(index);
        match &entry.reading {
            Reading::Movement(movement) => {
                if !movement.action.is_known() {
                    return;
                }
                if terms.knows_article6() {
                    self.report(index, ask_none(movement.action, *terms));
                }
                if movement.postings().any(|posting| self.has_units_in(posting.block.space)) {
                    let mut postings = std::mem::take(&mut self.postings);
                    postings.clear();
                    postings.extend(movement.postings());
                    self.plain(index, entry, terms, movement.action, &postings);
                    self.postings = postings;
                }
            }
            Reading::Decoded(decoded) => {
                if unknown(entry, *terms).is_none() {
                    self.body(index, entry, terms, &decoded.1);
                }
            }
            Reading::UnknownKind | Reading::Malformed(_) => {}
        }
    }

    fn body(&mut self, index: EntryIndex, entry: &Entry<'_>, terms: &Terms, body: &Body) {
        match body {
            Body::Movement(movement) => {
                if terms.knows_article6() {
                    self.report(index, ask_particulars(movement, *terms));
                }
                if movement.postings.iter().any(|posting| self.has_units_in(posting.block.space)) {
                    let particulars = Some(Box::new(Particulars::of(movement)));
                    self.movement(index, entry, terms, movement.action, &movement.postings, particulars);
                }
            }
            Body::Reversal(reversal) => self.reversal(index, entry, terms, reversal),
            Body::Article6(Article6::UnitsAuthorized(units)) => self.attachment(index, entry, units),
            Body::Article6(Article6::IdentifiersAssigned(assigned)) => {
                self.assignment(index, entry, assigned);
            }
            Body::Notices(Notices::Given(notice)) => self.notice(index, entry, notice),
            Body::Notices(Notices::Withdrawn(withdrawn)) => {
                self.withdrawal(index, entry, withdrawn);
            }
            _ => {}
        }
    }

    /// A movement without particulars: credits of accounts that are known need no act, if one account gives.
    fn plain(
        &mut self,
        index: EntryIndex,
        entry: &Entry<'_>,
        terms: &Terms,
        action: Action,
        postings: &[Posting],
    ) {
        let issued_into = self.issued_into(index, postings);
        let IssuedInto::SeriesOf(debited) = issued_into else {
            return self.movement(index, entry, terms, action, postings, None);
        };
        let (occurred_at, known) = (entry.bytes.occurred_at(), self.out.pieces.len());
        for posting in postings.iter().filter(|posting| posting.side == Side::Credit) {
            let account = self.window.state.accounts.known_at(posting.account, index);
            match account.filter(|account| account.kind != AccountKind::COUNTERPART) {
                Some(Account { party, kind, .. }) if terms.knows_article6() => {
                    let (party, kind) = (*party, *kind);
                    let plain = Plain { occurred_at, debited, party, kind, action };
                    self.piece(index, posting.block, How::Move(plain));
                }
                _ => {
                    self.out.pieces.truncate(known);
                    return self.movement(index, entry, terms, action, postings, None);
                }
            }
        }
    }

    fn movement(
        &mut self,
        index: EntryIndex,
        entry: &Entry<'_>,
        terms: &Terms,
        action: Action,
        postings: &[Posting],
        particulars: Option<Box<Particulars>>,
    ) {
        let issued_into = self.issued_into(index, postings);
        let act = self.act(
            entry,
            if terms.knows_article6() {
                What::Movement { action, issued_into, particulars }
            } else {
                What::Untold { issued_into }
            },
        );
        for posting in postings.iter().filter(|posting| posting.side == Side::Credit) {
            self.piece(index, posting.block, How::Credit(act, posting.account));
        }
    }

    fn reversal(
        &mut self,
        index: EntryIndex,
        entry: &Entry<'_>,
        terms: &Terms,
        reversal: &ReversingMovement,
    ) {
        let ReversingMovement { reverses, postings, .. } = reversal;
        if !postings.iter().any(|posting| self.has_units_in(posting.block.space)) {
            return;
        }
        let issued_into = self.issued_into(index, postings);
        let facts = self.window.reversals.binary_search_by_key(&self.offset(index), |facts| facts.offset);
        let facts = facts.ok().and_then(|place| self.window.reversals.get(place));
        let act = self.act(
            entry,
            if terms.knows_article6() {
                let year_of_use = facts.and_then(|facts| facts.year_of_use);
                What::Reversal { reverses: *reverses, issued_into, year_of_use }
            } else {
                What::Untold { issued_into }
            },
        );
        let are_well_formed = postings.iter().all(|posting| posting.block.is_well_formed());
        let mut segments = std::mem::take(&mut self.segments);
        // What does not balance breaks a lower rule than those that ask who gives.
        if are_well_formed && pair(postings, &mut segments).is_ok() {
            for Segment { block, debit, credit } in &segments {
                if let (Some(debit), Some(credit)) = (postings.get(*debit), postings.get(*credit)) {
                    self.give_back(index, act, *block, (Some(debit), credit));
                }
            }
        } else {
            for posting in postings.iter().filter(|posting| posting.side == Side::Credit) {
                self.give_back(index, act, posting.block, (None, posting));
            }
        }
        self.segments = segments;
    }

    fn give_back(
        &mut self,
        index: EntryIndex,
        act: u32,
        block: SerialBlock,
        (debit, credit): (Option<&Posting>, &Posting),
    ) {
        let account = |posting: &Posting| self.window.state.accounts.known_at(posting.account, index);
        let (giver, taker) = (debit.and_then(account), account(credit));
        let registry = |account: Option<&Account>| account.and_then(|account| account.registry);
        let leaves_registry = matches!(
            (registry(giver), registry(taker)),
            (Some(from), Some(to)) if from != to
        );
        let given_by = giver.map(|account| account.party);
        let place = u32::try_from(self.out.returns.len()).unwrap_or(u32::MAX);
        self.out.returns.push(Return { account: credit.account, given_by, leaves_registry });
        self.piece(index, block, How::Return(act, place));
    }

    fn attachment(&mut self, index: EntryIndex, entry: &Entry<'_>, units: &UnitsAuthorized) {
        let authorizations = &self.window.state.article6.authorizations;
        let known = authorizations.known_at(units.party, &units.authorization, index);
        let version = known.and_then(|place| authorizations.version_at(place, units.version, index));
        let what = version.map_or(What::Nothing, |version| What::Attachment { version });
        let act = self.act(entry, what);
        units.blocks.iter().for_each(|block| self.piece(index, *block, How::Attach(act)));
    }

    fn assignment(&mut self, index: EntryIndex, entry: &Entry<'_>, assigned: &IdentifiersAssigned) {
        let numbering = Numbering {
            approach: assigned.approach,
            registry: assigned.registry,
            party: assigned.first_transferring_party,
            vintage: assigned.vintage,
        };
        let act = self.act(entry, What::Assignment(Box::new(numbering)));
        let mut next = u128::from(assigned.first_number);
        for block in assigned.blocks.iter().filter(|block| block.is_well_formed()) {
            self.numbered(index, act, *block, next);
            next += u128::from(block.count());
        }
    }

    fn notice(&mut self, index: EntryIndex, entry: &Entry<'_>, notice: &NoticeGiven) {
        let (entity, purpose) = (notice.entity_named(), notice.purpose_named());
        let particulars = Particulars {
            year_of_use: notice.year_of_use(),
            entity,
            purpose,
            names_user: entity.is_some() || purpose.is_some(),
        };
        let NoticeGiven { account, action, party, .. } = *notice;
        let given = Given { account, action, party, particulars };
        let act = self.act(entry, What::Notice(Box::new(given)));
        let well_formed = notice.blocks.iter().filter(|block| block.is_well_formed()).copied();
        // Blocks that overlap, which is a finding, are one.
        for block in join(well_formed.collect()) {
            self.piece(index, block, How::Notice(act));
        }
    }

    fn withdrawal(&mut self, index: EntryIndex, entry: &Entry<'_>, withdrawn: &NoticeWithdrawn) {
        let Some(standing) = self.window.state.notices.standing_at(withdrawn.notice, index) else { return };
        let what = What::Withdrawal { notice: withdrawn.notice, used_for: standing.used_for };
        let act = self.act(entry, what);
        standing.blocks.iter().for_each(|block| self.piece(index, *block, How::Withdraw(act)));
    }

    /// Cuts a block where its numbers leave their limits.
    fn numbered(&mut self, index: EntryIndex, act: u32, block: SerialBlock, number: u128) {
        let mut rest = block;
        if number == 0 {
            self.piece(index, SerialBlock { last: block.first, ..block }, How::Number(act, None));
            rest.first += 1;
        }
        let number = number.max(1);
        let limit = u128::from(SERIAL_MAX);
        let room = u64::try_from((limit + 1).saturating_sub(number)).unwrap_or(u64::MAX);
        let within = rest.count().min(room);
        let number = u64::try_from(number).ok().and_then(NonZeroU64::new);
        if let Some(number) = number.filter(|_| within > 0) {
            let last = rest.first + within - 1;
            self.piece(index, SerialBlock { last, ..rest }, How::Number(act, Some(number)));
            rest.first = last + 1;
        }
        self.piece(index, rest, How::Number(act, None));
    }

    /// Adds an act; returns its place.
    fn act(&mut self, entry: &Entry<'_>, what: What) -> u32 {
        let place = u32::try_from(self.out.acts.len()).unwrap_or(u32::MAX);
        self.out.acts.push(Act { occurred_at: entry.bytes.occurred_at(), what });
        place
    }

    /// Adds a piece, if its block is well formed.
    fn piece(&mut self, index: EntryIndex, block: SerialBlock, how: How) {
        if block.is_well_formed() {
            let SerialBlock { space, first, last } = block;
            self.out.pieces.push(Piece { space, entry: self.offset(index), first, last, how });
        }
    }

    fn offset(&self, index: EntryIndex) -> u32 {
        u32::try_from(index.0 - self.window.first.0).unwrap_or(u32::MAX)
    }

    /// Where units would come from that were never issued: looked up only for those.
    fn issued_into(&self, index: EntryIndex, postings: &[Posting]) -> IssuedInto {
        let mut debits = postings.iter().filter(|posting| posting.side == Side::Debit);
        let first = debits.next().map(|posting| posting.account);
        if let Some(account) = first.filter(|account| debits.all(|posting| posting.account == *account)) {
            return IssuedInto::SeriesOf(account);
        }
        let mut source: Option<(&Posting, &Account)> = None;
        for posting in postings.iter().filter(|posting| posting.side == Side::Debit) {
            let known = self.window.state.accounts.known_at(posting.account, index);
            let Some(account) = known.filter(|account| account.kind == AccountKind::SOURCE) else { continue };
            match source {
                Some((other, _)) if other.account != posting.account => return IssuedInto::None,
                _ => source = Some((posting, account)),
            }
        }
        source.map_or(IssuedInto::None, |(posting, _)| IssuedInto::SeriesOf(posting.account))
    }

    fn has_units_in(&mut self, space: SpaceId) -> bool {
        match self.last_space {
            Some((last, has_units)) if last == space => has_units,
            _ => {
                let has_units = self.window.state.article6.series.has_units_in(space);
                self.last_space = Some((space, has_units));
                has_units
            }
        }
    }

    fn report(&mut self, entry: EntryIndex, verdict: Result<(), Rule>) {
        if let Err(rule) = verdict {
            self.out.breaches.push(Breach { entry, rule, block: None });
        }
    }
}
