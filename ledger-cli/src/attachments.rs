//! Which entries attached serials to authorizations: the journal's kind 63, read once.
//!
//! - Of each serial and authorizing Party the last entry counts, as for the attachment itself.
//!
//! The ledger's tables know the version and not the entry: a unit pays nothing for a question that few ask.

use std::collections::BTreeMap;

use ledger_core::{Error, Ledger};
use ledger_format::block::SerialBlock;
use ledger_format::body::Body;
use ledger_format::body::article6::Article6;
use ledger_format::codes::Kind;
use ledger_format::entry::EntryBytes;
use ledger_format::identifiers::{EntryIndex, PartyCode, SpaceId, Timestamp};

/// Runs of serials by their first, each with its last and the entry.
type Runs = BTreeMap<u64, (u64, EntryIndex)>;

/// Attaching entries by Party and space.
#[derive(Debug, Default)]
pub struct Attachments(BTreeMap<(PartyCode, SpaceId), Runs>);

impl Attachments {
    /// Those that occurred up to a moment.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn read(ledger: &Ledger, until: Option<Timestamp>) -> Result<Self, Error> {
        let mut attachments = Self::default();
        for recorded in ledger.feed(EntryIndex(0))? {
            let recorded = recorded?;
            let Ok(entry) = EntryBytes::whole(&recorded.bytes) else { continue };
            if entry.kind() != Kind::UNITS_AUTHORIZED
                || until.is_some_and(|until| entry.occurred_at() > until)
            {
                continue;
            }
            if let Ok(Some((_, Body::Article6(Article6::UnitsAuthorized(body))))) = entry.decode() {
                for block in body.blocks.iter().filter(|block| block.is_well_formed()) {
                    attachments.attach(body.party, *block, recorded.index);
                }
            }
        }
        Ok(attachments)
    }

    fn attach(&mut self, party: PartyCode, block: SerialBlock, entry: EntryIndex) {
        let runs = self.0.entry((party, block.space)).or_default();
        let (first, last) = (block.first, block.last);
        // What stood there is cut to what the block leaves of it.
        let below = runs.range(..first).next_back().map(|(from, run)| (*from, *run));
        if let Some((from, (to, by))) = below.filter(|(_, (to, _))| *to >= first) {
            runs.insert(from, (first - 1, by));
            if to > last {
                runs.insert(last + 1, (to, by));
            }
        }
        let inside: Vec<(u64, (u64, EntryIndex))> =
            runs.range(first..=last).map(|(from, run)| (*from, *run)).collect();
        for (from, (to, by)) in inside {
            runs.remove(&from);
            if to > last {
                runs.insert(last + 1, (to, by));
            }
        }
        runs.insert(first, (last, entry));
    }

    /// The entries that attached serials of a block for a Party, ascending.
    #[must_use]
    pub fn of(&self, party: PartyCode, block: SerialBlock) -> Vec<EntryIndex> {
        let Some(runs) = self.0.get(&(party, block.space)) else { return Vec::new() };
        let before = runs.range(..block.first).next_back().filter(|(_, (to, _))| *to >= block.first);
        let within = runs.range(block.first..=block.last);
        let mut entries: Vec<EntryIndex> = before.into_iter().chain(within).map(|(_, run)| run.1).collect();
        entries.sort_unstable();
        entries.dedup();
        entries
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPACE: SpaceId = SpaceId(1);

    #[test]
    fn the_last_entry_counts_serial_by_serial() {
        let [ghana, other] = ["GHA", "CHE"].map(|code| code.parse().unwrap());
        let mut state = 7_u64;
        let mut random = move |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        for _ in 0..400 {
            let (mut attachments, mut plain) = (Attachments::default(), [None; 41]);
            for entry in 0..random(12) {
                let first = 1 + random(40);
                let block = SerialBlock::new(SPACE, first, (first + random(15)).min(40));
                attachments.attach(ghana, block, EntryIndex(entry));
                attachments.attach(other, block, EntryIndex(99));
                for serial in block.first..=block.last {
                    plain[usize::try_from(serial).unwrap()] = Some(EntryIndex(entry));
                }
            }
            for _ in 0..20 {
                let first = 1 + random(40);
                let block = SerialBlock::new(SPACE, first, (first + random(15)).min(40));
                let mut expected: Vec<EntryIndex> = (block.first..=block.last)
                    .filter_map(|serial| plain[usize::try_from(serial).unwrap()])
                    .collect();
                expected.sort_unstable();
                expected.dedup();
                assert_eq!(attachments.of(ghana, block), expected);
            }
        }
        assert!(Attachments::default().of(ghana, SerialBlock::new(SPACE, 1, 9)).is_empty());
    }
}
