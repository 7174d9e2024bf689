//! Private keys in files: Ed25519 as PKCS#8 PEM, encrypted with a passphrase unless asked otherwise.
//!
//! - A new file is readable by its owner only, never replaces one that exists, and is on disk before the command says
//!   so.
//! - Reading is bounded: at most [`SIZE_LIMIT_BYTES`], and a key derivation of at most
//!   [`DERIVATION_MEMORY_LIMIT_BYTES`] and
//!   [`DERIVATION_ROUNDS_LIMIT`], whatever the file asks for.
//!
//! It does not know ledgers: a key's number is the ledger's.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::KeypairBytes;
use pkcs8::der::pem::PemLabel;
use pkcs8::pkcs5::EncryptionScheme;
use pkcs8::pkcs5::pbes2::{self, Kdf};
use pkcs8::pkcs5::scrypt::Params;
use pkcs8::{
    DecodePrivateKey, EncodePrivateKey, EncryptedPrivateKeyInfoRef, LineEnding, PrivateKeyInfoRef,
    SecretDocument,
};
use zeroize::Zeroizing;

/// Largest key file that is read.
pub const SIZE_LIMIT_BYTES: u64 = 16_384;
/// Most memory that a key file may ask for to derive its key.
pub const DERIVATION_MEMORY_LIMIT_BYTES: u64 = 256 << 20;
/// Most rounds of PBKDF2 that a key file may ask for.
pub const DERIVATION_ROUNDS_LIMIT: u32 = 10_000_000;

/// scrypt's cost for new files: the most that OpenSSL reads without being told to.
const SCRYPT_LOG_N: u8 = 14;
const SCRYPT_R: u32 = 8;
const SCRYPT_P: u32 = 1;

