//! A message as it goes over the wire, written once.
//!
//! A message never changes, but its author's name may: the JSON is kept in two halves, and the author is put between them whenever it
//! is sent. A page of fifty is fifty copies of bytes and not fifty walks through a serialiser.

use kernel::{ChannelId, MessageId, Person, Timestamp, UserId};
use serde::Serialize;

use crate::model::Message;

/// A message, ready to be sent.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) seq: i64,
    pub(crate) author: UserId,
    json: Box<str>,
    /// Where the author belongs.
    split: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Head<'a> {
    id: MessageId,
    channel_id: ChannelId,
    seq: i64,
    client_id: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Tail<'a> {
    text: &'a str,
    html: &'a str,
    created_at: Timestamp,
}

impl Line {
    pub(crate) fn render(message: &Message) -> Result<Self, serde_json::Error> {
        let head =
            Head { id: message.id, channel_id: message.channel, seq: message.seq, client_id: &message.client_id };
        let tail = Tail { text: &message.text, html: &message.html, created_at: message.created_at };
        let (head, tail) = (serde_json::to_string(&head)?, serde_json::to_string(&tail)?);
        // `{"id":…}` and `{"text":…}` become `{"id":…,"author":` and `,"text":…}`.
        let mut json = String::with_capacity(head.len() + tail.len() + 12);
        json.push_str(head.strip_suffix('}').unwrap_or(&head));
        json.push_str(",\"author\":");
        let split = json.len();
        json.push(',');
        json.push_str(tail.get(1..).unwrap_or_default());
        Ok(Self { seq: message.seq, author: message.author, json: json.into_boxed_str(), split })
    }

    /// Appends the JSON; `author` is the JSON of a [`Person`].
    pub(crate) fn write(&self, author: &str, out: &mut String) {
        let (head, tail) = self.json.split_at(self.split);
        out.push_str(head);
        out.push_str(author);
        out.push_str(tail);
    }

    /// How much memory it takes, in bytes.
    pub(crate) fn weight(&self) -> usize {
        self.json.len() + size_of::<Self>()
    }
}

/// A person as JSON.
pub(crate) fn author(person: &Person) -> Result<String, serde_json::Error> {
    serde_json::to_string(person)
}

#[cfg(test)]
mod tests {
    use kernel::{Clock, Rng, SeededEntropy, SystemClock};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn message(client_id: String, text: String) -> Message {
        let (clock, rng) = (Clock::new(SystemClock), Rng::new(SeededEntropy::new(3)));
        Message {
            id: MessageId::generate(&clock, &rng),
            channel: ChannelId::generate(&clock, &rng),
            seq: 7,
            author: UserId::generate(&clock, &rng),
            client_id,
            html: format!("<p>{text}</p>"),
            text,
            created_at: Timestamp::from_millis(1_767_603_600_000),
        }
    }

    proptest! {
        /// Whatever stands in it, it is the JSON that a serialiser would write, in the contract's order.
        #[test]
        fn the_halves_and_the_author_are_one_object(client_id in ".{0,20}", text in "\\PC{0,40}|[{}\"\\\\,:]{0,20}", name in ".{0,20}") {
            let message = message(client_id, text);
            let line = Line::render(&message).expect("it renders");
            let person = Person { id: message.author, name, hue: 3 };
            let mut out = String::new();
            line.write(&author(&person).expect("a person renders"), &mut out);
            let value: Value = serde_json::from_str(&out).expect("JSON");
            prop_assert_eq!(value, json!({
                "id": message.id, "channelId": message.channel, "seq": 7, "clientId": message.client_id,
                "author": person, "text": message.text, "html": message.html, "createdAt": "2026-01-05T09:00:00.000Z",
            }));
        }
    }
}
