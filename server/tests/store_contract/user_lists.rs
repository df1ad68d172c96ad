//! Lists of accounts.

use fp_server::store::{StoreError, UserRecord};

use crate::engine::Engine;
use crate::samples::{a_user, after, first, in_seconds, user};

pub(crate) async fn accounts_are_listed_part_by_part_newest_first(engine: &impl Engine) {
    let store = engine.open().await;
    let mut made = Vec::new();
    for (name, age) in [("a", 30), ("b", 10), ("c", 20), ("d", 10), ("e", 40)] {
        let user = UserRecord {
            created_at: in_seconds(-age),
            ..user(name)
        };
        store.create_user(&user, false).await.unwrap();
        made.push(user);
    }
    made.sort_by(|a, b| (b.created_at, &b.id).cmp(&(a.created_at, &a.id)));
    let mut listed = store.users(&first(2)).await.unwrap();
    assert_eq!(listed, made[..2]);
    for _ in 0..2 {
        let last = listed[listed.len() - 1].id.0.clone();
        listed.extend(store.users(&after(&last, 2)).await.unwrap());
    }
    assert_eq!(listed, made);
    assert!(store.users(&after(&made[4].id.0, 2)).await.unwrap().is_empty());
}

pub(crate) async fn a_list_of_accounts_does_not_go_on_from_nowhere(engine: &impl Engine) {
    let store = engine.open().await;
    let ada = a_user(store.as_ref(), "ada").await;
    let bob = a_user(store.as_ref(), "bob").await;
    store.delete_user(&bob.id).await.unwrap();
    for nowhere in [bob.id.0.as_str(), "nothing", ""] {
        let refused = store.users(&after(nowhere, 10)).await;
        assert!(
            matches!(refused, Err(StoreError::NotFound("place in the list"))),
            "{nowhere:?}: {refused:?}"
        );
    }
    assert_eq!(store.users(&first(10)).await.unwrap(), [ada]);
}