/// A key file that cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyFileError {
    /// It cannot be read.
    #[error("{}: the key file cannot be read: check the path and its permissions", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// It cannot be written.
    #[error("{}: the key file cannot be written: name a path that does not exist yet, in a folder you may write \
        to", .path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// It is not a PKCS#8 PEM file with an Ed25519 key.
    #[error("{}: this is not an Ed25519 private key in PKCS#8 PEM: make one with `itmo-ledger key \
        new`", .path.display())]
    NotAKey {
        /// The file.
        path: PathBuf,
    },
    /// Its encryption would take too much memory or time.
    #[error("{}: the file's encryption asks for more memory or rounds than a key needs: encrypt the key again with \
         `openssl pkcs8 -topk8 -scrypt`", .path.display())]
    TooCostly {
        /// The file.
        path: PathBuf,
    },
    /// The passphrase is wrong.
    #[error("{}: the passphrase is wrong, or the file is damaged: try again", .path.display())]
    Passphrase {
        /// The file.
        path: PathBuf,
    },
    /// There is no randomness.
    #[error("the operating system gives no random numbers: {0}")]
    Randomness(getrandom::Error),
}

/// A key file as read, still encrypted if it is.
#[derive(Debug)]
pub struct KeyFile {
    path: PathBuf,
    document: SecretDocument,
    encrypted: bool,
}

/// A new private key.
///
/// # Errors
/// When the operating system gives no random numbers.
pub fn generate() -> Result<SigningKey, KeyFileError> {
    Ok(SigningKey::from_bytes(&*random::<32>()?))
}

/// Writes `key` to the new file `path`, encrypted if there is a passphrase.
///
/// # Errors
/// When the file exists or cannot be written.
pub fn write_new(path: &Path, key: &SigningKey, passphrase: Option<&str>) -> Result<(), KeyFileError> {
    let not_a_key = || KeyFileError::NotAKey { path: path.to_owned() };
    // Without the public key: OpenSSL reads no other form.
    let pair = KeypairBytes { secret_key: key.to_bytes(), public_key: None };
    let text: Zeroizing<String> = match passphrase {
        None => pair.to_pkcs8_pem(LineEnding::LF).map_err(|_| not_a_key())?,
        Some(passphrase) => {
            let plain = pair.to_pkcs8_der().map_err(|_| not_a_key())?;
            let info = PrivateKeyInfoRef::try_from(plain.as_bytes()).map_err(|_| not_a_key())?;
            let (salt, iv) = (random::<16>()?, random::<16>()?);
            let parameters = Params::new(SCRYPT_LOG_N, SCRYPT_R, SCRYPT_P)
                .ok()
                .and_then(|scrypt| pbes2::Parameters::generate_scrypt_aes256cbc(scrypt, &*salt, *iv).ok());
            let encrypted = info
                .encrypt_with_params(parameters.ok_or_else(not_a_key)?, passphrase)
                .map_err(|_| not_a_key())?;
            encrypted
                .to_pem(EncryptedPrivateKeyInfoRef::PEM_LABEL, LineEnding::LF)
                .map_err(|_| not_a_key())?
        }
    };
    let failed = |source| KeyFileError::Unwritable { path: path.to_owned(), source };
    let mut file = create_private(path).map_err(failed)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(|source| {
        // Half a key must not stand in the way of the next try.
        let _ = std::fs::remove_file(path);
        failed(source)
    })
}

impl KeyFile {
    /// Reads the file `path`.
    ///
    /// # Errors
    /// When it cannot be read or is no PKCS#8 PEM file.
    pub fn read(path: &Path) -> Result<Self, KeyFileError> {
        let unreadable = |source| KeyFileError::Unreadable { path: path.to_owned(), source };
        let not_a_key = || KeyFileError::NotAKey { path: path.to_owned() };
        let mut bytes = Zeroizing::new(Vec::new());
        let file = File::open(path).map_err(unreadable)?;
        file.take(SIZE_LIMIT_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() as u64 > SIZE_LIMIT_BYTES {
            return Err(not_a_key());
        }
        let text = std::str::from_utf8(&bytes).map_err(|_| not_a_key())?;
        let (label, document) = SecretDocument::from_pem(text).map_err(|_| not_a_key())?;
        let encrypted = label == EncryptedPrivateKeyInfoRef::PEM_LABEL;
        if !encrypted && label != PrivateKeyInfoRef::PEM_LABEL {
            return Err(not_a_key());
        }
        Ok(Self { path: path.to_owned(), document, encrypted })
    }

    /// Whether a passphrase is needed.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.encrypted
    }

    /// The key; `passphrase` is asked only when it is needed.
    ///
    /// # Errors
    /// When the passphrase is wrong, cannot be had, or the file holds another kind of key.
    pub fn open<E: From<KeyFileError>>(
        &self,
        passphrase: impl FnOnce() -> Result<Zeroizing<String>, E>,
    ) -> Result<SigningKey, E> {
        let not_a_key = || KeyFileError::NotAKey { path: self.path.clone() };
        if !self.encrypted {
            return SigningKey::from_pkcs8_der(self.document.as_bytes()).map_err(|_| not_a_key().into());
        }
        let info = EncryptedPrivateKeyInfoRef::try_from(self.document.as_bytes()).map_err(|_| not_a_key())?;
        if !is_affordable(&info.encryption_algorithm) {
            return Err(KeyFileError::TooCostly { path: self.path.clone() }.into());
        }
        let wrong = || KeyFileError::Passphrase { path: self.path.clone() };
        let plain = info.decrypt(passphrase()?.as_bytes()).map_err(|_| wrong())?;
        SigningKey::from_pkcs8_der(plain.as_bytes()).map_err(|_| wrong().into())
    }
}

fn is_affordable(scheme: &EncryptionScheme) -> bool {
    let EncryptionScheme::Pbes2(parameters) = scheme else { return false };
    match &parameters.kdf {
        Kdf::Scrypt(scrypt) => {
            let (size, lanes) = (u64::from(scrypt.block_size), u64::from(scrypt.parallelization));
            let memory = scrypt.cost_parameter.saturating_add(lanes).saturating_mul(128 * size);
            // The decoder takes any cost; one that is no power of two would panic further down.
            memory <= DERIVATION_MEMORY_LIMIT_BYTES && lanes <= 16 && scrypt.cost_parameter.is_power_of_two()
        }
        Kdf::Pbkdf2(pbkdf2) => pbkdf2.iteration_count <= DERIVATION_ROUNDS_LIMIT,
        _ => false,
    }
}

fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>, KeyFileError> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(&mut *bytes).map_err(KeyFileError::Randomness)?;
    Ok(bytes)
}

fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passphrase(text: &str) -> Result<Zeroizing<String>, KeyFileError> {
        Ok(Zeroizing::new(text.to_owned()))
    }

    #[test]
    fn comes_back_as_written() {
        let folder = tempfile::tempdir().unwrap();
        let key = generate().unwrap();
        let (plain, locked) = (folder.path().join("plain.pem"), folder.path().join("locked.pem"));
        write_new(&plain, &key, None).unwrap();
        write_new(&locked, &key, Some("open sesame")).unwrap();

        let file = KeyFile::read(&plain).unwrap();
        assert!(!file.is_encrypted());
        let nobody = || -> Result<_, KeyFileError> { panic!("asked for a passphrase") };
        assert_eq!(file.open(nobody).unwrap(), key);
        let file = KeyFile::read(&locked).unwrap();
        assert!(file.is_encrypted());
        assert_eq!(file.open(|| passphrase("open sesame")).unwrap(), key);
        assert!(matches!(file.open(|| passphrase("wrong")), Err(KeyFileError::Passphrase { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_reads_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key.pem");
        write_new(&path, &generate().unwrap(), None).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn never_replaces_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key.pem");
        std::fs::write(&path, "precious").unwrap();
        let failed = write_new(&path, &generate().unwrap(), None);
        assert!(matches!(failed, Err(KeyFileError::Unwritable { .. })));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "precious");
    }

    #[test]
    fn costly_files_are_refused_before_they_cost() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key.pem");
        write_new(&path, &generate().unwrap(), Some("x")).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let (_, document) = SecretDocument::from_pem(&text).unwrap();
        let cost = document.as_bytes().windows(4).position(|bytes| bytes == [2, 2, 0x40, 0]).unwrap();
        for wrong in [[2, 2, 0, 0], [2, 2, 0x40, 1], [2, 2, 0x7F, 0xFF]] {
            let mut bytes = document.as_bytes().to_vec();
            bytes[cost..cost + 4].copy_from_slice(&wrong);
            let document = SecretDocument::try_from(bytes).unwrap();
            let file = KeyFile { path: path.clone(), document, encrypted: true };
            let nobody = || -> Result<_, KeyFileError> { panic!("asked for a passphrase") };
            assert!(file.open(nobody).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn other_files_are_no_keys() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key.pem");
        let certificate = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n".to_owned();
        let empty = "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n".to_owned();
        for text in [String::new(), "hello".to_owned(), certificate, "x".repeat(20_000), "\u{0}".to_owned()] {
            std::fs::write(&path, &text).unwrap();
            assert!(matches!(KeyFile::read(&path), Err(KeyFileError::NotAKey { .. })), "{text:.40}");
        }
        std::fs::write(&path, empty).unwrap();
        let opened = KeyFile::read(&path).unwrap().open(|| passphrase(""));
        assert!(matches!(opened, Err(KeyFileError::NotAKey { .. })));
        let missing = KeyFile::read(&folder.path().join("none.pem"));
        assert!(matches!(missing, Err(KeyFileError::Unreadable { .. })));
    }
}
