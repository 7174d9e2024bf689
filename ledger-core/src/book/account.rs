//! An account as it stands: who it belongs to, who signs for it, whether it may be used.

use std::fmt;

use ledger_format::body::{AccountOpened, SeriesOpened};
use ledger_format::codes::{AccountKind, Metric};
use ledger_format::identifiers::{Commitment, EntryIndex, KeyNumber, PartyCode, RegistryId, SeriesId};
use serde::{Deserialize, Serialize};

/// Whether an account may give and take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Standing {
    /// It gives and takes.
    Active,
    /// It does neither until it is reinstated.
    Suspended,
    /// It is closed for ever.
    Closed,
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Closed => "closed",
        })
    }
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// What it is for.
    pub kind: AccountKind,
    /// The Party it belongs to; of a Source account the host Party of its series.
    pub party: PartyCode,
    /// The registry that keeps it; none for a Source account.
    pub registry: Option<RegistryId>,
    /// Commitment to its holder; all zero for a Source account.
    pub holder: Commitment,
    /// What units it takes.
    pub metric: Metric,
    /// Whether it may be used.
    pub standing: Standing,
    /// Keys that may sign for it, ascending.
    pub representatives: Vec<KeyNumber>,
    /// How many of them must.
    pub threshold: u16,
    /// The series whose Source account it is.
    pub series: Option<SeriesId>,
    /// The entry that opened it.
    pub opened: EntryIndex,
}

impl Account {
    /// The account that an entry opens.
    pub(super) fn opened(body: &AccountOpened, entry: EntryIndex) -> Self {
        Self {
            kind: body.kind,
            party: body.party,
            registry: Some(body.registry),
            holder: body.holder,
            metric: body.metric,
            standing: Standing::Active,
            representatives: ascending(&body.representatives),
            threshold: body.threshold,
            series: None,
            opened: entry,
        }
    }

    /// The Source account that a series opens.
    pub(super) fn source(body: &SeriesOpened, entry: EntryIndex) -> Self {
        Self {
            kind: AccountKind::SOURCE,
            party: body.host,
            registry: None,
            holder: Commitment::default(),
            metric: body.metric,
            standing: Standing::Active,
            representatives: Vec::new(),
            threshold: 0,
            series: Some(body.series),
            opened: entry,
        }
    }
}

/// The keys in ascending order, each once: a set.
pub(super) fn ascending(keys: &[KeyNumber]) -> Vec<KeyNumber> {
    let mut keys = keys.to_vec();
    keys.sort_unstable();
    keys.dedup();
    keys
}
