//! Operations of rulebook 5, right and wrong, from the bytes of [`crate::article6_operations`]: notices of remote use and their
//! withdrawal, registries of an approach, accounts for other registries, and everything of rulebooks 2 to 4 beside it.
//!
//! Invariants:
//! - As there: the same bytes over the same model are the same entries, and whether they are right is not known here.
//! - Units go to accounts for other registries often, so that there is what notices can be of.

use ledger_format::body::holds::Evidence;
use ledger_format::body::notices::{ApproachRegistriesStated, NoticeGiven, NoticeWithdrawn, Notices};
use ledger_format::body::{AccountClosed, AccountOpened, Body};
use ledger_format::codes::{AccountKind, Action, EvidenceGrade, Metric, Purposes, Regime};
use ledger_format::identifiers::{
    AccountNumber, ApproachNumber, Commitment, Digest, EntryIndex, KeyNumber, RegistryId, Timestamp,
};

use crate::actors::Actor;
use crate::article6_operations::Draw;
use crate::article6_operations::movements::{is_live, move_to};
use crate::article6_operations::statements::{authorize_by, identify_block};
use crate::article6_world::{ENTITIES, PARTIES, account_of, attached, party, registry_elsewhere};
use crate::holds_operations::{drawn as drawn_of_holds, with_evidence};
use crate::model::article6::Facts;
use crate::model::{Model, UnitKey};
use crate::origins_operations::drawn as drawn_of_origins;
use crate::world::World;

/// What an operation says under rulebook 5; `what` is below 64.
pub(crate) fn drawn(draw: &mut Draw<'_>, what: u8) -> Body {
    match what {
        0..=11 => notice(draw),
        12 if draw.rarely(2) => withdraw(draw),
        14 => registries(draw),
        15 => open(draw),
        16 if draw.rarely(6) => close(draw),
        17..=22 => send_away(draw),
        23..=28 => levy(draw),
        _ => {
            let other = draw.of(64);
            drawn_of_holds(draw, other)
        }
    }
}

fn send_away(draw: &mut Draw<'_>) -> Body {
    match move_to(draw, AccountKind::COUNTERPART) {
        Body::Movement(movement) => Body::Movement(with_evidence(draw, movement)),
        other => other,
    }
}

fn is_away(model: &Model, unit: &UnitKey) -> bool {
    let holder = model.units().get(unit).and_then(|held| model.account(held.account));
    holder.is_some_and(|account| account.kind == AccountKind::COUNTERPART)
}

fn notice(draw: &mut Draw<'_>) -> Body {
    let ready = |model: &Model, unit: &UnitKey, facts: &Facts| {
        is_away(model, unit) && is_live(model, unit) && facts.identifier.is_some()
    };
    let away = |model: &Model, unit: &UnitKey, _: &Facts| is_away(model, unit);
    let now = Timestamp(draw.now_ms);
    let covers = |model: &Model, unit: &UnitKey, purposes: Purposes| {
        model.hosts_version_in_effect(unit, now).is_some_and(|version| version.purposes.include(purposes))
    };
    let usable = |model: &Model, unit: &UnitKey, facts: &Facts| {
        ready(model, unit, facts) && facts.first_transfer.is_some() && covers(model, unit, Purposes::NDC)
    };
    let waiting = |model: &Model, unit: &UnitKey, facts: &Facts| {
        ready(model, unit, facts) && model.is_first_transferred_by_notice(Action::USE_OIMP, unit, now)
    };
    let what = draw.of(6);
    let (block, account) = match what {
        0 => draw.block(away),
        1 => draw.block(ready),
        2 | 3 => draw.block(usable),
        _ => draw.block(waiting),
    };
    let unit = (block.space.0, block.first);
    if !is_away(draw.model, &unit) && !draw.rarely(4) {
        return send_away(draw);
    }
    let actions: &[Action] = match what {
        2 | 3 => &[Action::USE_NDC, Action::USE_NDC, Action::USE_NDC, Action::USE_OIMP, Action::CANCELLATION],
        _ => &[
            Action::USE_OIMP,
            Action::USE_OIMP,
            Action::CANCELLATION,
            Action::VOLUNTARY_CANCELLATION,
            Action::OMGE_CANCELLATION,
            Action::DOMESTIC_USE,
        ],
    };
    let action = draw.one(actions);
    let place = if draw.rarely(4) { draw.place() } else { draw.place_of(account) };
    let (mut entity, mut purpose) = (Commitment::default(), Purposes(0));
    let may_claim = ![Action::USE_NDC, Action::DOMESTIC_USE].contains(&action);
    if action == Action::USE_OIMP || (may_claim && draw.rarely(3)) {
        entity = draw.one(&[ENTITIES[0], ENTITIES[0], ENTITIES[1], Commitment([99; 32])]);
        purpose = draw.one(&[Purposes::IMP, Purposes::OP]);
    }
    let grade = EvidenceGrade(1 + draw.of(4));
    let is_none = (grade == EvidenceGrade::NONE) != draw.rarely(24);
    let mut blocks = vec![block];
    if draw.rarely(6) {
        blocks.push(draw.block(ready).0);
    }
    Body::Notices(Notices::Given(Box::new(NoticeGiven {
        account: AccountNumber(account),
        blocks: blocks.try_into().unwrap_or_default(),
        action,
        party: party(PARTIES[place]),
        year: if action == Action::USE_NDC { draw.one(&[2024, 2024, 2024, 2025, 2026]) } else { 0 },
        entity,
        purpose,
        evidence: Evidence { grade, digest: Digest([u8::from(!is_none); 32]) },
    })))
}

