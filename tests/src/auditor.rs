//! Runs the verifier over a journal in memory or in files, with what an auditor brings.

use std::path::Path;

use ledger_format::frame::parse_segment_file_name;
use ledger_format::trust::Trust;
use ledger_verify::journal::walk::WindowLimits;
use ledger_verify::{
    FolderSource, JournalSource, MemorySource, Options, Report, TrustInput, Unreadable, Verifier,
};

use crate::journal::Files;

/// What an auditor brings, and how the verifier runs.
#[derive(Debug, Clone, Default)]
pub struct Auditor {
    /// Text of the trust file.
    pub trust: Option<String>,
    /// Text of the checkpoint.
    pub checkpoint: Option<String>,
    /// Threads; 0 takes those of the pool.
    pub threads: usize,
    /// Entries in a window, if not the usual ones.
    pub window_entries: Option<u64>,
}

impl Auditor {
    /// An auditor with trust and a checkpoint.
    #[must_use]
    pub fn with(trust: &Trust, checkpoint: String) -> Self {
        Self { trust: Some(trust.encode()), checkpoint: Some(checkpoint), ..Self::default() }
    }

    /// The report on a journal.
    ///
    /// # Panics
    /// If there is no segment.
    pub fn report(&self, files: &Files) -> Report {
        self.try_report(files).expect("a journal in memory can be read")
    }

    /// The report on a journal, if there is one.
    ///
    /// # Errors
    /// [`Unreadable`] if there is no segment.
    pub fn try_report(&self, files: &Files) -> Result<Report, Unreadable> {
        let mut source = MemorySource::new();
        for (name, bytes) in files {
            if let Some(segment) = parse_segment_file_name(name) {
                source.insert(segment, bytes.clone());
            }
        }
        self.verify(&source)
    }

    /// The report on a journal in real files.
    ///
    /// # Panics
    /// If there is no segment, or a file cannot be read.
    pub fn report_on(&self, directory: &Path) -> Report {
        self.verify(&FolderSource::new(directory)).expect("a journal that can be read")
    }

    fn verify(&self, source: &impl JournalSource) -> Result<Report, Unreadable> {
        let mut window = WindowLimits::default();
        if let Some(entries) = self.window_entries {
            window.entries = entries;
        }
        let options = Options {
            threads: self.threads,
            trust: self.trust.clone().map(|text| TrustInput::Text(text.into_bytes())),
            checkpoint: self.checkpoint.clone().map(String::into_bytes),
            window,
            ..Options::default()
        };
        Verifier::new(options).run(source)
    }
}
