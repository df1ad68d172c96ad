//! What owners change about their accounts: password, address, and that there is one.

use axum::http::StatusCode;
use fp_contract::Timestamp;
use fp_server::platform::identifier;
use fp_server::store::{CodePurpose, CodeRecord, UserChange};
use serde_json::json;

use super::bed::{Bed, Client, GOOD, PASSWORD};

async fn log_in(bed: &Bed, name: &str, password: &str) -> StatusCode {
    let login = json!({"username": name, "password": password});
    bed.stranger().post("/api/auth/login", login).await.status
}

async fn is_over(client: &Client) -> bool {
    client.get("/api/auth/me").await.status == StatusCode::UNAUTHORIZED
}

#[tokio::test]
async fn a_new_password_needs_the_old_one_and_ends_other_sessions() {
    let bed = Bed::new().await;
    let (ada, elsewhere) = (bed.signed_up("ada").await, bed.logged_in("ada").await);
    let change = |current: &str, new: &str| json!({"current_password": current, "new_password": new});
    let wrong = ada
        .put(
            "/api/auth/password",
            change("a guess of mine", "another password"),
        )
        .await;
    assert_eq!(wrong.refusal(StatusCode::FORBIDDEN).0, "WRONG_PASSWORD");
    let common = ada.put("/api/auth/password", change(PASSWORD, "iloveyou")).await;
    common.expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!is_over(&elsewhere).await);
    ada.put("/api/auth/password", change(PASSWORD, "another password"))
        .await
        .expect(StatusCode::OK);
    assert!(is_over(&elsewhere).await && !is_over(&ada).await);
    assert_eq!(log_in(&bed, "ada", PASSWORD).await, StatusCode::UNAUTHORIZED);
    assert_eq!(log_in(&bed, "ada", "another password").await, StatusCode::OK);
}

#[tokio::test]
async fn a_new_address_needs_the_password_and_must_be_free() {
    let bed = Bed::new().await;
    let (ada, _bob) = (bed.signed_up("ada").await, bed.signed_up("bob").await);
    let change = |email: &str, password: &str| json!({"email": email, "password": password});
    let wrong = ada
        .put("/api/auth/email", change("new@example.org", "a guess of mine"))
        .await;
    assert_eq!(wrong.refusal(StatusCode::FORBIDDEN).0, "WRONG_PASSWORD");
    let taken = ada
        .put("/api/auth/email", change("BOB@example.org", PASSWORD))
        .await;
    assert_eq!(taken.refusal(StatusCode::BAD_REQUEST).0, "TAKEN");
    let changed = ada
        .put("/api/auth/email", change("new@example.org", PASSWORD))
        .await;
    assert_eq!(changed.expect(StatusCode::OK)["email"], "new@example.org");
}

#[tokio::test]
async fn d17_a_removed_account_leaves_nothing() {
    let bed = Bed::new().await;
    let (ada, elsewhere) = (bed.signed_up("ada").await, bed.logged_in("ada").await);
    let id = bed.user_id("ada").await;
    let app = ada.draft(GOOD).await;
    let token = json!({"name": "ci", "scopes": ["apps:read"]});
    let token = ada.post("/api/auth/tokens", token).await.expect(StatusCode::OK);
    let token = bed.with_token(token["secret"].as_str().unwrap());
    let remove = |password: &str| {
        ada.send(
            "DELETE",
            "/api/auth/me",
            json!({"password": password}).to_string().into(),
        )
    };
    assert_eq!(
        remove("a guess of mine").await.refusal(StatusCode::FORBIDDEN).0,
        "WRONG_PASSWORD"
    );
    assert_eq!(token.get("/api/apps").await.status, StatusCode::OK);
    remove(PASSWORD).await.expect(StatusCode::OK);
    assert!(is_over(&ada).await && is_over(&elsewhere).await);
    assert_eq!(token.get("/api/apps").await.status, StatusCode::UNAUTHORIZED);
    let store = &bed.platform.store;
    assert!(store.apps_of(&id).await.unwrap().is_empty() && store.user(&id).await.unwrap().is_none());
    assert!(
        store.sessions_of(&id).await.unwrap().is_empty()
            && store.api_tokens_of(&id).await.unwrap().is_empty()
    );
    crate::wait::until("the app's instances are gone", async || {
        !store
            .apps_to_reconcile()
            .await
            .unwrap()
            .iter()
            .any(|record| record.id.0 == app)
    })
    .await;
    let again = bed.signed_up("ada").await;
    assert_eq!(again.get("/api/apps").await.expect(StatusCode::OK), json!([]));
}

