//! The beginning, and the state that a genesis entry leaves behind.

use ledger_format::body::{Context, Genesis, RoleKeys, Rulebook};
use ledger_format::codes::{Role, RuleOption};
use ledger_format::entry::EntryBytes;
use ledger_format::identifiers::{EntryIndex, KeyNumber, Origin, Timestamp};
use ledger_format::limits::{FORMAT_VERSION, NOT_AFTER_LIMIT_DEFAULT_MS};
use ledger_format::signature::VerifyingKey;

use super::documents::names_each_option_once;
use crate::finding::Rule;
use crate::rules::ask;
use crate::rules::signing::Signed;
use crate::rules::state::State;
use crate::rules::terms::Terms;
use crate::rules::time::ask_times;

const NEEDED: [Role; 3] = [Role::OPERATOR, Role::AUTHORITY, Role::CHECKPOINT];

/// Judges the genesis entry at index 0.
///
/// # Errors
/// The first rule that it breaks.
pub fn ask_genesis(
    genesis: &Genesis,
    context: &Context,
    bytes: &EntryBytes<'_>,
    origin: &Origin,
    recorded_at: Timestamp,
    alone_in_batch: bool,
) -> Result<(), Rule> {
    let signed = Signed { state: &State::default(), index: EntryIndex(0), bytes };
    ask(102, alone_in_batch)?;
    ask(103, is_sound(genesis, origin))?;
    ask(110, signed.by_keys_of(genesis))?;
    ask(112, context.on_behalf.is_none())?;
    // each of its keys signed; by_keys_of and distinct numbers leave the count.
    ask(113, bytes.signatures().len() == genesis.keys.len())?;
    ask_times(bytes, recorded_at, own_limit_ms(&genesis.rulebook))
}

///
fn is_sound(genesis: &Genesis, origin: &Origin) -> bool {
    let keys = own_keys(genesis);
    genesis.format_version == FORMAT_VERSION
        && genesis.origin == *origin
        && are_distinct(&genesis.keys)
        && keys.iter().all(Option::is_some)
        && are_distinct(&genesis.roles.iter().map(|role| role.role).collect::<Vec<_>>())
        && NEEDED.iter().all(|needed| genesis.roles.iter().any(|role| role.role == *needed))
        && genesis.roles.iter().all(|role| is_sound_role(role, keys.len()))
        && names_each_option_once(&genesis.rulebook)
}

fn is_sound_role(role: &RoleKeys, key_count: usize) -> bool {
    are_distinct(&role.keys)
        && role.keys.iter().all(|key| (key.0 as usize) < key_count)
        && (1..=role.keys.len()).contains(&usize::from(role.threshold))
}

fn are_distinct<T: PartialEq>(items: &[T]) -> bool {
    items.iter().enumerate().all(|(place, item)| !items.iter().take(place).any(|before| before == item))
}

/// The keys of a genesis entry's own list, by number; none where the bytes are no key.
pub fn own_keys(genesis: &Genesis) -> Vec<Option<VerifyingKey>> {
    genesis.keys.iter().map(|key| VerifyingKey::from_bytes(&key.0).ok()).collect()
}

/// The limit that a rulebook sets: its last word, or the default.
pub fn own_limit_ms(rulebook: &Rulebook) -> u64 {
    let mut settings = rulebook.settings.iter().rev();
    let limit = settings.find(|setting| setting.option == RuleOption::NOT_AFTER_LIMIT_MS);
    limit.map_or(NOT_AFTER_LIMIT_DEFAULT_MS, |setting| setting.value)
}

/// Lets genesis take effect, as written.
pub fn begin(state: &mut State, genesis: &Genesis) {
    let entry = EntryIndex(0);
    for (number, key) in (0..).map(KeyNumber).zip(genesis.keys.iter()) {
        state.keys.register(entry, number, key, None);
    }
    for role in genesis.roles.iter() {
        let seat = (role.role, None);
        for key in role.keys.iter() {
            // Behind genesis, not at it, is where its keys are valid.
            if let Some(line) = state.keys.valid_at(*key, EntryIndex(1)).map(|key| key.line) {
                state.roles.grant(entry, seat, line);
            }
        }
        state.roles.set_threshold(entry, seat, role.threshold);
    }
    state.registries = genesis.registries.to_vec();
    // There are no rules before these: they bind at once, also what wrongly shares their batch.
    state.not_after_limit_ms.set(entry, own_limit_ms(&genesis.rulebook));
    state.adopt(entry, Terms::of(&genesis.rulebook));
}
