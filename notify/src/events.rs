//! What this room tells, all of it to the one person's own devices.

use kernel::{Event, Topic};
use platform::Platform;
use serde_json::json;

use crate::{Notification, http::NotificationView};

/// There is something new: `{notification}`.
pub(crate) fn created(platform: &Platform, notification: Notification) -> Event {
    let topic = Topic::User(notification.user);
    platform.event(topic, "notification.created", json!({ "notification": NotificationView::from(notification) }))
}

/// It was read on one of the devices: `{notificationId, readAt}`.
pub(crate) fn read(platform: &Platform, notification: &Notification) -> Event {
    let detail = json!({ "notificationId": notification.id, "readAt": notification.read_at });
    platform.event(Topic::User(notification.user), "notification.read", detail)
}
