//! The record of tenant databases.

use fp_server::store::{
    DatabaseChange, DatabaseRecord, DatabaseState, Desired, NewApp, Store, StoreError, UserId,
};

use crate::engine::Engine;
use crate::samples::{a_user, database, in_seconds, new_app};
use crate::together::together;

/// More than any case makes.
const ENOUGH: u32 = 100;

async fn made(store: &dyn Store, user: &UserId, id: &str, age: i64) -> DatabaseRecord {
    let record = DatabaseRecord {
        created_at: in_seconds(-age),
        ..database(user, id)
    };
    store.create_database(&record, ENOUGH).await.unwrap();
    record
}

/// Identifiers of the owner's default databases.
async fn defaults(store: &dyn Store, user: &UserId) -> Vec<String> {
    let databases = store.databases_of(user).await.unwrap();
    let defaults = databases.into_iter().filter(|database| database.is_default);
    defaults.map(|database| database.id).collect()
}

pub(crate) async fn a_database_is_read_as_it_was_written(engine: &impl Engine) {
    let store = engine.open().await;
    let (ada, bob) = (
        a_user(store.as_ref(), "ada").await,
        a_user(store.as_ref(), "bob").await,
    );
    let older = made(store.as_ref(), &ada.id, "default", 20).await;
    let oldest = made(store.as_ref(), &ada.id, "0a1b2c3d", 30).await;
    let bobs = made(store.as_ref(), &bob.id, "default", 0).await;
    assert_eq!(
        store.database(&ada.id, "default").await.unwrap(),
        Some(older.clone())
    );
    assert_eq!(store.database(&bob.id, "0a1b2c3d").await.unwrap(), None);
    assert_eq!(
        store.databases_of(&ada.id).await.unwrap(),
        [oldest.clone(), older.clone()]
    );
    let mut all = [oldest, older, bobs];
    all.sort_by(|a, b| (&a.user_id, a.created_at).cmp(&(&b.user_id, b.created_at)));
    assert_eq!(store.all_databases().await.unwrap(), all);
}

pub(crate) async fn identifiers_and_names_of_databases_are_ones_own(engine: &impl Engine) {
    let store = engine.open().await;
    let (ada, bob) = (
        a_user(store.as_ref(), "ada").await,
        a_user(store.as_ref(), "bob").await,
    );
    let first = made(store.as_ref(), &ada.id, "default", 0).await;
    made(store.as_ref(), &bob.id, "default", 0).await;
    let same_id = DatabaseRecord {
        name: "another".to_owned(),
        ..database(&ada.id, "default")
    };
    let refused = store.create_database(&same_id, ENOUGH).await;
    assert!(
        matches!(refused, Err(StoreError::Taken("database id"))),
        "{refused:?}"
    );
    let same_name = DatabaseRecord {
        name: first.name.to_uppercase(),
        is_default: true,
        ..database(&ada.id, "0a1b2c3d")
    };
    let refused = store.create_database(&same_name, ENOUGH).await;
    assert!(
        matches!(refused, Err(StoreError::Taken("database name"))),
        "{refused:?}"
    );
    made(store.as_ref(), &ada.id, "0a1b2c3d", 0).await;
    let rename = DatabaseChange {
        name: Some(first.name.to_lowercase()),
        ..DatabaseChange::default()
    };
    let refused = store.change_database(&ada.id, "0a1b2c3d", &rename).await;
    assert!(
        matches!(refused, Err(StoreError::Taken("database name"))),
        "{refused:?}"
    );
    let own_name_in_another_case = store.change_database(&ada.id, "default", &rename).await;
    assert_eq!(own_name_in_another_case.unwrap().name, first.name.to_lowercase());
}

pub(crate) async fn databases_are_limited_however_many_are_asked_for_at_once(engine: &impl Engine) {
    const LIMIT: u32 = 3;
    let store = engine.open().await;
    let ada = a_user(store.as_ref(), "ada").await;
    let results = together(12, |number| {
        let (store, database) = (store.clone(), database(&ada.id, &format!("{number:08x}")));
        async move { store.create_database(&database, LIMIT).await }
    })
    .await;
    for refused in results.iter().filter(|result| result.is_err()) {
        assert!(
            matches!(refused, Err(StoreError::LimitReached { limit: LIMIT })),
            "{refused:?}"
        );
    }
    assert_eq!(store.databases_of(&ada.id).await.unwrap().len(), 3);
    let nobodys = database(&UserId("nobody".to_owned()), "default");
    let refused = store.create_database(&nobodys, LIMIT).await;
    assert!(
        matches!(refused, Err(StoreError::NotFound("user"))),
        "{refused:?}"
    );
}

