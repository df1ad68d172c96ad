//! An app's objects as they stand on the API server.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fp_server::runtime::Runtime as _;
use fp_server::runtime::kubernetes::Routing;
use serde_json::{Value, json};

use super::bed::{Bed, KINDS, app, owner, release};
use crate::wait::{until, within};

const FILES: [(&str, &str); 2] = [("app.py", "app = 1"), ("pkg/words.py", "WORD = 1")];

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn every_object_is_labelled_and_belongs_to_the_deployment() {
    let bed = Bed::start().await;
    bed.deploy(&release(&FILES, &[("KEY", "value")])).await;
    let uid = bed.get("apps/v1", "Deployment", "app-abc12345").await["metadata"]["uid"].clone();
    for (version, kind, name) in KINDS {
        let object = bed.get(version, kind, name).await;
        let labels = json!({"app": "user-fastapi-app", "app-id": "abc12345", "user-id": owner().0, "managed-by": "fastapi-platform"});
        assert_eq!(object["metadata"]["labels"], labels, "{kind} {name}");
        if kind != "Deployment" {
            let owners =
                json!([{"apiVersion": "apps/v1", "kind": "Deployment", "name": "app-abc12345", "uid": uid}]);
            assert_eq!(object["metadata"]["ownerReferences"], owners, "{kind} {name}");
        }
    }
}

/// Nobody else owns a field of what this server applied; the cluster's own controllers write status and their own annotations.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn the_field_manager_is_this_servers_alone() {
    let bed = Bed::start().await;
    bed.deploy(&release(&FILES, &[("KEY", "value")])).await;
    for (version, kind, name) in KINDS {
        let object = bed.get(version, kind, name).await;
        for entry in object["metadata"]["managedFields"].as_array().unwrap() {
            if entry["manager"] == "fp-server" {
                assert_eq!(entry["operation"], "Apply", "{kind} {name}");
            } else {
                assert_eq!(entry["manager"], "kube-controller-manager", "{kind} {name}");
                assert_eq!(entry["fieldsV1"]["f:spec"], Value::Null, "{kind} {name}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn variables_are_in_a_secret_and_nowhere_else() {
    let bed = Bed::start().await;
    bed.deploy(&release(&FILES, &[("KEY", "hunter2-is-it")])).await;
    let secret = bed.get("v1", "Secret", "app-abc12345-env").await;
    assert_eq!(secret["data"], json!({"KEY": STANDARD.encode("hunter2-is-it")}));
    for (version, kind, name) in KINDS {
        if kind != "Secret" {
            let text = bed.get(version, kind, name).await.to_string();
            assert!(!text.contains("hunter2-is-it"), "{kind} {name}");
            assert!(!text.contains(&STANDARD.encode("hunter2-is-it")), "{kind} {name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn the_walls_stand_as_they_were_applied() {
    let bed = Bed::start().await;
    bed.deploy(&release(&FILES, &[])).await;
    let policy = bed
        .get("networking.k8s.io/v1", "NetworkPolicy", "app-abc12345")
        .await;
    assert_eq!(policy["spec"]["policyTypes"], json!(["Ingress", "Egress"]));
    let control = &policy["spec"]["ingress"][1];
    assert_eq!(control["ports"], json!([{"port": 8001, "protocol": "TCP"}]));
    let platform = &control["from"][0]["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"];
    assert_eq!(*platform, bed.settings.namespace);
    let world = policy["spec"]["egress"][2]["to"][0]["ipBlock"].clone();
    assert!(
        world["except"]
            .as_array()
            .unwrap()
            .contains(&json!("169.254.0.0/16"))
    );
    let deployment = bed.get("apps/v1", "Deployment", "app-abc12345").await;
    let pod = &deployment["spec"]["template"]["spec"];
    assert_eq!(pod["automountServiceAccountToken"], false);
    assert_eq!(pod["enableServiceLinks"], false);
    assert_eq!(
        pod["serviceAccountName"],
        Value::Null,
        "the namespace's default, whose token is not mounted"
    );
    assert_eq!(pod["securityContext"]["runAsNonRoot"], true);
    let inside = &pod["containers"][0]["securityContext"];
    assert_eq!(inside["readOnlyRootFilesystem"], true);
    assert_eq!(inside["capabilities"], json!({"drop": ["ALL"]}));
    assert_eq!(inside["allowPrivilegeEscalation"], false);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn d05_a_removed_variable_and_a_removed_file_are_gone() {
    let bed = Bed::start().await;
    bed.deploy(&release(&FILES, &[("KEY", "value"), ("OTHER", "x")]))
        .await;
    bed.deploy(&release(&FILES[..1], &[("OTHER", "x")])).await;
    let secret = bed.get("v1", "Secret", "app-abc12345-env").await;
    assert_eq!(secret["data"], json!({"OTHER": STANDARD.encode("x")}));
    let code = bed.get("v1", "ConfigMap", "app-abc12345-code").await;
    let keys: Vec<&String> = code["data"].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["file-0", "load.json"]);
    bed.deploy(&release(&FILES[..1], &[])).await;
    let secret = bed.get("v1", "Secret", "app-abc12345-env").await;
    assert_eq!(secret["data"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn a_removed_app_leaves_nothing() {
    let bed = Bed::start().await;
    bed.deploy(&release(&FILES, &[("KEY", "value")])).await;
    within("the removal", bed.runtime.remove(&app())).await.unwrap();
    for (version, kind, name) in KINDS {
        until(kind, async || !bed.exists(version, kind, name).await).await;
    }
}

/// Without this server, as an operator would: the cluster's garbage collector follows the owner references.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn deleting_the_deployment_deletes_all() {
    let bed = Bed::start().await;
    bed.deploy(&release(&FILES, &[("KEY", "value")])).await;
    bed.runtime.shut_down().await;
    bed.delete("apps/v1", "Deployment", "app-abc12345").await;
    for (version, kind, name) in KINDS {
        until(kind, async || !bed.exists(version, kind, name).await).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn a_stopped_app_leads_to_the_gateway_and_back() {
    let bed = Bed::start().await;
    bed.deploy(&release(&FILES, &[])).await;
    let leads_to = async || {
        let route = bed
            .get("traefik.io/v1alpha1", "IngressRoute", "app-abc12345")
            .await;
        route["spec"]["routes"][0]["services"][0]["name"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(leads_to().await, "app-abc12345");
    within("the stop", bed.runtime.stop(&app())).await.unwrap();
    assert_eq!(leads_to().await, "fp-server");
    let deployment = bed.get("apps/v1", "Deployment", "app-abc12345").await;
    assert_eq!(deployment["spec"]["replicas"], 0);
    bed.deploy(&release(&FILES, &[])).await;
    assert_eq!(leads_to().await, "app-abc12345");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs an API server: deploy/testbed/kube"]
async fn a_plain_ingress_takes_the_place_of_traefiks_route() {
    let bed = Bed::with(|settings| {
        settings.routing = Routing::Ingress {
            class: "nginx".to_owned(),
        };
    })
    .await;
    bed.deploy(&release(&FILES, &[])).await;
    let ingresses = bed.api("networking.k8s.io/v1", "Ingress");
    let ingress = ingresses.get("app-abc12345").await.unwrap();
    assert_eq!(ingress.data["spec"]["rules"][0]["host"], "app-abc12345.apps.test");
    assert!(
        !bed.exists("traefik.io/v1alpha1", "IngressRoute", "app-abc12345")
            .await
    );
    within("the removal", bed.runtime.remove(&app())).await.unwrap();
    assert!(ingresses.get_opt("app-abc12345").await.unwrap().is_none());
}
