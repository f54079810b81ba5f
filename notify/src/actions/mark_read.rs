//! Marking one of one's own as read.

use kernel::{Identity, NotificationId};
use platform::db::Tx;

use crate::{Error, Notification, Notify, events, store};

impl Notify {
    /// Marks it as read; the first time counts.
    pub(crate) async fn mark_read(&self, identity: Identity, id: NotificationId) -> Result<Notification, Error> {
        let this = self.clone();
        let marked = self.0.platform.db.write(async move |tx: &Tx| {
            let mut found = store::find(tx, identity.user, id).await?.ok_or(Error::NotFound)?;
            if found.read_at.is_none() {
                let now = tx.now();
                store::set_read(tx, &found, now).await?;
                found.read_at = Some(now);
                tx.emit(events::read(&this.0.platform, &found));
            }
            Ok(found)
        });
        marked.await
    }
}
