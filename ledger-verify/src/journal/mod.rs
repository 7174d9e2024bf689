//! The journal as bytes: finds segments, walks their frames, reads earlier entries again.
//!
//! | module | what it does |
//! | --- | --- |
//! | [`source`] | where the bytes come from |
//! | [`walk`] | cuts segments into frames, a window at a time (J-101, J-103, J-112) |
//! | [`tail`] | tells a torn tail from a damaged one |
//! | [`census`] | counts frames by their headers alone |
//! | [`lookup`] | reads one earlier entry |

pub mod census;
pub mod lookup;
pub mod source;
pub mod tail;
pub mod walk;
