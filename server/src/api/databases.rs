//! Tenant databases: made, dropped, looked into.

mod collections;
mod connection;
mod create;
mod delete;
mod delete_document;
mod documents;
mod error;
mod indexes;
mod insert_document;
mod list;
mod read;
mod replace_document;
mod rotate;
mod stats;
mod update;
mod viewer;
mod viewer_of_all;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::state::ApiState;
pub(super) use error::viewer_error;

pub(super) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(viewer_of_all::viewer_of_all))
        .routes(routes!(read::read, update::update, delete::delete))
        .routes(routes!(collections::collections))
        .routes(routes!(connection::connection))
        .routes(routes!(rotate::rotate))
        .routes(routes!(viewer::viewer))
        .routes(routes!(documents::documents, insert_document::insert_document))
        .routes(routes!(
            replace_document::replace_document,
            delete_document::delete_document
        ))
        .routes(routes!(indexes::indexes))
        .routes(routes!(stats::stats))
}
