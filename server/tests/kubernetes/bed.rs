//! The engine in a namespace of its own on a real API server.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Parser;
use fp_contract::log::LogRecord;
use fp_contract::revision::Revision;
use fp_server::config::KubernetesOptions;
use fp_server::logs::Logs;
use fp_server::platform::identifier;
use fp_server::runtime::kubernetes::{KubernetesRuntime, KubernetesSettings, LimitSeconds};
use fp_server::runtime::{ApplyError, Release, Runtime, RuntimeChange};
use fp_server::store::{AppId, UserId};
use k8s_openapi::api::core::v1::Pod;
use kube::api::{Api, DeleteParams, DynamicObject, ListParams, Patch, PatchParams};
use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::core::{ApiResource, GroupVersionKind};
use serde_json::{Value, json};
use tokio::sync::{broadcast, mpsc};

use super::stand_in::StandIn;
use crate::wait::{until, within};

/// The engine on an API server.
pub(crate) struct Bed {
    pub(crate) client: kube::Client,
    pub(crate) settings: KubernetesSettings,
    pub(crate) runtime: Arc<KubernetesRuntime>,
    pub(crate) logs: Arc<Logs>,
    pub(crate) pods: StandIn,
    _folder: tempfile::TempDir,
}

/// The kinds of an app's objects, with what to find them by.
pub(crate) const KINDS: [(&str, &str, &str); 7] = [
    ("apps/v1", "Deployment", "app-abc12345"),
    ("v1", "ConfigMap", "app-abc12345-code"),
    ("v1", "Secret", "app-abc12345-env"),
    ("v1", "Secret", "app-abc12345-runner"),
    ("v1", "Service", "app-abc12345"),
    ("networking.k8s.io/v1", "NetworkPolicy", "app-abc12345"),
    ("traefik.io/v1alpha1", "IngressRoute", "app-abc12345"),
];

/// The `RuntimeClass` of all pods.
const NO_NODE: &str = "fp-test-no-node";

/// The server's own flags, with their defaults.
#[derive(Parser)]
struct Flags {
    #[command(flatten)]
    options: KubernetesOptions,
}

impl Bed {
    pub(crate) async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// With settings of its own.
    pub(crate) async fn with(change: impl FnOnce(&mut KubernetesSettings)) -> Self {
        Self::reached_by(change, async |client, _| client.clone()).await
    }

    /// With a client of the engine's own, made from the tests' client when the namespace is there.
    pub(crate) async fn reached_by(
        change: impl FnOnce(&mut KubernetesSettings),
        engines: impl AsyncFnOnce(&kube::Client, &KubernetesSettings) -> kube::Client,
    ) -> Self {
        let client = client(&kubeconfig()).await;
        ensure_routes(&client).await;
        keep_from_nodes(&client).await;
        let mut settings = settings(&format!("t-{}", identifier::sortable()));
        change(&mut settings);
        let namespace =
            json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": settings.namespace}});
        apply(&client, "v1", "Namespace", &namespace).await;
        let folder = tempfile::tempdir().unwrap();
        let logs = Logs::open(folder.path()).unwrap();
        let engines = engines(&client, &settings).await;
        let runtime = KubernetesRuntime::with(engines, settings.clone(), Arc::clone(&logs));
        Self {
            runtime: within("the engine", runtime).await.unwrap(),
            pods: StandIn::start(client.clone(), &settings.namespace),
            client,
            settings,
            logs,
            _folder: folder,
        }
    }

    /// Another server on the same cluster, with a connection of its own.
    pub(crate) async fn another(&self, client: kube::Client) -> Arc<KubernetesRuntime> {
        self.another_with(client, |_| {}).await
    }

    /// The same with settings of its own.
    pub(crate) async fn another_with(
        &self,
        client: kube::Client,
        change: impl FnOnce(&mut KubernetesSettings),
    ) -> Arc<KubernetesRuntime> {
        let mut settings = self.settings.clone();
        change(&mut settings);
        let runtime = KubernetesRuntime::with(client, settings, Arc::clone(&self.logs));
        within("another engine", runtime).await.unwrap()
    }

    /// Applies a release that must work.
    pub(crate) async fn deploy(&self, release: &Release) {
        deploy(&self.runtime, release).await.unwrap();
    }

    /// The namespace of the app's objects.
    pub(crate) fn namespace(&self) -> String {
        if self.settings.tenant_namespaces {
            format!("{}-{}", self.settings.namespace, owner())
        } else {
            self.settings.namespace.clone()
        }
    }

    /// Objects of a kind, where the app's are.
    pub(crate) fn api(&self, version: &str, kind: &str) -> Api<DynamicObject> {
        Api::namespaced_with(self.client.clone(), &self.namespace(), &resource(version, kind))
    }

