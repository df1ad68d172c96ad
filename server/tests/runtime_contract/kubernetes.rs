//! The Kubernetes engine as a bed: a namespace of its own on a real node, whose network the test runs in.

use std::sync::Arc;

use async_trait::async_trait;
use fp_server::logs::Logs;
use fp_server::platform::identifier;
use fp_server::runtime::Runtime;
use fp_server::runtime::kubernetes::{
    GatewayService, KubernetesRuntime, KubernetesSettings, LimitSeconds, Resources, Routing, TenantQuota,
    Tls, ViewerSettings,
};
use k8s_openapi::api::core::v1::{Namespace, Pod, ServiceAccount};
use kube::api::{DeleteParams, ListParams, PostParams};
use kube::runtime::wait::await_condition;
use kube::{Api, ResourceExt as _};

pub(crate) mod again;
pub(crate) mod route;
pub(crate) mod trouble;
pub(crate) mod walls;

use super::bed::Bed;
use crate::wait::within;

/// The Kubernetes engine in a fresh namespace.
pub(crate) struct KubernetesBed {
    runtime: Arc<KubernetesRuntime>,
    client: kube::Client,
    namespace: String,
    logs: Arc<Logs>,
    _folder: tempfile::TempDir,
}

/// Settings with limits that make failures quick, for the image that `deploy/testbed/kube/image.sh` makes.
pub(crate) fn settings(namespace: &str) -> KubernetesSettings {
    KubernetesSettings {
        namespace: namespace.to_owned(),
        tenant_namespaces: false,
        app_domain: "apps.test".to_owned(),
        image: "registry.test/fp-runner:test".to_owned(),
        image_pull_policy: Some("Never".to_owned()),
        image_pull_secret: None,
        runtime_class: None,
        replicas: 1,
        resources: Resources {
            cpu_limit: "1".to_owned(),
            ..Resources::default()
        },
        tenant_quota: TenantQuota::default(),
        routing: Routing::Traefik {
            entry_points: vec!["web".to_owned()],
        },
        tls: Tls::None,
        gateway: GatewayService {
            name: "fp-server".to_owned(),
            port: 8700,
        },
        ingress_namespace: "kube-system".to_owned(),
        denied_networks: Vec::new(),
        limits: LimitSeconds {
            import: 10,
            start: 3,
            health: 2,
            drain: 5,
        },
        viewer: ViewerSettings::default(),
    }
}

impl KubernetesBed {
    /// Another engine on the same cluster, as a server started anew has, with its logs.
    pub(crate) async fn again(
        &self,
        change: impl FnOnce(&mut KubernetesSettings),
    ) -> (Arc<KubernetesRuntime>, Arc<Logs>, tempfile::TempDir) {
        let mut settings = settings(&self.namespace);
        change(&mut settings);
        let folder = tempfile::tempdir().unwrap();
        let logs = Logs::open(folder.path()).unwrap();
        let runtime = KubernetesRuntime::with(self.client.clone(), settings, Arc::clone(&logs))
            .await
            .unwrap();
        (runtime, logs, folder)
    }

    /// The names of the pods that are not ending.
    pub(crate) async fn pods(&self) -> Vec<String> {
        let pods: Api<Pod> = Api::namespaced(self.client.clone(), &self.namespace);
        let listed = pods.list(&ListParams::default()).await.unwrap();
        let stays = |pod: &Pod| pod.metadata.deletion_timestamp.is_none();
        listed
            .into_iter()
            .filter(stays)
            .map(|pod| pod.name_any())
            .collect()
    }
}

#[async_trait]
impl Bed for KubernetesBed {
    const KEEPS_DATA: bool = false;

    async fn start() -> Self {
        let _installed_already = rustls::crypto::ring::default_provider().install_default();
        let client = kube::Client::try_default().await.unwrap();
        let namespace = format!("t-{}", identifier::sortable());
        let body = serde_json::from_value(serde_json::json!({"metadata": {"name": namespace}})).unwrap();
        let namespaces: Api<Namespace> = Api::all(client.clone());
        namespaces.create(&PostParams::default(), &body).await.unwrap();
        // Pods are refused until the namespace has its default account.
        let accounts: Api<ServiceAccount> = Api::namespaced(client.clone(), &namespace);
        let account = await_condition(accounts, "default", |account: Option<&ServiceAccount>| {
            account.is_some()
        });
        within("the namespace's account", account).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let logs = Logs::open(folder.path()).unwrap();
        let runtime = KubernetesRuntime::with(client.clone(), settings(&namespace), Arc::clone(&logs))
            .await
            .unwrap();
        Self {
            runtime,
            client,
            namespace,
            logs,
            _folder: folder,
        }
    }

    fn runtime(&self) -> Arc<dyn Runtime> {
        self.runtime.clone()
    }

    fn logs(&self) -> Arc<Logs> {
        Arc::clone(&self.logs)
    }

    async fn kill_what_runs_apps(&self) {
        let pods: Api<Pod> = Api::namespaced(self.client.clone(), &self.namespace);
        let at_once = DeleteParams::default().grace_period(0);
        pods.delete_collection(&at_once, &ListParams::default())
            .await
            .unwrap();
    }
}

impl Drop for KubernetesBed {
    /// Its end takes up to a minute and is not waited for.
    #[expect(clippy::disallowed_methods, reason = "nothing can be awaited in a destructor")]
    fn drop(&mut self) {
        let namespaces: Api<Namespace> = Api::all(self.client.clone());
        let namespace = self.namespace.clone();
        tokio::task::block_in_place(|| {
            let parameters = DeleteParams::default();
            let ended = namespaces.delete(&namespace, &parameters);
            let _it_may_be_gone = tokio::runtime::Handle::current().block_on(ended);
        });
    }
}
