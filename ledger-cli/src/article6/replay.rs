//! Entries in order, and what they change.
//!
//! - What an entry under rulebook 1 says about Article 6 is not known; holdings are.
//! - Total on whatever a journal holds: what names nothing that is known changes nothing.
//! - With a moment given, what occurred later to units is left out; statements about Parties and accounts are taken in all the same,
//!   since accounts have to be known.

use std::collections::BTreeMap;

use ledger_format::body::article6::{Article6, IdentifiersAssigned, UnitsAuthorized};
use ledger_format::body::{Body, Movement, ParticularValue, Posting, ReversingMovement};
use ledger_format::codes::{AccountKind, Action, FirstTransferDefinition, Metric, Purposes, Regime, Side};
use ledger_format::identifiers::{AccountNumber, EntryIndex, SeriesId, SpaceId, Timestamp};

use super::moves::Piece;
use super::register::Register;
use super::runs::Runs;
use super::units::{Attachment, Facts, FirstTransfer, Numbered, Trigger};

/// A journal replayed.
#[derive(Debug, Clone, Default)]
pub struct Replay {
    /// What statements say.
    pub register: Register,
    /// What is known of serials, by space.
    pub units: BTreeMap<SpaceId, Runs<Facts>>,
    /// What happened to Article 6 units, in order.
    pub pieces: Vec<Piece>,
    /// Movements that were reversed, each with the entry that did it and when that occurred.
    pub reversed: BTreeMap<EntryIndex, (EntryIndex, Timestamp)>,
    up_to: Option<Timestamp>,
    rulebook: u32,
    uses: BTreeMap<EntryIndex, u16>,
}

/// What an entry says about every unit in it.
#[derive(Clone, Copy)]
struct Mover {
    entry: EntryIndex,
    occurred_at: Timestamp,
    action: Option<Action>,
    reverses: Option<EntryIndex>,
    source: Option<AccountNumber>,
}

impl Replay {
    /// An empty one; with a moment, what occurred later to units is left out.
    #[must_use]
    pub fn up_to(moment: Option<Timestamp>) -> Self {
        Self { up_to: moment, ..Self::default() }
    }

    /// The version of the rules in force behind the last entry.
    #[must_use]
    pub fn rulebook(&self) -> u32 {
        self.rulebook
    }

    /// Takes in the next entry.
    pub fn take_in(&mut self, entry: EntryIndex, occurred_at: Timestamp, body: &Body) {
        match body {
            Body::Genesis(it) if entry == EntryIndex(0) => self.rulebook = it.rulebook.version,
            // In force from the next batch, which is the next entry.
            Body::RulebookAdopted(it) => self.rulebook = it.version,
            Body::Article6(_) if self.rulebook < 2 => return,
            _ => self.register.take_in(entry, occurred_at, body),
        }
        if self.up_to.is_some_and(|moment| occurred_at > moment) {
            return;
        }
        match body {
            Body::Movement(it) => self.movement(entry, occurred_at, it),
            Body::Reversal(it) => self.reversal(entry, occurred_at, it),
            Body::Article6(Article6::UnitsAuthorized(it)) => self.authorized(entry, occurred_at, it),
            Body::Article6(Article6::IdentifiersAssigned(it)) => self.identified(it),
            _ => {}
        }
    }

    fn is_article6(&self, series: Option<SeriesId>) -> bool {
        let regime = series.and_then(|series| self.register.series.get(&series)).map(|series| series.regime);
        matches!(regime, Some(Regime::ARTICLE_6_2 | Regime::ARTICLE_6_4))
    }

    fn movement(&mut self, entry: EntryIndex, occurred_at: Timestamp, it: &Movement) {
        let mut piece = Details::default();
        if self.rulebook >= 2 {
            for particular in it.particulars.iter() {
                match particular.read() {
                    Some(ParticularValue::YearOfUse(year)) => {
                        piece.year_of_use.get_or_insert(year);
                    }
                    Some(ParticularValue::Entity(entity)) => {
                        piece.entity.get_or_insert(entity);
                    }
                    Some(ParticularValue::Purpose(purpose)) => {
                        piece.purpose.get_or_insert(purpose);
                    }
                    _ => {}
                }
            }
        }
        if it.action != Action::USE_NDC {
            piece.year_of_use = None;
        }
        if let Some(year) = piece.year_of_use {
            self.uses.insert(entry, year);
        }
        let source = self.only_source(&it.postings);
        let mover = Mover { entry, occurred_at, action: Some(it.action), reverses: None, source };
        self.credit(&mover, &it.postings, &piece);
    }

