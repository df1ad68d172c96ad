//! A namespace for every tenant.

use serde_json::{Value, json};

use super::bed::{Bed, Reports, owner, release, release_of, resource};
use crate::wait::until;
use fp_server::platform::identifier;
use fp_server::runtime::{ApplyError, Runtime as _};
use fp_server::store::AppId;
use kube::api::{Api, DynamicObject};

async fn bed() -> Bed {
    Bed::with(|settings| settings.tenant_namespaces = true).await
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn a_tenants_namespace_is_walled_and_limited() {
    let bed = bed().await;
    bed.deploy(&release(&[("app.py", "app = 1")], &[])).await;
    let namespaces: Api<DynamicObject> = Api::all_with(bed.client.clone(), &resource("v1", "Namespace"));
    let namespace = namespaces.get(&bed.namespace()).await.unwrap();
    let labels = namespace.metadata.labels.unwrap();
    assert_eq!(labels["pod-security.kubernetes.io/enforce"], "restricted");
    assert_eq!(labels["user-id"], owner().0);
    let quota = bed.get("v1", "ResourceQuota", "tenant").await;
    assert_eq!(
        quota["spec"]["hard"],
        json!({"limits.cpu": "40", "limits.memory": "4Gi", "pods": "40"})
    );
    let limits = bed.get("v1", "LimitRange", "tenant").await;
    assert_eq!(
        limits["spec"]["limits"][0]["default"],
        json!({"cpu": "1", "memory": "128Mi"})
    );
    let deny = bed
        .get("networking.k8s.io/v1", "NetworkPolicy", "default-deny")
        .await;
    assert_eq!(
        deny["spec"],
        json!({"podSelector": {}, "policyTypes": ["Ingress", "Egress"]})
    );
    let alias = bed.get("v1", "Service", "fp-server").await;
    let target = format!("fp-server.{}.svc.cluster.local", bed.settings.namespace);
    assert_eq!(alias["spec"]["externalName"], Value::String(target));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn a_quota_that_is_used_up_ends_a_deployment_in_words() {
    let bed = Bed::with(|settings| {
        settings.tenant_namespaces = true;
        settings.tenant_quota.pods = 0;
    })
    .await;
    let applied = super::bed::deploy(&bed.runtime, &release(&[("app.py", "app = 1")], &[])).await;
    let Err(ApplyError::Failed(failure)) = applied else {
        panic!("{applied:?}")
    };
    assert_eq!(failure.kind, "pod_refused");
    assert!(failure.message.contains("exceeded quota"), "{}", failure.message);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn a_wall_that_somebody_takes_down_is_put_up_again() {
    let bed = bed().await;
    // Of its own: with a namespace for every tenant the engine watches the whole cluster, where other tests have theirs.
    let release = release_of(AppId(identifier::sortable()), &[("app.py", "app = 1")], &[]);
    bed.deploy(&release).await;
    let mut reports = Reports::of(&bed.runtime);
    bed.delete("networking.k8s.io/v1", "NetworkPolicy", "default-deny")
        .await;
    bed.edit(
        "v1",
        "ResourceQuota",
        "tenant",
        &json!({"spec": {"hard": {"pods": "4000"}}}),
    )
    .await;
    reports.drifted().await;
    until("both are back", async || {
        bed.runtime.repair(&release).await.unwrap();
        let quota = bed.get("v1", "ResourceQuota", "tenant").await;
        bed.exists("networking.k8s.io/v1", "NetworkPolicy", "default-deny")
            .await
            && quota["spec"]["hard"]["pods"] == "40"
    })
    .await;
    let told = [reports.repaired().await, reports.repaired().await].join("\n");
    assert!(
        told.contains("somebody deleted the NetworkPolicy default-deny; it was made again"),
        "{told}"
    );
    assert!(
        told.contains("somebody changed spec.hard of the ResourceQuota tenant; it was put back"),
        "{told}"
    );
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn a_deleted_namespace_is_made_again_when_it_is_gone() {
    let bed = bed().await;
    let release = release(&[("app.py", "app = 1")], &[]);
    bed.deploy(&release).await;
    let namespaces: Api<DynamicObject> = Api::all_with(bed.client.clone(), &resource("v1", "Namespace"));
    drop(
        namespaces
            .delete(&bed.namespace(), &kube::api::DeleteParams::default())
            .await
            .unwrap(),
    );
    until("the app is back", async || {
        // As the platform: again when the cluster cannot yet.
        super::bed::deploy(&bed.runtime, &release).await.is_ok()
            && bed.exists("apps/v1", "Deployment", "app-abc12345").await
    })
    .await;
}
