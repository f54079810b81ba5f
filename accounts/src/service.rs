//! The room's handle.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
};

use async_trait::async_trait;
use gate::Authenticator;
use kernel::{Code, Identity, Person, Problem, Secret, SessionId, UserId};
use platform::{Platform, health::PartHealth};

use crate::{
    Error, User, jobs,
    liveness::Liveness,
    password::Passwords,
    people::{self, People},
    store,
    tokens::Tokens,
};

/// Whether an invitation is good: teams know, accounts only ask when registration is by invitation.
#[async_trait]
pub trait InvitationCheck: Send + Sync + 'static {
    /// Whether somebody with this token may make an account.
    ///
    /// # Errors
    /// When it can't be looked up.
    async fn is_valid(&self, token: &str) -> Result<bool, Problem>;
}

/// People and their sessions. Cheap to clone.
#[derive(Clone)]
pub struct Accounts(Arc<Inner>);

struct Inner {
    platform: Platform,
    passwords: Passwords,
    tokens: Tokens,
    liveness: Liveness,
    people: People,
    invitations: OnceLock<Arc<dyn InvitationCheck>>,
}

impl Accounts {
    /// Starts the hashing threads and learns which sessions ended lately.
    ///
    /// # Errors
    /// When a thread can't be started or the database can't be read.
    pub async fn new(platform: &Platform) -> Result<Self, Error> {
        let accounts = Self(Arc::new(Inner {
            platform: platform.clone(),
            passwords: Passwords::start(&platform.rng)?,
            tokens: Tokens::new(&platform.secrets, &platform.clock, &platform.rng),
            liveness: Liveness::new(platform),
            people: People::new(platform),
            invitations: OnceLock::new(),
        }));
        accounts.liveness().follow().await?;
        jobs::register(&accounts);
        let asked = accounts.clone();
        platform.health.register("auth", move || {
            let asked = asked.clone();
            async move { asked.health().await }
        });
        Ok(accounts)
    }

    /// Says who knows about invitations. Once; without it none is good.
    pub fn set_invitations(&self, check: Arc<dyn InvitationCheck>) {
        let _ = self.0.invitations.set(check);
    }

    /// A person as others see them.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn person(&self, id: UserId) -> Result<Person, Error> {
        Ok(self.0.people.get(id).await?.map_or_else(|| people::former(id), |user| user.person()))
    }

    /// Many people as others see them; every id asked for is in the answer.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn people(&self, ids: &[UserId]) -> Result<HashMap<UserId, Person>, Error> {
        self.0.people.persons(ids).await
    }

    /// An account, from memory if it was asked for lately.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn user(&self, id: UserId) -> Result<Option<Arc<User>>, Error> {
        self.0.people.get(id).await
    }

    /// An account's e-mail address.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn email(&self, id: UserId) -> Result<Option<String>, Error> {
        Ok(self.user(id).await?.map(|user| user.email.clone()))
    }

    /// Whether nobody has an account yet.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn is_first_run(&self) -> Result<bool, Error> {
        Ok(!store::users::any(self.platform().db.read()).await?)
    }

    /// Whether people can be looked up and passwords are being hashed.
    async fn health(&self) -> PartHealth {
        if let Err(error) = self.is_first_run().await {
            tracing::warn!(%error, "accounts can't be read");
            return PartHealth::down("accounts can't be read");
        }
        if self.passwords().is_full() { PartHealth::degraded("many sign-ins are waiting") } else { PartHealth::ok() }
    }

    /// What the link for the first account carries.
    #[must_use]
    pub fn setup_token(&self) -> Secret<String> {
        self.tokens().setup_token()
    }

    /// Whether the studio is meant for this machine alone. Once it has a public address there is a proxy in front of it, and what
    /// comes from loopback may come from anywhere.
    pub(crate) fn is_local_studio(&self) -> bool {
        let host = self.platform().config.public_url.as_ref().map(|url| url.host_str().unwrap_or_default().to_owned());
        host.is_none_or(|host| matches!(host.as_str(), "localhost" | "127.0.0.1" | "[::1]"))
    }

    /// Whether the session goes on; from memory.
    #[must_use]
    pub fn is_session_alive(&self, session: SessionId) -> bool {
        self.liveness().is_alive(session)
    }

    /// Drops what is remembered of this person.
    pub(crate) fn forget_person(&self, id: UserId) {
        self.0.people.forget(id);
    }

    pub(crate) fn platform(&self) -> &Platform {
        &self.0.platform
    }

    pub(crate) fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }

    pub(crate) fn tokens(&self) -> &Tokens {
        &self.0.tokens
    }

    pub(crate) fn liveness(&self) -> &Liveness {
        &self.0.liveness
    }

    pub(crate) fn invitations(&self) -> Option<&Arc<dyn InvitationCheck>> {
        self.0.invitations.get()
    }
}

#[async_trait]
impl Authenticator for Accounts {
    async fn bearer(&self, token: &str) -> Result<Identity, Problem> {
        let claims = self.tokens().verify_access_token(token)?;
        if !self.liveness().is_alive(claims.sid) {
            return Err(Problem::bare(Code::SessionEnded));
        }
        Ok(Identity { user: claims.sub, session: claims.sid })
    }

    async fn cookie(&self, token: &str) -> Result<Identity, Problem> {
        Ok(self.verify_refresh_token(token).await?)
    }

    fn is_alive(&self, identity: &Identity) -> bool {
        self.liveness().is_alive(identity.session)
    }
}
