//! Apps without their files.

use std::time::{Duration, Instant};

use fp_contract::Timestamp;
use fp_contract::deployment::Failure;
use fp_server::store::{
    AppFilter, AppId, Desired, NewDeployment, Page, SealedEnv, SettingsChange, StoreError, UserId,
};

use crate::engine::Engine;
use crate::samples::{an_app, deployment, edit, new_app, user};

pub(crate) async fn an_app_is_read_as_it_was_written(engine: &impl Engine) {
    let store = engine.open().await;
    let owner = user("ada");
    store.create_user(&owner, false).await.unwrap();
    let new = new_app(&owner.id);
    let made = store.create_app(&new, None).await.unwrap();
    assert_eq!(store.app(&new.id).await.unwrap().as_ref(), Some(&made));
    assert_eq!((made.user_id, made.name, made.env), (owner.id, new.name, new.env));
    assert_eq!((made.mode, made.framework), (new.mode, new.framework));
    assert_eq!((made.draft_version, made.env_version), (1, 0));
    assert_eq!(
        (made.desired, made.created_at),
        (Desired::Running, new.created_at)
    );
    assert!(made.draft_is_unpublished && made.latest_deployment.is_none() && made.live_revision.is_none());
    let draft = store.draft(&new.id).await.unwrap();
    assert_eq!(
        (draft.files, draft.entrypoint, draft.version),
        (new.files, new.entrypoint, 1)
    );
}

pub(crate) async fn an_identifier_is_used_once(engine: &impl Engine) {
    let store = engine.open().await;
    let owner = user("ada");
    store.create_user(&owner, false).await.unwrap();
    let new = new_app(&owner.id);
    let first = deployment(&new.id, "first");
    store.create_app(&new, Some(&first)).await.unwrap();
    let again = deployment(&new.id, "second");
    let refused = store.create_app(&new, Some(&again)).await;
    assert!(matches!(refused, Err(StoreError::Taken("app id"))), "{refused:?}");
    assert_eq!(store.deployment(&again.id).await.unwrap(), None);
}

pub(crate) async fn lists_show_ones_own_apps_oldest_first(engine: &impl Engine) {
    let store = engine.open().await;
    let (ada, bob) = (user("ada"), user("bob"));
    store.create_user(&ada, false).await.unwrap();
    store.create_user(&bob, false).await.unwrap();
    let mut made = Vec::new();
    for _ in 0..3 {
        let new = new_app(&ada.id);
        store.create_app(&new, None).await.unwrap();
        made.push(new.id);
    }
    store.create_app(&new_app(&bob.id), None).await.unwrap();
    store.set_desired(&made[1], Desired::Deleted).await.unwrap();
    let listed: Vec<AppId> = store
        .apps_of(&ada.id)
        .await
        .unwrap()
        .iter()
        .map(|app| app.id.clone())
        .collect();
    assert_eq!(listed, [made[0].clone(), made[2].clone()]);
    assert!(
        store
            .apps_of(&UserId("nobody".to_owned()))
            .await
            .unwrap()
            .is_empty()
    );
}

pub(crate) async fn settings_change_one_by_one(engine: &impl Engine) {
    let store = engine.open().await;
    let app = an_app(store.as_ref()).await;
    let named = SettingsChange {
        name: Some("new".to_owned()),
        ..SettingsChange::default()
    };
    let changed = store.change_settings(&app.id, &named).await.unwrap();
    assert_eq!(
        (changed.name.as_str(), &changed.env, changed.env_version),
        ("new", &app.env, 0)
    );
    let env = SealedEnv::from([("OTHER".to_owned(), "sealed".to_owned())]);
    let with_env = SettingsChange {
        env: Some(env.clone()),
        ..SettingsChange::default()
    };
    let changed = store.change_settings(&app.id, &with_env).await.unwrap();
    assert_eq!(
        (changed.name.as_str(), changed.env, changed.env_version),
        ("new", env, 1)
    );
    let with_database = SettingsChange {
        database_id: Some(Some("d".to_owned())),
        ..SettingsChange::default()
    };
    let changed = store.change_settings(&app.id, &with_database).await.unwrap();
    assert_eq!(
        (changed.database_id.as_deref(), changed.env_version),
        (Some("d"), 1)
    );
    store.touch_app(&app.id).await.unwrap();
    let touched = store.app(&app.id).await.unwrap().unwrap();
    assert!(touched.last_activity >= changed.last_activity);
}

