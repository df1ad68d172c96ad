//! What operators do with accounts.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::bed::{Bed, Client, GOOD, PASSWORD};

async fn path(bed: &Bed, name: &str) -> String {
    format!("/api/admin/users/{}", bed.user_id(name).await)
}

async fn patch(client: &Client, path: &str, body: Value) -> super::bed::Answer {
    client.send("PATCH", path, body.to_string().into()).await
}

#[tokio::test]
async fn accounts_are_listed_newest_first_with_their_apps() {
    let bed = Bed::new().await;
    let (operator, ada) = (bed.operator("root").await, bed.signed_up("ada").await);
    let (kept, deleted) = (ada.draft(GOOD).await, ada.draft(GOOD).await);
    ada.delete(&format!("/api/apps/{deleted}"))
        .await
        .expect(StatusCode::OK);
    assert_ne!(kept, deleted);
    let users = operator.get("/api/admin/users").await.expect(StatusCode::OK);
    let shown: Vec<_> = users
        .as_array()
        .unwrap()
        .iter()
        .map(|user| &user["username"])
        .collect();
    assert_eq!(shown, ["ada", "root"]);
    insta::assert_json_snapshot!(super::bed::redacted(users));
    let answer = operator.get("/api/admin/users?limit=1").await;
    assert!(answer.headers["link"].to_str().unwrap().contains("after="));
    assert_eq!(answer.expect(StatusCode::OK).as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_account_is_made_with_a_code_instead_of_a_password() {
    let bed = Bed::new().await;
    let operator = bed.operator("root").await;
    let request = json!({"username": "ada", "email": "ada@example.org"});
    let created = operator
        .post("/api/admin/users", request.clone())
        .await
        .expect(StatusCode::OK);
    assert_eq!(created["username"], "ada");
    let again = operator.post("/api/admin/users", request).await;
    assert_eq!(again.refusal(StatusCode::BAD_REQUEST).0, "USER_EXISTS");
    let choose = json!({"code": created["reset"]["code"], "password": PASSWORD});
    bed.stranger()
        .post("/api/auth/reset", choose)
        .await
        .expect(StatusCode::OK);
    bed.logged_in("ada").await;
}

#[tokio::test]
async fn an_account_is_made_as_older_clients_do() {
    let bed = Bed::new().await;
    let operator = bed.operator("root").await;
    let request = json!({"username": "ada", "email": "ada@example.org", "password": PASSWORD});
    let created = operator
        .post("/api/admin/users", request)
        .await
        .expect(StatusCode::OK);
    assert_eq!(created["is_admin"], false);
    assert!(created.get("reset").is_none());
    bed.logged_in("ada").await;
}

#[tokio::test]
async fn operators_are_made_and_one_stays() {
    let bed = Bed::new().await;
    let (operator, ada) = (bed.operator("root").await, bed.signed_up("ada").await);
    let (own, adas) = (
        path(&bed, "root").await + "/admin",
        path(&bed, "ada").await + "/admin",
    );
    let demoted = patch(&operator, &own, json!({"is_admin": false})).await;
    assert_eq!(demoted.refusal(StatusCode::BAD_REQUEST).0, "CANNOT_DEMOTE_SELF");
    assert_eq!(
        ada.get("/api/admin/users").await.refusal(StatusCode::FORBIDDEN).0,
        "ADMIN_REQUIRED"
    );
    let promoted = patch(&operator, &adas, json!({"is_admin": true})).await;
    assert_eq!(
        promoted.expect(StatusCode::OK),
        json!({"success": true, "is_admin": true})
    );
    patch(&ada, &own, json!({"is_admin": false}))
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        operator
            .get("/api/admin/users")
            .await
            .refusal(StatusCode::FORBIDDEN)
            .0,
        "ADMIN_REQUIRED"
    );
}

#[tokio::test]
async fn two_operators_who_demote_each_other_at_once_leave_one() {
    let bed = Bed::new().await;
    let (one, two) = (bed.operator("one").await, bed.operator("two").await);
    let (to_one, to_two) = (
        path(&bed, "one").await + "/admin",
        path(&bed, "two").await + "/admin",
    );
    let demote = json!({"is_admin": false});
    tokio::join!(patch(&one, &to_two, demote.clone()), patch(&two, &to_one, demote));
    let users = bed
        .platform
        .store
        .users(&fp_server::store::Page {
            after: None,
            limit: 10,
        })
        .await
        .unwrap();
    assert_eq!(users.iter().filter(|user| user.is_admin).count(), 1);
}

#[tokio::test]
async fn a_suspended_user_is_out_at_once_and_can_come_back() {
    let bed = Bed::new().await;
    let (operator, ada) = (bed.operator("root").await, bed.signed_up("ada").await);
    let token = json!({"name": "ci", "scopes": ["apps:read"]});
    let token = ada.post("/api/auth/tokens", token).await.expect(StatusCode::OK);
    let token = bed.with_token(token["secret"].as_str().unwrap());
    let (adas, own) = (path(&bed, "ada").await, path(&bed, "root").await);
    let own = operator.post(&format!("{own}/suspend"), json!({})).await;
    assert_eq!(own.refusal(StatusCode::BAD_REQUEST).0, "CANNOT_SUSPEND_SELF");
    for _ in 0..2 {
        operator
            .post(&format!("{adas}/suspend"), json!({}))
            .await
            .expect(StatusCode::OK);
    }
    ada.get("/api/auth/me").await.expect(StatusCode::UNAUTHORIZED);
    token.get("/api/apps").await.expect(StatusCode::UNAUTHORIZED);
    let login = |password: &str| json!({"username": "ada", "password": password});
    let right = bed.stranger().post("/api/auth/login", login(PASSWORD)).await;
    assert_eq!(right.refusal(StatusCode::FORBIDDEN).0, "ACCOUNT_SUSPENDED");
    let wrong = bed
        .stranger()
        .post("/api/auth/login", login("a guess of mine"))
        .await;
    wrong.expect(StatusCode::UNAUTHORIZED);
    operator
        .post(&format!("{adas}/unsuspend"), json!({}))
        .await
        .expect(StatusCode::OK);
    ada.get("/api/auth/me").await.expect(StatusCode::UNAUTHORIZED);
    token.get("/api/apps").await.expect(StatusCode::OK);
    bed.logged_in("ada").await;
}

#[tokio::test]
async fn d17_a_deleted_user_leaves_nothing() {
    let bed = Bed::new().await;
    let (operator, ada) = (bed.operator("root").await, bed.signed_up("ada").await);
    let app = ada.draft(GOOD).await;
    let (adas, own) = (path(&bed, "ada").await, path(&bed, "root").await);
    let id = bed.user_id("ada").await;
    assert_eq!(
        operator.delete(&own).await.refusal(StatusCode::BAD_REQUEST).0,
        "CANNOT_DELETE_SELF"
    );
    let deleted = operator.delete(&adas).await.expect(StatusCode::OK);
    assert_eq!(deleted, json!({"success": true, "deleted_user_id": id.0}));
    operator.delete(&adas).await.expect(StatusCode::NOT_FOUND);
    ada.get("/api/auth/me").await.expect(StatusCode::UNAUTHORIZED);
    let store = &bed.platform.store;
    assert!(store.apps_of(&id).await.unwrap().is_empty());
    crate::wait::until("the app's instances are gone", async || {
        !store
            .apps_to_reconcile()
            .await
            .unwrap()
            .iter()
            .any(|record| record.id.0 == app)
    })
    .await;
}

#[tokio::test]
async fn d27_malformed_identifiers_are_not_found() {
    let bed = Bed::new().await;
    let operator = bed.operator("root").await;
    for id in [
        "x",
        "000000000000000000000000",
        "%00",
        "..%2f",
        "%C3%A9",
        &"9".repeat(500),
    ] {
        for (method, rest) in [
            ("DELETE", ""),
            ("PATCH", "/admin"),
            ("POST", "/suspend"),
            ("POST", "/unsuspend"),
            ("PUT", "/quota"),
            ("POST", "/reset-code"),
            ("GET", "/sessions"),
            ("DELETE", "/sessions"),
            ("DELETE", "/sessions/x"),
            ("POST", "/act-as"),
        ] {
            let body = json!({"is_admin": true}).to_string();
            let answer = operator
                .send(method, &format!("/api/admin/users/{id}{rest}"), body.into())
                .await;
            assert_eq!(
                answer.status,
                StatusCode::NOT_FOUND,
                "{method} {id}{rest}: {}",
                answer.body
            );
        }
    }
}

#[tokio::test]
async fn a_quota_is_set_and_taken_back() {
    let bed = Bed::new().await;
    let (operator, ada) = (bed.operator("root").await, bed.signed_up("ada").await);
    let quota = path(&bed, "ada").await + "/quota";
    operator
        .put(&quota, json!({"tokens": 0}))
        .await
        .expect(StatusCode::OK);
    let token = json!({"name": "ci", "scopes": ["apps:read"]});
    let refused = ada.post("/api/auth/tokens", token.clone()).await;
    assert_eq!(refused.refusal(StatusCode::BAD_REQUEST).0, "LIMIT_REACHED");
    operator.put(&quota, json!({})).await.expect(StatusCode::OK);
    ada.post("/api/auth/tokens", token).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn an_operator_ends_sessions() {
    let bed = Bed::new().await;
    let (operator, ada) = (bed.operator("root").await, bed.signed_up("ada").await);
    let (second, third) = (bed.logged_in("ada").await, bed.logged_in("ada").await);
    let sessions = path(&bed, "ada").await + "/sessions";
    let list = operator.get(&sessions).await.expect(StatusCode::OK);
    let newest = list[0]["id"].as_str().unwrap();
    operator
        .delete(&format!("{sessions}/{newest}"))
        .await
        .expect(StatusCode::OK);
    third.get("/api/auth/me").await.expect(StatusCode::UNAUTHORIZED);
    second.get("/api/auth/me").await.expect(StatusCode::OK);
    let ended = operator.delete(&sessions).await.expect(StatusCode::OK);
    assert_eq!(ended["ended"], 2);
    ada.get("/api/auth/me").await.expect(StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn every_act_of_an_operator_is_audited() {
    let bed = Bed::new().await;
    let operator = bed.operator("root").await;
    bed.signed_up("ada").await;
    let adas = path(&bed, "ada").await;
    let send = async |method: &str, rest: &str, body: Value| {
        let answer = operator
            .send(method, &format!("{adas}{rest}"), body.to_string().into())
            .await;
        answer.expect(StatusCode::OK);
    };
    send("PATCH", "/admin", json!({"is_admin": true})).await;
    send("PUT", "/quota", json!({"apps": 3})).await;
    send("POST", "/reset-code", json!({})).await;
    send("POST", "/act-as", json!({})).await;
    send("DELETE", "/sessions", json!({})).await;
    send("POST", "/suspend", json!({})).await;
    send("POST", "/unsuspend", json!({})).await;
    send("DELETE", "", json!({})).await;
    let request = json!({"username": "bob", "email": "bob@example.org"});
    operator
        .post("/api/admin/users", request)
        .await
        .expect(StatusCode::OK);
    let entries = operator
        .get("/api/admin/audit?action=user")
        .await
        .expect(StatusCode::OK);
    let op = bed.user_id("root").await.0;
    let mut actions: Vec<_> = entries
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| {
            assert_eq!(
                (&entry["actor"], &entry["actor_name"]),
                (&json!(op), &json!("root"))
            );
            entry["action"].as_str().unwrap()
        })
        .collect();
    actions.reverse();
    assert_eq!(
        actions,
        [
            "user.set_admin",
            "user.set_quota",
            "user.reset_code",
            "user.act_as",
            "user.end_sessions",
            "user.suspend",
            "user.unsuspend",
            "user.delete",
            "user.create",
        ]
    );
}