/// Identifiers for levied units, then their host's authorization: the steps to their first transfer.
fn levy(draw: &mut Draw<'_>) -> Body {
    let is_levied = |model: &Model, unit: &UnitKey, facts: &Facts| {
        let holder = model.units().get(unit).and_then(|held| model.account(held.account));
        let kinds = [AccountKind::ADAPTATION_FUND, AccountKind::OMGE_CANCELLATION];
        let is_of_6_4 =
            model.article6_series(unit).is_some_and(|series| series.regime == Regime::ARTICLE_6_4);
        is_of_6_4
            && holder.is_some_and(|account| kinds.contains(&account.kind))
            && facts.first_transfer.is_none()
    };
    let (block, _) = draw.block(is_levied);
    let unit = (block.space.0, block.first);
    let Some(facts) =
        draw.model.article6().facts.get(&unit).filter(|facts| is_levied(draw.model, &unit, facts))
    else {
        return drawn_of_origins(draw, 0);
    };
    if facts.identifier.is_none() {
        return identify_block(draw, block);
    }
    let host = draw.model.article6_series(&unit).map(|series| series.host);
    let mut all = draw.model.article6().authorizations.values();
    match all.find(|known| known.ended_from.is_none() && Some(known.latest().party) == host) {
        Some(known) => {
            let version = known.latest();
            let (party, id) = (version.party, version.authorization.as_str());
            Body::Article6(attached(party.as_str(), id, version.version, &[block]))
        }
        None => authorize_by(draw, "NOR"),
    }
}

fn withdraw(draw: &mut Draw<'_>) -> Body {
    let all: Vec<u64> = draw.model.notices().notices.keys().copied().collect();
    let given = &draw.model.notices().notices;
    let standing: Vec<u64> = all.iter().copied().filter(|name| given[name].stands).collect();
    let list = if standing.is_empty() || draw.rarely(8) { all } else { standing };
    let notice = if list.is_empty() || draw.rarely(16) { draw.model.entry_count() } else { draw.one(&list) };
    let document = Digest([3; 32]);
    Body::Notices(Notices::Withdrawn(NoticeWithdrawn { notice: EntryIndex(notice), reason: 1, document }))
}

fn registries(draw: &mut Draw<'_>) -> Body {
    let known: [RegistryId; 3] =
        ["GHA01", "CHE01", "NOR09"].map(|id| id.parse().expect("a test's registry id"));
    let mut registries = draw.one(&[&known[..1], &known[..], &known[1..], &known[..0]]).to_vec();
    if draw.rarely(8) {
        registries.extend_from_within(..);
    }
    let approach = ApproachNumber(draw.one(&[1, 1, 2, 7]));
    let registries = registries.try_into().unwrap_or_default();
    Body::Notices(Notices::RegistriesStated(ApproachRegistriesStated { approach, registries }))
}

/// An account for a registry elsewhere: mostly one that is there already.
fn open(draw: &mut Draw<'_>) -> Body {
    let place = draw.place();
    let registry = match draw.of(4) {
        0 => "CHE01".parse().expect("the ledger's own registry"),
        1 => "AUS07".parse().expect("a registry without an account"),
        _ => registry_elsewhere(PARTIES[place]),
    };
    let highest = 5_000 + draw.model.entry_count();
    let number = if draw.rarely(8) { account_of(place, 11) } else { highest };
    let code = if draw.rarely(8) { "ZZZ" } else { PARTIES[place] };
    Body::AccountOpened(AccountOpened {
        account: AccountNumber(number),
        kind: AccountKind::COUNTERPART,
        party: party(code),
        registry,
        holder: Commitment([7; 32]),
        metric: draw.one(&[Metric::GHG, Metric::GHG, Metric::NON_GHG]),
        representatives: vec![KeyNumber(10)].try_into().expect("one key"),
        threshold: 1,
    })
}

fn close(draw: &mut Draw<'_>) -> Body {
    let place = draw.place();
    Body::AccountClosed(AccountClosed { account: AccountNumber(account_of(place, 11)) })
}

/// Who signs what is said of it, and of accounts.
pub(crate) fn signers<'a>(world: &'a World, body: &Body) -> Option<Vec<&'a Actor>> {
    match body {
        Body::Notices(Notices::RegistriesStated(_)) => Some(vec![&world.authority]),
        Body::Notices(Notices::Given(_)) | Body::AccountOpened(_) | Body::AccountClosed(_) => {
            Some(vec![&world.operator])
        }
        Body::Notices(Notices::Withdrawn(_)) => Some(vec![&world.operator, &world.authority]),
        _ => None,
    }
}

/// Makes a right statement a wrong one, mostly.
pub(crate) fn spoil(draw: &mut Draw<'_>, body: &mut Notices) {
    match body {
        Notices::Given(body) => match draw.of(8) {
            0 => body.action = Action(1 + u16::from(draw.of(11))),
            1 => body.year = draw.one(&[0, 2024]),
            2 => body.entity = draw.one(&[ENTITIES[0], Commitment::default()]),
            3 => body.purpose = draw.one(&[Purposes(0), Purposes::IMP, Purposes::OP]),
            4 => body.party = party(draw.one(&["CHE", "NOR", "SGP", "ZZZ"])),
            5 => body.account.0 = draw.one(&[body.account.0 + 20, 200, 9_999]),
            6 => {
                let twice: Vec<_> = body.blocks.iter().chain(body.blocks.iter()).copied().collect();
                body.blocks = twice.try_into().unwrap_or_default();
            }
            _ => body.evidence.digest.0[0] ^= 1,
        },
        Notices::RegistriesStated(body) => body.approach = ApproachNumber(7),
        Notices::Withdrawn(body) => body.notice.0 += 1,
    }
}
