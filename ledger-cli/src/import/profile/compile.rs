//! From the profile as spelt to the profile as used: finds every column, template, account and word.
//!
//! - The first fault found is the one reported, in the order of the file's keys here.

use std::ops::Range;
use std::path::Path;

use ledger_format::codes::{AccountKind, Action, EvidenceGrade, GwpSet, Metric, MitigationType, Regime};
use regex::{Regex, RegexBuilder};
use toml::Spanned;

use super::error::{ProfileError, ProfileProblem};
use super::raw::{RawAction, RawCheck, RawEvidence, RawFile, RawProfile, Text};
use super::template::{Template, TemplateFault};
use super::{
    AccountTemplate, ActionRule, Check, Document, EvidenceRule, Field, FileProfile, Profile, SerialField,
    SeriesTemplate, TimeField, TimeFormat,
};
use crate::import::time;

/// A regular expression may take this much memory once compiled.
const PATTERN_SIZE_LIMIT_BYTES: usize = 1 << 20;

/// A problem, and where in the text it stands.
struct Fault {
    span: Option<Range<usize>>,
    key: &'static str,
    problem: Box<ProfileProblem>,
}

type Checked<T> = Result<T, Fault>;

pub(super) fn compile(path: &Path, text: &str) -> Result<Profile, ProfileError> {
    checked(text).map_err(|fault| ProfileError {
        path: path.to_owned(),
        place: fault.span.map(|span| line_and_column(text, span.start)),
        key: fault.key,
        problem: fault.problem,
    })
}

fn checked(text: &str) -> Checked<Profile> {
    let raw: RawProfile = toml::from_str(text).map_err(|error| Fault {
        span: error.span(),
        key: "",
        problem: Box::new(ProfileProblem::Toml { message: error.message().to_owned() }),
    })?;
    if *raw.profile.get_ref() != 1 {
        let found = *raw.profile.get_ref();
        return Err(fault(&raw.profile, "profile", ProfileProblem::Version { found }));
    }
    if raw.file.get_ref().is_empty() {
        return Err(fault(&raw.file, "file", ProfileProblem::Empty));
    }
    let mut files: Vec<FileProfile> = Vec::new();
    for file in raw.file.get_ref() {
        let compiled = file_profile(&raw, file)?;
        for earlier in &files {
            if earlier.name == compiled.name {
                return Err(fault(&file.name, "file.name", ProfileProblem::Twice { name: compiled.name }));
            }
            if earlier.columns == compiled.columns {
                let problem = ProfileProblem::SameColumns {
                    first: earlier.name.clone(),
                    second: compiled.name.clone(),
                };
                return Err(fault(&file.columns, "file.columns", problem));
            }
        }
        files.push(compiled);
    }
    Ok(Profile { title: raw.title.into_inner(), files })
}

/// The names that a file kind's templates and checks may use.
struct Names<'a> {
    file: &'a str,
    names: Vec<String>,
    column_count: usize,
}

impl Names<'_> {
    fn column(&self, name: &Text, key: &'static str) -> Checked<usize> {
        self.names.iter().take(self.column_count).position(|known| known == name.get_ref()).ok_or_else(|| {
            let problem =
                ProfileProblem::UnknownColumn { column: name.get_ref().clone(), file: self.file.to_owned() };
            fault(name, key, problem)
        })
    }

    fn template(&self, text: &Text, key: &'static str) -> Checked<Template> {
        let place = |name: &str| self.names.iter().position(|known| known == name);
        Template::parse(text.get_ref(), place).map_err(|wrong| {
            let problem = match wrong {
                TemplateFault::Brace => ProfileProblem::Brace,
                TemplateFault::Unknown(name) => ProfileProblem::UnknownName {
                    name,
                    file: self.file.to_owned(),
                    known: self.names.join(", "),
                },
            };
            fault(text, key, problem)
        })
    }

    fn optional(&self, text: Option<&Text>, key: &'static str) -> Checked<Template> {
        match text {
            Some(text) => self.template(text, key),
            None => Ok(Template::default()),
        }
    }

    fn add(&mut self, name: &str, at: &Text, key: &'static str) -> Checked<()> {
        if self.names.iter().any(|known| known == name) {
            return Err(fault(at, key, ProfileProblem::Twice { name: name.to_owned() }));
        }
        self.names.push(name.to_owned());
        Ok(())
    }
}

