//! `approaches`: the cooperative approaches, who takes part, and which registries carry them out.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use ledger_core::query::AsAt;
use ledger_format::codes::{ApproachStatus, Metric};
use serde::Serialize;

use crate::failure::Failure;
use crate::output::{Cell, Output, Row};
use crate::session::open_for_reading;
use crate::statement_json::text::Named;
use crate::time_text::parse_moment;
use crate::unknown::must_have_been;

/// Show the cooperative approaches: status, Parties, metrics, and the registries that carry them out
#[derive(Debug, Args)]
#[command(after_help = "Example:
  itmo-ledger approaches gha

Registries are stated under rulebook 5 with {\"body\": {\"kind\": \"approach registries stated\", …}}; the last statement counts. \
Whether identifiers may name others is the option approach-registries-bind.")]
pub struct ApproachesArguments {
    /// The ledger's directory
    directory: PathBuf,

    /// As at a moment: a time or date of occurrence, `recorded:TIME`, or `entry:INDEX`
    #[arg(long, value_name = "MOMENT", value_parser = parse_moment, default_value = "head")]
    at: AsAt,
}

#[derive(Serialize)]
struct ApproachRow {
    approach: String,
    status: Named<ApproachStatus>,
    parties: Vec<String>,
    metrics: Vec<Named<Metric>>,
    registries: Vec<String>,
    declared_by_entry: u64,
}

impl Row for ApproachRow {
    const HEADINGS: &'static [&'static str] =
        &["approach", "status", "Parties", "metrics", "registries", "declared by entry"];

    fn cells(&self) -> Vec<Cell> {
        let metrics: Vec<String> = self.metrics.iter().map(|it| it.0.to_string()).collect();
        let registries =
            if self.registries.is_empty() { "not stated".to_owned() } else { self.registries.join(", ") };
        vec![
            self.approach.as_str().into(),
            self.status.0.to_string().into(),
            self.parties.join(", ").into(),
            metrics.join(", ").into(),
            registries.into(),
            Cell::Number(self.declared_by_entry.into()),
        ]
    }
}

/// Runs the command.
///
/// # Errors
/// When the ledger cannot be read.
pub fn run(arguments: &ApproachesArguments, output: &mut Output) -> Result<ExitCode, Failure> {
    let ledger = open_for_reading(&arguments.directory)?;
    must_have_been(&ledger, arguments.at)?;
    let known = ledger
        .article6(arguments.at)
        .map_err(|error| Failure::about(arguments.directory.display(), &error))?;
    let rows: Vec<ApproachRow> = known
        .approaches()
        .into_iter()
        .map(|it| ApproachRow {
            approach: it.number.to_string(),
            status: Named(it.approach.status),
            parties: it.approach.parties.iter().map(ToString::to_string).collect(),
            metrics: it.approach.metrics.iter().copied().map(Named).collect(),
            registries: it.registries.iter().map(ToString::to_string).collect(),
            declared_by_entry: it.approach.declared.0,
        })
        .collect();
    output.rows(rows)?;
    Ok(ExitCode::SUCCESS)
}
