//! Documents through the front door, over real sockets.

#![expect(clippy::expect_used, reason = "what is missing fails the test")]

mod crud;
mod hostile;
mod nodes;
mod rights;
mod room;
mod writer;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use accounts::{
    Accounts,
    testing::{Signed, sign_up},
};
use async_trait::async_trait;
use collab::{Bounds, Collab};
use gate::{Audience, Edge, ServeOptions};
use kernel::{DocumentId, Identity, Problem, TeamId, Topic};
use platform::Platform;
use serde_json::json;
use teams::{Role, Teams, testing};
use testkit::{Client, World};
use tokio::net::TcpListener;

/// Every person hears of themselves.
struct OwnTopic;

#[async_trait]
impl Audience for OwnTopic {
    async fn topics(&self, identity: &Identity) -> Result<Vec<Topic>, Problem> {
        Ok(vec![Topic::User(identity.user)])
    }
}

/// A node: the rooms behind the edge, in process and on a port.
pub(crate) struct App {
    pub(crate) client: Client,
    pub(crate) collab: Collab,
    pub(crate) address: SocketAddr,
}

/// Bounds with which nothing takes long.
pub(crate) fn quick() -> Bounds {
    Bounds { idle: Duration::from_millis(200), presence_every: Duration::from_millis(5), ..Bounds::default() }
}

pub(crate) async fn node(platform: &Platform, bounds: Bounds) -> App {
    let accounts = Accounts::new(platform).await.expect("accounts");
    let teams = Teams::new(platform, accounts.clone(), Vec::new());
    let collab = Collab::with_bounds(platform, &accounts, &teams, bounds);
    let router = Edge::new(platform, Arc::new(accounts.clone()), Arc::new(OwnTopic))
        .mount(accounts::routes(accounts))
        .mount(teams::routes(teams))
        .mount(collab::routes(collab.clone()))
        .build()
        .0;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let serving =
        gate::serve(listener, router.clone(), platform.tasks.clone(), ServeOptions::new(Duration::from_secs(1)));
    platform.tasks.spawn_service("serve", serving);
    App { client: Client::new(router), collab, address }
}

pub(crate) async fn app(world: &World) -> App {
    node(&world.platform, quick()).await
}

/// Ada's team with a document, and its people.
pub(crate) struct Studio {
    pub(crate) app: App,
    pub(crate) ada: Signed,
    pub(crate) team: TeamId,
    pub(crate) document: DocumentId,
}

impl Studio {
    pub(crate) async fn open(world: &World) -> Self {
        Self::with(app(world).await).await
    }

    pub(crate) async fn with(app: App) -> Self {
        let ada = sign_up(&app.client, "Ada").await;
        let team = testing::a_team(&ada, "Engines").await;
        let document = a_document(&ada, team, "Notes").await;
        Self { app, ada, team, document }
    }

    pub(crate) async fn join_as(&self, name: &str, role: Role) -> Signed {
        testing::join_as(&self.app.client, &self.ada, self.team, name, role).await
    }

    pub(crate) async fn writer(&self, who: &Signed) -> writer::Writer {
        writer::Writer::open(self.app.address, &who.token, self.document).await
    }
}

pub(crate) async fn a_document(owner: &Signed, team: TeamId, title: &str) -> DocumentId {
    let body = json!({ "teamId": team, "title": title, "kind": "document" });
    owner.client.post("/api/documents", body).await.expect(201).text("/id").parse().expect("an id")
}

/// Waits until the document has left memory.
pub(crate) async fn left_memory(app: &App) {
    for _ in 0..500 {
        if app.collab.live().open_documents() == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the document stays in memory");
}