fn file_profile(raw: &RawProfile, file: &RawFile) -> Checked<FileProfile> {
    let mut names = Names { file: file.name.get_ref(), names: Vec::new(), column_count: 0 };
    if file.columns.get_ref().is_empty() {
        return Err(fault(&file.columns, "file.columns", ProfileProblem::Empty));
    }
    for column in file.columns.get_ref() {
        names.add(column.get_ref(), column, "file.columns")?;
    }
    names.column_count = names.names.len();

    let time = TimeField {
        column: names.column(&file.time.column, "file.time.column")?,
        format: time_format(&file.time.format)?,
    };
    let serial = SerialField {
        column: names.column(&file.serial.column, "file.serial.column")?,
        pattern: serial_pattern(&file.serial.pattern)?,
    };
    let mut fields = Vec::new();
    for field in &file.field {
        let column = names.column(&field.column, "file.field.column")?;
        let pattern = pattern(&field.pattern, "file.field.pattern")?;
        let groups: Vec<String> = pattern.capture_names().flatten().map(str::to_owned).collect();
        for group in &groups {
            names.add(group, &field.pattern, "file.field.pattern")?;
        }
        fields.push(Field { column, pattern, groups });
    }
    let checks = file.check.iter().map(|check| row_check(&names, check)).collect::<Checked<_>>()?;
    if file.action.get_ref().is_empty() {
        return Err(fault(&file.action, "file.action", ProfileProblem::Empty));
    }
    let actions = file
        .action
        .get_ref()
        .iter()
        .map(|action| action_rule(raw, &names, action))
        .collect::<Checked<_>>()?;
    Ok(FileProfile {
        name: file.name.get_ref().clone(),
        columns: names.names.iter().take(names.column_count).cloned().collect(),
        delimiter: delimiter(file.delimiter.as_ref())?,
        time,
        serial,
        fields,
        checks,
        actions,
        space: names.template(&raw.space.name, "space.name")?,
        series: series(raw, &names)?,
        accounts: accounts(raw, &names)?,
    })
}

