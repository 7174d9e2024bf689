//! Which of the keys given sign an entry: those whose authority it uses (the table in `spec/rules.md` section 2).
//!
//! An operator's key is at hand whenever a ledger is written, since it signs the heads. That is no reason for it to
//! stand on a movement that a holder signs.
//!
//! - Where the ledger does not show whose authority is used, or the keys given do not suffice, every key signs, and
//!   the rules have the last word.
//!
//! It judges nothing: what is missing is the writer's to refuse.

use std::sync::Arc;

use ledger_core::Ledger;
use ledger_core::book::Book;
use ledger_core::holds::{Hold, Restriction};
use ledger_format::body::article6::Article6;
use ledger_format::body::holds::Holds;
use ledger_format::body::notices::Notices;
use ledger_format::body::origins::Origins;
use ledger_format::body::{Body, Particular, ParticularValue, Posting};
use ledger_format::codes::{AccountKind, Role, Side, StandingItem};
use ledger_format::entry::Statement;
use ledger_format::identifiers::{AccountNumber, KeyNumber, PartyCode};

/// Keys of which some must sign.
struct Asked {
    keys: Vec<KeyNumber>,
    threshold: u16,
}

/// Those of `given` that sign a statement; all of them where that cannot be told.
#[must_use]
pub fn signing(ledger: &Ledger, statement: &Statement, given: &[KeyNumber]) -> Vec<KeyNumber> {
    let named = named(ledger, &statement.body);
    let Some(needed) = needed(&ledger.book(), statement, named) else { return given.to_vec() };
    let mut signing = Vec::new();
    for alternatives in needed {
        let signed_by = |asked: &Asked| {
            let keys: Vec<_> = given.iter().copied().filter(|key| asked.keys.contains(key)).collect();
            (!keys.is_empty() && keys.len() >= usize::from(asked.threshold)).then_some(keys)
        };
        match alternatives.iter().find_map(signed_by) {
            Some(keys) => signing.extend(keys),
            None => return given.to_vec(),
        }
    }
    signing.sort_unstable();
    signing.dedup();
    if signing.is_empty() { given.to_vec() } else { signing }
}

/// Whether an entry changes who signs those behind it: what stands with it in one batch cannot be told from the ledger.
#[must_use]
pub fn changes_who_signs(body: &Body) -> bool {
    match body {
        Body::RoleGranted(_)
        | Body::RoleWithdrawn(_)
        | Body::ThresholdSet(_)
        | Body::KeyRegistered(_)
        | Body::KeyRotated(_)
        | Body::KeyRevoked(_)
        | Body::RepresentativesChanged(_) => true,
        Body::Genesis(_)
        | Body::RulebookAdopted(_)
        | Body::Recovery(_)
        | Body::Note(_)
        | Body::PartyDeclared(_)
        | Body::SpaceDeclared(_)
        | Body::SeriesOpened(_)
        | Body::AccountOpened(_)
        | Body::AccountClosed(_)
        | Body::AccountSuspended(_)
        | Body::AccountReinstated(_)
        | Body::Movement(_)
        | Body::Reversal(_)
        | Body::Article6(_)
        | Body::Origins(_)
        | Body::Holds(_)
        | Body::Notices(_) => false,
    }
}

/// Whose word a statement of Article 6 is (`spec/article6.md` section 2).
enum Speaker {
    Ledger,
    Operator,
    Party(PartyCode),
    PartyOrMirror(PartyCode),
}

fn party_of(body: &Article6) -> Speaker {
    match body {
        Article6::ApproachDeclared(_) | Article6::ApproachStatusChanged(_) => Speaker::Ledger,
        Article6::IdentifiersAssigned(_) => Speaker::Operator,
        Article6::NdcPeriodDeclared(body) => Speaker::Party(body.party),
        Article6::InventoryStated(body) => Speaker::Party(body.party),
        Article6::StandingStated(body) if body.item == StandingItem::EXEMPT_FROM_ADAPTATION_SHARE => {
            Speaker::Ledger
        }
        Article6::StandingStated(body) => Speaker::Party(body.party),
        Article6::EntityStated(body) => Speaker::Party(body.party),
        Article6::AefFiled(body) => Speaker::Party(body.party),
        Article6::AdjustmentsFinal(body) => Speaker::Party(body.party),
        Article6::AuthorizationStated(body) => Speaker::PartyOrMirror(body.party),
        Article6::AuthorizationEnded(body) => Speaker::PartyOrMirror(body.party),
        Article6::UnitsAuthorized(body) => Speaker::PartyOrMirror(body.party),
    }
}

