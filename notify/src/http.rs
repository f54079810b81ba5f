//! The routes under `/api/notifications`.

mod notifications;
mod views;

use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) use views::NotificationView;

use crate::Notify;

/// What the room answers.
#[must_use]
pub fn routes(notify: Notify) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(notifications::list_notifications))
        .routes(routes!(notifications::read_notification))
        .with_state(notify)
}