fn delimiter(text: Option<&Text>) -> Checked<u8> {
    let Some(text) = text else { return Ok(b',') };
    match text.get_ref().as_bytes() {
        [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r') => Ok(*byte),
        _ => Err(fault(text, "file.delimiter", ProfileProblem::Delimiter)),
    }
}

fn pattern(text: &Text, key: &'static str) -> Checked<Regex> {
    RegexBuilder::new(text.get_ref())
        .size_limit(PATTERN_SIZE_LIMIT_BYTES)
        .dfa_size_limit(PATTERN_SIZE_LIMIT_BYTES)
        .build()
        .map_err(|error| fault(text, key, ProfileProblem::Pattern(error)))
}

fn serial_pattern(text: &Text) -> Checked<Regex> {
    const KEY: &str = "file.serial.pattern";
    let pattern = pattern(text, KEY)?;
    let has = |group: &str| pattern.capture_names().flatten().any(|name| name == group);
    let only_these = pattern.capture_names().flatten().all(|name| ["first", "last", "count"].contains(&name));
    if !has("first") || (has("last") && has("count")) || !only_these {
        return Err(fault(text, KEY, ProfileProblem::SerialGroups));
    }
    Ok(pattern)
}

fn row_check(names: &Names<'_>, raw: &RawCheck) -> Checked<Check> {
    let column = names.column(&raw.column, "file.check.column")?;
    match (&raw.among, &raw.equals) {
        (Some(values), None) if !values.is_empty() => Ok(Check::Among { column, values: values.clone() }),
        (Some(_), None) => Err(fault(&raw.column, "file.check.among", ProfileProblem::Empty)),
        (None, Some(word)) => {
            let found = (word.get_ref() == "count").then_some(());
            known_word(word, found, ["count"], "file.check.equals")?;
            Ok(Check::Count { column })
        }
        _ => Err(fault(&raw.column, "file.check", ProfileProblem::Check)),
    }
}

fn action_rule(raw: &RawProfile, names: &Names<'_>, rule: &RawAction) -> Checked<ActionRule> {
    let mut when = Vec::new();
    for (column, values) in &rule.when {
        if values.is_empty() {
            return Err(fault(column, "file.action.when", ProfileProblem::Empty));
        }
        when.push((names.column(column, "file.action.when")?, values.clone()));
    }
    let action = known_word(
        &rule.action,
        Action::from_name(rule.action.get_ref()),
        names_of(Action::ALL, Action::name),
        "file.action.action",
    )?;
    if (action == Action::ISSUE) != rule.debit.is_none() {
        return Err(fault(&rule.action, "file.action.debit", ProfileProblem::Debit));
    }
    let account = |name: &Text, key| {
        raw.account.keys().position(|known| known == name.get_ref()).ok_or_else(|| {
            let known = raw.account.keys().cloned().collect::<Vec<_>>().join(", ");
            fault(name, key, ProfileProblem::UnknownAccount { name: name.get_ref().clone(), known })
        })
    };
    let debit = rule.debit.as_ref().map(|name| account(name, "file.action.debit")).transpose()?;
    let credit = account(&rule.credit, "file.action.credit")?;
    let history = match &rule.history {
        Some(text) if action != Action::ISSUE => {
            return Err(fault(text, "file.action.history", ProfileProblem::History));
        }
        said => said.as_ref().map(|text| document(text, "file.action.history")).transpose()?,
    };
    let mut named = [Some(&rule.credit), rule.debit.as_ref()].into_iter().flatten();
    let is_abroad = named.any(|name| {
        let kind = raw.account.get(name.get_ref()).map(|account| account.kind.get_ref().as_str());
        kind == AccountKind::COUNTERPART.name()
    });
    let evidence = evidence(rule.evidence.as_ref(), is_abroad)?;
    Ok(ActionRule { when, action, debit, credit, history, evidence })
}

/// On what word a movement is made; of one to or from a Counterpart account the imported file's, if nothing else is said.
fn evidence(raw: Option<&RawEvidence>, is_abroad: bool) -> Checked<Option<EvidenceRule>> {
    const KEY: &str = "file.action.evidence";
    let Some(raw) = raw else {
        let file = EvidenceRule { grade: EvidenceGrade::DOCUMENT_DIGEST, document: Some(Document::File) };
        return Ok(is_abroad.then_some(file));
    };
    if !is_abroad {
        return Err(fault(&raw.grade, KEY, ProfileProblem::NoCounterpart));
    }
    let found = EvidenceGrade::ALL.iter().copied().find(|grade| grade.name() == Some(raw.grade.get_ref()));
    let known = names_of(EvidenceGrade::ALL, EvidenceGrade::name);
    let grade = known_word(&raw.grade, found, known, KEY)?;
    let document = match &raw.digest {
        Some(text) if grade == EvidenceGrade::NONE => return Err(fault(text, KEY, ProfileProblem::NoDigest)),
        Some(text) => Some(document(text, KEY)?),
        None => (grade != EvidenceGrade::NONE).then_some(Document::File),
    };
    Ok(Some(EvidenceRule { grade, document }))
}

fn document(text: &Text, key: &'static str) -> Checked<Document> {
    match text.get_ref().as_str() {
        "file" => Ok(Document::File),
        other => other
            .parse()
            .map(Document::Digest)
            .map_err(|_| fault(text, key, ProfileProblem::Document { found: other.to_owned() })),
    }
}

fn series(raw: &RawProfile, names: &Names<'_>) -> Checked<SeriesTemplate> {
    let series = &raw.series;
    // A non-GHG metric needs a name and a quantum, which this version of the language has no words for.
    let metric = Metric::from_name(series.metric.get_ref()).filter(|metric| *metric == Metric::GHG);
    let regime = Regime::from_name(series.regime.get_ref());
    let gwp_set = match &series.gwp_set {
        Some(text) => {
            let known = names_of(GwpSet::ALL, GwpSet::name);
            known_word(text, GwpSet::from_name(text.get_ref()), known, "series.gwp_set")?
        }
        None => GwpSet::NOT_STATED,
    };
    let mitigation_type = match &series.mitigation_type {
        Some(text) => {
            let known = names_of(MitigationType::ALL, MitigationType::name);
            known_word(text, MitigationType::from_name(text.get_ref()), known, "series.mitigation_type")?
        }
        None => MitigationType::NOT_STATED,
    };
    Ok(SeriesTemplate {
        label: names.template(&series.label, "series.label")?,
        host_party: names.template(&series.host_party, "series.host_party")?,
        activity: names.optional(series.activity.as_ref(), "series.activity")?,
        vintage: names.optional(series.vintage.as_ref(), "series.vintage")?,
        metric: known_word(&series.metric, metric, Metric::GHG.name(), "series.metric")?,
        regime: known_word(&series.regime, regime, names_of(Regime::ALL, Regime::name), "series.regime")?,
        gwp_set,
        mitigation_type,
    })
}

fn accounts(raw: &RawProfile, names: &Names<'_>) -> Checked<Vec<AccountTemplate>> {
    // Series open their Source accounts themselves.
    let kinds = || AccountKind::ALL.iter().filter(|kind| **kind != AccountKind::SOURCE);
    raw.account
        .iter()
        .map(|(name, account)| {
            let kind = kinds().copied().find(|kind| kind.name() == Some(account.kind.get_ref()));
            let known = kinds().filter_map(|kind| kind.name());
            Ok(AccountTemplate {
                name: name.clone(),
                kind: known_word(&account.kind, kind, known, "account.kind")?,
                party: names.template(&account.party, "account.party")?,
                registry: names.template(&account.registry, "account.registry")?,
            })
        })
        .collect()
}

fn time_format(text: &Text) -> Checked<TimeFormat> {
    match text.get_ref().as_str() {
        "rfc3339" => Ok(TimeFormat::Rfc3339),
        other if time::is_format(other) => Ok(TimeFormat::Strftime(other.to_owned())),
        _ => Err(fault(text, "file.time.format", ProfileProblem::TimeFormat)),
    }
}

fn names_of<T: Copy>(
    all: &'static [T],
    name: fn(T) -> Option<&'static str>,
) -> impl Iterator<Item = &'static str> {
    all.iter().filter_map(move |code| name(*code))
}

fn known_word<T>(
    text: &Text,
    found: Option<T>,
    known: impl IntoIterator<Item = &'static str>,
    key: &'static str,
) -> Checked<T> {
    found.ok_or_else(|| {
        let known = known.into_iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
        fault(text, key, ProfileProblem::Word { found: text.get_ref().clone(), known })
    })
}

fn fault<T>(at: &Spanned<T>, key: &'static str, problem: ProfileProblem) -> Fault {
    Fault { span: Some(at.span()), key, problem: Box::new(problem) }
}

/// Line and column of a byte offset, both from 1; columns count characters.
fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
    (before.matches('\n').count() + 1, column)
}
