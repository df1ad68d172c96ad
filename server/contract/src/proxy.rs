//! The test request that the server sends to an app for a client.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `POST /api/apps/{app_id}/proxy`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ProxyRequest {
    /// The HTTP method.
    #[serde(default = "get")]
    pub method: String,
    /// The path, beginning with `/`.
    #[serde(default = "root")]
    pub path: String,
    /// Header fields.
    #[serde(default)]
    pub headers: Option<BTreeMap<String, String>>,
    /// A JSON object or list is sent as JSON, a string as it is.
    #[serde(default)]
    pub body: Option<serde_json::Value>,
    /// The query string without `?`.
    #[serde(default)]
    pub query_string: Option<String>,
}

/// The app's answer.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ProxyResponse {
    /// The HTTP status.
    pub status_code: u16,
    /// Header fields; the values of repeated ones with commas between them.
    pub headers: BTreeMap<String, String>,
    /// Parsed JSON, or text cut at 10,240 characters.
    pub body: serde_json::Value,
    /// From the request to the whole answer, in milliseconds to two decimals; the time an app took to wake is not in it.
    pub latency_ms: f64,
    /// The address outside clients would use.
    pub url: String,
}

fn get() -> String {
    "GET".to_owned()
}

fn root() -> String {
    "/".to_owned()
}
