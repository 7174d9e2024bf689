//! `cargo run -p ledger-examples --bin two_parties_and_an_airline -- FOLDER`: plays the story in a new folder and tells it.

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("name a folder that does not exist yet, such as target/story");
        return ExitCode::from(2);
    };
    match std::fs::create_dir(&folder)
        .map_err(Into::into)
        .and_then(|()| ledger_examples::story::play(&folder, &mut std::io::stdout().lock()))
    {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", folder.display());
            ExitCode::FAILURE
        }
    }
}
