//! The existing platform's database, taken over in place on a real `mongod`. The documents have the shapes it writes.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper of a test fails the test"
)]

#[path = "mongo_migration/existing.rs"]
mod existing;
#[expect(dead_code, reason = "suites that kill a server use more of it")]
#[path = "support/mongo.rs"]
mod mongo;

use std::sync::Arc;

use fp_contract::app::Mode;
use fp_contract::deployment::DeploymentStatus;
use fp_server::store::mongo::MongoStore;
use fp_server::store::{
    AppId, Apps as _, DatabaseState, Databases as _, Deployments as _, Desired, Drafts as _, Page,
    StoreError, Switches as _, Templates as _, UserId, Users as _,
};
use futures_util::{TryStreamExt as _, future};
use mongodb::bson::{Document, doc};
use mongodb::{Client, Database};

use existing::{ADA, BOB, EVE, MULTI, SINGLE, a_record, oid};

/// The beginning of a new list.
fn first(limit: u32) -> Page {
    Page { after: None, limit }
}

/// A fresh database with the existing platform's documents in it.
struct Bed {
    uri: String,
    database: Database,
}

impl Bed {
    async fn start() -> Option<Self> {
        let shared = tokio::task::spawn_blocking(mongo::Mongo::shared).await.unwrap()?;
        let name = mongo::fresh_name();
        let uri = shared.administrator_uri().to_owned();
        let database = Client::with_uri_str(&uri).await.unwrap().database(&name);
        Some(Self { uri, database })
    }

    async fn with_record() -> Option<Self> {
        let bed = Self::start().await?;
        a_record(&bed.database).await;
        Some(bed)
    }

    async fn open(&self) -> Result<MongoStore, StoreError> {
        let seal = |app: &AppId, env: &std::collections::BTreeMap<String, String>| {
            env.iter()
                .map(|(name, value)| (name.clone(), format!("sealed for {app}: {} bytes", value.len())))
                .collect()
        };
        MongoStore::open(&self.uri, self.database.name(), Arc::new(seal)).await
    }

    async fn document(&self, collection: &str, filter: Document) -> Document {
        let found = self
            .database
            .collection::<Document>(collection)
            .find_one(filter)
            .await;
        found.unwrap().unwrap()
    }

    /// Everything in the database, in a stable order.
    async fn dump(&self) -> Vec<(String, Document)> {
        let mut names = self.database.list_collection_names().await.unwrap();
        names.sort();
        let mut all = Vec::new();
        // The lock notes who held it last.
        for name in names.into_iter().filter(|name| name != "locks") {
            let collection = self.database.collection::<Document>(&name);
            let found = collection.find(doc! {}).sort(doc! { "_id": 1 }).await.unwrap();
            let documents: Vec<Document> = found.try_collect().await.unwrap();
            all.extend(documents.into_iter().map(|document| (name.clone(), document)));
        }
        all
    }
}

fn app(id: &str) -> AppId {
    AppId(id.to_owned())
}

