//! Counting together with the other nodes, in PostgreSQL.

use std::time::Duration;

use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbBackend, DbErr, Statement};

use super::{Limited, Quota, Remaining, nanos, remaining};

/// A request must not wait for ever to be counted.
const PATIENCE: Duration = Duration::from_secs(1);
/// A generous quota is taken from the shared count in portions of this part of it, so that a busy account costs one
/// statement per portion, not per request.
const PORTIONS: u32 = 50;
/// How long a node may sit on a portion that it did not use up.
const PORTION_LIFE: i64 = 1_000_000_000;

/// Counts one portion: a row comes back only if it was allowed.
const TAKE: &str = "INSERT INTO rate_limits AS r (key, tat) VALUES ($1, $2::bigint + $3::bigint) \
     ON CONFLICT (key) DO UPDATE SET tat = GREATEST(r.tat, $2::bigint) + $3::bigint \
     WHERE GREATEST(r.tat, $2::bigint) + $3::bigint - $2::bigint <= $4::bigint RETURNING tat";

pub(super) struct Shared {
    pool: DatabaseConnection,
    portions: Portions,
}

#[derive(Default)]
struct Portions(parking_lot::Mutex<std::collections::HashMap<String, Portion>>);

#[derive(Clone, Copy)]
struct Portion {
    left: u32,
    until: i64,
    tat: i64,
}

impl Shared {
    pub(super) fn new(pool: DatabaseConnection) -> Self {
        Self { pool, portions: Portions::default() }
    }

    pub(super) async fn forget(&self, key: &str) -> Result<(), DbErr> {
        self.portions.0.lock().remove(key);
        let sql = "DELETE FROM rate_limits WHERE key = $1";
        self.pool.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, [key.into()])).await?;
        Ok(())
    }

    pub(super) async fn check(&self, key: &str, quota: Quota, now: i64) -> Result<Result<Remaining, Limited>, DbErr> {
        let portion = (quota.burst / PORTIONS).clamp(1, 100);
        if portion > 1 {
            if let Some(tat) = self.portions.use_one(key, now) {
                return Ok(Ok(remaining(tat, now, quota)));
            }
            if let Some(tat) = self.take(key, quota, portion, now).await? {
                self.portions.keep(key, Portion { left: portion - 1, until: now + PORTION_LIFE, tat }, now);
                return Ok(Ok(remaining(tat, now, quota)));
            }
            // Others of this node that came at the same time may have taken more than they need.
            if let Some(tat) = self.portions.use_one(key, now) {
                return Ok(Ok(remaining(tat, now, quota)));
            }
        }
        Ok(match self.take(key, quota, 1, now).await? {
            Some(tat) => Ok(remaining(tat, now, quota)),
            // A key is never further ahead than the tolerance, so that one interval is always long enough.
            None => Err(Limited { retry_after: nanos(quota.interval()) }),
        })
    }

    async fn take(&self, key: &str, quota: Quota, cost: u32, now: i64) -> Result<Option<i64>, DbErr> {
        let spend = quota.interval().saturating_mul(i64::from(cost));
        let values = [key.into(), now.into(), spend.into(), quota.tolerance().into()];
        let statement = Statement::from_sql_and_values(DbBackend::Postgres, TAKE, values);
        let asked = tokio::time::timeout(PATIENCE, self.pool.query_one_raw(statement)).await;
        let row = asked.map_err(|_| DbErr::Custom("no answer in a second".into()))??;
        row.map(|row| row.try_get("", "tat")).transpose()
    }

    pub(super) async fn prune(&self, now: i64) -> Result<u64, DbErr> {
        let sql = "DELETE FROM rate_limits WHERE tat < $1";
        let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, [now.into()]);
        Ok(self.pool.execute_raw(statement).await?.rows_affected())
    }
}

impl Portions {
    fn use_one(&self, key: &str, now: i64) -> Option<i64> {
        let mut portions = self.0.lock();
        let portion = portions.get_mut(key)?;
        if portion.left == 0 || portion.until < now {
            portions.remove(key);
            return None;
        }
        portion.left -= 1;
        Some(portion.tat)
    }

    fn keep(&self, key: &str, portion: Portion, now: i64) {
        let mut portions = self.0.lock();
        if portions.len() >= 10_000 {
            portions.retain(|_, kept| kept.until >= now && kept.left > 0);
        }
        if let Some(kept) = portions.get_mut(key).filter(|kept| kept.until >= now) {
            // Requests that come together each take a portion: none of it may be lost.
            *kept = Portion { left: kept.left.saturating_add(portion.left), ..portion };
        } else if portions.len() < 10_000 {
            portions.insert(key.to_owned(), portion);
        }
    }
}
