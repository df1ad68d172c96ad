//! Apps that were deleted: restored or purged.

use fp_server::store::{AppFilter, Desired, StoreError};

use crate::engine::Engine;
use crate::samples::{
    a_removed_app_of, a_user, an_app, an_app_of, deployment, first, in_seconds, new_app, removed,
};
use crate::together::together;

pub(crate) async fn a_restored_app_is_stopped_and_whole(engine: &impl Engine) {
    let store = engine.open().await;
    let app = an_app(store.as_ref()).await;
    store
        .create_deployment(&deployment(&app.id, "code"))
        .await
        .unwrap();
    let refused = store.restore_app(&app.id, None).await;
    assert!(
        matches!(refused, Err(StoreError::NotFound("app"))),
        "only from the trash: {refused:?}"
    );
    removed(store.as_ref(), &app.id).await;
    let back = store.restore_app(&app.id, None).await.unwrap();
    assert_eq!(
        (back.desired, back.deleted_at, &back.env),
        (Desired::Stopped, None, &app.env)
    );
    assert_eq!(store.app(&app.id).await.unwrap(), Some(back));
    assert!(store.draft(&app.id).await.is_ok());
    assert_eq!(store.deployments_of(&app.id, &first(10)).await.unwrap().len(), 1);
    let reconciled = store.apps_to_reconcile().await.unwrap();
    assert_eq!(reconciled.len(), 1, "its runtime objects are looked at again");
    let refused = store.purge_app(&app.id).await;
    assert!(matches!(refused, Err(StoreError::NotFound("app"))), "{refused:?}");
}

pub(crate) async fn apps_are_limited_however_many_are_asked_for_at_once(engine: &impl Engine) {
    const LIMIT: u32 = 3;
    let store = engine.open().await;
    let ada = a_user(store.as_ref(), "ada").await;
    let binned = a_removed_app_of(store.as_ref(), &ada.id).await;
    let results = together(12, |number| {
        let store = store.clone();
        let (mut new, binned) = (new_app(&ada.id), binned.id.clone());
        new.limit = Some(LIMIT);
        async move {
            match number {
                0 => store.restore_app(&binned, Some(LIMIT)).await.map(drop),
                _ => store.create_app(&new, None).await.map(drop),
            }
        }
    })
    .await;
    for refused in results.iter().filter(|result| result.is_err()) {
        assert!(
            matches!(refused, Err(StoreError::LimitReached { limit: LIMIT })),
            "{refused:?}"
        );
    }
    let kept = store.apps_of(&ada.id).await.unwrap();
    assert_eq!(kept.len(), 3);
    store.set_desired(&kept[0].id, Desired::Deleted).await.unwrap();
    let another = fp_server::store::NewApp {
        limit: Some(LIMIT),
        ..new_app(&ada.id)
    };
    store.create_app(&another, None).await.unwrap();
    let refused = store.restore_app(&kept[0].id, Some(LIMIT)).await;
    assert!(
        matches!(refused, Err(StoreError::LimitReached { limit: LIMIT })),
        "{refused:?}"
    );
    let still_there = store.app(&kept[0].id).await.unwrap().unwrap();
    assert_eq!(still_there.desired, Desired::Deleted);
}

