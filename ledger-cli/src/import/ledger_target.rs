//! A real ledger as the target of an import.
//!
//! - What a row needs and the ledger does not have yet (Party, space, series, account) is opened in the row's own
//!   batch, before
//!   its movement, and bears the row's provenance; a row that is refused opens nothing.
//! - Rows are committed together, in order. When a rule refuses one, what stands before it is committed without it.
//! - Ids are made of provenance, so a row has the same id in every run.
//!
//! It finds accounts by Party, registry and kind, among those without a holder's name: an account that somebody
//! opened for a named
//! holder is not the import's.

use std::collections::BTreeMap;

use ledger_core::CommitError;
use ledger_core::rules::Refusal;
use ledger_format::block::SerialBlock;
use ledger_format::body::{
    AccountClosed, Body, Context, Movement, Particular, ParticularValue, PartyDeclared, Posting, Provenance,
    SpaceDeclared,
};
use ledger_format::bounded::Bounded;
use ledger_format::codes::{AccountKind, Side};
use ledger_format::entry::Statement;
use ledger_format::identifiers::{AccountNumber, EntryId, EntryIndex, PartyCode};

use super::fault::RowFault;
use super::ledger_names::Names;
use super::resolve::Instruction;
use super::target::{ImportTarget, Outcome, PartyUnits, PostedRows};
use crate::session::{Session, now};

/// A ledger that rows are imported into.
pub struct LedgerTarget<'s> {
    session: &'s Session,
    names: Names,
    /// How many rows are tried together: fewer after a refusal, more after none.
    together: usize,
}

/// A ledger that fails as the target of an import.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TargetError {
    /// It cannot be read or written.
    #[error(transparent)]
    Ledger(#[from] ledger_core::Error),
    /// There is no number left for what a row needs.
    #[error("all {what} numbers are taken: import into a ledger of its own")]
    NumbersTaken {
        /// Of what.
        what: &'static str,
    },
}

/// The entries of some rows, on their way to be committed together.
#[derive(Default)]
struct Together {
    entries: Vec<Vec<u8>>,
    /// For each entry, its row's place among the instructions.
    rows: Vec<usize>,
    /// What is refused already, by the row's place.
    refused: BTreeMap<usize, Outcome>,
    /// Blocks that these rows issue, and in which series.
    issued: Vec<(SerialBlock, ledger_format::identifiers::SeriesId)>,
}

impl<'s> LedgerTarget<'s> {
    /// The open ledger of `session`.
    #[must_use]
    pub fn new(session: &'s Session) -> Self {
        let names = Names::of(&session.ledger.book());
        Self { session, names, together: super::importer::BATCH_ROW_COUNT }
    }

    /// Adds a row's entries, or what refuses it.
    fn prepare(
        &mut self,
        place: usize,
        it: &Instruction,
        together: &mut Together,
    ) -> Result<(), TargetError> {
        let mark = self.names.mark();
        let mut bodies = Vec::new();
        let postings = match self.postings(it, together, &mut bodies)? {
            Ok(postings) => postings,
            Err(refused) => {
                self.names.back_to(mark);
                together.refused.insert(place, refused);
                return Ok(());
            }
        };
        let postings = Bounded::new(postings.to_vec()).unwrap_or_default();
        bodies.push(Body::Movement(Movement {
            action: it.action,
            particulars: Bounded::new(self.particulars(it)).unwrap_or_default(),
            postings,
        }));
        for (part, body) in bodies.into_iter().enumerate() {
            let statement = self.statement(it, part, body);
            together.entries.push(self.session.sign(&statement)?);
            together.rows.push(place);
        }
        Ok(())
    }

    /// What the ledger's rulebook wants to know of a row beside its units.
    fn particulars(&self, it: &Instruction) -> Vec<Particular> {
        let options = self.session.ledger.book().options();
        let history = it.history.filter(|_| options.knows_origins()).map(ParticularValue::History);
        let evidence = it.evidence.filter(|_| options.knows_holds()).map(ParticularValue::Evidence);
        [history, evidence].into_iter().flatten().map(Particular::from).collect()
    }

