//! A server with a namespace of its own, which Traefik reaches as it would reach the gateway's pods.

use std::net::TcpListener;

use fp_contract::deployment::{Deployment, DeploymentStatus};
use fp_server::platform::identifier;
use k8s_openapi::api::core::v1::{Endpoints, Namespace, Service, ServiceAccount};
use kube::api::{Api, DeleteParams, Patch, PatchParams, PostParams};
use kube::runtime::wait::await_condition;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::visitor::{DOMAIN, Visitor};
use crate::apps::app_that_says;
use crate::client::Client;
use crate::server::{Server, until};

/// The node's address (`deploy/testbed/kube/node.sh`).
const NODE: &str = "10.200.0.1";
const PASSWORD: &str = "correct horse battery staple";

/// A namespace, a folder and the address of a server on the node.
pub(crate) struct Place {
    pub(crate) cluster: kube::Client,
    pub(crate) namespace: String,
    pub(crate) folder: TempDir,
    port: u16,
    more: Vec<(String, String)>,
}

/// A server on the node, and the operator's client.
pub(crate) struct Bed {
    pub(crate) place: Place,
    pub(crate) server: Server,
    pub(crate) client: Client,
    pub(crate) token: String,
    pub(crate) visitor: Visitor,
}

impl Place {
    /// A fresh one; the server's environment has these variables besides.
    pub(crate) async fn new(more: &[(&str, &str)]) -> Self {
        let _installed_already = rustls::crypto::ring::default_provider().install_default();
        let cluster = kube::Client::try_default().await.unwrap();
        let place = Self {
            cluster,
            namespace: format!("t-{}", identifier::sortable()),
            folder: tempfile::tempdir().unwrap(),
            port: free_port(),
            more: more
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        };
        place.make_namespace().await;
        place.lead_gateway_here().await;
        place
    }

    async fn make_namespace(&self) {
        let body = serde_json::from_value(json!({"metadata": {"name": self.namespace}})).unwrap();
        let namespaces: Api<Namespace> = Api::all(self.cluster.clone());
        namespaces.create(&PostParams::default(), &body).await.unwrap();
        // Pods are refused until the namespace has its default account.
        let accounts: Api<ServiceAccount> = Api::namespaced(self.cluster.clone(), &self.namespace);
        let is_there = |account: Option<&ServiceAccount>| account.is_some();
        await_condition(accounts, "default", is_there).await.unwrap();
    }

    /// The gateway's Service has no pods here: its endpoint is the server beside the cluster.
    pub(crate) async fn lead_gateway_here(&self) {
        let metadata = json!({"name": "fp-server", "namespace": self.namespace});
        let service = json!({"apiVersion": "v1", "kind": "Service", "metadata": metadata,
            "spec": {"ports": [{"name": "http", "port": 80, "targetPort": self.port, "protocol": "TCP"}]}});
        let endpoints = json!({"apiVersion": "v1", "kind": "Endpoints", "metadata": metadata,
            "subsets": [{"addresses": [{"ip": NODE}], "ports": [{"name": "http", "port": self.port, "protocol": "TCP"}]}]});
        let parameters = PatchParams::apply("test").force();
        let services: Api<Service> = Api::namespaced(self.cluster.clone(), &self.namespace);
        services
            .patch("fp-server", &parameters, &Patch::Apply(service))
            .await
            .unwrap();
        let all: Api<Endpoints> = Api::namespaced(self.cluster.clone(), &self.namespace);
        all.patch("fp-server", &parameters, &Patch::Apply(endpoints))
            .await
            .unwrap();
    }

    /// Where the server listens.
    pub(crate) fn address(&self) -> String {
        format!("{NODE}:{}", self.port)
    }

    /// Starts a server here, which must not run already.
    pub(crate) async fn start_server(&self) -> Server {
        let listen = self.address();
        let own = [
            ("FP_RUNTIME", "kubernetes"),
            ("FP_LISTEN", &listen),
            ("APP_DOMAIN", DOMAIN),
            ("PLATFORM_NAMESPACE", &self.namespace),
            ("RUNNER_IMAGE", "registry.test/fp-runner:test"),
            ("FP_IMAGE_PULL_POLICY", "Never"),
            ("FP_INGRESS_NAMESPACE", "kube-system"),
            ("FP_START_SECONDS", "20"),
            ("FP_DRAIN_SECONDS", "5"),
            ("FP_SESSION_IDLE_HOURS", "1"),
            ("FP_MAX_APPS", "100"),
        ];
        let more = self
            .more
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let variables: Vec<_> = own.into_iter().chain(more).collect();
        Server::start_with(self.folder.path(), &variables).await
    }

