//! Listing one's own notifications.

use kernel::{Identity, Limit, NotificationId, Page};

use crate::{Error, Notification, Notify, store};

impl Notify {
    /// The asker's, the newest first.
    pub(crate) async fn list(
        &self,
        identity: Identity,
        before: Option<NotificationId>,
        limit: Limit,
    ) -> Result<Page<Notification>, Error> {
        Ok(store::page(self.0.platform.db.read(), identity.user, before, limit).await?)
    }
}