pub(crate) async fn a_deleted_app_is_reconciled_until_its_removal_is_finished(engine: &impl Engine) {
    let store = engine.open().await;
    let app = an_app(store.as_ref()).await;
    let reconciled = async || store.apps_to_reconcile().await.unwrap().len();
    assert_eq!(reconciled().await, 1);
    store.finish_removal(&app.id).await.unwrap();
    assert_eq!(
        reconciled().await,
        1,
        "an app that is not deleted is never finished"
    );
    let deleted = store.set_desired(&app.id, Desired::Deleted).await.unwrap();
    assert!(deleted.deleted_at.is_some());
    assert_eq!(reconciled().await, 1);
    store.finish_removal(&app.id).await.unwrap();
    assert_eq!(reconciled().await, 0);
    assert!(
        store.app(&app.id).await.unwrap().is_some(),
        "the trash can still be read"
    );
    let again = store.set_desired(&app.id, Desired::Deleted).await.unwrap();
    assert_eq!(again.deleted_at, deleted.deleted_at);
    assert_eq!(reconciled().await, 0);
    let refused = store.set_desired(&app.id, Desired::Stopped).await;
    assert!(matches!(refused, Err(StoreError::NotFound("app"))), "{refused:?}");
    let back = store.restore_app(&app.id, None).await.unwrap();
    assert_eq!((back.deleted_at, back.desired), (None, Desired::Stopped));
    assert_eq!(reconciled().await, 1);
}

pub(crate) async fn a_deleted_app_cannot_be_changed(engine: &impl Engine) {
    let store = engine.open().await;
    let app = an_app(store.as_ref()).await;
    store.set_desired(&app.id, Desired::Deleted).await.unwrap();
    let name = SettingsChange {
        name: Some("new".to_owned()),
        ..SettingsChange::default()
    };
    let refused = store.change_settings(&app.id, &name).await;
    assert!(matches!(refused, Err(StoreError::NotFound("app"))), "{refused:?}");
    let refused = store.save_draft(&app.id, &edit("x", None)).await;
    assert!(matches!(refused, Err(StoreError::NotFound("app"))), "{refused:?}");
    let refused = store.create_deployment(&deployment(&app.id, "x")).await;
    assert!(matches!(refused, Err(StoreError::NotFound("app"))), "{refused:?}");
    let kept = store.app(&app.id).await.unwrap().unwrap();
    assert_eq!((kept.desired, kept.draft_version), (Desired::Deleted, 1));
}

pub(crate) async fn variables_changed_elsewhere_are_not_overwritten(engine: &impl Engine) {
    let store = engine.open().await;
    let app = an_app(store.as_ref()).await;
    let sealed = |name: &str| SealedEnv::from([(name.to_owned(), "sealed".to_owned())]);
    let secret = |name: &str, base| SettingsChange {
        secrets: Some(sealed(name)),
        env_base: Some(base),
        ..SettingsChange::default()
    };
    let first = store.change_settings(&app.id, &secret("ONE", 0)).await.unwrap();
    assert_eq!((&first.secrets, first.env_version), (&sealed("ONE"), 1));
    let late = store.change_settings(&app.id, &secret("TWO", 0)).await;
    assert!(matches!(late, Err(StoreError::EnvConflict)), "{late:?}");
    let deployed = NewDeployment {
        secrets: Some(sealed("TWO")),
        env_base: Some(0),
        ..deployment(&app.id, "x")
    };
    let late = store.create_deployment(&deployed).await;
    assert!(matches!(late, Err(StoreError::EnvConflict)), "{late:?}");
    let kept = store.app(&app.id).await.unwrap().unwrap();
    assert_eq!((kept.secrets, kept.latest_deployment), (sealed("ONE"), None));
}

pub(crate) async fn an_app_is_restored_until_it_is_purged(engine: &impl Engine) {
    let store = engine.open().await;
    let app = an_app(store.as_ref()).await;
    let refused = store.begin_purge(&app.id).await;
    assert!(matches!(refused, Err(StoreError::NotFound("app"))), "{refused:?}");
    let deleted = store.set_desired(&app.id, Desired::Deleted).await.unwrap();
    store.finish_removal(&app.id).await.unwrap();
    let due = async || store.apps_to_purge(deleted.created_at).await.unwrap();
    assert_eq!(due().await, []);
    store.restore_app(&app.id, None).await.unwrap();
    store.set_desired(&app.id, Desired::Deleted).await.unwrap();
    for _ in 0..2 {
        let purged = store.begin_purge(&app.id).await.unwrap();
        assert!(purged.is_purged() && purged.deleted_at == Some(Timestamp::EPOCH));
    }
    for user in [None, Some(app.user_id.clone())] {
        let trash = AppFilter { user, deleted: true };
        let page = Page {
            after: None,
            limit: 10,
        };
        assert_eq!(store.apps(&trash, &page).await.unwrap(), []);
    }
    let refused = store.restore_app(&app.id, None).await;
    assert!(matches!(refused, Err(StoreError::NotFound("app"))), "{refused:?}");
    assert_eq!(due().await, [], "its instances may still run");
    store.finish_removal(&app.id).await.unwrap();
    assert_eq!(due().await, std::slice::from_ref(&app.id));
    store.purge_app(&app.id).await.unwrap();
    assert_eq!(store.app(&app.id).await.unwrap(), None);
}

