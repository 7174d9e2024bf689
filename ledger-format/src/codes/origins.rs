//! The codes of where units come from (`spec/origins.md` section 3).
//!
//! Invariants:
//! - As of every code here: it is its number, and any number can be held.
//! - [`Rounding::divide`] is exact: no float, no overflow.

use std::fmt;

use serde::{Deserialize, Serialize};

codes! {
    /// Reductions or removals: what a line of a monitoring counts.
    LineKind: u16 {
        REDUCTIONS = 1, "emission reductions";
        REMOVALS = 2, "removals";
    }

    /// How a division is rounded.
    Rounding: u16 {
        DOWN = 1, "down";
        HALF_AWAY = 2, "half away from zero";
        UP = 3, "up";
    }
}

impl Rounding {
    /// A quotient of what is not negative; `None` for a code without a name, and for a denominator of 0.
    #[must_use]
    pub fn divide(self, numerator: u128, denominator: u128) -> Option<u128> {
        let (whole, rest) = (numerator.checked_div(denominator)?, numerator.checked_rem(denominator)?);
        let more = match self {
            Self::DOWN => false,
            // Half of an odd denominator is no remainder, so nothing is doubled that could overflow.
            Self::HALF_AWAY => rest >= denominator - rest,
            Self::UP => rest > 0,
            _ => return None,
        };
        // A remainder asks for a denominator of 2 or more: the quotient has room.
        Some(whole + u128::from(more && rest > 0))
    }
}
