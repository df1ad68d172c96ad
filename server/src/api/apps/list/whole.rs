//! The whole list as it was last sent, with its entity tag: sent again until anything in it changes.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_TYPE, ETAG};
use axum::response::{IntoResponse, Response};

use crate::api::caching::tag_of;
use crate::api::error::ApiError;
use crate::cache::Cache;
use crate::platform::Platform;
use crate::platform::apps::Basis;
use crate::store::UserId;

/// Bytes of all lists kept.
const CAPACITY: usize = 8 * 1024 * 1024;
/// As long as clients usually wait before they ask again; no list is sent that has changed.
const LIFETIME: Duration = Duration::from_secs(5);

/// The lists of all accounts that asked lately; cheap to clone.
#[derive(Clone)]
pub(in crate::api) struct WholeLists(Arc<Cache<UserId, WholeList>>);

/// One list, ready to be sent.
#[derive(Clone)]
pub(super) struct WholeList {
    basis: Basis,
    json: Bytes,
    tag: HeaderValue,
}

impl Default for WholeLists {
    fn default() -> Self {
        let cache = Cache::new(CAPACITY, LIFETIME, |list: &WholeList| list.json.len());
        Self(Arc::new(cache))
    }
}

impl WholeLists {
    /// The list of this account, as it is now.
    pub(super) async fn of(&self, platform: &Platform, user: &UserId) -> Result<WholeList, ApiError> {
        let basis = Basis::of(platform, user).await?;
        if let Some(known) = self.0.known(user).filter(|known| known.basis.is(&basis)) {
            return Ok(known);
        }
        let list = WholeList::of(platform, basis)?;
        self.0.keep(user, list.clone());
        Ok(list)
    }
}

impl WholeList {
    fn of(platform: &Platform, basis: Basis) -> Result<Self, ApiError> {
        let internal = |error: &dyn std::fmt::Display| ApiError::internal(error.to_string());
        let json = serde_json::to_vec(&basis.shown(platform)).map_err(|error| internal(&error))?;
        let tag = HeaderValue::from_str(&tag_of(&json)).map_err(|error| internal(&error))?;
        Ok(Self {
            basis,
            json: json.into(),
            tag,
        })
    }
}

impl IntoResponse for WholeList {
    fn into_response(self) -> Response {
        let kind = HeaderValue::from_static("application/json");
        ([(CONTENT_TYPE, kind), (ETAG, self.tag)], self.json).into_response()
    }
}
