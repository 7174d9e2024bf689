//! Lines that come back as written, and lines that are wrong.

use ledger_format::codes::Kind;

use super::*;

const ID: EntryId = EntryId([7; 16]);
const NOW: Timestamp = Timestamp(1_700_000_000_000);

fn statement(line: &str) -> Result<Statement, LineFault> {
    Line::parse(line)?.statement(ID, NOW)
}

/// A body of every kind that can be posted.
const BODIES: &[&str] = &[
    r#"{"kind":"rulebook adopted","version":1,"settings":[{"option":"not_after_limit_ms","value":5}]}"#,
    r#"{"kind":"note","party":"CHE","document":"0101010101010101010101010101010101010101010101010101010101010101","media_type":"application/pdf","document_size":9,"entries":[1]}"#,
    r#"{"kind":"Party declared","party":"CHE"}"#,
    r#"{"kind":"role granted","role":"authority","party":"CHE","key":1}"#,
    r#"{"kind":"role withdrawn","role":"operator","party":null,"key":1}"#,
    r#"{"kind":"threshold set","role":"operator","party":null,"threshold":2}"#,
    r#"{"kind":"key registered","key":3,"public_key":"0202020202020202020202020202020202020202020202020202020202020202"}"#,
    r#"{"kind":"key rotated","old":3,"new":4,"public_key":"0202020202020202020202020202020202020202020202020202020202020202"}"#,
    r#"{"kind":"key revoked","key":3,"reason":1}"#,
    r#"{"kind":"number space declared","space":1,"name":"CHE 2026"}"#,
    r#"{"kind":"series opened","series":1,"space":1,"source":100,"label":"a","host":"CHE","metric":"GHG","regime":"Article 6.2","vintage":2026}"#,
    r#"{"kind":"account opened","account":1,"account_kind":"Holding","party":"CHE","registry":"CHE01","metric":"GHG","representatives":[1],"threshold":1}"#,
    r#"{"kind":"account suspended","account":1,"reason":0}"#,
    r#"{"kind":"account reinstated","account":1,"reason":0}"#,
    r#"{"kind":"account closed","account":1}"#,
    r#"{"kind":"representatives changed","account":1,"representatives":[],"threshold":0}"#,
    r#"{"kind":"movement","action":"transfer","postings":[{"account":1,"side":"debit","space":1,"first":1,"last":9}],"particulars":[{"tag":1,"value":"00ff"}]}"#,
    r#"{"kind":"reversing movement","reverses":7,"reason":1,"postings":[{"account":1,"side":"credit","space":1,"first":1,"last":9}]}"#,
];

#[test]
fn every_kind_comes_back_as_written() {
    let mut kinds = Vec::new();
    for body in BODIES {
        let line = format!(
            r#"{{"id":"00112233445566778899aabbccddeeff","occurred_at":"2026-01-02","provenance":{{"source":"{}","row":4}},"on_behalf":["{}"],"body":{body}}}"#,
            "03".repeat(32),
            "04".repeat(32)
        );
        let read = statement(&line).unwrap();
        let written = serde_json::to_string(&Line::of(&read)).unwrap();
        assert_eq!(statement(&written).unwrap(), read, "{written}");
        assert!(read.encode().is_ok());
        kinds.push(read.body.kind());
    }
    let engine_only = [Kind::GENESIS, Kind::RECOVERY];
    assert!(Kind::ALL.iter().all(|kind| engine_only.contains(kind) || kinds.contains(kind)));
}

#[test]
fn what_is_left_out_is_filled_in() {
    let read = statement(r#"{"body":{"kind":"account closed","account":1}}"#).unwrap();
    assert_eq!((read.id, read.occurred_at), (ID, NOW));
    assert_eq!(read.not_after.0, NOW.0 + DEFAULT_VALIDITY_MS);
    assert_eq!(read.context, Context::default());
}

#[test]
fn wrong_lines_say_where() {
    for (line, expected) in [
        ("", "EOF"),
        ("{}", "missing field `body`"),
        ("[1]", "column"),
        (r#"{"body":{"kind":"mint"}}"#, "unknown variant `mint`"),
        (r#"{"body":{"kind":"account closed","account":1,"reason":1}}"#, "unknown field `reason`"),
        (r#"{"body":{"kind":"account closed","account":-1}}"#, "invalid value"),
        (r#"{"body":{"kind":"Party declared","party":"che"}}"#, "`che`: expected 2 to 4 characters"),
        (
            r#"{"body":{"kind":"movement","action":"gift","postings":[]}}"#,
            "`gift` is not known here: use one of issue",
        ),
        (r#"{"body":{"kind":"number space declared","space":1,"name":""}}"#, "body: name: length 0"),
        (r#"{"when":1,"body":{"kind":"account closed","account":1}}"#, "unknown field `when`"),
        (r#"{"occurred_at":"now","body":{"kind":"account closed","account":1}}"#, "`now` is not a time"),
        (r#"{"on_behalf":[],"body":{"kind":"account closed","account":1}}"#, "1 to 16 approvers"),
        (r#"{"id":"12","body":{"kind":"account closed","account":1}}"#, "32 hex digits"),
        (
            r#"{"body":{"kind":"recovery","segment":0,"offset":0,"size":1,"digest":"0101010101010101010101010101010101010101010101010101010101010101"}}"#,
            "cannot be posted",
        ),
    ] {
        let error = statement(line).unwrap_err().to_string();
        assert!(error.contains(expected), "{line}\ngave {error}\nwithout {expected}");
        assert!(!error.contains('\n') && !error.contains("at line"), "{error}");
    }
}

#[test]
fn lines_are_bounded() {
    let text = format!("\n  \n{{}}\n{}", "x".repeat(2 << 20));
    let mut input = text.as_bytes();
    let mut number = 0;
    assert_eq!(next_line(&mut input, &mut number).unwrap().as_deref(), Some("{}\n"));
    assert_eq!(number, 3);
    assert!(matches!(next_line(&mut input, &mut number), Err(LineFault::TooLong)));
    assert_eq!(next_line(&mut &b""[..], &mut number).unwrap(), None);
    assert!(matches!(next_line(&mut &b"\xFF\n"[..], &mut number), Err(LineFault::Unreadable(_))));
}
