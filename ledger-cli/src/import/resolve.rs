//! From a row to what it asks of the ledger, in the names of the profile.
//!
//! - Resolving looks at the row and the profile alone: it never depends on what is posted.
//! - Every code and text in an [`Instruction`] fits the limits of `spec/format.md` section 6; the block may still be
//!   one
//!   that a rule refuses.
//!
//! It knows no account, space or series numbers: the ledger behind [`super::target::ImportTarget`] does.

use std::str::FromStr;

use csv::ByteRecord;
use ledger_format::body::Provenance;
use ledger_format::body::holds::Evidence;
use ledger_format::bounded::Code;
use ledger_format::codes::{AccountKind, Action, GwpSet, Metric, MitigationType, Regime};
use ledger_format::identifiers::{Digest, PartyCode, RegistryId, Timestamp};

use super::fault::RowFault;
use super::profile::{AccountTemplate, ActionRule, Check, Document, FileProfile};

/// What a row asks of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instruction {
    /// Where it comes from.
    pub provenance: Provenance,
    /// When it took place.
    pub occurred_at: Timestamp,
    /// The action.
    pub action: Action,
    /// Name of the number space.
    pub space: Code<1, 64>,
    /// The series that the row states.
    pub series: SeriesNames,
    /// The transferring account; none for an issue, which takes from the series' Source account.
    pub debit: Option<AccountNames>,
    /// The acquiring account.
    pub credit: AccountNames,
    /// First serial.
    pub first: u64,
    /// Last serial, inclusive.
    pub last: u64,
    /// Of an issue that says so: the document from which the history of its units was taken.
    pub history: Option<Digest>,
    /// Of what goes to or comes from a Counterpart account: on what word.
    pub evidence: Option<Evidence>,
}

/// An account by what it is, rather than by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountNames {
    /// Its Party's code.
    pub party: PartyCode,
    /// Its registry's id.
    pub registry: RegistryId,
    /// Its kind.
    pub kind: AccountKind,
}

/// A series by what it is, rather than by number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesNames {
    /// Unique in its space.
    pub label: Code<1, 64>,
    /// The host Party's code.
    pub host_party: PartyCode,
    /// The activity; may be empty.
    pub activity: Code<0, 64>,
    /// Calendar year; 0 where the row gives none.
    pub vintage: u16,
    /// The metric.
    pub metric: Metric,
    /// The regime.
    pub regime: Regime,
    /// The GWP set.
    pub gwp_set: GwpSet,
    /// The mitigation type.
    pub mitigation_type: MitigationType,
}

/// What the row `record` of a file of kind `file` asks.
///
/// # Errors
/// When the row does not fit the profile, or a check of the profile fails.
pub fn resolve(
    file: &FileProfile,
    provenance: Provenance,
    occurred_at: Timestamp,
    record: &ByteRecord,
) -> Result<Instruction, RowFault> {
    let columns: Vec<&str> =
        record.iter().map(std::str::from_utf8).collect::<Result<_, _>>().map_err(|_| RowFault::NotUtf8)?;
    let (first, last) = serials(file, &columns)?;
    let values = values(file, columns)?;
    for check in &file.checks {
        check_row(file, check, &values, first, last)?;
    }
    let rule = file
        .actions
        .iter()
        .find(|rule| {
            rule.when.iter().all(|(column, among)| {
                values.get(*column).is_some_and(|value| among.iter().any(|known| known == value))
            })
        })
        .ok_or(RowFault::NoAction)?;
    let account = |place: usize| file.accounts.get(place).ok_or(RowFault::NoAction);
    let debit =
        rule.debit.map(|place| account(place).and_then(|it| account_names(it, &values))).transpose()?;
    Ok(Instruction {
        provenance,
        occurred_at,
        action: rule.action,
        space: text(file.space.fill(&values), "space name")?,
        series: series_names(file, &values)?,
        debit,
        credit: account(rule.credit).and_then(|it| account_names(it, &values))?,
        first,
        last,
        history: history(file, rule, provenance.source),
        evidence: rule.evidence.map(|it| Evidence {
            grade: it.grade,
            digest: it.document.map(|document| digest(document, provenance.source)).unwrap_or_default(),
        }),
    })
}

