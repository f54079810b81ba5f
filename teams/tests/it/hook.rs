//! What comes with every new team.

use std::sync::Arc;

use accounts::testing::sign_up;
use async_trait::async_trait;
use kernel::{Problem, TeamId, UserId};
use platform::db::{DbError, Tx};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;
use teams::TeamHook;

use crate::{app_with, column};

/// Leaves a note in the transaction, then fails or not.
struct Note {
    fails: bool,
}

#[async_trait]
impl TeamHook for Note {
    async fn team_created(&self, tx: &Tx, team: TeamId, by: UserId) -> Result<(), Problem> {
        // The team and its owner are there already.
        let sql = format!("INSERT INTO settings (key, value) VALUES ('note', 'team {team} by {by}')");
        tx.execute_raw(Statement::from_string(tx.get_database_backend(), sql)).await.map_err(DbError::from)?;
        if self.fails { Err(Problem::internal("no channel for this team")) } else { Ok(()) }
    }

    async fn member_joined(&self, tx: &Tx, _: TeamId, user: UserId) -> Result<(), Problem> {
        let sql = format!("INSERT INTO settings (key, value) VALUES ('joined', '{user}')");
        tx.execute_raw(Statement::from_string(tx.get_database_backend(), sql)).await.map_err(DbError::from)?;
        Ok(())
    }

    async fn member_left(&self, tx: &Tx, _: TeamId, user: UserId) -> Result<(), Problem> {
        let sql = format!("DELETE FROM settings WHERE key = 'joined' AND value = '{user}'");
        tx.execute_raw(Statement::from_string(tx.get_database_backend(), sql)).await.map_err(DbError::from)?;
        Ok(())
    }
}

testkit::on_both! {
    async fn it_is_made_in_the_same_transaction(world: World) {
        let (_, anon) = app_with(&world, vec![Arc::new(Note { fails: false })]).await;
        let ada = sign_up(&anon, "Ada").await;
        let team = teams::testing::a_team(&ada, "Studio").await;
        let notes = column(&world, "SELECT value FROM settings WHERE key = 'note'").await;
        assert_eq!(notes, [format!("team {team} by {}", ada.user)]);
    }

    async fn it_hears_of_who_comes_in_once_and_of_who_leaves(world: World) {
        let (_, anon) = app_with(&world, vec![Arc::new(Note { fails: false })]).await;
        let (ada, bob) = (sign_up(&anon, "Ada").await, sign_up(&anon, "Bob").await);
        let team = teams::testing::a_team(&ada, "Studio").await;
        let invitation = ada.client.post(&format!("/api/teams/{team}/invitations"), json!({ "role": "member" })).await;
        let accept = format!("/api/invitations/{}/accept", invitation.expect(201).text("/token"));
        // The second time they are in already; the key would clash.
        bob.client.post_empty(&accept).await.expect(200);
        bob.client.post_empty(&accept).await.expect(200);
        assert_eq!(column(&world, "SELECT value FROM settings WHERE key = 'joined'").await, [bob.user.to_string()]);
        bob.client.post_empty(&format!("/api/teams/{team}/leave")).await.expect(204);
        assert!(column(&world, "SELECT value FROM settings WHERE key = 'joined'").await.is_empty());
    }

    async fn without_it_there_is_no_team(world: World) {
        let (_, anon) = app_with(&world, vec![Arc::new(Note { fails: true })]).await;
        let ada = sign_up(&anon, "Ada").await;
        ada.client.post("/api/teams", json!({ "name": "Studio" })).await.expect_problem(500, "internal");
        assert!(column(&world, "SELECT name FROM teams").await.is_empty());
        assert!(column(&world, "SELECT role FROM team_members").await.is_empty());
        assert!(column(&world, "SELECT value FROM settings WHERE key = 'note'").await.is_empty());
        assert_eq!(ada.client.get("/api/teams").await.expect(200).json()["items"], json!([]));
    }
}