/// Whose word a statement about where units come from is; none where its activity or monitoring is not known.
fn host_of(ledger: &Ledger, body: &Origins) -> Option<PartyCode> {
    let host = |activity: &str| ledger.activity(activity).map(|known| known.terms.host);
    match body {
        Origins::ActivityDeclared(body) => Some(body.host),
        Origins::ConversionStated(body) => Some(body.party),
        Origins::MonitoringStated(body) => host(body.activity.as_str()),
        Origins::LossStated(body) => host(body.activity.as_str()),
        Origins::MonitoringWithdrawn(body) => {
            let monitorings = ledger.monitorings(None);
            let known = monitorings.iter().map(|it| &it.monitoring.terms);
            host(known.into_iter().find(|it| it.monitoring == body.monitoring)?.activity.as_str())
        }
    }
}

/// Whose word a statement is goes by what it names: another statement, which the ledger knows or does not.
enum Naming {
    Nothing,
    Host(PartyCode),
    Hold(Arc<Hold>),
    Restriction(Arc<Restriction>),
    Unknown,
}

fn named(ledger: &Ledger, body: &Body) -> Naming {
    let hold = |placed| ledger.hold(placed).map_or(Naming::Unknown, Naming::Hold);
    match body {
        Body::Origins(body) => host_of(ledger, body).map_or(Naming::Unknown, Naming::Host),
        Body::Holds(Holds::Released(body)) => hold(body.hold),
        Body::Holds(Holds::Lifted(body)) => {
            ledger.restriction(body.restriction).map_or(Naming::Unknown, Naming::Restriction)
        }
        Body::Movement(movement) => {
            let mut read = movement.particulars.iter().filter_map(Particular::read);
            let accepts = read.find_map(|value| match value {
                ParticularValue::Hold(placed) => Some(placed),
                _ => None,
            });
            accepts.map_or(Naming::Nothing, hold)
        }
        _ => Naming::Nothing,
    }
}

/// One of these accounts acts, or the operator on their behalf (`spec/holds.md` section 2).
fn acting(
    book: &Book,
    statement: &Statement,
    accounts: &[AccountNumber],
    operator: impl Fn() -> Asked,
) -> Vec<Asked> {
    if statement.context.on_behalf.is_some() {
        return vec![operator()];
    }
    let known = accounts.iter().filter_map(|account| book.account(*account));
    known
        .map(|account| Asked { keys: account.representatives.clone(), threshold: account.threshold })
        .collect()
}

