//! A bounded memory of what was read lately, shared by requests.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use crate::Now;

/// Values by key, each for a while. Two generations: when the young one is full it becomes the old one, and the old one
/// is forgotten; so at most twice `capacity` are held, and what is used stays.
pub(crate) struct TimedCache<V> {
    generations: RwLock<Generations<V>>,
    capacity: usize,
    keep_ms: i64,
}

struct Generations<V> {
    young: HashMap<String, Entry<V>>,
    old: HashMap<String, Entry<V>>,
}

struct Entry<V> {
    value: Arc<V>,
    read_at: Now,
}

impl<V> TimedCache<V> {
    pub(crate) fn new(capacity: usize, keep_ms: i64) -> Self {
        Self {
            generations: RwLock::new(Generations { young: HashMap::new(), old: HashMap::new() }),
            capacity,
            keep_ms,
        }
    }

    /// The value of a key, unless it was read too long ago.
    pub(crate) fn get(&self, key: &str, now: Now) -> Option<Arc<V>> {
        let old = {
            let generations = self.generations.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(entry) = generations.young.get(key) {
                return self.fresh(entry, now).then(|| Arc::clone(&entry.value));
            }
            let entry = generations.old.get(key).filter(|entry| self.fresh(entry, now))?;
            Entry { value: Arc::clone(&entry.value), read_at: entry.read_at }
        };
        let value = Arc::clone(&old.value);
        self.keep(key, old);
        Some(value)
    }

    /// Remembers what was read at `now`.
    pub(crate) fn put(&self, key: &str, value: V, now: Now) -> Arc<V> {
        let value = Arc::new(value);
        self.keep(key, Entry { value: Arc::clone(&value), read_at: now });
        value
    }

    /// Forgets everything.
    pub(crate) fn clear(&self) {
        let mut generations = self.generations.write().unwrap_or_else(PoisonError::into_inner);
        generations.young.clear();
        generations.old.clear();
    }

    fn fresh(&self, entry: &Entry<V>, now: Now) -> bool {
        (entry.read_at..entry.read_at + self.keep_ms).contains(&now)
    }

    fn keep(&self, key: &str, entry: Entry<V>) {
        let mut generations = self.generations.write().unwrap_or_else(PoisonError::into_inner);
        if generations.young.len() >= self.capacity {
            generations.old = std::mem::take(&mut generations.young);
        }
        generations.young.insert(key.to_owned(), entry);
    }
}

#[cfg(test)]
mod tests {
    use super::TimedCache;

    #[test]
    fn it_forgets_by_time_and_by_number() {
        let cache = TimedCache::new(2, 100);
        cache.put("a", 1, 0);
        assert_eq!(cache.get("a", 99).as_deref(), Some(&1));
        assert_eq!(cache.get("a", 100), None);
        for (key, value) in [("b", 2), ("c", 3), ("d", 4)] {
            cache.put(key, value, 50);
        }
        assert_eq!(cache.get("b", 60).as_deref(), Some(&2), "used again: it stays");
        for (key, value) in [("e", 5), ("f", 6), ("g", 7), ("h", 8)] {
            cache.put(key, value, 50);
        }
        assert_eq!(cache.get("d", 60), None);
        assert_eq!(cache.get("h", 60).as_deref(), Some(&8));
    }
}
