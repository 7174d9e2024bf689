//! Why a file could not be read at all. What is wrong *in* a readable file is a finding, not an error.

use thiserror::Error;

/// Why there is nothing to judge.
#[derive(Debug, Error)]
pub enum ReadError {
    /// The file or folder cannot be read.
    #[error("it cannot be read")]
    Io(#[source] std::io::Error),
    /// Not a zip archive.
    #[error("this is no .xlsx workbook: it is not a zip archive, or a damaged one. Save it again as .xlsx")]
    NotAWorkbook,
    /// An old or encrypted workbook.
    #[error("this is an encrypted workbook or one of the old .xls kind: save it without a password as .xlsx")]
    Encrypted,
    /// Bigger than a limit.
    #[error("{what} is more than {limit}: no AEF needs that much, so it is not read")]
    TooLarge {
        /// What is.
        what: String,
        /// How much is taken.
        limit: String,
    },
    /// A part of the archive cannot be unpacked.
    #[error("the part `{part}` of the workbook cannot be unpacked: save the workbook again")]
    Part {
        /// Its name.
        part: String,
        /// The archive's words.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Two parts of one name: readers would disagree on what the workbook says.
    #[error(
        "the workbook holds the part `{part}` twice, so that readers may see different things: save it again"
    )]
    PartTwice {
        /// Its name.
        part: String,
    },
    /// The workbook's inner files are not what they must be.
    #[error("the workbook is damaged: {0}. Save it again as .xlsx")]
    Damaged(String),
    /// The JSON is none, or not of this shape.
    #[error("this is no AEF in JSON: {0}")]
    Json(String),
    /// A CSV file is none.
    #[error("`{file}` is no CSV file that can be read: {message}")]
    Csv {
        /// Its name.
        file: String,
        /// What is wrong.
        message: String,
    },
    /// Neither of the three.
    #[error(
        "it is neither an .xlsx workbook, nor a .json file, nor a folder with the files table1_submission.csv and so on"
    )]
    UnknownKind,
}
