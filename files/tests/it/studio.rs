//! A studio with accounts, teams and files, and people in it.

use std::{path::Path, sync::Arc};

use accounts::Accounts;
pub(crate) use accounts::testing::Signed;
use axum::{Router, body::Body};
use files::Files;
use gate::{Audience, Edge};
use http::{Request, header};
use kernel::{Identity, Problem, TeamId, Topic};
use platform::{
    Platform,
    blob::Blobs,
    db::{DbError, Tx},
};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::Value as Json;
use teams::{Role, Teams};
use testkit::{Answer, Client, World};

/// Everything up to this room, behind the real edge.
pub(crate) struct Studio {
    pub(crate) platform: Platform,
    pub(crate) router: Router,
}

/// Sockets are not looked at here.
struct Nobody;

#[async_trait::async_trait]
impl Audience for Nobody {
    async fn topics(&self, _: &Identity) -> Result<Vec<Topic>, Problem> {
        Ok(Vec::new())
    }
}

impl Studio {
    pub(crate) async fn open(platform: &Platform) -> Self {
        let accounts = Accounts::new(platform).await.expect("accounts");
        let teams = Teams::new(platform, accounts.clone(), Vec::new());
        let files = Files::new(platform, &accounts, &teams);
        let edge = Edge::new(platform, Arc::new(accounts.clone()), Arc::new(Nobody));
        let edge = edge.mount(accounts::routes(accounts)).mount(teams::routes(teams)).mount(files::routes(files));
        Self { platform: platform.clone(), router: edge.build().0 }
    }

    /// Nobody.
    pub(crate) fn client(&self) -> Client {
        Client::new(self.router.clone())
    }

    pub(crate) async fn sign_up(&self, name: &str) -> Signed {
        accounts::testing::sign_up(&self.client(), name).await
    }

    /// The same person some time later, when the access token has run out.
    pub(crate) async fn sign_in(&self, name: &str) -> Signed {
        accounts::testing::sign_in(&self.client(), name).await
    }

    pub(crate) async fn team(&self, owner: &Signed, name: &str) -> TeamId {
        teams::testing::a_team(owner, name).await
    }

    pub(crate) async fn join(&self, team: TeamId, owner: &Signed, who: &Signed, role: Role) {
        let token = teams::testing::an_invitation(owner, team, role).await;
        let _ = who.client.post_empty(&format!("/api/invitations/{token}/accept")).await.expect(200);
    }

    pub(crate) async fn remove(&self, team: TeamId, owner: &Signed, who: &Signed) {
        let _ = owner.client.delete(&format!("/api/teams/{team}/members/{}", who.user)).await.expect(204);
    }

    pub(crate) async fn sign_out(&self, who: &Signed) {
        let _ = who.client.post_empty("/api/auth/logout").await.expect(204);
    }
}

/// Bytes in a folder of this world, where a test can look at them.
pub(crate) async fn with_folder(world: &World) -> Platform {
    let mut platform = world.platform.clone();
    platform.blobs = Blobs::folder(blob_folder(world)).await.expect("a folder");
    platform
}

pub(crate) fn blob_folder(world: &World) -> std::path::PathBuf {
    world.folder().join("blobs")
}

/// How many blobs lie under `folder`, half-written ones included; the store's own locks are none.
pub(crate) fn stored(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).map(|entries| entries.flatten().collect::<Vec<_>>()).unwrap_or_default();
    let count = |path: &Path| if path.is_dir() { stored(path) } else { usize::from(!path.ends_with("lock")) };
    entries.iter().map(|entry| count(&entry.path())).sum()
}

/// How many rows a table has.
pub(crate) async fn rows(platform: &Platform, table: &str) -> i64 {
    number(platform, &format!("SELECT COUNT(*) AS n FROM {table}")).await
}

/// The number `n` that a query gives.
pub(crate) async fn number(platform: &Platform, sql: &str) -> i64 {
    let conn = platform.db.read();
    let row = conn.query_one_raw(Statement::from_string(conn.get_database_backend(), sql)).await;
    row.expect("a query").expect("a row").try_get("", "n").expect("a number")
}

pub(crate) const BOUNDARY: &str = "----a-boundary";

/// A form in the making.
#[derive(Default)]
pub(crate) struct Form(Vec<u8>);

impl Form {
    /// Where the file goes.
    pub(crate) fn to(team: TeamId) -> Self {
        Self::default().field("teamId", &team.to_string())
    }

    pub(crate) fn field(mut self, name: &str, value: &str) -> Self {
        self.0.extend_from_slice(
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes(),
        );
        self
    }

    /// The head of a file part.
    pub(crate) fn begin(mut self, name: &str) -> Self {
        let head = "Content-Type: text/html\r\n\r\n";
        self.0.extend_from_slice(
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n{head}")
                .as_bytes(),
        );
        self
    }

    pub(crate) fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.extend_from_slice(bytes);
        self
    }

    pub(crate) fn file(self, name: &str, bytes: &[u8]) -> Self {
        self.begin(name).bytes(bytes).bytes(b"\r\n")
    }

    pub(crate) fn end(self) -> Vec<u8> {
        self.bytes(format!("--{BOUNDARY}--\r\n").as_bytes()).0
    }

    /// What there is so far, without an end.
    pub(crate) fn unfinished(self) -> Vec<u8> {
        self.0
    }
}

/// A request that uploads `body`.
pub(crate) fn upload_request(body: impl Into<Body>) -> Request<Body> {
    Request::post("/api/files")
        .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
        .body(body.into())
        .expect("a request")
}

/// Sends a form.
pub(crate) async fn send(client: &Client, body: impl Into<Body>) -> Answer {
    client.send(upload_request(body)).await
}

/// Uploads a file; gives it as JSON.
pub(crate) async fn upload(client: &Client, team: TeamId, name: &str, bytes: &[u8]) -> Json {
    send(client, Form::to(team).file(name, bytes).end()).await.expect(201).json()
}

/// The file's id.
#[track_caller]
pub(crate) fn id(file: &Json) -> String {
    file["id"].as_str().expect("an id").to_owned()
}

/// Where its bytes are.
#[track_caller]
pub(crate) fn content(file: &Json) -> String {
    format!("/api/files/{}/content", id(file))
}

impl Studio {
    /// What a server that died after the last byte leaves behind.
    pub(crate) async fn note_arrival(&self, blob: kernel::BlobId) {
        let at = self.platform.clock.now();
        let note = async move |tx: &Tx| {
            let sql = "INSERT INTO blob_arrivals (id, arrived_at) VALUES ($1, $2)";
            let values = [blob.into(), at.into()];
            tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
            Ok::<_, DbError>(())
        };
        self.platform.db.write(note).await.expect("a row");
    }

    /// Sends the collector out now.
    pub(crate) async fn collect(&self) {
        let order = async |tx: &Tx| {
            tx.enqueue(&Collect {});
            Ok::<_, DbError>(())
        };
        self.platform.db.write(order).await.expect("an order");
    }
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Collect {}

impl platform::jobs::Job for Collect {
    const KIND: &'static str = "files.collect";
}
