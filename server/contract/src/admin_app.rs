//! Apps as operators see them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::{App, AppDetail};

/// Who an app belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Owner {
    /// The account's identifier.
    pub id: String,
    /// Its name; absent when the account was removed.
    pub username: Option<String>,
}

/// An app of anybody, in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OwnedApp {
    /// The app.
    #[serde(flatten)]
    pub app: App,
    /// Who it belongs to.
    pub owner: Owner,
}

/// An app of anybody with its code; values of variables are left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OwnedAppDetail {
    /// The app.
    #[serde(flatten)]
    pub app: AppDetail,
    /// Who it belongs to.
    pub owner: Owner,
}
