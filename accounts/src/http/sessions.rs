//! `GET /api/auth/sessions` and `DELETE /api/auth/sessions/{id}`

use axum::extract::State;
use gate::{Answer, Json, Path, SignedIn};
use http::StatusCode;
use kernel::{Page, SessionId};

use super::views::SessionView;
use crate::Accounts;

/// The devices that are signed in to this account, the last used first.
#[utoipa::path(
    get, path = "/api/auth/sessions", operation_id = "list_sessions", tag = "accounts",
    responses((status = 200, body = Page<SessionView>))
)]
pub(crate) async fn list_sessions(
    State(accounts): State<Accounts>,
    SignedIn(identity): SignedIn,
) -> Answer<Json<Page<SessionView>>> {
    let sessions = accounts.list_active_sessions(identity).await?;
    let views = sessions.into_iter().map(|session| SessionView {
        current: session.id == identity.session,
        id: session.id,
        device: session.device,
        network: session.network,
        created_at: session.created_at,
        last_seen_at: session.last_seen_at,
    });
    Ok(Json(Page::complete(views.collect())))
}

/// Ends one of them; whatever it has open closes within a second.
#[utoipa::path(
    delete, path = "/api/auth/sessions/{id}", operation_id = "revoke_session", tag = "accounts",
    params(("id" = SessionId, Path)),
    responses((status = 204))
)]
pub(crate) async fn revoke_session(
    State(accounts): State<Accounts>,
    SignedIn(identity): SignedIn,
    Path(id): Path<SessionId>,
) -> Answer<StatusCode> {
    accounts.revoke_session(identity, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