    /// A place for another server on the same namespace and record.
    pub(crate) fn beside(&self) -> Self {
        Self {
            cluster: self.cluster.clone(),
            namespace: self.namespace.clone(),
            folder: tempfile::tempdir().unwrap(),
            port: free_port(),
            more: self.more.clone(),
        }
    }

    /// Makes the operator's account with the code that the server printed; the token of a session.
    async fn sign_up(&self, server: &Server) -> String {
        let log = std::fs::read_to_string(self.folder.path().join("server.log")).unwrap();
        let code = log
            .split("one-time code: ")
            .nth(1)
            .and_then(|rest| rest.split_whitespace().next());
        let nobody = Client::new(&server.url, "");
        let body = json!({"username": "operator", "email": "operator@example.org", "password": PASSWORD,
            "operator_code": code.expect("the server prints a code")});
        nobody.ask::<Value>("POST", "/api/auth/signup", body).await;
        let body = json!({"username": "operator", "password": PASSWORD});
        let token: Value = nobody.ask("POST", "/api/auth/login", body).await;
        token["access_token"].as_str().unwrap().to_owned()
    }

    /// Ends the namespace; what is in it is not waited for.
    #[expect(clippy::disallowed_methods, reason = "nothing can be awaited in a destructor")]
    fn end(&self) {
        let namespaces: Api<Namespace> = Api::all(self.cluster.clone());
        tokio::task::block_in_place(|| {
            let parameters = DeleteParams::default();
            let ended = namespaces.delete(&self.namespace, &parameters);
            let _it_may_be_gone = tokio::runtime::Handle::current().block_on(ended);
        });
    }
}

impl Bed {
    pub(crate) async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// With more variables in the server's environment.
    pub(crate) async fn start_with(more: &[(&str, &str)]) -> Self {
        let place = Place::new(more).await;
        let server = place.start_server().await;
        let token = place.sign_up(&server).await;
        Self {
            client: Client::new(&server.url, &token),
            visitor: Visitor::new(),
            place,
            server,
            token,
        }
    }

    /// An app that answers `word` through Traefik; its id.
    pub(crate) async fn app(&self, word: &str) -> String {
        let files = app_that_says(word);
        let app_id = self.client.create("demo", &files, "app.py").await.app_id;
        self.deploy(&app_id, word).await;
        self.visitor.sees(&app_id, word).await;
        app_id
    }

    /// Has the app answer `word`, which must work.
    pub(crate) async fn deploy(&self, app_id: &str, word: &str) -> Deployment {
        let deployment = self.client.deploy(app_id, &app_that_says(word)).await;
        self.lives(&deployment).await
    }

    /// Waits until the deployment is live.
    pub(crate) async fn lives(&self, deployment: &Deployment) -> Deployment {
        let ended = self.client.ended(deployment).await;
        assert_eq!(ended.status, DeploymentStatus::Live, "{ended:?}");
        ended
    }

    /// Puts the app to sleep and waits until no pod of it is left and visitors are led to the gateway.
    pub(crate) async fn sleep(&self, app_id: &str) {
        self.client
            .ask::<Value>("POST", &format!("/api/apps/{app_id}/sleep"), json!({}))
            .await;
        until("the app to have no pod", async || {
            self.all_pods(app_id).await.is_empty().then_some(())
        })
        .await;
        self.visitor.is_led_to(app_id, &self.place.address()).await;
    }

    /// Starts the server again, after it was killed.
    pub(crate) async fn start_again(&mut self) {
        self.server = self.place.start_server().await;
        self.client = Client::new(&self.server.url, &self.token);
    }
}

impl Drop for Bed {
    fn drop(&mut self) {
        self.place.end();
    }
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    TcpListener::bind((NODE, 0)).unwrap().local_addr().unwrap().port()
}
