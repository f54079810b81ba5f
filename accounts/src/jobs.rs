//! Work for later.

use std::time::Duration;

use kernel::{NotificationId, Timestamp, UserId};
use platform::{
    db::{DbError, Tx},
    jobs::{Job, JobError},
};
use serde::{Deserialize, Serialize};

use crate::{Accounts, store};

/// Tells a person that something happened to their account. Enqueued here, carried out by `notify`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityNotice {
    /// Made by whoever enqueues it, so that a notice that is worked on twice is told once.
    pub id: NotificationId,
    /// When it happened.
    pub at: Timestamp,
    /// Who is told.
    pub user: UserId,
    /// What happened: `token_reused`.
    pub kind: String,
    /// The device it happened on, in words.
    pub device: String,
}

impl Job for SecurityNotice {
    const KIND: &'static str = "accounts.security_notice";
}

/// Removes sessions and tokens that have been over for a while.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct CleanupExpiredTokens {}

impl Job for CleanupExpiredTokens {
    const KIND: &'static str = "accounts.cleanup_expired_tokens";
}

/// Ended sessions stay so long for their owner (and the audit) to look at.
const KEEP_ENDED: Duration = Duration::from_secs(7 * 24 * 3600);

pub(crate) fn register(accounts: &Accounts) {
    let jobs = accounts.platform().jobs.clone();
    let this = accounts.clone();
    jobs.on(move |_: CleanupExpiredTokens| {
        let this = this.clone();
        async move { this.cleanup_expired_tokens().await }
    });
    jobs.every(Duration::from_secs(3600), CleanupExpiredTokens::default);
}

impl Accounts {
    /// Deletes sessions that ended more than a week ago, and used refresh tokens older than any session they could belong to.
    pub(crate) async fn cleanup_expired_tokens(&self) -> Result<(), JobError> {
        let oldest = self.platform().clock.now().minus(KEEP_ENDED);
        self.platform()
            .db
            .write(async move |tx: &Tx| {
                store::sessions::delete_ended_before(tx, oldest).await?;
                store::refresh_tokens::delete_replaced_before(tx, oldest).await?;
                Ok::<_, DbError>(())
            })
            .await?;
        Ok(())
    }
}
