//! Permits from memory, and how it is kept true.

use std::time::Duration;

use accounts::{Accounts, testing::sign_up};
use kernel::{Actor, Identity, SessionId, TeamId, Topic};
use platform::db::{DbError, Tx};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;
use teams::{
    Change, Error, Manage, Own, Read, Role, Teams, Write,
    testing::{a_team, join_as},
};
use testkit::{Database, World};

use crate::app;

fn actor(user: kernel::UserId) -> Actor {
    Actor::User(Identity { user, session: SessionId::from_uuid(user.uuid()) })
}

async fn next(changes: &mut teams::Changes) -> Change {
    tokio::time::timeout(Duration::from_secs(5), changes.next()).await.expect("a change").expect("the server runs")
}

/// Changes the table behind the room's back.
async fn expel_silently(world: &World, team: TeamId) {
    let sql = match world.platform.db.dialect() {
        platform::db::Dialect::Sqlite => {
            format!("DELETE FROM team_members WHERE lower(hex(team_id)) = '{}'", team.uuid().simple())
        }
        platform::db::Dialect::Postgres => format!("DELETE FROM team_members WHERE team_id = '{team}'"),
    };
    let done = world.platform.db.write(async move |tx: &Tx| {
        tx.execute_raw(Statement::from_string(tx.get_database_backend(), sql.as_str())).await?;
        Ok::<_, DbError>(())
    });
    done.await.expect("deleted");
}

testkit::on_both! {
    async fn permits_follow_the_role(world: World) {
        let (teams, anon) = app(&world).await;
        let ada = sign_up(&anon, "Ada").await;
        let team = a_team(&ada, "Studio").await;
        let cem = join_as(&anon, &ada, team, "Cem", Role::Member).await;
        let eve = sign_up(&anon, "Eve").await;
        let (ada, cem, eve) = (actor(ada.user), actor(cem.user), actor(eve.user));
        let permit = teams.permit::<Own>(&ada, team).await.expect("an owner");
        assert_eq!((permit.team(), permit.role()), (team, Role::Owner));
        assert!(teams.permit::<Write>(&cem, team).await.is_ok());
        assert!(matches!(teams.permit::<Manage>(&cem, team).await, Err(Error::Forbidden)));
        assert!(matches!(teams.permit::<Read>(&eve, team).await, Err(Error::NotFound)));
        assert!(matches!(teams.permit::<Read>(&Actor::Anonymous, team).await, Err(Error::Unauthenticated)));
        assert!(matches!(teams.permit::<Read>(&Actor::System, team).await, Err(Error::Unauthenticated)));
        assert_eq!(teams.members_of(team).await.expect("members").len(), 2);
        assert_eq!(teams.teams_of(permit.user()).await.expect("teams"), [(team, Role::Owner)]);
    }

    async fn another_node_hears_of_it(world: World) {
        let (_, anon) = app(&world).await;
        let ada = sign_up(&anon, "Ada").await;
        let team = a_team(&ada, "Studio").await;
        let bob = join_as(&anon, &ada, team, "Bob", Role::Admin).await;
        // A second room knows of the first only what it hears on the bus.
        let accounts = Accounts::new(&world.platform).await.expect("accounts");
        let other = Teams::new(&world.platform, accounts, Vec::new());
        let mut changes = other.changes();
        assert!(other.permit::<Manage>(&actor(bob.user), team).await.is_ok());
        let bobs = format!("/api/teams/{team}/members/{}", bob.user);
        let _ = ada.client.patch(&bobs, json!({ "role": "viewer" })).await.expect(200);
        while next(&mut changes).await != (Change::Member { team, user: bob.user }) {}
        assert!(matches!(other.permit::<Manage>(&actor(bob.user), team).await, Err(Error::Forbidden)));
        assert!(other.permit::<Read>(&actor(bob.user), team).await.is_ok());
        let _ = ada.client.delete(&bobs).await.expect(204);
        while next(&mut changes).await != (Change::Member { team, user: bob.user }) {}
        assert!(matches!(other.permit::<Read>(&actor(bob.user), team).await, Err(Error::NotFound)));
    }

    async fn sockets_that_regroup_are_told_the_truth(world: World) {
        let (teams, anon) = app(&world).await;
        let ada = sign_up(&anon, "Ada").await;
        let mut changes = teams.changes();
        let team = a_team(&ada, "Studio").await;
        // The news of its making has passed; from here on nothing is forgotten.
        while next(&mut changes).await != (Change::Member { team, user: ada.user }) {}
        assert!(teams.permit::<Read>(&actor(ada.user), team).await.is_ok());
        expel_silently(&world, team).await;
        // Permits come from memory, and nobody told it.
        assert!(teams.permit::<Read>(&actor(ada.user), team).await.is_ok());
        assert_eq!(teams.teams_of(ada.user).await.expect("teams"), []);
        // What was read anew is remembered.
        assert!(matches!(teams.permit::<Read>(&actor(ada.user), team).await, Err(Error::NotFound)));
    }
}

/// On one thread: the listener can't run while the bus is flooded, so that it is sure to fall behind.
#[tokio::test(flavor = "current_thread")]
async fn whoever_missed_something_forgets_everything() {
    World::run(Database::Sqlite, |world| async move {
        let (teams, anon) = app(&world).await;
        let ada = sign_up(&anon, "Ada").await;
        let team = a_team(&ada, "Studio").await;
        assert!(teams.permit::<Read>(&actor(ada.user), team).await.is_ok());
        expel_silently(&world, team).await;
        let mut changes = teams.changes();
        let event = std::sync::Arc::new(world.platform.event(Topic::Internal, "noise", json!({})));
        for _ in 0..5000 {
            world.platform.bus.publish(std::sync::Arc::clone(&event)).await.expect("published");
        }
        while next(&mut changes).await != Change::Unknown {}
        assert!(matches!(teams.permit::<Read>(&actor(ada.user), team).await, Err(Error::NotFound)));
    })
    .await;
}
