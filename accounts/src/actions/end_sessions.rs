//! Signing out: this device, another one, all of them.

use kernel::{Actor, Identity, SessionId};
use platform::{audit::AuditEntry, db::Tx};

use crate::{Accounts, Error, events, store};

impl Accounts {
    /// Ends one session of the person: this device's own (signing out) or another's.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such session of theirs that goes on.
    pub(crate) async fn revoke_session(&self, identity: Identity, session: SessionId) -> Result<(), Error> {
        let because = if session == identity.session { "signed_out" } else { "ended_by_owner" };
        if self.end(identity, vec![session], because).await? == 0 {
            return Err(Error::NotFound);
        }
        Ok(())
    }

    /// Ends every session of the person, this one included.
    pub(crate) async fn revoke_all_sessions(&self, identity: Identity) -> Result<(), Error> {
        let sessions = self.list_active_sessions(identity).await?;
        self.end(identity, sessions.iter().map(|session| session.id).collect(), "signed_out_everywhere").await?;
        Ok(())
    }

    async fn end(&self, identity: Identity, sessions: Vec<SessionId>, because: &'static str) -> Result<usize, Error> {
        let this = self.clone();
        let ended = self
            .platform()
            .db
            .write(async move |tx: &Tx| {
                let mut ended = Vec::with_capacity(sessions.len());
                for session in &sessions {
                    if store::sessions::revoke(tx, identity.user, *session, tx.now(), because).await? {
                        tx.audit(AuditEntry::new(Actor::User(identity), "accounts.session_ended").target(session));
                        tx.emit(this.platform().session_ended(*session));
                        ended.push(*session);
                    }
                }
                if !ended.is_empty() {
                    tx.emit(events::sessions_changed(this.platform(), identity.user));
                }
                Ok::<_, Error>(ended)
            })
            .await?;
        for session in &ended {
            self.liveness().end(*session);
        }
        Ok(ended.len())
    }
}
