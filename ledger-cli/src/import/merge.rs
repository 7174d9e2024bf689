//! The order in which the rows of several files are posted.
//!
//! - By time; at equal times by the profile's order of file kinds, then by the order the files were named in, then by
//!   row.
//! - Files need not be in order of time themselves (the CDM's cancellations are not).
//!
//! It does not read rows.

use super::source::RowPlace;

/// A row of one of several sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MergedRow {
    /// Which source.
    pub source: usize,
    /// Where in it.
    pub place: RowPlace,
}

/// The rows of several sources, in order.
#[derive(Debug)]
pub struct MergedRows {
    streams: Vec<Stream>,
}

#[derive(Debug)]
struct Stream {
    kind: usize,
    source: usize,
    places: Vec<RowPlace>,
}

impl MergedRows {
    /// Merges; `sources` gives, in the order they were named, each source's file kind and rows.
    #[must_use]
    pub fn new(sources: Vec<(usize, Vec<RowPlace>)>) -> Self {
        let mut streams: Vec<Stream> = sources
            .into_iter()
            .enumerate()
            .map(|(source, (kind, mut places))| {
                // Stable, so that rows of one time stay in the order of the file. In order already: one pass.
                places.sort_by_key(|place| place.occurred_at);
                Stream { kind, source, places }
            })
            .collect();
        streams.sort_by_key(|stream| (stream.kind, stream.source));
        Self { streams }
    }

    /// How many rows there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.streams.iter().map(|stream| stream.places.len()).sum()
    }

    /// The rows in order.
    pub fn iter(&self) -> impl Iterator<Item = MergedRow> {
        let mut heads: Vec<_> =
            self.streams.iter().map(|stream| (stream.source, stream.places.iter().peekable())).collect();
        std::iter::from_fn(move || {
            // Few files: a look at each head is cheaper than a heap. `min_by_key` takes the first of equals.
            let (_, source, places) = heads
                .iter_mut()
                .filter_map(|(source, places)| {
                    places.peek().map(|place| place.occurred_at).map(|time| (time, *source, places))
                })
                .min_by_key(|(time, ..)| *time)?;
            places.next().map(|place| MergedRow { source, place: *place })
        })
    }
}

#[cfg(test)]
mod tests {
    use ledger_format::identifiers::Timestamp;

    use super::*;

    fn place(occurred_at_ms: u64, row: u32) -> RowPlace {
        RowPlace { occurred_at: Timestamp(occurred_at_ms), offset: u64::from(row), row, line: row + 1 }
    }

    fn order(sources: Vec<(usize, Vec<RowPlace>)>) -> Vec<(usize, u32)> {
        MergedRows::new(sources).iter().map(|row| (row.source, row.place.row)).collect()
    }

    #[test]
    fn time_then_kind_then_source_then_row() {
        let cancellations = (1, vec![place(5, 1), place(2, 2), place(5, 3)]);
        let issuances = (0, vec![place(1, 1), place(5, 2)]);
        let more_issuances = (0, vec![place(5, 1)]);
        assert_eq!(
            order(vec![cancellations, issuances, more_issuances]),
            [(1, 1), (0, 2), (1, 2), (2, 1), (0, 1), (0, 3)]
        );
    }

    #[test]
    fn nothing_to_merge() {
        assert!(order(vec![]).is_empty());
        assert!(order(vec![(0, vec![])]).is_empty());
        assert_eq!(MergedRows::new(vec![(0, vec![place(1, 1)]), (1, vec![place(1, 1)])]).count(), 2);
    }
}
