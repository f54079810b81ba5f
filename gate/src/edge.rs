//! Joining the rooms' routes behind one door.

use std::sync::Arc;

use axum::{
    Router,
    extract::Request,
    middleware,
    response::{IntoResponse as _, Response},
};
use kernel::{Code, Problem};
use platform::Platform;
use utoipa::openapi::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    ApiError, Assets, Audience, Authenticator, EdgeOptions, Tickets,
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
    platform: Platform,
    authenticator: Arc<dyn Authenticator>,
    hub: Hub,
    routes: OpenApiRouter,
    assets: Assets,
}

impl Edge {
    /// An edge with nothing behind it but its own routes, set up as the configuration says. Needs a running Tokio
    /// runtime: its sockets listen to the bus from here on.
    #[must_use]
    pub fn new(platform: &Platform, authenticator: Arc<dyn Authenticator>, audience: Arc<dyn Audience>) -> Self {
        let config = &platform.config;
        Self {
            options: EdgeOptions::from_config(config, config.public_url(config.listen)),
            platform: platform.clone(),
            hub: Hub::start(platform, Arc::clone(&authenticator), audience),
            authenticator,
            routes: OpenApiRouter::default(),
            assets: Assets::new([]),
        }
    }

    /// Other options; whoever listens on port 0 knows the public address only after that.
    #[must_use]
    pub fn options(mut self, options: EdgeOptions) -> Self {
        self.options = options;
        self
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

    /// The event sockets of this node. They hear the bus from the moment that this edge was made.
    #[must_use]
    pub const fn hub(&self) -> &Hub {
        &self.hub
    }

    /// The whole router, and what it says about itself.
    pub fn build(self) -> (Router, OpenApi) {
        let Self { options, platform, authenticator, hub, routes, assets } = self;
        let own = OpenApiRouter::default()
            .routes(routes!(reports::csp_report))
            .merge(realtime::routes(hub))
            .merge(openapi::routes());
        let (router, document) = routes.merge(own).split_for_parts();
        let document = openapi::complete(document, &options);
        let pages = Arc::new(openapi::Pages::new(&document));
        let assets = Arc::new(assets);
        let secret = platform.secrets.pepper();
        let shared = Arc::new(Shared {
            public_origin: options.public_origin(),
            tickets: Tickets::new(
                secret.expose(),
                platform.clock.clone(),
                platform.rng.clone(),
                platform.limits.clone(),
            ),
            seal: Seal::new(secret.expose(), platform.rng.clone()),
            authenticator,
            metrics: Metrics::default(),
            options,
            platform,
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
