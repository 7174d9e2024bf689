//! What the engine says while it works, on standard error: warnings, and with `-v` more.
//!
//! - Where standard error cannot be written nothing is said, and the work goes on.
//! - `ITMO_LEDGER_LOG` overrides both with a level: `error`, `warn`, `info`, `debug` or `trace`.

use std::io::IsTerminal;

use tracing_subscriber::filter::LevelFilter;

/// Starts logging; each `-v` says more.
pub fn start(verbose: u8) {
    let level = match std::env::var("ITMO_LEDGER_LOG").ok().and_then(|text| text.parse().ok()) {
        Some(level) => level,
        None => match verbose {
            0 => LevelFilter::WARN,
            1 => LevelFilter::INFO,
            2 => LevelFilter::DEBUG,
            _ => LevelFilter::TRACE,
        },
    };
    tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false)
        .without_time()
        .log_internal_errors(false)
        .init();
}
