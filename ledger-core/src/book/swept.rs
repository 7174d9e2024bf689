//! The runs of every space in plain lists, and how a window of later runs is swept into them: holdings while a journal is
//! replayed.
//!
//! Invariants:
//! - Runs of a window are newer than all that is in the lists, and among each other as they came.
//! - Sweeping gives the lists that putting the window's runs one by one gives.
//! - A sweep reads the lists of the spaces that the window touches once; it holds those lists, the new ones and the window,
//!   and no list twice in full.

use ledger_format::identifiers::SpaceId;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::runs::Run;
use super::sweep::{Aged, Overlay, RunList, newest};

/// Most runs of a window: a run's place in it takes 32 bits of a sorting key.
pub(super) const WINDOW_MAX: usize = 4 * 1024 * 1024;

const _: () = assert!(WINDOW_MAX <= u32::MAX as usize);

/// Runs to be put, in the order of the entries.
pub(super) type Window = Vec<(SpaceId, Run)>;

/// The runs of every space.
#[derive(Debug, Default)]
pub(super) struct SweptRuns {
    pub(super) spaces: FxHashMap<SpaceId, RunList>,
}

impl SweptRuns {
    pub(super) fn len(&self) -> usize {
        self.spaces.values().map(RunList::len).sum()
    }

    /// Puts a window of at most [`WINDOW_MAX`] runs.
    pub(super) fn sweep(&mut self, window: &[(SpaceId, Run)]) {
        let mut keys: Vec<Key> =
            (0..).zip(window).map(|(place, (space, run))| Key::of(*space, run.first, place)).collect();
        keys.par_sort_unstable();
        for keys in keys.chunk_by(|a, b| a.space() == b.space()) {
            let Some(space) = keys.first().map(Key::space) else { continue };
            let older = self.spaces.remove(&space).unwrap_or_default();
            let mut overlay = Overlay::over(older.into_iter());
            newest(keys.iter().filter_map(|key| key.aged(window)), |run| overlay.put(run));
            self.spaces.insert(space, overlay.end());
        }
    }
}

/// Space, first serial, and the later the earlier, in one number: quick to sort by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key(u128);

impl Key {
    fn of(space: SpaceId, first: u64, place: u32) -> Self {
        Self(u128::from(space.0) << 96 | u128::from(first) << 32 | u128::from(u32::MAX - place))
    }

    fn space(&self) -> SpaceId {
        SpaceId(u32::try_from(self.0 >> 96).unwrap_or(u32::MAX))
    }

    fn aged(&self, window: &[(SpaceId, Run)]) -> Option<Aged> {
        let place = u32::MAX - u32::try_from(self.0 & u128::from(u32::MAX)).unwrap_or(0);
        let (_, run) = window.get(usize::try_from(place).ok()?)?;
        Some(Aged { age: u64::from(place), run: *run })
    }
}
