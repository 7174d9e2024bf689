//! The book's runs, each in a place of its own that does not change while the run lives: what the index by serial and the
//! lists by age both point to.
//!
//! Invariants:
//! - A node is one cache line; places of runs that are gone are used again.
//! - Nodes are kept in shelves of fixed size: growing moves none of them.

use ledger_format::identifiers::SpaceId;

use super::holding::Holding;
use super::runs::Run;

/// Nodes of a shelf, as a power of two.
const SHELF_BITS: u32 = 12;
const SHELF_SIZE: usize = 1 << SHELF_BITS;

/// The place of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NodeNumber(u32);

impl Default for NodeNumber {
    fn default() -> Self {
        Self::NONE
    }
}

impl NodeNumber {
    /// No node. Runs would fill 256 GiB of memory before this number came up for one.
    pub(crate) const NONE: Self = Self(u32::MAX);

    /// The node that was kept at this place, if none was let go since.
    pub(crate) fn at(place: usize) -> Self {
        u32::try_from(place).map_or(Self::NONE, Self)
    }

    fn place(self) -> (usize, usize) {
        // Numbers are 32 bits and this is at least a 32-bit machine.
        let number = self.0 as usize;
        (number >> SHELF_BITS, number % SHELF_SIZE)
    }
}

/// A run, and its neighbours in the list of its account and series.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(crate) struct Node {
    pub(crate) run: Run,
    pub(crate) space: SpaceId,
    pub(crate) older: NodeNumber,
    pub(crate) newer: NodeNumber,
}

const _: () = assert!(size_of::<Node>() == 64);

/// Every run.
#[derive(Debug, Clone, Default)]
pub(crate) struct Nodes {
    shelves: Vec<Vec<Node>>,
    /// Places of runs that are gone.
    free: Vec<NodeNumber>,
}

impl Nodes {
    pub(crate) fn node(&self, number: NodeNumber) -> Option<&Node> {
        let (shelf, place) = number.place();
        self.shelves.get(shelf)?.get(place)
    }

    pub(crate) fn node_mut(&mut self, number: NodeNumber) -> Option<&mut Node> {
        let (shelf, place) = number.place();
        self.shelves.get_mut(shelf)?.get_mut(place)
    }

    pub(crate) fn holding_mut(&mut self, number: NodeNumber) -> Option<&mut Holding> {
        self.node_mut(number).map(|node| &mut node.run.holding)
    }

    /// Keeps a run, in no list yet.
    pub(crate) fn insert(&mut self, space: SpaceId, run: Run) -> NodeNumber {
        let node = Node { run, space, older: NodeNumber::NONE, newer: NodeNumber::NONE };
        if let Some(number) = self.free.pop() {
            if let Some(place) = self.node_mut(number) {
                *place = node;
            }
            return number;
        }
        self.append(node)
    }

    /// Keeps a run behind all others, where no place is free.
    pub(crate) fn append(&mut self, node: Node) -> NodeNumber {
        if self.shelves.last().is_none_or(|shelf| shelf.len() == SHELF_SIZE) {
            self.shelves.push(Vec::with_capacity(SHELF_SIZE));
        }
        let before = (self.shelves.len() - 1) * SHELF_SIZE;
        let Some(shelf) = self.shelves.last_mut() else { return NodeNumber::NONE };
        let number = before + shelf.len();
        shelf.push(node);
        NodeNumber::at(number)
    }

    /// Forgets a run that is in no list any more.
    pub(crate) fn remove(&mut self, number: NodeNumber) {
        self.free.push(number);
    }
}
