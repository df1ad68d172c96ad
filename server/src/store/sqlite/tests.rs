//! What this engine promises beyond the contract: who may read its file, and what happens when there is no room.

use std::os::unix::fs::PermissionsExt as _;

use super::*;

#[tokio::test]
async fn nobody_else_can_read_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data").join("fp.sqlite");
    let store = SqliteStore::open(&path).unwrap();
    store.set_setting("name", "value").await.unwrap();
    let files: Vec<_> = std::fs::read_dir(path.parent().unwrap())
        .unwrap()
        .flatten()
        .collect();
    assert!(files.len() > 1, "the write-ahead log is beside it");
    for file in files {
        let mode = file.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", file.path().display());
    }
}

#[tokio::test]
async fn a_full_disk_is_said_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path().join("fp.sqlite")).unwrap();
    store.set_setting("name", "before").await.unwrap();
    let limit = |connection: &mut Connection| -> Result<()> {
        Ok(connection.pragma_update(None, "max_page_count", 64)?)
    };
    store.writer.run(limit).await.unwrap();
    let refused = store.set_setting("name", &"x".repeat(1024 * 1024)).await;
    assert!(matches!(refused, Err(StoreError::Full)), "{refused:?}");
    assert_eq!(store.setting("name").await.unwrap().as_deref(), Some("before"));
    store.set_setting("name", "after").await.unwrap();
}

#[tokio::test]
async fn a_job_that_panics_is_an_error_and_the_next_one_works() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path().join("fp.sqlite")).unwrap();
    let panics: Result<()> = store
        .write(|transaction| {
            settings::set(transaction, "name", "half done")?;
            panic!("on purpose")
        })
        .await;
    assert!(matches!(panics, Err(StoreError::Engine(_))), "{panics:?}");
    assert_eq!(store.setting("name").await.unwrap(), None);
    store.set_setting("name", "value").await.unwrap();
}
