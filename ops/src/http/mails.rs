//! `GET /api/admin/mails`

use axum::extract::State;
use gate::{Answer, Caller, Json, Query};
use kernel::{Limit, MailId, Page, PageError, Timestamp};
use platform::mail::{KeptMail, list_kept};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::Ops;

/// Which page.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Paging {
    /// From the page before.
    cursor: Option<String>,
    /// 1 to 100, 50 if left out.
    limit: Option<u32>,
}

/// A mail that was kept because no mail server is set.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = KeptMail)]
pub(crate) struct MailView {
    id: MailId,
    to: String,
    subject: String,
    text: String,
    created_at: Timestamp,
}

impl From<KeptMail> for MailView {
    fn from(mail: KeptMail) -> Self {
        Self { id: mail.id, to: mail.to, subject: mail.subject, text: mail.text, created_at: mail.created_at }
    }
}

/// The mails that were kept because no mail server is set, the newest first. For an owner of the studio.
#[utoipa::path(
    get, path = "/api/admin/mails", operation_id = "list_mails", tag = "ops", params(Paging),
    responses((status = 200, body = Page<MailView>))
)]
pub(crate) async fn list_mails(
    State(ops): State<Ops>,
    Caller(actor): Caller,
    Query(paging): Query<Paging>,
) -> Answer<Json<Page<MailView>>> {
    ops.must_own_studio(&actor).await?;
    let before = paging.cursor.map(|cursor| cursor.parse().map_err(|_| PageError)).transpose()?;
    let page = list_kept(&ops.platform().db, before, Limit::new(paging.limit)?).await?;
    Ok(Json(page.map(MailView::from)))
}
