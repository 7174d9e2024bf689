//! The command line of `ledger-verify`, and the files that it names.
//!
//! Invariants:
//! - Whatever is wrong with it is said in one sentence that names the argument or the file.
//! - No more of a file is read than its kind may be long.

use std::ffi::OsString;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::error::ErrorKind;
use clap::{Parser, ValueEnum};
use ledger_format::identifiers::EntryIndex;
use ledger_format::limits::{CHECKPOINT_SIZE_MAX, TRUST_SIZE_MAX};
use ledger_format::note_key;
use ledger_verify::options::{MAX_FINDINGS, Options, Part, Sample, TrustInput};

const EXAMPLES: &str = "\
Examples:
  ledger-verify ledger --trust trust.txt --checkpoint checkpoint.txt
  ledger-verify ledger --trust 3612ee941d7003e68b047f982d3f35e045f2f10733b87774ffaeb936a0fcccbd
  ledger-verify ledger --trust 'registry.example/che+dc687123+AcKTRa40hgTmYzBZQzX5H0YBQOSYpVC8G5MgbCUtCzDN' --format json
  ledger-verify ledger --trust trust.txt --sample 100 --seed 7
  ledger-verify ledger --trust trust.txt --from 1000000 --to 1999999

Exit codes:
  0  clean: everything was checked and nothing found
  1  findings; what you brought counts: a trust or checkpoint that does not decode or is another
     ledger's is one (T-101, C-101)
  2  no report: bad command line, no ledger there, or a file that is not there or cannot be opened
  3  undetermined: nothing found, but not everything could be checked (no trust or checkpoint given, say)";

/// Replays the whole history of a ledger and reports every finding with its coverage.
#[derive(Debug, Parser)]
#[command(name = "ledger-verify", version, after_help = EXAMPLES)]
struct Line {
    /// The ledger's folder, or the `journal` folder in it; nothing is written there
    dir: PathBuf,

    /// What you trust, from outside: a trust file, a genesis digest (64 hex digits) or a verifier key
    #[arg(long, value_name = "KEYS-OR-GENESIS")]
    trust: Option<String>,

    /// A checkpoint that you were handed: shows that the tail was not cut, and that there is one history
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,

    /// Threads; 0 takes all processors
    #[arg(long, value_name = "N", default_value_t = 0)]
    threads: usize,

    /// First entry of a part; from above 0, only form, chain and signatures of the part are checked
    #[arg(long, value_name = "I", requires = "to")]
    from: Option<u64>,

    /// Last entry of a part
    #[arg(long, value_name = "J")]
    to: Option<u64>,

    /// Check the signatures of N batches only, drawn by the seed; all else is checked
    #[arg(long, value_name = "N", requires = "seed")]
    sample: Option<u64>,

    /// The seed of a sample: the same draws the same
    #[arg(long, value_name = "S", requires = "sample")]
    seed: Option<u64>,

    /// List at most N findings, and N entries that cannot be judged; all are counted, and the exit code is by all
    #[arg(long, value_name = "N", default_value_t = MAX_FINDINGS)]
    max_findings: usize,

    /// Form of the report
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,

    /// Check no signature: for measuring the rest
    #[arg(long, hide = true)]
    no_signatures: bool,
}

/// The forms of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// For people
    Text,
    /// For programs
    Json,
    /// For spreadsheets
    Csv,
}

/// What the command line asks for.
pub enum Spoken {
    /// Help or version.
    Help(String),
    /// To verify.
    Verify(Box<Asked>),
}

/// A ledger to verify.
pub struct Asked {
    /// Where it lies.
    pub folder: PathBuf,
    /// How to verify it.
    pub options: Options,
    /// How to print the report.
    pub form: Form,
}

/// Reads the command line and the files that it names.
///
/// # Errors
/// A sentence.
pub fn read(line: impl Iterator<Item = OsString>) -> Result<Spoken, String> {
    let line = match Line::try_parse_from(line) {
        Ok(line) => line,
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            return Ok(Spoken::Help(error.to_string()));
        }
        Err(error) => return Err(sentence(&error)),
    };
    let part = match (line.from, line.to) {
        (from, Some(to)) if from.unwrap_or(0) > to => {
            return Err(format!("--from {} is behind --to {to}; turn them round", from.unwrap_or(0)));
        }
        (from, Some(to)) => Some(Part { from: EntryIndex(from.unwrap_or(0)), to: EntryIndex(to) }),
        (_, None) => None,
    };
    let checkpoint = match &line.checkpoint {
        Some(path) => {
            let read = content(path, CHECKPOINT_SIZE_MAX);
            Some(read.map_err(|why| format!("--checkpoint {why}; name the file that you were handed"))?)
        }
        None => None,
    };
    let options = Options {
        threads: line.threads,
        signatures: !line.no_signatures,
        trust: line.trust.as_deref().map(trust).transpose()?,
        checkpoint,
        part,
        max_findings: line.max_findings,
        sample: line.sample.zip(line.seed).map(|(batches, seed)| Sample { batches, seed }),
        ..Options::default()
    };
    Ok(Spoken::Verify(Box::new(Asked { folder: line.dir, options, form: line.format })))
}

