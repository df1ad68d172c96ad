//! The routes of viewers, over the API, with databases on a real `mongod`.

use std::sync::Arc;

use axum::http::StatusCode;
use fp_server::databases::mongo::MongoDatabases;
use fp_server::platform::databases;
use fp_server::runtime::Runtime as _;
use fp_server::store::UserId;
use mongodb::bson::doc;
use serde_json::{Value, json};

use super::bed;
use super::viewer::KINDS;
use crate::api::{Bed as Platform, Client};
use crate::mongo::Mongo;

/// A platform on a namespace of its own, and an account.
struct Routes {
    cluster: bed::Bed,
    platform: Platform,
    ada: Client,
    user: UserId,
    server: mongodb::Client,
}

impl Routes {
    /// `None`, with a line that says why, where there is no `mongod`.
    async fn start() -> Option<Self> {
        let uri = Mongo::shared()?.administrator_uri();
        let cluster = bed::Bed::start().await;
        let platform = Platform::over(
            tempfile::tempdir().unwrap(),
            Arc::clone(&cluster.logs),
            cluster.runtime.clone(),
            Arc::new(MongoDatabases::at(uri).unwrap()),
            |settings| "https".clone_into(&mut settings.scheme),
        )
        .await;
        let ada = platform.signed_up("ada").await;
        Some(Self {
            user: platform.user_id("ada").await,
            server: mongodb::Client::with_uri_str(uri).await.unwrap(),
            cluster,
            platform,
            ada,
        })
    }

    async fn post(&self, path: &str) -> Value {
        self.ada.post(path, Value::Null).await.expect(StatusCode::OK)
    }

    async fn made(&self, name: &str) -> String {
        let made = self.ada.post("/api/databases", json!({"name": name})).await;
        made.expect(StatusCode::OK)["id"].as_str().unwrap().to_owned()
    }

    /// The databases on which the viewer's login has rights, sorted; `None` where there is no login.
    async fn rights(&self) -> Option<Vec<String>> {
        let command = doc! {"usersInfo": format!("viewer_{}", self.user)};
        let known = self.server.database("admin").run_command(command).await.unwrap();
        let user = known.get_array("users").unwrap().first()?.as_document().unwrap();
        let mut databases = Vec::new();
        for role in user.get_array("roles").unwrap() {
            let role = role.as_document().unwrap();
            assert_eq!(role.get_str("role").unwrap(), "readWrite");
            databases.push(role.get_str("db").unwrap().to_owned());
        }
        databases.sort();
        Some(databases)
    }

    /// The user's databases of these identifiers, by their name on the server, sorted.
    fn on_server(&self, ids: &[&str]) -> Vec<String> {
        let mut names: Vec<_> = ids.iter().map(|id| format!("user_{}_{id}", self.user)).collect();
        names.sort();
        names
    }

    async fn exists(&self) -> bool {
        let name = format!("mongo-viewer-{}", self.user);
        let mut exists = false;
        for (version, kind) in KINDS {
            exists |= self.cluster.exists(version, kind, &name).await;
        }
        exists
    }