pub(crate) async fn one_database_at_most_is_the_default(engine: &impl Engine) {
    let store = engine.open().await;
    let (ada, bob) = (
        a_user(store.as_ref(), "ada").await,
        a_user(store.as_ref(), "bob").await,
    );
    for (owner, id) in [(&ada, "default"), (&bob, "default"), (&ada, "00000001")] {
        let record = DatabaseRecord {
            is_default: true,
            ..database(&owner.id, id)
        };
        store.create_database(&record, ENOUGH).await.unwrap();
    }
    assert_eq!(defaults(store.as_ref(), &ada.id).await, ["00000001"]);
    let make_default = DatabaseChange {
        make_default: true,
        ..DatabaseChange::default()
    };
    let changed = store
        .change_database(&ada.id, "default", &make_default)
        .await
        .unwrap();
    assert!(changed.is_default);
    assert_eq!(defaults(store.as_ref(), &ada.id).await, ["default"]);
    assert_eq!(defaults(store.as_ref(), &bob.id).await, ["default"]);
    let refused = store.change_database(&ada.id, "nothing", &make_default).await;
    assert!(
        matches!(refused, Err(StoreError::NotFound("database"))),
        "{refused:?}"
    );
    assert_eq!(defaults(store.as_ref(), &ada.id).await, ["default"]);
}

pub(crate) async fn a_database_changes_field_by_field(engine: &impl Engine) {
    let store = engine.open().await;
    let ada = a_user(store.as_ref(), "ada").await;
    let first = made(store.as_ref(), &ada.id, "default", 0).await;
    let change = DatabaseChange {
        description: Some(None),
        password: Some("sealed anew".to_owned()),
        state: Some(DatabaseState::Ready),
        ..DatabaseChange::default()
    };
    let changed = store.change_database(&ada.id, "default", &change).await.unwrap();
    let expected = DatabaseRecord {
        description: None,
        password: "sealed anew".to_owned(),
        state: DatabaseState::Ready,
        ..first
    };
    assert_eq!(changed, expected);
    assert_eq!(
        store.database(&ada.id, "default").await.unwrap(),
        Some(expected.clone())
    );
    let nothing = DatabaseChange::default();
    let same = store.change_database(&ada.id, "default", &nothing).await.unwrap();
    assert_eq!(same, expected);
}

pub(crate) async fn a_database_that_an_app_names_is_not_dropped(engine: &impl Engine) {
    let store = engine.open().await;
    let (ada, bob) = (
        a_user(store.as_ref(), "ada").await,
        a_user(store.as_ref(), "bob").await,
    );
    made(store.as_ref(), &ada.id, "0a1b2c3d", 0).await;
    let naming = |owner: &UserId| NewApp {
        database_id: Some("0a1b2c3d".to_owned()),
        ..new_app(owner)
    };
    let app = naming(&ada.id);
    store.create_app(&app, None).await.unwrap();
    store.create_app(&naming(&bob.id), None).await.unwrap();
    let drop = DatabaseChange {
        state: Some(DatabaseState::Dropping),
        ..DatabaseChange::default()
    };
    let refused = store.change_database(&ada.id, "0a1b2c3d", &drop).await;
    assert!(
        matches!(refused, Err(StoreError::InUse("database"))),
        "{refused:?}"
    );
    store.set_desired(&app.id, Desired::Deleted).await.unwrap();
    let dropping = store.change_database(&ada.id, "0a1b2c3d", &drop).await.unwrap();
    assert_eq!(dropping.state, DatabaseState::Dropping);
    store.forget_database(&ada.id, "0a1b2c3d").await.unwrap();
    store.forget_database(&ada.id, "0a1b2c3d").await.unwrap();
    assert_eq!(store.database(&ada.id, "0a1b2c3d").await.unwrap(), None);
}

pub(crate) async fn a_password_sealed_anew_never_undoes_a_change(engine: &impl Engine) {
    let store = engine.open().await;
    let ada = a_user(store.as_ref(), "ada").await;
    let first = made(store.as_ref(), &ada.id, "default", 0).await;
    let reseal = async |id: &str, from: &str| {
        store
            .reseal_database(&ada.id, id, from, "sealed anew")
            .await
            .unwrap()
    };
    assert!(!reseal("default", "sealed before").await);
    assert!(!reseal("0a1b2c3d", "sealed").await);
    assert_eq!(
        store.database(&ada.id, "default").await.unwrap().as_ref(),
        Some(&first)
    );
    assert!(reseal("default", "sealed").await);
    let expected = DatabaseRecord {
        password: "sealed anew".to_owned(),
        ..first
    };
    assert_eq!(store.database(&ada.id, "default").await.unwrap(), Some(expected));
}
