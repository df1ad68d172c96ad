//! What an API token reaches, by what the API's description says of each operation.

use axum::http::StatusCode;
use fp_contract::Timestamp;
use fp_contract::scope::Scope;
use fp_server::platform::identifier;
use fp_server::store::ApiTokenRecord;
use serde_json::{Value, json};

use super::bed::{Bed, Client};

/// Every operation with the scopes it names; `None` when it needs no account.
fn operations() -> Vec<(String, Option<Vec<String>>)> {
    let document = serde_json::to_value(fp_server::api::openapi()).unwrap();
    let paths = document["paths"].as_object().unwrap().clone();
    let methods = paths.into_iter().flat_map(|(path, item)| {
        let item = item.as_object().unwrap().clone();
        item.into_iter()
            .map(move |(method, operation)| (format!("{} {path}", method.to_uppercase()), operation))
    });
    methods
        .map(|(name, operation)| (name, scopes(&operation)))
        .collect()
}

fn scopes(operation: &Value) -> Option<Vec<String>> {
    let requirement = operation["security"].as_array()?.first()?;
    serde_json::from_value(requirement["bearer"].clone()).unwrap()
}

/// A client with an API token of this account.
async fn token(bed: &Bed, user: &str, scopes: &[&str], expires_at: Option<Timestamp>) -> Client {
    let secret = format!("fp_{}", identifier::secret());
    let user = bed.platform.store.user_by_name(user).await.unwrap().unwrap();
    let record = ApiTokenRecord {
        id: identifier::sortable(),
        user_id: user.id,
        name: identifier::sortable(),
        digest: identifier::digest(&secret),
        scopes: scopes.iter().map(|&scope| scope.to_owned()).collect(),
        created_at: Timestamp::now(),
        last_used_at: None,
        expires_at,
    };
    bed.platform.store.create_api_token(&record, 1000).await.unwrap();
    bed.with_token(&secret)
}

#[test]
fn every_scope_that_an_operation_names_exists() {
    for (operation, scopes) in operations() {
        for word in scopes.into_iter().flatten() {
            assert!(word.parse::<Scope>().is_ok(), "{operation}: {word}");
        }
    }
}

#[tokio::test]
async fn a_token_reaches_what_its_scopes_say_and_nothing_else() {
    let bed = Bed::new().await;
    bed.signed_up("ada").await;
    for scope in Scope::ALL {
        let client = token(&bed, "ada", &[scope.word()], None).await;
        for (operation, needed) in operations() {
            let (method, path) = operation.split_once(' ').unwrap();
            let Some(needed) = needed.filter(|_| !path.ends_with("/stream") && path != "/api/events") else {
                continue;
            };
            let path = path.replace('{', "no").replace('}', "such");
            let answer = client.send(method, &path, json!({}).to_string().into()).await;
            let code = answer.body["detail"]["code"].as_str().unwrap_or_default();
            let refused = ["SCOPE_REQUIRED", "SESSION_REQUIRED"].contains(&code);
            let includes = |word: &String| scope.includes(word.parse().unwrap());
            let reaches = !needed.is_empty() && needed.iter().all(includes);
            assert_eq!(refused, !reaches, "{scope}: {operation}: {}", answer.body);
            assert!(!refused || answer.status == StatusCode::FORBIDDEN, "{operation}");
        }
    }
}

#[tokio::test]
async fn a_token_that_ended_or_was_never_made_is_refused() {
    let bed = Bed::new().await;
    bed.signed_up("ada").await;
    let past = Timestamp::from_microseconds(Timestamp::now().as_microseconds() - 1);
    for client in [
        token(&bed, "ada", &["apps:read"], Some(past)).await,
        bed.with_token(&format!("fp_{}", identifier::secret())),
        bed.with_token("fp_"),
    ] {
        let answer = client.get("/api/apps").await;
        answer.expect(StatusCode::UNAUTHORIZED);
    }
}
