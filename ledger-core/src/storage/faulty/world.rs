//! What the process sees, what is durable, which call fails: the state behind a faulty storage.

use std::{collections::BTreeMap, io};

use super::{CallCounts, Fault, StorageCall, image::Inode};
use crate::storage::{FilePath, Folder};

#[derive(Debug)]
pub(super) struct Plan {
    pub(super) at: u64,
    pub(super) only: Option<StorageCall>,
    pub(super) fault: Fault,
}

#[derive(Debug, Default)]
pub(super) struct World {
    pub(super) inodes: Vec<Inode>,
    pub(super) names: BTreeMap<FilePath, usize>,
    pub(super) durable_names: BTreeMap<FilePath, usize>,
    pub(super) unsynced_names: Vec<NameChange>,
    pub(super) plan: Option<Plan>,
    pub(super) ignores_syncs: bool,
    pub(super) crashed: bool,
    pub(super) fault_happened: bool,
    pub(super) counts: CallCounts,
    pub(super) name_calls: u64,
    pub(super) truncate_calls: u64,
}

impl World {
    pub(super) fn count_of(&self, call: StorageCall) -> u64 {
        match call {
            StorageCall::Name => self.name_calls,
            StorageCall::Read => self.counts.reads,
            StorageCall::Write => self.counts.writes,
            StorageCall::Truncate => self.truncate_calls,
            StorageCall::Sync => self.counts.syncs,
            StorageCall::SyncFolder => self.counts.folder_syncs,
        }
    }

    /// Counts a call; says which fault, if any, it runs into. A crash is reported once, then every call fails.
    pub(super) fn enter(&mut self, call: StorageCall) -> io::Result<Option<Fault>> {
        if self.crashed {
            return Err(crash_error());
        }
        let (all, of_kind) = (self.counts.all, self.count_of(call));
        self.counts.all += 1;
        match call {
            StorageCall::Name => self.name_calls += 1,
            StorageCall::Read => self.counts.reads += 1,
            StorageCall::Write => self.counts.writes += 1,
            StorageCall::Truncate => self.truncate_calls += 1,
            StorageCall::Sync => self.counts.syncs += 1,
            StorageCall::SyncFolder => self.counts.folder_syncs += 1,
        }
        let hit = self.plan.as_ref().filter(|plan| match plan.only {
            None => plan.at == all,
            Some(only) => only == call && plan.at == of_kind,
        });
        let fault = hit.map(|plan| plan.fault);
        self.fault_happened |= fault.is_some();
        self.crashed |= fault == Some(Fault::Crash);
        Ok(fault)
    }

    /// For calls that change no byte: any fault makes them fail before they do anything.
    pub(super) fn enter_or_fail(&mut self, call: StorageCall) -> io::Result<()> {
        match self.enter(call)? {
            None => Ok(()),
            Some(fault) => Err(fault.error()),
        }
    }

    /// Changes a name now, and after a crash perhaps.
    pub(super) fn change_name(&mut self, change: NameChange) -> io::Result<()> {
        match self.enter(StorageCall::Name)? {
            None => {}
            Some(Fault::Crash) => {
                self.unsynced_names.push(change);
                return Err(crash_error());
            }
            Some(fault) => return Err(fault.error()),
        }
        change.apply(&mut self.names);
        self.unsynced_names.push(change);
        Ok(())
    }
}

#[derive(Clone, Debug)]
pub(super) enum NameChange {
    Added(FilePath, usize),
    Renamed(FilePath, FilePath),
    Removed(FilePath),
}

impl NameChange {
    pub(super) fn folder(&self) -> Folder {
        match self {
            Self::Added(path, _) | Self::Renamed(path, _) | Self::Removed(path) => path.folder,
        }
    }

    pub(super) fn apply(&self, names: &mut BTreeMap<FilePath, usize>) {
        match self {
            Self::Added(path, id) => {
                names.insert(path.clone(), *id);
            }
            Self::Renamed(from, to) => {
                if let Some(id) = names.remove(from) {
                    names.insert(to.clone(), id);
                }
            }
            Self::Removed(path) => {
                names.remove(path);
            }
        }
    }
}

impl Fault {
    pub(super) fn error(self) -> io::Error {
        match self {
            Self::Crash => crash_error(),
            Self::Fail => io::Error::other("injected input/output error"),
            Self::ShortWrite => io::Error::new(io::ErrorKind::WriteZero, "injected short write"),
            Self::DiskFull => io::Error::new(io::ErrorKind::StorageFull, "injected full disk"),
        }
    }
}

pub(super) fn crash_error() -> io::Error {
    io::Error::other("the simulated machine has crashed")
}
