//! Everything out of one store and into another.

use fp_contract::deployment::Failure;
use fp_server::store::{CopyError, DeploymentEnd, Desired, Record, RecordKind, Store, copy};

use crate::engine::Engine;
use crate::samples::{
    a_removed_app_of, a_user, an_app_of, api_token, audit_entry, code, database, deployment, edit,
    idempotency_key, session, settings_only, template,
};

/// Everything in batches of `limit`, kind by kind.
async fn everything(store: &dyn Store, limit: u32) -> Vec<Vec<Record>> {
    let mut all = Vec::new();
    for kind in RecordKind::ALL {
        let (mut records, mut cursor) = (Vec::new(), None);
        loop {
            let (batch, next) = store.export(kind, cursor, limit).await.unwrap();
            assert!(batch.len() <= limit as usize);
            records.extend(batch);
            cursor = next;
            if cursor.is_none() {
                break;
            }
        }
        all.push(records);
    }
    all
}

/// Fills a store with some of every kind.
async fn fill(store: &dyn Store) {
    let (ada, bob) = (a_user(store, "ada").await, a_user(store, "Bob").await);
    let removed = a_user(store, "removed").await;
    a_removed_app_of(store, &removed.id).await;
    an_app_of(store, &removed.id).await;
    store.delete_user(&removed.id).await.unwrap();
    fill_apps(store, &ada.id).await;
    a_removed_app_of(store, &bob.id).await;
    for user in [&ada.id, &bob.id] {
        for id in ["default", "0a1b2c3d"] {
            store.create_database(&database(user, id), 10).await.unwrap();
        }
        for name in ["one", "two"] {
            store.create_session(&session(user)).await.unwrap();
            store.create_api_token(&api_token(user, name), 10).await.unwrap();
            store.claim_key(&idempotency_key(user, name)).await.unwrap();
            store.save_template(&template(Some(user), name)).await.unwrap();
            store
                .append_audit(&audit_entry(&user.0, "app.create", name))
                .await
                .unwrap();
            store.set_setting(&format!("{user} {name}"), name).await.unwrap();
        }
        store.create_code(&code(user)).await.unwrap();
    }
}

/// Apps in every state.
async fn fill_apps(store: &dyn Store, owner: &fp_server::store::UserId) {
    let live = an_app_of(store, owner).await;
    let first = deployment(&live.id, "first");
    let (_, made) = store.create_deployment(&first).await.unwrap();
    store
        .end_deployment(&first.id, &DeploymentEnd::Live)
        .await
        .unwrap();
    store
        .label_revision(&live.id, &made.revision, Some("label"))
        .await
        .unwrap();
    store
        .save_draft(&live.id, &edit("unfinished", None))
        .await
        .unwrap();
    let failed = settings_only(&live.id, "second");
    store.create_deployment(&failed).await.unwrap();
    let end = DeploymentEnd::Failed {
        failure: Failure::new("import_error", "NameError"),
        back_to: None,
    };
    store.end_deployment(&failed.id, &end).await.unwrap();
    let running = an_app_of(store, owner).await;
    store
        .create_deployment(&deployment(&running.id, "first"))
        .await
        .unwrap();
    let stopped = an_app_of(store, owner).await;
    store.set_desired(&stopped.id, Desired::Stopped).await.unwrap();
    let crashed = Failure::new("exited", "exit code 1");
    store.set_failure(&stopped.id, Some(&crashed)).await.unwrap();
}

/// Writes everything into a store in batches of `limit`.
async fn import(store: &dyn Store, records: &[Vec<Record>], limit: usize) {
    for batch in records.iter().flat_map(|kind| kind.chunks(limit)) {
        store.import(batch).await.unwrap();
    }
}

pub(crate) async fn everything_moves_to_a_fresh_store<E: Engine>(engine: &E) {
    let store = engine.open().await;
    fill(store.as_ref()).await;
    let before = everything(store.as_ref(), 3).await;
    for (kind, records) in RecordKind::ALL.iter().zip(&before) {
        assert!(records.len() > 1 || *kind == RecordKind::Label, "{kind:?}");
    }
    assert_eq!(
        everything(store.as_ref(), 1000).await,
        before,
        "batches of any size"
    );
    let place = E::start().await.unwrap();
    let fresh = place.open().await;
    assert!(fresh.is_empty().await.unwrap());
    import(fresh.as_ref(), &before, 3).await;
    assert!(!fresh.is_empty().await.unwrap());
    assert_eq!(everything(fresh.as_ref(), 1000).await, before);
    assert_eq!(
        fresh.apps_to_reconcile().await.unwrap(),
        store.apps_to_reconcile().await.unwrap()
    );
    import(fresh.as_ref(), &before, 1000).await;
    assert_eq!(everything(fresh.as_ref(), 3).await, before, "twice is once");
}