    /// An object that must be there, with all the API server says of it.
    pub(crate) async fn get(&self, version: &str, kind: &str, name: &str) -> Value {
        let object = self.api(version, kind).get(name).await.unwrap();
        serde_json::to_value(object).unwrap()
    }

    pub(crate) async fn exists(&self, version: &str, kind: &str, name: &str) -> bool {
        self.api(version, kind).get_opt(name).await.unwrap().is_some()
    }

    /// Somebody's `kubectl delete`.
    pub(crate) async fn delete(&self, version: &str, kind: &str, name: &str) {
        let deleted = self
            .api(version, kind)
            .delete(name, &DeleteParams::default())
            .await;
        drop(deleted.unwrap());
    }

    /// Somebody's `kubectl patch`.
    pub(crate) async fn edit(&self, version: &str, kind: &str, name: &str, patch: &Value) {
        let somebody = PatchParams {
            field_manager: Some("somebody".to_owned()),
            ..PatchParams::default()
        };
        let edited = self
            .api(version, kind)
            .patch(name, &somebody, &Patch::Merge(patch))
            .await;
        drop(edited.unwrap());
    }

    /// The app's pods that are not ending.
    pub(crate) async fn pods_of(&self, app_id: &AppId) -> Vec<Pod> {
        let pods: Api<Pod> = Api::namespaced(self.client.clone(), &self.namespace());
        let parameters = ListParams::default().labels(&format!("app-id={app_id}"));
        let mut pods = pods.list(&parameters).await.unwrap().items;
        pods.retain(|pod| pod.metadata.deletion_timestamp.is_none());
        pods
    }

    /// What the app's log tells of repairs.
    pub(crate) async fn events(&self) -> Vec<String> {
        let app_id = app();
        let lines = self.logs.newest_where(&app_id, 100, |line: &LogRecord| {
            line.reason.as_deref() == Some("Repaired")
        });
        lines.await.iter().map(|line| line.message.clone()).collect()
    }
}

impl Drop for Bed {
    /// Its end takes a while and is not waited for.
    #[expect(clippy::disallowed_methods, reason = "nothing can be awaited in a destructor")]
    fn drop(&mut self) {
        let namespaces: Api<DynamicObject> = Api::all_with(self.client.clone(), &resource("v1", "Namespace"));
        let names = [self.settings.namespace.clone(), self.namespace()];
        tokio::task::block_in_place(|| {
            for name in &names {
                let parameters = DeleteParams::default();
                let ended = namespaces.delete(name, &parameters);
                let _it_may_be_gone = tokio::runtime::Handle::current().block_on(ended);
            }
        });
    }
}

/// The reports of an engine, as the platform hears them.
pub(crate) struct Reports(broadcast::Receiver<RuntimeChange>);

impl Reports {
    pub(crate) fn of(runtime: &KubernetesRuntime) -> Self {
        Self(runtime.changes())
    }

    /// Waits for the app to be named as drifted.
    pub(crate) async fn drifted(&mut self) {
        within(
            "a drift",
            self.next(|change| matches!(change, RuntimeChange::Drifted { .. })),
        )
        .await;
    }

