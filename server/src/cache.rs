//! Values by key, each remembered for a short time; what is forgotten during a load is not remembered by it.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::{BuildHasher as _, Hash, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Parts with a lock of their own.
const SHARDS: usize = 16;

/// A bounded memory. Safe to share between threads; no lock is held while a value is loaded.
pub(crate) struct Cache<K, V> {
    shards: Vec<Mutex<Shard<K, V>>>,
    hasher: RandomState,
    /// Most weight of one shard.
    capacity: usize,
    lifetime: Duration,
    weigh: fn(&V) -> usize,
}

struct Shard<K, V> {
    kept: HashMap<K, Kept<V>>,
    /// The weight of everything kept.
    weight: usize,
    /// Loads under way, by key.
    loads: HashMap<K, Loads>,
}

struct Kept<V> {
    value: V,
    until: Instant,
    weight: usize,
}

/// Loads of one key that are under way.
#[derive(Default)]
struct Loads {
    count: usize,
    /// How often the key was forgotten since the first of them began.
    forgotten: u64,
}

impl<K: Clone + Eq + Hash, V: Clone> Cache<K, V> {
    /// Keeps values of `capacity` weight together, as `weigh` has it, for `lifetime`.
    pub(crate) fn new(capacity: usize, lifetime: Duration, weigh: fn(&V) -> usize) -> Self {
        let shard = || {
            Mutex::new(Shard {
                kept: HashMap::new(),
                weight: 0,
                loads: HashMap::new(),
            })
        };
        Self {
            shards: std::iter::repeat_with(shard).take(SHARDS).collect(),
            hasher: RandomState::new(),
            capacity: capacity / SHARDS,
            lifetime,
            weigh,
        }
    }

    /// The value remembered, or else the one that `load` finds, which is remembered from then on.
    pub(crate) async fn get<Q, E>(
        &self,
        key: &Q,
        load: impl AsyncFnOnce() -> Result<Option<V>, E>,
    ) -> Result<Option<V>, E>
    where
        Q: ?Sized + Eq + Hash + ToOwned<Owned = K>,
        K: Borrow<Q>,
    {
        let loading = match self.look_up(key) {
            Ok(known) => return Ok(Some(known)),
            Err(loading) => loading,
        };
        let loaded = load().await?;
        if let Some(value) = &loaded {
            loading.keep(value);
        }
        Ok(loaded)
    }

    /// The value, if it is remembered.
    pub(crate) fn known<Q>(&self, key: &Q) -> Option<V>
    where
        Q: ?Sized + Eq + Hash,
        K: Borrow<Q>,
    {
        let shard = self.shard(key);
        let kept = shard.kept.get(key)?;
        (kept.until > Instant::now()).then(|| kept.value.clone())
    }

    /// Remembers the value from now on.
    pub(crate) fn keep<Q>(&self, key: &Q, value: V)
    where
        Q: ?Sized + Eq + Hash + ToOwned<Owned = K>,
        K: Borrow<Q>,
    {
        let kept = self.kept(value);
        self.shard(key).insert(key.to_owned(), kept, self.capacity);
    }

    /// Forgets the value, also one that is being loaded now.
    pub(crate) fn forget<Q>(&self, key: &Q)
    where
        Q: ?Sized + Eq + Hash,
        K: Borrow<Q>,
    {
        let mut shard = self.shard(key);
        shard.remove(key);
        if let Some(loads) = shard.loads.get_mut(key) {
            loads.forgotten += 1;
        }
    }

    /// Forgets the values of this kind, and all that are being loaded now.
    pub(crate) fn forget_where(&self, concerned: impl Fn(&V) -> bool) {
        for shard in &self.shards {
            let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            shard.retain(|kept| !concerned(&kept.value));
            for loads in shard.loads.values_mut() {
                loads.forgotten += 1;
            }
        }
    }

    /// The value, or the load that has to find it.
    fn look_up<Q>(&self, key: &Q) -> Result<V, Loading<'_, K, V>>
    where
        Q: ?Sized + Eq + Hash + ToOwned<Owned = K>,
        K: Borrow<Q>,
    {
        if let Some(known) = self.known(key) {
            return Ok(known);
        }
        let mut shard = self.shard(key);
        let key = key.to_owned();
        let loads = shard.loads.entry(key.clone()).or_default();
        loads.count += 1;
        Err(Loading {
            cache: self,
            key,
            forgotten: loads.forgotten,
        })
    }

    fn kept(&self, value: V) -> Kept<V> {
        Kept {
            until: Instant::now() + self.lifetime,
            weight: (self.weigh)(&value),
            value,
        }
    }

    fn shard<Q: ?Sized + Hash>(&self, key: &Q) -> MutexGuard<'_, Shard<K, V>> {
        // The remainder is below the number of shards.
        let number = usize::try_from(self.hasher.hash_one(key) % SHARDS as u64).unwrap_or_default();
        self.shards[number].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Eq + Hash, V> Shard<K, V> {
    fn insert(&mut self, key: K, kept: Kept<V>, capacity: usize) {
        self.remove(&key);
        if self.weight + kept.weight > capacity {
            let now = Instant::now();
            self.retain(|kept| kept.until > now);
        }
        if self.weight + kept.weight > capacity {
            self.retain(|_| false);
        }
        if kept.weight <= capacity {
            self.weight += kept.weight;
            self.kept.insert(key, kept);
        }
    }

    fn remove<Q>(&mut self, key: &Q)
    where
        Q: ?Sized + Eq + Hash,
        K: Borrow<Q>,
    {
        if let Some(removed) = self.kept.remove(key) {
            self.weight -= removed.weight;
        }
    }

    fn retain(&mut self, stays: impl Fn(&Kept<V>) -> bool) {
        self.kept.retain(|_, kept| stays(kept));
        self.weight = self.kept.values().map(|kept| kept.weight).sum();
    }
}

/// A load under way.
struct Loading<'a, K: Clone + Eq + Hash, V: Clone> {
    cache: &'a Cache<K, V>,
    key: K,
    /// How often the key had been forgotten when it began.
    forgotten: u64,
}

impl<K: Clone + Eq + Hash, V: Clone> Loading<'_, K, V> {
    /// Keeps what was found, unless the key was forgotten meanwhile.
    fn keep(&self, value: &V) {
        let cache = self.cache;
        let mut shard = cache.shard(&self.key);
        let is_current = shard
            .loads
            .get(&self.key)
            .is_some_and(|loads| loads.forgotten == self.forgotten);
        if is_current {
            let kept = cache.kept(value.clone());
            shard.insert(self.key.clone(), kept, cache.capacity);
        }
    }
}

impl<K: Clone + Eq + Hash, V: Clone> Drop for Loading<'_, K, V> {
    fn drop(&mut self) {
        let mut shard = self.cache.shard(&self.key);
        if let Some(loads) = shard.loads.get_mut(&self.key) {
            loads.count -= 1;
            if loads.count == 0 {
                shard.loads.remove(&self.key);
            }
        }
    }
}

#[cfg(test)]
mod tests;
