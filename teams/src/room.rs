//! The handle on the room.

use std::sync::Arc;

use accounts::Accounts;
use async_trait::async_trait;
use kernel::{Actor, Problem, TeamId, UserId};
use platform::{
    Platform,
    bus::{EventStream, Heard},
    db::Tx,
};
use tokio::sync::broadcast;

use crate::{
    Error, Member, Permit, Role, Verb,
    events::{Change, Changes, change_of},
    memberships::{Memberships, Roles, role_in},
    policy, store,
};

/// How many changes a slow listener may lag behind before it hears [`Change::Unknown`].
const BACKLOG: usize = 1024;

/// What rooms above do in the transactions of this one: a new team has its `#general` from its first moment on, a new member nothing
/// unread.
#[async_trait]
pub trait TeamHook: Send + Sync + 'static {
    /// Called inside of the transaction that makes the team, after its row and its owner's are written. It may run more
    /// than once, as the transaction may.
    ///
    /// # Errors
    /// The team is not made then.
    async fn team_created(&self, tx: &Tx, team: TeamId, by: UserId) -> Result<(), Problem>;

    /// Called inside of the transaction that takes somebody in, after their row is written. It may run more than once.
    ///
    /// # Errors
    /// They are not taken in then.
    async fn member_joined(&self, tx: &Tx, team: TeamId, user: UserId) -> Result<(), Problem>;

    /// Called inside of the transaction in which somebody leaves or is removed. What they were given in the team ends here, so
    /// that it is not theirs again should they come back. It may run more than once.
    ///
    /// # Errors
    /// They do not leave then.
    async fn member_left(&self, tx: &Tx, team: TeamId, user: UserId) -> Result<(), Problem>;
}

/// A handle on the room, cheap to clone.
#[derive(Clone)]
pub struct Teams(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) platform: Platform,
    pub(crate) accounts: Accounts,
    pub(crate) hooks: Vec<Arc<dyn TeamHook>>,
    memberships: Memberships,
    changes: broadcast::Sender<Change>,
}

impl Teams {
    /// The room, listening to what other nodes change. `hooks` are called in this order.
    #[must_use]
    pub fn new(platform: &Platform, accounts: Accounts, hooks: Vec<Arc<dyn TeamHook>>) -> Self {
        let teams = Self(Arc::new(Inner {
            platform: platform.clone(),
            accounts,
            hooks,
            memberships: Memberships::new(),
            changes: broadcast::channel(BACKLOG).0,
        }));
        // Listening begins before anything is remembered.
        platform.tasks.spawn_service("teams: memberships", teams.clone().follow(platform.bus.events()));
        teams
    }

    async fn follow(self, mut events: EventStream) {
        while let Some(heard) = events.next().await {
            match heard {
                Heard::Event(event) => {
                    if let Some(change) = change_of(&event) {
                        self.forget(change);
                        // It fails only when nobody listens.
                        let _ = self.0.changes.send(change);
                    }
                }
                Heard::Missed => {
                    self.forget(Change::Unknown);
                    let _ = self.0.changes.send(Change::Unknown);
                }
            }
        }
    }

    /// Drops what is remembered. An action that took rights away calls it right after its commit, so that no request of this
    /// node that begins after the answer still has them; other nodes follow with the event.
    pub(crate) fn forget(&self, change: Change) {
        match change {
            Change::Member { user, .. } => self.0.memberships.forget(user),
            Change::Unknown => self.0.memberships.forget_all(),
        }
    }

    /// Whether `actor` may do `V` in `team`. From memory, unless this person was not seen lately.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for anyone who is no person, [`Error::NotFound`] for who does not belong to the team,
    /// [`Error::Forbidden`] for a role that is too low.
    pub async fn permit<V: Verb>(&self, actor: &Actor, team: TeamId) -> Result<Permit<V>, Error> {
        let user = actor.user().ok_or(Error::Unauthenticated)?;
        policy::judge(team, user, self.role_of(user, team).await?)
    }

    /// The role of `user` in `team`, `None` for a stranger. From memory, as [`permit`](Self::permit).
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn role_of(&self, user: UserId, team: TeamId) -> Result<Option<Role>, Error> {
        Ok(role_in(&self.roles_of(user).await?, team))
    }

    /// All teams of `user`, ordered by team; from memory.
    pub(crate) async fn roles_of(&self, user: UserId) -> Result<Roles, Error> {
        match self.0.memberships.get(user) {
            Some(roles) => Ok(roles),
            None => self.load(user).await,
        }
    }

    /// All teams of `user`, oldest first, as the database has them now. (Sockets ask this when they are told to regroup,
    /// and that may be before this node's memory has heard the same event.)
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn teams_of(&self, user: UserId) -> Result<Vec<(TeamId, Role)>, Error> {
        Ok(self.load(user).await?.to_vec())
    }

    async fn load(&self, user: UserId) -> Result<Roles, Error> {
        let begun = self.0.memberships.begin(user);
        let roles: Roles = store::members::roles_of(self.0.platform.db.read(), user).await?.into();
        self.0.memberships.put(user, begun, Arc::clone(&roles));
        Ok(roles)
    }

    /// Everyone who belongs to `team`, whoever joined the studio first leading.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn members_of(&self, team: TeamId) -> Result<Vec<Member>, Error> {
        Ok(store::members::all(self.0.platform.db.read(), team).await?)
    }

    /// Hears of each change of a membership, on any node, *after* this node's memory has taken it in: what
    /// [`permit`](Self::permit) answers then is the new truth. (Who listens to the bus itself may ask too early.)
    #[must_use]
    pub fn changes(&self) -> Changes {
        Changes(self.0.changes.subscribe())
    }
}
