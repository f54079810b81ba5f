//! `/api/channels/{channel}/messages`

use axum::extract::State;
use gate::{Answer, Json, Path, Query, SignedIn};
use http::StatusCode;
use kernel::{Actor, ChannelId, Limit, Page};

use super::{
    RawJson,
    views::{MessageIn, MessageView, MessagesQuery},
};
use crate::{
    Messaging,
    actions::{list_messages::Listed, send::Send},
    rules::Asked,
};

/// A page of a channel's messages, in order.
#[utoipa::path(
    get, path = "/api/channels/{id}/messages", tag = "messaging", operation_id = "list_messages",
    params(("id" = ChannelId, Path, description = "The channel"), MessagesQuery),
    responses(
        (status = 200, description = "The messages, ascending; `nextCursor` is the `before` of the next older page, or \
            the `after` of the next newer one", body = Page<MessageView>),
        (status = 404, description = "No such channel, or not for the caller to read"),
        (status = 422, description = "`invalid_input`"),
    )
)]
pub(super) async fn list_messages(
    State(messaging): State<Messaging>,
    SignedIn(identity): SignedIn,
    Path(channel): Path<ChannelId>,
    Query(query): Query<MessagesQuery>,
) -> Answer<RawJson> {
    let number = |seq: u64| i64::try_from(seq).unwrap_or(i64::MAX);
    let asked =
        Asked { after: query.after.map(number), before: query.before.map(number), limit: Limit::new(query.limit)? };
    let listed = messaging.list_messages(&Actor::User(identity), channel, asked).await?;
    Ok(RawJson(StatusCode::OK, page(&listed)))
}

/// The page as JSON: the messages are written already.
fn page(listed: &Listed) -> String {
    let weight: usize = listed.lines.iter().map(|line| line.weight() + 128).sum();
    let mut json = String::with_capacity(weight + 64);
    json.push_str("{\"items\":[");
    for (index, line) in listed.lines.iter().enumerate() {
        if index > 0 {
            json.push(',');
        }
        line.write(listed.authors.get(&line.author).map_or("null", String::as_str), &mut json);
    }
    json.push_str("],\"nextCursor\":");
    match listed.next {
        Some(seq) => json.push_str(&format!("\"{seq}\"")),
        None => json.push_str("null"),
    }
    json.push('}');
    json
}

/// Sends a message. It is on disk when the answer comes.
#[utoipa::path(
    post, path = "/api/channels/{id}/messages", tag = "messaging", operation_id = "send_message",
    params(("id" = ChannelId, Path, description = "The channel")), request_body = MessageIn,
    responses(
        (status = 201, description = "The message", body = MessageView),
        (status = 200, description = "It was sent before under this `clientId`", body = MessageView),
        (status = 403, description = "The caller only reads here"),
        (status = 404, description = "No such channel, or not for the caller to read"),
        (status = 422, description = "`invalid_input`"),
    )
)]
pub(super) async fn send_message(
    State(messaging): State<Messaging>,
    SignedIn(identity): SignedIn,
    Path(channel): Path<ChannelId>,
    Json(input): Json<MessageIn>,
) -> Answer<RawJson> {
    let input = Send { channel, text: input.text, client_id: input.client_id };
    let (sent, author) = messaging.send(&Actor::User(identity), input).await?;
    let mut json = String::with_capacity(sent.line.weight() + author.len());
    sent.line.write(&author, &mut json);
    Ok(RawJson(if sent.new { StatusCode::CREATED } else { StatusCode::OK }, json))
}
