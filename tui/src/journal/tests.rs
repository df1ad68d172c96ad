use std::os::unix::fs::PermissionsExt as _;

use super::*;

fn entry(app_id: &str, text: &str) -> JournalEntry {
    JournalEntry {
        app_id: app_id.to_owned(),
        written_at: Timestamp::now(),
        base_draft_version: 3,
        unsaved_changes: 2,
        entrypoint: "app.py".to_owned(),
        files: Files::from([("app.py".to_owned(), text.to_owned())]),
    }
}

fn journal() -> (tempfile::TempDir, Journal) {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::new(folder.path(), "http://127.0.0.1:8700");
    (folder, journal)
}

#[test]
fn what_was_written_is_read_by_the_next_process() {
    let (folder, journal) = journal();
    journal.write(&entry("abc12345", "first")).unwrap();
    journal.write(&entry("abc12345", "second")).unwrap();
    let next_process = Journal::new(folder.path(), "http://127.0.0.1:8700/");
    assert_eq!(
        next_process.read("abc12345").unwrap().unwrap().files["app.py"],
        "second"
    );
}

#[test]
fn a_kill_in_the_middle_of_a_write_leaves_the_entry_before() {
    let (_folder, journal) = journal();
    let first = entry("abc12345", "first");
    journal.write(&first).unwrap();
    fs::write(
        journal.path("abc12345").with_extension("new"),
        "{\"app_id\":\"abc",
    )
    .unwrap();
    assert_eq!(journal.read("abc12345").unwrap(), Some(first));
}

#[test]
fn an_unreadable_entry_is_set_aside() {
    let (_folder, journal) = journal();
    journal.write(&entry("abc12345", "text")).unwrap();
    fs::write(journal.path("abc12345"), "not json").unwrap();
    assert_eq!(journal.read("abc12345").unwrap(), None);
    let kept = journal.path("abc12345").with_extension("unreadable");
    assert_eq!(fs::read_to_string(kept).unwrap(), "not json");
}

#[test]
fn clearing_forgets_and_may_be_repeated() {
    let (_folder, journal) = journal();
    journal.write(&entry("abc12345", "text")).unwrap();
    journal.clear("abc12345").unwrap();
    journal.clear("abc12345").unwrap();
    assert_eq!(journal.read("abc12345").unwrap(), None);
}

#[test]
fn servers_do_not_share_entries_and_only_the_owner_reads_them() {
    let (folder, journal) = journal();
    journal.write(&entry("abc12345", "text")).unwrap();
    let other = Journal::new(folder.path(), "https://example.org");
    assert_eq!(other.read("abc12345").unwrap(), None);
    let mode = fs::metadata(journal.path("abc12345"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn an_identity_cannot_leave_the_folder() {
    let (_folder, journal) = journal();
    assert!(journal.path("../../etc/passwd").ends_with("etcpasswd.json"));
}

#[test]
fn a_write_that_fails_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let blocked = folder.path().join("journal");
    fs::write(&blocked, "a file where a folder should be").unwrap();
    let journal = Journal::new(folder.path(), "http://127.0.0.1:8700");
    assert!(journal.write(&entry("abc12345", "text")).is_err());
}
