//! What teams are made of.

use std::{fmt, str::FromStr};

use kernel::{InvitationId, TeamId, Timestamp, UserId, hue_of};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

/// What a member may do. Each role may do all that those before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Reads.
    Viewer,
    /// Writes content.
    Member,
    /// Also members, invitations and the team's name.
    Admin,
    /// Also owners.
    Owner,
}

impl Role {
    /// All of them, lowest first.
    pub const ALL: [Self; 4] = [Self::Viewer, Self::Member, Self::Admin, Self::Owner];

    /// As it stands on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Member => "member",
            Self::Admin => "admin",
            Self::Owner => "owner",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A text that is no role.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a role")]
pub struct NotARole(String);

impl FromStr for Role {
    type Err = NotARole;
    fn from_str(text: &str) -> Result<Self, NotARole> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or_else(|| NotARole(text.to_owned()))
    }
}

/// By way of a string: derived, a number in its place would count as broken JSON, not as a wrong value.
impl<'de> Deserialize<'de> for Role {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const NAMES: [&str; 4] = ["viewer", "member", "admin", "owner"];
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| D::Error::unknown_variant(&text, &NAMES))
    }
}

/// A team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// Its id.
    pub id: TeamId,
    /// What its people call it.
    pub name: String,
    /// How many belong to it.
    pub member_count: u64,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Team {
    /// Its colour, `0..8`.
    #[must_use]
    pub fn hue(&self) -> u8 {
        hue_of(self.id.uuid())
    }
}

/// Somebody's place in a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub user: UserId,
    /// As what.
    pub role: Role,
    /// Since when.
    pub joined_at: Timestamp,
}

/// A link that lets people into a team. The link's secret itself is nowhere but with those who have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Its id; not the secret.
    pub id: InvitationId,
    /// Where it leads.
    pub team: TeamId,
    /// What those who come become.
    pub role: Role,
    /// How many came.
    pub uses: u32,
    /// How many may come; without limit if `None`.
    pub max_uses: Option<u32>,
    /// When it ends; never if `None`.
    pub expires_at: Option<Timestamp>,
    /// Who made it.
    pub created_by: UserId,
    /// When it was made.
    pub created_at: Timestamp,
    /// When somebody ended it.
    pub revoked_at: Option<Timestamp>,
}

impl Invitation {
    /// Whether it lets one more in at `now`.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none()
            && self.expires_at.is_none_or(|end| now < end)
            && self.max_uses.is_none_or(|most| self.uses < most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_ordered_and_named() {
        assert!(Role::Viewer < Role::Member && Role::Member < Role::Admin && Role::Admin < Role::Owner);
        for role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
            let json = serde_json::Value::from(role.as_str());
            assert_eq!(serde_json::to_value(role).ok().as_ref(), Some(&json));
            assert_eq!(serde_json::from_value(json).ok(), Some(role));
        }
        assert!("Owner".parse::<Role>().is_err());
    }
}
