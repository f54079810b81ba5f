//! A device signs in: the part that registering and logging in share.

use std::net::IpAddr;

use kernel::{Actor, Identity, SessionId};
use platform::{audit::AuditEntry, db::Tx};
use serde_json::json;

use crate::{
    Accounts, Error, User, device, events,
    model::{Session, TokenPair},
    store,
    tokens::{RefreshToken, SESSION_ABSOLUTE_LIFETIME, SESSION_SLIDING_LIFETIME},
};

/// What is known of the device that asks.
#[derive(Clone, Debug)]
pub(crate) struct Device {
    pub(crate) user_agent: Option<String>,
    pub(crate) address: IpAddr,
}

impl Device {
    pub(crate) fn network(&self) -> String {
        device::network(self.address)
    }
}

/// A session that is to be written.
pub(crate) struct NewSession {
    session: Session,
    refresh: RefreshToken,
    address: String,
}

impl Accounts {
    /// A session for this account, not written yet.
    pub(super) fn prepare_session(&self, user: &User, device: &Device) -> NewSession {
        let platform = self.platform();
        let now = platform.clock.now();
        let session = Session {
            id: SessionId::generate(&platform.clock, &platform.rng),
            user: user.id,
            device: device::name(device.user_agent.as_deref()),
            network: Some(device.network()),
            created_at: now,
            last_seen_at: now,
            expires_at: now.plus(SESSION_SLIDING_LIFETIME),
            ends_at: now.plus(SESSION_ABSOLUTE_LIFETIME),
            revoked_at: None,
        };
        NewSession { session, refresh: self.tokens().generate_refresh_token(), address: device.network() }
    }

    /// Writes it as part of `tx`.
    pub(super) async fn write_session(&self, tx: &Tx, new: &NewSession, action: &'static str) -> Result<(), Error> {
        let session = &new.session;
        store::sessions::insert(tx, session).await?;
        store::refresh_tokens::insert(tx, new.refresh.hash(), session.id, session.created_at).await?;
        tx.audit(
            AuditEntry::new(Actor::User(Identity { user: session.user, session: session.id }), action)
                .from_address(&new.address)
                .detail(json!({ "device": session.device })),
        );
        tx.emit(events::sessions_changed(self.platform(), session.user));
        Ok(())
    }

    /// The tokens of a session that is written.
    pub(super) fn generate_token_pair(&self, user: User, new: &NewSession) -> Result<TokenPair, Error> {
        let identity = Identity { user: user.id, session: new.session.id };
        Ok(TokenPair {
            access: self.tokens().generate_access_token(identity)?,
            refresh: new.refresh.reveal(),
            user,
            refresh_expires_at: new.session.expires_at,
        })
    }
}
