//! Numbers go on, whatever happens.

use std::io::Write as _;

use fp_server::logs::Logs;

use super::support::{app, line, read_to, sequences};

#[tokio::test]
async fn numbers_go_on_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    for round in 0..3 {
        let logs = Logs::open(folder.path()).unwrap();
        for _ in 0..5 {
            logs.append(&app(), line(round.to_string()));
        }
        logs.flush().await;
    }
    let logs = Logs::open(folder.path()).unwrap();
    assert_eq!(logs.newest(&app()), 15);
    let tail = logs.tail(&app(), 7, None).await;
    assert_eq!(sequences(&tail.records), [9, 10, 11, 12, 13, 14, 15]);
    assert_eq!(tail.records[0].message, "1");
    assert!(tail.truncated);
    assert!(!logs.tail(&app(), 15, None).await.truncated);
}

#[tokio::test]
async fn a_line_that_was_written_in_part_is_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let logs = Logs::open(folder.path()).unwrap();
    logs.append(&app(), line("whole"));
    logs.flush().await;
    drop(logs);
    let segment = folder.path().join("abc12345/00000000000000000001.jsonl");
    let mut file = std::fs::File::options().append(true).open(segment).unwrap();
    file.write_all(b"{\"sequence\":2,\"timestamp\":\"2026").unwrap();

    let logs = Logs::open(folder.path()).unwrap();
    logs.append(&app(), line("after"));
    logs.flush().await;
    drop(logs);
    let logs = Logs::open(folder.path()).unwrap();
    let tail = logs.tail(&app(), 10, None).await;
    let said: Vec<_> = tail
        .records
        .iter()
        .map(|record| record.message.as_str())
        .collect();
    assert_eq!(said, ["whole", "after"]);
    assert_eq!(sequences(&tail.records), [1, 2]);
}

#[tokio::test]
async fn a_follower_resumes_across_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let logs = Logs::open(folder.path()).unwrap();
    for number in 1..=2000 {
        logs.append(&app(), line(format!("line {number} {}", "x".repeat(100))));
    }
    logs.flush().await;
    let logs = Logs::open(folder.path()).unwrap();
    let mut follower = logs.follow(&app(), Some(500));
    logs.append(&app(), line("new"));
    let (seen, missed) = read_to(&mut follower, 2001).await;
    assert_eq!(seen, (501..=2001).collect::<Vec<_>>());
    assert_eq!(missed, 0);
}

#[tokio::test]
async fn a_client_that_knows_more_than_a_log_that_lost_its_end_gets_what_is_new() {
    let folder = tempfile::tempdir().unwrap();
    let logs = Logs::open(folder.path()).unwrap();
    logs.append(&app(), line("one"));
    let mut follower = logs.follow(&app(), Some(100));
    logs.append(&app(), line("two"));
    assert_eq!(read_to(&mut follower, 2).await, (vec![2], 0));
}

#[tokio::test]
async fn since_leaves_older_lines_out() {
    let folder = tempfile::tempdir().unwrap();
    let logs = Logs::open(folder.path()).unwrap();
    for minute in 0..10 {
        let mut line = line("x");
        line.timestamp = format!("2026-11-21T03:0{minute}:00Z");
        logs.append(&app(), line);
    }
    let since = "2026-11-21T03:07:00".parse().unwrap();
    let tail = logs.tail(&app(), 100, Some(since)).await;
    assert_eq!(sequences(&tail.records), [8, 9, 10]);
}

#[tokio::test]
async fn control_characters_and_long_lines_are_kept_as_promised() {
    let folder = tempfile::tempdir().unwrap();
    let logs = Logs::open(folder.path()).unwrap();
    logs.append(&app(), line("\u{1b}[31mred\0"));
    logs.append(&app(), line("\u{1}".repeat(100_000)));
    logs.flush().await;
    let logs = Logs::open(folder.path()).unwrap();
    let tail = logs.tail(&app(), 2, None).await;
    assert_eq!(tail.records[0].message, "\u{1b}[31mred\0");
    assert!(tail.records[1].message.ends_with("(cut: 100000 bytes)"));
}