pub(crate) async fn a_moved_platform_goes_on<E: Engine>(engine: &E) {
    let store = engine.open().await;
    fill(store.as_ref()).await;
    let records = everything(store.as_ref(), 100).await;
    let place = E::start().await.unwrap();
    let fresh = place.open().await;
    import(fresh.as_ref(), &records, 100).await;
    for app in fresh.apps_to_reconcile().await.unwrap() {
        if app.desired == Desired::Deleted {
            fresh.finish_removal(&app.id).await.unwrap();
            fresh.purge_app(&app.id).await.unwrap();
        } else {
            let new = deployment(&app.id, "after the move");
            fresh.create_deployment(&new).await.unwrap();
            fresh.end_deployment(&new.id, &DeploymentEnd::Live).await.unwrap();
        }
    }
    for id in fresh.apps_to_purge(crate::samples::in_seconds(1)).await.unwrap() {
        fresh.purge_app(&id).await.unwrap();
    }
    assert_eq!(fresh.apps_to_reconcile().await.unwrap().len(), 3);
    let ada = fresh.user_by_name("ADA").await.unwrap().unwrap();
    fresh.create_session(&session(&ada.id)).await.unwrap();
}

/// A store that holds a single record of any kind is not empty.
pub(crate) async fn a_store_with_any_record_is_not_empty<E: Engine>(engine: &E) {
    let store = engine.open().await;
    fill(store.as_ref()).await;
    for (kind, records) in RecordKind::ALL.iter().zip(everything(store.as_ref(), 100).await) {
        let place = E::start().await.unwrap();
        let fresh = place.open().await;
        assert!(fresh.is_empty().await.unwrap());
        fresh.import(&records[..1]).await.unwrap();
        assert!(!fresh.is_empty().await.unwrap(), "{kind:?}");
    }
}

pub(crate) async fn a_batch_is_imported_whole_or_not_at_all<E: Engine>(engine: &E) {
    let store = engine.open().await;
    let taken = crate::samples::user("Ada");
    store.create_user(&taken, false).await.unwrap();
    let records = [
        Record::Setting {
            name: "name".to_owned(),
            value: "value".to_owned(),
        },
        Record::User(crate::samples::user("ada")),
    ];
    let refused = store.import(&records).await;
    assert!(refused.is_err());
    assert_eq!(store.setting("name").await.unwrap(), None);
}

pub(crate) async fn a_copy_is_compared_and_never_written_over_something_else<E: Engine>(engine: &E) {
    let store = engine.open().await;
    fill(store.as_ref()).await;
    let place = E::start().await.unwrap();
    let fresh = place.open().await;
    let copied = copy(store.as_ref(), fresh.as_ref(), false).await.unwrap();
    let before = everything(store.as_ref(), 1000).await;
    assert_eq!(everything(fresh.as_ref(), 1000).await, before);
    let counts: Vec<_> = copied.iter().map(|summary| summary.count).collect();
    assert_eq!(counts, before.iter().map(Vec::len).collect::<Vec<_>>());
    let again = copy(store.as_ref(), fresh.as_ref(), false).await;
    assert!(matches!(again, Err(CopyError::NotEmpty)), "{again:?}");
    let resumed = copy(store.as_ref(), fresh.as_ref(), true).await.unwrap();
    assert_eq!(resumed, copied);
    fresh.set_setting("of the target", "value").await.unwrap();
    let refused = copy(store.as_ref(), fresh.as_ref(), true).await;
    assert!(
        matches!(refused, Err(CopyError::Foreign(RecordKind::Setting))),
        "{refused:?}"
    );
}

pub(crate) async fn an_interrupted_copy_is_resumed<E: Engine>(engine: &E) {
    let store = engine.open().await;
    fill(store.as_ref()).await;
    let records = everything(store.as_ref(), 1000).await;
    let place = E::start().await.unwrap();
    let fresh = place.open().await;
    import(fresh.as_ref(), &records[..5], 7).await;
    copy(store.as_ref(), fresh.as_ref(), true).await.unwrap();
    assert_eq!(everything(fresh.as_ref(), 1000).await, records);
}
