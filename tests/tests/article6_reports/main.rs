//! Annual reports: a Party's table of corresponding adjustments and its submission, as the library and the command line give them.
//!
//! | module | what it shows |
//! | --- | --- |
//! | `histories` | over random histories and every golden vector, tables and trail sum to the second book, and the past is what it was |
//! | `filing` | whose side is reported, and what is held at the end of a year |
//! | `corrections` | what is taken back was not made, in no table; what ends without a word of the format for it is reported for all that |
//! | `generated` | over random histories of four Parties, years roll forward, and what is written comes back |
//! | `quanta` | series that count a metric in different quanta, by hand and against the model |
//! | `second_book` | the vectors of the second book: accounts, clearing and annual figures |
//! | `then` | reports of the past know what had been stated by then |
//! | `origins` | units of other registries, and units of other metrics |
//! | `told` | a use that a notice tells of is reported by the host and by who used |

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod books;
mod corrections;
mod filing;
mod generated;
mod histories;
mod origins;
mod quanta;
mod second_book;
mod then;
mod told;
