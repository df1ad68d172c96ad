//! `kill -9` of the server at ten points of a deployment: what was acknowledged answers, and the cluster has nothing half-made.

use fp_contract::app::Condition;
use fp_contract::deployment::DeploymentStatus;

use super::bed::Bed;
use crate::apps::app_that_says;
use crate::client::next_event;
use crate::kill_points::{POINTS, Point, deploy_and_kill};
use crate::server::until;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a node: deploy/testbed/kube"]
async fn a_killed_server_converges() {
    let mut bed = Bed::start().await;
    let app_id = bed.app("first").await;
    let mut answered = "first".to_owned();
    for (index, point) in POINTS.into_iter().enumerate() {
        let word = format!("word{index}");
        let client = bed.client.clone();
        let acknowledged = deploy_and_kill(&mut bed.server, &client, &app_id, &word, point).await;
        recover(&mut bed, point).await;
        answered = converged(&bed, &app_id, &word, &answered, acknowledged, point).await;
    }
}

/// The first deployment of an app is what leaves most behind: every object is new.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a node: deploy/testbed/kube"]
async fn a_server_killed_during_first_deployments_converges() {
    let mut bed = Bed::start().await;
    for point in [
        Point::Acknowledged,
        Point::TwiceAtOnce,
        Point::TwiceLater,
        Point::Live,
    ] {
        let files = app_that_says("first");
        let app_id = bed.client.create("crash", &files, "app.py").await.app_id;
        let client = bed.client.clone();
        let acknowledged = deploy_and_kill(&mut bed.server, &client, &app_id, "first", point).await;
        assert!(acknowledged, "{point:?}");
        recover(&mut bed, point).await;
        converged(&bed, &app_id, "first", "first", true, point).await;
    }
}

async fn recover(bed: &mut Bed, point: Point) {
    bed.start_again().await;
    match point {
        Point::TwiceAtOnce => bed.server.kill(),
        Point::TwiceLater => {
            let mut events = bed.client.events().await;
            next_event(&mut events).await;
            bed.server.kill();
        }
        _ => return,
    }
    bed.start_again().await;
}

/// Waits until the app is settled, and returns the word visitors see.
async fn converged(
    bed: &Bed,
    app_id: &str,
    asked: &str,
    before: &str,
    acknowledged: bool,
    point: Point,
) -> String {
    let app = bed.client.in_condition(app_id, Condition::Live).await;
    // What the record says is what was said to be live: no green light without the answer.
    let said = app.editable_files();
    let expected: &[&str] = if acknowledged { &[asked] } else { &[asked, before] };
    let answer = until("the app to answer", async || {
        let (status, text) = bed.visitor.get(app_id, "/").await;
        (status == 200).then(|| text.trim_matches('"').to_owned())
    })
    .await;
    assert!(
        expected.contains(&answer.as_str()),
        "{point:?}: answers {answer}, asked for {expected:?}"
    );
    assert_eq!(said, app_that_says(&answer), "{point:?}: the draft");
    let latest = app.app.latest_deployment.unwrap();
    assert_eq!(latest.status, DeploymentStatus::Live, "{point:?}");
    assert_eq!(app.app.live_revision, Some(latest.revision), "{point:?}");
    bed.agrees(app_id).await;
    answer
}
