//! Messaging through the front door.
#![expect(clippy::expect_used, reason = "a test fails where something is missing")]

mod cache;
mod channels;
mod events;
mod messages;
mod refusals;
mod unread;

use std::sync::Arc;

use accounts::{
    Accounts,
    testing::{Signed, sign_up},
};
use async_trait::async_trait;
use gate::{Audience, Edge};
use kernel::{Identity, Problem, Topic};
use messaging::{General, Messaging};
use platform::Platform;
use serde_json::{Value, json};
use teams::Teams;
use testkit::{Answer, Client, World};

/// What the rooms so far let a person hear.
struct Ears {
    teams: Teams,
    messaging: Messaging,
}

#[async_trait]
impl Audience for Ears {
    async fn topics(&self, identity: &Identity) -> Result<Vec<Topic>, Problem> {
        let mut topics = self.messaging.topics_of(identity.user).await?;
        topics.extend(self.teams.teams_of(identity.user).await?.into_iter().map(|(team, _)| Topic::Team(team)));
        topics.push(Topic::User(identity.user));
        Ok(topics)
    }
}

/// One server with the rooms up to this one.
struct App {
    platform: Platform,
    messaging: Messaging,
    /// Nobody.
    anon: Client,
}

impl App {
    async fn new(world: &World) -> Self {
        Self::on(&world.platform).await
    }

    async fn on(platform: &Platform) -> Self {
        let accounts = Accounts::new(platform).await.expect("accounts");
        let teams = Teams::new(platform, accounts.clone(), vec![Arc::new(General::new(platform))]);
        let messaging = Messaging::new(platform, &accounts, &teams);
        let ears = Ears { teams: teams.clone(), messaging: messaging.clone() };
        let edge = Edge::new(platform, Arc::new(accounts.clone()), Arc::new(ears))
            .mount(teams::routes(teams))
            .mount(messaging::routes(messaging.clone()))
            .mount(accounts::routes(accounts));
        Self { platform: platform.clone(), messaging, anon: Client::new(edge.build().0) }
    }

    async fn person(&self, name: &str) -> Signed {
        sign_up(&self.anon, name).await
    }
}

/// Makes a team and gives its id.
async fn team(owner: &Client, name: &str) -> String {
    owner.post("/api/teams", json!({ "name": name })).await.expect(201).text("/id")
}

/// Lets somebody into a team.
async fn join(owner: &Client, team: &str, role: &str, who: &Client) {
    let invitation = owner.post(&format!("/api/teams/{team}/invitations"), json!({ "role": role })).await.expect(201);
    let token = invitation.text("/token");
    let _ = who.post_empty(&format!("/api/invitations/{token}/accept")).await.expect(200);
}

async fn channels(who: &Client, team: &str) -> Vec<Value> {
    let answer = who.get(&format!("/api/teams/{team}/channels")).await.expect(200).json();
    answer["items"].as_array().expect("a list").clone()
}

/// The id of `#general`.
async fn general(who: &Client, team: &str) -> String {
    let all = channels(who, team).await;
    let found = all.iter().find(|channel| channel["name"] == "general").expect("every team has #general");
    found["id"].as_str().expect("an id").to_owned()
}

async fn channel(who: &Client, team: &str, name: &str, private: bool) -> String {
    let body = json!({ "name": name, "private": private });
    who.post(&format!("/api/teams/{team}/channels"), body).await.expect(201).text("/id")
}

async fn try_send(who: &Client, channel: &str, text: &str, client_id: &str) -> Answer {
    let body = json!({ "text": text, "clientId": client_id });
    who.post(&format!("/api/channels/{channel}/messages"), body).await
}

/// Sends a message and gives it back.
async fn send(who: &Client, channel: &str, text: &str) -> Value {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NAMES: AtomicU32 = AtomicU32::new(0);
    let name = format!("test-{}", NAMES.fetch_add(1, Ordering::Relaxed));
    try_send(who, channel, text, &name).await.expect(201).json()
}

/// A page of a channel, `query` as after the `?`.
async fn page(who: &Client, channel: &str, query: &str) -> Value {
    who.get(&format!("/api/channels/{channel}/messages?{query}")).await.expect(200).json()
}

fn texts(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().expect("a list");
    items.iter().map(|message| message["text"].as_str().expect("a text").to_owned()).collect()
}

fn seqs(page: &Value) -> Vec<i64> {
    let items = page["items"].as_array().expect("a list");
    items.iter().map(|message| message["seq"].as_i64().expect("a number")).collect()
}
