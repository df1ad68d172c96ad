//! The disk does not take lines; a log is removed.

use std::fs;

use fp_server::logs::Logs;

use super::support::{app, line, next, read_to};
use crate::wait::until;

#[tokio::test]
async fn a_disk_that_takes_nothing_is_reported_once_and_caught_up_with() {
    let folder = tempfile::tempdir().unwrap();
    let logs = Logs::open(folder.path()).unwrap();
    // Nothing can be created below a file.
    fs::write(folder.path().join("abc12345"), "").unwrap();
    for _ in 0..100 {
        logs.append(&app(), line("x"));
        logs.flush().await;
    }
    let tail = logs.tail(&app(), 1000, None).await;
    let complaints = tail
        .records
        .iter()
        .filter(|record| record.message.contains("kept in memory only"));
    assert_eq!(complaints.count(), 1);

    fs::remove_file(folder.path().join("abc12345")).unwrap();
    until("the disk takes lines again", async || {
        let tail = logs.tail(&app(), 1, None).await;
        tail.records[0].message == "log lines are written to disk again"
    })
    .await;
    logs.flush().await;
    drop(logs);
    let logs = Logs::open(folder.path()).unwrap();
    assert_eq!(logs.newest(&app()), 102);
    assert_eq!(logs.tail(&app(), 1000, None).await.records.len(), 102);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_is_named() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("abc12345")).unwrap();
    let segment = folder.path().join("abc12345/00000000000000000001.jsonl");
    let logs = Logs::open(folder.path()).unwrap();
    std::os::unix::fs::symlink("/dev/full", segment).unwrap();
    logs.append(&app(), line("x"));
    logs.flush().await;
    let tail = logs.tail(&app(), 1, None).await;
    assert!(
        tail.records[0].message.starts_with("the disk is full"),
        "{tail:?}"
    );
}

#[tokio::test]
async fn followers_of_a_removed_log_end_and_its_files_go() {
    let folder = tempfile::tempdir().unwrap();
    let logs = Logs::open(folder.path()).unwrap();
    logs.append(&app(), line("x"));
    logs.flush().await;
    let mut follower = logs.follow(&app(), Some(0));
    assert_eq!(next(&mut follower).await.records.len(), 1);
    let waiting = tokio::spawn(async move { follower.next().await });
    logs.remove(&app());
    assert_eq!(crate::wait::within("the end", waiting).await.unwrap(), None);
    logs.flush().await;
    assert!(!folder.path().join("abc12345").exists());
    logs.append(&app(), line("anew"));
    assert_eq!(read_to(&mut logs.follow(&app(), Some(0)), 1).await, (vec![1], 0));
}
