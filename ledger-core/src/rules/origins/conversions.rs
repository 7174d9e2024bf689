//! R-408 of conversions: a year that can be meant, and a factor that says something.

use std::ops::RangeInclusive;

use ledger_format::body::origins::ConversionStated;

use super::refusal::OriginsRefusal;

/// Years that a registry can mean.
const YEARS: RangeInclusive<u16> = 1990..=2200;

/// R-408 of a year.
pub(super) fn year_is_right(year: u16) -> Result<(), OriginsRefusal> {
    if YEARS.contains(&year) { Ok(()) } else { Err(OriginsRefusal::Year(year)) }
}

///
pub(super) fn conversion_is_formed(body: &ConversionStated) -> Result<(), OriginsRefusal> {
    year_is_right(body.year)?;
    if body.factor_digits > 0 { Ok(()) } else { Err(OriginsRefusal::FactorZero) }
}
