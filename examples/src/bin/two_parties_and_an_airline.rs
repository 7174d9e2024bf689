//! `cargo run -p ledger-examples --bin two_parties_and_an_airline -- FOLDER`: plays the story in a new folder and tells it.
//!
//! - Exit 0 when it was told, 1 when it could not be, 2 when the command line names no folder for it.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "usage: two_parties_and_an_airline FOLDER

Plays the story of docs/article6.md in FOLDER, which must not exist yet, such as target/story,
and leaves two ledgers there to look at.";

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let folder = match arguments.as_slice() {
        [help] if help == "--help" || help == "-h" => {
            // Whoever closed the output has read enough.
            let _ = writeln!(std::io::stdout(), "{USAGE}");
            return ExitCode::SUCCESS;
        }
        [folder] if !folder.as_encoded_bytes().starts_with(b"-") => PathBuf::from(folder),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    let shown = folder.display();
    if let Err(error) = std::fs::create_dir(&folder) {
        match error.kind() {
            std::io::ErrorKind::AlreadyExists => {
                eprintln!("{shown}: this exists already: name another folder, or move this one away");
            }
            std::io::ErrorKind::NotFound => {
                eprintln!("{shown}: the folder that it is to lie in does not exist: make that first");
            }
            _ => eprintln!("{shown}: the folder cannot be made, name another: {error}"),
        }
        return ExitCode::from(2);
    }
    match ledger_examples::story::play(&folder, &mut std::io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{shown}: {error}");
            ExitCode::FAILURE
        }
    }
}
