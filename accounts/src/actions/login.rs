//! Signing in.

use std::sync::Arc;

use kernel::{Actor, Secret};
use platform::{audit::AuditEntry, db::Tx};

use super::Device;
use crate::{Accounts, Error, model::TokenPair, store};

impl Accounts {
    /// Checks e-mail and password and signs the device in.
    ///
    /// An unknown e-mail and a wrong password are answered alike, in words and in time: a password is hashed in both cases.
    pub(crate) async fn login(
        &self,
        email: &str,
        password: &Secret<String>,
        device: Device,
    ) -> Result<TokenPair, Error> {
        let email = sanitize::sanitize_email(email).ok().map(|email| sanitize::email_key(&email));
        let found = match &email {
            Some(email) => store::users::find_by_email(self.platform().db.read(), email).await?,
            None => None,
        };
        let (user, stored) = found.unzip();
        if !self.passwords().verify(password, stored).await? {
            self.refused(user.map(|user| user.id.to_string()), &device).await?;
            return Err(Error::InvalidCredentials);
        }
        let user = user.ok_or(Error::InvalidCredentials)?;
        let session = Arc::new(self.prepare_session(&user, &device));
        let (this, writing) = (self.clone(), Arc::clone(&session));
        self.platform()
            .db
            .write(async move |tx: &Tx| this.write_session(tx, &writing, "accounts.signed_in").await)
            .await?;
        self.generate_token_pair(user, &session)
    }

    async fn refused(&self, target: Option<String>, device: &Device) -> Result<(), Error> {
        let network = device.network();
        self.platform()
            .db
            .write(async move |tx: &Tx| {
                let mut entry =
                    AuditEntry::new(Actor::Anonymous, "accounts.signed_in").refused().from_address(&network);
                if let Some(target) = &target {
                    entry = entry.target(target);
                }
                tx.audit(entry);
                Ok(())
            })
            .await
    }
}
