//! Making events.

use kernel::{Event, EventId, SessionId, Topic};
use serde_json::{Value, json};

use crate::Platform;

impl Platform {
    /// An event for people: `detail` is an object; `type` is put into it.
    #[must_use]
    pub fn event(&self, topic: Topic, kind: &str, mut detail: Value) -> Event {
        if !detail.is_object() {
            detail = json!({});
        }
        detail["type"] = Value::from(kind);
        Event {
            id: EventId::generate(&self.clock, &self.rng),
            topic,
            kind: kind.to_owned(),
            payload: detail.to_string(),
            regroups: false,
            ends_session: None,
        }
    }

    /// The same for an event that changes what its listeners may hear.
    #[must_use]
    pub fn regrouping_event(&self, topic: Topic, kind: &str, detail: Value) -> Event {
        Event { regroups: true, ..self.event(topic, kind, detail) }
    }

    /// Tells every node that a session has ended: its sockets close.
    #[must_use]
    pub fn session_ended(&self, session: SessionId) -> Event {
        Event {
            ends_session: Some(session),
            ..self.event(Topic::Internal, "session.ended", json!({ "sessionId": session }))
        }
    }
}
