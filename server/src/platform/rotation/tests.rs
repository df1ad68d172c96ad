//! Rotations of a real store.

use fp_contract::Timestamp;
use fp_contract::app::Mode;
use fp_contract::files::Files;

use super::*;
use crate::platform::identifier;
use crate::store::sqlite::SqliteStore;
use crate::store::{Apps as _, DatabaseState, Databases as _, Desired, NewApp, UserId, UserRecord};

fn env(value: &str) -> BTreeMap<String, String> {
    BTreeMap::from([("KEY".to_owned(), value.to_owned())])
}

async fn owner(store: &dyn Store) -> UserId {
    let user = UserRecord {
        id: identifier::user_id(),
        username: "ada".to_owned(),
        email: "ada@example.org".to_owned(),
        password_hash: String::new(),
        created_at: Timestamp::now(),
        is_admin: false,
        suspended_at: None,
        quota: None,
        hidden_templates: Vec::new(),
    };
    store.create_user(&user, false).await.unwrap();
    user.id
}

/// An app with one variable and one secret.
async fn app(store: &dyn Store, owner: &UserId, vault: &Vault, value: &str) -> AppRecord {
    let id = identifier::app_id();
    let new = NewApp {
        user_id: owner.clone(),
        name: "demo".to_owned(),
        mode: Mode::Single,
        framework: None,
        entrypoint: "app.py".to_owned(),
        files: Files::new(),
        env: vault.seal_all(&id, &env(value)),
        secrets: vault.seal_all(&id, &env(value)),
        database_id: None,
        created_at: Timestamp::now(),
        limit: None,
        id,
    };
    store.create_app(&new, None).await.unwrap()
}

fn database(owner: &UserId, vault: &Vault) -> DatabaseRecord {
    DatabaseRecord {
        id: "default".to_owned(),
        user_id: owner.clone(),
        name: "default".to_owned(),
        description: None,
        is_default: true,
        mongo_database: "user_ada_default".to_owned(),
        login: "login".to_owned(),
        password: vault.seal_password(owner, "default", "password"),
        created_at: Timestamp::now(),
        state: DatabaseState::Ready,
    }
}

fn open(folder: &tempfile::TempDir) -> SqliteStore {
    SqliteStore::open(folder.path().join("fp.sqlite3")).unwrap()
}

#[tokio::test]
async fn everything_opens_with_the_new_key_alone() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let old = Vault::new("old");
    let owner = owner(&store).await;
    let kept = app(&store, &owner, &old, "kept").await;
    let binned = app(&store, &owner, &old, "binned").await;
    store.set_desired(&binned.id, Desired::Deleted).await.unwrap();
    store.create_database(&database(&owner, &old), 1).await.unwrap();
    let both = Vault::with_previous("new", &["old".to_owned()]);
    let expected = Rotation {
        apps: 2,
        databases: 1,
        unreadable: BTreeSet::new(),
    };
    assert_eq!(rotate(&store, &both).await.unwrap(), expected);
    let new = Vault::new("new");
    for (id, value) in [(&kept.id, "kept"), (&binned.id, "binned")] {
        let app = store.app(id).await.unwrap().unwrap();
        assert_eq!(new.open_all(id, &app.env).unwrap(), env(value));
        assert_eq!(new.open_all(id, &app.secrets).unwrap(), env(value));
        assert_eq!(app.env_version, 0, "nothing is deployed for it");
    }
    let database = store.database(&owner, "default").await.unwrap().unwrap();
    let password = new.open_password(&owner, "default", &database.password);
    assert_eq!(password.unwrap(), "password");
    assert_eq!(rotate(&store, &both).await.unwrap(), Rotation::default());
}

#[tokio::test]
async fn what_no_key_opens_is_named_and_left() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let owner = owner(&store).await;
    let lost = app(&store, &owner, &Vault::new("lost"), "hunter2").await;
    let good = app(&store, &owner, &Vault::new("old"), "value").await;
    store
        .create_database(&database(&owner, &Vault::new("lost")), 1)
        .await
        .unwrap();
    let both = Vault::with_previous("new", &["old".to_owned()]);
    let rotation = rotate(&store, &both).await.unwrap();
    assert_eq!((rotation.apps, rotation.databases), (1, 0));
    let said: Vec<_> = rotation.unreadable.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            format!("variable KEY of the app {}", lost.id),
            format!("password of the database default of the account {owner}"),
        ]
    );
    let left = store.app(&lost.id).await.unwrap().unwrap();
    assert_eq!((left.env, left.secrets), (lost.env, lost.secrets));
    let good = store.app(&good.id).await.unwrap().unwrap();
    assert!(Vault::new("new").open_all(&good.id, &good.env).is_ok());
}

/// Owners change their variables while everything is sealed anew: none of the changes is undone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rotation_undoes_no_change() {
    const APPS: usize = 20;
    let folder = tempfile::tempdir().unwrap();
    let store = std::sync::Arc::new(open(&folder));
    let owner = owner(store.as_ref()).await;
    let old = Vault::new("old");
    let mut apps = Vec::new();
    for _ in 0..APPS {
        apps.push(app(store.as_ref(), &owner, &old, "before").await.id);
    }
    let changes = {
        let (store, apps, old) = (store.clone(), apps.clone(), old.clone());
        tokio::spawn(async move {
            for id in &apps {
                let change = crate::store::SettingsChange {
                    env: Some(old.seal_all(id, &env("after"))),
                    ..Default::default()
                };
                store.change_settings(id, &change).await.unwrap();
            }
        })
    };
    let both = Vault::with_previous("new", &["old".to_owned()]);
    rotate(store.as_ref(), &both).await.unwrap();
    changes.await.unwrap();
    for id in &apps {
        let app = store.app(id).await.unwrap().unwrap();
        assert_eq!(both.open_all(id, &app.env).unwrap(), env("after"));
    }
}
