//! The roll-out of the runner: who may start it, in which order apps get their turns, and what stops it.

mod images;

use std::sync::Arc;

use axum::http::StatusCode;
use fp_server::store::{AppId, AuditFilter, Page};
use serde_json::{Value, json};

use super::bed::{Bed, Client, GOOD};
use crate::wait::{until, within};
use images::Images;

const RUNNER: &str = "/api/admin/runner";
const ROLLOUT: &str = "/api/admin/runner/rollout";

/// A platform whose apps were started with `runner:1`, and whose settings name `runner:2` by now.
struct House {
    bed: Bed,
    images: Arc<Images>,
    ada: Client,
    operator: Client,
    /// In the order of their turns.
    apps: Vec<String>,
}

impl House {
    async fn with_apps(count: usize) -> Self {
        let images = Arc::new(Images::new("runner:1"));
        let bed = Bed::on(images.clone()).await;
        let (ada, operator) = (bed.signed_up("ada").await, bed.operator("operator").await);
        let mut apps = Vec::new();
        for number in 0..count {
            let request = json!({"name": format!("app {number}"), "code": GOOD});
            let app = ada.post("/api/apps", request).await.expect(StatusCode::OK);
            let app_id = app["app_id"].as_str().unwrap().to_owned();
            running(&ada, &app_id).await;
            apps.push(app_id);
        }
        apps.sort_unstable();
        images.want("runner:2");
        Self {
            bed,
            images,
            ada,
            operator,
            apps,
        }
    }

    async fn start(&self) -> Value {
        self.operator
            .post(ROLLOUT, json!({}))
            .await
            .expect(StatusCode::OK)
    }

    async fn runner(&self) -> Value {
        self.operator.get(RUNNER).await.expect(StatusCode::OK)
    }

    /// Waits for the end of the roll-out.
    async fn ended(&self) -> Value {
        let rollout = async || self.runner().await["rollout"].clone();
        until("the end of the roll-out", async || {
            rollout().await["status"] != "running"
        })
        .await;
        rollout().await
    }

    /// The images by app, in the order of turns.
    fn images(&self) -> Vec<String> {
        let image = |app_id: &String| self.images.image(&AppId(app_id.clone()));
        self.apps.iter().map(image).collect()
    }

    async fn audited(&self) -> Vec<(String, Value)> {
        let filter = AuditFilter {
            action: Some("runner".to_owned()),
            ..AuditFilter::default()
        };
        let page = Page {
            after: None,
            limit: 10,
        };
        let entries = self.bed.platform.store.audit(&filter, &page).await.unwrap();
        let entries = entries.into_iter().rev();
        entries
            .map(|entry| (entry.action, entry.details.unwrap_or_default()))
            .collect()
    }

    /// What happened to an app, in its owner's words for it.
    async fn events(&self, app_id: &str) -> String {
        let path = format!("/api/apps/{app_id}/events");
        self.ada.get(&path).await.expect(StatusCode::OK).to_string()
    }
}

async fn running(client: &Client, app_id: &str) {
    let path = format!("/api/apps/{app_id}");
    until("the app runs", async || {
        client.get(&path).await.expect(StatusCode::OK)["status"] == "running"
    })
    .await;
}

#[tokio::test]
async fn apps_move_one_after_another() {
    let house = House::with_apps(3).await;
    let runner = house.runner().await;
    assert_eq!(
        runner,
        json!({"image": "runner:2", "images": [{"image": "runner:1", "apps": 3}], "outdated": 3, "rollout": null})
    );
    let started = house.start().await;
    assert_eq!(
        (&started["status"], &started["waiting"], &started["image"]),
        (&json!("running"), &json!(3), &json!("runner:2"))
    );
    for (number, app_id) in house.apps.iter().enumerate() {
        let turn = house.images.turn().await;
        assert_eq!(turn.app_id.0, *app_id);
        let rollout = house.runner().await["rollout"].clone();
        assert_eq!(
            (&rollout["app_id"], &rollout["renewed"], &rollout["waiting"]),
            (&json!(app_id), &json!(number), &json!(2 - number))
        );
        assert!(house.images()[number..].iter().all(|image| image == "runner:1"));
        turn.answers();
    }
    let ended = house.ended().await;
    assert_eq!(
        (
            &ended["status"],
            &ended["renewed"],
            &ended["waiting"],
            &ended["app_id"]
        ),
        (&json!("done"), &json!(3), &json!(0), &Value::Null)
    );
    let runner = house.runner().await;
    assert_eq!(
        (&runner["images"], &runner["outdated"]),
        (&json!([{"image": "runner:2", "apps": 3}]), &json!(0))
    );
    let log = house.events(&house.apps[0]).await;
    assert!(
        log.contains("RunnerRenewed") && log.contains("answers on the runner runner:2"),
        "{log}"
    );
}