    /// What was put back, in words.
    pub(crate) async fn repaired(&mut self) -> String {
        let is_repair = |change: &RuntimeChange| matches!(change, RuntimeChange::Repaired { .. });
        match within("a repair", self.next(is_repair)).await {
            RuntimeChange::Repaired { message, .. } => message,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) async fn next(&mut self, wanted: impl Fn(&RuntimeChange) -> bool) -> RuntimeChange {
        loop {
            match self.0.recv().await.unwrap() {
                change if wanted(&change) => return change,
                _ => {}
            }
        }
    }

    /// Whether a drift was named since the last look.
    pub(crate) fn has_drift(&mut self) -> bool {
        std::iter::from_fn(|| self.0.try_recv().ok())
            .any(|change| matches!(change, RuntimeChange::Drifted { .. }))
    }
}

pub(crate) async fn deploy(runtime: &KubernetesRuntime, release: &Release) -> Result<(), ApplyError> {
    within(
        "a deployment",
        runtime.apply(release, mpsc::unbounded_channel().0),
    )
    .await
}

pub(crate) fn app() -> AppId {
    AppId("abc12345".to_owned())
}

pub(crate) fn owner() -> UserId {
    UserId("0".repeat(24))
}

/// A release of these files and variables.
pub(crate) fn release(files: &[(&str, &str)], env: &[(&str, &str)]) -> Release {
    release_of(app(), files, env)
}

pub(crate) fn release_of(app_id: AppId, files: &[(&str, &str)], env: &[(&str, &str)]) -> Release {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let env: BTreeMap<String, String> = env.iter().map(own).collect();
    let revision = Revision {
        files: files.iter().map(own).collect(),
        entrypoint: "app.py".to_owned(),
        framework: None,
        env_names: env.keys().cloned().collect(),
        database_id: None,
    };
    Release {
        app_id,
        owner: owner(),
        revision_id: revision.id(),
        revision: Arc::new(revision),
        env,
        env_version: 1,
    }
}

pub(crate) fn settings(namespace: &str) -> KubernetesSettings {
    let flags = Flags::parse_from(["test", "--platform-namespace", namespace]);
    let limits = LimitSeconds {
        import: 10,
        start: 3,
        health: 2,
        drain: 5,
    };
    KubernetesSettings {
        runtime_class: Some(NO_NODE.to_owned()),
        ..flags.options.settings("apps.test", limits)
    }
}

pub(crate) fn kubeconfig() -> PathBuf {
    std::env::var_os("FP_TEST_KUBECONFIG")
        .expect("FP_TEST_KUBECONFIG names an API server")
        .into()
}

/// A connection of its own to the API server.
pub(crate) async fn client(kubeconfig: &std::path::Path) -> kube::Client {
    kube::Client::try_from(config(kubeconfig).await).unwrap()
}

pub(crate) async fn config(kubeconfig: &std::path::Path) -> kube::Config {
    let _installed_already = rustls::crypto::ring::default_provider().install_default();
    let kubeconfig = Kubeconfig::read_from(kubeconfig).unwrap();
    let options = KubeConfigOptions::default();
    kube::Config::from_custom_kubeconfig(kubeconfig, &options)
        .await
        .unwrap()
}

/// `version` as in `apiVersion`.
pub(crate) fn resource(version: &str, kind: &str) -> ApiResource {
    let (group, version) = version.split_once('/').unwrap_or(("", version));
    let plural = match kind {
        "NetworkPolicy" => "networkpolicies".to_owned(),
        "Ingress" => "ingresses".to_owned(),
        "RuntimeClass" => "runtimeclasses".to_owned(),
        _ => format!("{}s", kind.to_lowercase()),
    };
    ApiResource::from_gvk_with_plural(&GroupVersionKind::gvk(group, version, kind), &plural)
}

pub(crate) async fn apply(client: &kube::Client, version: &str, kind: &str, body: &Value) {
    patch(Api::all_with(client.clone(), &resource(version, kind)), body).await;
}

pub(crate) async fn apply_in(
    client: &kube::Client,
    namespace: &str,
    version: &str,
    kind: &str,
    body: &Value,
) {
    patch(
        Api::namespaced_with(client.clone(), namespace, &resource(version, kind)),
        body,
    )
    .await;
}

async fn patch(api: Api<DynamicObject>, body: &Value) {
    let parameters = PatchParams::apply("test").force();
    let name = body["metadata"]["name"].as_str().unwrap();
    api.patch(name, &parameters, &Patch::Apply(body)).await.unwrap();
}

/// Makes the class of the pods here, which no node takes: where there is one, it would contradict the stand-in.
async fn keep_from_nodes(client: &kube::Client) {
    let class = json!({
        "apiVersion": "node.k8s.io/v1",
        "kind": "RuntimeClass",
        "metadata": {"name": NO_NODE},
        "handler": "runc",
        "scheduling": {"nodeSelector": {"fp-test/node": "none"}},
    });
    apply(client, "node.k8s.io/v1", "RuntimeClass", &class).await;
}

/// Makes Traefik's kind of route known where it is not.
async fn ensure_routes(client: &kube::Client) {
    let routes: Api<DynamicObject> =
        Api::all_with(client.clone(), &resource("traefik.io/v1alpha1", "IngressRoute"));
    if routes.list(&ListParams::default().limit(1)).await.is_ok() {
        return;
    }
    let schema = json!({"type": "object", "x-kubernetes-preserve-unknown-fields": true});
    let body = json!({
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "ingressroutes.traefik.io"},
        "spec": {
            "group": "traefik.io",
            "scope": "Namespaced",
            "names": {"kind": "IngressRoute", "listKind": "IngressRouteList", "plural": "ingressroutes", "singular": "ingressroute"},
            "versions": [{"name": "v1alpha1", "served": true, "storage": true, "schema": {"openAPIV3Schema": schema}}],
        },
    });
    apply(
        client,
        "apiextensions.k8s.io/v1",
        "CustomResourceDefinition",
        &body,
    )
    .await;
    until("routes are known", async || {
        routes.list(&ListParams::default().limit(1)).await.is_ok()
    })
    .await;
}
