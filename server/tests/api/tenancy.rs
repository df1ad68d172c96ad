//! An app of somebody else is not there, whatever is asked of it. The operations come from the API's own description, so
//! that a new one is covered the day it is added.

use axum::http::StatusCode;
use fp_server::api;
use serde_json::{Value, json};

use super::bed::{Bed, GOOD};

/// Every operation on one app: method and path with the app's identifier in it.
fn operations(app: &str) -> Vec<(String, String)> {
    let document: Value = serde_json::to_value(api::openapi()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let of_one_app = paths.iter().filter(|(path, _)| path.contains("{app_id}"));
    of_one_app
        .flat_map(|(path, methods)| {
            let path = path.replace("{app_id}", app).replace("{deployment_id}", "any");
            let methods = methods.as_object().unwrap().keys();
            methods
                .map(move |method| (method.to_uppercase(), path.clone()))
                .collect::<Vec<_>>()
        })
        .collect()
}

#[tokio::test]
async fn somebody_elses_app_is_not_found_by_any_operation() {
    let bed = Bed::new().await;
    let (ada, eve) = (bed.signed_up("ada").await, bed.signed_up("eve").await);
    let app = ada.draft(GOOD).await;
    let before = ada.get(&format!("/api/apps/{app}")).await.expect(StatusCode::OK);
    let operations = operations(&app);
    assert!(operations.len() >= 12, "{operations:?}");
    for (method, path) in operations.iter().filter(|(_, path)| !path.ends_with("/stream")) {
        let foreign = eve.send(method, path, json!({}).to_string().into()).await;
        let missing = eve
            .send(
                method,
                &path.replace(&app, "nothing1"),
                json!({}).to_string().into(),
            )
            .await;
        assert_eq!(
            foreign.status,
            StatusCode::NOT_FOUND,
            "{method} {path}: {}",
            foreign.body
        );
        assert_eq!(foreign.body, missing.body, "{method} {path} tells the two apart");
        let stranger = bed
            .stranger()
            .send(method, path, json!({}).to_string().into())
            .await;
        assert_eq!(stranger.status, StatusCode::FORBIDDEN, "{method} {path}");
    }
    assert_eq!(
        ada.get(&format!("/api/apps/{app}")).await.expect(StatusCode::OK),
        before
    );
    assert_eq!(eve.get("/api/apps").await.expect(StatusCode::OK), json!([]));
}
