//! What entries state about holds and restrictions, each by the entry that says it.
//!
//! Invariants:
//! - Of every hold and restriction that was ever placed its accounts, or its Party, are kept: who must sign what names it goes by them.
//! - What binds (blocks, accounts, times) is kept for the window only; [`super::Bars`] takes it over.

pub mod clock;

use ledger_format::body::Holds;
use ledger_format::body::holds::{HoldPlaced, RestrictionPlaced};
use ledger_format::identifiers::{AccountNumber, EntryIndex, PartyCode};

use self::clock::Clock;

/// The accounts of a hold.
#[derive(Debug, Clone, Copy)]
pub struct HoldAccounts {
    placed: EntryIndex,
    /// Who gives.
    pub debited: AccountNumber,
    /// Who takes.
    pub acquiring: AccountNumber,
}

/// Whose order a restriction is, and whether it is still one.
#[derive(Debug, Clone, Copy)]
pub struct Order {
    placed: EntryIndex,
    lifted: Option<EntryIndex>,
    /// Whose order it is.
    pub party: Option<PartyCode>,
}

impl Order {
    /// Whether no entry before this one lifted it.
    pub fn stands_at(&self, entry: EntryIndex) -> bool {
        self.lifted.is_none_or(|lifted| lifted >= entry)
    }
}

/// A statement that takes effect in the window.
#[derive(Debug)]
pub enum Said {
    /// A hold is placed.
    Hold(Box<HoldPlaced>),
    /// The hold of this entry is released.
    Released(EntryIndex),
    /// A restriction is placed.
    Restriction(Box<RestrictionPlaced>),
    /// The restriction of this entry is lifted.
    Lifted(EntryIndex),
}

/// What is stated about holds and restrictions.
#[derive(Debug, Default)]
pub struct HoldsState {
    /// Whether a rulebook 4 was ever adopted.
    pub is_known: bool,
    /// The time by which they are in force.
    pub clock: Clock,
    /// Ascending.
    holds: Vec<HoldAccounts>,
    /// Ascending.
    orders: Vec<Order>,
    said: Vec<(EntryIndex, Said)>,
}

impl HoldsState {
    /// Forgets what the window before said.
    pub fn begin_window(&mut self) {
        self.clock.begin_window();
        self.said.clear();
    }

    /// The accounts of a hold that was placed before an entry.
    pub fn hold_at(&self, hold: EntryIndex, entry: EntryIndex) -> Option<&HoldAccounts> {
        let place = self.holds.binary_search_by_key(&hold, |hold| hold.placed).ok()?;
        self.holds.get(place).filter(|_| hold < entry)
    }

    /// A restriction that was placed before an entry.
    pub fn order_at(&self, restriction: EntryIndex, entry: EntryIndex) -> Option<&Order> {
        let place = self.orders.binary_search_by_key(&restriction, |order| order.placed).ok()?;
        self.orders.get(place).filter(|_| restriction < entry)
    }

    /// Lets a statement take effect.
    pub fn state(&mut self, index: EntryIndex, body: &Holds) {
        let said = match body {
            Holds::Placed(hold) => {
                let HoldPlaced { debited, acquiring, .. } = *hold;
                self.holds.push(HoldAccounts { placed: index, debited, acquiring });
                Said::Hold(Box::new(hold.clone()))
            }
            Holds::Released(released) => Said::Released(released.hold),
            Holds::Restricted(restriction) => {
                self.orders.push(Order { placed: index, lifted: None, party: restriction.party });
                Said::Restriction(restriction.clone())
            }
            Holds::Lifted(lifted) => {
                let place = self.orders.binary_search_by_key(&lifted.restriction, |order| order.placed);
                if let Some(order) = place.ok().and_then(|place| self.orders.get_mut(place)) {
                    order.lifted.get_or_insert(index);
                }
                Said::Lifted(lifted.restriction)
            }
        };
        self.said.push((index, said));
    }

    /// Hands over what the window says, by rising entry.
    pub fn take_said(&mut self) -> Vec<(EntryIndex, Said)> {
        std::mem::take(&mut self.said)
    }
}
