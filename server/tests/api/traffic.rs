//! Metrics, requests, errors, health, events and the idle policy, on an app that runs.

use std::time::Duration;

use axum::http::StatusCode;
use fp_contract::log::{LogStream, RequestRecord};
use fp_server::logs::{Logs, NewLine};
use fp_server::platform::{Traffic, health, idle};
use fp_server::store::AppId;
use serde_json::{Value, json};

use super::bed::{Bed, Client, GOOD};

const APP: &str = "
import os
import threading

from fastapi import FastAPI

app = FastAPI()


@app.get('/')
def home() -> int:
    return os.getpid()


@app.get('/bad')
def bad() -> None:
    raise ValueError('no luck')


@app.get('/health')
def unhealthy_only_in_name() -> str:
    return 'the own health of the app'


@app.get('/exit')
def leave() -> None:
    threading.Timer(0.05, os._exit, [3]).start()
";

struct Scene {
    bed: Bed,
    ada: Client,
    id: String,
    path: String,
}

impl Scene {
    async fn new() -> Self {
        let bed = Bed::running().await;
        health::spawn(&bed.platform);
        let ada = bed.signed_up("ada").await;
        let app = ada
            .post("/api/apps", json!({"name": "demo", "code": APP}))
            .await
            .expect(StatusCode::OK);
        let id = app["app_id"].as_str().unwrap().to_owned();
        let scene = Self {
            path: format!("/api/apps/{id}"),
            bed,
            ada,
            id,
        };
        scene
            .until("", "the app is live", |app| app["condition"] == "live")
            .await;
        scene
    }

    async fn get(&self, path: &str) -> Value {
        self.ada
            .get(&format!("{}{path}", self.path))
            .await
            .expect(StatusCode::OK)
    }

    /// Asks until the answer is as wanted.
    async fn until(&self, path: &str, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let mut body = Value::Null;
        crate::wait::until(what, async || {
            body = self.get(path).await;
            wanted(&body)
        })
        .await;
        body
    }

    /// A request to the app.
    async fn visit(&self, path: &str) -> Value {
        let request = json!({"path": path});
        self.ada
            .post(&format!("{}/proxy", self.path), request)
            .await
            .expect(StatusCode::OK)
    }

    fn id(&self) -> AppId {
        AppId(self.id.clone())
    }

