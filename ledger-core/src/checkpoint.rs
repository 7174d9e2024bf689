//! Issues checkpoints: the durable head as a C2SP signed note.
//!
//! Invariants
//! - Only a durable head is signed, and only after the operator's own signature over it is in the journal.
//! - A signer whose key does not hold the role *checkpoint* is refused; whether enough of them signed is the reader's
//!   question (C-102): cosigners may add their lines later.

use ledger_format::{
    checkpoint::{Checkpoint, NoteSignature, signed_text},
    codes::Role,
    head::Head,
    note_key::key_hash,
};

use crate::{error::Error, ledger::Ledger, signer::Signer};

impl Ledger {
    /// Signs the durable head with keys of the role *checkpoint*; [`Checkpoint::encode`] gives the text.
    ///
    /// # Errors
    /// [`Error::WithoutRole`] for a key without that role, [`Error::Signer`], and those of [`Ledger::sign_head`].
    pub fn checkpoint(&self, signers: &[&dyn Signer]) -> Result<Checkpoint, Error> {
        let head = match self.shared.sequencer {
            Some(_) => self.sign_head()?,
            None => self.durable_head(),
        };
        for signer in signers {
            self.holds_checkpoint_role(*signer)?;
        }
        self.sign_checkpoint(head, signers)
    }

    fn holds_checkpoint_role(&self, signer: &dyn Signer) -> Result<(), Error> {
        let (key, role, book) = (signer.key_number(), Role::CHECKPOINT, self.book());
        let is_known = book.public_key(key).is_some_and(|known| *known.as_bytes() == signer.public_key().0);
        if is_known && book.holds_role(role, key) { Ok(()) } else { Err(Error::WithoutRole { key, role }) }
    }

    fn sign_checkpoint(&self, head: Head, signers: &[&dyn Signer]) -> Result<Checkpoint, Error> {
        let origin = self.origin();
        let text = signed_text(origin, &head);
        let mut signatures = Vec::with_capacity(signers.len());
        for signer in signers {
            signatures.push(NoteSignature {
                name: origin.as_str().to_owned(),
                key_hash: key_hash(origin, &signer.public_key()),
                signature: signer.sign(text.as_bytes())?.to_vec(),
            });
        }
        Ok(Checkpoint { origin: origin.clone(), head, signatures })
    }
}
