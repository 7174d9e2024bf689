//! `demo`: a small story of two registries, played on real ledgers, that ends with a forgery found.
//!
//! | module | what it does |
//! | --- | --- |
//! | `room` | takes an earlier demo away, and nothing else |
//! | `registry` | a registry of the story: a ledger, its keys, its files |
//! | `ghana`, `switzerland` | what happens in each |
//! | `verdict` | the auditor's part: verify, change a byte in a copy, verify again |
//!
//! - Every step is a line; what goes otherwise than the story says ends the command with an error.
//! - It writes below its own directory only, and replaces nothing but an earlier demo.

mod ghana;
mod registry;
mod room;
mod switzerland;
mod verdict;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use crate::failure::Failure;
use crate::output::Output;

/// Play a small story of two registries, and find a forgery in it
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  itmo-ledger demo target/demo")]
pub struct DemoArguments {
    /// Where to play it: a new directory, an empty one, or an earlier demo's, which is replaced unless something of yours is in it
    directory: PathBuf,
}

/// What to do where something stands in the story's way; the directory was empty when it began.
const REMEDY: &str = "name a new directory for the demo";

/// Tells the story, step by step.
struct Narrator<'o> {
    output: &'o mut Output,
    step: u32,
}

#[derive(Serialize)]
struct Step<'s> {
    step: u32,
    who: &'s str,
    says: &'s str,
}

impl Narrator<'_> {
    fn tell(&mut self, who: &str, says: &str) -> Result<(), Failure> {
        self.step += 1;
        let sentence = format!("{:>2}. {who}: {says}", self.step);
        self.output.result(&Step { step: self.step, who, says }, &sentence)
    }
}

/// Runs the command.
///
/// # Errors
/// When the directory is in use, or anything goes otherwise than the story says.
pub fn run(arguments: &DemoArguments, output: &mut Output) -> Result<ExitCode, Failure> {
    let directory = &arguments.directory;
    room::clear(directory)?;
    let mut narrator = Narrator { output, step: 0 };

    let ghana = ghana::play(directory, &mut narrator)?;
    let switzerland = switzerland::play(directory, &mut narrator)?;
    for registry in [&ghana, &switzerland] {
        registry.checkpoint(&mut narrator)?;
    }
    let transfer = ghana.last_entry()?;
    let sealed = [ghana.close()?, switzerland.close()?];
    for registry in &sealed {
        verdict::expect_clean(registry, &mut narrator)?;
    }
    let [ghana, _] = &sealed;
    verdict::forge_and_find(ghana, &transfer, directory, &mut narrator)?;

    let shown = directory.display();
    let hint = format!(
        "Look for yourself: itmo-ledger lineage {shown}/ghana 'GHA01 2025' 1-1000; \
         ledger-verify {shown}/ghana --trust {shown}/ghana.trust --checkpoint {shown}/ghana.checkpoint"
    );
    if !narrator.output.is_json() {
        narrator.output.line(&hint)?;
    }
    Ok(ExitCode::SUCCESS)
}