/// The first paragraph of what clap says, on one line: it names the argument. And what it may have been meant for.
fn sentence(error: &clap::Error) -> String {
    let text = error.to_string();
    let on_one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut paragraphs = text.split("\n\n");
    let first = on_one_line(paragraphs.next().unwrap_or_default().trim_start_matches("error: "));
    let tip = paragraphs.find_map(|paragraph| paragraph.trim_start().strip_prefix("tip: ")).map(on_one_line);
    let tip = tip.map(|tip| format!("; {tip}")).unwrap_or_default();
    format!("{first}{tip}; see ledger-verify --help")
}

/// A digest or a key stands for itself; everything else is a file.
fn trust(argument: &str) -> Result<TrustInput, String> {
    if argument.len() == 64
        && let Ok(digest) = argument.parse()
    {
        return Ok(TrustInput::Genesis(digest));
    }
    match note_key::decode(argument) {
        Ok(_) => Ok(TrustInput::Text(argument.as_bytes().to_vec())),
        Err(note_key::NoteKeyFault::Hash) if !Path::new(argument).exists() => {
            Err(format!("--trust {argument}: {}", note_key::NoteKeyFault::Hash))
        }
        Err(_) => content(Path::new(argument), TRUST_SIZE_MAX).map(TrustInput::Text).map_err(|sentence| {
            format!(
                "--trust {sentence}; give the ledger's trust file, 64 hex digits of its genesis digest, or a \
                 verifier key"
            )
        }),
    }
}

/// The bytes of a file, but not more than one beyond `limit`: the verifier then says that it is too long.
fn content(path: &Path, limit: usize) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(limit as u64 + 1).read_to_end(&mut bytes));
    match read {
        Ok(_) => Ok(bytes),
        Err(error) => Err(format!("{}: the file cannot be read ({error})", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spoken(line: &str) -> Result<Spoken, String> {
        read(std::iter::once("ledger-verify").chain(line.split_whitespace()).map(OsString::from))
    }

    #[test]
    fn what_is_wrong_is_one_sentence_that_names_it() {
        for (line, word) in [
            ("", "<DIR>"),
            ("x --from 3", "--to"),
            ("x --from 3 --to 2", "--from 3"),
            ("x --sample 3", "--seed"),
            ("x --format xml", "xml"),
            ("x --trsut y", "'--trust'"),
            ("x --threads many", "many"),
            ("x --trust /nowhere/trust.txt", "/nowhere/trust.txt"),
            ("x --checkpoint /nowhere/checkpoint.txt", "/nowhere/checkpoint.txt"),
            ("x --surprise", "--surprise"),
        ] {
            match spoken(line) {
                Err(sentence) => {
                    assert!(sentence.contains(word), "{line}: {sentence}");
                    assert!(!sentence.contains('\n'), "{line}: {sentence}");
                }
                Ok(_) => panic!("{line} was taken"),
            }
        }
    }

    #[test]
    fn trust_is_a_digest_a_key_or_a_file() {
        let digest = "3612ee941d7003e68b047f982d3f35e045f2f10733b87774ffaeb936a0fcccbd";
        assert!(matches!(trust(digest), Ok(TrustInput::Genesis(_))));
        let key = "ledger.example/gh-ch+dc687123+AcKTRa40hgTmYzBZQzX5H0YBQOSYpVC8G5MgbCUtCzDN";
        assert_eq!(trust(key), Ok(TrustInput::Text(key.into())));
        assert!(trust(&key.replace("dc68", "dc69")).is_err());
    }

    #[test]
    fn a_part_and_a_sample_are_options() {
        let Ok(Spoken::Verify(asked)) = spoken("x --to 9 --sample 3 --seed 4 --format csv --threads 2")
        else {
            panic!("not taken");
        };
        assert_eq!(asked.options.part, Some(Part { from: EntryIndex(0), to: EntryIndex(9) }));
        assert_eq!(asked.options.sample, Some(Sample { batches: 3, seed: 4 }));
        assert_eq!((asked.form, asked.options.threads), (Form::Csv, 2));
        assert!(matches!(spoken("--help"), Ok(Spoken::Help(help)) if help.contains("Examples:")));
    }
}
