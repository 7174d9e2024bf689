//! The profile as TOML spells it: names and places, nothing judged yet.
//!
//! - Unknown keys are refused, so that a misspelt one is never silently without effect.
//! - Every text that is judged later keeps its place in the file, so that an error can name line and column.
//!
//! It does not know which texts are templates, patterns or codes: [`super`] does.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

pub(super) type Text = Spanned<String>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawProfile {
    pub profile: Spanned<u32>,
    pub title: Text,
    pub space: RawSpace,
    pub series: RawSeries,
    pub account: BTreeMap<String, RawAccount>,
    pub file: Spanned<Vec<RawFile>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSpace {
    pub name: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSeries {
    pub label: Text,
    pub host_party: Text,
    pub activity: Option<Text>,
    pub vintage: Option<Text>,
    pub metric: Text,
    pub regime: Text,
    pub gwp_set: Option<Text>,
    pub mitigation_type: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAccount {
    pub kind: Text,
    pub party: Text,
    pub registry: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFile {
    pub name: Text,
    pub columns: Spanned<Vec<Text>>,
    pub delimiter: Option<Text>,
    pub time: RawTime,
    pub serial: RawField,
    #[serde(default)]
    pub field: Vec<RawField>,
    #[serde(default)]
    pub check: Vec<RawCheck>,
    pub action: Spanned<Vec<RawAction>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTime {
    pub column: Text,
    pub format: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawField {
    pub column: Text,
    pub pattern: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCheck {
    pub column: Text,
    pub among: Option<Vec<String>>,
    pub equals: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAction {
    #[serde(default)]
    pub when: BTreeMap<Text, Vec<String>>,
    pub action: Text,
    pub debit: Option<Text>,
    pub credit: Text,
    pub history: Option<Text>,
    pub evidence: Option<RawEvidence>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawEvidence {
    pub grade: Text,
    pub digest: Option<Text>,
}
