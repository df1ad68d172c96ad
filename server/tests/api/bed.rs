//! A platform on a folder of its own, and a client that speaks to its router.

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use fp_server::api;
use fp_server::databases::{NoDatabases, TenantDatabases};
use fp_server::logs::Logs;
use fp_server::platform::quotas::DEFAULT_LIMITS;
use fp_server::platform::rollout::Engine;
use fp_server::platform::templates::BuiltIn;
use fp_server::platform::vault::Vault;
use fp_server::platform::{
    Databases, Endings, Events, Health, Platform, Rollouts, RunnerRollouts, SessionLimits, Settings,
    Throttle, Traffic,
};
use fp_server::runtime::Runtime;
use fp_server::runtime::local::{LocalRuntime, LocalSettings, socket_dir};
use fp_server::store::cached::Cached;
use fp_server::store::sqlite::SqliteStore;
use fp_server::store::{Store, UserChange, UserId};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt as _;

/// Code that may be deployed.
pub(crate) const GOOD: &str = "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get('/')\ndef home() -> dict[str, str]:\n    print('hello from the app')\n    return {'word': 'first'}\n";
/// Code that may not.
pub(crate) const BROKEN: &str = "from fastapi import FastAPI\n\napp = FastAPI(\n";

/// The password of every account that a bed makes.
pub(crate) const PASSWORD: &str = "password of theirs";

/// A platform and everything below it.
pub(crate) struct Bed {
    pub(crate) platform: Platform,
    pub(crate) router: Router,
    _folder: TempDir,
}

impl Bed {
    /// A platform whose apps never run, for what does not need them to.
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// The same with other settings.
    pub(crate) async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let none = Arc::new(NoDatabases::because(
            "there is no MongoDB server\nhint: set MONGO_URI",
        ));
        Self::start(PathBuf::from("there-is-no-python-here"), none, change).await
    }

    /// A platform whose apps never run, with tenant databases on this server.
    pub(crate) async fn with_databases(databases: Arc<dyn TenantDatabases>) -> Self {
        Self::start(PathBuf::from("there-is-no-python-here"), databases, |_| {}).await
    }

    /// A platform that runs apps.
    pub(crate) async fn running() -> Self {
        let none = Arc::new(NoDatabases::because(
            "there is no MongoDB server\nhint: set MONGO_URI",
        ));
        Self::start(crate::python::python(), none, |_| {}).await
    }

    /// A platform that runs apps and has tenant databases on this server.
    pub(crate) async fn running_with_databases(databases: Arc<dyn TenantDatabases>) -> Self {
        Self::start(crate::python::python(), databases, |_| {}).await
    }

    /// A platform over this engine.
    pub(crate) async fn on(runtime: Arc<dyn Runtime>) -> Self {
        let none = Arc::new(NoDatabases::because(
            "there is no MongoDB server\nhint: set MONGO_URI",
        ));
        let folder = tempfile::tempdir().unwrap();
        let logs = Logs::open(&folder.path().join("logs")).unwrap();
        Self::over(folder, logs, runtime, none, |_| {}).await
    }

    async fn start(
        python: PathBuf,
        databases: Arc<dyn TenantDatabases>,
        change: impl FnOnce(&mut Settings),
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let logs = Logs::open(&folder.path().join("logs")).unwrap();
        let runtime = LocalRuntime::start(local_settings(&folder, python), Arc::clone(&logs))
            .await
            .unwrap();
        Self::over(folder, logs, runtime, databases, change).await
    }

    /// A platform that keeps its record in this folder and runs apps so.
    pub(crate) async fn over(
        folder: TempDir,
        logs: Arc<Logs>,
        runtime: Arc<dyn Runtime>,
        databases: Arc<dyn TenantDatabases>,
        change: impl FnOnce(&mut Settings),
    ) -> Self {
        let mut settings = Settings {
            app_domain: "localhost:8700".to_owned(),
            scheme: "http".to_owned(),
            instance: "instance-1".to_owned(),
            sessions: SessionLimits::default(),
            trusted_proxies: Vec::new(),
            secret_key: "a secret for tests".to_owned(),
            vault: Vault::new("a secret for tests"),
            embedded: true,
            signups_open: true,
            templates_dir: None,
            limits: DEFAULT_LIMITS,
            trash_days: 30,
            operator_code: None,
        };
        change(&mut settings);
        let settings = Arc::new(settings);
        let engine = SqliteStore::open(folder.path().join("fp.sqlite")).unwrap();
        let store: Arc<dyn Store> = Arc::new(Cached::new(Arc::new(engine)));
        let events = Events::default();
        let databases = Databases::new(Arc::clone(&store), databases, Arc::clone(&settings));
        let engine = Engine::new(
            Arc::clone(&store),
            Arc::clone(&runtime),
            Arc::clone(&logs),
            events.clone(),
            databases.clone(),
            Arc::clone(&settings),
        );
        let traffic = Traffic::of(&logs);
        let rollouts = Rollouts::new(engine);
        rollouts.start().await.unwrap();
        let platform = Platform {
            store,
            runtime,
            logs,
            events,
            endings: Endings::default(),
            databases,
            throttle: Throttle::default(),
            rollouts,
            runner_rollouts: RunnerRollouts::default(),
            templates: BuiltIn::load(settings.templates_dir.as_deref()),
            traffic,
            health: Health::default(),
            settings,
        };
        Self {
            router: api::router(platform.clone()),
            platform,
            _folder: folder,
        }
    }

    /// A client with a fresh account of this name.
    pub(crate) async fn signed_up(&self, name: &str) -> Client {
        let account = json!({"username": name, "email": format!("{name}@example.org"), "password": PASSWORD});
        let stranger = self.stranger();
        stranger
            .post("/api/auth/signup", account.clone())
            .await
            .expect(StatusCode::OK);
        let answer = stranger
            .post("/api/auth/login", account)
            .await
            .expect(StatusCode::OK);
        let token = answer["access_token"].as_str().unwrap().to_owned();
        Client {
            router: self.router.clone(),
            token: Some(token),
        }
    }

    /// A client with this token.
    pub(crate) fn with_token(&self, token: &str) -> Client {
        Client {
            router: self.router.clone(),
            token: Some(token.to_owned()),
        }
    }

    /// A client with a fresh operator's account of this name.
    pub(crate) async fn operator(&self, name: &str) -> Client {
        let client = self.signed_up(name).await;
        let user = self.platform.store.user_by_name(name).await.unwrap().unwrap();
        let change = UserChange {
            is_admin: Some(true),
            ..UserChange::default()
        };
        self.platform.store.change_user(&user.id, &change).await.unwrap();
        client
    }

    /// Identifier of the account with this name.
    pub(crate) async fn user_id(&self, name: &str) -> UserId {
        self.platform.store.user_by_name(name).await.unwrap().unwrap().id
    }

    /// A log-in with the password of [`Self::signed_up`].
    pub(crate) async fn logged_in(&self, name: &str) -> Client {
        let login = json!({"username": name, "password": PASSWORD});
        let answer = self.stranger().post("/api/auth/login", login).await;
        self.with_token(answer.expect(StatusCode::OK)["access_token"].as_str().unwrap())
    }

    /// A client without an account.
    pub(crate) fn stranger(&self) -> Client {
        Client {
            router: self.router.clone(),
            token: None,
        }
    }

    /// Serves the router on a port of its own and answers with its address.
    pub(crate) async fn listen(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = self.router.clone();
        tokio::spawn(async move { axum::serve(listener, router).await });
        address.to_string()
    }
}

