//! Sessions.

use fp_server::store::{SessionRecord, StoreError};

use crate::engine::Engine;
use crate::samples::{a_user, in_seconds, session};

pub(crate) async fn a_session_is_read_as_it_was_written(engine: &impl Engine) {
    let store = engine.open().await;
    let (ada, operator) = (
        a_user(store.as_ref(), "ada").await,
        a_user(store.as_ref(), "op").await,
    );
    let plain = SessionRecord {
        client: None,
        address: None,
        ..session(&ada.id)
    };
    let acting = SessionRecord {
        operator: Some(operator.id),
        ..session(&ada.id)
    };
    for made in [plain, acting] {
        store.create_session(&made).await.unwrap();
        assert_eq!(store.session(&made.id).await.unwrap(), Some(made));
    }
    assert_eq!(store.session("nothing").await.unwrap(), None);
}

pub(crate) async fn sessions_are_listed_newest_first_without_ended_ones(engine: &impl Engine) {
    let store = engine.open().await;
    let (ada, bob) = (
        a_user(store.as_ref(), "ada").await,
        a_user(store.as_ref(), "bob").await,
    );
    let mut made = Vec::new();
    for age in [20, 10, 30] {
        let session = SessionRecord {
            created_at: in_seconds(-age),
            ..session(&ada.id)
        };
        store.create_session(&session).await.unwrap();
        made.push(session);
    }
    let ended = SessionRecord {
        expires_at: in_seconds(-1),
        ..session(&ada.id)
    };
    store.create_session(&ended).await.unwrap();
    store.create_session(&session(&bob.id)).await.unwrap();
    made.sort_by_key(|session| std::cmp::Reverse(session.created_at));
    assert_eq!(store.sessions_of(&ada.id).await.unwrap(), made);
    assert_eq!(store.session(&ended.id).await.unwrap(), Some(ended));
}

pub(crate) async fn the_use_of_a_session_is_noted(engine: &impl Engine) {
    let store = engine.open().await;
    let made = session(&a_user(store.as_ref(), "ada").await.id);
    store.create_session(&made).await.unwrap();
    let at = in_seconds(60);
    store.touch_session(&made.id, at).await.unwrap();
    store.touch_session("nothing", at).await.unwrap();
    let touched = SessionRecord {
        last_used_at: at,
        ..made
    };
    assert_eq!(store.session(&touched.id).await.unwrap(), Some(touched));
}

pub(crate) async fn only_ones_own_session_can_be_ended(engine: &impl Engine) {
    let store = engine.open().await;
    let (ada, bob) = (
        a_user(store.as_ref(), "ada").await,
        a_user(store.as_ref(), "bob").await,
    );
    let made = session(&ada.id);
    store.create_session(&made).await.unwrap();
    let refused = store.end_session(&bob.id, &made.id).await;
    assert!(
        matches!(refused, Err(StoreError::NotFound("session"))),
        "{refused:?}"
    );
    assert!(store.session(&made.id).await.unwrap().is_some());
    store.end_session(&ada.id, &made.id).await.unwrap();
    assert_eq!(store.session(&made.id).await.unwrap(), None);
    let again = store.end_session(&ada.id, &made.id).await;
    assert!(matches!(again, Err(StoreError::NotFound("session"))), "{again:?}");
    store.touch_session(&made.id, in_seconds(1)).await.unwrap();
    assert_eq!(
        store.session(&made.id).await.unwrap(),
        None,
        "a late note brings nothing back"
    );
}

pub(crate) async fn all_sessions_but_one_end_together(engine: &impl Engine) {
    let store = engine.open().await;
    let (ada, bob) = (
        a_user(store.as_ref(), "ada").await,
        a_user(store.as_ref(), "bob").await,
    );
    let of_ada = [session(&ada.id), session(&ada.id), session(&ada.id)];
    let of_bob = session(&bob.id);
    for session in of_ada.iter().chain([&of_bob]) {
        store.create_session(session).await.unwrap();
    }
    let mut ended = store.end_sessions_of(&ada.id, Some(&of_ada[1].id)).await.unwrap();
    ended.sort();
    let mut others = [of_ada[0].id.clone(), of_ada[2].id.clone()];
    others.sort();
    assert_eq!(ended, others);
    assert_eq!(store.sessions_of(&ada.id).await.unwrap(), [of_ada[1].clone()]);
    assert_eq!(
        store.end_sessions_of(&ada.id, None).await.unwrap(),
        [of_ada[1].id.clone()]
    );
    assert!(store.end_sessions_of(&ada.id, None).await.unwrap().is_empty());
    assert_eq!(store.sessions_of(&bob.id).await.unwrap(), [of_bob]);
}

pub(crate) async fn sessions_whose_time_is_over_are_forgotten(engine: &impl Engine) {
    let store = engine.open().await;
    let ada = a_user(store.as_ref(), "ada").await;
    let now = in_seconds(0);
    let ended = SessionRecord {
        expires_at: now,
        ..session(&ada.id)
    };
    let lasting = session(&ada.id);
    store.create_session(&ended).await.unwrap();
    store.create_session(&lasting).await.unwrap();
    store.prune_sessions(now).await.unwrap();
    assert_eq!(store.session(&ended.id).await.unwrap(), None);
    assert_eq!(store.session(&lasting.id).await.unwrap(), Some(lasting));
}
