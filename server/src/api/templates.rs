//! Templates: starter apps, and what users keep of their own.

mod create;
mod delete;
mod hide;
mod list;
mod read;
mod unhide;
mod update;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::error::ApiError;
use super::state::ApiState;
use crate::platform::error::Error;

pub(super) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(read::read, update::update, delete::delete))
        .routes(routes!(hide::hide))
        .routes(routes!(unhide::unhide))
}

/// Errors of templates are words alone, as on the existing platform.
pub(super) fn in_words(error: Error) -> ApiError {
    ApiError::from(error).without_code()
}