/// A client for servers that listen.
pub(crate) fn http_client() -> reqwest::Client {
    let _installed_before = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

fn local_settings(folder: &TempDir, python: PathBuf) -> LocalSettings {
    LocalSettings {
        python,
        runner_dir: crate::python::runner_dir(),
        data_dir: folder.path().to_owned(),
        socket_dir: socket_dir(folder.path()).unwrap(),
        import_seconds: 10,
        start_seconds: 10,
        health_seconds: 10,
        drain_seconds: 2,
    }
}

/// Sends requests, with a token or without.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) router: Router,
    pub(crate) token: Option<String>,
}

impl Client {
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, Body::empty()).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.send("POST", path, Body::from(body.to_string())).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Answer {
        self.send("PUT", path, Body::from(body.to_string())).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, Body::empty()).await
    }

    pub(crate) async fn send(&self, method: &str, path: &str, body: Body) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("content-type", "application/json");
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        self.request(request.body(body).unwrap()).await
    }

    pub(crate) async fn request(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let mut body = serde_json::from_slice(&bytes)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).into_owned()));
        if parts.status.is_client_error() || parts.status.is_server_error() {
            take_instance(&mut body, &parts.headers);
        }
        Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    /// An app that is only a draft; answers with its identifier.
    pub(crate) async fn draft(&self, code: &str) -> String {
        let request = json!({"name": "demo", "code": code, "deploy": false});
        let app = self.post("/api/apps", request).await.expect(StatusCode::OK);
        app["app_id"].as_str().unwrap().to_owned()
    }
}

/// Takes the request's id out of an error, so that two answers can be compared; it must be there.
fn take_instance(body: &mut Value, headers: &HeaderMap) {
    let instance = body.as_object_mut().and_then(|body| body.remove("instance"));
    assert_eq!(
        instance,
        Some(json!(headers["x-request-id"].to_str().unwrap())),
        "{body}"
    );
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    /// The body, when the status is the one expected.
    #[track_caller]
    pub(crate) fn expect(self, status: StatusCode) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        self.body
    }

    /// The code and the message of a refusal with this status.
    #[track_caller]
    pub(crate) fn refusal(self, status: StatusCode) -> (String, String) {
        let body = self.expect(status);
        let text = |field: &str| body["detail"][field].as_str().unwrap_or_default().to_owned();
        (text("code"), text("message"))
    }
}

/// The body with everything that differs from run to run replaced by its kind.
pub(crate) fn redacted(mut body: Value) -> Value {
    redact(&mut body, "");
    body
}

fn redact(value: &mut Value, key: &str) {
    match value {
        Value::Object(fields) => fields.iter_mut().for_each(|(key, value)| redact(value, key)),
        Value::Array(items) => items.iter_mut().for_each(|item| redact(item, key)),
        Value::String(text) if key.ends_with("_at") || key == "last_activity" => {
            let parsed: Result<fp_contract::Timestamp, _> = text.parse();
            assert!(
                parsed.is_ok() && text.len() == "2026-11-21T03:21:42.416000".len(),
                "{key}: {text}"
            );
            *value = json!("[time]");
        }
        Value::String(_) if ["id", "app_id", "access_token", "deployment_url"].contains(&key) => {
            *value = json!(format!("[{key}]"));
        }
        Value::Number(_) if key == "duration_ms" || key == "latency_ms" => *value = json!(0),
        _ => {}
    }
}
