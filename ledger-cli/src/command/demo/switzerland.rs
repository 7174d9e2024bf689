//! Switzerland's part: units taken in from abroad, used towards its contribution, and a second use that is refused.

use std::path::Path;

use ledger_format::codes::{AccountKind, Action};

use super::Narrator;
use super::registry::{AUTHORITY, Account, Registry};
use crate::failure::Failure;

/// Accounts: where foreign units wait, where they are on their way, the holder's, and the one of no return.
const PENDING: u64 = 1;
const IN_TRANSIT: u64 = 2;
const HOLDER: u64 = 3;
const USED: u64 = 4;

const CUSTODIAN_KEY: u32 = 3;
const HOLDER_KEY: u32 = 4;

pub(super) fn play(folder: &Path, narrator: &mut Narrator<'_>) -> Result<Registry, Failure> {
    let switzerland = Registry::found("Switzerland", "CHE01", folder, 2)?;
    let name = switzerland.name();
    switzerland.prepare(&["CHE", "GHA"])?;
    let account =
        |number, kind, party, holder, key| Account { number, kind, party, registry: "CHE01", holder, key };
    let custodian = Some(CUSTODIAN_KEY);
    switzerland.open(&account(
        PENDING,
        AccountKind::PENDING,
        "GHA",
        "The registry's custodian",
        custodian,
    ))?;
    switzerland.open(&account(
        IN_TRANSIT,
        AccountKind::IN_TRANSIT,
        "CHE",
        "The registry's custodian",
        custodian,
    ))?;
    switzerland.open(&account(
        HOLDER,
        AccountKind::HOLDING,
        "CHE",
        "Alpine Climate Foundation",
        Some(HOLDER_KEY),
    ))?;
    switzerland.open(&account(USED, AccountKind::USE_NDC, "CHE", "Swiss Confederation", None))?;
    switzerland.open_series()?;
    narrator.tell(
        name,
        "founds a ledger of its own, with the same number space: a serial keeps its name across the border",
    )?;

    switzerland.must_move(Action::ISSUE, (100, PENDING), (1, 300), AUTHORITY)?;
    switzerland.must_move(Action::TRANSFER, (PENDING, IN_TRANSIT), (1, 300), CUSTODIAN_KEY)?;
    let entry = switzerland.must_move(Action::ACQUISITION, (IN_TRANSIT, HOLDER), (1, 300), CUSTODIAN_KEY)?;
    narrator.tell(
        name,
        &format!("mirrors 1 to 300, and the Alpine Climate Foundation acquires them (entry {entry})"),
    )?;

    let entry = switzerland.must_move(Action::USE_NDC, (HOLDER, USED), (1, 200), HOLDER_KEY)?;
    narrator.tell(
        name,
        &format!(
            "uses 1 to 200 towards its nationally determined contribution (entry {entry}): \
        they stay there for ever"
        ),
    )?;

    match switzerland.move_units(Action::USE_NDC, (HOLDER, USED), (150, 250), HOLDER_KEY)? {
        Ok(_) => return Err(Failure::new("Switzerland: a double use was accepted")),
        Err(refusal) => narrator.tell(
            name,
            &format!(
                "tries to use 150 to 250, of which a part is used, and is refused as a whole: {refusal}"
            ),
        )?,
    }
    Ok(switzerland)
}
