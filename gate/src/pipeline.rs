//! The way of one request through the edge.
//!
//! One middleware and not ten layers: each layer costs a boxed future and a clone of the service, and the order of the
//! steps is worth reading in one place.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    panic::AssertUnwindSafe,
    sync::Arc,
};

use axum::{
    body::Body,
    extract::{ConnectInfo, MatchedPath, Request, State},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use futures::FutureExt as _;
use http::{HeaderMap, Method, StatusCode, header};
use http_body_util::BodyExt as _;
use kernel::{Actor, Code, Problem};
use tokio::time::{Instant, timeout};
use tower_http::timeout::TimeoutBody;
use tracing::{Instrument as _, Span, field};

use crate::{
    ApiError, RequestId, auth, client,
    context::{Context, ContextInner, Shared},
    csrf, extract, headers,
    idempotency::{self, Verdict},
    limit::{self, Class},
    linger::Rest,
    metrics, problem, request_id,
};

/// Longer than this is worth a line in the log.
const SLOW: std::time::Duration = std::time::Duration::from_secs(2);

/// What the answer needs to know about its request.
struct Asked {
    id: RequestId,
    method: Method,
    route: Option<MatchedPath>,
    started: Instant,
}

/// Takes a request in, gives its answer out.
pub(crate) async fn handle(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let peer = peer_of(&request);
    let trusted = shared.options.trusts(peer);
    let proxied = trusted.then(|| RequestId::from_proxy(request.headers())).flatten();
    let id = proxied.unwrap_or_else(|| RequestId::generate(&shared.platform.clock, &shared.platform.rng));
    let asked = Asked {
        id,
        method: request.method().clone(),
        route: request.extensions().get::<MatchedPath>().cloned(),
        started: Instant::now(),
    };
    let span = tracing::info_span!(
        "request",
        request.id = asked.id.as_str(),
        method = asked.method.as_str(),
        route = metrics::route(asked.route.as_ref()),
        user.id = field::Empty,
        status = field::Empty,
        duration_ms = field::Empty,
    );
    let (request, rest) = if is_upload(&request) {
        let (request, rest) = Rest::of(request);
        (request, Some(rest))
    } else {
        (request, None)
    };
    let work = pass(Arc::clone(&shared), asked.id.clone(), peer, request, next);
    let work = async {
        let response = AssertUnwindSafe(work).catch_unwind().await.unwrap_or_else(|panic| panicked(&*panic));
        let response = finish(&shared, &asked, response);
        match rest {
            Some(rest) => rest.behind(response),
            None => response,
        }
    };
    request_id::within(asked.id.clone(), work).instrument(span).await
}

/// The connection's other end. Only in tests, which have no connection, is it nowhere.
fn peer_of(request: &Request) -> IpAddr {
    let info = request.extensions().get::<ConnectInfo<SocketAddr>>();
    info.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(address)| address.ip().to_canonical())
}

/// Everything before the room: where from, who, whether, how often, and whether already.
async fn pass(shared: Arc<Shared>, id: RequestId, peer: IpAddr, mut request: Request, next: Next) -> Response {
    let secure = client::is_secure(&shared.options, peer, request.headers());
    if let Err(problem) = csrf::check(request.method(), request.headers(), &shared.public_origin, secure) {
        return ApiError::from(problem).into_response();
    }
    let addr = client::address(&shared.options, peer, request.headers());
    let actor = auth::by_header(&*shared.authenticator, request.headers()).await;
    if let Ok(Actor::User(identity)) = &actor {
        Span::current().record("user.id", field::display(identity.user));
    }
    let context = Context(Arc::new(ContextInner { shared, request_id: id, addr, peer, secure, actor }));
    let class = Class::of(request.method(), request.uri().path());
    let counted = match limit::check(&context, class).await {
        Ok(counted) => counted,
        Err((problem, counted)) => {
            let mut response = ApiError::from(problem).into_response();
            counted.tell(response.headers_mut());
            return response;
        }
    };
    request.extensions_mut().insert(context.clone());
    let mut response = match idempotency::begin(&context, request).await {
        Ok(Verdict::Plain(request)) => run(&context, request, next).await,
        Ok(Verdict::Replay(response)) => response,
        Ok(Verdict::First(request, ticket)) => once(context, request, next, ticket).await,
        Err(problem) => ApiError::from(problem).into_response(),
    };
    if let Some(counted) = counted {
        counted.tell(response.headers_mut());
    }
    response
}

