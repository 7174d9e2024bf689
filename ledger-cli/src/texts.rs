//! Names and other free text, kept beside the journal: the journal holds a salted commitment only (decision D15).
//!
//! - A text lies in `<ledger>/texts/<commitment>`: 32 bytes of salt, then the text. Deleting the file erases the
//!   text; the journal
//!   stays as it is.
//! - A text that does not give its commitment is not shown.

use std::fs::{self, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

use ledger_format::identifiers::Commitment;

use crate::failure::Failure;

/// Longest text that is kept or shown, in bytes.
pub const TEXT_SIZE_LIMIT_BYTES: usize = 4_096;

const SALT_SIZE: usize = 32;
const CONTEXT: &str = "itmo-ledger/v1/text";

/// Commits to `text` with fresh salt and keeps it beside the ledger in `ledger`.
///
/// # Errors
/// When the text is too long, there is no randomness, or the file cannot be written.
pub fn keep(ledger: &Path, text: &str) -> Result<Commitment, Failure> {
    if text.trim().is_empty() {
        return Err(Failure::new("the text is empty: a commitment to nothing says nothing; give a text"));
    }
    if text.len() > TEXT_SIZE_LIMIT_BYTES {
        return Err(Failure::new(format!("a text has at most {TEXT_SIZE_LIMIT_BYTES} bytes: shorten it")));
    }
    let mut content = vec![0; SALT_SIZE];
    getrandom::fill(&mut content)
        .map_err(|error| Failure::about("the operating system gives no randomness", &error))?;
    content.extend_from_slice(text.as_bytes());
    let commitment = commitment_of(&content);
    let path = ledger.join("texts").join(commitment.to_string());
    write(&path, &content)
        .map_err(|error| Failure::about(format!("{}: the text cannot be kept", path.display()), &error))?;
    Ok(commitment)
}

/// The text behind a commitment, unless it was erased, is damaged, or nothing was committed to.
#[must_use]
pub fn find(ledger: &Path, commitment: &Commitment) -> Option<String> {
    if *commitment == Commitment::default() {
        return None;
    }
    let limit = u64::try_from(SALT_SIZE + TEXT_SIZE_LIMIT_BYTES).ok()?;
    let mut content = Vec::new();
    let file = fs::File::open(ledger.join("texts").join(commitment.to_string())).ok()?;
    file.take(limit).read_to_end(&mut content).ok()?;
    let text = content.get(SALT_SIZE..)?;
    if commitment_of(&content) != *commitment {
        return None;
    }
    String::from_utf8(text.to_vec()).ok()
}

/// Erases a text; one that is not there is erased already.
pub fn erase(ledger: &Path, commitment: &Commitment) {
    let path = ledger.join("texts").join(commitment.to_string());
    if let Err(error) = fs::remove_file(&path)
        && error.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!(%error, "{}: the text is not erased; delete the file", path.display());
    }
}

/// `spec/format.md` section 1.2: keyed with the name of the use, over salt and text.
fn commitment_of(salt_and_text: &[u8]) -> Commitment {
    let mut key = [0; 32];
    for (place, byte) in key.iter_mut().zip(CONTEXT.bytes()) {
        *place = byte;
    }
    Commitment(blake3::keyed_hash(&key, salt_and_text).into())
}

fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(content).and_then(|()| file.sync_all()).inspect_err(|_| {
        // Half a text is none, and nothing names it.
        let _ = fs::remove_file(path);
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kept_found_erased() {
        let folder = tempfile::tempdir().unwrap();
        let first = keep(folder.path(), "Ada Lovelace").unwrap();
        let second = keep(folder.path(), "Ada Lovelace").unwrap();
        assert_ne!(first, second, "the salt hides that two texts are equal");
        assert_eq!(find(folder.path(), &first).as_deref(), Some("Ada Lovelace"));

        let path = folder.path().join("texts").join(first.to_string());
        let mut content = fs::read(&path).unwrap();
        content[SALT_SIZE] ^= 1;
        fs::write(&path, content).unwrap();
        assert_eq!(find(folder.path(), &first), None, "another text than was committed to");
        erase(folder.path(), &first);
        assert!(!path.exists());
        assert_eq!(find(folder.path(), &first), None);
        assert_eq!(find(folder.path(), &Commitment::default()), None);
        assert!(keep(folder.path(), &"x".repeat(5_000)).is_err() && keep(folder.path(), " ").is_err());
    }
}
