//! Holds and restrictions that are likely to be right, and how they are spoilt.

use ledger_format::block::SerialBlock;
use ledger_format::body::holds::{HoldPlaced, Holds, RestrictionPlaced};
use ledger_format::body::{Body, Movement};
use ledger_format::codes::{AccountKind, Action, RestrictionReason, Side};
use ledger_format::identifiers::{AccountNumber, Digest, Timestamp};

use crate::article6_operations::{Draw, drawn as drawn_of_article6};
use crate::article6_world::{PARTIES, party};
use crate::model::article6::Facts;
use crate::model::{Model, UnitKey};
use crate::world::HOLDINGS;

/// A movement that rulebook 2 would have made, of one block.
fn proposal(draw: &mut Draw<'_>) -> Option<Movement> {
    let what = draw.one(&[29, 29, 29, 33, 37, 44, 47, 51]);
    match drawn_of_article6(draw, what) {
        Body::Movement(movement) => Some(movement),
        _ => None,
    }
}

/// An account of the same Party that has a key of its own, where there is one.
fn with_a_key_of_its_own(draw: &mut Draw<'_>, account: AccountNumber) -> AccountNumber {
    let known = draw.model.account(account.0);
    let suits =
        known.is_some_and(|known| known.kind == AccountKind::HOLDING && !known.is_of_another_metric());
    let own: &[u64] = match known.map(|known| PARTIES.iter().position(|code| party(code) == known.party)) {
        Some(Some(0)) => &[HOLDINGS[1], HOLDINGS[3]],
        Some(Some(1)) => &[HOLDINGS[0], HOLDINGS[2], HOLDINGS[4]],
        _ => &[],
    };
    if suits && !own.is_empty() && draw.rarely(2) { AccountNumber(draw.one(own)) } else { account }
}

pub(super) fn place(draw: &mut Draw<'_>) -> Body {
    let Some(movement) = proposal(draw) else { return restrict(draw) };
    let of = |side| movement.postings.iter().find(move |posting| posting.side == side);
    let (Some(debit), Some(credit)) = (of(Side::Debit), of(Side::Credit)) else { return restrict(draw) };
    let block = credit.block;
    let blocks = match draw.of(8) {
        0 if block.count() > 2 => {
            // All but one in the middle.
            let middle = block.first + block.count() / 2;
            vec![
                SerialBlock::new(block.space, middle + 1, block.last),
                SerialBlock::new(block.space, block.first, middle - 1),
            ]
        }
        _ => vec![block],
    };
    let blocks: Vec<_> = blocks.into_iter().filter(SerialBlock::is_well_formed).collect();
    let lasts_ms = draw.one(&[20, 40, 60, 60, 100, 100, 200, 300, 301]);
    Body::Holds(Holds::Placed(HoldPlaced {
        debited: debit.account,
        acquiring: with_a_key_of_its_own(draw, credit.account),
        action: movement.action,
        expires: Timestamp(draw.now_ms + lasts_ms),
        blocks: blocks.try_into().unwrap_or_default(),
    }))
}

pub(super) fn restrict(draw: &mut Draw<'_>) -> Body {
    let any = |model: &Model, unit: &UnitKey, _: &Facts| !model.is_ended(unit);
    let (block, holder) = draw.block(any);
    let of_account = draw.rarely(2);
    let its_party = draw.model.account(holder).map(|account| account.party);
    let by_party = of_account && draw.rarely(2);
    let second = draw.rarely(6).then(|| draw.block(any));
    let mut accounts = if of_account { vec![holder] } else { Vec::new() };
    let mut blocks = if of_account { Vec::new() } else { vec![block] };
    match second {
        Some((_, other)) if of_account => accounts.push(other),
        Some((other, _)) if !by_party => blocks.push(other),
        _ => {}
    }
    let from_ms = draw.one(&[0, draw.now_ms, draw.now_ms, draw.now_ms + 30]);
    let lasts_ms = draw.one(&[20, 40, 40, 80]);
    Body::Holds(Holds::Restricted(Box::new(RestrictionPlaced {
        party: if by_party && draw.rarely(6) {
            Some(party(draw.party()))
        } else {
            its_party.filter(|_| by_party)
        },
        reason: RestrictionReason(1 + u16::from(draw.of(4))),
        accounts: accounts.into_iter().map(AccountNumber).collect::<Vec<_>>().try_into().unwrap_or_default(),
        blocks: blocks.try_into().unwrap_or_default(),
        from: Timestamp(from_ms),
        until: Timestamp(if draw.rarely(6) { 0 } else { draw.now_ms + lasts_ms }),
        document: Digest([8; 32]),
    })))
}

/// Makes a right statement a wrong one, mostly.
pub(crate) fn spoil(draw: &mut Draw<'_>, body: &mut Holds) {
    match body {
        Holds::Placed(body) => match draw.of(8) {
            0 => body.action = Action(1 + u16::from(draw.of(11))),
            1 => body.acquiring = body.debited,
            2 => body.expires = Timestamp(draw.now_ms),
            3 => body.expires = Timestamp(draw.now_ms + 100_000_000_000),
            4 => body.blocks = Default::default(),
            5 => body.debited.0 += 20,
            6 => body.acquiring.0 = 9_999,
            _ => body.blocks = doubled(&body.blocks),
        },
        Holds::Restricted(body) => match draw.of(6) {
            0 => (body.accounts, body.blocks) = Default::default(),
            1 => body.until = Timestamp(body.from.0.max(1)),
            2 => body.party = Some(party(draw.one(&["CHE", "NOR", "SGP", "ZZZ"]))),
            3 => body.accounts = vec![AccountNumber(9_999)].try_into().unwrap_or_default(),
            4 => {
                let mut accounts = body.accounts.to_vec();
                accounts.extend_from_within(..);
                body.accounts = accounts.try_into().unwrap_or_default();
            }
            _ => body.blocks = doubled(&body.blocks),
        },
        Holds::Released(body) => body.hold.0 += 1,
        Holds::Lifted(body) => body.restriction.0 += 1,
    }
}

fn doubled<const MAX: usize>(blocks: &[SerialBlock]) -> ledger_format::bounded::Bounded<SerialBlock, 0, MAX> {
    let twice: Vec<_> = blocks.iter().chain(blocks).copied().collect();
    twice.try_into().unwrap_or_default()
}