    async fn end(self) {
        self.bed.platform.runtime.shut_down().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn d08_requests_are_counted_once_and_listed() {
    let scene = Scene::new().await;
    for _ in 0..10 {
        assert_eq!(scene.visit("/").await["status_code"], 200);
    }
    assert_eq!(scene.visit("/nowhere?a=b").await["status_code"], 404);
    assert_eq!(scene.visit("/bad").await["status_code"], 500);
    let counted = |metrics: &Value| metrics["request_count"] == 12;
    let metrics = scene.until("/metrics", "all are counted", counted).await;
    assert_eq!(
        (&metrics["error_count"], &metrics["period_hours"]),
        (&json!(2), &json!(24))
    );
    let time = |name: &str| metrics[format!("{name}_response_time_ms")].as_f64().unwrap();
    assert!(0.0 < time("min") && time("min") <= time("avg") && time("avg") <= time("max"));
    assert!(time("min") <= time("p50") && time("p50") <= time("p99") && time("p99") <= time("max"));
    // Asking again must not count again.
    assert_eq!(scene.get("/metrics?hours=1").await["request_count"], 12);

    let requests = scene.get("/requests?limit=2").await;
    assert_eq!(requests["total_count"], 12);
    let paths: Vec<_> = requests["requests"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["path"])
        .collect();
    assert_eq!(paths, ["/bad", "/nowhere"]);
    assert_eq!(requests["requests"][1]["query_string"], "a=b");
    let errors = scene.get("/errors").await;
    assert_eq!(errors["total_count"], 2);
    let kinds: Vec<_> = errors["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["error_type"])
        .collect();
    assert_eq!(kinds, ["server_error", "client_error"]);
    assert_eq!(errors["errors"][0]["error"], "ValueError: no luck");
    scene.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn health_is_true_at_once_after_an_exit() {
    let scene = Scene::new().await;
    let healthy = scene.get("/health-status").await["health"].clone();
    assert_eq!(
        (&healthy["status"], &healthy["checks_failed"]),
        (&json!("healthy"), &json!(0))
    );
    assert!(healthy["response_time_ms"].as_f64().unwrap() > 0.0);
    assert_eq!(healthy["uptime_percent"], 100.0);
    scene.visit("/exit").await;
    let failed = |health: &Value| health["health"]["checks_failed"] != 0;
    let after = scene.until("/health-status", "the exit is seen", failed).await;
    assert_ne!(after["health"]["status"], "healthy", "{after}");
    scene
        .until("/health-status", "it answers again", |health| {
            health["health"]["status"] == "degraded"
        })
        .await;
    scene.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn d29_health_is_the_platforms_own_and_the_apps_stays_its_own() {
    let scene = Scene::new().await;
    assert_eq!(scene.visit("/health").await["body"], "the own health of the app");
    assert_eq!(scene.visit("/__fp/health").await["body"]["status"], "ok");
    scene.get("/health-status").await;
    scene.visit("/").await;
    let seen = |requests: &Value| requests["total_count"] == 2;
    let requests = scene.until("/requests", "both requests of a visitor", seen).await;
    assert!(
        !requests.to_string().contains("__fp"),
        "checks are no requests: {requests}"
    );
    scene.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn d22_events_are_the_apps_own_and_a_warning_is_no_failed_deployment() {
    let scene = Scene::new().await;
    let events = scene.get("/events").await;
    assert_eq!(events["deployment_phase"], "ready");
    let reasons = |events: &Value| -> Vec<String> {
        let list = events["events"].as_array().unwrap().iter();
        list.map(|event| event["reason"].as_str().unwrap().to_owned())
            .collect()
    };
    let deployed = reasons(&events);
    for stage in [
        "Live", "Switch", "Check", "Start", "Import", "Push", "Record", "Started",
    ] {
        assert!(
            deployed.iter().any(|reason| reason == stage),
            "{stage} in {deployed:?}"
        );
    }
    let times: Vec<_> = events["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["timestamp"].as_str().unwrap())
        .collect();
    assert!(times.is_sorted_by(|newer, older| newer >= older), "{times:?}");
    scene.visit("/exit").await;
    let recovered = |events: &Value| reasons(events).contains(&"Recovered".to_owned());
    let events = scene
        .until("/events?limit=5", "it was started again", recovered)
        .await;
    assert!(events["events"].as_array().unwrap().len() <= 5);
    let exited = events["events"]
        .as_array()
        .unwrap()
        .iter()
        .find(|event| event["reason"] == "Exited")
        .unwrap();
    assert_eq!(exited["type"], "Warning");
    assert_eq!(exited["involved_object"], format!("Instance/app-{}", scene.id));
    assert!(
        exited["message"].as_str().unwrap().contains("exited with code 3"),
        "{exited}"
    );
    scene
        .until("/events", "the phase is of the deployment", |events| {
            events["deployment_phase"] == "ready"
        })
        .await;
    let fields: Vec<_> = exited.as_object().unwrap().keys().collect();
    let of_the_existing_platform = [
        "count",
        "involved_object",
        "message",
        "reason",
        "timestamp",
        "type",
    ];
    assert_eq!(fields, of_the_existing_platform);
    scene.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn d03_a_busy_app_is_never_put_to_sleep_and_an_idle_one_is_not_deleted() {
    let scene = Scene::new().await;
    let platform = scene.bed.platform.clone();
    let short = Duration::from_millis(400);
    let begun = std::time::Instant::now();
    while begun.elapsed() < short * 4 {
        scene.visit("/").await;
        idle::look(&platform, short).await;
        assert_ne!(
            scene.get("").await["condition"],
            "asleep",
            "it was just asked for something"
        );
    }
    // A request that is under way counts for as long as it takes.
    let visit = platform.traffic.visits.begin(&scene.id());
    let begun = std::time::Instant::now();
    while begun.elapsed() < short * 2 {
        idle::look(&platform, short).await;
        assert_eq!(scene.get("").await["condition"], "live");
    }
    drop(visit);
    crate::wait::until("the idle app sleeps", async || {
        idle::look(&platform, short).await;
        scene.get("").await["condition"] == "asleep"
    })
    .await;
    let health = scene.get("/health-status").await;
    assert_eq!(health["health"]["status"], "unknown");
    assert_eq!(
        scene.visit("/").await["status_code"],
        200,
        "the test request wakes it"
    );
    scene
        .until("", "it is live again", |app| app["condition"] == "live")
        .await;
    let events = scene.get("/events").await.to_string();
    assert!(
        events.contains("without a request") && events.contains("Waking"),
        "{events}"
    );
    scene.end().await;
}

#[tokio::test]
async fn d27_an_unknown_app_is_not_found() {
    let bed = Bed::new().await;
    let (ada, eve) = (bed.signed_up("ada").await, bed.signed_up("eve").await);
    let app = ada.draft(GOOD).await;
    for path in ["metrics", "errors", "health-status", "requests", "events"] {
        for id in ["nothing0", "%20", "..%2F..", app.as_str()] {
            let (code, _) = eve
                .get(&format!("/api/apps/{id}/{path}"))
                .await
                .refusal(StatusCode::NOT_FOUND);
            assert_eq!(code, "NOT_FOUND");
        }
        ada.get(&format!("/api/apps/{app}/{path}"))
            .await
            .expect(StatusCode::OK);
    }
}

#[tokio::test]
async fn d34_how_much_is_asked_for_is_bounded() {
    let bed = Bed::new().await;
    let ada = bed.signed_up("ada").await;
    let app = ada.draft(GOOD).await;
    for number in 0..600 {
        bed.platform
            .logs
            .append(&AppId(app.clone()), request(200, number));
    }
    let get = async |path: &str| ada.get(&format!("/api/apps/{app}/{path}")).await;
    let all = get("requests?limit=100000").await.expect(StatusCode::OK);
    assert_eq!(
        (all["requests"].as_array().unwrap().len(), &all["total_count"]),
        (500, &json!(600))
    );
    let one = get("requests?limit=0").await.expect(StatusCode::OK);
    assert_eq!(one["requests"].as_array().unwrap().len(), 1);
    let metrics = get("metrics?hours=100000").await.expect(StatusCode::OK);
    assert_eq!(metrics["period_hours"], 24);
    assert_eq!(
        get("metrics?hours=-1").await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

fn request(status: u16, number: usize) -> NewLine {
    NewLine {
        stream: LogStream::Request,
        request: Some(RequestRecord {
            method: "GET".to_owned(),
            path: format!("/{number}"),
            query: None,
            status,
            duration_ms: 2.0,
            error: None,
        }),
        ..NewLine::platform("a request", None)
    }
}

#[tokio::test]
async fn counts_and_lists_outlive_the_server() {
    let folder = tempfile::tempdir().unwrap();
    let id = AppId("abc12345".to_owned());
    {
        let logs = Logs::open(folder.path()).unwrap();
        for number in 0..12_000 {
            logs.append(&id, request(if number % 100 == 0 { 500 } else { 200 }, number));
            // What memory holds no more and the disk does not hold yet is lost: the disk is given its time.
            if number % 1_000 == 999 {
                logs.flush().await;
            }
        }
    }
    let logs = Logs::open(folder.path()).unwrap();
    let traffic = Traffic::of(&logs);
    logs.append(&id, request(404, 0));
    let sums = traffic.summary(&id, 24).await;
    assert_eq!((sums.requests, sums.errors), (12_001, 121));
    logs.append(&id, request(200, 0));
    assert_eq!(
        traffic.summary(&id, 24).await.requests,
        12_002,
        "nothing is counted twice"
    );
    let errors = logs
        .newest_where(&id, 3, |line| {
            line.request.as_ref().is_some_and(|request| request.status >= 400)
        })
        .await;
    let sequences: Vec<_> = errors.iter().map(|line| line.sequence).collect();
    assert_eq!(sequences, [12_001, 11_901, 11_801]);
}
