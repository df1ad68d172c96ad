//! The platform over an engine of these tests, with a record that outlives it.

use std::sync::Arc;

use fp_contract::Timestamp;
use fp_server::databases::NoDatabases;
use fp_server::platform::quotas::DEFAULT_LIMITS;
use fp_server::platform::rollout::{Answering, Engine};
use fp_server::platform::templates::BuiltIn;
use fp_server::platform::vault::Vault;
use fp_server::platform::{
    Databases, Endings, Events, Health, Platform, Rollouts, RunnerRollouts, SessionLimits, Settings,
    Throttle, Traffic, apps,
};
use fp_server::runtime::Runtime;
use fp_server::store::{AppId, Store, UserRecord};
use serde_json::json;

use super::bed::{Bed, owner};
use crate::wait::until;

const CODE: &str = "from fastapi import FastAPI\n\napp = FastAPI()\n";

/// A server over this engine, which looks at every app in the record once.
pub(crate) async fn serve(bed: &Bed, store: &Arc<dyn Store>, runtime: Arc<dyn Runtime>) -> Platform {
    let (store, logs, events) = (Arc::clone(store), Arc::clone(&bed.logs), Events::default());
    let settings = Arc::new(settings());
    let none = Arc::new(NoDatabases::because("there is no MongoDB server"));
    let databases = Databases::new(Arc::clone(&store), none, Arc::clone(&settings));
    let engine = Engine::new(
        Arc::clone(&store),
        Arc::clone(&runtime),
        Arc::clone(&logs),
        events.clone(),
        databases.clone(),
        Arc::clone(&settings),
    );
    let platform = Platform {
        store,
        runtime,
        traffic: Traffic::of(&logs),
        logs,
        events,
        databases,
        rollouts: Rollouts::new(engine),
        runner_rollouts: RunnerRollouts::default(),
        templates: BuiltIn::load(None),
        endings: Endings::default(),
        health: Health::default(),
        throttle: Throttle::default(),
        settings,
    };
    platform.rollouts.start().await.unwrap();
    platform
}

/// An app of the owner's that answers.
pub(crate) async fn deployed(platform: &Platform, name: &str) -> AppId {
    let request = serde_json::from_value(json!({"name": name, "code": CODE})).unwrap();
    let app = apps::create(platform, &owner(), request).await.unwrap();
    let app_id = AppId(app.app_id);
    answers(platform, &app_id).await;
    app_id
}

/// Waits until this server has seen the app to answer.
pub(crate) async fn answers(platform: &Platform, app_id: &AppId) {
    until("the app answers", async || {
        platform.rollouts.answering(app_id) == Answering::Yes
    })
    .await;
}

/// The account that owns the tests' apps.
pub(crate) fn account() -> UserRecord {
    UserRecord {
        id: owner(),
        username: "ada".to_owned(),
        email: "ada@example.org".to_owned(),
        password_hash: "nobody logs in".to_owned(),
        created_at: Timestamp::now(),
        is_admin: true,
        suspended_at: None,
        quota: None,
        hidden_templates: Vec::new(),
    }
}

fn settings() -> Settings {
    Settings {
        app_domain: "apps.test".to_owned(),
        scheme: "http".to_owned(),
        instance: "instance-1".to_owned(),
        sessions: SessionLimits::default(),
        trusted_proxies: Vec::new(),
        secret_key: "a secret for tests".to_owned(),
        vault: Vault::new("a secret for tests"),
        embedded: false,
        signups_open: false,
        templates_dir: None,
        limits: DEFAULT_LIMITS,
        trash_days: 30,
        operator_code: None,
    }
}
