//! A copy whose segments bear other names until all of it is good, read as if they bore their own.
//!
//! Invariant: nothing is changed through it.

use std::{io, sync::Arc};

use crate::storage::{Access, FilePath, Folder, Storage, StorageFile, StorageLock};

/// Ending of a copied segment's name until the whole copy is good.
const PARTIAL: &str = ".partial";

/// Where a file of the copy lies until then.
pub(super) fn partial(path: &FilePath) -> FilePath {
    FilePath { folder: path.folder, name: format!("{}{PARTIAL}", path.name).into() }
}

/// A storage with a copy that is not named yet.
#[derive(Debug)]
pub(super) struct Unnamed(pub Arc<dyn Storage>);

fn only_read<T>() -> io::Result<T> {
    Err(io::ErrorKind::ReadOnlyFilesystem.into())
}

impl Storage for Unnamed {
    fn create(&self, _: &FilePath) -> io::Result<Arc<dyn StorageFile>> {
        only_read()
    }

    fn open(&self, path: &FilePath, access: Access) -> io::Result<Arc<dyn StorageFile>> {
        match access {
            Access::Read => self.0.open(&partial(path), access),
            Access::ReadWrite => only_read(),
        }
    }

    fn list(&self, folder: Folder) -> io::Result<Vec<Box<str>>> {
        let names = self.0.list(folder)?;
        Ok(names.iter().filter_map(|name| name.strip_suffix(PARTIAL)).map(Into::into).collect())
    }

    fn rename(&self, _: &FilePath, _: &str) -> io::Result<()> {
        only_read()
    }

    fn remove(&self, _: &FilePath) -> io::Result<()> {
        only_read()
    }

    fn sync_folder(&self, _: Folder) -> io::Result<()> {
        only_read()
    }

    fn lock(&self) -> io::Result<Box<dyn StorageLock>> {
        only_read()
    }
}