    /// The legs of a row's movement; what they need and the ledger lacks is opened by `bodies`.
    fn postings(
        &mut self,
        it: &Instruction,
        together: &mut Together,
        bodies: &mut Vec<Body>,
    ) -> Result<Result<[Posting; 2], Outcome>, TargetError> {
        let representatives = self.session.key_numbers();
        let Some(debit) = it.debit else {
            for party in [it.series.host_party, it.credit.party] {
                if self.names.declare(party) {
                    bodies.push(Body::PartyDeclared(PartyDeclared { party }));
                }
            }
            let (space, is_new) = self.names.space(&it.space)?;
            if is_new {
                bodies.push(Body::SpaceDeclared(SpaceDeclared { space, name: it.space.clone() }));
            }
            let (series, opened) = self.names.series(space, &it.series)?;
            bodies.extend(opened.map(Body::SeriesOpened));
            let (credit, opened) = self.names.account(it.credit, &representatives)?;
            bodies.extend(opened.map(Body::AccountOpened));
            let block = SerialBlock::new(space, it.first, it.last);
            together.issued.push((block, series.number));
            return Ok(Ok(legs(series.source, credit, block)));
        };
        let Some(space) = self.names.known_space(&it.space) else {
            let reason = format!("the number space {} is not declared: nothing was issued in it", it.space);
            return Ok(Err(Outcome::Refused { code: "R-202".to_owned(), reason }));
        };
        let Some(debit) = self.names.known_account(debit) else {
            let reason = format!("{} has no {} account: nothing was issued to it", debit.party, debit.kind);
            return Ok(Err(Outcome::Refused { code: "R-203".to_owned(), reason }));
        };
        let block = SerialBlock::new(space, it.first, it.last);
        if self.is_of_other_series(it, debit, block, together) {
            let fault = RowFault::OtherSeries { stated: it.series.label.to_string() };
            return Ok(Err(Outcome::Refused { code: fault.code().to_owned(), reason: fault.to_string() }));
        }
        if self.names.declare(it.credit.party) {
            bodies.push(Body::PartyDeclared(PartyDeclared { party: it.credit.party }));
        }
        let (credit, opened) = self.names.account(it.credit, &representatives)?;
        bodies.extend(opened.map(Body::AccountOpened));
        Ok(Ok(legs(debit, credit, block)))
    }

    /// Whether units that the debited account holds are of another series than the row states.
    fn is_of_other_series(
        &self,
        it: &Instruction,
        debit: AccountNumber,
        block: SerialBlock,
        together: &Together,
    ) -> bool {
        let stated = self.names.known_series(block.space, &it.series.label);
        let book = self.session.ledger.book();
        let posted = book.holdings_of_block(block).into_iter().filter_map(|piece| piece.holding);
        let mut posted = posted.filter(|holding| holding.account == debit);
        let mut issued = together.issued.iter().filter(|(issued, _)| issued.overlaps(&block));
        posted.any(|holding| holding.series != stated) || issued.any(|(_, series)| Some(*series) != stated)
    }

    fn statement(&self, it: &Instruction, part: usize, body: Body) -> Statement {
        Statement {
            id: id_of(&it.provenance, part),
            occurred_at: it.occurred_at,
            not_after: self.session.not_after(now()),
            context: Context { provenance: Some(it.provenance), on_behalf: None },
            body,
        }
    }

    /// Commits the first rows of `instructions`, as many as go together; returns what became of them.
    fn post_some(&mut self, instructions: &[Instruction]) -> Result<Vec<Outcome>, TargetError> {
        let mut count = self.together.min(instructions.len());
        loop {
            let mark = self.names.mark();
            let mut together = Together::default();
            for (place, instruction) in instructions.iter().take(count).enumerate() {
                self.prepare(place, instruction, &mut together)?;
            }
            match self.session.ledger.submit(&together.entries) {
                Ok(_) => {
                    self.together = (count * 2).min(super::importer::BATCH_ROW_COUNT);
                    return Ok((0..count)
                        .map(|place| together.refused.remove(&place).unwrap_or(Outcome::Posted))
                        .collect());
                }
                Err(CommitError::Failed(error)) => return Err(error.into()),
                Err(CommitError::Refused { place, refusal }) => {
                    self.names.back_to(mark);
                    self.together = (self.together / 2).max(1);
                    let row = together.rows.get(place).copied().unwrap_or_default();
                    if row == 0 {
                        return Ok(vec![refused(&refusal)]);
                    }
                    count = row;
                }
            }
        }
    }
}

