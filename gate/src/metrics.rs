//! How many requests, and how long they took, by matched route (never by path: a path holds ids without end).

use std::{collections::HashMap, time::Duration};

use axum::extract::MatchedPath;
use http::{Method, StatusCode};
use metrics::{Counter, Histogram};
use parking_lot::RwLock;

/// Handles are kept, since making one allocates its labels and asks the recorder's registry. `metrics` binds a handle
/// to the recorder that stands when it is made: the recorder must be installed before the first request.
#[derive(Default)]
pub(crate) struct Metrics(RwLock<HashMap<&'static str, HashMap<String, Vec<Handle>>>>);

struct Handle {
    status: u16,
    count: Counter,
    duration: Histogram,
}

/// Routes that no room named.
pub(crate) const UNMATCHED: &str = "unmatched";

pub(crate) fn route(matched: Option<&MatchedPath>) -> &str {
    matched.map_or(UNMATCHED, MatchedPath::as_str)
}

/// Methods are named by clients: only known ones become labels.
fn known(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "OTHER",
    }
}

impl Metrics {
    pub(crate) fn record(&self, method: &Method, route: &str, status: StatusCode, took: Duration) {
        let (method, status) = (known(method), status.as_u16());
        {
            let all = self.0.read();
            let handles = all.get(method).and_then(|routes| routes.get(route));
            if let Some(handle) = handles.and_then(|handles| handles.iter().find(|handle| handle.status == status)) {
                handle.record(took);
                return;
            }
        }
        let handle = Handle::new(method, route, status);
        handle.record(took);
        self.0.write().entry(method).or_default().entry(route.to_owned()).or_default().push(handle);
    }
}

impl Handle {
    fn new(method: &'static str, route: &str, status: u16) -> Self {
        let route = route.to_owned();
        let labels = ("route", route.clone());
        let status_label = status.to_string();
        Self {
            status,
            count: metrics::counter!("http_requests_total", "method" => method, labels.0 => labels.1, "status" => status_label),
            duration: metrics::histogram!("http_request_duration_seconds", "method" => method, "route" => route),
        }
    }

    fn record(&self, took: Duration) {
        self.count.increment(1);
        self.duration.record(took.as_secs_f64());
    }
}