/// Runs a request that holds an idempotency key to its end, even if the client goes away meanwhile: it will ask again,
/// and must find the answer.
async fn once(context: Context, request: Request, next: Next, ticket: idempotency::Ticket) -> Response {
    let id = context.request_id.clone();
    let tasks = context.shared.platform.tasks.clone();
    let work = async move {
        let work = AssertUnwindSafe(run(&context, request, next)).catch_unwind();
        let response = work.await.unwrap_or_else(|panic| panicked(&*panic));
        ticket.settle(response).await
    };
    let task = tasks.spawn("idempotent request", request_id::within(id, work).in_current_span());
    task.await.unwrap_or_else(|error| ApiError::from(Problem::internal(error)).into_response())
}

/// The room itself, within its time.
async fn run(context: &Context, request: Request, next: Next) -> Response {
    let options = &context.shared.options;
    if is_upload(&request) {
        // An upload takes as long as it takes, as long as it goes on.
        let idle = options.body_idle_timeout;
        let request = request.map(|body| Body::new(TimeoutBody::new(idle, body).map_err(axum::Error::new)));
        return next.run(request).await;
    }
    match timeout(options.request_timeout, next.run(request)).await {
        Ok(response) => response,
        Err(_) => ApiError::from(Problem::bare(Code::Timeout).because("the handler took too long")).into_response(),
    }
}

/// Whether the body is more than a small JSON.
fn is_upload(request: &Request) -> bool {
    if !matches!(*request.method(), Method::POST | Method::PUT | Method::PATCH) {
        return false;
    }
    let headers = request.headers();
    let body = headers.contains_key(header::TRANSFER_ENCODING)
        || headers.get(header::CONTENT_LENGTH).is_some_and(|length| length.as_bytes() != b"0");
    body && !extract::is_json(headers)
}

fn panicked(panic: &(dyn std::any::Any + Send)) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no words");
    ::metrics::counter!("panics_total").increment(1);
    ApiError::from(Problem::internal(format!("panicked: {text}"))).into_response()
}

/// Everything after the room: failures in one form, headers, and the account of it.
fn finish(shared: &Shared, asked: &Asked, mut response: Response) -> Response {
    if is_foreign_failure(&response) {
        response = as_problem(response);
    }
    headers::common(response.headers_mut(), &asked.id, shared.options.is_https());
    let (status, took) = (response.status(), asked.started.elapsed());
    shared.metrics.record(&asked.method, metrics::route(asked.route.as_ref()), status, took);
    let span = Span::current();
    if !span.is_disabled() {
        let duration_ms = took.as_secs_f64() * 1000.0;
        span.record("status", status.as_u16()).record("duration_ms", duration_ms);
        if took > SLOW && status != StatusCode::SWITCHING_PROTOCOLS {
            tracing::info!(duration_ms, "a slow request");
        }
        tracing::debug!("request done");
    }
    response
}

/// A failure that the framework wrote: words as plain text or nothing at all. One that a handler wrote in a form of its
/// own (a red `/health`) stays.
fn is_foreign_failure(response: &Response) -> bool {
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error())
        || response.extensions().get::<problem::IsProblem>().is_some()
    {
        return false;
    }
    let kind = response.headers().get(header::CONTENT_TYPE);
    kind.is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"))
}

/// The same failure as a problem. Headers that tell more (`Allow`, `Content-Range`) stay.
fn as_problem(response: Response) -> Response {
    let (old, _) = response.into_parts();
    let mut response = ApiError::from(problem::of_status(old.status, "answered by the framework")).into_response();
    let mut kept: HeaderMap = old.headers;
    for name in [header::CONTENT_TYPE, header::CONTENT_LENGTH] {
        kept.remove(name);
    }
    for (name, value) in kept {
        if let Some(name) = name {
            response.headers_mut().append(name, value);
        }
    }
    // The status stays the very one that the framework chose (say 426).
    *response.status_mut() = old.status;
    response
}
