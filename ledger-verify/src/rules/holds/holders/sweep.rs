//! Sweeps holds and movements that touch each other along the serials.
//!
//! Between two borders the same movements and holds cover every serial. In the order of their entries a hold finds the account that the
//! last movement before it credited, or who held the serial when the window began; so all holds between two movements must be of one
//! account, which a tree tells at once. Only around what begins or ends at a border is it asked anew.
//!
//! Invariants:
//! - A hold that breaks the rule is found once and then left out: the work is that of sorting, however holds and movements overlap.

use ledger_format::block::SerialBlock;
use ledger_format::identifiers::{AccountNumber, EntryIndex};

use super::Placed;
use super::accounts::Accounts;
use crate::rules::custody::RankSet;

/// Serials that an account holds when the window begins.
#[derive(Debug, Clone, Copy)]
pub struct Held {
    /// The serials.
    pub block: SerialBlock,
    /// Who holds them.
    pub account: AccountNumber,
}

/// Serials that a movement credits.
#[derive(Debug, Clone, Copy)]
pub struct Taking {
    /// The serials.
    pub block: SerialBlock,
    /// The movement.
    pub entry: EntryIndex,
    /// The account.
    pub account: AccountNumber,
}

/// What is claimed of serials.
#[derive(Debug, Clone, Copy)]
pub enum Claim {
    /// A movement credits them; with its place among all of the window.
    Taking(usize, Taking),
    /// A hold says that its debited account holds them.
    Placed(Placed),
}

/// Something begins or ends to cover serials; rank 0 is what was held before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Border {
    serial: u64,
    begins: bool,
    rank: usize,
    held: usize,
}

/// The blocks of holds in one group that break the rule. `held` is ascending and covers at least all that is held under them.
pub fn sweep(held: &[Held], group: &[(SerialBlock, Claim)]) -> Vec<Placed> {
    let mut claims: Vec<Claim> = group.iter().map(|(_, claim)| *claim).collect();
    let (Some((lowest, _)), Some(last)) = (group.first(), group.iter().map(|(block, _)| block.last).max())
    else {
        return Vec::new();
    };
    let from =
        held.partition_point(|held| (held.block.space, held.block.last) < (lowest.space, lowest.first));
    let to = held.partition_point(|held| (held.block.space, held.block.first) <= (lowest.space, last));
    let held = held.get(from..to).unwrap_or_default();
    if claims.iter().all(|claim| matches!(claim, Claim::Placed(_))) {
        // The usual case: nothing moves here in this window.
        let placed = claims.into_iter().filter_map(|claim| match claim {
            Claim::Placed(placed) => Some(placed),
            Claim::Taking(..) => None,
        });
        return placed.filter(|placed| !is_held(held, placed)).collect();
    }
    claims.sort_unstable_by_key(|claim| match claim {
        Claim::Taking(place, taking) => (taking.entry, *place),
        Claim::Placed(placed) => (placed.entry, 0),
    });
    let mut sweep = Sweep {
        held,
        base: None,
        takings: RankSet::new(claims.len() + 2),
        asking: Accounts::new(claims.len() + 1),
        broken: Vec::new(),
        claims,
    };
    sweep.walk();
    sweep.broken
}

/// Of a block where nothing moves: neighbours of one account are one.
fn is_held(held: &[Held], placed: &Placed) -> bool {
    let place = held.partition_point(|held| held.block.last < placed.block.first);
    held.get(place).is_some_and(|held| held.block.contains(&placed.block) && held.account == placed.account)
}

struct Sweep<'h> {
    held: &'h [Held],
    /// Who holds what the walk has reached, when the window begins.
    base: Option<AccountNumber>,
    /// By rank, from 1.
    claims: Vec<Claim>,
    /// Ranks of the movements that cover what the walk has reached.
    takings: RankSet,
    /// The accounts of the holds that do and are not broken yet.
    asking: Accounts,
    broken: Vec<Placed>,
}

impl Sweep<'_> {
    fn walk(&mut self) {
        let mut borders = Vec::with_capacity(2 * (self.claims.len() + self.held.len()));
        let mut add = |block: &SerialBlock, rank, held| {
            borders.push(Border { serial: block.first, begins: true, rank, held });
            borders.push(Border { serial: block.last.saturating_add(1), begins: false, rank, held });
        };
        self.held.iter().enumerate().for_each(|(place, held)| add(&held.block, 0, place));
        for (rank, claim) in (1..).zip(&self.claims) {
            match claim {
                Claim::Taking(_, taking) => add(&taking.block, rank, 0),
                Claim::Placed(placed) => add(&placed.block, rank, 0),
            }
        }
        borders.sort_unstable();
        let mut changed = Vec::new();
        for here in borders.chunk_by(|a, b| a.serial == b.serial) {
            here.iter().for_each(|border| self.pass(border));
            // Asked when all that begins or ends here has: nothing lasts for no serial.
            changed.extend(here.iter().map(|border| border.rank));
            changed.drain(..).for_each(|rank| self.ask_around(rank));
        }
    }

    fn pass(&mut self, border: &Border) {
        let Border { begins, rank, held, .. } = *border;
        let Some(claim) = rank.checked_sub(1).and_then(|place| self.claims.get(place)) else {
            self.base = self.held.get(held).map(|held| held.account).filter(|_| begins);
            return;
        };
        match claim {
            Claim::Taking(..) if begins => self.takings.insert(rank),
            Claim::Taking(..) => self.takings.remove(rank),
            Claim::Placed(placed) => self.asking.set(rank, begins.then_some(placed.account)),
        }
    }

    /// Asks the holds between the movement at or before a rank and the next one behind it.
    fn ask_around(&mut self, rank: usize) {
        let before = self.takings.below(rank + 1);
        let behind = self.takings.from(rank + 1).unwrap_or(self.claims.len() + 1);
        let holder = match before.and_then(|before| self.claims.get(before.checked_sub(1)?)) {
            Some(Claim::Taking(_, taking)) => Some(taking.account),
            _ => self.base,
        };
        let from = before.map_or(1, |before| before + 1);
        while let Some(found) = self.asking.other_than(holder, from, behind) {
            self.asking.set(found, None);
            if let Some(Claim::Placed(placed)) = found.checked_sub(1).and_then(|place| self.claims.get(place))
            {
                self.broken.push(*placed);
            }
        }
    }
}
