//! `GET /health`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use fp_contract::error::PlainErrorBody;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::error::ApiError;
use crate::platform::{Platform, templates};

/// How the server is.
#[derive(Serialize, ToSchema)]
pub(super) struct Health {
    /// Always `healthy`: anything else is an error.
    status: &'static str,
    /// Always `connected`: anything else is an error.
    database: &'static str,
    /// How many templates everybody has.
    templates: usize,
    /// Something an operator should look at.
    #[serde(skip_serializing_if = "Option::is_none")]
    warning: Option<&'static str>,
    /// This process of the server; another value means that it was restarted.
    instance: String,
    /// The engine that runs apps.
    runtime: &'static str,
    /// The engine that keeps the record.
    store: &'static str,
}

/// Say how the server is
#[utoipa::path(
    get,
    path = "/health",
    tag = "service",
    responses(
        (status = 200, body = Health),
        (status = 503, description = "The record cannot be reached", body = PlainErrorBody),
    )
)]
pub(super) async fn health(State(platform): State<Platform>) -> Result<Json<Health>, ApiError> {
    let unavailable = |error: String| ApiError::plain(StatusCode::SERVICE_UNAVAILABLE, error);
    let answers = platform.store.ping().await;
    answers.map_err(|error| unavailable(error.to_string()))?;
    let templates = templates::shared(&platform).await;
    let templates = templates.map_err(|error| unavailable(error.to_string()))?.len();
    Ok(Json(Health {
        status: "healthy",
        database: "connected",
        templates,
        warning: (templates < 2).then_some("fewer than two templates could be loaded; the log says why"),
        instance: platform.settings.instance.clone(),
        runtime: platform.runtime.name(),
        store: platform.store.name(),
    }))
}
