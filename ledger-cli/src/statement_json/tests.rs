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
    r#"{"kind":"rulebook adopted","version":2,"settings":[{"option":"draft_approach_forbids","value":7}]}"#,
    r#"{"kind":"movement","action":"use for OIMP","postings":[{"account":1,"side":"debit","space":1,"first":1,"last":9}],"particulars":[{"entity":"0101010101010101010101010101010101010101010101010101010101010101"},{"purpose":"IMP"},{"year_of_use":2025}]}"#,
    r#"{"kind":"cooperative approach declared","approach":"CA0012","parties":["CHE","GHA"],"metrics":["GHG"],"status":"draft"}"#,
    r#"{"kind":"approach status changed","approach":"CA0012","status":"active"}"#,
    r#"{"kind":"NDC period declared","party":"CHE","first_year":2021,"last_year":2030,"method":"multi-year budget","metric":"GHG","values":[{"year":2030,"value":"-18446744073709551615"}]}"#,
    r#"{"kind":"inventory stated","party":"CHE","year":2025,"metric":"non-GHG","non_ghg_metric":"MWh","total":-40,"document":"0101010101010101010101010101010101010101010101010101010101010101"}"#,
    r#"{"kind":"Party standing stated","party":"CHE","item":"eligible","value":"no","document":"0101010101010101010101010101010101010101010101010101010101010101"}"#,
    r#"{"kind":"authorization stated","party":"GHA","authorization":"GHA-2025/1","version":1,"mirrored":true,"approach":"CA0012","from":"2025-01-02","until":"2030-12-31T23:59:59Z","cap":900,"metric":"GHG","gwp_set":"AR5","sectors":["Energy generation"],"activity_types":["Energy Efficiency households"],"purposes":"NDC and IMP","oimp":"CORSIA","first_transfer_definition":"use or cancellation","parties":["CHE"],"entities":["0101010101010101010101010101010101010101010101010101010101010101"],"first_vintage":2021,"last_vintage":2030,"first_year_of_use":2021,"last_year_of_use":2030,"revocation_terms":"units first transferred stay as they are","terms":"0202020202020202020202020202020202020202020202020202020202020202","document":"0303030303030303030303030303030303030303030303030303030303030303"}"#,
    r#"{"kind":"authorization stated","party":"GHA","authorization":"A","version":2,"approach":"CA0012","from":"2025-01-02","metric":"GHG","purposes":"NDC","revocation_terms":"units first transferred and not used are restricted","document":"0303030303030303030303030303030303030303030303030303030303030303"}"#,
    r#"{"kind":"authorized entity stated","party":"GHA","approach":"CA0012","entity":"0101010101010101010101010101010101010101010101010101010101010101","country":"CHE"}"#,
    r#"{"kind":"authorization ended","party":"GHA","authorization":"A","from":"2026-01-01"}"#,
    r#"{"kind":"units authorized","party":"GHA","authorization":"A","version":1,"blocks":[{"space":1,"first":1,"last":900}]}"#,
    r#"{"kind":"ITMO identifiers assigned","approach":"CA0012","registry":"GHA01","first_transferring_party":"GHA","vintage":2024,"first_number":1,"blocks":[{"space":1,"first":1,"last":900}]}"#,
    r#"{"kind":"AEF filed","party":"GHA","year":2025,"major":1,"minor":0,"workbook":"0101010101010101010101010101010101010101010101010101010101010101","entry_count":40,"chain":"0202020202020202020202020202020202020202020202020202020202020202"}"#,
    r#"{"kind":"adjustments final","party":"GHA","first_year":2021,"last_year":2030}"#,
    r#"{"kind":"activity declared","activity":"cookstoves-7","host":"GHA","methodology":"VMR0006","methodology_version":"1.2","sector":"Energy generation","activity_type":"Energy Efficiency households","mitigation_type":"emission reductions and removals","metric":"non-GHG","non_ghg_metric":"MWh","quantum_digits":25,"quantum_scale":1,"from":"2021-01-01","until":"2031-01-01","components":[{"number":1},{"number":2,"what":"0101010101010101010101010101010101010101010101010101010101010101"}]}"#,
    r#"{"kind":"monitoring stated","monitoring":3,"activity":"cookstoves-7","from":"2022-01-01","until":"2023-01-01","report":"0101010101010101010101010101010101010101010101010101010101010101","scale":2,"lines":[{"year":2022,"component":1,"kind":"emission reductions","baseline":"18446744073709551615","project":-40,"leakage":0,"deductions":[{"name":"uncertainty","share_millionths":20000,"rounding":"half away from zero","amount":7},{"name":"fixed","rounding":"up","amount":1}],"rounding":"down","verified":5}]}"#,
    r#"{"kind":"loss of stored carbon stated","loss":1,"activity":"peat-2","year":2022,"units":70,"document":"0101010101010101010101010101010101010101010101010101010101010101"}"#,
    r#"{"kind":"conversion stated","party":"GHA","year":2022,"non_ghg_metric":"MWh","factor_digits":424,"factor_scale":3,"document":"0101010101010101010101010101010101010101010101010101010101010101"}"#,
    r#"{"kind":"monitoring withdrawn","monitoring":3,"reason":2}"#,
    r#"{"kind":"rulebook adopted","version":3,"settings":[{"option":"adaptation_share","value":500},{"option":"omge_share","value":200},{"option":"levy_rounding","value":3},{"option":"exemption_counts","value":1}]}"#,
    r#"{"kind":"Party standing stated","party":"CHE","item":"exempt from the share for adaptation","value":"yes","document":"0101010101010101010101010101010101010101010101010101010101010101"}"#,
    r#"{"kind":"movement","action":"issue","postings":[{"account":1,"side":"debit","space":1,"first":1,"last":9}],"particulars":[{"drawn_from":{"monitoring":3,"year":2022,"component":1,"kind":"removals"}},{"underlying_units":{"registry":"VERRA","prefix":"VCS-1-","suffix":"-X","first_number":9223372036854775807,"evidence":"0101010101010101010101010101010101010101010101010101010101010101"}},{"history":"0101010101010101010101010101010101010101010101010101010101010101"},{"loss_settled":4},{"tag":4,"value":"0300"}]}"#,
    r#"{"kind":"hold placed","debited":1,"acquiring":2,"action":"transfer","expires":"2026-03-01T12:00:00.005Z","blocks":[{"space":1,"first":1,"last":9}]}"#,
    r#"{"kind":"hold released","hold":12,"reason":3}"#,
    r#"{"kind":"restriction placed","party":"GHA","reason":"court order","accounts":[1,2],"from":"2026-01-01","until":"2027-01-01","document":"0101010101010101010101010101010101010101010101010101010101010101"}"#,
    r#"{"kind":"restriction placed","reason":"suspended recognition","blocks":[{"space":1,"first":1,"last":9}],"from":"2026-01-01","document":"0101010101010101010101010101010101010101010101010101010101010101"}"#,
    r#"{"kind":"restriction lifted","restriction":12,"reason":0}"#,
    r#"{"kind":"movement","action":"transfer","postings":[{"account":1,"side":"debit","space":1,"first":1,"last":9}],"particulars":[{"hold":12},{"evidence":{"grade":"signed notice","digest":"0101010101010101010101010101010101010101010101010101010101010101"}},{"evidence":{"grade":"none"}},{"tag":9,"value":"050101010101010101010101010101010101010101010101010101010101010101"},{"tag":7,"value":"0c00"}]}"#,
    r#"{"kind":"rulebook adopted","version":4,"settings":[{"option":"hold_limit_ms","value":86400000}]}"#,
    r#"{"kind":"rulebook adopted","version":5,"settings":[{"option":"approach_registries_bind","value":1},{"option":"levy_first_transfers","value":3}]}"#,
    r#"{"kind":"approach registries stated","approach":"CA0012","registries":["CHE01","GHA01"]}"#,
    r#"{"kind":"notice of remote use","account":3,"blocks":[{"space":1,"first":1,"last":9}],"action":"use towards an NDC","party":"CHE","year_of_use":2025,"evidence":{"grade":"none"}}"#,
    r#"{"kind":"notice of remote use","account":3,"blocks":[],"action":"use for OIMP","party":"CHE","entity":"0101010101010101010101010101010101010101010101010101010101010101","purpose":"IMP","evidence":{"grade":"signed notice","digest":"0101010101010101010101010101010101010101010101010101010101010101"}}"#,
    r#"{"kind":"notice withdrawn","notice":12,"reason":3,"document":"0101010101010101010101010101010101010101010101010101010101010101"}"#,
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
        ("", "column 1: the line ends before"),
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
            r#"{"body":{"kind":"approach status changed","approach":"CA12","status":"active"}}"#,
            "`CA12`: a cooperative approach is written like CA0012",
        ),
        (
            r#"{"body":{"kind":"approach status changed","approach":"CA0012","status":"Active"}}"#,
            "`Active` is not known here: write `active`",
        ),
        (
            r#"{"body":{"kind":"authorization ended","party":"GHA","authorization":"A","from":"soon"}}"#,
            "`soon` is not a time",
        ),
        (
            r#"{"body":{"kind":"authorization ended","party":"GHA","authorization":"","from":"2025-01-01"}}"#,
            "body: authorization: length 0",
        ),
        (
            r#"{"body":{"kind":"adjustments final","party":"GHA","first_year":70000,"last_year":1}}"#,
            "invalid value: integer `70000`",
        ),
        (
            r#"{"body":{"kind":"adjustments final","party":"GHA","first_year":2021}}"#,
            "missing field `last_year`",
        ),
        (
            r#"{"body":{"kind":"units authorized","party":"GHA","authorisation":"A","version":1,"blocks":[]}}"#,
            "unknown field `authorisation`, expected one of `party`, `authorization`",
        ),
        (
            r#"{"body":{"kind":"movement","action":"transfer","postings":[],"particulars":[{"purpose":"CORSIA"}]}}"#,
            "`CORSIA` is not known here: use one of NDC, IMP",
        ),
        (
            r#"{"body":{"kind":"movement","action":"transfer","postings":[],"particulars":[{"purpose":"IMP","year_of_use":2025}]}}"#,
            "particulars: give each by itself",
        ),
        (
            r#"{"body":{"kind":"movement","action":"transfer","postings":[],"particulars":[{"tag":7}]}}"#,
            "particulars: give each by itself",
        ),
        (
            r#"{"body":{"kind":"movement","action":"issue","postings":[],"particulars":[{"history":"0101010101010101010101010101010101010101010101010101010101010101","loss_settled":1}]}}"#,
            "particulars: give each by itself",
        ),
        (
            r#"{"body":{"kind":"movement","action":"issue","postings":[],"particulars":[{"underlying_units":{"registry":"","first_number":1,"evidence":"0101010101010101010101010101010101010101010101010101010101010101"}}]}}"#,
            "body: underlying_units: registry: length 0",
        ),
        (
            r#"{"body":{"kind":"movement","action":"transfer","postings":[],"particulars":[{"hold":7,"evidence":{"grade":"none"}}]}}"#,
            "particulars: give each by itself",
        ),
        (
            r#"{"body":{"kind":"restriction placed","reason":"bad mood","from":"2026-01-01","document":"0101010101010101010101010101010101010101010101010101010101010101"}}"#,
            "use one of unresolved inconsistency, court order",
        ),
        (
            r#"{"body":{"kind":"notice of remote use","account":3,"blocks":[],"action":"use for CORSIA","party":"CHE","evidence":{"grade":"none"}}}"#,
            "`use for CORSIA` is not known here: use one of issue",
        ),
        (
            r#"{"body":{"kind":"notice of remote use","account":3,"blocks":[],"action":"cancellation","party":"CHE"}}"#,
            "missing field `evidence`",
        ),
        (
            r#"{"body":{"kind":"monitoring stated","monitoring":3,"activity":"a","from":"2022-01-01","until":"2023-01-01","report":"0101010101010101010101010101010101010101010101010101010101010101","scale":7,"lines":[]}}"#,
            "at most 6 decimal places",
        ),
        (
            r#"{"body":{"kind":"NDC period declared","party":"CHE","first_year":2021,"last_year":2030,"method":"budget","metric":"GHG"}}"#,
            "`budget` is not known here: use one of averaging, trajectory, multi-year budget",
        ),
        (
            r#"{"body":{"kind":"inventory stated","party":"CHE","year":2025,"metric":"GHG","total":1.5,"document":"01"}}"#,
            "a whole number of units",
        ),
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
