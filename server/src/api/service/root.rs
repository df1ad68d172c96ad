//! `GET /`

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

/// Who answers.
#[derive(Serialize, ToSchema)]
pub(super) struct Greeting {
    /// In words.
    message: &'static str,
    /// The server's version.
    version: &'static str,
}

/// Say who answers
#[utoipa::path(get, path = "/", tag = "service", responses((status = 200, body = Greeting)))]
pub(super) async fn root() -> Json<Greeting> {
    Json(Greeting {
        message: "fp platform API",
        version: env!("CARGO_PKG_VERSION"),
    })
}
