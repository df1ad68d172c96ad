//! Idempotency keys.

use fp_server::store::{IdempotencyRecord, KeyClaim, StoredReply};

use crate::engine::Engine;
use crate::samples::{a_user, idempotency_key, in_seconds};
use crate::together::together;

fn reply() -> StoredReply {
    StoredReply {
        status: 201,
        body: "{\"id\": \"ä\"}".to_owned(),
    }
}

pub(crate) async fn of_fifty_claims_at_once_one_is_new(engine: &impl Engine) {
    let store = engine.open().await;
    let record = idempotency_key(&a_user(store.as_ref(), "ada").await.id, "key");
    let claims = together(50, |_| {
        let (store, record) = (store.clone(), record.clone());
        async move { store.claim_key(&record).await.unwrap() }
    })
    .await;
    let new = claims.iter().filter(|claim| **claim == KeyClaim::New).count();
    let running = claims.iter().filter(|claim| **claim == KeyClaim::Running).count();
    assert_eq!((new, running), (1, 49));
}

pub(crate) async fn the_reply_is_given_again(engine: &impl Engine) {
    let store = engine.open().await;
    let (ada, bob) = (
        a_user(store.as_ref(), "ada").await,
        a_user(store.as_ref(), "bob").await,
    );
    let record = idempotency_key(&ada.id, "key");
    assert_eq!(store.claim_key(&record).await.unwrap(), KeyClaim::New);
    let other_request = IdempotencyRecord {
        fingerprint: "another".to_owned(),
        ..record.clone()
    };
    assert_eq!(store.claim_key(&other_request).await.unwrap(), KeyClaim::Mismatch);
    store.finish_key(&ada.id, "key", &reply()).await.unwrap();
    assert_eq!(store.claim_key(&record).await.unwrap(), KeyClaim::Done(reply()));
    assert_eq!(store.claim_key(&other_request).await.unwrap(), KeyClaim::Mismatch);
    let bobs = idempotency_key(&bob.id, "key");
    assert_eq!(store.claim_key(&bobs).await.unwrap(), KeyClaim::New);
    store.release_key(&ada.id, "key").await.unwrap();
    assert_eq!(
        store.claim_key(&record).await.unwrap(),
        KeyClaim::Done(reply()),
        "what was carried out cannot be given up"
    );
}

pub(crate) async fn a_key_given_up_is_new_again(engine: &impl Engine) {
    let store = engine.open().await;
    let record = idempotency_key(&a_user(store.as_ref(), "ada").await.id, "key");
    store.claim_key(&record).await.unwrap();
    store.release_key(&record.user_id, "key").await.unwrap();
    assert_eq!(store.claim_key(&record).await.unwrap(), KeyClaim::New);
}

pub(crate) async fn a_key_whose_time_is_over_is_new_and_forgotten(engine: &impl Engine) {
    let store = engine.open().await;
    let ada = a_user(store.as_ref(), "ada").await;
    let old = IdempotencyRecord {
        expires_at: in_seconds(10),
        ..idempotency_key(&ada.id, "key")
    };
    store.claim_key(&old).await.unwrap();
    store.finish_key(&ada.id, "key", &reply()).await.unwrap();
    let later = IdempotencyRecord {
        created_at: old.expires_at,
        fingerprint: "another".to_owned(),
        ..idempotency_key(&ada.id, "key")
    };
    assert_eq!(store.claim_key(&later).await.unwrap(), KeyClaim::New);
    assert_eq!(store.claim_key(&later).await.unwrap(), KeyClaim::Running);
    let lasting = idempotency_key(&ada.id, "lasting");
    store.claim_key(&lasting).await.unwrap();
    store.prune_keys(in_seconds(60)).await.unwrap();
    assert_eq!(store.claim_key(&lasting).await.unwrap(), KeyClaim::Running);
    store.prune_keys(lasting.expires_at).await.unwrap();
    assert_eq!(store.claim_key(&lasting).await.unwrap(), KeyClaim::New);
}
