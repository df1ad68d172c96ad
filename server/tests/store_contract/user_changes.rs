//! Accounts that are changed, suspended and removed.

use fp_contract::quota::Quota;
use fp_server::store::{Desired, KeyClaim, StoreError, UserChange, UserId, UserRecord};

use crate::engine::Engine;
use crate::samples::{
    a_removed_app_of, a_user, an_app_of, an_operator, api_token, code, database, deployment, first,
    idempotency_key, in_seconds, new_app, session, template, user,
};
use crate::together::together;

pub(crate) async fn an_account_changes_field_by_field(engine: &impl Engine) {
    let store = engine.open().await;
    let ada = a_user(store.as_ref(), "ada").await;
    let since = in_seconds(0);
    let quota = Quota {
        apps: Some(3),
        ..Quota::default()
    };
    let all = UserChange {
        email: Some("Ada@Example.net".to_owned()),
        password_hash: Some("another".to_owned()),
        is_admin: Some(true),
        suspended_at: Some(Some(since)),
        quota: Some(Some(quota.clone())),
        hidden_templates: Some(vec!["one".to_owned()]),
    };
    let expected = UserRecord {
        email: "Ada@Example.net".to_owned(),
        password_hash: "another".to_owned(),
        is_admin: true,
        suspended_at: Some(since),
        quota: Some(quota),
        hidden_templates: vec!["one".to_owned()],
        ..ada.clone()
    };
    assert_eq!(store.change_user(&ada.id, &all).await.unwrap(), expected);
    let nothing = UserChange::default();
    assert_eq!(store.change_user(&ada.id, &nothing).await.unwrap(), expected);
    assert_eq!(store.user(&ada.id).await.unwrap(), Some(expected.clone()));
    let back = UserChange {
        suspended_at: Some(None),
        quota: Some(None),
        ..UserChange::default()
    };
    let expected = UserRecord {
        suspended_at: None,
        quota: None,
        ..expected
    };
    assert_eq!(store.change_user(&ada.id, &back).await.unwrap(), expected);
    let nobody = store.change_user(&UserId("nobody".to_owned()), &back).await;
    assert!(matches!(nobody, Err(StoreError::NotFound("user"))), "{nobody:?}");
}

pub(crate) async fn an_address_is_changed_only_to_a_free_one(engine: &impl Engine) {
    let store = engine.open().await;
    let ada = a_user(store.as_ref(), "ada").await;
    let bob = a_user(store.as_ref(), "bob").await;
    let to = |email: &str| UserChange {
        email: Some(email.to_owned()),
        ..UserChange::default()
    };
    let refused = store.change_user(&ada.id, &to("BOB@example.org")).await;
    assert!(matches!(refused, Err(StoreError::Taken("email"))), "{refused:?}");
    assert_eq!(store.user(&ada.id).await.unwrap(), Some(ada.clone()));
    store.change_user(&bob.id, &to("Bob@Example.org")).await.unwrap();
    store.change_user(&ada.id, &to("new@example.org")).await.unwrap();
    let in_the_old_place = UserRecord {
        email: ada.email,
        ..user("eve")
    };
    store.create_user(&in_the_old_place, false).await.unwrap();
}

pub(crate) async fn the_last_operator_stays(engine: &impl Engine) {
    let store = engine.open().await;
    let ada = an_operator(store.as_ref(), "ada").await;
    let suspended = UserRecord {
        is_admin: true,
        suspended_at: Some(in_seconds(0)),
        ..user("bob")
    };
    store.create_user(&suspended, false).await.unwrap();
    a_user(store.as_ref(), "eve").await;
    let demote = UserChange {
        is_admin: Some(false),
        ..UserChange::default()
    };
    let suspend = UserChange {
        suspended_at: Some(Some(in_seconds(0))),
        ..UserChange::default()
    };
    for change in [&demote, &suspend] {
        let refused = store.change_user(&ada.id, change).await;
        assert!(matches!(refused, Err(StoreError::LastOperator)), "{refused:?}");
    }
    let refused = store.delete_user(&ada.id).await;
    assert!(matches!(refused, Err(StoreError::LastOperator)), "{refused:?}");
    assert_eq!(store.user(&ada.id).await.unwrap(), Some(ada.clone()));
    store.change_user(&suspended.id, &demote).await.unwrap();
    an_operator(store.as_ref(), "zoe").await;
    store.change_user(&ada.id, &demote).await.unwrap();
}

/// Two operators who remove, suspend or demote each other at once: one of them is left.
pub(crate) async fn of_many_operators_leaving_at_once_one_stays(engine: &impl Engine) {
    let store = engine.open().await;
    let mut operators = Vec::new();
    for number in 0..6 {
        operators.push(an_operator(store.as_ref(), &format!("op{number}")).await.id);
    }
    let results = together(operators.len(), |number| {
        let (store, id) = (store.clone(), operators[number].clone());
        let change = UserChange {
            is_admin: (number % 3 == 0).then_some(false),
            suspended_at: (number % 3 == 1).then_some(Some(in_seconds(0))),
            ..UserChange::default()
        };
        async move {
            if number % 3 == 2 {
                store.delete_user(&id).await
            } else {
                store.change_user(&id, &change).await.map(drop)
            }
        }
    })
    .await;
    let refused: Vec<_> = results
        .iter()
        .filter_map(|result| result.as_ref().err())
        .collect();
    assert!(matches!(refused[..], [StoreError::LastOperator]), "{refused:?}");
    let left = store.users(&first(100)).await.unwrap();
    let operating = left
        .iter()
        .filter(|user| user.is_admin && user.suspended_at.is_none());
    assert_eq!(operating.count(), 1);
}

