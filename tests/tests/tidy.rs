//! The repository's own rules: who may depend on whom, and that every rule stands in spec, writer, verifier, reference and a vector.
//!
//! Each check is a function of texts, so that the last tests can show that a bad text is caught.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// Every file below `folder` with one of the endings, as (path from the root, text).
fn texts(folder: &str, endings: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap_or_else(|e| panic!("{}: {e}", next.display())) {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if !["target", "corpus", "artifacts", "__pycache__"].contains(&name.as_str()) {
                    folders.push(path);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                let short = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
                found.push((short, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(!found.is_empty(), "nothing to read below {folder}");
    found.sort();
    found
}

fn sources() -> Vec<(String, String)> {
    ["ledger-format", "ledger-core", "ledger-verify", "ledger-aef", "ledger-cli"]
        .iter()
        .flat_map(|name| texts(&format!("{name}/src"), &[".rs"]))
        .collect()
}

/// The dependencies that a manifest names, of all sections.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let mut inside = false;
    let mut names = BTreeSet::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = line.ends_with("dependencies]");
        } else if inside
            && let Some(name) = line.split(['.', ' ', '=']).next().filter(|name| !name.is_empty())
        {
            names.insert(name.to_owned());
        }
    }
    names
}

fn forbidden_dependencies(package: &str, manifest: &str) -> Vec<String> {
    let forbidden: &[&str] = match package {
        "ledger-format" => {
            &["ledger-core", "ledger-verify", "ledger-cli", "ledger-aef", "sled", "rayon", "clap"]
        }
        "ledger-core" => &["ledger-verify", "ledger-cli", "ledger-aef", "clap", "bincode", "indicatif"],
        "ledger-verify" => &["ledger-core", "ledger-cli", "ledger-aef", "sled", "bincode"],
        // A review team reads a workbook without a ledger.
        "ledger-aef" => &["ledger-format", "ledger-core", "ledger-verify", "ledger-cli", "sled", "bincode"],
        _ => &[],
    };
    dependencies(manifest).into_iter().filter(|name| forbidden.contains(&name.as_str())).collect()
}

/// Numbers of rules with a letter, as they stand at the start of table rows of the rules page.
fn rules_of_the_spec(page: &str, letter: char) -> BTreeSet<String> {
    let start = format!("| {letter}-");
    page.lines()
        .filter(|line| line.starts_with(&start))
        .filter_map(|line| line.get(2..7))
        .map(str::to_owned)
        .collect()
}

/// Whether a text names a rule: as `R-211` or `R(211)`, or by its bare number as the verifier's checks do.
fn names_rule(text: &str, rule: &str) -> bool {
    let (letter, number) = (&rule[..1], &rule[2..]);
    let with_letter = [format!("{letter}-{number}"), format!("{letter}({number})")];
    with_letter.iter().any(|name| text.contains(name))
        || text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == number)
}

fn missing(rules: &BTreeSet<String>, texts: &[(String, String)]) -> Vec<String> {
    rules.iter().filter(|rule| !texts.iter().any(|(_, text)| names_rule(text, rule))).cloned().collect()
}

/// Sources that judge: not the lists of all rules' sentences, and not the tests beside them.
fn judging(folder: &str) -> Vec<(String, String)> {
    let lists = ["ledger-verify/src/finding/rule.rs", "ledger-core/src/rules/rule.rs"];
    let mut texts = texts(folder, &[".rs"]);
    texts.retain(|(path, _)| !lists.contains(&path.as_str()) && !path.contains("test"));
    texts
}

/// Places in library code that could panic on purpose or were left for later.
fn left_behind(path: &str, text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let words = ["todo!(", "unimplemented!(", "dbg!(", "unsafe {", "FIXME", "XXX"];
    code.lines()
        .enumerate()
        .filter(|(_, line)| words.iter().any(|word| line.contains(word)))
        .map(|(index, line)| format!("{path}:{}: {}", index + 1, line.trim()))
        .collect()
}

#[test]
fn crates_depend_one_way() {
    for package in ["ledger-format", "ledger-core", "ledger-verify", "ledger-aef", "ledger-cli"] {
        let manifest = fs::read_to_string(root().join(package).join("Cargo.toml")).unwrap();
        assert_eq!(forbidden_dependencies(package, &manifest), Vec::<String>::new(), "{package}");
    }
}

