//! The HTTP API: one operation, one file, described where it is written; the `OpenAPI` document comes from that.
//!
//! Turns requests into calls of the platform and answers into JSON. It decides nothing about apps.

mod admin;
mod apps;
mod auth;
mod body;
mod caching;
mod carry_through;
mod databases;
mod error;
mod events;
mod idempotency;
mod layers;
mod local_only;
mod origin;
mod page;
mod quotas;
mod readable_path;
mod scopes;
mod service;
mod session;
mod socket;
mod state;
mod templates;
mod viewer;

use axum::Router;
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::platform::Platform;
pub use error::{ApiError, markdown as errors_markdown};
use state::ApiState;

/// The API over this platform, with every layer it needs.
pub fn router(platform: Platform) -> Router {
    let routes = routes()
        .split_for_parts()
        .0
        .merge(service::document::routes(&openapi()))
        .with_state(platform.clone());
    layers::wrap(routes, platform)
}

/// The description of the API.
pub fn openapi() -> OpenApi {
    let mut document = routes().into_openapi();
    service::document::complete(&mut document);
    document
}

/// The description as text, as `docs/openapi.json` holds it.
pub fn openapi_json() -> String {
    let document = openapi();
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::with_openapi(service::document::Description::openapi())
        .merge(service::routes())
        .merge(auth::routes())
        .merge(apps::routes())
        .merge(databases::routes())
        .merge(viewer::routes())
        .merge(quotas::routes())
        .merge(templates::routes())
        .merge(events::routes())
        .merge(admin::routes())
}
