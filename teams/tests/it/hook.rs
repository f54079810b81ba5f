//! What comes with every new team.

use std::sync::Arc;

use accounts::testing::sign_up;
use async_trait::async_trait;
use kernel::{Problem, TeamId, UserId};
use platform::db::{DbError, Tx};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;
use teams::TeamCreated;

use crate::{app_with, column};

/// Leaves a note in the transaction, then fails or not.
struct Note {
    fails: bool,
}

#[async_trait]
impl TeamCreated for Note {
    async fn team_created(&self, tx: &Tx, team: TeamId, by: UserId) -> Result<(), Problem> {
        // The team and its owner are there already.
        let sql = format!("INSERT INTO settings (key, value) VALUES ('note', 'team {team} by {by}')");
        tx.execute_raw(Statement::from_string(tx.get_database_backend(), sql)).await.map_err(DbError::from)?;
        if self.fails { Err(Problem::internal("no channel for this team")) } else { Ok(()) }
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
