//! Which units suit an authorization and a purpose.
//!
//! Invariants:
//! - Whatever is wanted, only Article 6 units suit: others have no authorization.
//! - What decides about a purpose is what R-366 asks: the attachment of the account's Party in effect, or else that of the host.
//!
//! It does not judge a movement: where units go, by what action and for which year is not known yet.

use ledger_format::block::SerialBlock;
use ledger_format::body::SeriesOpened;
use ledger_format::codes::Purposes;
use ledger_format::identifiers::{PartyCode, Timestamp};

use super::Wanted;
use crate::article6::tables::View;
use crate::article6::units::{article6_terms, cut};
use crate::article6::{Attachment, AuthorizationNumber};
use crate::book::{Book, RuleOptions, State};

/// What units are to suit, of one series.
pub(super) struct Suited<'b> {
    view: View<'b>,
    /// None of a series without Article 6 units: nothing suits.
    terms: Option<&'b SeriesOpened>,
    /// Who holds them, and is to use them.
    party: Option<PartyCode>,
    /// None where every authorization suits, and none in it where the one that is wanted is not known.
    authorization: Option<Option<(PartyCode, AuthorizationNumber)>>,
    purpose: Option<Purposes>,
    at: Timestamp,
    options: RuleOptions,
}

impl<'b> Suited<'b> {
    /// What is wanted of a book, if anything is.
    pub(super) fn of(book: &'b Book, wanted: &Wanted) -> Option<Self> {
        if wanted.authorization.is_none() && wanted.purpose.is_none() {
            return None;
        }
        let view = State::article6(book);
        let number =
            |(party, id): &(PartyCode, String)| Some((*party, view.authorization_number(*party, id)?));
        Some(Self {
            view,
            terms: article6_terms(book, Some(wanted.series)),
            party: book.account(wanted.account).map(|account| account.party),
            authorization: wanted.authorization.as_ref().map(number),
            purpose: wanted.purpose,
            at: book.recorded_at(),
            options: book.options(),
        })
    }

    /// What suits of a block of the series, ascending.
    pub(super) fn parts(&self, block: SerialBlock) -> Vec<SerialBlock> {
        let Some(terms) = self.terms else { return Vec::new() };
        let attached = match self.authorization {
            None => vec![block],
            Some(None) => Vec::new(),
            Some(Some((party, number))) => {
                self.attached_by(party, block, |attachment| attachment.authorization == number)
            }
        };
        match self.purpose {
            None => attached,
            Some(purpose) => {
                attached.iter().flat_map(|block| self.for_purpose(*block, terms, purpose)).collect()
            }
        }
    }

    fn attached_by(
        &self,
        party: PartyCode,
        block: SerialBlock,
        suits: impl Fn(Attachment) -> bool,
    ) -> Vec<SerialBlock> {
        let mut parts = Vec::new();
        self.view.attachments().pieces((block.space, party), block.first, block.last, |piece| {
            if piece.value.is_some_and(&suits) {
                parts.push(SerialBlock::new(block.space, piece.first, piece.last));
            }
        });
        parts
    }

    /// What may be used for a purpose.
    fn for_purpose(&self, block: SerialBlock, terms: &SeriesOpened, purpose: Purposes) -> Vec<SerialBlock> {
        let mut parts = Vec::new();
        let user = self.party.unwrap_or(terms.host);
        cut(self.view, block, terms, |unit| {
            if unit.is_restricted(self.view, self.options, self.at) {
                return;
            }
            unit.claimed_under(self.view, user, self.at, |part, version| {
                if version.is_some_and(|version| version.purposes.include(purpose)) {
                    parts.push(part);
                }
            });
        });
        parts
    }
}
