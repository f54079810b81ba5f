//! `GET /api/notifications`, `POST /api/notifications/{id}/read`

use axum::extract::State;
use gate::{Answer, Json, Path, Query, SignedIn};
use kernel::{Limit, NotificationId, Page};

use super::views::{NotificationView, PageIn};
use crate::Notify;

/// What the asker was told, the newest first.
#[utoipa::path(
    get, path = "/api/notifications", operation_id = "list_notifications", tag = "notify",
    params(PageIn),
    responses((status = 200, body = Page<NotificationView>))
)]
pub(crate) async fn list_notifications(
    State(notify): State<Notify>,
    SignedIn(identity): SignedIn,
    Query(page): Query<PageIn>,
) -> Answer<Json<Page<NotificationView>>> {
    let found = notify.list(identity, page.cursor, Limit::new(page.limit)?).await?;
    Ok(Json(found.map(NotificationView::from)))
}

/// Marks one as read, on all of the asker's devices.
#[utoipa::path(
    post, path = "/api/notifications/{id}/read", operation_id = "read_notification", tag = "notify",
    params(("id" = NotificationId, Path)),
    responses((status = 200, body = NotificationView))
)]
pub(crate) async fn read_notification(
    State(notify): State<Notify>,
    SignedIn(identity): SignedIn,
    Path(id): Path<NotificationId>,
) -> Answer<Json<NotificationView>> {
    Ok(Json(notify.mark_read(identity, id).await?.into()))
}
