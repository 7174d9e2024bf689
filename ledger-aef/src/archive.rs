//! Holds a workbook's zip archive against the limits before anything else reads it.
//!
//! - Declared sizes are compared first; then every part is really unpacked, piece by piece and nothing kept, and counted: a header that lies
//!   about sizes is found out, and parts that share packed bytes are each counted.
//! - Two parts of one name, also if they differ only in case, are refused: readers would choose differently.
//! - Parts that a reader keeps one object an element of (strings, styles) have a bound on elements too.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::limits::Limits;
use crate::read_error::ReadError;

/// Elements of the table of shared strings, and of any other part that is no sheet.
const STRING_ELEMENTS: u64 = 6_000_000;
const OTHER_ELEMENTS: u64 = 400_000;

/// Checks that the archive can be unpacked within the limits.
///
/// # Errors
/// When it is no archive, or bigger than a limit, or says two things.
pub(crate) fn check(bytes: &[u8], limits: &Limits) -> Result<(), ReadError> {
    // The mark of the container that encrypted and old workbooks come in.
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(ReadError::Encrypted);
    }
    within(bytes.len() as u64, limits.file_size, || "the file".to_owned())?;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| ReadError::NotAWorkbook)?;
    within(archive.len() as u64, limits.parts as u64, || "the number of parts in the workbook".to_owned())?;
    if let Some(declared) = declared_parts(bytes)
        && usize::from(declared) != archive.len()
    {
        return Err(ReadError::PartTwice { part: "(one of them)".to_owned() });
    }
    let mut names = BTreeSet::new();
    let mut total = 0_u64;
    let mut buffer = vec![0_u8; 1 << 16];
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(|error| refused(&format!("number {index}"), error))?;
        let name = part.name().map_err(|error| refused(&format!("number {index}"), error))?.to_string();
        let folded = name.replace('\\', "/").to_lowercase();
        if !names.insert(folded.clone()) {
            return Err(ReadError::PartTwice { part: name });
        }
        within(part.size(), limits.part_size, || format!("the part `{name}`"))?;
        let element_limit = element_limit(&folded);
        let (mut size, mut elements) = (0_u64, 0_u64);
        loop {
            let count = part
                .read(&mut buffer)
                .map_err(|source| ReadError::Part { part: name.clone(), source: Box::new(source) })?;
            let Some(piece) = buffer.get(..count).filter(|piece| !piece.is_empty()) else { break };
            size += piece.len() as u64;
            total += piece.len() as u64;
            elements += piece.iter().filter(|byte| **byte == b'<').count() as u64;
            within(size, limits.part_size, || format!("the part `{name}`, unpacked,"))?;
            within(total, limits.total_size, || "the workbook, unpacked,".to_owned())?;
            if elements > element_limit {
                return Err(ReadError::TooLarge {
                    what: format!("the number of elements in the part `{name}`"),
                    limit: element_limit.to_string(),
                });
            }
        }
    }
    Ok(())
}

fn element_limit(part: &str) -> u64 {
    if part.contains("worksheets/") {
        u64::MAX
    } else if part.contains("sharedstrings") {
        STRING_ELEMENTS
    } else {
        OTHER_ELEMENTS
    }
}

fn within(size: u64, limit: u64, what: impl FnOnce() -> String) -> Result<(), ReadError> {
    if size <= limit {
        return Ok(());
    }
    let limit = if limit >= 1 << 20 { format!("{} MiB", limit >> 20) } else { limit.to_string() };
    Err(ReadError::TooLarge { what: what(), limit })
}

fn refused(part: &str, error: ZipError) -> ReadError {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => ReadError::Encrypted,
        error => ReadError::Part { part: part.to_owned(), source: Box::new(error) },
    }
}

/// How many parts the end of the archive declares; `None` where the number does not fit or the mark is not at the end.
fn declared_parts(bytes: &[u8]) -> Option<u16> {
    let start = bytes.len().saturating_sub(22 + 65_535);
    let tail = bytes.get(start..)?;
    let mark = tail.windows(4).rposition(|window| window == b"PK\x05\x06")?;
    let count = tail.get(mark + 10..mark + 12)?;
    let count = u16::from_le_bytes(count.try_into().ok()?);
    (count != u16::MAX).then_some(count)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn archive(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn small() -> Limits {
        Limits { part_size: 10_000, total_size: 15_000, parts: 3, ..Limits::default() }
    }

    #[test]
    fn bombs_are_refused_by_part_total_and_count() {
        let part = |size: usize| vec![b' '; size];
        assert!(check(&archive(&[("a", part(10_000))]), &small()).is_ok());
        for parts in [
            vec![("a", part(10_001))],
            vec![("a", part(8_000)), ("b", part(8_000))],
            vec![("a", part(1)), ("b", part(1)), ("c", part(1)), ("d", part(1))],
        ] {
            assert!(matches!(check(&archive(&parts), &small()), Err(ReadError::TooLarge { .. })));
        }
        let styles = [("xl/styles.xml", vec![b'<'; 500_000]), ("xl/worksheets/a.xml", vec![b'<'; 500_000])];
        assert!(check(&archive(&styles[1..]), &Limits::default()).is_ok());
        assert!(matches!(check(&archive(&styles), &Limits::default()), Err(ReadError::TooLarge { .. })));
    }

    #[test]
    fn a_header_that_lies_about_its_size_is_found_out() {
        let mut bytes = archive(&[("a", vec![b' '; 50_000])]);
        // The unpacked size, wherever it is declared.
        let declared = 50_000_u32.to_le_bytes();
        let places: Vec<usize> =
            bytes.windows(4).enumerate().filter(|(_, it)| *it == declared).map(|(at, _)| at).collect();
        assert!(!places.is_empty());
        for at in places {
            bytes[at..at + 4].copy_from_slice(&100_u32.to_le_bytes());
        }
        assert!(check(&bytes, &small()).is_err());
    }

    #[test]
    fn two_parts_of_one_name_are_refused() {
        let twice = archive(&[("xl/a.xml", vec![1]), ("XL/A.xml", vec![2])]);
        assert!(matches!(check(&twice, &small()), Err(ReadError::PartTwice { .. })));
        let mut same = archive(&[("xl/a.xml", vec![1]), ("xl/b.xml", vec![2])]);
        assert!(check(&same, &small()).is_ok());
        for at in 0..same.len() - 8 {
            if &same[at..at + 8] == b"xl/b.xml" {
                same[at + 3] = b'a';
            }
        }
        assert!(matches!(check(&same, &small()), Err(ReadError::PartTwice { .. })));
    }

    #[test]
    fn what_is_no_workbook() {
        assert!(matches!(check(b"", &small()), Err(ReadError::NotAWorkbook)));
        assert!(matches!(check(b"Party,Version", &small()), Err(ReadError::NotAWorkbook)));
        assert!(matches!(check(&[0xd0, 0xcf, 0x11, 0xe0, 0], &small()), Err(ReadError::Encrypted)));
    }
}
