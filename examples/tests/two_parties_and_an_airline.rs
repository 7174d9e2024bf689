//! The story plays and its figures hold; it asserts them itself.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed, and says where")]

#[test]
fn the_story_plays_and_its_figures_hold() {
    let folder = tempfile::tempdir().unwrap();
    let mut told = Vec::new();
    ledger_examples::story::play(folder.path(), &mut told).unwrap();
    let told = String::from_utf8(told).unwrap();
    for part in ["balance 40,163", "balance 29,600", "Voluntary Cancellation 10", "401 to 490", "clean"] {
        assert!(told.contains(part), "{told}\nlacks {part}");
    }
}

/// A story does not overwrite another: the control that it does something on disk.
#[test]
fn a_second_play_in_the_same_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    ledger_examples::story::play(folder.path(), &mut Vec::new()).unwrap();
    assert!(ledger_examples::story::play(folder.path(), &mut Vec::new()).is_err());
}

/// The program says what to do where it cannot play, and touches nothing.
#[test]
fn a_slip_on_the_command_line_is_told_and_makes_no_folder() {
    let desk = tempfile::tempdir().unwrap();
    let said = |words: &[&str]| {
        let program = env!("CARGO_BIN_EXE_two_parties_and_an_airline");
        let output =
            std::process::Command::new(program).args(words).current_dir(desk.path()).output().unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    std::fs::write(desk.path().join("mine"), "precious").unwrap();
    for (words, expected) in [
        (&[][..], "usage: "),
        (&["--nope"], "usage: "),
        (&["one", "two"], "usage: "),
        (&["mine"], "mine: this exists already: name another folder"),
        (&["none/story"], "none/story: the folder that it is to lie in does not exist"),
    ] {
        let (code, out, errors) = said(words);
        assert!(code == Some(2) && out.is_empty() && errors.starts_with(expected), "{words:?}: {errors}");
    }
    let (code, out, _) = said(&["--help"]);
    assert!(code == Some(0) && out.contains("FOLDER"), "{out}");
    assert_eq!(std::fs::read_dir(desk.path()).unwrap().count(), 1);
    assert_eq!(std::fs::read(desk.path().join("mine")).unwrap(), b"precious");
}