#[tokio::test]
async fn the_first_app_that_does_not_answer_stops_it_and_stays_as_it_was() {
    let house = House::with_apps(3).await;
    house.start().await;
    house.images.turn().await.answers();
    house.images.turn().await.fails("no space left on the node");
    let ended = house.ended().await;
    assert_eq!(
        (&ended["status"], &ended["renewed"], &ended["waiting"]),
        (&json!("failed"), &json!(1), &json!(1))
    );
    assert_eq!(
        ended["failure"],
        json!({"app_id": house.apps[1], "message": "no space left on the node"})
    );
    assert_eq!(house.images(), ["runner:2", "runner:1", "runner:1"]);
    running(&house.ada, &house.apps[1]).await;
    let log = house.events(&house.apps[1]).await;
    assert!(
        log.contains("RunnerKept") && log.contains("it stays on the one before"),
        "{log}"
    );
    until("the end is audited", async || house.audited().await.len() == 2).await;
    let audited = house.audited().await;
    assert_eq!(
        audited[0],
        ("runner.start_rollout".to_owned(), json!({"apps": 3}))
    );
    assert_eq!(audited[1].0, "runner.end_rollout");
    assert_eq!(
        (&audited[1].1["status"], &audited[1].1["app_id"]),
        (&json!("failed"), &json!(house.apps[1]))
    );
    // Asking again begins with those that are left.
    house.start().await;
    assert_eq!(house.images.turn().await.app_id.0, house.apps[1]);
}

#[tokio::test]
async fn a_second_one_has_to_wait_for_the_first() {
    let house = House::with_apps(1).await;
    house.start().await;
    let turn = house.images.turn().await;
    let second = house.operator.post(ROLLOUT, json!({})).await;
    assert_eq!(second.refusal(StatusCode::CONFLICT).0, "ROLLOUT_RUNNING");
    turn.answers();
    assert_eq!(house.ended().await["status"], "done");
    house.start().await;
    assert_eq!(house.ended().await["renewed"], 0);
}

#[tokio::test]
async fn a_canceled_one_gives_the_turn_under_way_up() {
    let house = House::with_apps(2).await;
    house.start().await;
    let turn = house.images.turn().await;
    let canceled = house.operator.delete(ROLLOUT).await.expect(StatusCode::OK);
    assert_eq!(
        (&canceled["status"], &canceled["waiting"]),
        (&json!("canceled"), &json!(1))
    );
    within("the end of the turn", turn.given_up()).await;
    let over = house.operator.delete(ROLLOUT).await;
    assert_eq!(over.refusal(StatusCode::CONFLICT).0, "ROLLOUT_OVER");
    assert_eq!(house.images(), ["runner:1", "runner:1"]);
    let audited = house.audited().await;
    assert_eq!(audited.last().unwrap().0, "runner.cancel_rollout");
    assert_eq!(audited.len(), 2);
}

/// A deployment takes the new runner by itself: one that comes meanwhile goes first, whether the app's turn has come or not.
#[tokio::test]
async fn a_deployment_goes_before_the_roll_out() {
    let house = House::with_apps(2).await;
    house.start().await;
    let turn = house.images.turn().await;
    for app_id in &house.apps {
        let path = format!("/api/apps/{app_id}");
        let change = json!({"code": GOOD.replace("first", "second")});
        house.ada.put(&path, change).await.expect(StatusCode::OK);
    }
    within("the end of the turn", turn.given_up()).await;
    let ended = house.ended().await;
    assert_eq!((&ended["status"], &ended["renewed"]), (&json!("done"), &json!(0)));
    until("both are deployed", async || {
        house.images() == ["runner:2", "runner:2"]
    })
    .await;
}

#[tokio::test]
async fn an_app_that_falls_asleep_is_left_out() {
    let house = House::with_apps(2).await;
    house.start().await;
    let turn = house.images.turn().await;
    let path = format!("/api/apps/{}/stop", house.apps[0]);
    house.ada.post(&path, json!({})).await.expect(StatusCode::OK);
    within("the end of the turn", turn.given_up()).await;
    let turn = house.images.turn().await;
    assert_eq!(turn.app_id.0, house.apps[1]);
    turn.answers();
    let ended = house.ended().await;
    assert_eq!(
        (&ended["status"], &ended["renewed"], &ended["left_out"]),
        (&json!("done"), &json!(1), &json!(1))
    );
}

#[tokio::test]
async fn only_operators_may() {
    let house = House::with_apps(0).await;
    for answer in [
        house.ada.get(RUNNER).await,
        house.ada.post(ROLLOUT, json!({})).await,
        house.ada.delete(ROLLOUT).await,
    ] {
        assert_eq!(answer.refusal(StatusCode::FORBIDDEN).0, "ADMIN_REQUIRED");
    }
}

#[tokio::test]
async fn without_images_nothing_is_to_be_rolled_out() {
    let bed = Bed::new().await;
    let operator = bed.operator("operator").await;
    assert_eq!(
        operator.get(RUNNER).await.expect(StatusCode::OK),
        json!({"image": null, "images": [], "outdated": 0, "rollout": null})
    );
    let (code, message) = operator
        .post(ROLLOUT, json!({}))
        .await
        .refusal(StatusCode::CONFLICT);
    assert_eq!(code, "NO_RUNNER_IMAGE");
    assert!(message.contains("without an image"), "{message}");
    let over = operator.delete(ROLLOUT).await;
    assert_eq!(over.refusal(StatusCode::CONFLICT).0, "ROLLOUT_OVER");
}
