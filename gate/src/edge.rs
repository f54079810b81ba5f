//! Joining the rooms' routes behind one door.

use std::sync::Arc;

use axum::{
    Router,
    extract::Request,
    middleware,
    response::{IntoResponse as _, Response},
};
use kernel::{Code, Problem};
use utoipa::openapi::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    ApiError, Assets, EdgeOptions, EdgeParts, IdempotencyKeeper, Tickets,
    context::{Context, Shared},
    idempotency::Seal,
    metrics::Metrics,
    openapi, pipeline,
    realtime::{self, Hub},
    reports,
};

/// The edge in the making: mount the rooms, then [`build`](Self::build).
pub struct Edge {
    options: EdgeOptions,
    parts: EdgeParts,
    hub: Hub,
    routes: OpenApiRouter,
    assets: Assets,
    idempotency: Option<Arc<dyn IdempotencyKeeper>>,
}

impl Edge {
    /// An edge with nothing behind it but its own routes.
    #[must_use]
    pub fn new(options: EdgeOptions, parts: EdgeParts) -> Self {
        let hub = Hub::new(&parts);
        Self { options, parts, hub, routes: OpenApiRouter::default(), assets: Assets::new([]), idempotency: None }
    }

    /// Adds a room's routes.
    #[must_use]
    pub fn mount(mut self, routes: OpenApiRouter) -> Self {
        self.routes = self.routes.merge(routes);
        self
    }

    /// The web app, for all that no route takes.
    #[must_use]
    pub fn assets(mut self, assets: Assets) -> Self {
        self.assets = assets;
        self
    }

    /// Remembers idempotency keys. Without it, the header is ignored.
    #[must_use]
    pub fn idempotency(mut self, keeper: Arc<dyn IdempotencyKeeper>) -> Self {
        self.idempotency = Some(keeper);
        self
    }

    /// The event sockets. Run [`Hub::run`] on the bus's events.
    #[must_use]
    pub const fn hub(&self) -> &Hub {
        &self.hub
    }

    /// The whole router, and what it says about itself.
    pub fn build(self) -> (Router, OpenApi) {
        let Self { options, parts, hub, routes, assets, idempotency } = self;
        let own = OpenApiRouter::default()
            .routes(routes!(reports::csp_report))
            .merge(realtime::routes(hub))
            .merge(openapi::routes());
        let (router, document) = routes.merge(own).split_for_parts();
        let document = openapi::complete(document, &options);
        let pages = Arc::new(openapi::Pages::new(&document));
        let assets = Arc::new(assets);
        let shared = Arc::new(Shared {
            public_origin: options.public_origin(),
            tickets: Tickets::new(&parts.secret, parts.clock.clone(), parts.rng.clone(), parts.limits.clone()),
            seal: Seal::new(&parts.secret, parts.rng.clone()),
            clock: parts.clock,
            rng: parts.rng,
            limits: parts.limits,
            authenticator: parts.authenticator,
            tracker: parts.tracker,
            idempotency,
            metrics: Metrics::default(),
            options,
        });
        let router = router
            .layer(axum::Extension(pages))
            .fallback(move |context, request| unmatched(Arc::clone(&assets), context, request))
            .method_not_allowed_fallback(wrong_method)
            .layer(middleware::from_fn_with_state(shared, pipeline::handle));
        (router, document)
    }
}

/// What no route takes: the web app, or nothing.
async fn unmatched(assets: Arc<Assets>, context: Context, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    assets.answer(&parts, &context)
}

async fn wrong_method() -> Response {
    ApiError::from(Problem::bare(Code::MethodNotAllowed)).into_response()
}
