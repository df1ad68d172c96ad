//! Records for the cases.

use fp_contract::Timestamp;
use fp_contract::app::{Framework, Mode};
use fp_contract::files::Files;
use fp_contract::revision::Revision;
use fp_server::platform::identifier;
use fp_server::store::{
    AppId, AppRecord, DraftChange, NewApp, NewDeployment, SealedEnv, Store, UserId, UserRecord,
};

pub(crate) fn user(name: &str) -> UserRecord {
    UserRecord {
        id: identifier::user_id(),
        username: name.to_owned(),
        email: format!("{name}@example.org"),
        password_hash: "$argon2id$…".to_owned(),
        created_at: Timestamp::now(),
        is_admin: false,
    }
}

pub(crate) fn files(text: &str) -> Files {
    Files::from([("app.py".to_owned(), text.to_owned())])
}

pub(crate) fn new_app(owner: &UserId) -> NewApp {
    NewApp {
        id: identifier::app_id(),
        user_id: owner.clone(),
        name: "demo".to_owned(),
        mode: Mode::Single,
        framework: Some(Framework::Fastapi),
        entrypoint: "app.py".to_owned(),
        files: files("first"),
        env: SealedEnv::from([("KEY".to_owned(), "sealed".to_owned())]),
        database_id: None,
        created_at: Timestamp::now(),
    }
}

pub(crate) fn revision(text: &str) -> Revision {
    Revision {
        files: files(text),
        entrypoint: "app.py".to_owned(),
        framework: Some(Framework::Fastapi),
        env_names: vec!["KEY".to_owned()],
        database_id: None,
    }
}

pub(crate) fn edit(text: &str, base: Option<u64>) -> DraftChange {
    DraftChange {
        files: files(text),
        entrypoint: "app.py".to_owned(),
        mode: Mode::Single,
        framework: Some(Framework::Fastapi),
        base,
    }
}

/// A deployment of `text` that makes it the draft as well.
pub(crate) fn deployment(app: &AppId, text: &str) -> NewDeployment {
    NewDeployment {
        draft: Some(edit(text, None)),
        ..settings_only(app, text)
    }
}

/// A deployment that leaves the draft alone.
pub(crate) fn settings_only(app: &AppId, text: &str) -> NewDeployment {
    NewDeployment {
        id: identifier::sortable(),
        app_id: app.clone(),
        revision: revision(text),
        created_at: Timestamp::now(),
        started_at: Timestamp::now(),
        draft: None,
        env: None,
        database_id: None,
    }
}

/// An app of a user of its own.
pub(crate) async fn an_app(store: &dyn Store) -> AppRecord {
    let owner = user(&format!("u{}", identifier::sortable()));
    store.create_user(&owner, false).await.unwrap();
    store.create_app(&new_app(&owner.id), None).await.unwrap()
}
