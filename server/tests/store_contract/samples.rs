//! Records for the cases.

use fp_contract::Timestamp;
use fp_contract::app::{Framework, Mode};
use fp_contract::audit::AuditEntry;
use fp_contract::files::Files;
use fp_contract::revision::Revision;
use fp_contract::template::{Complexity, Template};
use fp_server::platform::identifier;
use fp_server::store::{
    ApiTokenRecord, AppId, AppRecord, CodePurpose, CodeRecord, DatabaseRecord, DatabaseState, Desired,
    DraftChange, IdempotencyRecord, NewApp, NewDeployment, Page, SealedEnv, SessionRecord, Store,
    TemplateRecord, UserId, UserRecord,
};

pub(crate) fn user(name: &str) -> UserRecord {
    UserRecord {
        id: identifier::user_id(),
        username: name.to_owned(),
        email: format!("{name}@example.org"),
        password_hash: "$argon2id$…".to_owned(),
        created_at: Timestamp::now(),
        is_admin: false,
        suspended_at: None,
        quota: None,
        hidden_templates: Vec::new(),
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
        secrets: SealedEnv::new(),
        database_id: None,
        created_at: Timestamp::now(),
        limit: None,
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
        secrets: None,
        database_id: None,
        env_base: None,
        author: None,
    }
}

/// An app of a user of its own.
pub(crate) async fn an_app(store: &dyn Store) -> AppRecord {
    let owner = a_user(store, &format!("u{}", identifier::sortable())).await;
    an_app_of(store, &owner.id).await
}

/// A user that is in the store.
pub(crate) async fn a_user(store: &dyn Store, name: &str) -> UserRecord {
    let user = user(name);
    store.create_user(&user, false).await.unwrap();
    user
}

/// An operator that is in the store.
pub(crate) async fn an_operator(store: &dyn Store, name: &str) -> UserRecord {
    let user = UserRecord {
        is_admin: true,
        ..user(name)
    };
    store.create_user(&user, false).await.unwrap();
    user
}

/// An app of this user.
pub(crate) async fn an_app_of(store: &dyn Store, owner: &UserId) -> AppRecord {
    store.create_app(&new_app(owner), None).await.unwrap()
}

/// An app of this user that is in the trash and of which nothing runs any more.
pub(crate) async fn a_removed_app_of(store: &dyn Store, owner: &UserId) -> AppRecord {
    let app = an_app_of(store, owner).await;
    removed(store, &app.id).await
}

/// Moves an app to the trash and notes that nothing of it runs any more.
pub(crate) async fn removed(store: &dyn Store, id: &AppId) -> AppRecord {
    let app = store.set_desired(id, Desired::Deleted).await.unwrap();
    store.finish_removal(id).await.unwrap();
    app
}

pub(crate) fn session(user: &UserId) -> SessionRecord {
    SessionRecord {
        id: identifier::sortable(),
        user_id: user.clone(),
        created_at: Timestamp::now(),
        last_used_at: Timestamp::now(),
        expires_at: in_seconds(3600),
        client: Some("fp/0.1".to_owned()),
        address: Some("192.0.2.1".to_owned()),
        operator: None,
    }
}

pub(crate) fn api_token(user: &UserId, name: &str) -> ApiTokenRecord {
    ApiTokenRecord {
        id: identifier::sortable(),
        user_id: user.clone(),
        name: name.to_owned(),
        digest: identifier::secret(),
        scopes: vec!["apps:read".to_owned(), "apps:deploy".to_owned()],
        created_at: Timestamp::now(),
        last_used_at: None,
        expires_at: Some(in_seconds(3600)),
    }
}

pub(crate) fn code(user: &UserId) -> CodeRecord {
    CodeRecord {
        digest: identifier::secret(),
        user_id: user.clone(),
        purpose: CodePurpose::PasswordReset,
        created_at: Timestamp::now(),
        expires_at: in_seconds(60),
    }
}

pub(crate) fn database(user: &UserId, id: &str) -> DatabaseRecord {
    DatabaseRecord {
        id: id.to_owned(),
        user_id: user.clone(),
        name: format!("Database {id}"),
        description: Some("words".to_owned()),
        is_default: false,
        mongo_database: format!("user_{user}_{id}"),
        login: format!("login_{user}_{id}"),
        password: "sealed".to_owned(),
        created_at: Timestamp::now(),
        state: DatabaseState::Provisioning,
    }
}

pub(crate) fn template(user: Option<&UserId>, name: &str) -> TemplateRecord {
    TemplateRecord {
        template: Template {
            id: identifier::sortable(),
            name: name.to_owned(),
            description: "What it shows.".to_owned(),
            code: Some("code".to_owned()),
            mode: Mode::Single,
            framework: Some(Framework::Fasthtml),
            entrypoint: None,
            files: None,
            complexity: Complexity::Medium,
            is_global: user.is_none(),
            created_at: Timestamp::now(),
            tags: vec!["words".to_owned()],
            user_id: user.map(|user| user.0.clone()),
            requires_database: false,
            is_hidden: false,
            first_edit: None,
        },
        is_removed: false,
    }
}

pub(crate) fn audit_entry(actor: &str, action: &str, target: &str) -> AuditEntry {
    AuditEntry {
        id: identifier::sortable(),
        at: Timestamp::now(),
        actor: Some(actor.to_owned()),
        actor_name: Some("Ada".to_owned()),
        on_behalf_of: None,
        action: action.to_owned(),
        target: Some(target.to_owned()),
        details: Some(serde_json::json!({"name": ["from", "to"], "count": 2})),
        address: Some("192.0.2.1".to_owned()),
    }
}

pub(crate) fn idempotency_key(user: &UserId, key: &str) -> IdempotencyRecord {
    IdempotencyRecord {
        user_id: user.clone(),
        key: key.to_owned(),
        fingerprint: "operation and body".to_owned(),
        created_at: Timestamp::now(),
        expires_at: in_seconds(3600),
        reply: None,
    }
}

/// An instant from now; negative for the past.
pub(crate) fn in_seconds(seconds: i64) -> Timestamp {
    Timestamp::from_microseconds(Timestamp::now().as_microseconds() + seconds * 1_000_000)
}

/// The first part of a list.
pub(crate) fn first(limit: u32) -> Page {
    Page { after: None, limit }
}

/// The part of a list after this item.
pub(crate) fn after(id: &str, limit: u32) -> Page {
    Page {
        after: Some(id.to_owned()),
        limit,
    }
}
