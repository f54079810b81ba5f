//! What an account and a session are.

use kernel::{Person, SessionId, Timestamp, UserId, hue_of};
use serde::{Deserialize, Serialize};

/// What a person may do in the studio as a whole, beside their roles in teams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StudioRole {
    /// Runs the studio. The first account is one.
    Owner,
    /// Works in it.
    Member,
}

impl StudioRole {
    /// As it is stored and sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Member => "member",
        }
    }

    /// Unknown roles (of a newer release) have no rights.
    pub(crate) fn from_stored(text: &str) -> Self {
        if text == "owner" { Self::Owner } else { Self::Member }
    }
}

/// A person's account, without its secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The account.
    pub id: UserId,
    /// Lower-cased; what they sign in with.
    pub email: String,
    /// What others see.
    pub name: String,
    /// What they may do in the studio.
    pub studio_role: StudioRole,
    /// When it was made.
    pub created_at: Timestamp,
}

impl User {
    /// As others see them.
    #[must_use]
    pub fn person(&self) -> Person {
        Person { id: self.id, name: self.name.clone(), hue: hue_of(self.id.uuid()) }
    }
}

/// A signed-in device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    pub(crate) id: SessionId,
    pub(crate) user: UserId,
    /// "Firefox on Linux".
    pub(crate) device: String,
    /// The truncated network it was last seen from.
    pub(crate) network: Option<String>,
    pub(crate) created_at: Timestamp,
    pub(crate) last_seen_at: Timestamp,
    /// Slides forward at each refresh.
    pub(crate) expires_at: Timestamp,
    /// Never moves.
    pub(crate) ends_at: Timestamp,
    pub(crate) revoked_at: Option<Timestamp>,
}

impl Session {
    /// Whether it may still be used at `now`.
    pub(crate) fn is_active(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && now < self.expires_at && now < self.ends_at
    }
}

/// The pair that a sign-in gives.
#[derive(Clone, Debug)]
pub(crate) struct TokenPair {
    pub(crate) access: String,
    pub(crate) refresh: kernel::Secret<String>,
    pub(crate) user: User,
    /// How long the refresh token may lie in a cookie.
    pub(crate) refresh_expires_at: Timestamp,
}
