//! Clones: what comes along, and what does not.

use axum::http::StatusCode;
use fp_contract::Timestamp;
use fp_server::store::{DatabaseChange, DatabaseRecord, DatabaseState, UserId};
use serde_json::json;

use super::bed::{BROKEN, Bed, Client, GOOD};

async fn id_of(client: &Client) -> UserId {
    let me = client.get("/api/auth/me").await.expect(StatusCode::OK);
    UserId(me["id"].as_str().unwrap().to_owned())
}

/// A record of a database of this user; nothing is made anywhere.
async fn database(bed: &Bed, user: &UserId, id: &str) {
    let record = DatabaseRecord {
        id: id.to_owned(),
        user_id: user.clone(),
        name: id.to_owned(),
        description: None,
        is_default: false,
        mongo_database: format!("user_{user}_{id}"),
        login: format!("user_{user}_{id}"),
        password: "sealed".to_owned(),
        created_at: Timestamp::now(),
        state: DatabaseState::Ready,
    };
    bed.platform.store.create_database(&record, 10).await.unwrap();
}

#[tokio::test]
async fn a_clone_has_the_drafts_code_and_empty_variables_and_is_deployed() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let files = json!({"app.py": GOOD, "style.css": "b {}"});
    let request = json!({"name": "demo", "files": files, "deploy": false, "env_vars": {"GREETING": "hello"}});
    let app = ada.post("/api/apps", request).await.expect(StatusCode::OK);
    let path = format!("/api/apps/{}", app["app_id"].as_str().unwrap());
    let clone = ada
        .send("POST", &format!("{path}/clone"), "".into())
        .await
        .expect(StatusCode::OK);
    assert_ne!(clone["app_id"], app["app_id"]);
    assert_eq!(
        (clone["name"].as_str(), clone["condition"].as_str()),
        (Some("demo-copy"), Some("deploying"))
    );
    let path = format!("/api/apps/{}", clone["app_id"].as_str().unwrap());
    let detail = ada.get(&path).await.expect(StatusCode::OK);
    assert_eq!(
        (&detail["files"], &detail["env_vars"]),
        (&files, &json!({"GREETING": ""}))
    );
    let again = ada
        .send("POST", &format!("{path}/clone"), "".into())
        .await
        .expect(StatusCode::OK);
    assert_eq!(again["name"], "demo-copy");
}

#[tokio::test]
async fn a_draft_with_errors_is_not_cloned() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let id = ada.draft(BROKEN).await;
    let refused = ada
        .send("POST", &format!("/api/apps/{id}/clone"), "".into())
        .await;
    assert_eq!(refused.refusal(StatusCode::BAD_REQUEST).0, "VALIDATION_FAILED");
}

#[tokio::test]
async fn d26_a_clone_keeps_its_database_as_long_as_there_is_one() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let user = id_of(&ada).await;
    database(&bed, &user, "0a1b2c3d").await;
    let request = json!({"name": "demo", "code": GOOD, "deploy": false, "database_id": "0a1b2c3d"});
    let app = ada.post("/api/apps", request).await.expect(StatusCode::OK);
    let id = app["app_id"].as_str().unwrap();
    let database_of_clone = async || {
        let clone = ada
            .send("POST", &format!("/api/apps/{id}/clone"), "".into())
            .await
            .expect(StatusCode::OK);
        let path = format!("/api/apps/{}", clone["app_id"].as_str().unwrap());
        let detail = ada.get(&path).await.expect(StatusCode::OK);
        ada.delete(&path).await.expect(StatusCode::OK);
        detail["database_id"].clone()
    };
    assert_eq!(database_of_clone().await, "0a1b2c3d");
    bed.platform
        .store
        .forget_database(&user, "0a1b2c3d")
        .await
        .unwrap();
    assert_eq!(database_of_clone().await, json!(null));
}

#[tokio::test]
async fn a_database_is_named_taken_back_and_left_alone() {
    let bed = Bed::new().await;
    let (ada, eve) = (bed.signed_up("ada").await, bed.signed_up("eve").await);
    let user = id_of(&ada).await;
    database(&bed, &user, "0a1b2c3d").await;
    let path = format!("/api/apps/{}", ada.draft(GOOD).await);
    let of_app = async || ada.get(&path).await.expect(StatusCode::OK)["database_id"].clone();
    ada.put(&path, json!({"database_id": "0a1b2c3d"}))
        .await
        .expect(StatusCode::OK);
    assert_eq!(of_app().await, "0a1b2c3d");
    ada.put(&path, json!({"name": "other"}))
        .await
        .expect(StatusCode::OK);
    assert_eq!(of_app().await, "0a1b2c3d", "left out, it stays");
    ada.put(&path, json!({"database_id": null}))
        .await
        .expect(StatusCode::OK);
    assert_eq!(of_app().await, json!(null), "null goes back to the default");
    let theirs = format!("/api/apps/{}", eve.draft(GOOD).await);
    let refused = eve.put(&theirs, json!({"database_id": "0a1b2c3d"})).await;
    assert_eq!(refused.refusal(StatusCode::BAD_REQUEST).0, "INVALID_DATABASE");
    let dropping = DatabaseChange {
        state: Some(DatabaseState::Dropping),
        ..DatabaseChange::default()
    };
    bed.platform
        .store
        .change_database(&user, "0a1b2c3d", &dropping)
        .await
        .unwrap();
    let refused = ada.put(&path, json!({"database_id": "0a1b2c3d"})).await;
    assert_eq!(refused.refusal(StatusCode::BAD_REQUEST).0, "INVALID_DATABASE");
}
