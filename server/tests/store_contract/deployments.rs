//! Revisions, deployments, and what each end does to the app.

use fp_contract::Timestamp;
use fp_contract::deployment::{DeploymentStatus, Failure, Stage, StageName};
use fp_server::store::{
    AppRecord, DeploymentEnd, Desired, NewDeployment, Page, SealedEnv, Store, StoreError,
};

use crate::engine::Engine;
use crate::samples::{an_app, deployment, edit, files, revision, settings_only};

fn failure() -> Failure {
    Failure::new("import_error", "NameError")
}

fn failed(back_to: Option<&str>) -> DeploymentEnd {
    DeploymentEnd::Failed {
        failure: failure(),
        back_to: back_to.map(str::to_owned),
    }
}

/// Deploys `text` and lets it go live.
async fn live(store: &dyn Store, app: &AppRecord, text: &str) -> NewDeployment {
    let new = deployment(&app.id, text);
    store.create_deployment(&new).await.unwrap();
    store.end_deployment(&new.id, &DeploymentEnd::Live).await.unwrap();
    new
}

pub(crate) async fn a_deployment_is_recorded_with_its_revision(engine: &impl Engine) {
    let store = engine.open().await;
    let app = an_app(store.as_ref()).await;
    store.set_desired(&app.id, Desired::Stopped).await.unwrap();
    let env = SealedEnv::from([("OTHER".to_owned(), "sealed".to_owned())]);
    let new = NewDeployment {
        env: Some(env.clone()),
        database_id: Some(Some("d".to_owned())),
        ..deployment(&app.id, "second")
    };
    let (app, made) = store.create_deployment(&new).await.unwrap();
    assert_eq!(
        (made.status, made.created_at),
        (DeploymentStatus::Running, new.created_at)
    );
    assert_eq!(made.revision, new.revision.id());
    assert_eq!(
        made.stages.first().map(|stage| stage.name),
        Some(StageName::Record)
    );
    assert!(made.stages[0].duration_ms.is_some());
    assert_eq!(app.latest_deployment.as_ref(), Some(&made));
    assert_eq!(
        (app.desired, app.env, app.env_version),
        (Desired::Running, env, 1)
    );
    assert_eq!((app.draft_version, app.draft_is_unpublished), (2, false));
    assert_eq!(app.database_id.as_deref(), Some("d"));
    assert_eq!(store.revision(&made.revision).await.unwrap(), Some(new.revision));
    assert_eq!(store.draft(&app.id).await.unwrap().files, files("second"));
    assert_eq!(store.deployment(&made.id).await.unwrap(), Some(made));
}

pub(crate) async fn the_same_code_is_stored_once(engine: &impl Engine) {
    let store = engine.open().await;
    let app = an_app(store.as_ref()).await;
    let (_, first) = store
        .create_deployment(&deployment(&app.id, "same"))
        .await
        .unwrap();
    let (_, second) = store
        .create_deployment(&deployment(&app.id, "same"))
        .await
        .unwrap();
    assert_eq!(first.revision, second.revision);
    assert_eq!(
        store.revision(&first.revision).await.unwrap(),
        Some(revision("same"))
    );
}

pub(crate) async fn a_newer_deployment_supersedes(engine: &impl Engine) {
    let store = engine.open().await;
    let app = an_app(store.as_ref()).await;
    let (old, new) = (deployment(&app.id, "old"), deployment(&app.id, "new"));
    store.create_deployment(&old).await.unwrap();
    let (app, _) = store.create_deployment(&new).await.unwrap();
    assert_eq!(
        app.latest_deployment.map(|latest| latest.id),
        Some(new.id.clone())
    );
    let superseded = store.deployment(&old.id).await.unwrap().unwrap();
    assert_eq!(superseded.status, DeploymentStatus::Superseded);
    assert!(superseded.finished_at.is_some());
    for end in [DeploymentEnd::Live, failed(None)] {
        let (app, still) = store.end_deployment(&old.id, &end).await.unwrap();
        assert_eq!(still, superseded);
        assert_eq!(app.live_revision, None);
    }
}

pub(crate) async fn going_live_moves_the_app(engine: &impl Engine) {
    let store = engine.open().await;
    let app = an_app(store.as_ref()).await;
    let new = deployment(&app.id, "second");
    store.create_deployment(&new).await.unwrap();
    store.set_failure(&app.id, Some(&failure())).await.unwrap();
    let (app, ended) = store.end_deployment(&new.id, &DeploymentEnd::Live).await.unwrap();
    assert_eq!(ended.status, DeploymentStatus::Live);
    assert!(ended.finished_at.is_some() && app.live_at.is_some());
    assert_eq!(
        (app.live_revision, app.live_deployment),
        (Some(ended.revision.clone()), Some(new.id.clone()))
    );
    assert_eq!(app.failure, None);
    let (_, again) = store.end_deployment(&new.id, &DeploymentEnd::Live).await.unwrap();
    assert_eq!(again, ended, "ending twice changes nothing");
}

