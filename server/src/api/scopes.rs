//! Which scopes each operation needs, as its own description says: `security(("bearer" = ["apps:read"]))`.
//!
//! The API's description is the only place where this is said. An operation that names no scope is for sessions alone.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::http::Method;
use fp_contract::scope::Scope;
use serde_json::Value;
use utoipa::openapi::OpenApi;
use utoipa::openapi::path::{Operation, PathItem};

/// Method and path of an operation to the scopes it needs.
type OperationScopes = HashMap<(Method, String), Vec<Scope>>;

static NEEDED: LazyLock<OperationScopes> = LazyLock::new(|| of(&super::openapi()));

/// What the operation needs; nothing when only a session will do.
pub(super) fn needed(method: &Method, path: &str) -> &'static [Scope] {
    // A `HEAD` is answered by the `GET` of the same path.
    let method = if method == Method::HEAD {
        &Method::GET
    } else {
        method
    };
    let needed = NEEDED.get(&(method.clone(), path.to_owned()));
    needed.map_or(&[], Vec::as_slice)
}

fn of(document: &OpenApi) -> OperationScopes {
    let operations = document.paths.paths.iter().flat_map(|(path, item)| {
        operations(item)
            .filter_map(move |(method, operation)| Some(((method, path.clone()), scopes(operation)?)))
    });
    operations.collect()
}

fn operations(item: &PathItem) -> impl Iterator<Item = (Method, &Operation)> {
    [
        (Method::GET, &item.get),
        (Method::PUT, &item.put),
        (Method::POST, &item.post),
        (Method::PATCH, &item.patch),
        (Method::DELETE, &item.delete),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation.as_ref()?)))
}

/// The words of the requirement; one that is no scope makes the operation one for sessions alone.
fn scopes(operation: &Operation) -> Option<Vec<Scope>> {
    let requirement = serde_json::to_value(operation.security.as_ref()?.first()?).ok()?;
    let words = requirement["bearer"].as_array()?;
    words
        .iter()
        .map(Value::as_str)
        .map(|word| word?.parse().ok())
        .collect()
}
