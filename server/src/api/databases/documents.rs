//! `GET /api/databases/{database_id}/{collection}/documents`

use axum::Json;
use axum::extract::{Path, State};
use fp_contract::database::DocumentPage;
use fp_contract::error::ErrorBody;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::api::body::Parameters;
use crate::api::error::ApiError;
use crate::api::session::Session;
use crate::databases::document::Format;
use crate::platform::Platform;
use crate::platform::databases::{self, DocumentQuery};

/// Most documents of a page, as on the existing platform.
const MAX_PAGE_SIZE: u32 = 100;
/// The last page that can be asked for.
const MAX_PAGE: u32 = 10_000_000;

/// Which documents to read.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Documents {
    /// Which page, from 1.
    #[serde(default = "one")]
    #[param(default = 1, minimum = 1, maximum = 10_000_000)]
    page: u32,
    /// Documents of a page.
    #[serde(default = "twenty")]
    #[param(default = 20, minimum = 1, maximum = 100)]
    page_size: u32,
    /// The field to sort by.
    #[serde(default = "identifier")]
    #[param(default = "_id")]
    sort_field: String,
    /// 1 for the smallest first; 0 and -1 for the largest first.
    #[serde(default = "descending")]
    #[param(default = -1, minimum = -1, maximum = 1)]
    sort_dir: i8,
    /// What documents must match: a `MongoDB` filter in extended JSON.
    filter: Option<String>,
    /// How documents are written.
    #[serde(default)]
    #[param(inline)]
    format: WrittenAs,
}

/// How documents are written: with strings for every kind that JSON does not have, or in extended JSON.
#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum WrittenAs {
    #[default]
    Flat,
    Extended,
}

fn one() -> u32 {
    1
}

fn twenty() -> u32 {
    20
}

fn identifier() -> String {
    "_id".to_owned()
}

fn descending() -> i8 {
    -1
}

impl Documents {
    fn checked(self) -> Result<DocumentQuery, ApiError> {
        within("page", self.page.into(), 1, MAX_PAGE.into())?;
        within("page_size", self.page_size.into(), 1, MAX_PAGE_SIZE.into())?;
        within("sort_dir", self.sort_dir.into(), -1, 1)?;
        Ok(DocumentQuery {
            page: self.page,
            page_size: self.page_size,
            sort_field: self.sort_field,
            ascending: self.sort_dir > 0,
            filter: self.filter,
            format: match self.format {
                WrittenAs::Flat => Format::Flat,
                WrittenAs::Extended => Format::Extended,
            },
        })
    }
}

fn within(name: &str, value: i64, least: i64, most: i64) -> Result<(), ApiError> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    let words = format!("Input should be between {least} and {most}");
    Err(ApiError::field(&["query", name], &words, "value_error"))
}

/// Read a page of documents
#[utoipa::path(
    get,
    path = "/api/databases/{database_id}/{collection}/documents",
    tag = "databases",
    security(("bearer" = ["databases:read"])),
    params(("database_id" = String, Path), ("collection" = String, Path), Documents),
    responses(
        (status = 200, body = DocumentPage),
        (status = 400, description = "The filter cannot be used (`INVALID_FILTER`), or the server refuses it or takes longer than 2 s (`QUERY_ERROR`)", body = ErrorBody),
        (status = 404, description = "There is no such database or collection", body = ErrorBody),
        (status = 503, description = "There is no database server, or it does not answer (`DATABASE_UNAVAILABLE`)", body = ErrorBody),
    )
)]
pub(super) async fn documents(
    session: Session,
    State(platform): State<Platform>,
    Path((id, collection)): Path<(String, String)>,
    Parameters(asked): Parameters<Documents>,
) -> Result<Json<DocumentPage>, ApiError> {
    let query = asked.checked()?;
    Ok(Json(
        databases::documents(&platform, session.id(), &id, &collection, query).await?,
    ))
}
