//! Variables, secrets and the database of an app.

use fp_server::store::{NewApp, NewDeployment, SealedEnv, SettingsChange, StoreError, UserId};

use crate::engine::Engine;
use crate::samples::{a_user, an_app, deployment, new_app, removed};

fn sealed(name: &str, value: &str) -> SealedEnv {
    SealedEnv::from([(name.to_owned(), value.to_owned())])
}

pub(crate) async fn secrets_are_kept_apart_from_variables(engine: &impl Engine) {
    let store = engine.open().await;
    let ada = a_user(store.as_ref(), "ada").await;
    let new = NewApp {
        secrets: sealed("TOKEN", "s1"),
        ..new_app(&ada.id)
    };
    let made = store.create_app(&new, None).await.unwrap();
    assert_eq!((&made.env, &made.secrets), (&new.env, &new.secrets));
    let change = SettingsChange {
        secrets: Some(sealed("TOKEN", "s2")),
        ..SettingsChange::default()
    };
    let changed = store.change_settings(&new.id, &change).await.unwrap();
    assert_eq!(
        (changed.env, changed.secrets, changed.env_version),
        (new.env.clone(), sealed("TOKEN", "s2"), 1)
    );
    let both = NewDeployment {
        env: Some(SealedEnv::new()),
        secrets: Some(sealed("a.b$", "s3")),
        ..deployment(&new.id, "code")
    };
    let (deployed, _) = store.create_deployment(&both).await.unwrap();
    assert_eq!(
        (deployed.env, deployed.secrets, deployed.env_version),
        (SealedEnv::new(), sealed("a.b$", "s3"), 2)
    );
    let (kept, _) = store
        .create_deployment(&deployment(&new.id, "more code"))
        .await
        .unwrap();
    assert_eq!((kept.secrets, kept.env_version), (sealed("a.b$", "s3"), 2));
}

pub(crate) async fn resealing_is_no_change_and_never_undoes_one(engine: &impl Engine) {
    let store = engine.open().await;
    let app = an_app(store.as_ref()).await;
    let (env, secrets) = (sealed("KEY", "v2"), sealed("TOKEN", "v2"));
    assert!(
        store
            .reseal_app(&app.id, &env, &secrets, app.env_version)
            .await
            .unwrap()
    );
    let resealed = store.app(&app.id).await.unwrap().unwrap();
    assert_eq!((&resealed.env, &resealed.secrets), (&env, &secrets));
    assert_eq!(
        (resealed.env_version, resealed.last_activity),
        (app.env_version, app.last_activity)
    );
    let change = SettingsChange {
        env: Some(sealed("KEY", "changed")),
        ..SettingsChange::default()
    };
    let changed = store.change_settings(&app.id, &change).await.unwrap();
    assert!(
        !store
            .reseal_app(&app.id, &env, &secrets, app.env_version)
            .await
            .unwrap()
    );
    assert_eq!(store.app(&app.id).await.unwrap(), Some(changed.clone()));
    removed(store.as_ref(), &app.id).await;
    let in_trash = store
        .reseal_app(&app.id, &env, &secrets, changed.env_version)
        .await;
    assert!(in_trash.unwrap(), "the trash is sealed anew as well");
    let nothing = fp_server::store::AppId("nothing1".to_owned());
    assert!(!store.reseal_app(&nothing, &env, &secrets, 0).await.unwrap());
}

pub(crate) async fn an_app_goes_back_to_the_default_database(engine: &impl Engine) {
    let store = engine.open().await;
    let app = an_app(store.as_ref()).await;
    let database = |id: Option<Option<&str>>| SettingsChange {
        database_id: id.map(|id| id.map(str::to_owned)),
        ..SettingsChange::default()
    };
    for (change, expected) in [
        (Some(Some("0a1b2c3d")), Some("0a1b2c3d")),
        (None, Some("0a1b2c3d")),
        (Some(None), None),
    ] {
        let changed = store.change_settings(&app.id, &database(change)).await.unwrap();
        assert_eq!(changed.database_id.as_deref(), expected);
    }
    for (change, expected) in [
        (Some(Some("d".to_owned())), Some("d")),
        (None, Some("d")),
        (Some(None), None),
    ] {
        let new = NewDeployment {
            database_id: change,
            ..deployment(&app.id, "code")
        };
        let (deployed, _) = store.create_deployment(&new).await.unwrap();
        assert_eq!(deployed.database_id.as_deref(), expected);
    }
}

pub(crate) async fn nobody_owns_no_app(engine: &impl Engine) {
    let store = engine.open().await;
    let refused = store
        .create_app(&new_app(&UserId("nobody".to_owned())), None)
        .await;
    assert!(
        matches!(refused, Err(StoreError::NotFound("user"))),
        "{refused:?}"
    );
}
