//! What is remembered, how long, and that nothing forgotten comes back.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use proptest::prelude::*;

use super::*;

const LIFETIME: Duration = Duration::from_secs(1);

fn cache(capacity: usize) -> Cache<String, u64> {
    Cache::new(capacity, LIFETIME, |_| 1)
}

/// The value for `key`; `found` when it is not remembered.
async fn get(cache: &Cache<String, u64>, key: &str, found: Option<u64>) -> Option<u64> {
    cache.get(key, async || Ok::<_, Infallible>(found)).await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_value_is_remembered_for_its_time() {
    let cache = cache(100);
    assert_eq!(get(&cache, "a", Some(1)).await, Some(1));
    assert_eq!(get(&cache, "a", Some(2)).await, Some(1));
    tokio::time::advance(LIFETIME).await;
    assert_eq!(get(&cache, "a", Some(2)).await, Some(2));
    cache.forget("a");
    assert_eq!(get(&cache, "a", Some(3)).await, Some(3));
    cache.forget_where(|value| *value == 3);
    assert_eq!(get(&cache, "a", Some(4)).await, Some(4));
}

#[tokio::test]
async fn nothing_and_failures_are_not_remembered() {
    let cache = cache(100);
    assert_eq!(get(&cache, "a", None).await, None);
    let failed = cache.get("a", async || Err("failed")).await;
    assert_eq!(failed, Err("failed"));
    assert_eq!(get(&cache, "a", Some(1)).await, Some(1));
}

#[tokio::test]
async fn what_is_forgotten_during_a_load_is_not_remembered_by_it() {
    let forget: [fn(&Cache<String, u64>); 2] =
        [|cache| cache.forget("a"), |cache| cache.forget_where(|_| false)];
    for forget in forget {
        let cache = cache(100);
        let old = cache
            .get("a", async || {
                forget(&cache);
                Ok::<_, Infallible>(Some(1))
            })
            .await;
        assert_eq!(old, Ok(Some(1)));
        assert_eq!(get(&cache, "a", Some(2)).await, Some(2));
        assert_eq!(get(&cache, "a", Some(3)).await, Some(2), "the next load is kept");
    }
}

#[tokio::test]
async fn a_load_that_is_given_up_leaves_nothing_behind() {
    let cache = cache(100);
    {
        let load = cache.get("a", async || {
            std::future::pending::<Result<Option<u64>, ()>>().await
        });
        let _pending = futures_util::poll!(Box::pin(load));
    }
    assert!(
        cache
            .shards
            .iter()
            .all(|shard| shard.lock().unwrap().loads.is_empty())
    );
}

#[tokio::test]
async fn the_memory_is_bounded() {
    const CAPACITY: usize = 64;
    let cache = cache(CAPACITY);
    for number in 0..10_000 {
        get(&cache, &number.to_string(), Some(number)).await;
    }
    let kept: usize = cache
        .shards
        .iter()
        .map(|shard| {
            let shard = shard.lock().unwrap();
            assert_eq!(shard.kept.len(), shard.weight);
            shard.kept.len()
        })
        .sum();
    assert!(kept > 0 && kept <= CAPACITY, "{kept}");
}

#[tokio::test]
async fn what_weighs_too_much_is_answered_and_not_kept() {
    let cache: Cache<String, u64> = Cache::new(SHARDS, LIFETIME, |_| 2);
    assert_eq!(get(&cache, "a", Some(1)).await, Some(1));
    assert_eq!(get(&cache, "a", Some(2)).await, Some(2));
}

/// Readers and writers of a few keys at once. A reader never sees less than was acknowledged before it asked.
async fn readers_see_what_was_acknowledged(keys: usize, steps: Vec<(usize, bool, u8)>) {
    let cache = Arc::new(cache(1000));
    // What the engine holds, and what its writers were told is written.
    let held: Arc<Vec<AtomicU64>> = Arc::new((0..keys).map(|_| AtomicU64::new(1)).collect());
    let acknowledged: Arc<Vec<AtomicU64>> = Arc::new((0..keys).map(|_| AtomicU64::new(1)).collect());
    let tasks: Vec<_> = steps
        .into_iter()
        .map(|(key, writes, pauses)| {
            let (cache, held, acknowledged) = (cache.clone(), held.clone(), acknowledged.clone());
            tokio::spawn(async move {
                let key = key % keys;
                let name = key.to_string();
                if writes {
                    let written = held[key].fetch_add(1, Ordering::SeqCst) + 1;
                    pause(pauses).await;
                    cache.forget(&name);
                    acknowledged[key].fetch_max(written, Ordering::SeqCst);
                } else {
                    let least = acknowledged[key].load(Ordering::SeqCst);
                    let load = async || {
                        let found = held[key].load(Ordering::SeqCst);
                        pause(pauses).await;
                        Ok::<_, Infallible>(Some(found))
                    };
                    let seen = cache.get(&name, load).await.unwrap().unwrap();
                    assert!(seen >= least, "key {key}: {seen} < {least}");
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

async fn pause(times: u8) {
    for _ in 0..times {
        tokio::task::yield_now().await;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_reader_sees_less_than_was_acknowledged(
        keys in 1_usize..4,
        steps in prop::collection::vec((0_usize..4, any::<bool>(), 0_u8..6), 1..200),
    ) {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(3)
            .build()
            .unwrap()
            .block_on(readers_see_what_was_acknowledged(keys, steps));
    }
}