#[tokio::test]
async fn the_last_operator_cannot_remove_his_account() {
    let bed = Bed::new().await;
    let operator = bed.operator("root").await;
    let body = json!({"password": PASSWORD}).to_string();
    let answer = operator.send("DELETE", "/api/auth/me", body.into()).await;
    assert_eq!(
        answer.refusal(StatusCode::BAD_REQUEST).0,
        "CANNOT_REMOVE_LAST_ADMIN"
    );
    operator.get("/api/auth/me").await.expect(StatusCode::OK);
}

#[tokio::test]
async fn a_one_time_code_sets_a_password_once() {
    let bed = Bed::new().await;
    let (operator, ada) = (bed.operator("root").await, bed.signed_up("ada").await);
    let path = format!("/api/admin/users/{}/reset-code", bed.user_id("ada").await);
    let issue = async || operator.post(&path, json!({})).await.expect(StatusCode::OK)["code"].clone();
    let (replaced, code) = (issue().await, issue().await);
    let reset = async |code: &serde_json::Value, password: &str| {
        let request = json!({"code": code, "password": password});
        bed.stranger().post("/api/auth/reset", request).await
    };
    let wrong = reset(&json!("guessed"), "a new password")
        .await
        .expect(StatusCode::BAD_REQUEST);
    let older = reset(&replaced, "a new password")
        .await
        .expect(StatusCode::BAD_REQUEST);
    reset(&code, "football")
        .await
        .expect(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!is_over(&ada).await, "nothing happened yet");
    reset(&code, "a new password").await.expect(StatusCode::OK);
    let used = reset(&code, "yet another password")
        .await
        .expect(StatusCode::BAD_REQUEST);
    assert!(wrong == older && older == used, "{wrong} {older} {used}");
    assert_eq!(used["detail"]["code"], "INVALID_CODE");
    assert!(is_over(&ada).await);
    assert_eq!(log_in(&bed, "ada", "a new password").await, StatusCode::OK);
}

#[tokio::test]
async fn a_code_counts_for_ten_minutes() {
    let bed = Bed::new().await;
    let (operator, _ada) = (bed.operator("root").await, bed.signed_up("ada").await);
    let user_id = bed.user_id("ada").await;
    let path = format!("/api/admin/users/{user_id}/reset-code");
    let code = operator.post(&path, json!({})).await.expect(StatusCode::OK);
    let end: Timestamp = code["expires_at"].as_str().unwrap().parse().unwrap();
    let left = end.milliseconds_since(Timestamp::now());
    assert!((9 * 60_000..=10 * 60_000).contains(&left), "{left}");
    let past = Timestamp::from_microseconds(Timestamp::now().as_microseconds() - 1);
    let ended = CodeRecord {
        digest: identifier::digest("ended"),
        user_id,
        purpose: CodePurpose::PasswordReset,
        created_at: past,
        expires_at: past,
    };
    bed.platform.store.create_code(&ended).await.unwrap();
    let request = json!({"code": "ended", "password": "a new password"});
    let answer = bed.stranger().post("/api/auth/reset", request).await;
    assert_eq!(answer.refusal(StatusCode::BAD_REQUEST).0, "INVALID_CODE");
}

#[tokio::test]
async fn a_hash_of_the_existing_platform_is_replaced_at_log_in() {
    let bed = Bed::new().await;
    bed.signed_up("ada").await;
    let id = bed.user_id("ada").await;
    let long = "é".repeat(100);
    let change = UserChange {
        password_hash: Some(bcrypt::hash(&long, 4).unwrap()),
        ..UserChange::default()
    };
    bed.platform.store.change_user(&id, &change).await.unwrap();
    assert_eq!(
        log_in(&bed, "ada", "not the password").await,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(log_in(&bed, "ada", &long).await, StatusCode::OK);
    let hash = bed.platform.store.user(&id).await.unwrap().unwrap().password_hash;
    assert!(hash.starts_with("$argon2id$"), "{hash}");
    assert_eq!(
        log_in(&bed, "ada", &"é".repeat(99)).await,
        StatusCode::UNAUTHORIZED,
        "no byte is cut any more"
    );
    assert_eq!(log_in(&bed, "ada", &long).await, StatusCode::OK);
}
