//! Who may: the only way to a [`Permit`].

use std::marker::PhantomData;

use kernel::{TeamId, UserId};

use crate::{Error, Role};

mod sealed {
    pub trait Sealed {}
}

/// A kind of act, and the least role that may do it.
pub trait Verb: sealed::Sealed + Send + Sync + 'static {
    /// Who has a lower one is refused.
    const LEAST: Role;
}

macro_rules! verbs {
    ($($(#[$doc:meta])* $name:ident = $least:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {}
        impl sealed::Sealed for $name {}
        impl Verb for $name {
            const LEAST: Role = Role::$least;
        }
    )+};
}

verbs! {
    /// To see what the team has.
    Read = Viewer;
    /// To add to it and change it.
    Write = Member;
    /// To decide who belongs to it.
    Manage = Admin;
    /// To decide who owns it.
    Own = Owner;
}

/// The proof that somebody may do `V` in a team. Only this room makes them; store functions of the rooms above ask for one,
/// so that none can be called unchecked.
#[derive(Debug, PartialEq, Eq)]
pub struct Permit<V> {
    team: TeamId,
    user: UserId,
    role: Role,
    verb: PhantomData<fn() -> V>,
}

impl<V> Clone for Permit<V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V> Copy for Permit<V> {}

impl<V: Verb> Permit<V> {
    /// The team.
    #[must_use]
    pub const fn team(&self) -> TeamId {
        self.team
    }

    /// Who may.
    #[must_use]
    pub const fn user(&self) -> UserId {
        self.user
    }

    /// Their role.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.role
    }

    /// The same proof for a lesser act; `None` if `W` asks for more than the role allows.
    #[must_use]
    pub fn narrow<W: Verb>(&self) -> Option<Permit<W>> {
        (self.role >= W::LEAST).then_some(Permit {
            team: self.team,
            user: self.user,
            role: self.role,
            verb: PhantomData,
        })
    }

    /// Everyone who has any permit may read.
    #[must_use]
    pub const fn read(&self) -> Permit<Read> {
        Permit { team: self.team, user: self.user, role: self.role, verb: PhantomData }
    }
}

/// Judges a membership as it was found.
pub(crate) fn judge<V: Verb>(team: TeamId, user: UserId, role: Option<Role>) -> Result<Permit<V>, Error> {
    match role {
        // Who does not belong to it may not know that it exists.
        None => Err(Error::NotFound),
        Some(role) if role < V::LEAST => Err(Error::Forbidden),
        Some(role) => Ok(Permit { team, user, role, verb: PhantomData }),
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Clock, ManualClock, Rng, SeededEntropy, Timestamp};

    use super::*;

    fn ids() -> (TeamId, UserId) {
        let clock = Clock::new(ManualClock::at(Timestamp::from_millis(0)));
        let rng = Rng::new(SeededEntropy::new(1));
        (TeamId::generate(&clock, &rng), UserId::generate(&clock, &rng))
    }

    #[test]
    fn the_matrix() {
        let (team, user) = ids();
        let may = |role| {
            let one = |permit: bool| if permit { 'x' } else { '-' };
            [
                one(judge::<Read>(team, user, role).is_ok()),
                one(judge::<Write>(team, user, role).is_ok()),
                one(judge::<Manage>(team, user, role).is_ok()),
                one(judge::<Own>(team, user, role).is_ok()),
            ]
            .into_iter()
            .collect::<String>()
        };
        assert_eq!(may(None), "----");
        assert_eq!(may(Some(Role::Viewer)), "x---");
        assert_eq!(may(Some(Role::Member)), "xx--");
        assert_eq!(may(Some(Role::Admin)), "xxx-");
        assert_eq!(may(Some(Role::Owner)), "xxxx");
    }

    #[test]
    fn strangers_learn_nothing_and_members_are_refused() -> Result<(), Error> {
        let (team, user) = ids();
        assert!(matches!(judge::<Read>(team, user, None), Err(Error::NotFound)));
        assert!(matches!(judge::<Write>(team, user, Some(Role::Viewer)), Err(Error::Forbidden)));
        let permit = judge::<Write>(team, user, Some(Role::Member))?;
        assert_eq!((permit.team(), permit.user(), permit.role()), (team, user, Role::Member));
        assert!(permit.narrow::<Read>().is_some());
        assert!(permit.narrow::<Manage>().is_none());
        Ok(())
    }
}