impl ImportTarget for LedgerTarget<'_> {
    type Error = TargetError;

    fn mark_posted(&mut self, rows: &mut PostedRows) -> Result<(), TargetError> {
        for recorded in self.session.ledger.feed(EntryIndex(0))? {
            let recorded = recorded?;
            let entry = ledger_format::entry::EntryBytes::whole(&recorded.bytes).ok();
            if let Some(Ok(Some((context, Body::Movement(_))))) = entry.map(|entry| entry.decode())
                && let Some(provenance) = context.provenance
            {
                rows.mark(&provenance);
            }
        }
        Ok(())
    }

    fn post(&mut self, instructions: &[Instruction]) -> Result<Vec<Outcome>, TargetError> {
        let mut outcomes = Vec::with_capacity(instructions.len());
        while let Some(rest) = instructions.get(outcomes.len()..).filter(|rest| !rest.is_empty()) {
            let more = self.post_some(rest)?;
            outcomes.extend(more);
        }
        Ok(outcomes)
    }

    fn judge(&mut self, instruction: &Instruction) -> Result<Outcome, TargetError> {
        let mark = self.names.mark();
        let mut together = Together::default();
        self.prepare(0, instruction, &mut together)?;
        // A batch is posted whole or not at all: closing an account that there cannot be is refused, and the
        // row with it.
        let never = Body::AccountClosed(AccountClosed { account: AccountNumber(u64::MAX) });
        together.entries.push(self.session.sign(&self.session.statement(never))?);
        let judged = self.session.ledger.submit(&together.entries);
        self.names.back_to(mark);
        if let Some(outcome) = together.refused.remove(&0) {
            return Ok(outcome);
        }
        match judged {
            Err(CommitError::Failed(error)) => Err(error.into()),
            Err(CommitError::Refused { place, refusal }) if place < together.rows.len() => {
                Ok(refused(&refusal))
            }
            _ => Ok(Outcome::Posted),
        }
    }

    fn units(&mut self) -> Result<BTreeMap<PartyCode, PartyUnits>, TargetError> {
        let book = self.session.ledger.book();
        let mut units: BTreeMap<PartyCode, PartyUnits> = BTreeMap::new();
        for (number, series) in book.all_series() {
            units.entry(series.terms.host).or_default().issued += book.issued(number);
        }
        for (space, _) in book.spaces() {
            let whole = SerialBlock::new(space, 1, ledger_format::limits::SERIAL_MAX);
            for piece in book.holdings_of_block(whole) {
                let Some(account) = piece.holding.and_then(|holding| book.account(holding.account)) else {
                    continue;
                };
                let count = u128::from(piece.last - piece.first) + 1;
                let party = units.entry(account.party).or_default();
                if account.kind.is_terminal() {
                    party.used_or_cancelled += count;
                } else if account.kind != AccountKind::SOURCE {
                    party.held += count;
                }
            }
        }
        Ok(units)
    }
}

fn legs(debit: AccountNumber, credit: AccountNumber, block: SerialBlock) -> [Posting; 2] {
    [
        Posting { account: debit, side: Side::Debit, block },
        Posting { account: credit, side: Side::Credit, block },
    ]
}

fn refused(refusal: &Refusal) -> Outcome {
    let (code, text) = (format!("R-{}", refusal.rule().number()), refusal.to_string());
    let reason = text.strip_prefix(&format!("{code}: ")).unwrap_or(&text).to_owned();
    Outcome::Refused { code, reason }
}

/// The id of the part of a row: a UUID of version 8 (its bits are the application's) made of file digest, row and part.
fn id_of(provenance: &Provenance, part: usize) -> EntryId {
    let mut hasher = blake3::Hasher::new_derive_key("itmo-ledger/v1/import-id");
    hasher
        .update(&provenance.source.0)
        .update(&provenance.row.to_le_bytes())
        .update(&(part as u64).to_le_bytes());
    let mut bytes = [0; 16];
    hasher.finalize_xof().fill(&mut bytes);
    EntryId(uuid::Builder::from_custom_bytes(bytes).into_uuid().into_bytes())
}

#[cfg(test)]
mod tests {
    use ledger_format::identifiers::Digest;

    use super::*;

    #[test]
    fn ids_are_the_same_in_every_run_and_differ_by_row_and_part() {
        let provenance = |row| Provenance { source: Digest([1; 32]), row };
        assert_eq!(id_of(&provenance(1), 0), id_of(&provenance(1), 0));
        assert_ne!(id_of(&provenance(1), 0), id_of(&provenance(2), 0));
        assert_ne!(id_of(&provenance(1), 0), id_of(&provenance(1), 1));
        assert_eq!(id_of(&provenance(1), 0).0[6] >> 4, 8, "the version of the UUID");
    }
}
