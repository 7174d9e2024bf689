//! The checkpoint that the auditor brings, against the journal as it was read (C-101 to C-104).
//!
//! Invariants:
//! - Each key counts once, and only a valid signature counts; lines of other keys are no fault.
//! - After C-101, or beyond the journal's end, nothing else is asked.

use ledger_format::checkpoint::Checkpoint;
use ledger_format::identifiers::{Digest, EntryIndex, Origin, PublicKey};
use ledger_format::signature::verify;

use crate::finding::{Finding, Rule, Undetermined};
use crate::rules::Replay;
use crate::trust::Asked;

/// The journal as far as it was read.
pub(crate) struct Extent<'p> {
    /// The origin of its first segment.
    pub origin: Option<&'p Origin>,
    /// How many entries.
    pub entry_count: u64,
    /// Chain and root at the checkpoint's entry count, if it was reached.
    pub at_checkpoint: Option<(Digest, Digest)>,
    /// Whether only a part was asked for.
    pub is_part: bool,
    /// The keys.
    pub replay: Option<&'p Replay>,
}

/// Asks the rules of a checkpoint; `None` was not brought, `Some(Err)` does not decode.
pub(crate) fn ask(checkpoint: Option<&Result<Checkpoint, String>>, journal: &Extent<'_>) -> Asked {
    let mut asked = Asked::default();
    let checkpoint = match checkpoint {
        None => {
            asked.undetermined.push(Undetermined::because("no checkpoint brought"));
            return asked;
        }
        Some(Err(why)) => {
            asked.findings.push(Finding::from_outside(Rule::C(101), why.as_str()));
            return asked;
        }
        Some(Ok(checkpoint)) => checkpoint,
    };
    match journal.origin {
        None => {
            let why = "the journal does not say whose it is";
            asked.undetermined.push(Undetermined::rule(Rule::C(101), why));
            return asked;
        }
        Some(origin) if *origin != checkpoint.origin => {
            let theirs = &checkpoint.origin;
            let why = format!(
                "this one is of {theirs}, the journal of {origin}; bring a checkpoint of this ledger"
            );
            asked.findings.push(Finding::from_outside(Rule::C(101), why));
            return asked;
        }
        Some(_) => {}
    }
    if journal.is_part {
        let why = "the checkpoint is not compared with a part of the journal";
        asked.undetermined.push(Undetermined::rule(Rule::C(104), why));
        return asked;
    }
    if journal.entry_count < checkpoint.head.entry_count {
        let (stated, read) = (checkpoint.head.entry_count, journal.entry_count);
        let why = format!(
            "its entry count is {stated}, and {read} could be read: the tail was cut, or the copy is older"
        );
        asked.findings.push(Finding::from_outside(Rule::C(103), why));
        return asked;
    }
    match journal.replay.filter(|replay| replay.genesis().is_some()) {
        None => asked.undetermined.push(Undetermined::rule(Rule::C(102), "entry 0 was not judged")),
        Some(replay) if !is_signed(checkpoint, replay) => {
            let why =
                "those of its signatures that are valid are not enough; get it again from whoever signed it";
            asked.findings.push(Finding::from_outside(Rule::C(102), why));
        }
        Some(_) => {}
    }
    if journal.at_checkpoint != Some((checkpoint.head.chain, checkpoint.head.root)) {
        let why = "this copy says otherwise: it was changed below the checkpoint, or there are two histories; keep both";
        asked.findings.push(Finding::from_outside(Rule::C(104), why));
    }
    asked
}

/// Reads a checkpoint, or says why it does not decode (C-101).
pub(crate) fn parse(bytes: &[u8]) -> Result<Checkpoint, String> {
    Checkpoint::parse(bytes)
        .map_err(|fault| format!("this file is no checkpoint, or not all of one: {fault}"))
}

/// Whether a threshold of the keys that hold the role after the checkpoint's last entry signed it.
fn is_signed(checkpoint: &Checkpoint, replay: &Replay) -> bool {
    let role = replay.checkpoint_role(EntryIndex(checkpoint.head.entry_count));
    let text = checkpoint.signed_text();
    let signers = role.keys.iter().filter(|key| {
        let public = PublicKey(*key.as_bytes());
        checkpoint
            .signatures_of(&public)
            .any(|signature| verify(key, &[], text.as_bytes(), &signature).is_ok())
    });
    signers.count() >= usize::from(role.threshold)
}
