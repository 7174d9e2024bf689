//! Ghana's part: an authorization, an issue, a split, a first transfer, and a sale that is refused.

use std::path::Path;

use ledger_format::body::{Body, Note};
use ledger_format::bounded::Code;
use ledger_format::codes::{AccountKind, Action};
use ledger_format::identifiers::Digest;

use super::Narrator;
use super::registry::{AUTHORITY, Account, Registry, list, unbounded, unfit};
use crate::failure::Failure;

/// Accounts: the project developer's, an exporter's, and what stands for Switzerland's registry.
const DEVELOPER: u64 = 1;
const EXPORTER: u64 = 2;
const ABROAD: u64 = 3;

const DEVELOPER_KEY: u32 = 3;
const EXPORTER_KEY: u32 = 4;

const AUTHORIZATION: &str = "\
The Republic of Ghana authorizes the use of mitigation outcomes of the activity GHA-COOKSTOVES-1, vintage 2025,
towards the nationally determined contribution of Switzerland. (A letter made up for the demo.)
";

pub(super) fn play(folder: &Path, narrator: &mut Narrator<'_>) -> Result<Registry, Failure> {
    let ghana = Registry::found("Ghana", "GHA01", folder, 2)?;
    let name = ghana.name();
    narrator.tell(
        name,
        "founds a ledger; operator, authority and checkpoints have a key each, and the trust \
        file is for auditors",
    )?;

    ghana.prepare(&["GHA", "CHE"])?;
    let holding = |number, holder, key| Account {
        number,
        kind: AccountKind::HOLDING,
        party: "GHA",
        registry: "GHA01",
        holder,
        key: Some(key),
    };
    ghana.open(&holding(DEVELOPER, "Volta Cookstoves Ltd", DEVELOPER_KEY))?;
    ghana.open(&holding(EXPORTER, "Accra Carbon Export Ltd", EXPORTER_KEY))?;
    ghana.open(&Account {
        number: ABROAD,
        kind: AccountKind::COUNTERPART,
        party: "CHE",
        registry: "CHE01",
        holder: "The registry of Switzerland",
        key: None,
    })?;
    narrator.tell(
        name,
        "declares two Parties and opens accounts; the journal holds commitments to the holders' \
        names, not the names",
    )?;

    let series = ghana.open_series()?;
    let path = folder.join("authorization.txt");
    std::fs::write(&path, AUTHORIZATION).map_err(|error| Failure::about(path.display(), &error))?;
    let note = Note {
        party: Some("GHA".parse().map_err(unfit)?),
        document: Digest(blake3::hash(AUTHORIZATION.as_bytes()).into()),
        media_type: Code::new("text/plain").map_err(unbounded)?,
        document_size: AUTHORIZATION.len() as u64,
        entries: list(vec![series])?,
    };
    let entry = ghana.must(&[AUTHORITY], Body::Note(note))?;
    narrator.tell(
        name,
        &format!(
            "ties its letter of authorization, by digest, to the series \"GHA cookstoves \
        2025\" (entry {entry})"
        ),
    )?;

    let entry = ghana.must_move(Action::ISSUE, (100, DEVELOPER), (1, 1_000), AUTHORITY)?;
    narrator.tell(
        name,
        &format!("issues serials 1 to 1,000 to Volta Cookstoves, signed by the authority (entry {entry})"),
    )?;

    let entry = ghana.must_move(Action::TRANSFER, (DEVELOPER, EXPORTER), (1, 300), DEVELOPER_KEY)?;
    narrator.tell(
        name,
        &format!("Volta splits its block and sells 1 to 300 to Accra Carbon Export (entry {entry})"),
    )?;

    let entry = ghana.must_move(Action::FIRST_TRANSFER, (EXPORTER, ABROAD), (1, 300), EXPORTER_KEY)?;
    narrator.tell(
        name,
        &format!("1 to 300 leave for Switzerland: the first international transfer (entry {entry})"),
    )?;

    match ghana.move_units(Action::TRANSFER, (EXPORTER, DEVELOPER), (1, 300), EXPORTER_KEY)? {
        Ok(_) => return Err(Failure::new("Ghana: a double spend was accepted")),
        Err(refusal) => narrator.tell(
            name,
            &format!("the exporter tries to sell 1 to 300 a second time, and is refused: {refusal}"),
        )?,
    }
    Ok(ghana)
}
