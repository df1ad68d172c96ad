//! A record as a platform of some years has it.

use std::collections::BTreeMap;

use fp_contract::Timestamp;
use fp_contract::app::{Framework, Mode};
use fp_contract::deployment::{Deployment, DeploymentStatus, Stage, StageName};
use fp_contract::files::Files;
use fp_contract::revision::Revision;
use fp_server::platform::identifier;
use fp_server::store::{AppRecord, Desired, Draft, Record, SealedEnv, Store, UserId, UserRecord};

/// Apps in the record.
pub(crate) const APPS: usize = 10_000;
/// Apps of the caller with few, and of every other account.
pub(crate) const FEW: usize = 20;
/// Apps of the caller with many.
pub(crate) const MANY: usize = 200;
/// Everybody's password.
pub(crate) const PASSWORD: &str = "password of theirs";
/// Records written at once.
const BATCH: usize = 500;

/// The name of one of the accounts that log in at once.
pub(crate) fn account(number: usize) -> String {
    format!("user{number}")
}

/// Fills the record of a server on which `few` signed up; at least `accounts` others can log in.
pub(crate) async fn fill(store: &dyn Store, accounts: usize) {
    let few = store.user_by_name("few").await.unwrap().unwrap();
    let named = |name: String| UserRecord {
        id: identifier::user_id(),
        email: format!("{name}@example.org"),
        username: name,
        ..few.clone()
    };
    let many = named("many".to_owned());
    let others: Vec<_> = (0..accounts.max((APPS - FEW - MANY) / FEW))
        .map(|number| named(account(number)))
        .collect();
    let revision = revision();
    let mut records = vec![Record::Revision(revision.clone()), Record::User(many.clone())];
    records.extend(others.iter().cloned().map(Record::User));
    for (owner, count) in [(&few.id, FEW), (&many.id, MANY)] {
        for number in 0..count {
            records.extend(app(owner, number, &revision));
        }
    }
    for number in 0..APPS - FEW - MANY {
        let owner = &others[number % others.len()].id;
        records.extend(app(owner, number, &revision));
    }
    for batch in records.chunks(BATCH) {
        store.import(batch).await.unwrap();
    }
}

fn revision() -> Revision {
    Revision {
        files: files(),
        entrypoint: "app.py".to_owned(),
        framework: Some(Framework::Fastapi),
        env_names: vec!["GREETING".to_owned()],
        database_id: None,
    }
}

fn files() -> Files {
    Files::from([(
        "app.py".to_owned(),
        "from fastapi import FastAPI\n\napp = FastAPI()\n".repeat(20),
    )])
}

/// An app that was deployed and sleeps, so that the server has its record to serve and nothing to run.
fn app(owner: &UserId, number: usize, revision: &Revision) -> [Record; 2] {
    let id = identifier::app_id();
    let now = Timestamp::now();
    let deployment = Deployment {
        id: identifier::sortable(),
        app_id: id.0.clone(),
        revision: revision.id(),
        status: DeploymentStatus::Live,
        stages: stages(now),
        failure: None,
        created_at: now,
        finished_at: Some(now),
        author: Some(owner.0.clone()),
    };
    let draft = Draft {
        files: revision.files.clone(),
        entrypoint: revision.entrypoint.clone(),
        version: 3,
        saved_at: now,
    };
    let app = AppRecord {
        id,
        user_id: owner.clone(),
        name: format!("An app of theirs, number {number}"),
        created_at: now,
        last_activity: now,
        mode: Mode::Single,
        framework: revision.framework,
        entrypoint: revision.entrypoint.clone(),
        draft_version: draft.version,
        draft_saved_at: now,
        draft_is_unpublished: false,
        env: BTreeMap::from([("GREETING".to_owned(), "v1:".to_owned() + &"x".repeat(60))]),
        secrets: SealedEnv::new(),
        env_version: 1,
        database_id: None,
        desired: Desired::Asleep,
        live_revision: Some(deployment.revision.clone()),
        live_deployment: Some(deployment.id.clone()),
        live_at: Some(now),
        latest_deployment: Some(deployment.clone()),
        failure: None,
        deleted_at: None,
    };
    let app = Record::App {
        app: Box::new(app),
        draft,
        removal_finished: false,
    };
    [Record::Deployment(deployment), app]
}

fn stages(at: Timestamp) -> Vec<Stage> {
    StageName::ALL
        .into_iter()
        .map(|name| Stage {
            name,
            started_at: at,
            duration_ms: Some(12),
        })
        .collect()
}
