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