pub(crate) async fn a_failure_leaves_what_was_live(engine: &impl Engine) {
    let store = engine.open().await;
    let app = an_app(store.as_ref()).await;
    let good = live(store.as_ref(), &app, "good").await;
    let bad = deployment(&app.id, "bad");
    store.create_deployment(&bad).await.unwrap();
    let (app, ended) = store.end_deployment(&bad.id, &failed(None)).await.unwrap();
    assert_eq!(
        (ended.status, ended.failure),
        (DeploymentStatus::Failed, Some(failure()))
    );
    assert_eq!(app.live_deployment, Some(good.id));
    assert_eq!(
        app.latest_deployment.map(|latest| latest.id),
        Some(bad.id.clone())
    );
    let (_, late) = store.end_deployment(&bad.id, &DeploymentEnd::Live).await.unwrap();
    assert_eq!(
        late.status,
        DeploymentStatus::Failed,
        "what failed does not go live"
    );
}

pub(crate) async fn a_live_deployment_can_fail_and_goes_back(engine: &impl Engine) {
    let store = engine.open().await;
    let app = an_app(store.as_ref()).await;
    let good = live(store.as_ref(), &app, "good").await;
    let short = live(store.as_ref(), &app, "exits after ten seconds").await;
    let (app, ended) = store
        .end_deployment(&short.id, &failed(Some(&good.id)))
        .await
        .unwrap();
    assert_eq!(ended.status, DeploymentStatus::Failed);
    assert_eq!(
        (app.live_deployment, app.live_revision),
        (Some(good.id.clone()), Some(good.revision.id()))
    );
    let (app, _) = store.end_deployment(&good.id, &failed(None)).await.unwrap();
    assert_eq!(
        (app.live_deployment, app.live_revision, app.live_at),
        (None, None, None)
    );
}

pub(crate) async fn an_older_live_deployment_cannot_move_the_app(engine: &impl Engine) {
    let store = engine.open().await;
    let app = an_app(store.as_ref()).await;
    let old = live(store.as_ref(), &app, "old").await;
    let new = live(store.as_ref(), &app, "new").await;
    let (app, ended) = store.end_deployment(&old.id, &failed(None)).await.unwrap();
    assert_eq!(ended.status, DeploymentStatus::Live);
    assert_eq!(app.live_deployment, Some(new.id));
}

pub(crate) async fn a_conflict_records_nothing(engine: &impl Engine) {
    let store = engine.open().await;
    let app = an_app(store.as_ref()).await;
    let running = deployment(&app.id, "running");
    store.create_deployment(&running).await.unwrap();
    let late = NewDeployment {
        draft: Some(edit("late", Some(1))),
        ..deployment(&app.id, "late")
    };
    let refused = store.create_deployment(&late).await;
    assert!(
        matches!(
            refused,
            Err(StoreError::DraftConflict {
                current: 2,
                expected: 1
            })
        ),
        "{refused:?}"
    );
    assert_eq!(store.deployment(&late.id).await.unwrap(), None);
    assert_eq!(store.revision(&late.revision.id()).await.unwrap(), None);
    let kept = store.deployment(&running.id).await.unwrap().unwrap();
    assert_eq!(kept.status, DeploymentStatus::Running);
    assert_eq!(store.draft(&app.id).await.unwrap().files, files("running"));
}

pub(crate) async fn settings_alone_leave_the_draft_unpublished(engine: &impl Engine) {
    let store = engine.open().await;
    let app = an_app(store.as_ref()).await;
    live(store.as_ref(), &app, "live").await;
    let saved = store
        .save_draft(&app.id, &edit("unfinished", None))
        .await
        .unwrap();
    assert!(saved.draft_is_unpublished);
    let (app, _) = store
        .create_deployment(&settings_only(&app.id, "live"))
        .await
        .unwrap();
    assert!(app.draft_is_unpublished);
    assert_eq!(store.draft(&app.id).await.unwrap().files, files("unfinished"));
    let back = store.save_draft(&app.id, &edit("live", None)).await.unwrap();
    assert!(!back.draft_is_unpublished, "the same text again is nothing new");
}

pub(crate) async fn stages_are_written_until_the_end(engine: &impl Engine) {
    let store = engine.open().await;
    let app = an_app(store.as_ref()).await;
    let new = deployment(&app.id, "x");
    store.create_deployment(&new).await.unwrap();
    let push = Stage {
        name: StageName::Push,
        started_at: Timestamp::now(),
        duration_ms: None,
    };
    store
        .write_stages(&new.id, std::slice::from_ref(&push))
        .await
        .unwrap();
    let read = store.deployment(&new.id).await.unwrap().unwrap();
    assert_eq!(
        (read.current_stage(), &read.stages),
        (Some(StageName::Push), &vec![push])
    );
    store.end_deployment(&new.id, &DeploymentEnd::Live).await.unwrap();
    store.write_stages(&new.id, &[]).await.unwrap();
    let ended = store.deployment(&new.id).await.unwrap().unwrap();
    assert_eq!(ended.stages, read.stages);
    assert_eq!(
        store.app(&app.id).await.unwrap().unwrap().latest_deployment,
        Some(ended)
    );
}

