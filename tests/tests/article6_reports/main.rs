//! Annual reports: a Party's table of corresponding adjustments and its submission, as the library and the command line give them.
//!
//! | module | what it shows |
//! | --- | --- |
//! | `histories` | over random histories and every golden vector, tables and trail sum to the second book, and the past is what it was |
//! | `filing` | whose side is reported, what is held at the end of a year, and that what is written comes back |
//! | `origins` | units of other registries, and units of other metrics |

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod filing;
mod histories;
mod origins;
