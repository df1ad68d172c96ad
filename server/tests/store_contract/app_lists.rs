//! Lists and counts of apps.

use std::collections::BTreeMap;

use fp_server::store::{AppCounts, AppFilter, AppId, AppRecord, DeploymentEnd, Desired, StoreError, UserId};

use crate::engine::Engine;
use crate::samples::{a_user, after, an_app_of, deployment, first};

fn of(user: Option<&UserId>) -> AppFilter {
    AppFilter {
        user: user.cloned(),
        deleted: false,
    }
}

pub(crate) async fn apps_are_listed_part_by_part_newest_first(engine: &impl Engine) {
    let store = engine.open().await;
    let (ada, bob) = (
        a_user(store.as_ref(), "ada").await,
        a_user(store.as_ref(), "bob").await,
    );
    let mut all = Vec::new();
    for number in 0..9 {
        let owner = if number % 3 == 0 { &bob.id } else { &ada.id };
        all.push(an_app_of(store.as_ref(), owner).await);
    }
    // Those of one millisecond stand in the order of their identifiers.
    all.sort_by_key(|app| std::cmp::Reverse((app.created_at, app.id.clone())));
    let ids = |wanted: &dyn Fn(&AppRecord) -> bool| -> Vec<AppId> {
        let apps = all.iter().filter(|app| wanted(app));
        apps.map(|app| app.id.clone()).collect()
    };
    let (of_ada, of_all) = (ids(&|app| app.user_id == ada.id), ids(&|_| true));
    for (filter, expected) in [(of(Some(&ada.id)), of_ada), (of(None), of_all)] {
        let (mut listed, mut page) = (Vec::new(), first(4));
        loop {
            let part = store.apps(&filter, &page).await.unwrap();
            assert!(part.len() <= 4);
            let Some(last) = part.last() else { break };
            page = after(&last.id.0, 4);
            listed.extend(part.into_iter().map(|app| app.id));
        }
        assert_eq!(listed, expected);
    }
}

pub(crate) async fn a_list_goes_on_after_a_deleted_app_and_not_from_nowhere(engine: &impl Engine) {
    let store = engine.open().await;
    let (ada, bob) = (
        a_user(store.as_ref(), "ada").await,
        a_user(store.as_ref(), "bob").await,
    );
    let older = an_app_of(store.as_ref(), &ada.id).await;
    let newer = an_app_of(store.as_ref(), &ada.id).await;
    let bobs = an_app_of(store.as_ref(), &bob.id).await;
    store.set_desired(&newer.id, Desired::Deleted).await.unwrap();
    let rest = store
        .apps(&of(Some(&ada.id)), &after(&newer.id.0, 10))
        .await
        .unwrap();
    assert_eq!(rest, [older]);
    for nowhere in ["nothing1", bobs.id.0.as_str(), ""] {
        let refused = store.apps(&of(Some(&ada.id)), &after(nowhere, 10)).await;
        assert!(
            matches!(refused, Err(StoreError::NotFound("place in the list"))),
            "{nowhere:?}: {refused:?}"
        );
    }
}

pub(crate) async fn apps_are_counted_by_owner(engine: &impl Engine) {
    let store = engine.open().await;
    let (ada, bob) = (
        a_user(store.as_ref(), "ada").await,
        a_user(store.as_ref(), "bob").await,
    );
    a_user(store.as_ref(), "eve").await;
    let mut apps = Vec::new();
    for _ in 0..4 {
        let app = an_app_of(store.as_ref(), &ada.id).await;
        let new = deployment(&app.id, "code");
        store.create_deployment(&new).await.unwrap();
        store.end_deployment(&new.id, &DeploymentEnd::Live).await.unwrap();
        apps.push(app.id);
    }
    store.set_desired(&apps[0], Desired::Deleted).await.unwrap();
    store.set_desired(&apps[1], Desired::Stopped).await.unwrap();
    an_app_of(store.as_ref(), &bob.id).await;
    let counts = |all, kept, live| AppCounts { all, kept, live };
    let expected = BTreeMap::from([(ada.id, counts(4, 3, 2)), (bob.id, counts(1, 1, 0))]);
    assert_eq!(store.count_apps().await.unwrap(), expected);
}