pub(crate) async fn deployments_are_listed_newest_first(engine: &impl Engine) {
    let store = engine.open().await;
    let (app, other) = (an_app(store.as_ref()).await, an_app(store.as_ref()).await);
    let mut made = Vec::new();
    for text in ["1", "2", "3"] {
        made.insert(0, live(store.as_ref(), &app, text).await.id);
    }
    live(store.as_ref(), &other, "1").await;
    let listed = async |after: Option<&String>, limit| -> Vec<String> {
        let page = page(after, limit);
        let deployments = store.deployments_of(&app.id, &page).await.unwrap();
        deployments.into_iter().map(|deployment| deployment.id).collect()
    };
    assert_eq!(listed(None, 10).await, made);
    assert_eq!(listed(None, 2).await, made[..2]);
    assert_eq!(listed(Some(&made[1]), 10).await, made[2..]);
}

fn page(after: Option<&String>, limit: u32) -> Page {
    Page {
        after: after.cloned(),
        limit,
    }
}

pub(crate) async fn revisions_are_listed_by_their_last_deployment(engine: &impl Engine) {
    let store = engine.open().await;
    let (app, other) = (an_app(store.as_ref()).await, an_app(store.as_ref()).await);
    let first = live(store.as_ref(), &app, "first").await;
    let second = NewDeployment {
        author: Some(other.user_id.clone()),
        ..deployment(&app.id, "second")
    };
    store.create_deployment(&second).await.unwrap();
    store.end_deployment(&second.id, &failed(None)).await.unwrap();
    live(store.as_ref(), &other, "of another app").await;
    let again = live(store.as_ref(), &app, "first").await;
    let listed =
        async |after: Option<&String>, limit| store.revisions_of(&app.id, &page(after, limit)).await.unwrap();
    let uses = listed(None, 10).await;
    let names: Vec<_> = uses.iter().map(|each| each.revision.clone()).collect();
    assert_eq!(names, [first.revision.id(), second.revision.id()]);
    assert_eq!(
        (uses[0].first_deployed_at, uses[0].last_deployed_at),
        (first.created_at, again.created_at)
    );
    let ended = store.deployment(&again.id).await.unwrap().unwrap();
    assert_eq!(
        (uses[0].live_at, uses[0].author.as_ref()),
        (ended.finished_at, None)
    );
    assert_eq!(
        (uses[1].live_at, uses[1].author.as_ref()),
        (None, Some(&other.user_id))
    );
    assert_eq!(listed(Some(&names[0]), 10).await, uses[1..]);
    assert_eq!(listed(None, 1).await, uses[..1]);
    let second_use = store.revision_use(&app.id, &names[1]).await.unwrap();
    assert_eq!(second_use.as_ref(), Some(&uses[1]));
    let foreign = revision("of another app").id();
    assert_eq!(store.revision_use(&app.id, &foreign).await.unwrap(), None);
}

pub(crate) async fn only_what_is_under_way_is_canceled(engine: &impl Engine) {
    let store = engine.open().await;
    let app = an_app(store.as_ref()).await;
    let good = live(store.as_ref(), &app, "good").await;
    let cancel = DeploymentEnd::Canceled {
        failure: Failure::new("canceled", "given up by its owner"),
    };
    let (app, still) = store.end_deployment(&good.id, &cancel).await.unwrap();
    assert_eq!(still.status, DeploymentStatus::Live);
    assert_eq!(app.live_deployment.as_ref(), Some(&good.id));
    let next = deployment(&app.id, "next");
    store.create_deployment(&next).await.unwrap();
    let (app, ended) = store.end_deployment(&next.id, &cancel).await.unwrap();
    assert_eq!(
        (ended.status, ended.failure.map(|failure| failure.kind)),
        (DeploymentStatus::Failed, Some("canceled".to_owned()))
    );
    assert_eq!(app.live_deployment, Some(good.id));
}

pub(crate) async fn deleting_supersedes_what_is_under_way(engine: &impl Engine) {
    let store = engine.open().await;
    let app = an_app(store.as_ref()).await;
    let new = deployment(&app.id, "x");
    store.create_deployment(&new).await.unwrap();
    let deleted = store.set_desired(&app.id, Desired::Deleted).await.unwrap();
    let status = deleted.latest_deployment.map(|latest| latest.status);
    assert_eq!(status, Some(DeploymentStatus::Superseded));
    let (app, _) = store.end_deployment(&new.id, &DeploymentEnd::Live).await.unwrap();
    assert_eq!((app.desired, app.live_revision), (Desired::Deleted, None));
}