#[tokio::test]
async fn accounts_are_found_as_they_were() {
    let Some(bed) = Bed::with_record().await else {
        return;
    };
    let store = bed.open().await.unwrap();
    let ada = store.user_by_name("ADA").await.unwrap().unwrap();
    assert_eq!(ada.id, UserId(ADA.to_owned()));
    assert_eq!(
        (ada.username.as_str(), ada.email.as_str()),
        ("Ada", "ada@example.org")
    );
    assert!(ada.password_hash.starts_with("$2b$12$") && ada.is_admin);
    assert_eq!(ada.created_at.to_string(), "2026-01-02T03:04:05.678000");
    assert_eq!(ada.hidden_templates, ["66f000000000000000000009"]);
    assert_eq!(
        store
            .user(&UserId(BOB.to_owned()))
            .await
            .unwrap()
            .unwrap()
            .username,
        "bob"
    );
    assert_eq!(
        store.setting("allow_signups").await.unwrap().as_deref(),
        Some("false")
    );
    let imports = store.setting("allowed_imports").await.unwrap();
    assert_eq!(imports.as_deref(), Some(r#"["fastapi","httpx"]"#));
}

#[tokio::test]
async fn d12_accounts_and_apps_of_one_name_are_told_apart() {
    let Some(bed) = Bed::with_record().await else {
        return;
    };
    let store = bed.open().await.unwrap();
    let eve = store.user(&UserId(EVE.to_owned())).await.unwrap().unwrap();
    assert_eq!(
        (eve.username.as_str(), eve.email.as_str()),
        ("bob-2", "BOB+2@example.org")
    );
    let kept = bed.document("users", doc! { "_id": oid(EVE) }).await;
    assert_eq!(kept.get_str("username_before").unwrap(), "bob");
    let younger = store.apps_of(&UserId(EVE.to_owned())).await.unwrap();
    assert_eq!(younger.len(), 1);
    assert_ne!(younger[0].id, app(SINGLE));
    assert_eq!(younger[0].id.0.len(), 8);
    let step = bed
        .document("migrations", doc! { "name": "existing accounts" })
        .await;
    assert!(step.get_array("notes").unwrap().len() == 2, "{step}");
}

#[tokio::test]
async fn a_single_file_app_keeps_its_draft_its_versions_and_what_is_live() {
    let Some(bed) = Bed::with_record().await else {
        return;
    };
    let store = bed.open().await.unwrap();
    let single = store.app(&app(SINGLE)).await.unwrap().unwrap();
    assert_eq!((single.mode, single.desired), (Mode::Single, Desired::Running));
    assert!(single.draft_is_unpublished);
    let draft = store.draft(&app(SINGLE)).await.unwrap();
    assert_eq!((draft.files["app.py"].as_str(), draft.version), ("third", 1));
    let deployments = store.deployments_of(&app(SINGLE), &first(10)).await.unwrap();
    assert_eq!(deployments.len(), 2, "one version before and the live one");
    assert_eq!(deployments[0].id, single.live_deployment.unwrap());
    assert_eq!(single.latest_deployment.as_ref(), Some(&deployments[0]));
    assert!(deployments.iter().all(|one| one.status == DeploymentStatus::Live));
    let live = store
        .revision(&single.live_revision.unwrap())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(live.files["app.py"], "second");
    let before = store.revision(&deployments[1].revision).await.unwrap().unwrap();
    assert_eq!(before.files["app.py"], "first");
}

#[tokio::test]
async fn other_apps_keep_their_files_and_their_state() {
    let Some(bed) = Bed::with_record().await else {
        return;
    };
    let store = bed.open().await.unwrap();
    let multi = store.app(&app(MULTI)).await.unwrap().unwrap();
    assert_eq!((multi.mode, multi.entrypoint.as_str()), (Mode::Multi, "main.py"));
    assert_eq!(multi.database_id.as_deref(), Some("0a1b2c3d"));
    assert!(!multi.draft_is_unpublished);
    let draft = store.draft(&app(MULTI)).await.unwrap();
    assert_eq!(draft.files["static/site.css"], "body {}");
    let failed = store.app(&app("failed01")).await.unwrap().unwrap();
    assert_eq!(failed.live_revision, None);
    assert_eq!(failed.failure.unwrap().message, "NameError: x");
    let deleted = store.app(&app("deleted1")).await.unwrap().unwrap();
    assert_eq!(deleted.desired, Desired::Deleted);
    let restored = store.restore_app(&app("deleted1"), None).await.unwrap();
    assert_eq!(restored.desired, Desired::Stopped);
}

#[tokio::test]
async fn d15_no_variable_stays_in_clear() {
    let Some(bed) = Bed::with_record().await else {
        return;
    };
    let store = bed.open().await.unwrap();
    let single = store.app(&app(SINGLE)).await.unwrap().unwrap();
    assert_eq!(single.env["API.KEY"], format!("sealed for {SINGLE}: 12 bytes"));
    for (collection, document) in bed.dump().await {
        assert!(
            !document.to_string().contains("in the clear"),
            "{collection}: {document}"
        );
    }
}

#[tokio::test]
async fn what_the_web_front_end_wrote_is_still_there() {
    let Some(bed) = Bed::with_record().await else {
        return;
    };
    bed.open().await.unwrap();
    let single = bed
        .document("apps", doc! { "app_id": SINGLE, "user_id": oid(ADA) })
        .await;
    for (field, value) in [
        ("code", "third"),
        ("draft_code", "third"),
        ("deployed_code", "second"),
        ("status", "running"),
    ] {
        assert_eq!(single.get_str(field).unwrap(), value, "{field}");
    }
    assert_eq!(single.get_array("version_history").unwrap().len(), 1);
    let ada = bed.document("users", doc! { "_id": oid(ADA) }).await;
    assert!(ada.contains_key("databases") && ada.contains_key("viewer_password_encrypted"));
    let global = bed.document("templates", doc! { "is_global": true }).await;
    assert!(!global.contains_key("name_key"), "{global}");
}

#[tokio::test]
async fn tenant_databases_wait_for_a_new_password() {
    let Some(bed) = Bed::with_record().await else {
        return;
    };
    let store = bed.open().await.unwrap();
    let databases = store.databases_of(&UserId(ADA.to_owned())).await.unwrap();
    let names: Vec<_> = databases
        .iter()
        .map(|one| (one.id.as_str(), one.is_default))
        .collect();
    assert_eq!(names, [("default", false), ("0a1b2c3d", true)]);
    assert_eq!(databases[1].mongo_database, format!("user_{ADA}_0a1b2c3d"));
    assert!(
        databases
            .iter()
            .all(|one| one.state == DatabaseState::Provisioning && one.password.is_empty())
    );
    let single = store.databases_of(&UserId(BOB.to_owned())).await.unwrap();
    assert_eq!(single[0].mongo_database, format!("user_{BOB}"));
}

#[tokio::test]
async fn users_keep_their_templates_and_shipped_ones_stay_aside() {
    let Some(bed) = Bed::with_record().await else {
        return;
    };
    let store = bed.open().await.unwrap();
    let own = store.templates_of(Some(&UserId(ADA.to_owned()))).await.unwrap();
    assert_eq!(own.len(), 1);
    assert_eq!(
        (own[0].template.name.as_str(), own[0].template.code.as_deref()),
        ("Mine", Some("app = 1"))
    );
    assert_eq!(store.templates_of(None).await.unwrap(), []);
    // The index of the existing platform would refuse it: a shipped one has this name.
    let mut shared = own[0].clone();
    "hello".clone_into(&mut shared.template.id);
    "Shipped".clone_into(&mut shared.template.name);
    shared.template.user_id = None;
    shared.template.is_global = true;
    store.save_template(&shared).await.unwrap();
}

#[tokio::test]
async fn migrating_twice_changes_nothing() {
    let Some(bed) = Bed::with_record().await else {
        return;
    };
    bed.open().await.unwrap();
    let once = bed.dump().await;
    bed.open().await.unwrap();
    assert_eq!(bed.dump().await, once);
    // Cut short before it was recorded, a step begins again and finds nothing left to do.
    let steps = bed.database.collection::<Document>("migrations");
    steps.delete_many(doc! {}).await.unwrap();
    bed.open().await.unwrap();
    let without_steps = |all: Vec<(String, Document)>| {
        let kept = all.into_iter().filter(|(name, _)| name != "migrations");
        kept.collect::<Vec<_>>()
    };
    assert_eq!(without_steps(bed.dump().await), without_steps(once));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_that_start_at_once_migrate_once() {
    let Some(bed) = Bed::with_record().await else {
        return;
    };
    let opened = future::join_all((0..4).map(|_| bed.open())).await;
    assert!(opened.iter().all(Result::is_ok), "{opened:?}");
    let store = opened.into_iter().next().unwrap().unwrap();
    assert_eq!(store.count_users().await.unwrap(), 3);
    assert_eq!(
        store
            .deployments_of(&app(SINGLE), &first(10))
            .await
            .unwrap()
            .len(),
        2
    );
    assert_eq!(
        store.databases_of(&UserId(ADA.to_owned())).await.unwrap().len(),
        2
    );
}

#[tokio::test]
async fn a_database_of_a_newer_server_is_refused() {
    let Some(bed) = Bed::start().await else { return };
    bed.open().await.unwrap();
    let steps = bed.database.collection::<Document>("migrations");
    let future = doc! { "_id": 999_i64, "name": "from the future" };
    steps.insert_one(future).await.unwrap();
    let refusal = bed.open().await.unwrap_err().to_string();
    assert!(refusal.contains("hint: start the newer fp-server"), "{refusal}");
}
