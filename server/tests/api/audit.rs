//! The audit log.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::bed::{Bed, Client, PASSWORD};

async fn actions(operator: &Client, query: &str) -> Vec<String> {
    let answer = operator.get(&format!("/api/admin/audit?{query}")).await;
    let entries = answer.expect(StatusCode::OK);
    let word = |entry: &Value| entry["action"].as_str().unwrap().to_owned();
    entries.as_array().unwrap().iter().map(word).collect()
}

#[tokio::test]
async fn log_ins_are_in_it_failed_ones_as_well_and_no_secret_is() {
    let bed = Bed::new().await;
    let operator = bed.operator("root").await;
    bed.signed_up("ada").await;
    for name in ["ada", "nobody"] {
        let login = json!({"username": name, "password": "wrong password"});
        bed.stranger()
            .post("/api/auth/login", login)
            .await
            .expect(StatusCode::UNAUTHORIZED);
    }
    let ada = bed.user_id("ada").await;
    let of_ada = actions(&operator, &format!("target={ada}")).await;
    assert_eq!(of_ada, ["log_in.failed", "log_in", "account.create"]);
    let failed = operator.get("/api/admin/audit?action=log_in.failed").await.body;
    assert_eq!(
        (
            &failed[0]["target"],
            &failed[0]["details"]["username"],
            &failed[0]["actor"]
        ),
        (&json!(null), &json!("nobody"), &json!(null))
    );
    let all = operator.get("/api/admin/audit").await.body.to_string();
    assert!(
        !all.contains(PASSWORD) && !all.contains("wrong password"),
        "{all}"
    );
}

#[tokio::test]
async fn it_is_read_in_parts_and_by_operators_alone() {
    let bed = Bed::new().await;
    let (operator, ada) = (bed.operator("root").await, bed.signed_up("ada").await);
    assert_eq!(
        ada.get("/api/admin/audit").await.refusal(StatusCode::FORBIDDEN).0,
        "ADMIN_REQUIRED"
    );
    let everything = actions(&operator, "").await;
    let mut read = Vec::new();
    let mut path = Some("/api/admin/audit?limit=1".to_owned());
    while let Some(part) = path {
        let answer = operator.get(&part).await;
        let link = answer
            .headers
            .get("link")
            .map(|link| link.to_str().unwrap().to_owned());
        path = link.map(|link| link[1..link.find('>').unwrap()].to_owned());
        let entries = answer.expect(StatusCode::OK);
        read.push(entries[0]["action"].as_str().unwrap().to_owned());
    }
    assert_eq!(read, everything);
    operator
        .get("/api/admin/audit?limit=0")
        .await
        .expect(StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_guesser_cannot_fill_it() {
    let bed = Bed::new().await;
    let operator = bed.operator("root").await;
    // As many names as places allow before they are slowed.
    for number in 0..26 {
        let login = json!({"username": format!("nobody{number}"), "password": "wrong password"});
        bed.stranger()
            .post("/api/auth/login", login)
            .await
            .expect(StatusCode::UNAUTHORIZED);
    }
    assert_eq!(actions(&operator, "action=log_in.failed").await.len(), 20);
}