#[test]
fn one_module_names_bincode() {
    let naming: Vec<_> =
        sources().into_iter().filter(|(_, text)| text.contains("bincode::")).map(|(path, _)| path).collect();
    assert_eq!(naming, ["ledger-format/src/encoding.rs"]);
}

#[test]
fn every_rule_stands_everywhere() {
    let read = |name: &str| fs::read_to_string(root().join("spec").join(name)).unwrap();
    let pages = ["rules.md", "article6.md", "origins.md", "holds.md", "notices.md"];
    let page: String = pages.iter().map(|name| read(name)).collect();
    let entries = rules_of_the_spec(&page, 'R');
    assert!(entries.len() > 110, "the rules pages list {} rules", entries.len());
    assert_eq!(rules_of_the_spec(&page, 'N').len(), 4);
    assert_eq!(missing(&entries, &judging("ledger-core/src")), Vec::<String>::new(), "writer");
    let judged: BTreeSet<_> =
        ['R', 'J', 'C', 'T', 'N'].iter().flat_map(|letter| rules_of_the_spec(&page, *letter)).collect();
    assert_eq!(missing(&judged, &judging("ledger-verify/src")), Vec::<String>::new(), "verifier");
    assert_eq!(missing(&judged, &texts("spec/reference", &[".py"])), Vec::<String>::new(), "reference");
    let expected: Vec<(String, String)> = texts("spec/vectors", &[".json"])
        .into_iter()
        .filter_map(|(path, text)| {
            let vector: serde_json::Value = serde_json::from_str(&text).unwrap();
            vector.get("expect").map(|expect| (path, expect.to_string()))
        })
        .collect();
    // R-101 and J-112 are undetermined, not findings; their vectors are named after them.
    let named: Vec<_> = texts("spec/vectors", &[".json"])
        .into_iter()
        .map(|(path, _)| (path.to_uppercase(), path.to_uppercase()))
        .collect();
    let without: Vec<_> = missing(&judged, &expected);
    assert_eq!(missing(&without.into_iter().collect(), &named), Vec::<String>::new(), "failing vector");
}

#[test]
fn nothing_is_left_behind() {
    let left: Vec<_> = sources().iter().flat_map(|(path, text)| left_behind(path, text)).collect();
    assert_eq!(left, Vec::<String>::new());
}

#[test]
fn files_say_what_they_are_and_stay_readable() {
    for (path, text) in sources() {
        assert!(text.starts_with("//!"), "{path} does not begin by saying what it does");
        assert!(
            text.lines().count() <= 500,
            "{path} has {} lines: it does more than one thing",
            text.lines().count()
        );
        let name = Path::new(&path).file_stem().unwrap().to_string_lossy().into_owned();
        assert!(!["util", "utils", "common", "helpers", "manager"].contains(&name.as_str()), "{path}");
    }
}

#[test]
fn every_decision_is_listed() {
    let index = fs::read_to_string(root().join("spec/decisions/README.md")).unwrap();
    for (path, _) in texts("spec/decisions", &[".md"]) {
        let name = Path::new(&path).file_name().unwrap().to_string_lossy().into_owned();
        assert!(name == "README.md" || index.contains(&format!("({name})")), "{name} is not in the index");
    }
}

/// The control: each check catches a text that breaks it.
#[test]
fn bad_texts_are_caught() {
    assert_eq!(
        forbidden_dependencies("ledger-verify", "[dependencies]\nledger-core.workspace = true\n"),
        ["ledger-core"]
    );
    assert_eq!(
        forbidden_dependencies("ledger-core", "[dev-dependencies]\nledger-verify = { path = \"x\" }\n"),
        ["ledger-verify"]
    );
    assert_eq!(
        forbidden_dependencies("ledger-aef", "[dependencies]\nledger-format.workspace = true\n"),
        ["ledger-format"]
    );
    let rules = rules_of_the_spec("| R-211 | held |\n| R-212 | later |\nR-999 in prose\n", 'R');
    assert_eq!(rules.iter().map(String::as_str).collect::<Vec<_>>(), ["R-211", "R-212"]);
    assert_eq!(missing(&rules, &[("x.rs".into(), "// R-211".into())]), ["R-212"]);
    assert_eq!(missing(&rules, &[("x.rs".into(), "ask(212, 2110)".into())]), ["R-211"]);
    assert_eq!(left_behind("x.rs", "fn f() { todo!() }").len(), 1);
    assert_eq!(left_behind("x.rs", "fn f() {}\n#[cfg(test)]\nmod tests { fn g() { todo!() } }").len(), 0);
}
