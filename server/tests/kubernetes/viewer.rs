//! A viewer's objects as they stand on the API server, and what becomes of them.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fp_server::runtime::{RunningViewer, Runtime as _, ViewerDatabase, ViewerSpec, Viewers};
use k8s_openapi::api::core::v1::Pod;
use kube::api::{Api, ListParams, PostParams};
use serde_json::json;

use super::bed::{Bed, app, owner};
use crate::wait::until;

const NAME: &str = "mongo-viewer-000000000000000000000000";
/// The kinds of a viewer's objects, all of one name.
pub(crate) const KINDS: [(&str, &str); 5] = [
    ("apps/v1", "Deployment"),
    ("v1", "Secret"),
    ("v1", "Service"),
    ("networking.k8s.io/v1", "NetworkPolicy"),
    ("traefik.io/v1alpha1", "IngressRoute"),
];

fn spec(password: &str) -> ViewerSpec {
    let database = ViewerDatabase {
        name: "Default".to_owned(),
        mongo_database: "user_0_default".to_owned(),
        uri: "mongodb://viewer_0:hunter2-is-it@db/user_0_default".to_owned(),
    };
    ViewerSpec {
        owner: owner(),
        username: "admin".to_owned(),
        password: password.to_owned(),
        databases: vec![database],
    }
}

fn viewers(bed: &Bed) -> &dyn Viewers {
    bed.runtime.viewers().unwrap()
}

async fn launched(bed: &Bed, password: &str) {
    viewers(bed).launch(&spec(password)).await.unwrap();
}

async fn found(bed: &Bed) -> RunningViewer {
    viewers(bed).find(&owner()).await.unwrap().unwrap()
}

/// The viewer's pod, once there is one.
async fn pod_of(bed: &Bed) -> Pod {
    let pods: Api<Pod> = Api::namespaced(bed.client.clone(), &bed.namespace());
    let of_viewer = ListParams::default().labels("app=mongo-viewer");
    let mut found = None;
    until("a pod of the viewer", async || {
        found = pods.list(&of_viewer).await.unwrap().items.pop();
        found.is_some()
    })
    .await;
    found.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn every_object_is_labelled_and_belongs_to_the_deployment_and_secrets_are_in_the_secret() {
    let bed = Bed::start().await;
    launched(&bed, "the-sign-in").await;
    let uid = bed.get("apps/v1", "Deployment", NAME).await["metadata"]["uid"].clone();
    for (version, kind) in KINDS {
        let object = bed.get(version, kind, NAME).await;
        let labels = json!({"app": "mongo-viewer", "user-id": owner().0, "managed-by": "fastapi-platform"});
        assert_eq!(object["metadata"]["labels"], labels, "{kind}");
        if kind != "Deployment" {
            let owners = json!([{"apiVersion": "apps/v1", "kind": "Deployment", "name": NAME, "uid": uid}]);
            assert_eq!(object["metadata"]["ownerReferences"], owners, "{kind}");
        }
        if kind != "Secret" {
            for secret in ["the-sign-in", "hunter2-is-it"] {
                let (text, encoded) = (object.to_string(), STANDARD.encode(secret));
                assert!(
                    !text.contains(secret) && !text.contains(&encoded),
                    "{kind}: {secret}"
                );
            }
        }
    }
    let secret = bed.get("v1", "Secret", NAME).await;
    assert_eq!(
        secret["data"]["ME_CONFIG_BASICAUTH_PASSWORD"],
        STANDARD.encode("the-sign-in")
    );
    let route = bed.get("traefik.io/v1alpha1", "IngressRoute", NAME).await;
    assert_eq!(
        route["spec"]["routes"][0]["match"],
        format!("Host(`mongo-{}.apps.test`)", owner())
    );
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn only_a_pod_with_the_present_sign_in_counts_as_ready() {
    let bed = Bed::start().await;
    assert!(viewers(&bed).find(&owner()).await.unwrap().is_none());
    launched(&bed, "first").await;
    let pod = pod_of(&bed).await;
    assert_eq!(found(&bed).await.pod_status, "Pending");
    bed.pods.say(&pod, false).await;
    assert_eq!(found(&bed).await.pod_status, "NotReady");
    bed.pods.say(&pod, true).await;
    let running = found(&bed).await;
    assert!(running.ready && running.pod_status == "Running" && running.spec == spec("first"));

    launched(&bed, "second").await;

    let rotated = found(&bed).await;
    assert!(
        !rotated.ready && rotated.spec == spec("second"),
        "{}",
        rotated.pod_status
    );
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn one_that_nobody_asks_for_expires_and_leaves_nothing() {
    let bed = Bed::start().await;
    launched(&bed, "first").await;
    let old =
        json!({"metadata": {"annotations": {"platform.gofastapi.xyz/last-access": "2026-01-01T00:00:00Z"}}});
    bed.edit("apps/v1", "Deployment", NAME, &old).await;
    let expired = async || viewers(&bed).expired().await.unwrap();
    until("the lease is held and the viewer expired", async || {
        expired().await == [owner()]
    })
    .await;

    viewers(&bed).touch(&owner()).await.unwrap();
    assert_eq!(expired().await, []);

    bed.edit("apps/v1", "Deployment", NAME, &old).await;
    assert_eq!(expired().await, [owner()]);
    viewers(&bed).remove(&owner()).await.unwrap();
    for (version, kind) in KINDS {
        until(kind, async || !bed.exists(version, kind, NAME).await).await;
    }
    assert_eq!(expired().await, []);
    viewers(&bed).remove(&owner()).await.unwrap();
}

/// The existing platform notes nothing on its viewers, and chooses their pods in another way.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn one_of_the_existing_platform_expires_by_its_age_and_is_replaced() {
    let bed = Bed::with(|settings| settings.viewer.ttl = Duration::ZERO).await;
    let labels = json!({"app": "mongo-viewer", "user-id": owner().0, "managed-by": "fastapi-platform"});
    let theirs = json!({
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": {"name": NAME, "labels": labels},
        "spec": {
            "selector": {"matchLabels": {"app": "mongo-viewer", "user-id": owner().0}},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "mongo-express", "image": "mongo-express:latest"}]}},
        },
    });
    let theirs = serde_json::from_value(theirs).unwrap();
    bed.api("apps/v1", "Deployment")
        .create(&PostParams::default(), &theirs)
        .await
        .unwrap();
    until("it is old enough", async || {
        viewers(&bed).expired().await.unwrap() == [owner()]
    })
    .await;

    launched(&bed, "first").await;

    let deployment = bed.get("apps/v1", "Deployment", NAME).await;
    assert_eq!(deployment["spec"]["selector"]["matchLabels"], labels);
    assert!(found(&bed).await.spec == spec("first"));
}

