//! What somebody else changes or deletes is noticed, put back and told.

use std::time::{Duration, Instant};

use fp_server::runtime::{ApplyError, Release, Runtime as _};
use serde_json::{Value, json};

use super::bed::{Bed, KINDS, Reports, app, deploy, release};
use crate::wait::{until, within};

/// From the change to the repair, on a machine that does other things as well.
const SOON: Duration = Duration::from_secs(3);

/// How long a deletion is left alone.
const LEFT_ALONE: Duration = Duration::from_millis(1200);

fn something() -> Release {
    release(&[("app.py", "app = 1")], &[("KEY", "value")])
}

async fn deployed() -> (Bed, Release) {
    let bed = Bed::start().await;
    let release = something();
    bed.deploy(&release).await;
    (bed, release)
}

/// Plays the platform: has the engine repair what it reports. How long it took, and what was told.
async fn repaired(bed: &Bed, reports: &mut Reports, release: &Release, since: Instant) -> (Duration, String) {
    reports.drifted().await;
    assert!(bed.runtime.has_drifted(&app()));
    bed.runtime.repair(release).await.unwrap();
    let told = reports.repaired().await;
    assert!(!bed.runtime.has_drifted(&app()));
    (since.elapsed(), told)
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn whatever_is_deleted_is_made_again() {
    let (bed, release) = deployed().await;
    let mut reports = Reports::of(&bed.runtime);
    for (version, kind, name) in KINDS.into_iter().skip(1) {
        let before = bed.get(version, kind, name).await;
        let since = Instant::now();
        bed.delete(version, kind, name).await;
        let (took, told) = repaired(&bed, &mut reports, &release, since).await;
        assert_eq!(
            told,
            format!("somebody deleted the {kind} {name}; it was made again")
        );
        assert!(took < SOON, "{kind}: {took:?}");
        println!("{kind} {name}: deleted, made again after {} ms", took.as_millis());
        let after = bed.get(version, kind, name).await;
        assert_eq!(after["data"], before["data"]);
        assert_eq!(
            after["metadata"]["ownerReferences"],
            before["metadata"]["ownerReferences"]
        );
    }
    assert_eq!(bed.events().await.len(), KINDS.len() - 1);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn whatever_is_edited_is_put_back() {
    let (bed, release) = deployed().await;
    let mut reports = Reports::of(&bed.runtime);
    let edits = [
        (0, "spec.replicas", json!({"spec": {"replicas": 3}})),
        (1, "data.file-0", json!({"data": {"file-0": "import os"}})),
        (1, "data.extra", json!({"data": {"extra": "more"}})),
        (2, "data.KEY", json!({"data": {"KEY": "eA=="}})),
        (3, "data.token", json!({"data": {"token": "eA=="}})),
        (
            4,
            "spec.selector",
            json!({"spec": {"selector": {"app": "another"}}}),
        ),
        (5, "spec.ingress", json!({"spec": {"ingress": [{}]}})),
        (6, "spec.routes", json!({"spec": {"routes": []}})),
        (
            4,
            "metadata.labels",
            json!({"metadata": {"labels": {"user-id": "somebody"}}}),
        ),
        (
            2,
            "metadata.ownerReferences",
            json!({"metadata": {"ownerReferences": []}}),
        ),
    ];
    for (number, part, edit) in edits {
        let (version, kind, name) = KINDS[number];
        let before = bed.get(version, kind, name).await;
        let since = Instant::now();
        bed.edit(version, kind, name, &edit).await;
        let (took, told) = repaired(&bed, &mut reports, &release, since).await;
        assert_eq!(
            told,
            format!("somebody changed {part} of the {kind} {name}; it was put back")
        );
        assert!(took < SOON, "{kind}: {took:?}");
        println!(
            "{kind} {name}: {part} edited, put back after {} ms",
            took.as_millis()
        );
        let after = bed.get(version, kind, name).await;
        assert_eq!(after["data"], before["data"]);
        assert_eq!(after["spec"], before["spec"]);
        assert_eq!(after["metadata"]["labels"], before["metadata"]["labels"]);
    }
}

/// What is deleted is left alone for a while, because the platform itself deletes; nobody of the platform edits like this.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn an_edit_is_told_at_once() {
    let (bed, _) = deployed().await;
    let mut reports = Reports::of(&bed.runtime);
    let (version, kind, name) = KINDS[1];
    // Also until the lease is held, without which nothing is told.
    until("an edit is noticed", async || {
        bed.edit(version, kind, name, &json!({"data": {"file-0": "import os"}}))
            .await;
        bed.runtime.has_drifted(&app())
    })
    .await;
    reports.drifted().await;
    bed.runtime.repair(&something()).await.unwrap();
    reports.repaired().await;
    let since = Instant::now();
    bed.edit(version, kind, name, &json!({"data": {"file-0": "import os"}}))
        .await;
    reports.drifted().await;
    assert!(since.elapsed() < LEFT_ALONE, "{:?}", since.elapsed());
}

/// Another container beside the app's own would share its address and its secrets.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn a_container_that_somebody_adds_is_taken_away() {
    let (bed, release) = deployed().await;
    let mut reports = Reports::of(&bed.runtime);
    let (version, kind, name) = KINDS[0];
    let before = bed.get(version, kind, name).await;
    let mut containers = before["spec"]["template"]["spec"]["containers"].clone();
    containers
        .as_array_mut()
        .unwrap()
        .push(json!({"name": "guest", "image": "guest:1"}));
    let edit = json!({"spec": {"template": {"spec": {"containers": containers}}}});
    bed.edit(version, kind, name, &edit).await;
    repaired(&bed, &mut reports, &release, Instant::now()).await;
    let after = bed.get(version, kind, name).await;
    let names: Vec<&Value> = after["spec"]["template"]["spec"]["containers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|container| &container["name"])
        .collect();
    assert_eq!(names, ["runner"]);
}

/// `kubectl rollout restart` and a label of somebody's own are nothing to put back, and not told as if something had been.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn what_is_not_ours_is_left_alone() {
    let (bed, release) = deployed().await;
    let mut reports = Reports::of(&bed.runtime);
    let (version, kind, name) = KINDS[0];
    let restart = json!({"spec": {"template": {"metadata": {"annotations": {"kubectl.kubernetes.io/restartedAt": "now"}}}}});
    bed.edit(
        version,
        kind,
        name,
        &json!({"metadata": {"labels": {"team": "blue"}}}),
    )
    .await;
    bed.edit(version, kind, name, &restart).await;
    reports.drifted().await;
    bed.runtime.repair(&release).await.unwrap();
    assert_eq!(bed.events().await, Vec::<String>::new());
    assert!(!bed.runtime.has_drifted(&app()));
    let after = bed.get(version, kind, name).await;
    assert_eq!(
        after["spec"]["template"]["metadata"]["annotations"]["kubectl.kubernetes.io/restartedAt"],
        "now"
    );
    assert_eq!(after["metadata"]["labels"]["team"], "blue");
}

