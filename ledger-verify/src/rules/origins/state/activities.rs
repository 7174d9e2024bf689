//! Activities, and the names that series and activities share.
//!
//! Invariants:
//! - An id is declared once; the first declaration counts.
//! - Two names are equal exactly if the texts are.

use ledger_format::body::origins::{ActivityDeclared, ActivityId};
use ledger_format::codes::MitigationType;
use ledger_format::identifiers::{ComponentNumber, EntryIndex, PartyCode, Timestamp};

use crate::rules::article6::Measured;
use crate::rules::number_map::NumberMap;

/// An activity's id, or a text that a series has in its place, by its place among all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActivityName(u32);

/// A quantum: digits, and decimal places.
pub type Quantum = (u64, u8);

/// An activity.
#[derive(Debug)]
pub struct Activity {
    /// Where it mitigates.
    pub host: PartyCode,
    /// What its units measure.
    pub measured: Measured,
    /// How much of it a unit is.
    pub quantum: Quantum,
    /// Reductions, removals or both.
    pub mitigation: MitigationType,
    /// First millisecond of the crediting period.
    pub from: Timestamp,
    /// It ends before this one.
    pub until: Timestamp,
    /// Ascending.
    components: Box<[ComponentNumber]>,
    declared: EntryIndex,
}

impl Activity {
    /// Whether it has a component.
    pub fn has(&self, component: ComponentNumber) -> bool {
        self.components.binary_search(&component).is_ok()
    }
}

/// All activities.
#[derive(Debug, Default)]
pub struct Activities {
    names: NumberMap<Box<str>, ActivityName>,
    activities: NumberMap<ActivityName, Activity>,
}

impl Activities {
    /// The name of a text.
    pub fn name(&mut self, text: &str) -> ActivityName {
        if let Some(name) = self.names.get(text) {
            return *name;
        }
        let next = ActivityName(u32::try_from(self.names.len()).unwrap_or(u32::MAX));
        *self.names.entry(text.into()).or_insert(next)
    }

    /// An activity that was declared before an entry.
    pub fn known_at(&self, id: &ActivityId, entry: EntryIndex) -> Option<(ActivityName, &Activity)> {
        let name = *self.names.get(id.as_str())?;
        let activity = self.activities.get(&name).filter(|activity| activity.declared < entry)?;
        Some((name, activity))
    }

    /// An activity by its name, whenever it was declared.
    pub fn get(&self, name: ActivityName) -> Option<&Activity> {
        self.activities.get(&name)
    }

    /// Declares an activity, unless its id is taken.
    pub fn declare(&mut self, entry: EntryIndex, declared: &ActivityDeclared, measured: Measured) {
        let name = self.name(declared.activity.as_str());
        self.activities.entry(name).or_insert_with(|| {
            let mut components: Vec<_> =
                declared.components.iter().map(|component| component.number).collect();
            components.sort_unstable();
            components.dedup();
            Activity {
                host: declared.host,
                measured,
                quantum: (declared.quantum_digits, declared.quantum_scale.into()),
                mitigation: declared.mitigation_type,
                from: declared.from,
                until: declared.until,
                components: components.into(),
                declared: entry,
            }
        });
    }
}