/// Without this server, as an operator would: the cluster's garbage collector follows the owner references.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn deleting_the_deployment_deletes_all() {
    let bed = Bed::start().await;
    launched(&bed, "first").await;
    bed.delete("apps/v1", "Deployment", NAME).await;
    for (version, kind) in KINDS {
        until(kind, async || !bed.exists(version, kind, NAME).await).await;
    }
}

/// An app's Service as a server of this platform applied it.
async fn app_service(bed: &Bed) {
    let labels = json!({"app": "user-fastapi-app", "app-id": app().0, "user-id": owner().0, "managed-by": "fastapi-platform"});
    let annotations = json!({"platform.gofastapi.xyz/applied": "0123456789abcdef"});
    let service = json!({
        "apiVersion": "v1", "kind": "Service",
        "metadata": {"name": "app-abc12345", "labels": labels, "annotations": annotations},
        "spec": {"ports": [{"name": "http", "port": 80, "protocol": "TCP"}]},
    });
    let service = serde_json::from_value(service).unwrap();
    let services = bed.api("v1", "Service");
    services.create(&PostParams::default(), &service).await.unwrap();
}

/// The app's change is seen after the viewer's, over the same watch: once it was taken back, nothing is left to repair.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn what_others_do_to_a_viewer_is_no_drift_of_apps() {
    let bed = Bed::start().await;
    app_service(&bed).await;
    launched(&bed, "first").await;
    let labelled = |user_id: &str| json!({"metadata": {"labels": {"user-id": user_id}}});
    bed.edit(
        "v1",
        "Service",
        NAME,
        &json!({"spec": {"sessionAffinity": "ClientIP"}}),
    )
    .await;
    bed.delete("v1", "Service", NAME).await;
    bed.edit("v1", "Service", "app-abc12345", &labelled("somebody"))
        .await;
    until("the app's change is seen", async || {
        bed.runtime.has_drifted(&app())
    })
    .await;

    bed.edit("v1", "Service", "app-abc12345", &labelled(&owner().0))
        .await;

    until("nothing is left to repair", async || {
        !bed.runtime.has_drifted(&app())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn a_tenants_namespace_takes_its_viewer_by_the_restricted_rules() {
    let bed = Bed::with(|settings| settings.tenant_namespaces = true).await;
    launched(&bed, "first").await;
    pod_of(&bed).await;
    viewers(&bed).remove(&owner()).await.unwrap();
}