/// With it everything goes; while it may have been removed on purpose nothing is claimed, and then it is made again.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn a_deleted_deployment_is_told_and_made_again() {
    let (bed, release) = deployed().await;
    let (version, kind, name) = KINDS[0];
    let since = Instant::now();
    bed.delete(version, kind, name).await;
    until("the loss is told", async || {
        matches!(bed.runtime.observe(&app()).await, Err(ApplyError::Unavailable(reason)) if reason.contains("somebody deleted"))
    })
    .await;
    until("it may be made again", async || {
        bed.runtime.observe(&app()).await.is_ok()
    })
    .await;
    deploy(&bed.runtime, &release).await.unwrap();
    println!(
        "deleted Deployment: its pods answer again after {} ms",
        since.elapsed().as_millis()
    );
    for (version, kind, name) in KINDS {
        until(kind, async || bed.exists(version, kind, name).await).await;
    }
    let told = bed.events().await;
    assert!(
        told.contains(&"somebody deleted the Deployment app-abc12345; it was made again".to_owned()),
        "{told:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn what_the_platform_itself_does_is_no_drift() {
    let (bed, release) = deployed().await;
    let mut reports = Reports::of(&bed.runtime);
    bed.deploy(&super::bed::release(&[("app.py", "app = 2")], &[("OTHER", "x")]))
        .await;
    within("the stop", bed.runtime.stop(&app())).await.unwrap();
    bed.deploy(&release).await;
    within("the removal", bed.runtime.remove(&app())).await.unwrap();
    // The garbage collector's own deletions come after it.
    for (version, kind, name) in KINDS {
        until(kind, async || !bed.exists(version, kind, name).await).await;
    }
    bed.deploy(&release).await;
    tokio::time::sleep(SOON).await;
    assert!(!reports.has_drift());
    assert_eq!(bed.events().await, Vec::<String>::new());
}
