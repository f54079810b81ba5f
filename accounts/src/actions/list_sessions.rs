//! The devices that are signed in.

use kernel::Identity;

use crate::{Accounts, Error, model::Session, store};

impl Accounts {
    /// The person's own devices, the last used first.
    pub(crate) async fn list_active_sessions(&self, identity: Identity) -> Result<Vec<Session>, Error> {
        let platform = self.platform();
        Ok(store::sessions::active_of(platform.db.read(), identity.user, platform.clock.now()).await?)
    }
}
