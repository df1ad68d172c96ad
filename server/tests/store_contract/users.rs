//! Accounts.

use fp_server::store::{StoreError, UserId, UserRecord};

use crate::engine::Engine;
use crate::samples::user;

pub(crate) async fn an_account_is_found_by_name_and_id(engine: &impl Engine) {
    let store = engine.open().await;
    let ada = user("Ada");
    store.create_user(&ada, false).await.unwrap();
    assert_eq!(store.user(&ada.id).await.unwrap().as_ref(), Some(&ada));
    assert_eq!(store.user_by_name("aDA").await.unwrap(), Some(ada));
    assert_eq!(store.user_by_name("bob").await.unwrap(), None);
    assert_eq!(store.user(&UserId("nobody".to_owned())).await.unwrap(), None);
    assert_eq!(store.count_users().await.unwrap(), 1);
    store.ping().await.unwrap();
}

pub(crate) async fn names_and_addresses_are_unique_in_any_case(engine: &impl Engine) {
    let store = engine.open().await;
    store.create_user(&user("Ada"), false).await.unwrap();
    let same_name = UserRecord {
        email: "other@example.org".to_owned(),
        ..user("ADA")
    };
    let refused = store.create_user(&same_name, false).await;
    assert!(
        matches!(refused, Err(StoreError::Taken("username"))),
        "{refused:?}"
    );
    let same_address = UserRecord {
        email: "ADA@Example.org".to_owned(),
        ..user("bob")
    };
    let refused = store.create_user(&same_address, false).await;
    assert!(matches!(refused, Err(StoreError::Taken("email"))), "{refused:?}");
}

pub(crate) async fn fifty_identical_sign_ups_make_one_account(engine: &impl Engine) {
    let store = engine.open().await;
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.create_user(&user("ada"), false).await })
        })
        .collect();
    let mut made = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(()) => made += 1,
            Err(StoreError::Taken(_)) => {}
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!((made, store.count_users().await.unwrap()), (1, 1));
}

pub(crate) async fn the_first_account_is_made_once(engine: &impl Engine) {
    let store = engine.open().await;
    let tasks: Vec<_> = (0..10)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move { store.create_user(&user(&format!("user{number}")), true).await })
        })
        .collect();
    let mut made = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(()) => made += 1,
            Err(StoreError::Taken("first account")) => {}
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!((made, store.count_users().await.unwrap()), (1, 1));
}
