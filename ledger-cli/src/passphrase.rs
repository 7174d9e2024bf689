//! Passphrases of key files: from the environment, or asked for at the terminal.
//!
//! - They are never taken from the command line, where other users of the machine could read them.
//! - They are wiped from memory after use.

use std::io::IsTerminal;

use zeroize::Zeroizing;

use crate::failure::Failure;

/// The environment variable that holds a passphrase.
pub const VARIABLE: &str = "ITMO_LEDGER_PASSPHRASE";

/// The passphrase for reading what `purpose` names, such as a key file.
///
/// # Errors
/// When the variable is not set and nobody can be asked.
pub fn obtain(purpose: &str) -> Result<Zeroizing<String>, Failure> {
    match from_environment()? {
        Some(passphrase) => Ok(passphrase),
        None => ask(&format!("Passphrase for {purpose}: ")),
    }
}

/// A new passphrase, asked for twice where it is asked for.
///
/// # Errors
/// When it is empty, the two differ, or nobody can be asked.
pub fn choose(purpose: &str) -> Result<Zeroizing<String>, Failure> {
    let chosen = match from_environment()? {
        Some(passphrase) => passphrase,
        None => {
            let first = ask(&format!("New passphrase for {purpose}: "))?;
            if *first != *ask("The same again: ")? {
                return Err(Failure::new("the two passphrases differ: run the command again"));
            }
            first
        }
    };
    if chosen.is_empty() {
        return Err(Failure::new("the passphrase is empty: choose one, or pass --no-passphrase for a test"));
    }
    Ok(chosen)
}

fn from_environment() -> Result<Option<Zeroizing<String>>, Failure> {
    match std::env::var(VARIABLE) {
        Ok(text) => Ok(Some(Zeroizing::new(text))),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => {
            Err(Failure::new(format!("{VARIABLE} is not UTF-8: set it to text")))
        }
    }
}

fn ask(prompt: &str) -> Result<Zeroizing<String>, Failure> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::new(format!("a passphrase is needed and nobody can be asked: set {VARIABLE}")));
    }
    rpassword::prompt_password(prompt)
        .map(Zeroizing::new)
        .map_err(|error| Failure::about("the passphrase could not be read", &error))
}
