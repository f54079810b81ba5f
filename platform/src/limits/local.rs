//! Counting in this process.

use std::{
    collections::HashMap,
    hash::{BuildHasher as _, RandomState},
};

use parking_lot::Mutex;

use super::{Limited, Quota, Remaining, gcra};

const SHARDS: usize = 16;
/// Keys per shard; 16 bytes each, so the whole is bounded by about 4 MiB however many addresses knock.
const SHARD_KEYS: usize = 8_192;

/// Key → theoretical arrival time, in nanoseconds. Only the keyed hash of a key is kept: it is smaller, and nobody
/// outside can make two keys meet.
pub(super) struct Local {
    hasher: RandomState,
    shards: [Mutex<HashMap<u64, i64>>; SHARDS],
}

impl Default for Local {
    fn default() -> Self {
        Self { hasher: RandomState::new(), shards: std::array::from_fn(|_| Mutex::default()) }
    }
}

impl Local {
    pub(super) fn check(&self, key: &str, quota: Quota, cost: u32, now: i64) -> Result<Remaining, Limited> {
        let (hash, shard) = self.place(key);
        let mut tats = self.shards[shard].lock();
        if tats.len() >= SHARD_KEYS && !tats.contains_key(&hash) {
            make_room(&mut tats, now);
        }
        let (next, remaining) = gcra(tats.get(&hash).copied().unwrap_or(0), now, quota, cost)?;
        tats.insert(hash, next);
        Ok(remaining)
    }

    pub(super) fn forget(&self, key: &str) {
        let (hash, shard) = self.place(key);
        self.shards[shard].lock().remove(&hash);
    }

    fn place(&self, key: &str) -> (u64, usize) {
        let hash = self.hasher.hash_one(key);
        // The remainder fits: there are 16 shards.
        (hash, usize::try_from(hash >> 60).unwrap_or(0) % SHARDS)
    }

    pub(super) fn prune(&self, now: i64) {
        for shard in &self.shards {
            let mut tats = shard.lock();
            tats.retain(|_, tat| *tat > now);
            tats.shrink_to_fit();
        }
    }
}

/// Drops what is whole again; if that is not enough, the eighth that is nearest to it, since it loses least.
fn make_room(tats: &mut HashMap<u64, i64>, now: i64) {
    tats.retain(|_, tat| *tat > now);
    if tats.len() >= SHARD_KEYS {
        let mut order: Vec<i64> = tats.values().copied().collect();
        let (_, bound, _) = order.select_nth_unstable(SHARD_KEYS / 8);
        let bound = *bound;
        tats.retain(|_, tat| *tat > bound);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_flood_of_keys_is_bounded_and_the_worst_offender_stays_limited() {
        let local = Local::default();
        let offender = Quota::new(1_000, Duration::from_secs(3_600));
        for _ in 0..1_000 {
            assert!(local.check("offender", offender, 1, 1).is_ok());
        }
        let quota = Quota::new(10, Duration::from_secs(60));
        for number in 0..(SHARDS * SHARD_KEYS * 2) {
            let _ = local.check(&number.to_string(), quota, 1, 1);
        }
        let kept: usize = local.shards.iter().map(|shard| shard.lock().len()).sum();
        assert!(kept <= SHARDS * SHARD_KEYS);
        assert!(local.check("offender", offender, 1, 1).is_err());
        local.prune(i64::MAX);
        assert_eq!(local.shards.iter().map(|shard| shard.lock().len()).sum::<usize>(), 0);
    }
}
