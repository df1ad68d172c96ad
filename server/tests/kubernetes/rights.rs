//! What the server's account is allowed is what the engine calls: not less, so that it works, and not more.

use std::collections::BTreeSet;
use std::sync::Arc;

use fp_server::platform::identifier;
use fp_server::runtime::Runtime as _;
use fp_server::runtime::kubernetes::rights::{self, ACCOUNT};
use fp_server::runtime::kubernetes::{KubernetesRuntime, KubernetesSettings, Routing};
use k8s_openapi::api::coordination::v1::Lease;
use k8s_openapi::api::core::v1::{Node, Pod, Secret};
use kube::api::{DeleteParams, DynamicObject, ListParams, PostParams};
use kube::client::ClientBuilder;
use kube::{Api, ResourceExt as _};
use serde::Deserialize as _;
use serde_json::{Value, json};

use super::asked::{Asked, Call};
use super::bed::{Bed, Reports, apply, apply_in, config, deploy, kubeconfig, release_of, resource};
use crate::wait::{until, within};

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn the_role_is_what_the_engine_calls() {
    everything(|_| {}).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn the_cluster_role_is_what_the_engine_calls_where_tenants_have_namespaces() {
    everything(|settings| settings.tenant_namespaces = true).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn the_role_for_plain_ingresses_is_what_the_engine_calls() {
    everything(|settings| {
        settings.routing = Routing::Ingress {
            class: "nginx".to_owned(),
        };
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn a_server_without_its_role_says_so_instead_of_waiting() {
    let bed = Bed::start().await;
    let client = account(&bed.settings, &Asked::default()).await;
    let started = KubernetesRuntime::with(client, bed.settings.clone(), Arc::clone(&bed.logs));
    let error = within("the start", started).await.err().unwrap().to_string();
    assert!(error.contains("deployments.apps is forbidden"), "{error}");
    assert!(
        error.ends_with("hint: compare the server's role with what `fp-server role` prints"),
        "{error}"
    );
}

/// Has an engine with the server's own account do all there is to do, and compares.
async fn everything(change: impl FnOnce(&mut KubernetesSettings)) {
    let asked = Asked::default();
    let bed = Bed::reached_by(change, async |admin, settings| {
        grant(admin, settings).await;
        let client = account(settings, &asked).await;
        // The API server hears of new roles a moment later.
        until("the role counts", async || is_allowed(settings).await).await;
        client
    })
    .await;
    let _roles = ClusterRoles(&bed);
    nothing_else_is_allowed(&bed).await;
    do_all(&bed, &asked).await;
    assert_eq!(asked.refused(), BTreeSet::new());
    assert_eq!(of_engine(&bed, &asked), of_role(&bed.settings));
}

/// An app's life, with somebody who meddles.
async fn do_all(bed: &Bed, asked: &Asked) {
    // Of its own: an engine that sees all namespaces sees the apps of other tests.
    let app = identifier::app_id();
    let first = release_of(app.clone(), &[("app.py", "app = 1")], &[("KEY", "a")]);
    bed.deploy(&first).await;
    let second = release_of(app.clone(), &[("app.py", "app = 2")], &[("KEY", "b")]);
    bed.deploy(&second).await;

    let mut reports = Reports::of(&bed.runtime);
    let code = format!("app-{app}-code");
    bed.edit("v1", "ConfigMap", &code, &json!({"data": {"extra": "more"}}))
        .await;
    until("the edit is noticed", async || bed.runtime.has_drifted(&app)).await;
    bed.runtime.repair(&second).await.unwrap();
    assert!(reports.repaired().await.contains("it was put back"));

    // A pod that will not answer is deleted, so that a fresh one starts at once.
    let pod = bed.pods_of(&app).await.remove(0);
    bed.pods.say(&pod, false).await;
    bed.pods.refuse_image(&pod).await;
    until("a fresh pod answers", async || {
        let pods = bed.pods_of(&app).await;
        let is_there = pods.iter().any(|other| other.name_any() == pod.name_any());
        deploy(&bed.runtime, &second).await.is_ok() && !is_there
    })
    .await;

    bed.runtime.events(&app).await.unwrap();
    let viewers = bed.runtime.viewers().unwrap();
    assert!(viewers.find(&first.owner).await.unwrap().is_none());

    bed.runtime.stop(&app).await.unwrap();
    let another = bed.another(account(&bed.settings, asked).await).await;
    deploy(&another, &second).await.unwrap();
    another.remove(&app).await.unwrap();
    until("the lease is renewed", async || {
        let calls = asked.allowed();
        calls
            .iter()
            .any(|call| call.resource == "leases" && call.verb == "update")
    })
    .await;
    bed.runtime.shut_down().await;
    another.shut_down().await;
}

/// A verb, a group, a resource, and whether in the whole cluster.
type Right = (&'static str, String, String, bool);

/// What the engine called. A call in a tenant's namespace needs the right in all of them.
fn of_engine(bed: &Bed, asked: &Asked) -> BTreeSet<Right> {
    let right = |call: Call| {
        let is_wide = call.namespace.as_ref() != Some(&bed.settings.namespace);
        (call.verb, call.group, call.resource, is_wide)
    };
    asked.allowed().into_iter().map(right).collect()
}

/// What the role allows.
fn of_role(settings: &KubernetesSettings) -> BTreeSet<Right> {
    let mut rights = BTreeSet::new();
    for object in rights::objects(settings) {
        let is_wide = object["kind"] == "ClusterRole";
        for rule in object["rules"].as_array().into_iter().flatten() {
            assert_eq!(rule["apiGroups"].as_array().unwrap().len(), 1);
            let group = rule["apiGroups"][0].as_str().unwrap();
            for resource in rule["resources"].as_array().unwrap() {
                for verb in rule["verbs"].as_array().unwrap() {
                    let verb: &'static str = verb.as_str().unwrap().to_owned().leak();
                    rights.insert((
                        verb,
                        group.to_owned(),
                        resource.as_str().unwrap().to_owned(),
                        is_wide,
                    ));
                }
            }
        }
    }
    rights
}

/// Applies the role as it is printed.
async fn grant(admin: &kube::Client, settings: &KubernetesSettings) {
    let objects = rights::objects(settings);
    for document in serde_norway::Deserializer::from_str(&rights::yaml(&objects)) {
        let object = Value::deserialize(document).unwrap();
        let (version, kind) = (
            object["apiVersion"].as_str().unwrap(),
            object["kind"].as_str().unwrap(),
        );
        match object["metadata"]["namespace"].as_str() {
            Some(namespace) => apply_in(admin, namespace, version, kind, &object).await,
            None => apply(admin, version, kind, &object).await,
        }
    }
}

/// A client that is the server's service account.
async fn account(settings: &KubernetesSettings, asked: &Asked) -> kube::Client {
    let mut config = config(&kubeconfig()).await;
    let name = format!("system:serviceaccount:{}:{ACCOUNT}", settings.namespace);
    config.auth_info.impersonate = Some(name);
    ClientBuilder::try_from(config).unwrap().with_layer(asked).build()
}

async fn is_allowed(settings: &KubernetesSettings) -> bool {
    let client = account(settings, &Asked::default()).await;
    let leases: Api<Lease> = Api::namespaced(client.clone(), &settings.namespace);
    let secrets: Api<Secret> = if settings.tenant_namespaces {
        Api::all(client)
    } else {
        Api::namespaced(client, &settings.namespace)
    };
    leases.get_opt("fp-server").await.is_ok() && secrets.list(&ListParams::default().limit(1)).await.is_ok()
}

/// The account is a real one: what no rule names is refused.
async fn nothing_else_is_allowed(bed: &Bed) {
    let client = account(&bed.settings, &Asked::default()).await;
    let nodes: Api<Node> = Api::all(client.clone());
    let pods: Api<Pod> = Api::namespaced(client.clone(), &bed.settings.namespace);
    let mut refused = vec![
        nodes.list(&ListParams::default()).await.err(),
        pods.create(&PostParams::default(), &Pod::default()).await.err(),
    ];
    if !bed.settings.tenant_namespaces {
        let elsewhere: Api<Secret> = Api::namespaced(client, "default");
        refused.push(elsewhere.list(&ListParams::default()).await.err());
    }
    for error in refused {
        assert!(
            matches!(&error, Some(kube::Error::Api(status)) if status.code == 403),
            "{error:?}"
        );
    }
}

/// Takes what is not in the bed's namespaces away.
struct ClusterRoles<'a>(&'a Bed);

impl Drop for ClusterRoles<'_> {
    #[expect(clippy::disallowed_methods, reason = "nothing can be awaited in a destructor")]
    fn drop(&mut self) {
        let name = format!("{}-{ACCOUNT}", self.0.settings.namespace);
        tokio::task::block_in_place(|| {
            for kind in ["ClusterRoleBinding", "ClusterRole"] {
                let version = "rbac.authorization.k8s.io/v1";
                let api: Api<DynamicObject> = Api::all_with(self.0.client.clone(), &resource(version, kind));
                let parameters = DeleteParams::default();
                let deleted = api.delete(&name, &parameters);
                let _it_may_not_be_there = tokio::runtime::Handle::current().block_on(deleted);
            }
        });
    }
}
