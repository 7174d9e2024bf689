//! Operations of Article 6, right and wrong, from bytes: for property tests and fuzz targets alike.
//!
//! Invariants:
//! - Any bytes are some list of operations; the same bytes over the same model are the same entries.
//! - An operation looks at the model to name units that are likely to do; whether its entry is right it does not know: that
//!   is what the model, the writer and the verifier each say.
//! - Serials and versions stay small, so that operations collide often.
//! - Under rulebook 3 the same bytes are operations of [`crate::origins_operations`] too, under rulebook 4 of
//!   [`crate::holds_operations`], under rulebook 5 of [`crate::notices_operations`].

pub(crate) mod movements;
pub(crate) mod statements;

use ledger_format::block::SerialBlock;
use ledger_format::body::article6::Article6;
use ledger_format::body::{Body, OnBehalf, ParticularValue};
use ledger_format::codes::{AccountKind, Action, Metric, Purposes, StandingItem};
use ledger_format::identifiers::{ApproachNumber, Commitment, PartyCode, SpaceId, Timestamp};

use crate::actors::{Actor, sign};
use crate::article6_world::{KINDS, PARTIES, account_of, party};
use crate::model::article6::Facts;
use crate::model::{Forget, Model, UnitKey};
use crate::world::{BEGINNING_MS, World};
use crate::{holds_operations, notices_operations, origins_operations};
use movements::{acquire, end, issue, move_on, reverse, use_ndc, use_oimp};
use statements::{attach, authorize, identify, state};

/// Bytes that one operation is made of.
pub const OPERATION_SIZE: usize = 16;

/// Most units that an operation names in one block.
const BLOCK: u64 = 12;

/// One thing that a caller asks of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Article6Operation([u8; OPERATION_SIZE]);

/// Reads operations from bytes; what is left over at the end is not used.
#[must_use]
pub fn article6_operations(bytes: &[u8]) -> Vec<Article6Operation> {
    bytes
        .chunks_exact(OPERATION_SIZE)
        .filter_map(|chunk| chunk.try_into().ok().map(Article6Operation))
        .collect()
}

/// What of these operations the model admits, each with the time of its recording in milliseconds: a right history behind the
/// world's declarations.
///
/// # Panics
/// Never, for a world under rulebook 2.
#[must_use]
pub fn right_history(world: &World, bytes: &[u8]) -> Vec<(u64, Vec<u8>)> {
    let mut model = Model::new(world.clone(), Forget::Nothing);
    model.apply(&world.genesis());
    world.declarations().iter().for_each(|entry| model.apply(entry));
    let mut entries = Vec::new();
    for (number, operation) in (1_000..).zip(article6_operations(bytes)) {
        let now_ms = BEGINNING_MS + number;
        let entry = operation.entry(world, &model, number, now_ms);
        if model.judge(&entry, now_ms).is_none() {
            model.apply(&entry);
            entries.push((now_ms, entry));
        }
    }
    entries
}

/// Takes choices from an operation's bytes, one after another.
pub(crate) struct Draw<'a> {
    bytes: [u8; OPERATION_SIZE],
    place: usize,
    pub(crate) model: &'a Model,
    pub(crate) now_ms: u64,
}

