//! The HTTP API: one operation, one file, described where it is written; the `OpenAPI` document comes from that.
//!
//! Turns requests into calls of the platform and answers into JSON. It decides nothing about apps.

mod apps;
mod auth;
mod body;
mod carry_through;
mod error;
mod events;
mod layers;
mod local_only;
mod service;
mod session;
mod socket;
mod state;
mod templates;

use axum::Router;
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::platform::Platform;
use crate::platform::templates::Templates;
pub use error::ApiError;
use state::ApiState;

/// The API over this platform, with every layer it needs.
pub fn router(platform: Platform) -> Router {
    let templates = Templates::load(platform.settings.templates_dir.as_deref());
    let state = ApiState {
        platform: platform.clone(),
        templates,
    };
    let routes = routes()
        .split_for_parts()
        .0
        .merge(service::document::routes(openapi()))
        .with_state(state);
    layers::wrap(routes, platform)
}

/// The description of the API.
pub fn openapi() -> OpenApi {
    let mut document = routes().into_openapi();
    service::document::add_common_answers(&mut document);
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
        .merge(templates::routes())
        .merge(events::routes())
}