pub(crate) async fn a_removed_account_takes_its_records_along(engine: &impl Engine) {
    let store = engine.open().await;
    let (ada, bob) = (
        a_user(store.as_ref(), "ada").await,
        a_user(store.as_ref(), "bob").await,
    );
    let own = session(&ada.id);
    let as_bob = fp_server::store::SessionRecord {
        operator: Some(ada.id.clone()),
        ..session(&bob.id)
    };
    let bobs = session(&bob.id);
    for session in [&own, &as_bob, &bobs] {
        store.create_session(session).await.unwrap();
    }
    let token = api_token(&ada.id, "ci");
    store.create_api_token(&token, 1).await.unwrap();
    let reset = code(&ada.id);
    store.create_code(&reset).await.unwrap();
    let kept = template(Some(&ada.id), "hers");
    store.save_template(&kept).await.unwrap();
    store.claim_key(&idempotency_key(&ada.id, "key")).await.unwrap();
    store.delete_user(&ada.id).await.unwrap();
    assert_eq!(store.session(&own.id).await.unwrap(), None);
    assert_eq!(
        store.session(&as_bob.id).await.unwrap(),
        None,
        "nobody acts as somebody else any more"
    );
    assert_eq!(store.sessions_of(&bob.id).await.unwrap(), [bobs]);
    assert_eq!(store.api_token_by_digest(&token.digest).await.unwrap(), None);
    let left = store.take_code(&reset.digest, reset.purpose, in_seconds(0)).await;
    assert_eq!(left.unwrap(), None);
    assert_eq!(store.template(&kept.template.id).await.unwrap(), None);
    let claim = store.claim_key(&idempotency_key(&ada.id, "key")).await;
    assert_eq!(claim.unwrap(), KeyClaim::New);
}

pub(crate) async fn apps_of_a_removed_account_are_removed(engine: &impl Engine) {
    let store = engine.open().await;
    let ada = a_user(store.as_ref(), "ada").await;
    let app = an_app_of(store.as_ref(), &ada.id).await;
    store
        .create_deployment(&deployment(&app.id, "under way"))
        .await
        .unwrap();
    let in_trash = a_removed_app_of(store.as_ref(), &ada.id).await;
    store.delete_user(&ada.id).await.unwrap();
    let left = store.app(&app.id).await.unwrap().unwrap();
    assert_eq!(left.desired, Desired::Deleted);
    assert!(left.deleted_at.is_some());
    assert!(left.latest_deployment.unwrap().status.is_final());
    let reconciled = store.apps_to_reconcile().await.unwrap();
    assert_eq!(
        reconciled.iter().map(|app| &app.id).collect::<Vec<_>>(),
        [&app.id]
    );
    let kept = store.app(&in_trash.id).await.unwrap().unwrap();
    assert_eq!(kept.deleted_at, in_trash.deleted_at);
    store.finish_removal(&app.id).await.unwrap();
    for id in [&app.id, &in_trash.id] {
        let refused = store.restore_app(id, None).await;
        assert!(matches!(refused, Err(StoreError::NotFound("app"))), "{refused:?}");
        store.purge_app(id).await.unwrap();
    }
    let refused = store.create_app(&new_app(&ada.id), None).await;
    assert!(
        matches!(refused, Err(StoreError::NotFound("user"))),
        "{refused:?}"
    );
}

pub(crate) async fn a_removed_account_leaves_name_and_address_free(engine: &impl Engine) {
    let store = engine.open().await;
    let ada = a_user(store.as_ref(), "ada").await;
    a_removed_app_of(store.as_ref(), &ada.id).await;
    store.delete_user(&ada.id).await.unwrap();
    assert_eq!(store.user(&ada.id).await.unwrap(), None);
    assert_eq!(store.user_by_name("ada").await.unwrap(), None);
    assert_eq!(store.user_by_name("").await.unwrap(), None);
    assert_eq!(store.user_by_name(&format!("/{}", ada.id)).await.unwrap(), None);
    assert_eq!(store.count_users().await.unwrap(), 0);
    let again = store.delete_user(&ada.id).await;
    assert!(matches!(again, Err(StoreError::NotFound("user"))), "{again:?}");
    let refused = store.change_user(&ada.id, &UserChange::default()).await;
    assert!(
        matches!(refused, Err(StoreError::NotFound("user"))),
        "{refused:?}"
    );
    store.create_user(&user("Ada"), true).await.unwrap();
}

pub(crate) async fn an_account_with_a_database_is_not_removed(engine: &impl Engine) {
    let store = engine.open().await;
    let ada = a_user(store.as_ref(), "ada").await;
    let made = session(&ada.id);
    store.create_session(&made).await.unwrap();
    store
        .create_database(&database(&ada.id, "default"), 1)
        .await
        .unwrap();
    let refused = store.delete_user(&ada.id).await;
    assert!(
        matches!(refused, Err(StoreError::InUse("database"))),
        "{refused:?}"
    );
    assert_eq!(store.session(&made.id).await.unwrap(), Some(made));
    store.forget_database(&ada.id, "default").await.unwrap();
    store.delete_user(&ada.id).await.unwrap();
}
