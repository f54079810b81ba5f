//! Teams through the front door, on both databases.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod hook;
mod invitations;
mod members;
mod permits;
mod teams;
mod walk;

use std::{sync::Arc, time::Duration};

use ::teams::{TeamHook, Teams};
use accounts::Accounts;
use async_trait::async_trait;
use gate::{Audience, Edge};
use kernel::{Event, Identity, Problem, Topic};
use platform::bus::{EventStream, Heard};
use sea_orm::{ConnectionTrait, Statement};
use testkit::{Client, World};

/// Every person hears of themselves.
struct OwnTopic;

#[async_trait]
impl Audience for OwnTopic {
    async fn topics(&self, identity: &Identity) -> Result<Vec<Topic>, Problem> {
        Ok(vec![Topic::User(identity.user)])
    }
}

/// The room on the edge, with accounts below it, and nobody signed in.
async fn app(world: &World) -> (Teams, Client) {
    app_with(world, Vec::new()).await
}

async fn app_with(world: &World, hooks: Vec<Arc<dyn TeamHook>>) -> (Teams, Client) {
    let accounts = Accounts::new(&world.platform).await.expect("accounts");
    let teams = Teams::new(&world.platform, accounts.clone(), hooks);
    accounts.set_invitations(Arc::new(teams.clone()));
    let edge = Edge::new(&world.platform, Arc::new(accounts.clone()), Arc::new(OwnTopic))
        .mount(accounts::routes(accounts))
        .mount(::teams::routes(teams.clone()));
    (teams, Client::new(edge.build().0))
}

/// The next event of one of these kinds.
async fn next_of(events: &mut EventStream, kinds: &[&str]) -> Arc<Event> {
    let wait = async {
        while let Some(heard) = events.next().await {
            if let Heard::Event(event) = heard
                && kinds.contains(&event.kind.as_str())
            {
                return event;
            }
        }
        panic!("the bus is gone");
    };
    tokio::time::timeout(Duration::from_secs(5), wait).await.unwrap_or_else(|_| panic!("none of {kinds:?} was heard"))
}

/// One column of what a query gives, as text.
async fn column(world: &World, sql: &str) -> Vec<String> {
    let db = world.platform.db.read();
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.expect("a query");
    rows.iter().map(|row| row.try_get_by_index(0).expect("a text")).collect()
}

/// What was done, as the audit log has it. In alphabetical order: all of it happens in the same millisecond.
async fn audited(world: &World) -> Vec<String> {
    column(world, "SELECT action FROM audit_log WHERE action LIKE 'teams.%' ORDER BY action").await
}
