//! How often somebody may do something.
//!
//! The rule is GCRA (the generic cell rate algorithm): per key one number, the *theoretical arrival time*, says how far
//! ahead of the allowed pace the key is. Either the number lives in this process ([`Limits::local`]), or all nodes
//! share it in PostgreSQL ([`Limits::shared`], one upsert per question). When the shared store does not answer, this
//! process decides by itself and says so (`warn`, metric `rate_limit_fallbacks_total`); it never just lets through.

mod local;
mod shared;

use std::{sync::Arc, time::Duration};

use kernel::{Clock, Code, Problem};
use sea_orm::DatabaseConnection;

use self::{local::Local, shared::Shared};

/// How much is allowed: `burst` at once, and the whole burst comes back evenly within `per`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// How many may come at once; at least one is.
    pub burst: u32,
    /// How long it takes until the whole burst is there again.
    pub per: Duration,
}

impl Quota {
    /// `burst` at once, back within `per`.
    #[must_use]
    pub const fn new(burst: u32, per: Duration) -> Self {
        Self { burst, per }
    }

    /// `rate` a second in the long run, five seconds' worth at once.
    #[must_use]
    pub const fn per_second(rate: u32) -> Self {
        Self { burst: rate.saturating_mul(5), per: Duration::from_secs(5) }
    }

    /// Nanoseconds between two requests at the allowed pace.
    fn interval(self) -> i64 {
        let per = i64::try_from(self.per.as_nanos()).unwrap_or(i64::MAX / 4).min(i64::MAX / 4);
        (per / i64::from(self.burst.max(1))).max(1)
    }

    /// How far ahead of the pace a key may be, in nanoseconds.
    fn tolerance(self) -> i64 {
        self.interval().saturating_mul(i64::from(self.burst.max(1)))
    }
}

/// It was allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remaining {
    /// How many more may come right now.
    pub count: u32,
    /// When the whole burst is there again.
    pub reset: Duration,
}

/// It was too often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too often, again in {retry_after:?}")]
pub struct Limited {
    /// When the next one is allowed, if nothing else comes.
    pub retry_after: Duration,
}

impl Limited {
    /// Whole seconds, rounded up, as in `Retry-After`.
    #[must_use]
    pub fn retry_after_seconds(&self) -> u64 {
        let millis = u64::try_from(self.retry_after.as_millis()).unwrap_or(u64::MAX);
        millis.div_ceil(1000).max(1)
    }
}

impl From<Limited> for Problem {
    fn from(limited: Limited) -> Self {
        Self::bare(Code::RateLimited).retry_after(limited.retry_after_seconds())
    }
}

/// The limiter. Clones share their state.
#[derive(Clone)]
pub struct Limits(Arc<Inner>);

struct Inner {
    clock: Clock,
    local: Local,
    shared: Option<Shared>,
}

impl Limits {
    /// Counts in this process: right for one node.
    #[must_use]
    pub fn local(clock: Clock) -> Self {
        Self(Arc::new(Inner { clock, local: Local::default(), shared: None }))
    }

    /// Counts in PostgreSQL, table `rate_limits (key text primary key, tat bigint)`, so that all nodes count together.
    /// `pool` must be one that can write.
    #[must_use]
    pub fn shared(pool: DatabaseConnection, clock: Clock) -> Self {
        Self(Arc::new(Inner { clock, local: Local::default(), shared: Some(Shared::new(pool)) }))
    }

    /// Counts one more for `key`, if the quota allows it.
    ///
    /// # Errors
    /// [`Limited`] when it does not; nothing is counted then.
    pub async fn check(&self, key: &str, quota: Quota) -> Result<Remaining, Limited> {
        let now = self.now();
        let Some(shared) = &self.0.shared else { return self.0.local.check(key, quota, 1, now) };
        match shared.check(key, quota, now).await {
            Ok(verdict) => verdict,
            Err(error) => {
                metrics::counter!("rate_limit_fallbacks_total").increment(1);
                tracing::warn!(error = %error, "the shared rate limits do not answer, this node counts alone");
                self.0.local.check(key, quota, 1, now)
            }
        }
    }

    /// Makes the whole burst of `key` available again: what was counted turned out to be right.
    pub async fn forgive(&self, key: &str) {
        self.0.local.forget(key);
        if let Some(shared) = &self.0.shared
            && let Err(error) = shared.forget(key).await
        {
            tracing::warn!(error = %error, "a rate limit could not be lifted; it lifts by itself");
        }
    }

