//! Profiles that are wrong, each with one fault, and where the error says it is.

use std::path::Path;

use super::*;

const GOOD: &str = include_str!("../../../profiles/cdm-issuances-cancellations.toml");

fn error_of(text: &str) -> String {
    match Profile::parse(Path::new("p.toml"), text) {
        Err(error) => error.to_string(),
        Ok(_) => panic!("no error for\n{text}"),
    }
}

#[test]
fn the_shipped_profile_loads() {
    let profile = Profile::parse(Path::new("p.toml"), GOOD).unwrap();
    assert_eq!(profile.files.len(), 2);
    assert_eq!(profile.files[1].actions.len(), 2);
}

#[test]
fn each_fault_is_named_with_its_place() {
    for (from, to, expected) in [
        ("profile = 1", "profile = 2", "profile: version 2"),
        ("profile = 1", "profil = 1", "unknown field `profil`"),
        ("title = ", "titel = ", "p.toml:8:1: unknown field `titel`"),
        ("name = \"{party}\"", "name = \"{partei}\"", "space.name: `partei` is neither"),
        ("name = \"{party}\"", "name = \"{party\"", "space.name: a brace"),
        (
            "metric = \"GHG\"",
            "metric = \"CO2\"",
            "series.metric: `CO2` is not known here: use one of \"GHG\"",
        ),
        ("regime = \"plain\"", "regime = \"kyoto\"", "series.regime"),
        ("kind = \"Holding\"", "kind = \"Source\"", "account.kind: `Source`"),
        (
            "\"completed_at\", \"transaction_type\"",
            "\"status\", \"transaction_type\"",
            "file.columns: the name `status` is given twice",
        ),
        ("column = \"completed_at\"", "column = \"at\"", "file.time.column: `at` is not among"),
        ("format = \"rfc3339\"", "format = \"%H\"", "file.time.format"),
        ("?<first>", "?<from>", "file.serial.pattern: a serial pattern needs"),
        ("(?<first>", "((?<first>", "file.serial.pattern: this is not a regular expression"),
        ("equals = \"count\"", "equals = \"sum\"", "file.check.equals"),
        ("equals = \"count\"", "equals = \"count\"\namong = [\"1\"]", "file.check: a check has either"),
        ("among = [\"4 - Completed\"]", "among = []", "file.check.among: the list is empty"),
        ("?<project>", "?<total>", "file.field.pattern: the name `total` is given twice"),
        ("transaction_type = [\"Issuance (1)\"]", "type = [\"Issuance (1)\"]", "file.action.when: `type`"),
        ("action = \"issue\"", "action = \"mint\"", "file.action.action: `mint`"),
        ("action = \"issue\"", "action = \"issue\"\ndebit = \"other\"", "file.action.debit"),
        ("credit = \"voluntary\"", "credit = \"bin\"", "file.action.credit: there is no account `bin`"),
        (
            "debit = \"holding\"",
            "debit = \"holding\"\nhistory = \"file\"",
            "file.action.history: only an issue",
        ),
        (
            "action = \"issue\"",
            "action = \"issue\"\nhistory = \"a.pdf\"",
            "file.action.history: `a.pdf` names no",
        ),
        (
            "debit = \"holding\"",
            "debit = \"holding\"\nevidence = { grade = \"none\" }",
            "file.action.evidence: neither",
        ),
        ("[series]", "[series]\nquantum = 1", "unknown field `quantum`"),
        ("[series]", "[series", "p.toml:13:8"),
    ] {
        let wrong = GOOD.replacen(from, to, 1);
        assert_ne!(wrong, GOOD, "{from} is not in the profile");
        let error = error_of(&wrong);
        assert!(error.contains(expected), "{error}\nhas no\n{expected}");
        assert!(!error.contains('\n'), "{error}");
        assert!(error.starts_with("p.toml:"), "{error}");
    }
}

#[test]
fn the_word_of_another_registry_is_said_in_a_grade_that_exists() {
    let abroad = GOOD.replace("kind = \"VoluntaryCancellation\"", "kind = \"Counterpart\"");
    let with = |evidence: &str| {
        abroad.replacen(
            "credit = \"voluntary\"",
            &format!("credit = \"voluntary\"\nevidence = {evidence}"),
            1,
        )
    };
    let rule =
        |text: &str| Profile::parse(Path::new("p.toml"), text).unwrap().files[1].actions[0].evidence.unwrap();
    let file = Some(Document::File);
    assert_eq!(rule(&abroad), EvidenceRule { grade: EvidenceGrade::DOCUMENT_DIGEST, document: file });
    let notice = rule(&with("{ grade = \"signed notice\" }"));
    assert_eq!(notice, EvidenceRule { grade: EvidenceGrade::SIGNED_NOTICE, document: file });
    let nothing = rule(&with("{ grade = \"none\" }"));
    assert_eq!(nothing, EvidenceRule { grade: EvidenceGrade::NONE, document: None });
    let digest = rule(&with(&format!("{{ grade = \"proof\", digest = \"{}\" }}", "07".repeat(32))));
    assert_eq!(digest.document, Some(Document::Digest(Digest([7; 32]))));
    for (evidence, expected) in [
        ("{ grade = \"none\", digest = \"file\" }", "evidence of the grade \"none\" has no digest"),
        ("{ grade = \"word\" }", "`word` is not known here: use one of \"proof\""),
        ("{ grade = \"proof\", digest = \"07\" }", "`07` names no document"),
        ("{ grade = \"proof\", hash = \"file\" }", "unknown field `hash`"),
    ] {
        let error = error_of(&with(evidence));
        assert!(error.contains(expected) && error.starts_with("p.toml:"), "{error}");
    }
}

#[test]
fn two_kinds_with_one_header_are_refused() {
    let kind = GOOD.split("[[file]]").nth(1).unwrap();
    let error = error_of(&format!("{GOOD}\n[[file]]{}", kind.replace("issuances", "others")));
    assert!(error.contains("`issuances` and `others` have the same columns"), "{error}");
    assert!(error_of(&format!("{GOOD}\n[[file]]{kind}")).contains("given twice"));
}

#[test]
fn a_profile_that_cannot_be_read_is_named() {
    let missing = Profile::load(Path::new("/nowhere/p.toml")).unwrap_err().to_string();
    assert!(missing.starts_with("/nowhere/p.toml: the profile cannot be read"), "{missing}");
    assert!(error_of("").starts_with("p.toml:"));
    let place = Profile::parse(Path::new("p.toml"), "profile = 1\ntitle = 3").unwrap_err().place;
    assert_eq!(place, Some((2, 9)));
}
