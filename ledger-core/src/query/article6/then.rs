//! What had been stated by a time of occurrence: what a report of the past may say of statements.
//!
//! Invariants:
//! - What ends, changes or restates (the end of an authorization, a later version, the status and registries of an approach, inventories,
//!   standings, conversions, filings, final adjustments) counts if it occurred by then; of two that did, the one that was posted last.
//! - What declares (approach, NDC period, entity, the first version of an authorization) counts whenever it occurred: what
//!   happened earlier may rest on it, as in a ledger that began later and was given its history.
//! - It knows no unit: what units did is told by a book that takes in every entry about them ([`super::view`]).
//!
//! Activities and monitorings are none of its: a view tells nothing of them.

use ledger_format::body::article6::Article6;
use ledger_format::body::origins::Origins;
use ledger_format::body::{Body, Notices};
use ledger_format::identifiers::{Origin, PartyCode, Timestamp};
use rustc_hash::FxHashSet;

use crate::book::{Book, State};
use crate::rules::Candidate;

/// Statements, as they were known at a time of occurrence.
#[derive(Debug)]
pub(super) struct KnownThen {
    time: Timestamp,
    /// Without accounts, series or units.
    book: Book,
    /// Authorizations that were stated later.
    later: FxHashSet<(PartyCode, String)>,
}

impl KnownThen {
    /// Nothing yet.
    pub(super) fn at(time: Timestamp, origin: Origin) -> Self {
        Self { time, book: Book::new(origin), later: FxHashSet::default() }
    }

    /// Takes in an entry, in the order of the journal, as far as it counts.
    pub(super) fn take_in(&mut self, candidate: &Candidate<'_>) {
        let by_then = candidate.entry.occurred_at() <= self.time;
        let counts = match candidate.body {
            // Which rulebook an entry stands under goes by the journal.
            Body::Genesis(_) | Body::RulebookAdopted(_) => true,
            Body::Origins(Origins::ConversionStated(_)) | Body::Notices(Notices::RegistriesStated(_)) => {
                by_then
            }
            Body::Article6(Article6::UnitsAuthorized(_) | Article6::IdentifiersAssigned(_)) => false,
            Body::Article6(Article6::AuthorizationStated(body)) => {
                let name = (body.party, body.authorization.as_str().to_owned());
                let view = self.book.article6();
                let is_first = view.authorization_number(name.0, &name.1).is_none();
                if by_then {
                    self.later.remove(&name);
                } else if is_first {
                    self.later.insert(name);
                }
                by_then || is_first
            }
            Body::Article6(
                Article6::ApproachDeclared(_) | Article6::NdcPeriodDeclared(_) | Article6::EntityStated(_),
            ) => true,
            Body::Article6(_) => by_then,
            _ => false,
        };
        if counts {
            self.book.replay(candidate);
        }
    }

    /// What is known.
    pub(super) fn book(&self) -> &Book {
        &self.book
    }

    /// Whether all that is known of an authorization was stated later.
    pub(super) fn is_later(&self, party: PartyCode, id: &str) -> bool {
        self.later.contains(&(party, id.to_owned()))
    }
}
