//! `activities`: what mitigates, what was verified of it, and how much of that is issued.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use ledger_core::origins::Activity;
use ledger_core::query::{LineDrawn, MonitoringDrawn};
use ledger_format::codes::LineKind;
use serde::Serialize;

use crate::failure::Failure;
use crate::output::{Cell, Output, Row};
use crate::session::open_for_reading;
use crate::statement_json::text::Named;
use crate::time_text;

/// Show activities with their monitorings: verified, drawn and left
#[derive(Debug, Args)]
#[command(after_help = "Example:
  itmo-ledger activities gha --activity cookstoves-7

A row is a line of a monitoring: a year, a component, reductions or removals. Drawn: units issued on it, less what reversals gave \
back; left: what may still be issued. On a monitoring that was withdrawn nothing is issued any more.
With --losses: stored carbon that was lost, and how much of it is settled by cancellation.")]
pub struct ActivitiesArguments {
    /// The ledger's directory
    directory: PathBuf,

    /// Only this activity, by its id
    #[arg(long, value_name = "ID")]
    activity: Option<String>,

    /// Show losses of stored carbon instead
    #[arg(long)]
    losses: bool,
}

#[derive(Serialize)]
struct LineRow {
    activity: String,
    host: String,
    methodology: String,
    methodology_version: String,
    monitoring: Option<u32>,
    from: Option<String>,
    until: Option<String>,
    report: Option<String>,
    /// The entry that withdrew it.
    withdrawn: Option<u64>,
    year: Option<u16>,
    component: Option<u32>,
    kind: Option<Named<LineKind>>,
    verified: Option<u64>,
    drawn: Option<u128>,
    left: Option<u128>,
}

impl LineRow {
    fn of(activity: &Activity, line: Option<(&MonitoringDrawn, &LineDrawn)>) -> Self {
        let (monitoring, line) = line.unzip();
        let (terms, stated) = (&activity.terms, monitoring.map(|it| &it.monitoring.terms));
        Self {
            activity: terms.activity.to_string(),
            host: terms.host.to_string(),
            methodology: terms.methodology.to_string(),
            methodology_version: terms.methodology_version.to_string(),
            monitoring: stated.map(|it| it.monitoring.0),
            from: stated.map(|it| time_text::show(it.from)),
            until: stated.map(|it| time_text::show(it.until)),
            report: stated.map(|it| it.report.to_string()),
            withdrawn: monitoring.and_then(|it| it.withdrawn).map(|entry| entry.0),
            year: line.map(|it| it.line.name.year),
            component: line.map(|it| it.line.name.component.0),
            kind: line.map(|it| Named(it.line.name.kind)),
            verified: line.map(|it| it.line.verified),
            drawn: line.map(|it| it.drawn),
            left: line.map(|it| it.left),
        }
    }
}

impl Row for LineRow {
    const HEADINGS: &'static [&'static str] = &[
        "activity",
        "host",
        "methodology",
        "monitoring",
        "from",
        "until",
        "year",
        "component",
        "kind",
        "verified",
        "drawn",
        "left",
    ];

    fn cells(&self) -> Vec<Cell> {
        let number = |number: Option<u128>| number.map_or_else(|| Cell::from(""), Cell::Number);
        let text = |text: Option<String>| Cell::from(text.unwrap_or_default());
        let withdrawn = if self.withdrawn.is_some() { ", withdrawn" } else { "" };
        vec![
            self.activity.as_str().into(),
            self.host.as_str().into(),
            format!("{} {}", self.methodology, self.methodology_version).into(),
            text(self.monitoring.map(|number| format!("{number}{withdrawn}"))),
            text(self.from.clone()),
            text(self.until.clone()),
            text(self.year.map(|year| year.to_string())),
            text(self.component.map(|component| component.to_string())),
            text(self.kind.map(|kind| kind.0.to_string())),
            number(self.verified.map(u128::from)),
            number(self.drawn),
            number(self.left),
        ]
    }
}

#[derive(Serialize)]
struct LossRow {
    loss: u32,
    activity: String,
    year: u16,
    lost: u64,
    settled: u128,
    left: u128,
    document: String,
    entry: u64,
}

impl Row for LossRow {
    const HEADINGS: &'static [&'static str] =
        &["loss", "activity", "year", "lost", "settled", "left", "entry"];

    fn cells(&self) -> Vec<Cell> {
        vec![
            self.loss.to_string().into(),
            self.activity.as_str().into(),
            self.year.to_string().into(),
            Cell::Number(self.lost.into()),
            Cell::Number(self.settled),
            Cell::Number(self.left),
            Cell::Number(self.entry.into()),
        ]
    }
}

/// Runs the command.
///
/// # Errors
/// When the ledger cannot be read, or the activity is not known.
pub fn run(arguments: &ActivitiesArguments, output: &mut Output) -> Result<ExitCode, Failure> {
    let ledger = open_for_reading(&arguments.directory)?;
    let wanted = |id: &str| arguments.activity.as_deref().is_none_or(|wanted| wanted == id);
    let activities = ledger.activities();
    let mut activities = activities.iter().filter(|it| wanted(it.terms.activity.as_str())).peekable();
    if let (Some(id), None) = (&arguments.activity, activities.peek()) {
        return Err(Failure::new(format!(
            "there is no activity `{id}`: look at `activities` without --activity, or post an `activity declared`"
        )));
    }
    if arguments.losses {
        let losses = ledger.losses().into_iter().filter(|(_, it)| wanted(it.terms.activity.as_str()));
        output.rows(losses.map(|(number, loss)| LossRow {
            loss: number.0,
            activity: loss.terms.activity.to_string(),
            year: loss.terms.year,
            lost: loss.terms.units,
            settled: loss.settled,
            left: u128::from(loss.terms.units).saturating_sub(loss.settled),
            document: loss.terms.document.to_string(),
            entry: loss.stated.0,
        }))?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut rows = Vec::new();
    for activity in activities {
        let monitorings = ledger.monitorings(Some(activity.terms.activity.as_str()));
        if monitorings.is_empty() {
            rows.push(LineRow::of(activity, None));
        }
        for monitoring in &monitorings {
            rows.extend(monitoring.lines.iter().map(|line| LineRow::of(activity, Some((monitoring, line)))));
        }
    }
    output.rows(rows)?;
    Ok(ExitCode::SUCCESS)
}
