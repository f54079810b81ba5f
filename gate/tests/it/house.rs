//! A small house behind the edge: people that are what their token says, and a room that does what a test needs.

use std::{
    collections::{HashMap, HashSet},
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use axum::{
    Router,
    extract::{DefaultBodyLimit, State, ws::WebSocketUpgrade},
    response::{IntoResponse as _, Response},
};
use gate::{
    Answer, Assets, Audience, Authenticator, Caller, ClientInfo, CookieOrBearer, Edge, EdgeOptions, Json, Multipart,
    Path, Query, ServeOptions, SessionCookie, SessionMode, SignedIn, SocketCaller, Throttle,
};
use http::StatusCode;
use kernel::{Actor, Code, Event, EventId, Identity, Problem, SessionId, TeamId, Topic, UserId};
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use testkit::{Client, World};
use tokio::{net::TcpListener, sync::Semaphore};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The person and device number `n`.
pub(crate) fn identity(n: u128) -> Identity {
    Identity {
        user: UserId::from_uuid(uuid::Uuid::from_u128(0x0198_0000_0000_7000_8000_0000_0000_0000 + n)),
        session: SessionId::from_uuid(uuid::Uuid::from_u128(0x0198_0000_0000_7000_9000_0000_0000_0000 + n)),
    }
}

/// `user-3` is the person number 3, `cookie-3` their cookie.
#[derive(Default)]
pub(crate) struct People {
    ended: Mutex<HashSet<SessionId>>,
    topics: Mutex<HashMap<UserId, Vec<Topic>>>,
    pub(crate) broken: std::sync::atomic::AtomicBool,
}

impl People {
    fn person(&self, token: &str, start: &str) -> Result<Identity, Problem> {
        if token == "expired" {
            return Err(Problem::bare(Code::TokenExpired));
        }
        let number = token.strip_prefix(start).and_then(|rest| rest.parse().ok());
        let identity = identity(number.ok_or_else(Problem::unauthenticated)?);
        if self.is_alive(&identity) { Ok(identity) } else { Err(Problem::bare(Code::SessionEnded)) }
    }

    pub(crate) fn end(&self, session: SessionId) {
        self.ended.lock().insert(session);
    }

    pub(crate) fn hears(&self, user: UserId, topics: Vec<Topic>) {
        self.topics.lock().insert(user, topics);
    }
}

#[async_trait]
impl Authenticator for People {
    async fn bearer(&self, token: &str) -> Result<Identity, Problem> {
        self.person(token, "user-")
    }
    async fn cookie(&self, token: &str) -> Result<Identity, Problem> {
        self.person(token, "cookie-")
    }
    fn is_alive(&self, identity: &Identity) -> bool {
        !self.ended.lock().contains(&identity.session)
    }
}

#[async_trait]
impl Audience for People {
    async fn topics(&self, identity: &Identity) -> Result<Vec<Topic>, Problem> {
        if self.broken.load(Ordering::SeqCst) {
            return Err(Problem::internal("no audience"));
        }
        let mut topics = self.topics.lock().get(&identity.user).cloned().unwrap_or_default();
        topics.push(Topic::User(identity.user));
        Ok(topics)
    }
}

#[derive(Clone)]
pub(crate) struct Room {
    /// How many things were begun.
    pub(crate) begun: Arc<AtomicU32>,
    /// How many things were really made.
    pub(crate) made: Arc<AtomicU32>,
    /// What a thing that waits is waiting for.
    pub(crate) go: Arc<Semaphore>,
}

impl Room {
    fn new() -> Self {
        Self { begun: Arc::default(), made: Arc::default(), go: Arc::new(Semaphore::new(0)) }
    }

    /// Waits until a handler works on a thing.
    pub(crate) async fn until_begun(&self) {
        while self.begun.load(Ordering::SeqCst) == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ThingIn {
    name: String,
    /// Whether making it waits for a word from the test.
    #[serde(default)]
    waits: bool,
}

#[derive(Serialize, utoipa::ToSchema)]
struct ThingView {
    number: u32,
    name: String,
}

#[derive(Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListIn {
    limit: Option<u32>,
}

/// Makes a thing.
#[utoipa::path(post, path = "/api/test/things", responses((status = 201, body = ThingView)))]
async fn make(
    State(room): State<Room>,
    _who: SignedIn,
    Json(input): Json<ThingIn>,
) -> Answer<(StatusCode, Json<ThingView>)> {
    room.begun.fetch_add(1, Ordering::SeqCst);
    if input.waits {
        room.go.acquire().await.map_err(Problem::internal)?.forget();
    }
    if input.name == "taken" {
        return Err(Problem::bare(Code::NameTaken).into());
    }
    let number = room.made.fetch_add(1, Ordering::SeqCst) + 1;
    Ok((StatusCode::CREATED, Json(ThingView { number, name: input.name })))
}

/// Looks at a thing.
#[utoipa::path(get, path = "/api/test/things/{id}", params(("id" = TeamId, Path)), responses((status = 200)))]
async fn look(Path(id): Path<TeamId>) -> Json<Value> {
    Json(json!({ "id": id }))
}

/// Lists things.
#[utoipa::path(get, path = "/api/test/things", params(ListIn), responses((status = 200)))]
async fn list(Query(input): Query<ListIn>) -> Json<Value> {
    Json(json!({ "limit": input.limit }))
}

/// Who asks.
#[utoipa::path(get, path = "/api/test/who", responses((status = 200)))]
async fn who(Caller(actor): Caller, client: ClientInfo) -> Json<Value> {
    let user = match actor {
        Actor::User(identity) => json!(identity.user),
        Actor::Anonymous | Actor::System => Value::Null,
    };
    Json(json!({
        "user": user, "addr": client.addr, "secure": client.secure, "loopback": client.loopback,
        "insecureTransport": client.insecure_transport(),
    }))
}

/// Content that an image tag asks for.
#[utoipa::path(get, path = "/api/test/content", responses((status = 200)))]
async fn content(CookieOrBearer(identity): CookieOrBearer) -> Response {
    ([(http::header::CONTENT_SECURITY_POLICY, gate::CONTENT_CSP)], identity.user.to_string()).into_response()
}

/// The same, where only a bearer token may do.
#[utoipa::path(post, path = "/api/test/content", responses((status = 200)))]
async fn change(CookieOrBearer(identity): CookieOrBearer) -> String {
    identity.user.to_string()
}

/// Signs in.
#[utoipa::path(post, path = "/api/auth/login", responses((status = 200)))]
async fn login(
    mode: SessionMode,
    cookie: SessionCookie,
    throttle: Throttle,
    Json(input): Json<Value>,
) -> Answer<Response> {
    throttle.credentials(input["email"].as_str().unwrap_or("")).await?;
    let came = cookie.token().map(|token| token.expose().clone());
    let body = Json(json!({ "cookie": mode.cookie, "came": came }));
    Ok((cookie.set("new-token", Duration::from_secs(60))?, body).into_response())
}

/// Fails in the way that is asked for.
#[utoipa::path(get, path = "/api/test/fail/{how}", params(("how" = String, Path)), responses((status = 200)))]
async fn fail(Path(how): Path<String>) -> Answer<Response> {
    match how.as_str() {
        "inside" => Err(Problem::internal("the password column is missing").into()),
        "panic" => panic!("with words from inside"),
        "slow" => {
            tokio::time::sleep(Duration::from_secs(600)).await;
            Ok(().into_response())
        }
        "text" => Ok((StatusCode::IM_A_TEAPOT, [("x-kept", "yes")], "short and stout").into_response()),
        "own" => Ok((StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "down" }))).into_response()),
        _ => Err(Problem::not_found().into()),
    }
}

