//! A refresh token gives the next one.

use kernel::{Actor, Identity, NotificationId, Timestamp};
use platform::{audit::AuditEntry, db::Tx};

use super::Device;
use crate::{
    Accounts, Error, SecurityNotice, events,
    model::{Session, TokenPair},
    store,
    tokens::{REFRESH_GRACE, RefreshToken, SESSION_SLIDING_LIFETIME},
};

/// What became of the token, once the transaction is on disk.
enum Rotated {
    Pair(Session, RefreshToken),
    /// It had been used long before: stolen, or restored from a backup. The family is revoked.
    Reused(Session),
}

impl Accounts {
    /// Takes a refresh token and gives its successor and a new access token.
    ///
    /// Within [`REFRESH_GRACE`] of its use the same token gives the same successor. After that its use revokes the session and its
    /// owner is told.
    pub(crate) async fn refresh_access_token(&self, token: &str, device: Device) -> Result<TokenPair, Error> {
        let token = RefreshToken::parse(token).ok_or(Error::UnknownToken)?;
        let nonce = self.tokens().successor_nonce();
        let network = device.network();
        let this = self.clone();
        let rotated =
            self.platform().db.write(async move |tx: &Tx| this.rotate(tx, &token, &nonce, &network).await).await?;
        match rotated {
            Rotated::Pair(session, refresh) => {
                let user = self.user(session.user).await?.ok_or(Error::SessionEnded)?;
                let identity = Identity { user: user.id, session: session.id };
                Ok(TokenPair {
                    access: self.tokens().generate_access_token(identity)?,
                    refresh: refresh.reveal(),
                    user: user.as_ref().clone(),
                    refresh_expires_at: session.expires_at,
                })
            }
            Rotated::Reused(session) => {
                self.liveness().end(session.id);
                Err(Error::SessionEnded)
            }
        }
    }

    async fn rotate(&self, tx: &Tx, token: &RefreshToken, nonce: &[u8], network: &str) -> Result<Rotated, Error> {
        let now = tx.now();
        let found = store::refresh_tokens::find(tx, token.hash()).await?;
        let Some((stored, mut session)) = found else { return Err(Error::UnknownToken) };
        if !session.is_active(now) {
            return Err(Error::SessionEnded);
        }
        if let Some(replaced) = &stored.replaced {
            if now.since(replaced.at) <= REFRESH_GRACE {
                return Ok(Rotated::Pair(session, self.tokens().successor(token, &replaced.nonce)?));
            }
            self.revoke_reused(tx, &session, network).await?;
            return Ok(Rotated::Reused(session));
        }
        let successor = self.tokens().successor(token, nonce)?;
        store::refresh_tokens::replace(tx, token.hash(), now, nonce).await?;
        store::refresh_tokens::insert(tx, successor.hash(), session.id, now).await?;
        session.expires_at = slide(&session, now);
        store::sessions::touch(tx, session.id, now, session.expires_at, network).await?;
        Ok(Rotated::Pair(session, successor))
    }

    async fn revoke_reused(&self, tx: &Tx, session: &Session, network: &str) -> Result<(), Error> {
        store::sessions::revoke(tx, session.user, session.id, tx.now(), "token_reused").await?;
        tx.audit(
            AuditEntry::new(Actor::Anonymous, "accounts.refresh_token_reused")
                .refused()
                .target(session.id)
                .from_address(network),
        );
        let platform = self.platform();
        tx.enqueue(&SecurityNotice {
            id: NotificationId::generate(&platform.clock, &platform.rng),
            at: tx.now(),
            user: session.user,
            kind: "token_reused".to_owned(),
            device: session.device.clone(),
        });
        tx.emit(platform.session_ended(session.id));
        tx.emit(events::sessions_changed(platform, session.user));
        Ok(())
    }

    /// Whose refresh token this is, if it may still be used; changes nothing.
    pub(crate) async fn verify_refresh_token(&self, token: &str) -> Result<Identity, Error> {
        let token = RefreshToken::parse(token).ok_or(Error::UnknownToken)?;
        let found = store::refresh_tokens::find(self.platform().db.read(), token.hash()).await?;
        let Some((stored, session)) = found else { return Err(Error::UnknownToken) };
        let now = self.platform().clock.now();
        if !session.is_active(now) || stored.is_spent(now) || !self.liveness().is_alive(session.id) {
            return Err(Error::SessionEnded);
        }
        Ok(Identity { user: session.user, session: session.id })
    }
}

/// Seven more days, but never past the end that was set when the device signed in.
fn slide(session: &Session, now: Timestamp) -> Timestamp {
    now.plus(SESSION_SLIDING_LIFETIME).min(session.ends_at)
}

#[cfg(test)]
mod tests {
    use kernel::{Clock, Rng, SeededEntropy, SessionId, SystemClock, UserId};

    use super::*;
    use crate::tokens::SESSION_ABSOLUTE_LIFETIME;

    #[test]
    fn sliding_stops_at_the_absolute_end() {
        let (clock, rng) = (Clock::new(SystemClock), Rng::new(SeededEntropy::new(1)));
        let start = Timestamp::from_millis(0);
        let session = Session {
            id: SessionId::generate(&clock, &rng),
            user: UserId::generate(&clock, &rng),
            device: String::new(),
            network: None,
            created_at: start,
            last_seen_at: start,
            expires_at: start.plus(SESSION_SLIDING_LIFETIME),
            ends_at: start.plus(SESSION_ABSOLUTE_LIFETIME),
            revoked_at: None,
        };
        let late = session.ends_at.minus(std::time::Duration::from_secs(60));
        assert_eq!(slide(&session, late), session.ends_at);
        assert_eq!(slide(&session, start), start.plus(SESSION_SLIDING_LIFETIME));
    }
}
