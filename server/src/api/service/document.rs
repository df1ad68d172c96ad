//! `GET /openapi.json`, and `GET /docs`: the same for people.

use std::sync::Arc;

use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use axum::{Json, Router};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, OpenApi};
use utoipa::{Modify, OpenApi as DeriveOpenApi};

use crate::api::state::ApiState;

/// A page that reads the document and needs nothing from elsewhere.
const PAGE: &str = include_str!("docs.html");

/// What the document says beside its operations.
#[derive(DeriveOpenApi)]
#[openapi(
    info(
        title = "fp platform API",
        description = "Everything the workstation does. Times are UTC without a zone; success is always 200.",
    ),
    modifiers(&BearerToken),
    tags(
        (name = "service", description = "The server itself"),
        (name = "auth", description = "Accounts and sessions"),
        (name = "apps", description = "Apps, their drafts, deployments and logs"),
        (name = "templates", description = "Starter apps"),
        (name = "events", description = "What changes, as it changes"),
    )
)]
pub(crate) struct Description;

struct BearerToken;

impl Modify for BearerToken {
    fn modify(&self, document: &mut OpenApi) {
        let scheme = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        document.components = Some(ComponentsBuilder::new().security_scheme("bearer", scheme).build());
    }
}

/// Serves the document and its page.
pub(crate) fn routes(document: OpenApi) -> Router<ApiState> {
    let document = Arc::new(document);
    Router::new()
        .route(
            "/openapi.json",
            get(async move || Json(document.as_ref().clone()).into_response()),
        )
        .route(
            "/docs",
            get(async || ([(CONTENT_TYPE, "text/html; charset=utf-8")], Html(PAGE))),
        )
}