pub(crate) async fn purging_forgets_what_only_the_app_had(engine: &impl Engine) {
    let store = engine.open().await;
    let (app, other) = (an_app(store.as_ref()).await, an_app(store.as_ref()).await);
    let (_, shared) = store
        .create_deployment(&deployment(&app.id, "shared"))
        .await
        .unwrap();
    let (_, own) = store
        .create_deployment(&deployment(&app.id, "own"))
        .await
        .unwrap();
    let (_, theirs) = store
        .create_deployment(&deployment(&other.id, "shared"))
        .await
        .unwrap();
    store
        .label_revision(&app.id, &own.revision, Some("label"))
        .await
        .unwrap();
    store.set_desired(&app.id, Desired::Deleted).await.unwrap();
    let refused = store.purge_app(&app.id).await;
    assert!(
        matches!(refused, Err(StoreError::NotFound("app"))),
        "its removal is not finished: {refused:?}"
    );
    store.finish_removal(&app.id).await.unwrap();
    store.purge_app(&app.id).await.unwrap();
    assert_eq!(store.app(&app.id).await.unwrap(), None);
    assert!(matches!(
        store.draft(&app.id).await,
        Err(StoreError::NotFound("app"))
    ));
    assert_eq!(store.deployment(&own.id).await.unwrap(), None);
    assert!(
        store
            .deployments_of(&app.id, &first(10))
            .await
            .unwrap()
            .is_empty()
    );
    assert!(store.labels_of(&app.id).await.unwrap().is_empty());
    assert_eq!(store.revision(&own.revision).await.unwrap(), None);
    assert!(store.revision(&shared.revision).await.unwrap().is_some());
    assert_eq!(store.deployment(&theirs.id).await.unwrap(), Some(theirs));
    let again = store.purge_app(&app.id).await;
    assert!(matches!(again, Err(StoreError::NotFound("app"))), "{again:?}");
    let refused = store.purge_app(&other.id).await;
    assert!(matches!(refused, Err(StoreError::NotFound("app"))), "{refused:?}");
}

/// A deployment of the same code at the time of the purge keeps the revision it refers to.
pub(crate) async fn a_revision_deployed_during_a_purge_is_there(engine: &impl Engine) {
    let store = engine.open().await;
    for round in 0..10 {
        let text = format!("code {round}");
        let (app, other) = (an_app(store.as_ref()).await, an_app(store.as_ref()).await);
        store
            .create_deployment(&deployment(&app.id, &text))
            .await
            .unwrap();
        removed(store.as_ref(), &app.id).await;
        let purge = {
            let (store, id) = (store.clone(), app.id.clone());
            tokio::spawn(async move { store.purge_app(&id).await })
        };
        let (_, made) = store
            .create_deployment(&deployment(&other.id, &text))
            .await
            .unwrap();
        purge.await.unwrap().unwrap();
        assert!(store.revision(&made.revision).await.unwrap().is_some());
    }
}

pub(crate) async fn what_is_to_be_purged_is_listed_oldest_first(engine: &impl Engine) {
    let store = engine.open().await;
    let ada = a_user(store.as_ref(), "ada").await;
    let older = a_removed_app_of(store.as_ref(), &ada.id).await;
    let newer = a_removed_app_of(store.as_ref(), &ada.id).await;
    let unfinished = an_app_of(store.as_ref(), &ada.id).await;
    store.set_desired(&unfinished.id, Desired::Deleted).await.unwrap();
    an_app_of(store.as_ref(), &ada.id).await;
    let later = in_seconds(1);
    assert_eq!(
        store.apps_to_purge(later).await.unwrap(),
        [older.id.clone(), newer.id.clone()]
    );
    let before = newer.deleted_at.unwrap();
    assert_eq!(store.apps_to_purge(before).await.unwrap(), [older.id]);
    store.restore_app(&newer.id, None).await.unwrap();
    assert_eq!(store.apps_to_purge(later).await.unwrap().len(), 1);
}

pub(crate) async fn the_trash_is_listed_apart(engine: &impl Engine) {
    let store = engine.open().await;
    let (ada, bob) = (
        a_user(store.as_ref(), "ada").await,
        a_user(store.as_ref(), "bob").await,
    );
    let kept = an_app_of(store.as_ref(), &ada.id).await;
    let binned = a_removed_app_of(store.as_ref(), &ada.id).await;
    let bobs = a_removed_app_of(store.as_ref(), &bob.id).await;
    let listed = async |user, deleted| -> Vec<_> {
        let filter = AppFilter { user, deleted };
        let apps = store.apps(&filter, &first(10)).await.unwrap();
        apps.into_iter().map(|app| app.id).collect()
    };
    assert_eq!(listed(None, true).await, [bobs.id.clone(), binned.id.clone()]);
    assert_eq!(listed(Some(ada.id.clone()), true).await, [binned.id]);
    assert_eq!(listed(Some(ada.id), false).await, std::slice::from_ref(&kept.id));
    assert_eq!(listed(None, false).await, [kept.id]);
    assert_eq!(listed(Some(bob.id), false).await, []);
}