    fn reversal(&mut self, entry: EntryIndex, occurred_at: Timestamp, it: &ReversingMovement) {
        self.reversed.entry(it.reverses).or_insert((entry, occurred_at));
        let year_of_use = self.uses.get(&it.reverses).copied();
        let details = Details { year_of_use, ..Details::default() };
        let mover = Mover { entry, occurred_at, action: None, reverses: Some(it.reverses), source: None };
        self.credit(&mover, &it.postings, &details);
    }

    /// The one debited Source account, if there is exactly one.
    fn only_source(&self, postings: &[Posting]) -> Option<AccountNumber> {
        let mut sources: Vec<AccountNumber> = postings
            .iter()
            .filter(|it| it.side == Side::Debit)
            .map(|it| it.account)
            .filter(|it| {
                self.register.accounts.get(it).is_some_and(|account| account.kind == AccountKind::SOURCE)
            })
            .collect();
        sources.sort_unstable();
        sources.dedup();
        match sources.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    fn credit(&mut self, mover: &Mover, postings: &[Posting], details: &Details) {
        let credits = postings.iter().filter(|it| it.side == Side::Credit && it.block.is_well_formed());
        for posting in credits {
            let (space, first, last) = (posting.block.space, posting.block.first, posting.block.last);
            let mut runs = std::mem::take(self.units.entry(space).or_default());
            let mut pieces = Vec::new();
            runs.change(first, last, |first, last, facts| {
                let giver = if mover.action == Some(Action::ISSUE) {
                    mover.source
                } else {
                    facts.held.map(|(account, _)| account)
                };
                if facts.held.is_none() && facts.series.is_none() {
                    let source = mover.source.and_then(|source| self.register.accounts.get(&source));
                    facts.series = source.and_then(|source| source.series);
                }
                let article6 = self.rulebook >= 2 && self.is_article6(facts.series);
                let undone = facts.first_transfer.filter(|it| Some(it.entry) == mover.reverses);
                if article6 && undone.is_some() {
                    facts.first_transfer = None;
                }
                let made = if article6 { self.trigger(mover, facts, giver, posting.account) } else { None };
                if let Some(trigger) = made {
                    let (entry, occurred_at) = (mover.entry, mover.occurred_at);
                    facts.first_transfer = Some(FirstTransfer { entry, occurred_at, trigger });
                }
                facts.held = Some((posting.account, mover.entry));
                if article6 {
                    let year_of_use = self.use_of(mover, facts, posting.account, details.year_of_use);
                    let undone = undone.map(|it| it.trigger);
                    let acquiring = Some(posting.account);
                    let changes = Changes { made, undone, transferring: giver, acquiring };
                    let details = Details { year_of_use, ..*details };
                    pieces.push(details.piece(mover, (space, first, last), facts, changes));
                }
            });
            self.units.insert(space, runs);
            self.pieces.extend(pieces);
        }
    }

    /// The year of the use that a movement makes, or takes back: what is used already is not used again.
    fn use_of(
        &self,
        mover: &Mover,
        facts: &mut Facts,
        taker: AccountNumber,
        year: Option<u16>,
    ) -> Option<u16> {
        let year = year?;
        match mover.reverses {
            Some(reversed) if facts.used == Some(reversed) => facts.used = None,
            None if facts.used.is_none() && self.register.accounts.contains_key(&taker) => {
                facts.used = Some(mover.entry);
            }
            _ => return None,
        }
        Some(year)
    }

    /// The trigger by which a movement makes the first transfer of units, if it does.
    fn trigger(
        &self,
        mover: &Mover,
        facts: &Facts,
        giver: Option<AccountNumber>,
        taker: AccountNumber,
    ) -> Option<Trigger> {
        let action = mover.action.filter(|action| *action != Action::ISSUE)?;
        if facts.first_transfer.is_some() {
            return None;
        }
        let host = self.register.series.get(&facts.series?)?.host;
        let attachment = facts.attachment(host)?;
        if !self.register.in_effect(&attachment.key, attachment.version, mover.occurred_at) {
            return None;
        }
        let stated = self.register.version(&attachment.key, attachment.version)?;
        let party = |account| self.register.accounts.get(&account).map(|account| account.party);
        let crosses = match (giver.and_then(party), party(taker)) {
            (Some(giver), Some(taker)) => taker != giver && taker != host,
            _ => false,
        };
        let ends = matches!(
            action,
            Action::USE_OIMP
                | Action::CANCELLATION
                | Action::VOLUNTARY_CANCELLATION
                | Action::OMGE_CANCELLATION
        );
        if crosses && stated.purposes.include(Purposes::NDC) {
            Some(Trigger::International)
        } else if ends && stated.first_transfer == FirstTransferDefinition::USE_OR_CANCELLATION {
            Some(Trigger::UseOrCancellation)
        } else {
            None
        }
    }

    fn authorized(&mut self, entry: EntryIndex, occurred_at: Timestamp, it: &UnitsAuthorized) {
        let key = (it.party, it.authorization.to_string());
        let Some(stated) = self.register.version(&key, it.version) else { return };
        let trigger = match stated.first_transfer {
            FirstTransferDefinition::AUTHORIZATION => Some(Trigger::Authorization),
            FirstTransferDefinition::ISSUANCE => Some(Trigger::Issuance),
            _ => None,
        };
        let trigger = trigger.filter(|_| self.register.in_effect(&key, it.version, occurred_at));
        let mover = Mover { entry, occurred_at, action: None, reverses: None, source: None };
        for block in it.blocks.iter().filter(|block| block.is_well_formed()) {
            let Some(mut runs) = self.units.remove(&block.space) else { continue };
            let mut pieces = Vec::new();
            runs.change(block.first, block.last, |first, last, facts| {
                if facts.held.is_none() || !self.is_article6(facts.series) {
                    return;
                }
                facts.attach(Attachment { key: key.clone(), version: it.version, entry });
                let host = facts.series.and_then(|it| self.register.series.get(&it)).map(|it| it.host);
                let Some(trigger) = trigger.filter(|_| host == Some(it.party)) else { return };
                if facts.first_transfer.is_none() {
                    facts.first_transfer = Some(FirstTransfer { entry, occurred_at, trigger });
                    let nobody = (None, None);
                    let (transferring, acquiring) = nobody;
                    let changes = Changes { made: Some(trigger), undone: None, transferring, acquiring };
                    let place = (block.space, first, last);
                    pieces.push(Details::default().piece(&mover, place, facts, changes));
                }
            });
            self.units.insert(block.space, runs);
            self.pieces.extend(pieces);
        }
    }

    fn identified(&mut self, it: &IdentifiersAssigned) {
        let mut next = i128::from(it.first_number);
        for block in it.blocks.iter().filter(|block| block.is_well_formed()) {
            let distance = next - i128::from(block.first);
            next += i128::from(block.count());
            let Some(mut runs) = self.units.remove(&block.space) else { continue };
            // Numbers lie from 1 to 2^63 - 1: what would get another gets none.
            let serial = |number: i128| number - distance;
            let first = serial(1).max(block.first.into());
            let last = serial((1 << 63) - 1).min(block.last.into());
            let (Ok(first), Ok(last)) = (u64::try_from(first), u64::try_from(last)) else {
                self.units.insert(block.space, runs);
                continue;
            };
            runs.change(first, last, |_, _, facts| {
                if facts.identifier.is_none() && facts.held.is_some() && self.is_article6(facts.series) {
                    let (approach, registry, party) = (it.approach, it.registry, it.first_transferring_party);
                    let vintage = it.vintage;
                    facts.identifier = Some(Numbered { approach, registry, party, vintage, distance });
                }
            });
            self.units.insert(block.space, runs);
        }
    }

    /// Whether a series is measured in tonnes of CO2 equivalent.
    #[must_use]
    pub fn is_ghg(&self, series: SeriesId) -> bool {
        self.register.series.get(&series).is_some_and(|series| series.metric == Metric::GHG)
    }
}

/// What an entry's particulars say.
#[derive(Clone, Copy, Default)]
struct Details {
    year_of_use: Option<u16>,
    entity: Option<ledger_format::identifiers::Commitment>,
    purpose: Option<Purposes>,
}

/// What an entry did to a run.
#[derive(Clone, Copy)]
struct Changes {
    made: Option<Trigger>,
    undone: Option<Trigger>,
    transferring: Option<AccountNumber>,
    acquiring: Option<AccountNumber>,
}

impl Details {
    fn piece(&self, mover: &Mover, place: (SpaceId, u64, u64), facts: &Facts, changes: Changes) -> Piece {
        let (space, first, last) = place;
        Piece {
            entry: mover.entry,
            occurred_at: mover.occurred_at,
            action: mover.action,
            reverses: mover.reverses,
            space,
            first,
            last,
            series: facts.series,
            transferring: changes.transferring,
            acquiring: changes.acquiring,
            attachments: facts.attachments.clone(),
            identifier: facts.identifier,
            made: changes.made,
            first_transferred: facts.first_transfer.is_some(),
            undone: changes.undone,
            year_of_use: self.year_of_use,
            entity: self.entity,
            purpose: self.purpose,
        }
    }
}