/// All of these must be there, each by one of its alternatives; none where the ledger does not say.
fn needed(book: &Book, statement: &Statement, named: Naming) -> Option<Vec<Vec<Asked>>> {
    let seat = |role, party| {
        let holders = book.role(role, party);
        Asked {
            keys: holders.map(|holders| holders.keys.clone()).unwrap_or_default(),
            threshold: holders.map_or(1, |holders| holders.threshold),
        }
    };
    let operator = || seat(Role::OPERATOR, None);
    let recovery = || seat(Role::RECOVERY, None);
    // While no key holds a Party's authority, the ledger's stands in.
    let authority = |party: Option<PartyCode>| {
        let own = seat(Role::AUTHORITY, party);
        if own.keys.is_empty() { seat(Role::AUTHORITY, None) } else { own }
    };
    let itself = |key| Asked { keys: vec![key], threshold: 1 };
    let declared =
        |party: Option<PartyCode>| party.is_none_or(|party| book.is_declared(party)).then_some(party);
    Some(match &statement.body {
        Body::Genesis(_) => return None,
        Body::RulebookAdopted(_) | Body::Reversal(_) => vec![vec![operator()], vec![authority(None)]],
        Body::Recovery(_)
        | Body::AccountOpened(_)
        | Body::AccountClosed(_)
        | Body::RepresentativesChanged(_) => vec![vec![operator()]],
        Body::Note(note) => match declared(note.party)? {
            None => vec![vec![operator(), authority(None)]],
            party => vec![vec![authority(party), operator()]],
        },
        Body::PartyDeclared(_) | Body::SpaceDeclared(_) => vec![vec![authority(None)]],
        Body::RoleGranted(body) | Body::RoleWithdrawn(body) => {
            vec![vec![authority(declared(body.party)?), recovery()]]
        }
        Body::ThresholdSet(body) => vec![vec![authority(declared(body.party)?), recovery()]],
        Body::KeyRegistered(_) => vec![vec![operator(), authority(None)]],
        Body::KeyRotated(body) => vec![vec![itself(body.old), recovery()]],
        Body::KeyRevoked(body) => vec![vec![itself(body.key), authority(None), recovery()]],
        Body::SeriesOpened(body) => vec![vec![authority(declared(Some(body.host))?)]],
        Body::AccountSuspended(body) | Body::AccountReinstated(body) => {
            vec![vec![operator(), authority(Some(book.account(body.account)?.party))]]
        }
        Body::Article6(body) => match party_of(body) {
            Speaker::Ledger => vec![vec![authority(None)]],
            Speaker::Operator => vec![vec![operator()]],
            Speaker::Party(party) => vec![vec![authority(declared(Some(party))?)]],
            // Who has no key of its own here may be mirrored by the operator: then all sign.
            Speaker::PartyOrMirror(party) => {
                let own = seat(Role::AUTHORITY, Some(party));
                if own.keys.is_empty() {
                    return None;
                }
                vec![vec![own]]
            }
        },
        Body::Origins(_) => match named {
            Naming::Host(host) => vec![vec![authority(declared(Some(host))?)]],
            _ => return None,
        },
        Body::Holds(body) => match (body, named) {
            (Holds::Placed(body), _) => vec![acting(book, statement, &[body.debited], operator)],
            (Holds::Restricted(body), _) => vec![vec![authority(declared(body.party)?)]],
            (Holds::Released(_), Naming::Hold(hold)) => {
                vec![acting(book, statement, &[hold.terms.acquiring, hold.terms.debited], operator)]
            }
            (Holds::Lifted(_), Naming::Restriction(it)) => vec![vec![authority(it.terms.party)]],
            // What it names stands in the same batch, or is over: all sign.
            _ => return None,
        },
        Body::Notices(body) => match body {
            Notices::RegistriesStated(_) => vec![vec![authority(None)]],
            Notices::Given(_) => vec![vec![operator()]],
            Notices::Withdrawn(_) => vec![vec![operator()], vec![authority(None)]],
        },
        Body::Movement(movement) => {
            match named {
                Naming::Hold(hold) => {
                    return Some(vec![acting(book, statement, &[hold.terms.acquiring], operator)]);
                }
                Naming::Unknown => return None,
                _ => {}
            }
            let on_behalf = statement.context.on_behalf.is_some();
            let mut needed = Vec::new();
            if on_behalf {
                needed.push(vec![operator()]);
            }
            let debits = |posting: &&Posting| posting.side == Side::Debit;
            let mut debited: Vec<_> =
                movement.postings.iter().filter(debits).map(|posting| posting.account).collect();
            debited.sort_unstable();
            debited.dedup();
            for number in debited {
                let account = book.account(number)?;
                if account.kind == AccountKind::SOURCE {
                    let series = book.series(account.series?)?;
                    needed.push(vec![authority(Some(series.terms.host))]);
                } else if !on_behalf {
                    let (keys, threshold) = (account.representatives.clone(), account.threshold);
                    needed.push(vec![Asked { keys, threshold }]);
                }
            }
            needed
        }
    })
}
