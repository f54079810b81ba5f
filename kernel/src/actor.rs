//! Who is asking.

use crate::{Problem, SessionId, UserId};

/// A signed-in person on one device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Identity {
    /// The account.
    pub user: UserId,
    /// The device's session; when it is revoked, the identity ends.
    pub session: SessionId,
}

/// Whoever causes an action. Passed to every action; policies decide by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Actor {
    /// Nobody we know.
    Anonymous,
    /// A signed-in person.
    User(Identity),
    /// The studio itself: jobs, migrations, the command line.
    System,
}

impl Actor {
    /// The person, or the refusal that an anonymous caller gets.
    ///
    /// # Errors
    /// `unauthenticated` when nobody is signed in.
    pub fn identity(&self) -> Result<Identity, Problem> {
        match self {
            Self::User(identity) => Ok(*identity),
            Self::Anonymous | Self::System => Err(Problem::unauthenticated()),
        }
    }

    /// The account, if it is a person.
    #[must_use]
    pub const fn user(&self) -> Option<UserId> {
        match self {
            Self::User(identity) => Some(identity.user),
            Self::Anonymous | Self::System => None,
        }
    }
}
