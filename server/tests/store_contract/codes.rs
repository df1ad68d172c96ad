//! One-time codes.

use fp_server::store::{CodePurpose, CodeRecord};

use crate::engine::Engine;
use crate::samples::{a_user, code, in_seconds};
use crate::together::together;

const PURPOSE: CodePurpose = CodePurpose::PasswordReset;

pub(crate) async fn of_fifty_takers_one_gets_the_code(engine: &impl Engine) {
    let store = engine.open().await;
    let made = code(&a_user(store.as_ref(), "ada").await.id);
    store.create_code(&made).await.unwrap();
    let taken = together(50, |_| {
        let (store, digest) = (store.clone(), made.digest.clone());
        async move { store.take_code(&digest, PURPOSE, in_seconds(0)).await.unwrap() }
    })
    .await;
    let taken: Vec<_> = taken.into_iter().flatten().collect();
    assert_eq!(taken, [made]);
}

pub(crate) async fn a_newer_code_replaces_the_older_one(engine: &impl Engine) {
    let store = engine.open().await;
    let (ada, bob) = (
        a_user(store.as_ref(), "ada").await,
        a_user(store.as_ref(), "bob").await,
    );
    let (older, newer, bobs) = (code(&ada.id), code(&ada.id), code(&bob.id));
    for code in [&older, &bobs, &newer] {
        store.create_code(code).await.unwrap();
    }
    let take = async |code: &CodeRecord| {
        store
            .take_code(&code.digest, PURPOSE, in_seconds(0))
            .await
            .unwrap()
    };
    assert_eq!(take(&older).await, None);
    assert_eq!(take(&newer).await, Some(newer));
    assert_eq!(take(&bobs).await, Some(bobs));
}

pub(crate) async fn a_code_whose_time_is_over_is_none(engine: &impl Engine) {
    let store = engine.open().await;
    let made = code(&a_user(store.as_ref(), "ada").await.id);
    store.create_code(&made).await.unwrap();
    assert_eq!(
        store
            .take_code(&made.digest, PURPOSE, made.expires_at)
            .await
            .unwrap(),
        None
    );
    assert_eq!(
        store.take_code("nothing", PURPOSE, in_seconds(0)).await.unwrap(),
        None
    );
}
