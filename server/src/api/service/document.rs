//! `GET /openapi.json`, and `GET /docs`: the same for people.

use std::sync::Arc;

use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use axum::{Json, Router};
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, OpenApi, Response};
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

/// Adds what every operation with a token, and every one with a body, can answer beside what it says itself.
pub(crate) fn add_common_answers(document: &mut OpenApi) {
    for item in document.paths.paths.values_mut() {
        let operations = [&mut item.get, &mut item.put, &mut item.post, &mut item.delete];
        for operation in operations.into_iter().flatten() {
            let streams = operation.responses.responses.contains_key("101");
            if operation.security.is_some() && !streams {
                add(operation, "401", "The token is not valid");
                add(operation, "403", "There is no token");
            }
            if operation.request_body.is_some() {
                add(
                    operation,
                    "422",
                    "The body does not fit: `detail` lists `loc`, `msg` and `type`",
                );
            }
        }
    }
}

fn add(operation: &mut Operation, status: &str, description: &str) {
    let responses = &mut operation.responses.responses;
    if !responses.contains_key(status) {
        responses.insert(status.to_owned(), Response::new(description).into());
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
