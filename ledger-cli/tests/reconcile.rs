//! A statement of another registry against Norway's ledger, in each form that there is: what agrees, what differs and in what, what cannot be compared.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, and says where"
)]

mod folder;

use folder::Folder;
use ledger_cli::session::now;
use ledger_cli::time_text;
use ledger_format::identifiers::Timestamp;
use serde_json::json;

/// Norway's ledger, as `aef.rs` tells it: 10 tonnes and 50 units of 2.5 MWh are in Switzerland's registry, 35 tonnes in its account in Norway's; what
/// was used in Switzerland's registry, and a notice tells of it, is held no more.
fn norway() -> Folder {
    const DAY_MS: u64 = 24 * 60 * 60 * 1_000;
    let post = ["post", "nor", "--key", "operator.pem"];
    let folder = Folder::new();
    folder.runs(&["key", "new", "operator.pem", "--no-passphrase"], "");
    let init = "init nor --origin registry.example/nor --registry NOR01 --party NOR --party CHE --key operator.pem --rulebook 5";
    folder.runs(&init.split(' ').collect::<Vec<_>>(), "");
    folder.runs(&post, &include_str!("aef/begins.jsonl").replace("BioCarbon", "VCS"));
    let expires = time_text::show(Timestamp(now().0 + 20 * DAY_MS));
    let hold = json!({ "body": {
        "kind": "hold placed", "debited": 1, "acquiring": 7, "action": "first transfer", "expires": expires,
        "blocks": [{ "space": 1, "first": 101, "last": 150 }],
    }});
    folder.runs(&post, &format!("{hold}\n"));
    let hold = folder.json(&["holds", "nor"])[0]["hold"].to_string();
    folder.runs(&post, &include_str!("aef/goes_on.jsonl").replace("\"HOLD\"", &hold));
    folder
}

const HEAD: &str = "party,registry,first_id,last_id,mitigation_type,vintage\n";

fn id(number: u32) -> String {
    format!("CA0012-NOR01-NOR-{number}-2022")
}

fn line(registry: &str, first: u32, last: u32, kind: &str) -> String {
    format!("CHE,{registry},{},{},{kind},2022\n", id(first), id(last))
}

/// What Switzerland's registry has, by its own statement.
fn che01(kind: &str) -> String {
    format!("{HEAD}{}{}", line("CHE01", 310, 319, kind), line("CHE01", 400, 449, ""))
}

/// Exit code, and what is printed.
fn reconciled(folder: &Folder, csv: &str, more: &[&str]) -> (Option<i32>, String) {
    std::fs::write(folder.path().join("che01.csv"), csv).unwrap();
    let output = folder.run(&[&["reconcile", "nor", "che01.csv"], more].concat(), "");
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(said).unwrap())
}

#[test]
fn a_statement_in_plain_csv() {
    let folder = norway();
    let kind = "Emission reductions";
    for more in [&[][..], &["--year", "2025"]] {
        let (code, said) = reconciled(&folder, &che01(kind), more);
        assert_eq!(code, Some(0), "{said}");
        assert!(
            said.contains(
                "not compared: 35 units of CHE here in NOR01, of which the statement does not speak"
            ),
            "{said}"
        );
    }
    // The year before, nothing was there yet.
    let (code, said) = reconciled(&folder, &che01(kind), &["--year", "2024"]);
    assert!(code == Some(1) && said.contains("total of CHE in CHE01: here 0, there 60"), "{said}");

    let (code, said) = reconciled(&folder, &che01("Removals"), &[]);
    assert_eq!(code, Some(1), "{said}");
    let differs = "CA0012-NOR01-NOR-*-2022 310-319: mitigation type here Emission reductions, there Removals";
    assert!(said.contains(differs), "{said}");
    assert!(
        said.contains("no trail: the statement tells no actions") && !said.contains("total of"),
        "{said}"
    );

    let other = format!("{HEAD}{}{}", line("CHE01", 310, 318, kind), line("CHE01", 400, 450, kind));
    let (code, said) = reconciled(&folder, &other, &[]);
    assert_eq!(code, Some(1));
    for expected in
        ["319-319: here CHE in CHE01, there not held", "450-450: here not held, there CHE in CHE01"]
    {
        assert!(said.contains(expected), "{said}");
    }
    assert!(said.contains("319-319: here CHE in CHE01, there not held; here on the evidence: "), "{said}");

    let (code, said) = reconciled(&folder, &che01(kind), &["--registry", "NOR01"]);
    assert!(code == Some(1) && said.contains("here 35, there 0"), "{said}");
    let (code, said) = reconciled(&folder, HEAD, &["--party", "CHE"]);
    assert!(code == Some(3) && said.contains("there was nothing to compare"), "{said}");
}

