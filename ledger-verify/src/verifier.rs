//! The verifier as a library: options in, a journal in, a report out.
//!
//! Invariants:
//! - Whatever the bytes are, there is a report; [`Unreadable`] is the environment's fault alone.
//! - What was left out by an option, or could not be asked, stands in the report as undetermined (decision D8).

use ledger_format::checkpoint::Checkpoint;

use crate::checkpoint::{self, Extent};
use crate::coverage::SampleCoverage;
use crate::error::Unreadable;
use crate::finding::{self, Rule, Undetermined};
use crate::journal::census::count_batches;
use crate::journal::source::JournalSource;
use crate::journal::walk::Ending;
use crate::options::Options;
use crate::pipeline;
use crate::report::{ReadHead, Report};
use crate::sample::Drawn;
use crate::stages::Passage;
use crate::trust::{self, Beginning};

/// Verifies ledgers, each by the same options.
#[derive(Debug, Clone, Default)]
pub struct Verifier {
    options: Options,
}

impl Verifier {
    /// A verifier that checks what `options` ask for.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self { options }
    }

    /// Verifies a journal.
    ///
    /// # Errors
    /// [`Unreadable`] when there is no segment or a file cannot be read.
    pub fn run(&self, source: &dyn JournalSource) -> Result<Report, Unreadable> {
        self.run_with_progress(source, &|_| {})
    }

    /// The same; `progress` gets the bytes of each window of the journal that is done.
    ///
    /// # Errors
    /// As [`Verifier::run`].
    pub fn run_with_progress(
        &self,
        source: &dyn JournalSource,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<Report, Unreadable> {
        match self.options.threads {
            0 => self.run_here(source, progress),
            threads => rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .map_err(|source| Unreadable::Threads { source })?
                .install(|| self.run_here(source, progress)),
        }
    }

    fn run_here(
        &self,
        source: &dyn JournalSource,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<Report, Unreadable> {
        let options = &self.options;
        let checkpoint = options.checkpoint.as_deref().map(checkpoint::parse);
        let at =
            checkpoint.as_ref().and_then(|parsed| parsed.as_ref().ok()).map(|good| good.head.entry_count);
        let drawn = match options.sample {
            Some(sample) => Some(Drawn::draw(sample.batches, count_batches(source)?, sample.seed)),
            None => None,
        };
        let passage = pipeline::run(source, options, at, drawn.as_ref(), progress)?;
        self.report(passage, checkpoint.as_ref(), drawn.as_ref())
    }

    /// Asks what can only be asked at the end, and puts everything together.
    fn report(
        &self,
        passage: Passage<'_>,
        checkpoint: Option<&Result<Checkpoint, String>>,
        drawn: Option<&Drawn>,
    ) -> Result<Report, Unreadable> {
        let options = &self.options;
        let is_part = options.part.is_some_and(|part| !part.begins_at_genesis());
        let genesis = passage.replay.as_ref().and_then(|replay| replay.genesis());
        let beginning = Beginning {
            origin: passage.origin.as_ref(),
            genesis_leaf: passage.genesis_leaf,
            genesis_keys: genesis.map(|genesis| &*genesis.keys),
        };
        let trust = trust::ask(options.trust.as_ref(), &beginning);
        let entry_count = passage.sequence.entry_count();
        let extent = Extent {
            origin: passage.origin.as_ref(),
            entry_count,
            at_checkpoint: passage.at_checkpoint,
            is_part: options.part.is_some(),
            replay: passage.replay.as_ref(),
        };
        let asked = checkpoint::ask(checkpoint, &extent);

        let mut coverage = passage.coverage;
        coverage.trust_given = options.trust.is_some();
        coverage.checkpoint_at =
            checkpoint.and_then(|parsed| parsed.as_ref().ok()).map(|good| good.head.entry_count);
        coverage.part = options.part.map(|part| (part.from, part.to));
        coverage.sample = options.sample.zip(drawn).map(|(sample, drawn)| SampleCoverage {
            drawn: drawn.count(),
            of: drawn.of(),
            seed: sample.seed,
        });

        let mut undetermined = trust.undetermined;
        undetermined.extend(asked.undetermined);
        undetermined.extend(self.left_out(drawn, entry_count));
        if let Some(Ending::Torn { place, size }) = passage.ending {
            let why = format!(
                "a torn frame of {size} bytes, which is not read: a crash, a copy of a running ledger, or a cut \
                 through what was acknowledged; a checkpoint tells what must be there"
            );
            undetermined.push(Undetermined { place: Some(place), ..Undetermined::rule(Rule::J(112), why) });
        }
        if entry_count == 0 {
            undetermined.push(Undetermined::because("the journal has no entries"));
        } else if coverage.heads_compared > 0 && genesis.is_none() {
            undetermined
                .push(Undetermined::rule(Rule::J(111), "entry 0 was not judged: no operator's key is known"));
        }
        let head = ReadHead {
            entry_count,
            chain: passage.sequence.chain(),
            root: passage.origin.is_some().then(|| passage.tree.root()).filter(|_| !is_part),
        };

        let mut findings = passage.findings;
        findings.extend(trust.findings);
        findings.extend(asked.findings);
        if let Some(replay) = passage.replay.filter(|_| !is_part) {
            let replayed = replay.finish(&passage.lookup).map_err(|source| Unreadable::Again { source })?;
            coverage.entries_judged = replayed.judged;
            coverage.rulebooks = replayed.rulebooks;
            findings.extend(replayed.findings);
            undetermined.extend(replayed.undetermined);
        }
        finding::sort(&mut findings);
        Ok(Report::new(passage.origin, head, findings, undetermined, coverage)
            .shortened(options.max_findings))
    }

    /// What the options leave out.
    fn left_out(&self, drawn: Option<&Drawn>, entry_count: u64) -> Vec<Undetermined> {
        let mut out = Vec::new();
        if !self.options.signatures {
            out.push(Undetermined::rule(Rule::R(111), "no signature was checked: it was asked so"));
        } else if let Some(drawn) = drawn.filter(|drawn| !drawn.is_all()) {
            let why = format!(
                "signatures of {} of {} batches were checked: it was asked so",
                drawn.count(),
                drawn.of()
            );
            out.push(Undetermined::rule(Rule::R(111), why));
        }
        if let Some(part) = self.options.part {
            let why = if part.from.0 >= entry_count {
                format!(
                    "of entries {} to {} none is there, so none was checked: the journal could be read up to {entry_count} entries",
                    part.from, part.to
                )
            } else if part.begins_at_genesis() {
                format!("entries behind the batch of entry {} were not read: it was asked so", part.to)
            } else {
                format!(
                    "of the batches of entries {} to {} form, chain and signatures were checked, by the keys that the entries before them name; \
                     of those before only frames; custody, tree and all other rules need the whole history, and entries behind were not read",
                    part.from, part.to
                )
            };
            out.push(Undetermined::because(why));
        }
        out
    }
}