impl Draw<'_> {
    pub(crate) fn next(&mut self) -> usize {
        let (round, place) = (self.place / OPERATION_SIZE, self.place % OPERATION_SIZE);
        self.place += 1;
        usize::from(self.bytes[place]) + 101 * round
    }

    /// A number below `count`.
    pub(crate) fn of(&mut self, count: u8) -> u8 {
        u8::try_from(self.next() % usize::from(count.max(1))).expect("it is below another")
    }

    pub(crate) fn one<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.next() % items.len()]
    }

    /// A number below a block's count.
    pub(crate) fn below(&mut self, count: u64) -> u64 {
        self.next() as u64 % count.max(1)
    }

    /// The place of a Party.
    pub(crate) fn place(&mut self) -> usize {
        self.next() % PARTIES.len()
    }

    /// Once in `count` times.
    pub(crate) fn rarely(&mut self, count: u8) -> bool {
        self.of(count) == count - 1
    }

    /// A block of neighbours for which something holds, held by one account; any block where there is none.
    pub(crate) fn block(&mut self, fits: impl Fn(&Model, &UnitKey, &Facts) -> bool) -> (SerialBlock, u64) {
        let mut runs: Vec<(SerialBlock, u64)> = Vec::new();
        for (unit, facts) in &self.model.article6().facts {
            let holder = self.model.units()[unit].account;
            if !fits(self.model, unit, facts) {
                continue;
            }
            match runs.last_mut() {
                Some((block, of))
                    if *of == holder && (block.space.0, block.last + 1) == *unit && block.count() < BLOCK =>
                {
                    block.last += 1;
                }
                _ => runs.push((SerialBlock::new(SpaceId(unit.0), unit.1, unit.1), holder)),
            }
        }
        if runs.is_empty() {
            // Whatever there is, rather than nothing that anybody holds.
            runs = self
                .model
                .units()
                .iter()
                .map(|((space, serial), held)| {
                    (SerialBlock::new(SpaceId(*space), *serial, *serial), held.account)
                })
                .collect();
        }
        if runs.is_empty() || self.rarely(24) {
            let first = 1 + u64::from(self.of(60));
            let space = SpaceId(3 + u32::from(self.of(4)));
            return (
                SerialBlock::new(space, first, first + u64::from(self.of(5))),
                account_of(self.place(), 0),
            );
        }
        let (mut block, holder) = self.one(&runs);
        if self.rarely(3) {
            block.first += self.below(block.count());
        }
        if self.rarely(3) {
            block.last -= self.below(block.count());
        }
        (block, holder)
    }

    pub(crate) fn party(&mut self) -> &'static str {
        self.one(&["GHA", "GHA", "GHA", "CHE", "CHE", "NOR", "NOR", "SGP"])
    }

    /// Whose account it is, as a place among the Parties.
    pub(crate) fn place_of(&self, account: u64) -> usize {
        let code = self.model.account(account).map(|account| account.party);
        PARTIES.iter().position(|known| Some(party(known)) == code).unwrap_or(0)
    }

    /// An account of a kind: of the Party at a place, or now and then of another.
    pub(crate) fn taker(&mut self, kind: AccountKind, metric: Metric, place: usize) -> u64 {
        let place = if self.rarely(12) { self.place() } else { place };
        let kinds: Vec<usize> = (0..KINDS.len())
            .filter(|at| KINDS[*at] == kind && (metric == Metric::NON_GHG) == (*at > 13))
            .collect();
        let kind = if kinds.is_empty() { self.next() % KINDS.len() } else { self.one(&kinds) };
        account_of(place, kind)
    }
}

impl Article6Operation {
    /// Whether it ends its caller's batch.
    #[must_use]
    pub fn ends_batch(&self) -> bool {
        self.0[OPERATION_SIZE - 1] & 3 == 0
    }

    /// The signed entry, to be recorded at `now_ms` as number `number` behind what the model has taken.
    ///
    /// # Panics
    /// Never: whatever the operation, its entry can be written.
    #[must_use]
    pub fn entry(&self, world: &World, model: &Model, number: u64, now_ms: u64) -> Vec<u8> {
        let mut draw = Draw { bytes: self.0, place: 0, model, now_ms };
        let what = draw.of(64);
        let mut body = match model.rulebook() {
            0..=2 => drawn(&mut draw, what),
            3 => origins_operations::drawn(&mut draw, what),
            4 => holds_operations::drawn(&mut draw, what),
            _ => notices_operations::drawn(&mut draw, what),
        };
        if draw.rarely(16) {
            spoil(&mut draw, &mut body);
        }
        let mut signers = signers(world, model, &body);
        if draw.rarely(40) {
            signers = vec![&world.representatives[1]];
        }
        let is_told_late = matches!(body, Body::Notices(_)) && draw.rarely(4);
        let late = if is_told_late || draw.rarely(16) { u64::from(draw.of(6)) * 20 } else { 0 };
        let mut statement = world.statement(number, now_ms - late, body);
        if model.rulebook() >= 4 && draw.rarely(24) {
            let approvers = vec![Commitment([7; 32])].try_into().expect("one approver");
            statement.context.on_behalf = Some(OnBehalf { approvers });
            signers = vec![if draw.rarely(6) { &world.authority } else { &world.operator }];
        }
        statement.not_after = Timestamp(now_ms + 60_000);
        sign(&world.origin, &statement, &signers)
    }
}