/// Takes a file.
#[utoipa::path(post, path = "/api/test/upload", responses((status = 200)))]
async fn upload(Multipart(mut form): Multipart) -> Answer<Json<Value>> {
    let mut bytes = 0;
    while let Some(mut field) = form.next_field().await.map_err(|error| Multipart::problem(&error))? {
        while let Some(chunk) = field.chunk().await.map_err(|error| Multipart::problem(&error))? {
            bytes += chunk.len();
        }
    }
    Ok(Json(json!({ "bytes": bytes })))
}

/// A socket that says who opened it.
#[utoipa::path(get, path = "/api/test/socket", responses((status = 101)))]
async fn socket(SocketCaller(identity): SocketCaller, upgrade: WebSocketUpgrade) -> Response {
    gate::realtime::tuned(upgrade, 1024).on_upgrade(async move |mut socket| {
        let _ = socket.send(identity.user.to_string().into()).await;
    })
}

/// The edge with this room behind it.
pub(crate) struct House {
    pub(crate) people: Arc<People>,
    pub(crate) room: Room,
    pub(crate) router: Router,
    pub(crate) document: utoipa::openapi::OpenApi,
}

impl House {
    pub(crate) fn new(world: &World) -> Self {
        Self::with(world, |_| ())
    }

    /// With other options.
    pub(crate) fn with(world: &World, adapt: impl FnOnce(&mut EdgeOptions)) -> Self {
        let (people, room) = (Arc::new(People::default()), Room::new());
        let mut options = EdgeOptions::new("http://studio.example".parse().expect("a url"));
        options.rates = gate::Rates::from_config(&platform::config::LimitConfig {
            reads_per_second: 1_000,
            writes_per_second: 1_000,
            sign_ins_per_minute: 1_000,
        });
        adapt(&mut options);
        let routes = OpenApiRouter::default()
            .routes(routes!(make, list))
            .routes(routes!(look))
            .routes(routes!(who))
            .routes(routes!(content, change))
            .routes(routes!(login))
            .routes(routes!(fail))
            .routes(routes!(socket))
            .merge(OpenApiRouter::default().routes(routes!(upload)).layer(DefaultBodyLimit::max(1_000)))
            .with_state(room.clone());
        let files = [
            ("index.html", "<script nonce=\"__CSP_NONCE__\"></script><style nonce=\"__CSP_NONCE__\"></style>"),
            ("assets/app-AbCd1234.js", "plain script"),
            ("assets/app-AbCd1234.js.br", "brotli script"),
            ("assets/app-AbCd1234.js.gz", "gzip script"),
            ("favicon.svg", "<svg/>"),
        ];
        let files = files.map(|(name, text)| (name.to_owned(), bytes::Bytes::from_static(text.as_bytes())));
        let edge = Edge::new(&world.platform, people.clone(), people.clone()).options(options);
        let (router, document) = edge.mount(routes).assets(Assets::new(files)).build();
        Self { people, room, router, document }
    }

    /// Nobody, asking in process from an ordinary address.
    pub(crate) fn client(&self) -> Client {
        Client::new(self.router.clone()).from_address(SocketAddr::from(([203, 0, 113, 9], 5_000)))
    }

    /// Serves over a real connection.
    pub(crate) async fn listen(&self, world: &World) -> SocketAddr {
        self.listen_with(world, ServeOptions::new(Duration::from_secs(5))).await
    }

    pub(crate) async fn listen_with(&self, world: &World, options: ServeOptions) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let tasks = world.platform.tasks.clone();
        tasks.spawn("http", gate::serve(listener, self.router.clone(), tasks.clone(), options));
        address
    }
}

pub(crate) fn event(world: &World, topic: Topic, kind: &str) -> Event {
    Event {
        id: EventId::generate(&world.platform.clock, &world.platform.rng),
        topic,
        kind: kind.to_owned(),
        payload: json!({ "type": kind }).to_string(),
        regroups: false,
        ends_session: None,
    }
}
