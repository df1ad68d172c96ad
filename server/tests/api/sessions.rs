//! Sessions: begun by a log-in, checked each time, ended for open streams as well.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use fp_contract::Timestamp;
use fp_server::platform::sessions::{self, Origin};
use fp_server::platform::{Settings, accounts, identifier};
use fp_server::store::SessionRecord;
use serde_json::json;

use super::bed::{Bed, Client, GOOD};
use super::streams::{closing, connect, next, token};

#[tokio::test]
async fn a_session_that_is_not_in_the_record_counts_no_more() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    ada.get("/api/auth/me").await.expect(StatusCode::OK);
    let user = bed.platform.store.user_by_name("ada").await.unwrap().unwrap();
    let ended = bed.platform.store.end_sessions_of(&user.id, None).await.unwrap();
    assert_eq!(ended.len(), 1);
    ada.get("/api/auth/me").await.expect(StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_session_is_over_when_it_was_idle_too_long() {
    let mut bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let mut settings = Settings::clone(&bed.platform.settings);
    settings.sessions.idle = Duration::ZERO;
    bed.platform.settings = Arc::new(settings);
    let token = ada.token.unwrap();
    let found = sessions::authenticate(&bed.platform, &token, &Origin::default()).await;
    assert!(found.is_err());
}

#[tokio::test]
async fn the_owners_token_is_kept_while_it_counts_and_made_anew_after() {
    let bed = Bed::new().await;
    let first = accounts::ensure_owner(&bed.platform, None).await.unwrap();
    let again = accounts::ensure_owner(&bed.platform, Some(&first)).await.unwrap();
    assert_eq!(first, again);
    let other = bed.signed_up("ada").await.token;
    let anew = accounts::ensure_owner(&bed.platform, other.as_deref())
        .await
        .unwrap();
    assert_ne!(first, anew);
    bed.with_token(&first)
        .get("/api/auth/me")
        .await
        .expect(StatusCode::UNAUTHORIZED);
    let owner = bed.with_token(&anew).get("/api/auth/me").await;
    assert_eq!(owner.expect(StatusCode::OK)["username"], "owner");
}

#[tokio::test]
async fn sessions_are_listed_and_ended_by_their_owner() {
    let bed = Bed::new().await;
    let (first, second, third) = (
        bed.signed_up("ada").await,
        bed.logged_in("ada").await,
        bed.logged_in("ada").await,
    );
    let eve = bed.signed_up("eve").await;
    let list = first.get("/api/auth/sessions").await.expect(StatusCode::OK);
    let current: Vec<_> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|session| session["is_current"] == true)
        .collect();
    assert_eq!(current, [false, false, true], "newest first");
    let newest = format!("/api/auth/sessions/{}", list[0]["id"].as_str().unwrap());
    eve.delete(&newest).await.expect(StatusCode::NOT_FOUND);
    first.delete(&newest).await.expect(StatusCode::OK);
    third.get("/api/auth/me").await.expect(StatusCode::UNAUTHORIZED);
    let ended = first.delete("/api/auth/sessions").await.expect(StatusCode::OK);
    assert_eq!(ended, json!({"success": true, "ended": 1}));
    second.get("/api/auth/me").await.expect(StatusCode::UNAUTHORIZED);
    first
        .post("/api/auth/logout", json!({}))
        .await
        .expect(StatusCode::OK);
    first.get("/api/auth/me").await.expect(StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn every_log_in_makes_another_token() {
    let bed = Bed::new().await;
    let first = bed.signed_up("ada").await;
    let second = bed.logged_in("ada").await;
    assert_ne!(first.token, second.token);
}

/// The request that ends a session of the account with this identifier.
type End = fn(&str) -> (&'static str, String);

#[tokio::test]
async fn open_streams_end_with_the_session() {
    let bed = Bed::new().await;
    let (operator, eve) = (bed.operator("root").await, bed.signed_up("eve").await);
    let address = bed.listen().await;
    let mut of_eve = connect(&address, "/api/events", token(&eve)).await.unwrap();
    next(&mut of_eve).await;
    let user = async |client: &Client| {
        client.get("/api/auth/me").await.body["id"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let own: [End; 2] = [
        |_| ("POST", "/api/auth/logout".to_owned()),
        |_| ("PUT", "/api/auth/password".to_owned()),
    ];
    let operators: [End; 3] = [
        |id| ("POST", format!("/api/admin/users/{id}/suspend")),
        |id| ("DELETE", format!("/api/admin/users/{id}/sessions")),
        |id| ("DELETE", format!("/api/admin/users/{id}")),
    ];
    let ends = own
        .map(|end| (end, true))
        .into_iter()
        .chain(operators.map(|end| (end, false)));
    for (number, (end, by_owner)) in ends.enumerate() {
        let name = format!("ada{number}");
        let ada = bed.signed_up(&name).await;
        let app = ada.draft(GOOD).await;
        let elsewhere = bed.logged_in(&name).await;
        let mut events = connect(&address, "/api/events", token(&ada)).await.unwrap();
        let mut log = connect(&address, &format!("/api/apps/{app}/logs/stream"), token(&ada))
            .await
            .unwrap();
        next(&mut events).await;
        let (method, path) = end(&user(&ada).await);
        let by = if !by_owner {
            &operator
        } else if path.ends_with("logout") {
            &ada
        } else {
            &elsewhere
        };
        let body = json!({"current_password": super::bed::PASSWORD, "new_password": "another password"});
        by.send(method, &path, body.to_string().into())
            .await
            .expect(StatusCode::OK);
        assert_eq!(
            (closing(&mut events).await, closing(&mut log).await),
            (4001, 4001),
            "{method} {path}"
        );
    }
    eve.draft(GOOD).await;
    assert_eq!(next(&mut of_eve).await["type"], "app", "nobody else's end");
}

#[tokio::test]
async fn a_stream_ends_when_the_time_of_its_session_is_over() {
    let bed = Bed::new().await;
    bed.signed_up("ada").await;
    let now = Timestamp::now();
    let session = SessionRecord {
        id: identifier::sortable(),
        user_id: bed.user_id("ada").await,
        created_at: now,
        last_used_at: now,
        expires_at: now.after(Duration::from_millis(300)),
        client: None,
        address: None,
        operator: None,
    };
    bed.platform.store.create_session(&session).await.unwrap();
    let access = sessions::Access {
        user_id: session.user_id,
        credential: sessions::Credential::Session(session.id),
        operator: None,
        address: None,
        expires_at: Some(session.expires_at),
    };
    crate::wait::within("the access is over", sessions::ended(&bed.platform, &access)).await;
    assert!(Timestamp::now() >= session.expires_at);
}
