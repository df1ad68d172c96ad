//! A control plane that is gone for a while: visitors do not notice, nothing is said to be live that is not, and what was asked
//! for is done when it is back.

use std::time::{Duration, Instant};

use fp_contract::app::{App, Condition};
use fp_contract::deployment::{Deployment, DeploymentStatus};
use serde_json::{Value, json};

use super::bed::Bed;
use super::control_plane::ControlPlane;
use super::visitor::OFTEN;
use crate::apps::app_that_says;

/// How long the API server does not answer.
const OUTAGE: Duration = Duration::from_mins(1);
/// How often it is looked at what the server says meanwhile.
const LOOK: Duration = Duration::from_millis(250);

/// How long the cluster may take afterwards: its own parts ask for the API server ever more rarely while it is gone.
const RECOVERY: Duration = Duration::from_mins(3);

/// The deployment as the server shows it.
async fn seen(bed: &Bed, asked: &Deployment) -> Deployment {
    let path = format!("/api/apps/{}/deployments/{}", asked.app_id, asked.id);
    bed.client.ask("GET", &path, Value::Null).await
}

/// Waits until the deployments are live.
async fn all_live(bed: &Bed, deployments: &[&Deployment]) {
    let begun = Instant::now();
    let mut ticks = tokio::time::interval(LOOK);
    for asked in deployments {
        loop {
            ticks.tick().await;
            let seen = seen(bed, asked).await;
            if seen.status.is_final() {
                assert_eq!(seen.status, DeploymentStatus::Live, "{seen:?}");
                break;
            }
            assert!(begun.elapsed() < RECOVERY, "still under way: {seen:?}");
        }
    }
}

/// Looks at deployments for so long, in which none may end.
async fn none_ends(bed: &Bed, deployments: &[&Deployment], time: Duration) {
    let begun = Instant::now();
    let mut ticks = tokio::time::interval(LOOK);
    while begun.elapsed() < time {
        ticks.tick().await;
        for asked in deployments {
            let seen = seen(bed, asked).await;
            assert!(!seen.status.is_final(), "after {:?}: {seen:?}", begun.elapsed());
            let app = bed.client.app(&asked.app_id).await.app;
            assert_ne!(app.condition, Condition::Live, "{app:?}");
        }
    }
}

/// Changes a variable, which new pods are rolled out for.
async fn set_variable(bed: &Bed, app_id: &str) -> Deployment {
    let body = json!({"env_vars": {"COLOUR": "green"}});
    let app: App = bed.client.ask("PUT", &format!("/api/apps/{app_id}"), body).await;
    app.latest_deployment.unwrap()
}

/// All is as asked for, and no visitor was turned away.
async fn all_is_well(bed: &Bed, words: &[(&String, &str)], failed: u64) {
    for (app_id, word) in words {
        bed.visitor.sees(app_id, word).await;
        let app = bed.client.in_condition(app_id, Condition::Live).await.app;
        assert_eq!(app.failure, None);
        assert_eq!(app.latest_deployment.unwrap().status, DeploymentStatus::Live);
        bed.agrees(app_id).await;
    }
    assert_eq!(failed, 0, "visits failed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a node: deploy/testbed/kube"]
async fn an_api_server_that_does_not_answer_for_a_minute() {
    let bed = Bed::start().await;
    let control_plane = ControlPlane::of_this_cluster();
    let (edited, rolled) = (bed.app("first").await, bed.app("other").await);
    let new = bed
        .client
        .create("new", &app_that_says("new"), "app.py")
        .await
        .app_id;
    let loads = [&edited, &rolled].map(|app_id| bed.visitor.keep_visiting(app_id, 1, OFTEN));

    control_plane.signal("kube-apiserver", "STOP");
    let edit = bed.client.deploy(&edited, &app_that_says("second")).await;
    let roll = set_variable(&bed, &rolled).await;
    let first = bed.client.deploy(&new, &app_that_says("new")).await;
    none_ends(&bed, &[&edit, &roll, &first], OUTAGE).await;
    control_plane.signal("kube-apiserver", "CONT");

    all_live(&bed, &[&edit, &roll, &first]).await;
    let failed = loads.iter().map(|load| load.end().1).sum();
    all_is_well(
        &bed,
        &[(&edited, "second"), (&rolled, "other"), (&new, "new")],
        failed,
    )
    .await;
}

/// It is killed while new pods are on their way, and its record with it for a while.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a node: deploy/testbed/kube"]
async fn an_etcd_and_an_api_server_that_are_killed() {
    let bed = Bed::start().await;
    let control_plane = ControlPlane::of_this_cluster();
    let (edited, rolled) = (bed.app("first").await, bed.app("other").await);
    let loads = [&edited, &rolled].map(|app_id| bed.visitor.keep_visiting(app_id, 1, OFTEN));

    let roll = set_variable(&bed, &rolled).await;
    control_plane.signal("etcd", "KILL");
    let edit = bed.client.deploy(&edited, &app_that_says("second")).await;
    none_ends(&bed, &[&edit, &roll], Duration::from_secs(15)).await;
    control_plane.signal("kube-apiserver", "KILL");
    none_ends(&bed, &[&edit, &roll], Duration::from_secs(15)).await;
    control_plane.start();

    all_live(&bed, &[&edit, &roll]).await;
    let failed = loads.iter().map(|load| load.end().1).sum();
    all_is_well(&bed, &[(&edited, "second"), (&rolled, "other")], failed).await;
}