pub(crate) async fn what_should_be_true_changes_only_from_what_it_was(engine: &impl Engine) {
    let store = engine.open().await;
    let app = an_app(store.as_ref()).await;
    let change = async |from, to| store.change_desired(&app.id, from, to).await.unwrap();
    let asleep = change(Desired::Running, Desired::Asleep).await.unwrap();
    assert_eq!(asleep.desired, Desired::Asleep);
    assert_eq!(change(Desired::Running, Desired::Stopped).await, None);
    store.set_desired(&app.id, Desired::Stopped).await.unwrap();
    assert_eq!(change(Desired::Asleep, Desired::Running).await, None);
    assert_eq!(
        store.app(&app.id).await.unwrap().unwrap().desired,
        Desired::Stopped
    );
    let nothing = AppId("nothing0".to_owned());
    let refused = store
        .change_desired(&nothing, Desired::Running, Desired::Asleep)
        .await;
    assert!(matches!(refused, Err(StoreError::NotFound("app"))), "{refused:?}");
}

pub(crate) async fn a_restart_counts_and_starts(engine: &impl Engine) {
    let store = engine.open().await;
    let app = an_app(store.as_ref()).await;
    store.set_desired(&app.id, Desired::Stopped).await.unwrap();
    let restarted = store.restart_app(&app.id).await.unwrap();
    assert_eq!(
        (restarted.desired, restarted.env_version),
        (Desired::Running, app.env_version + 1)
    );
    store.set_desired(&app.id, Desired::Deleted).await.unwrap();
    let refused = store.restart_app(&app.id).await;
    assert!(matches!(refused, Err(StoreError::NotFound("app"))), "{refused:?}");
}

pub(crate) async fn a_failure_is_written_and_cleared(engine: &impl Engine) {
    let store = engine.open().await;
    let app = an_app(store.as_ref()).await;
    let failure = Failure {
        tail: vec!["last \u{1b}[31mwords".to_owned()],
        ..Failure::new("exited", "exit code 1")
    };
    let failed = store.set_failure(&app.id, Some(&failure)).await.unwrap();
    assert_eq!(failed.failure, Some(failure));
    assert_eq!(store.set_failure(&app.id, None).await.unwrap().failure, None);
}

pub(crate) async fn what_is_not_there_is_not_found(engine: &impl Engine) {
    let store = engine.open().await;
    let nothing = AppId("nothing1".to_owned());
    assert_eq!(store.app(&nothing).await.unwrap(), None);
    assert!(matches!(
        store.draft(&nothing).await,
        Err(StoreError::NotFound("app"))
    ));
    assert!(matches!(
        store.touch_app(&nothing).await,
        Err(StoreError::NotFound("app"))
    ));
    assert!(matches!(
        store.set_failure(&nothing, None).await,
        Err(StoreError::NotFound("app"))
    ));
    assert!(matches!(
        store.set_desired(&nothing, Desired::Running).await,
        Err(StoreError::NotFound("app"))
    ));
    assert!(matches!(
        store.save_draft(&nothing, &edit("x", None)).await,
        Err(StoreError::NotFound("app"))
    ));
    let refused = store.create_deployment(&deployment(&nothing, "x")).await;
    assert!(matches!(refused, Err(StoreError::NotFound("app"))), "{refused:?}");
    assert_eq!(store.revision("nothing").await.unwrap(), None);
    assert_eq!(store.deployment("nothing").await.unwrap(), None);
}

pub(crate) async fn thousands_of_apps_are_listed_quickly(engine: &impl Engine) {
    // Ten thousand take 230 ms in a debug build, but 14 s to write.
    const APPS: usize = 2_000;
    let store = engine.open().await;
    let owner = user("ada");
    store.create_user(&owner, false).await.unwrap();
    for _ in 0..APPS / 100 {
        let writes = (0..100).map(|_| {
            let (store, new) = (store.clone(), new_app(&owner.id));
            tokio::spawn(async move { store.create_app(&new, None).await })
        });
        for write in writes.collect::<Vec<_>>() {
            write.await.unwrap().unwrap();
        }
    }
    let begun = Instant::now();
    assert_eq!(store.apps_of(&owner.id).await.unwrap().len(), APPS);
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
}
