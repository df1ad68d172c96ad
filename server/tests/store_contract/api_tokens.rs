//! API tokens.

use fp_server::store::{ApiTokenRecord, StoreError, UserId};

use crate::engine::Engine;
use crate::samples::{a_user, api_token, in_seconds};
use crate::together::together;

/// More than any case makes.
const ENOUGH: u32 = 100;

pub(crate) async fn a_token_is_found_by_its_digest(engine: &impl Engine) {
    let store = engine.open().await;
    let ada = a_user(store.as_ref(), "ada").await;
    let ended = ApiTokenRecord {
        expires_at: Some(in_seconds(-1)),
        ..api_token(&ada.id, "ended")
    };
    let endless = ApiTokenRecord {
        expires_at: None,
        scopes: Vec::new(),
        ..api_token(&ada.id, "endless")
    };
    for made in [ended, endless] {
        store.create_api_token(&made, ENOUGH).await.unwrap();
        let found = store.api_token_by_digest(&made.digest).await.unwrap();
        assert_eq!(found, Some(made));
    }
    assert_eq!(store.api_token_by_digest("nothing").await.unwrap(), None);
}

pub(crate) async fn tokens_are_listed_newest_first(engine: &impl Engine) {
    let store = engine.open().await;
    let (ada, bob) = (
        a_user(store.as_ref(), "ada").await,
        a_user(store.as_ref(), "bob").await,
    );
    let mut made = Vec::new();
    for age in [20, 10, 30] {
        let token = ApiTokenRecord {
            created_at: in_seconds(-age),
            expires_at: Some(in_seconds(-age)),
            ..api_token(&ada.id, &format!("token {age}"))
        };
        store.create_api_token(&token, ENOUGH).await.unwrap();
        made.push(token);
    }
    store
        .create_api_token(&api_token(&bob.id, "bob's"), ENOUGH)
        .await
        .unwrap();
    made.sort_by_key(|token| std::cmp::Reverse(token.created_at));
    assert_eq!(store.api_tokens_of(&ada.id).await.unwrap(), made);
}

pub(crate) async fn a_token_name_is_taken_in_any_case_among_ones_own(engine: &impl Engine) {
    let store = engine.open().await;
    let (ada, bob) = (
        a_user(store.as_ref(), "ada").await,
        a_user(store.as_ref(), "bob").await,
    );
    store
        .create_api_token(&api_token(&ada.id, "Ci"), ENOUGH)
        .await
        .unwrap();
    store
        .create_api_token(&api_token(&bob.id, "ci"), ENOUGH)
        .await
        .unwrap();
    let refused = store.create_api_token(&api_token(&ada.id, "cI"), ENOUGH).await;
    assert!(
        matches!(refused, Err(StoreError::Taken("token name"))),
        "{refused:?}"
    );
    assert_eq!(store.api_tokens_of(&ada.id).await.unwrap().len(), 1);
}

pub(crate) async fn tokens_are_limited_however_many_are_asked_for_at_once(engine: &impl Engine) {
    const LIMIT: u32 = 3;
    let store = engine.open().await;
    let ada = a_user(store.as_ref(), "ada").await;
    let results = together(12, |number| {
        let (store, token) = (store.clone(), api_token(&ada.id, &format!("token {number}")));
        async move { store.create_api_token(&token, LIMIT).await }
    })
    .await;
    for refused in results.iter().filter(|result| result.is_err()) {
        assert!(
            matches!(refused, Err(StoreError::LimitReached { limit: LIMIT })),
            "{refused:?}"
        );
    }
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 3);
    assert_eq!(store.api_tokens_of(&ada.id).await.unwrap().len(), 3);
    let nobodys = api_token(&UserId("nobody".to_owned()), "token");
    let refused = store.create_api_token(&nobodys, LIMIT).await;
    assert!(
        matches!(refused, Err(StoreError::NotFound("user"))),
        "{refused:?}"
    );
}

pub(crate) async fn the_use_of_a_token_is_noted(engine: &impl Engine) {
    let store = engine.open().await;
    let made = api_token(&a_user(store.as_ref(), "ada").await.id, "ci");
    store.create_api_token(&made, ENOUGH).await.unwrap();
    let at = in_seconds(60);
    store.touch_api_token(&made.id, at).await.unwrap();
    store.touch_api_token("nothing", at).await.unwrap();
    let touched = ApiTokenRecord {
        last_used_at: Some(at),
        ..made
    };
    let found = store.api_token_by_digest(&touched.digest).await.unwrap();
    assert_eq!(found, Some(touched));
}

pub(crate) async fn only_ones_own_token_can_be_removed(engine: &impl Engine) {
    let store = engine.open().await;
    let (ada, bob) = (
        a_user(store.as_ref(), "ada").await,
        a_user(store.as_ref(), "bob").await,
    );
    let made = api_token(&ada.id, "ci");
    store.create_api_token(&made, 1).await.unwrap();
    let refused = store.delete_api_token(&bob.id, &made.id).await;
    assert!(
        matches!(refused, Err(StoreError::NotFound("token"))),
        "{refused:?}"
    );
    store.delete_api_token(&ada.id, &made.id).await.unwrap();
    assert_eq!(store.api_token_by_digest(&made.digest).await.unwrap(), None);
    let again = store.delete_api_token(&ada.id, &made.id).await;
    assert!(matches!(again, Err(StoreError::NotFound("token"))), "{again:?}");
    store
        .create_api_token(&api_token(&ada.id, "ci"), 1)
        .await
        .unwrap();
}