/// What an operation says under rulebook 2; `what` is below 64.
pub(crate) fn drawn(draw: &mut Draw<'_>, what: u8) -> Body {
    match what {
        0..=7 => issue(draw),
        8..=15 => identify(draw),
        16..=23 => attach(draw),
        24..=28 => authorize(draw),
        29..=36 => move_on(draw),
        37..=43 => use_ndc(draw),
        44..=46 => use_oimp(draw),
        47..=50 => end(draw),
        51 | 52 => acquire(draw),
        53..=55 => reverse(draw),
        _ => Body::Article6(state(draw, what)),
    }
}

fn spoil(draw: &mut Draw<'_>, body: &mut Body) {
    let other: PartyCode = party(draw.one(&["CHE", "NOR", "SGP", "ZZZ"]));
    match body {
        Body::Movement(body) => match draw.of(4) {
            0 => body.action = Action(1 + u16::from(draw.of(11))),
            1 => body.particulars = Default::default(),
            2 => {
                let mut particulars = body.particulars.to_vec();
                particulars.push(ParticularValue::Purpose(Purposes(u16::from(draw.of(6)))).into());
                body.particulars = particulars.try_into().unwrap_or_default();
            }
            _ => {
                let mut postings = body.postings.to_vec();
                postings[0].account.0 += 20;
                body.postings = postings.try_into().unwrap_or_default();
            }
        },
        Body::Article6(Article6::AuthorizationStated(body)) => match draw.of(5) {
            0 => body.version += 1,
            1 => body.purposes = Purposes(u16::from(draw.of(9))),
            2 => body.approach = ApproachNumber(7),
            3 => body.party = other,
            _ => body.last_vintage = 2020,
        },
        Body::Article6(Article6::UnitsAuthorized(body)) => match draw.of(3) {
            0 => body.party = other,
            1 => body.version += 1,
            _ => body.blocks = vec![body.blocks[0]; 2].try_into().unwrap_or_default(),
        },
        Body::Article6(Article6::IdentifiersAssigned(body)) => match draw.of(4) {
            0 => body.first_transferring_party = other,
            1 => body.vintage += 1,
            2 => {
                body.blocks = vec![SerialBlock::new(SpaceId(9), 1, 2)].try_into().unwrap_or_default();
            }
            _ => body.first_number = u64::MAX >> draw.of(3),
        },
        Body::Origins(body) => origins_operations::spoil(draw, body),
        Body::Holds(body) => holds_operations::spoil(draw, body),
        Body::Notices(body) => notices_operations::spoil(draw, body),
        _ => {}
    }
}

fn signers<'a>(world: &'a World, model: &Model, body: &Body) -> Vec<&'a Actor> {
    let authority = |of: PartyCode| if of.as_str() == "NOR" { &world.checkpoint } else { &world.authority };
    let mirrored = |of: PartyCode, mirrored: bool| {
        if mirrored && of.as_str() != "NOR" { &world.operator } else { authority(of) }
    };
    let of_known = |of: PartyCode, id: &str| {
        let known = model.article6().authorizations.get(&(of, id.to_owned()));
        mirrored(of, known.is_some_and(|known| known.latest().mirrored))
    };
    let of_holds = holds_operations::signers(world, model, body, authority);
    if let Some(signers) = of_holds.or_else(|| notices_operations::signers(world, body)) {
        return signers;
    }
    let one = match body {
        Body::Movement(body) => {
            return world.signers_for(body.postings.first().map_or(0, |posting| posting.account.0));
        }
        Body::Reversal(_) => return vec![&world.operator, &world.authority],
        Body::Article6(body) => match body {
            Article6::NdcPeriodDeclared(body) => authority(body.party),
            Article6::InventoryStated(body) => authority(body.party),
            Article6::StandingStated(body) if body.item == StandingItem::EXEMPT_FROM_ADAPTATION_SHARE => {
                &world.authority
            }
            Article6::StandingStated(body) => authority(body.party),
            Article6::AuthorizationStated(body) => mirrored(body.party, body.mirrored),
            Article6::EntityStated(body) => authority(body.party),
            Article6::AuthorizationEnded(body) => of_known(body.party, body.authorization.as_str()),
            Article6::UnitsAuthorized(body) => of_known(body.party, body.authorization.as_str()),
            Article6::IdentifiersAssigned(_) => &world.operator,
            Article6::AefFiled(body) => authority(body.party),
            Article6::AdjustmentsFinal(body) => authority(body.party),
            _ => &world.authority,
        },
        Body::Origins(body) => {
            origins_operations::answers_for(model, body).map_or(&world.authority, authority)
        }
        _ => &world.authority,
    };
    vec![one]
}
