//! Followers: many, slow, dropped halfway.

use std::sync::Arc;
use std::time::{Duration, Instant};

use fp_server::logs::Logs;
use proptest::prelude::*;

use super::support::{app, line, next, read_to, sequences};

/// What happens to a log and one follower of it.
#[derive(Clone, Debug)]
enum Step {
    Append(u16),
    AppendLong(u8),
    Read,
    /// Asks for the next batch and gives up at once, as `select!` does.
    GiveUp,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        (1_u16..2000).prop_map(Step::Append),
        (1_u8..200).prop_map(Step::AppendLong),
        Just(Step::Read),
        Just(Step::GiveUp),
    ];
    proptest::collection::vec(step, 1..40)
}

async fn carry_out(steps: Vec<Step>) {
    let folder = tempfile::tempdir().unwrap();
    let logs = Logs::open(folder.path()).unwrap();
    let mut follower = logs.follow(&app(), None);
    let mut expected = 1;
    let mut check = |batch: fp_server::logs::Batch| {
        expected += batch.missed;
        for record in &batch.records {
            assert_eq!(record.sequence, expected, "a gap that was not told");
            expected += 1;
        }
        expected
    };
    let mut read_up_to = 1;
    for step in steps {
        match step {
            Step::Append(count) => (0..count).for_each(|_| logs.append(&app(), line("x"))),
            Step::AppendLong(count) => {
                (0..count).for_each(|_| logs.append(&app(), line("y".repeat(16_000))));
            }
            Step::Read if read_up_to <= logs.newest(&app()) => read_up_to = check(next(&mut follower).await),
            Step::Read => {}
            Step::GiveUp => {
                if let Ok(batch) = tokio::time::timeout(Duration::ZERO, follower.next()).await {
                    read_up_to = check(batch.unwrap());
                }
            }
        }
    }
    while read_up_to <= logs.newest(&app()) {
        read_up_to = check(next(&mut follower).await);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_follower_sees_every_line_or_is_told(steps in steps()) {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .start_paused(true)
            .build()
            .unwrap()
            .block_on(carry_out(steps));
    }
}

#[tokio::test]
async fn a_slow_follower_loses_the_oldest_and_is_told_how_many() {
    let folder = tempfile::tempdir().unwrap();
    let logs = Logs::open(folder.path()).unwrap();
    let mut follower = logs.follow(&app(), None);
    logs.append(&app(), line("first"));
    assert_eq!(sequences(&next(&mut follower).await.records), [1]);
    for _ in 0..30_000 {
        logs.append(&app(), line("x"));
    }
    let batch = next(&mut follower).await;
    assert_eq!(batch.missed, 20_000);
    assert_eq!(batch.records[0].sequence, 20_002);
    let (seen, missed) = read_to(&mut follower, 30_001).await;
    assert_eq!((seen.len() + batch.records.len(), missed), (10_000, 0));
}

#[tokio::test]
async fn a_flood_comes_in_few_pieces_of_limited_size() {
    let folder = tempfile::tempdir().unwrap();
    let logs = Logs::open(folder.path()).unwrap();
    let mut follower = logs.follow(&app(), None);
    for _ in 0..100 {
        logs.append(&app(), line("x".repeat(10_000)));
    }
    let begun = Instant::now();
    let mut batches = 0;
    let mut last = 0;
    while last < 100 {
        let batch = next(&mut follower).await;
        let bytes: usize = batch.records.iter().map(|record| record.message.len()).sum();
        assert!(bytes <= 64 * 1024, "{bytes}");
        last = batch.records.last().unwrap().sequence;
        batches += 1;
    }
    assert!((16..=20).contains(&batches), "{batches}");
    assert!(begun.elapsed() >= Duration::from_millis(20 * (batches - 1)));
}

#[tokio::test]
async fn without_an_after_only_new_lines_come() {
    let folder = tempfile::tempdir().unwrap();
    let logs = Logs::open(folder.path()).unwrap();
    logs.append(&app(), line("old"));
    let mut follower = logs.follow(&app(), None);
    logs.append(&app(), line("new"));
    assert_eq!(read_to(&mut follower, 2).await, (vec![2], 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_followers_all_see_every_line() {
    const FOLLOWERS: usize = 1000;
    const LINES: u64 = 1000;
    let folder = tempfile::tempdir().unwrap();
    let logs = Logs::open(folder.path()).unwrap();
    // One that never reads holds nobody up.
    let _asleep = logs.follow(&app(), None);
    let followers: Vec<_> = (0..FOLLOWERS)
        .map(|_| {
            let mut follower = logs.follow(&app(), None);
            tokio::spawn(async move { read_to(&mut follower, LINES).await })
        })
        .collect();
    let writer = Arc::clone(&logs);
    let longest = tokio::task::spawn_blocking(move || {
        let append = |_| {
            let begun = Instant::now();
            writer.append(&app(), line("x"));
            begun.elapsed()
        };
        (0..LINES).map(append).max().unwrap()
    });
    assert!(
        longest.await.unwrap() < Duration::from_millis(200),
        "somebody held the writer up"
    );
    for follower in followers {
        let (seen, missed) = follower.await.unwrap();
        assert_eq!((seen.len(), missed), (1000, 0));
    }
}
