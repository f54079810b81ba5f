//! What the studio says about its own interface: OpenAPI 3.1 as JSON, and as a page to read.

mod docs;

use std::sync::Arc;

use axum::{
    Extension,
    body::Body,
    extract::Request,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{HeaderValue, header};
use utoipa::{
    PartialSchema as _, ToSchema as _,
    openapi::{
        Components, Content, Info, OpenApi, PathItem, Ref, RefOr, ResponseBuilder, SecurityRequirement,
        path::Operation,
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{EdgeOptions, ProblemView, assets::Page, context::Context};

/// The document in both forms, made once.
pub(crate) struct Pages {
    json: Bytes,
    docs: Page,
}

impl Pages {
    pub(crate) fn new(document: &OpenApi) -> Self {
        // A document of strings and maps always serialises.
        let json = serde_json::to_vec_pretty(document).unwrap_or_default();
        Self { json: json.into(), docs: Page::new(&docs::render(document)) }
    }
}

pub(crate) fn routes() -> OpenApiRouter {
    OpenApiRouter::default().routes(routes!(openapi_json)).routes(routes!(api_docs))
}

/// This interface as an OpenAPI 3.1 document.
#[utoipa::path(
    get, path = "/api/openapi.json", tag = "documentation", operation_id = "get_openapi", security(()),
    responses((status = 200, description = "The document", content_type = "application/json", body = Object))
)]
async fn openapi_json(Extension(pages): Extension<Arc<Pages>>) -> Response {
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    (kind, Body::from(pages.json.clone())).into_response()
}

/// This interface as a page to read.
#[utoipa::path(
    get, path = "/api/docs", tag = "documentation", operation_id = "get_api_docs", security(()),
    responses((status = 200, description = "The page", content_type = "text/html", body = String))
)]
async fn api_docs(context: Context, Extension(pages): Extension<Arc<Pages>>, request: Request) -> Response {
    pages.docs.answer(&context, request.headers())
}

/// Adds what all operations have in common: who may ask, and how failures look.
pub(crate) fn complete(mut document: OpenApi, options: &EdgeOptions) -> OpenApi {
    let mut info = Info::new("FluxStudio", options.version.as_str());
    info.description = Some(
        "Accounts, files, teams, messages, live documents and boards. Ids are UUIDv7, times RFC 3339 in UTC; lists are \
         paged by cursor; creations accept `Idempotency-Key`; every failure is `application/problem+json`."
            .into(),
    );
    document.info = info;
    let components = document.components.get_or_insert_with(Components::new);
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    let cookie = ApiKeyValue::with_description(
        "__Host-flux",
        "The session cookie of a browser (`flux` on plain HTTP); for content and sockets only.",
    );
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    components.add_security_scheme("cookie", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    components.schemas.insert(ProblemView::name().into_owned(), ProblemView::schema());
    components.schemas.insert(kernel::FieldError::name().into_owned(), kernel::FieldError::schema());
    let content = Content::new(Some(Ref::from_schema_name("Problem")));
    let failure = ResponseBuilder::new().description("A failure").content("application/problem+json", content).build();
    components.responses.insert("Failure".into(), failure.into());
    document.security = Some(vec![SecurityRequirement::new("bearer", Vec::<String>::new())]);
    for operation in document.paths.paths.values_mut().flat_map(operations) {
        let failure = RefOr::Ref(Ref::from_response_name("Failure"));
        operation.responses.responses.entry("default".into()).or_insert(failure);
    }
    document
}

pub(crate) fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let all = [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.options, &mut item.head];
    all.into_iter().chain([&mut item.patch, &mut item.trace]).filter_map(Option::as_mut)
}