/// An issue of Article 6 units stands on a history unless it says another one: what a file reports was issued before.
fn history(file: &FileProfile, rule: &ActionRule, imported: Digest) -> Option<Digest> {
    let is_article6 = rule.action == Action::ISSUE && file.series.regime != Regime::PLAIN;
    let document = rule.history.or(is_article6.then_some(Document::File));
    document.map(|document| digest(document, imported))
}

fn digest(document: Document, imported: Digest) -> Digest {
    match document {
        Document::File => imported,
        Document::Digest(digest) => digest,
    }
}

/// The row's columns, then the named groups of the file's fields: the order that templates were made for.
fn values<'r>(file: &FileProfile, columns: Vec<&'r str>) -> Result<Vec<&'r str>, RowFault> {
    let mut values = columns;
    for field in &file.fields {
        let text = values.get(field.column).copied().unwrap_or_default();
        let captures = field
            .pattern
            .captures(text)
            .ok_or_else(|| RowFault::Pattern { column: column_name(file, field.column) })?;
        values
            .extend(field.groups.iter().map(|group| captures.name(group).map_or("", |found| found.as_str())));
    }
    Ok(values)
}

fn serials(file: &FileProfile, columns: &[&str]) -> Result<(u64, u64), RowFault> {
    let column = || column_name(file, file.serial.column);
    let text = columns.get(file.serial.column).copied().unwrap_or_default();
    let captures = file.serial.pattern.captures(text).ok_or_else(|| RowFault::Serial { column: column() })?;
    let number = |group: &str| {
        captures
            .name(group)
            .map(|found| {
                found.as_str().parse::<u64>().map_err(|_| RowFault::SerialNumber { column: column() })
            })
            .transpose()
    };
    let first = number("first")?.ok_or_else(|| RowFault::Serial { column: column() })?;
    let last = match (number("last")?, number("count")?) {
        (Some(last), _) => last,
        (None, Some(count)) => count
            .checked_sub(1)
            .and_then(|more| first.checked_add(more))
            .ok_or_else(|| RowFault::SerialNumber { column: column() })?,
        (None, None) => first,
    };
    Ok((first, last))
}

fn check_row(
    file: &FileProfile,
    check: &Check,
    values: &[&str],
    first: u64,
    last: u64,
) -> Result<(), RowFault> {
    match check {
        Check::Among { column, values: among } => {
            let value = values.get(*column).copied().unwrap_or_default();
            let known = among.iter().any(|known| known == value);
            known.then_some(()).ok_or_else(|| RowFault::NotAmong { column: column_name(file, *column) })
        }
        Check::Count { column } => {
            // A block that ends before it begins has no count: the ledger refuses it by R-201.
            let Some(count) = last.checked_sub(first).and_then(|more| more.checked_add(1)) else {
                return Ok(());
            };
            let stated = values.get(*column).and_then(|value| value.parse::<u64>().ok());
            let same = stated == Some(count);
            same.then_some(()).ok_or_else(|| RowFault::Count { column: column_name(file, *column), count })
        }
    }
}

fn series_names(file: &FileProfile, values: &[&str]) -> Result<SeriesNames, RowFault> {
    let series = &file.series;
    let vintage = series.vintage.fill(values);
    let vintage = if vintage.is_empty() { Some(0) } else { vintage.parse().ok() };
    Ok(SeriesNames {
        label: text(series.label.fill(values), "series label")?,
        host_party: code(&series.host_party.fill(values), "Party code")?,
        activity: text(series.activity.fill(values), "activity")?,
        vintage: vintage.ok_or(RowFault::NotAllowed { what: "vintage" })?,
        metric: series.metric,
        regime: series.regime,
        gwp_set: series.gwp_set,
        mitigation_type: series.mitigation_type,
    })
}

fn account_names(account: &AccountTemplate, values: &[&str]) -> Result<AccountNames, RowFault> {
    Ok(AccountNames {
        party: code(&account.party.fill(values), "Party code")?,
        registry: code(&account.registry.fill(values), "registry id")?,
        kind: account.kind,
    })
}

fn text<const MIN: usize, const MAX: usize>(
    value: String,
    what: &'static str,
) -> Result<Code<MIN, MAX>, RowFault> {
    Code::new(value).map_err(|_| RowFault::NotAllowed { what })
}

fn code<T: FromStr>(value: &str, what: &'static str) -> Result<T, RowFault> {
    value.parse().map_err(|_| RowFault::NotAllowed { what })
}

fn column_name(file: &FileProfile, column: usize) -> String {
    file.columns.get(column).cloned().unwrap_or_default()
}
