//! Accounts through the front door.

#![cfg(test)]

mod attack;
mod register;
mod sessions;

use std::sync::Arc;

use accounts::Accounts;
use async_trait::async_trait;
use gate::{Audience, Edge};
use kernel::{Identity, Problem, Topic};
use testkit::{Client, World};

/// Every person hears of themselves.
struct OwnTopic;

#[async_trait]
impl Audience for OwnTopic {
    async fn topics(&self, identity: &Identity) -> Result<Vec<Topic>, Problem> {
        Ok(vec![Topic::User(identity.user)])
    }
}

/// The room behind the edge.
async fn app(world: &World) -> Client {
    let accounts = Accounts::new(&world.platform).await.expect("accounts");
    let edge =
        Edge::new(&world.platform, Arc::new(accounts.clone()), Arc::new(OwnTopic)).mount(accounts::routes(accounts));
    Client::new(edge.build().0)
}
