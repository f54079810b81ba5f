//! What goes over the wire.

use kernel::{NotificationId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{Notification, words};

/// A page of the list.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PageIn {
    /// The `nextCursor` of the page before.
    pub(super) cursor: Option<NotificationId>,
    /// How many, 1 to 100; 50 if left out.
    pub(super) limit: Option<u32>,
}

/// One thing that the asker was told.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Notification)]
pub(crate) struct NotificationView {
    id: NotificationId,
    /// What it is about, as in `security.token_reused`.
    kind: &'static str,
    /// A few words.
    title: String,
    /// The whole of it, in plain text.
    text: String,
    /// When it happened.
    created_at: Timestamp,
    /// When it was read; `null` until then.
    #[schema(required = true)]
    read_at: Option<Timestamp>,
}

impl From<Notification> for NotificationView {
    fn from(notification: Notification) -> Self {
        let words::Line { title, text } = words::line(&notification.news);
        Self {
            id: notification.id,
            kind: notification.news.kind(),
            title,
            text,
            created_at: notification.created_at,
            read_at: notification.read_at,
        }
    }
}
