//! What went wrong with databases, in the existing platform's codes.

use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;

use crate::api::error::ApiError;
use crate::databases::DatabaseError;
use crate::platform::databases::DatabaseFailure;
use crate::platform::error::Error;

impl From<DatabaseFailure> for ApiError {
    fn from(failure: DatabaseFailure) -> Self {
        let message = failure.to_string();
        let coded = |status, code| Self::coded(status, code, message.clone());
        match failure {
            DatabaseFailure::Engine(error) => of_engine(&error),
            DatabaseFailure::NotCreated(_) => coded(StatusCode::INTERNAL_SERVER_ERROR, "DB_CREATE_FAILED"),
            DatabaseFailure::NotCounted(_) => coded(StatusCode::INTERNAL_SERVER_ERROR, "STATS_ERROR"),
            DatabaseFailure::CannotDelete(_) => coded(StatusCode::BAD_REQUEST, "CANNOT_DELETE"),
            DatabaseFailure::InUse(_) => coded(StatusCode::BAD_REQUEST, "DATABASE_IN_USE"),
            DatabaseFailure::Locked(_) => coded(StatusCode::CONFLICT, "DATABASE_LOCKED"),
            DatabaseFailure::Filter(_) => coded(StatusCode::BAD_REQUEST, "INVALID_FILTER"),
            DatabaseFailure::Document(_) => coded(StatusCode::BAD_REQUEST, "INVALID_DOCUMENT"),
            DatabaseFailure::NoViewer(_) | DatabaseFailure::Viewer(_) => {
                coded(StatusCode::INTERNAL_SERVER_ERROR, "VIEWER_LAUNCH_FAILED")
            }
            DatabaseFailure::NoDatabases => coded(StatusCode::BAD_REQUEST, "NO_DATABASES"),
        }
    }
}

fn of_engine(error: &DatabaseError) -> ApiError {
    let coded = |status, code| ApiError::coded(status, code, error.to_string());
    match error {
        DatabaseError::Unavailable(_) => {
            coded(StatusCode::SERVICE_UNAVAILABLE, "DATABASE_UNAVAILABLE").with_header(RETRY_AFTER, "5")
        }
        DatabaseError::LoginRefused { .. } => coded(StatusCode::CONFLICT, "DATABASE_LOCKED"),
        DatabaseError::NotFound(_) => coded(StatusCode::NOT_FOUND, "NOT_FOUND"),
        DatabaseError::Refused(_) => coded(StatusCode::BAD_REQUEST, "QUERY_ERROR"),
        DatabaseError::Conflict => coded(StatusCode::CONFLICT, "DOCUMENT_CONFLICT"),
        DatabaseError::Unverified(reason) => ApiError::internal(reason.clone()),
    }
}

/// The same with the code that the route's clients know for a viewer that does not start, whatever kept it.
pub(crate) fn viewer_error(error: Error, code: &'static str) -> ApiError {
    match error {
        Error::Database(
            failure
            @ (DatabaseFailure::NoViewer(_) | DatabaseFailure::Viewer(_) | DatabaseFailure::Engine(_)),
        ) => ApiError::coded(StatusCode::INTERNAL_SERVER_ERROR, code, failure.to_string()),
        other => other.into(),
    }
}
