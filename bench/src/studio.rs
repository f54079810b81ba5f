//! A studio with people in it, made through the front door.

use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::{
    http::{Connection, get, post, text},
    server::Server,
};

/// What everybody signs in with.
pub(crate) const PASSWORD: &str = "a long sentence that only the benchmark knows";

/// A message like people write them: one line, one emphasis, one link.
pub(crate) const TEXT: &str = "The cut of scene 12 is up, **please** look at the colours: https://example.com/cuts/12";

/// Somebody who is signed in.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) email: String,
    pub(crate) token: String,
    pub(crate) refresh: String,
}

/// One team with one channel, and everybody in it.
pub(crate) struct Studio {
    pub(crate) team: String,
    pub(crate) channel: String,
    /// The first is the owner.
    pub(crate) people: Vec<Person>,
    pub(crate) connection: Connection,
}

impl Studio {
    /// A studio of so many people.
    pub(crate) async fn furnish(server: &Server, people: usize) -> Result<Self> {
        let mut connection = Connection::open(server.address()).await?;
        let owner = register(&mut connection, 0).await?;
        let team = connection.json(post("/api/teams", &owner.token, &json!({ "name": "Bench" }))?).await?;
        let team = text(&team, "id")?;
        let channels = connection.json(get(&format!("/api/teams/{team}/channels"), &owner.token)?).await?;
        let channel = text(&channels["items"][0], "id")?;
        let invitation = post(&format!("/api/teams/{team}/invitations"), &owner.token, &json!({ "role": "member" }))?;
        let invitation = text(&connection.json(invitation).await?, "token")?;
        let mut studio = Self { team, channel, people: vec![owner], connection };
        for number in 1..people {
            let person = register(&mut studio.connection, number).await?;
            let accept = post(&format!("/api/invitations/{invitation}/accept"), &person.token, &json!({}))?;
            studio.connection.ok(accept).await?;
            studio.people.push(person);
        }
        Ok(studio)
    }

    pub(crate) fn owner(&self) -> &Person {
        &self.people[0]
    }

    pub(crate) fn messages(&self) -> String {
        format!("/api/channels/{}/messages", self.channel)
    }

    /// Fills the channel, everybody in turn.
    pub(crate) async fn fill(&self, server: &Server, count: usize) -> Result<()> {
        let senders = 32.min(count);
        let connections = Connection::open_many(server.address(), senders).await?;
        let path = self.messages();
        let work = connections.into_iter().enumerate().map(|(sender, mut connection)| {
            let path = &path;
            async move {
                for number in (sender..count).step_by(senders) {
                    let token = &self.people[number % self.people.len()].token;
                    connection.ok(post(path, token, &message(TEXT))?).await?;
                }
                anyhow::Ok(())
            }
        });
        futures::future::try_join_all(work).await?;
        Ok(())
    }
}

/// A message that was not sent before.
pub(crate) fn message(text: &str) -> Value {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    json!({ "clientId": NEXT.fetch_add(1, Ordering::Relaxed).to_string(), "text": text })
}

async fn register(connection: &mut Connection, number: usize) -> Result<Person> {
    let email = format!("person-{number}@example.com");
    let body = json!({ "email": email, "password": PASSWORD, "name": format!("Person {number}") });
    let answer = connection.json(post("/api/auth/register", "", &body)?).await.context("registering")?;
    Ok(Person { email, token: text(&answer, "accessToken")?, refresh: text(&answer, "refreshToken")? })
}
