//! `GET /openapi.json`, `GET /docs`: the same for people, and `GET /docs/errors`: what its errors mean.

mod answers;

use axum::Router;
use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, Redirect};
use axum::routing::get;
use fp_contract::error::{AnyErrorBody, ProblemBody};
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{HttpMethod, OpenApi};
use utoipa::{Modify, OpenApi as DeriveOpenApi};

use crate::api::error;
use crate::api::state::ApiState;

/// A page that reads the document and needs nothing from elsewhere.
const PAGE: &str = include_str!("docs.html");

/// What the document says of tokens.
const BEARER: &str = "The token of a log-in, or an API token. An API token does what its scopes allow; each operation names the \
scopes that it needs, and one that names none is for log-ins alone.";

/// What the document says beside its operations.
#[derive(DeriveOpenApi)]
#[openapi(
    info(
        title = "fp platform API",
        description = "Everything the workstation does. Times are UTC without a zone; success is always 200. Errors are described \
            at `/docs/errors`.",
    ),
    components(schemas(AnyErrorBody, ProblemBody)),
    modifiers(&BearerToken),
    tags(
        (name = "service", description = "The server itself"),
        (name = "auth", description = "Accounts and sessions"),
        (name = "apps", description = "Apps, their drafts, deployments and logs"),
        (name = "databases", description = "Databases of a user's own, and the documents in them"),
        (name = "templates", description = "Starter apps"),
        (name = "admin", description = "What only operators may do"),
        (name = "events", description = "What changes, as it changes"),
    )
)]
pub(crate) struct Description;

struct BearerToken;

impl Modify for BearerToken {
    fn modify(&self, document: &mut OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some(BEARER))
            .build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}

/// Adds what every operation takes and answers beside what it says itself.
pub(crate) fn complete(document: &mut OpenApi) {
    answers::complete(document);
}

/// Every operation with its path and method.
fn operations(document: &mut OpenApi) -> impl Iterator<Item = (&str, HttpMethod, &mut Operation)> {
    document.paths.paths.iter_mut().flat_map(|(path, item)| {
        let methods = [
            (HttpMethod::Get, &mut item.get),
            (HttpMethod::Put, &mut item.put),
            (HttpMethod::Post, &mut item.post),
            (HttpMethod::Patch, &mut item.patch),
            (HttpMethod::Delete, &mut item.delete),
        ];
        let described = methods.into_iter();
        described.filter_map(move |(method, operation)| Some((path.as_str(), method, operation.as_mut()?)))
    })
}

/// Serves the document and its page.
pub(crate) fn routes(document: &OpenApi) -> Router<ApiState> {
    let document = Bytes::from(serde_json::to_vec(document).unwrap_or_default());
    let json = [(CONTENT_TYPE, "application/json")];
    Router::new()
        .route("/openapi.json", get(async move || (json, document.clone())))
        .route("/docs/errors", get(async || Html(error::page())))
        .route("/docs", get(async || Html(PAGE)))
        .route("/redoc", get(async || Redirect::permanent("/docs")))
}