    /// Forgets keys whose burst is whole again, in the shared table too. Returns how many rows went.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn prune(&self) -> Result<u64, sea_orm::DbErr> {
        let now = self.now();
        self.0.local.prune(now);
        match &self.0.shared {
            Some(shared) => shared.prune(now).await,
            None => Ok(0),
        }
    }

    fn now(&self) -> i64 {
        self.0.clock.now().as_millis().saturating_mul(1_000_000)
    }
}

/// The rule itself: what `tat` becomes when `cost` more come at `now`, or how long to wait. All in nanoseconds.
fn gcra(tat: i64, now: i64, quota: Quota, cost: u32) -> Result<(i64, Remaining), Limited> {
    let (interval, tolerance) = (quota.interval(), quota.tolerance());
    let next = tat.max(now).saturating_add(interval.saturating_mul(i64::from(cost)));
    let ahead = next.saturating_sub(now);
    if ahead > tolerance {
        return Err(Limited { retry_after: nanos(ahead.saturating_sub(tolerance)) });
    }
    Ok((next, remaining(next, now, quota)))
}

fn remaining(tat: i64, now: i64, quota: Quota) -> Remaining {
    let ahead = tat.saturating_sub(now).max(0);
    let count = quota.tolerance().saturating_sub(ahead).max(0).checked_div(quota.interval()).unwrap_or(0);
    Remaining { count: u32::try_from(count).unwrap_or(u32::MAX), reset: nanos(ahead) }
}

fn nanos(span: i64) -> Duration {
    Duration::from_nanos(u64::try_from(span).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use kernel::{ManualClock, Timestamp};
    use proptest::prelude::*;

    use super::*;

    fn clock() -> ManualClock {
        ManualClock::at(Timestamp::from_millis(1_700_000_000_000))
    }

    #[tokio::test]
    async fn a_burst_then_the_pace() {
        let hand = clock();
        let limits = Limits::local(Clock::new(hand.clone()));
        let quota = Quota::new(3, Duration::from_secs(3));
        for left in [2, 1, 0] {
            assert_eq!(limits.check("a", quota).await.map(|remaining| remaining.count), Ok(left));
        }
        assert_eq!(limits.check("a", quota).await, Err(Limited { retry_after: Duration::from_secs(1) }));
        assert!(limits.check("b", quota).await.is_ok(), "another key has its own count");
        hand.advance(Duration::from_secs(1));
        assert!(limits.check("a", quota).await.is_ok());
        assert!(limits.check("a", quota).await.is_err());
    }

    #[tokio::test]
    async fn when_the_shared_store_fails_this_node_still_limits() {
        // A pool without the table: each question to it fails.
        let pool = sea_orm::Database::connect("sqlite::memory:").await.expect("sqlite");
        let limits = Limits::shared(pool, Clock::new(clock()));
        let quota = Quota::new(2, Duration::from_secs(60));
        assert!(limits.check("a", quota).await.is_ok());
        assert!(limits.check("a", quota).await.is_ok());
        assert!(limits.check("a", quota).await.is_err(), "it must not fail open");
    }

    #[test]
    fn retry_after_is_rounded_up() {
        assert_eq!(Limited { retry_after: Duration::from_millis(1) }.retry_after_seconds(), 1);
        assert_eq!(Limited { retry_after: Duration::from_millis(1001) }.retry_after_seconds(), 2);
    }

    proptest! {
        /// In any window, no more pass than the burst plus what the pace gives.
        #[test]
        fn never_more_than_burst_plus_pace(burst in 1_u32..50, per_ms in 1_u64..10_000, gaps in prop::collection::vec(0_i64..500, 1..200)) {
            let quota = Quota::new(burst, Duration::from_millis(per_ms));
            let (mut tat, mut now, mut passed) = (0, 1_000_000_000_i64, 0_i64);
            let start = now;
            for gap in gaps {
                now += gap * 1_000_000;
                if let Ok((next, _)) = gcra(tat, now, quota, 1) {
                    tat = next;
                    passed += 1;
                }
            }
            let pace = (now - start) / quota.interval();
            prop_assert!(passed <= i64::from(burst) + pace);
        }

        /// Who waits as long as was said gets through.
        #[test]
        fn waiting_as_told_is_enough(burst in 1_u32..50, per_ms in 1_u64..10_000) {
            let quota = Quota::new(burst, Duration::from_millis(per_ms));
            let (mut tat, now) = (0, 1_000_000_000_i64);
            let wait = loop {
                match gcra(tat, now, quota, 1) {
                    Ok((next, _)) => tat = next,
                    Err(limited) => break limited.retry_after,
                }
            };
            prop_assert!(gcra(tat, now + i64::try_from(wait.as_nanos()).unwrap_or(i64::MAX), quota, 1).is_ok());
        }
    }
}