    async fn end(self) {
        databases::drop_all(&self.platform.platform, &self.user)
            .await
            .unwrap();
        assert_eq!(
            (self.rights().await, self.exists().await),
            (None, false),
            "it goes with the account"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn the_older_route_tells_a_password_once_and_rotates_it() {
    let Some(routes) = Routes::start().await else {
        return;
    };
    let first = routes.post("/api/viewer").await;
    let url = format!("https://mongo-{}.localhost:8700", routes.user);
    assert_eq!(
        (&first["url"], &first["password_provided"]),
        (&json!(url), &json!(true))
    );
    assert_eq!(first["username"], format!("user_{}", routes.user));
    assert_eq!(
        (first["password"].as_str().unwrap().len(), &first["ready"]),
        (12, &json!(false))
    );
    assert_eq!(routes.rights().await, Some(routes.on_server(&["default"])));

    let again = routes.post("/api/viewer").await;
    assert_eq!(
        (&again["password"], &again["password_provided"]),
        (&Value::Null, &json!(false))
    );
    assert_eq!(
        (&again["url"], &again["username"]),
        (&first["url"], &first["username"])
    );

    let rotated = routes.post("/api/viewer/rotate").await;
    assert_ne!(rotated["password"], first["password"]);
    let viewers = routes.cluster.runtime.viewers().unwrap();
    let running = viewers.find(&routes.user).await.unwrap().unwrap();
    assert_eq!(running.spec.password, rotated["password"].as_str().unwrap());
    routes.end().await;
}

/// D25: the two families of routes do not fight.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn d25_the_last_call_counts_and_no_password_is_ever_empty() {
    let Some(routes) = Routes::start().await else {
        return;
    };
    let none = routes.ada.post("/api/databases/viewer", Value::Null).await;
    assert_eq!(none.refusal(StatusCode::BAD_REQUEST).0, "NO_DATABASES");
    let unknown = routes
        .ada
        .post("/api/databases/00000000/viewer", Value::Null)
        .await;
    assert_eq!(unknown.refusal(StatusCode::NOT_FOUND).0, "NOT_FOUND");
    routes.post("/api/viewer").await;
    let id = routes.made("Notes").await;

    let all = routes.post("/api/databases/viewer").await;
    assert_eq!(
        (&all["username"], all["password"].as_str().unwrap().len()),
        (&json!("admin"), 12)
    );
    assert_eq!(routes.rights().await, Some(routes.on_server(&["default", &id])));
    let one = routes.post(&format!("/api/databases/{id}/viewer")).await;
    assert_ne!(one["password"], all["password"]);
    assert_eq!(routes.rights().await, Some(routes.on_server(&[&id])));

    let opened = routes.post("/api/viewer").await;
    assert_eq!(
        (&opened["username"], &opened["password"]),
        (&json!("admin"), &Value::Null)
    );
    assert_eq!(routes.rights().await, Some(routes.on_server(&["default", &id])));
    let viewers = routes.cluster.runtime.viewers().unwrap();
    let running = viewers.find(&routes.user).await.unwrap().unwrap();
    assert_eq!(
        running.spec.password,
        one["password"].as_str().unwrap(),
        "what was told still counts"
    );
    routes.end().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn a_database_that_is_dropped_is_taken_out_of_the_viewer() {
    let Some(routes) = Routes::start().await else {
        return;
    };
    let (kept, dropped) = (routes.made("kept").await, routes.made("dropped").await);
    let told = routes.post("/api/databases/viewer").await;
    let path = format!("/api/databases/{dropped}");
    routes.ada.delete(&path).await.expect(StatusCode::OK);
    assert_eq!(routes.rights().await, Some(routes.on_server(&["default", &kept])));
    let viewers = routes.cluster.runtime.viewers().unwrap();
    let running = viewers.find(&routes.user).await.unwrap().unwrap();
    assert_eq!(running.spec.password, told["password"].as_str().unwrap());

    routes.post(&format!("/api/databases/{kept}/viewer")).await;
    let path = format!("/api/databases/{kept}");
    routes.ada.delete(&path).await.expect(StatusCode::OK);
    assert_eq!(
        (routes.rights().await, routes.exists().await),
        (None, false),
        "it showed nothing else"
    );
    routes.end().await;
}

/// By whichever route it was started, which on the existing platform made a difference.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn a_viewer_that_nobody_asks_for_ends_with_its_login() {
    let Some(routes) = Routes::start().await else {
        return;
    };
    let viewers = routes.cluster.runtime.viewers().unwrap();
    let name = format!("mongo-viewer-{}", routes.user);
    for path in [
        "/api/viewer",
        "/api/databases/viewer",
        "/api/databases/default/viewer",
    ] {
        routes.post(path).await;
        databases::viewer::expire(&routes.platform.platform)
            .await
            .unwrap();
        assert!(routes.exists().await && routes.rights().await.is_some(), "{path}");
        let old = json!({"metadata": {"annotations": {"platform.gofastapi.xyz/last-access": "2026-01-01T00:00:00Z"}}});
        routes.cluster.edit("apps/v1", "Deployment", &name, &old).await;
        crate::wait::until("it has expired", async || {
            !viewers.expired().await.unwrap().is_empty()
        })
        .await;

        databases::viewer::expire(&routes.platform.platform)
            .await
            .unwrap();

        assert_eq!(
            (routes.rights().await, routes.exists().await),
            (None, false),
            "{path}"
        );
    }
    routes.end().await;
}
