//! Runs one workload of serial blocks on what a user could pick instead of this ledger.
//!
//! `cargo run --release -- [--smoke] [--rounds N] [--only bare|doubleentry|sqlite|postgres]`; see README.md.

mod bare;
mod chain;
mod double_entry;
mod figures;
mod plan;
mod postgres_table;
mod sqlite;
mod workload;

use std::path::Path;
use std::process::ExitCode;

use figures::Figures;
use plan::Plan;

/// A bench that meets an error stops with it: there is nobody to decide.
type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Adds the rows of one peer.
type Peer = fn(&mut Figures, &Plan) -> Outcome<()>;

/// Each peer by the name that `--only` takes.
const PEERS: [(&str, Peer); 4] = [
    ("bare", bare::measure),
    ("doubleentry", double_entry::measure),
    ("sqlite", sqlite::measure),
    ("postgres", postgres_table::measure),
];

/// What was asked for on the command line.
struct Options {
    smoke: bool,
    rounds: usize,
    only: Option<String>,
}

fn main() -> ExitCode {
    match options().and_then(|options| run(&options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn options() -> Outcome<Options> {
    let mut options = Options { smoke: false, rounds: 3, only: None };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--smoke" => options.smoke = true,
            "--rounds" => {
                let text = arguments.next().unwrap_or_default();
                options.rounds =
                    text.parse().ok().filter(|rounds| *rounds > 0).ok_or("--rounds takes a number from 1")?;
            }
            "--only" => match arguments.next() {
                Some(peer) if PEERS.iter().any(|(name, _)| *name == peer) => options.only = Some(peer),
                _ => return Err("--only takes bare, doubleentry, sqlite or postgres".into()),
            },
            other => return Err(format!("{other}: not understood; see README.md").into()),
        }
    }
    Ok(options)
}

fn run(options: &Options) -> Outcome<()> {
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("target");
    std::fs::create_dir_all(&target)?;
    let plan = Plan::new(options.smoke, &target);
    let mut figures = Figures::new(if options.smoke { 1 } else { options.rounds });
    figures.print_head();
    for (name, measure) in PEERS {
        if options.only.as_deref().is_none_or(|only| only == name) {
            measure(&mut figures, &plan)?;
        }
    }
    let lines = target.join("peers.jsonl");
    figures.write(&lines)?;
    println!("\nwritten to {}", lines.display());
    Ok(())
}
