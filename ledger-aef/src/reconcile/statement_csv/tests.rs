//! What is read, and that every mistake is told with its line and column.

use proptest::prelude::*;

use super::*;

const HEAD: &str = "party,registry,first_id,last_id,quantity,vintage,metric,mitigation_type\n";
const GOOD: &str = "CHE,CHE01,CA0012-GHA01-GHA-401-2024,CA0012-GHA01-GHA-490-2024,90,2024,GHG,Removals\n";

fn read(text: &str) -> Result<Vec<Line>, Vec<String>> {
    read_statement_csv(text.as_bytes(), None, &Limits::default())
        .map_err(|faults| faults.iter().map(ToString::to_string).collect())
}

#[test]
fn a_line_is_a_block_in_one_hand() {
    let lines = read(&format!("{HEAD}{GOOD}\n")).unwrap();
    let line = &lines[0];
    assert_eq!((lines.len(), line.holder.as_str(), line.registry.as_str()), (1, "CHE", "CHE01"));
    assert_eq!((line.block.first, line.block.last), (401, 490));
    let said: Vec<_> = line.attributes.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    assert_eq!(said, ["metric: GHG", "mitigation type: Removals"]);
    // The space is the one that lines of a submission have: the two can be held against each other.
    let space = ItmoId::read("CA0012-GHA01-GHA-401-2024").unwrap().space;
    assert_eq!(line.block.space, space.to_string());
}

#[test]
fn headings_are_read_as_registries_write_them() {
    // The file of table 4, alone, says no Party.
    let table4 = "CooperativeApproachID,AuthorizationID,FirstTransferringPartyID,PartyITMORegistryID,FirstID,LastID,\
                  QuantityCO2,Quantity Non-GHG,Vintage\n\
                  CA0012,A/1,GHA,CHE01,CA0012-GHA01-GHA-1-2024,CA0012-GHA01-GHA-5-2024,5,NA,2024\n";
    let read_for = |party| read_statement_csv(table4.as_bytes(), party, &Limits::default());
    assert_eq!(read_for(Some("CHE")).unwrap()[0].holder, "CHE");
    let fault = read_for(None).unwrap_err()[0].to_string();
    assert_eq!(fault, "line 1: no column `party`: a statement needs it, or a Party for all of it (--party)");
    let plain = "\u{feff}Party , Registry,First ID,last-id\nCHE,CHE01,CA0012-GHA01-GHA-1-2024,CA0012-GHA01-GHA-5-2024\n";
    assert!(read(plain).unwrap()[0].attributes.is_empty(), "what is not said is not compared");
}

#[test]
fn every_mistake_is_told_with_its_line_and_column() {
    let with = |from: &str, to: &str| {
        read(&format!("{HEAD}{GOOD}{}", GOOD.replace(from, to))).unwrap_err().join("\n")
    };
    for (from, to, said) in [
        (
            "CHE,",
            "Suisse,",
            "line 3, column `party`: this holds `Suisse`: expected an alpha-3 code of a Party",
        ),
        ("CHE,", ",", "line 3, column `party`: this is blank: every line needs it"),
        ("CHE01", "x", "line 3, column `registry`: this holds `x`: expected a registry such as CHE01"),
        (
            "GHA-401",
            "GHA-0401",
            "line 3, column `first_id`: this holds `CA0012-GHA01-GHA-0401-2024`: expected an ITMO",
        ),
        (
            "490-2024",
            "490-2023",
            "line 3, column `last_id`: CA0012-GHA01-GHA-401-2024 and CA0012-GHA01-GHA-490-2023 differ in more than their numbers",
        ),
        (
            "GHA-490",
            "GHA-40",
            "line 3, column `last_id`: CA0012-GHA01-GHA-40-2024 lies before CA0012-GHA01-GHA-401-2024",
        ),
        (
            ",90,",
            ",91,",
            "line 3, column `quantity`: this holds `91`, and the identifiers of the line say 90",
        ),
        (
            ",2024,",
            ",2023,",
            "line 3, column `vintage`: this holds `2023`, and the identifiers of the line say 2024",
        ),
        (",GHG", ",tonnes", "line 3, column `metric`: this holds `tonnes`: expected GHG or non-GHG"),
        (
            "Removals",
            "Trees",
            "line 3, column `mitigation_type`: this holds `Trees`: expected a mitigation type",
        ),
        ("Removals", "Removals,more", "line 3: `more` stands beyond the last heading"),
    ] {
        let found = with(from, to);
        assert!(found.starts_with(said), "{found}");
        assert_eq!(found.lines().count(), 1, "{found}");
    }
    let heading = |head: &str| read(&format!("{head}\n")).unwrap_err().join("\n");
    assert!(
        heading("party,registry,first_id,last_id,vintag")
            .starts_with("line 1, column `vintag`: a heading that is not known")
    );
    assert!(heading("party,registry,first_id,last_id,holder").contains("a second column for `party`"));
    assert!(heading("party;registry;first_id;last_id").contains("save it as CSV with commas"));
    assert!(heading("party,registry,first_id").contains("no column `last_id`"));
    assert!(read("").unwrap_err()[0].contains("the file is empty"));
    // A quoted line break does not hide where a mistake stands.
    let quoted =
        format!("{HEAD}{}{}", GOOD.replace("Removals", "\"Removals\n\""), GOOD.replace(",90,", ",9,"));
    assert!(read(&quoted).unwrap_err()[0].starts_with("line 4, column `quantity`"));
}

#[test]
fn no_more_is_read_than_the_limits_say() {
    let limits = Limits { rows: 2, ..Limits::default() };
    let read =
        |count: usize| read_statement_csv(format!("{HEAD}{}", GOOD.repeat(count)).as_bytes(), None, &limits);
    assert_eq!(read(2).unwrap().len(), 2);
    assert!(read(3).unwrap_err()[0].to_string().starts_with("line 4: more than 2 lines"));
    let faults = read_statement_csv(
        format!("{HEAD}{}", ",,,\n x,,,\n".repeat(5_000)).as_bytes(),
        None,
        &Limits::default(),
    );
    assert!((FAULTS..FAULTS + 10).contains(&faults.unwrap_err().len()));
}

proptest! {
    /// Whatever the bytes: lines or faults, and no panic.
    #[test]
    fn any_bytes_are_lines_or_faults(bytes in prop::collection::vec(any::<u8>(), 0..200), with_head: bool) {
        let all = if with_head { [HEAD.as_bytes(), &bytes].concat() } else { bytes };
        if let Err(faults) = read_statement_csv(&all, Some("CHE"), &Limits::default()) {
            prop_assert!(!faults.is_empty());
        }
    }
}