#[test]
fn a_statement_that_cannot_be_read() {
    let folder = norway();
    let wrong = format!("{HEAD}{}{}", line("CHE01", 310, 319, ""), line("CHE01", 319, 310, "Trees"));
    let (code, said) = reconciled(&folder, &wrong, &[]);
    assert_eq!(code, Some(2), "{said}");
    let kind = "line 3, column `mitigation_type`: this holds `Trees`";
    assert!(said.contains("line 3, column `last_id`: ") && said.contains(kind), "{said}");
    let (code, said) = reconciled(&folder, &che01(""), &["--party", "NOR"]);
    assert!(code == Some(2) && said.contains("states holdings of CHE, too"), "{said}");
    let (code, said) = reconciled(&folder, "what is this", &[]);
    assert!(
        code == Some(2) && said.contains("line 1, column `what is this`: a heading that is not known"),
        "{said}"
    );
}

#[test]
fn a_submission_and_table_4_alone() {
    let folder = norway();
    let export =
        |file| ["aef", "export", "nor", "--party", "CHE", "--year", "2025", "--version", "1.0", file];
    // Of another metric a submission says what it is worth; who compares units counts them, as above.
    let output = folder.run(&export("CHE"), "");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("CHE has not stated how many tonnes"), "{said}");
    let stated =
        include_str!("aef/begins.jsonl").lines().find(|it| it.contains("conversion stated")).unwrap();
    let stated = stated.replace("\"NOR\"", "\"CHE\"");
    folder.runs(&["post", "nor", "--key", "operator.pem"], &format!("{stated}\n"));
    for file in ["CHE.xlsx", "CHE.json", "CHE"] {
        folder.runs(&export(file), "");
        let said = folder.json(&["reconcile", "nor", file]);
        assert_eq!(
            (&said[0]["verdict"], &said[0]["year"], &said[0]["not_compared"]),
            (&json!("pass"), &json!(2025), &json!([]))
        );
        assert_eq!(said[0]["trail"], json!([]), "both sides tell their actions");
    }
    let path = |name: &str| folder.path().join("CHE").join(name);
    let table4 = std::fs::read_to_string(path("table4_holdings.csv")).unwrap();
    std::fs::write(path("table4_holdings.csv"), table4.replacen(",Removals,", ",Emission reductions,", 1))
        .unwrap();
    let run = |words: &[&str]| {
        let output = folder.run(words, "");
        (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
    };
    let (code, said) = run(&["reconcile", "nor", "CHE"]);
    assert!(
        code == Some(1) && said.contains("mitigation type here Removals, there Emission reductions"),
        "{said}"
    );
    assert!(said.contains("told alike, here nothing more; there nothing more"), "{said}");
    // Without the other tables it does not say whose it is, and of when.
    for name in
        ["table1_submission.csv", "table2_authorizations.csv", "table3_actions.csv", "table5_entities.csv"]
    {
        std::fs::remove_file(path(name)).unwrap();
    }
    let (code, said) = run(&["reconcile", "nor", "CHE"]);
    assert!(code == Some(2) && said.contains("CHE has no table 1: say --party"), "{said}");
    let whose = ["reconcile", "nor", "CHE", "--party", "CHE", "--year", "2025"];
    let (code, said) = run(&whose);
    assert!(code == Some(1) && said.contains("no trail: the statement tells no actions"), "{said}");
    // The file alone is plain CSV.
    let file = ["reconcile", "nor", "CHE/table4_holdings.csv", "--party", "CHE", "--year", "2025"];
    let (code, said) = run(&file);
    assert!(code == Some(1) && said.contains("mitigation type here Removals"), "{said}");
    std::fs::write(path("table4_holdings.csv"), &table4).unwrap();
    for words in [whose, file] {
        let (code, said) = run(&words);
        assert_eq!(code, Some(0), "{said}");
    }
    std::fs::write(path("table4_holdings.csv"), table4.replacen("2022", "20x2", 1)).unwrap();
    let (code, said) = run(&whose);
    assert!(code == Some(2) && said.contains("table4_holdings.csv!"), "{said}");
}
