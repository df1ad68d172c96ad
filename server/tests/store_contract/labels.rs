//! Who deployed, and what the owner calls a revision.

use std::collections::BTreeMap;

use fp_server::store::{NewDeployment, StoreError};

use crate::engine::Engine;
use crate::samples::{a_user, an_app, an_app_of, deployment, first};

pub(crate) async fn a_deployment_names_its_author(engine: &impl Engine) {
    let store = engine.open().await;
    let ada = a_user(store.as_ref(), "ada").await;
    let app = an_app_of(store.as_ref(), &ada.id).await;
    let by_ada = NewDeployment {
        author: Some(ada.id.clone()),
        ..deployment(&app.id, "first")
    };
    let (app, made) = store.create_deployment(&by_ada).await.unwrap();
    assert_eq!(made.author.as_ref(), Some(&ada.id.0));
    let latest = app.latest_deployment.and_then(|latest| latest.author);
    assert_eq!(latest.as_ref(), Some(&ada.id.0));
    let listed = store.deployments_of(&app.id, &first(1)).await.unwrap();
    assert_eq!(listed, [made]);
    let (_, nobodys) = store
        .create_deployment(&deployment(&app.id, "second"))
        .await
        .unwrap();
    assert_eq!(nobodys.author, None);
}

pub(crate) async fn a_revision_is_labelled_for_one_app(engine: &impl Engine) {
    let store = engine.open().await;
    let (app, other) = (an_app(store.as_ref()).await, an_app(store.as_ref()).await);
    let (_, made) = store
        .create_deployment(&deployment(&app.id, "same"))
        .await
        .unwrap();
    store
        .create_deployment(&deployment(&other.id, "same"))
        .await
        .unwrap();
    let revision = made.revision;
    for label in ["first", "v1.0 ä"] {
        store
            .label_revision(&app.id, &revision, Some(label))
            .await
            .unwrap();
    }
    let labels = BTreeMap::from([(revision.clone(), "v1.0 ä".to_owned())]);
    assert_eq!(store.labels_of(&app.id).await.unwrap(), labels);
    assert!(store.labels_of(&other.id).await.unwrap().is_empty());
    store.label_revision(&app.id, &revision, None).await.unwrap();
    store.label_revision(&app.id, &revision, None).await.unwrap();
    assert!(store.labels_of(&app.id).await.unwrap().is_empty());
}

pub(crate) async fn a_revision_of_another_app_cannot_be_labelled(engine: &impl Engine) {
    let store = engine.open().await;
    let (app, other) = (an_app(store.as_ref()).await, an_app(store.as_ref()).await);
    let (_, made) = store
        .create_deployment(&deployment(&other.id, "theirs"))
        .await
        .unwrap();
    for revision in [made.revision.as_str(), "nothing"] {
        let refused = store.label_revision(&app.id, revision, Some("mine")).await;
        assert!(
            matches!(refused, Err(StoreError::NotFound("revision"))),
            "{refused:?}"
        );
    }
    assert!(store.labels_of(&app.id).await.unwrap().is_empty());
}
