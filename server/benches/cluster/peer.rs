//! An app kept the way of the existing platform: an edit patches the `ConfigMap` and an annotation of the pods, and the
//! Deployment rolls.

use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::{ConfigMap, Service};
use kube::api::{Api, DynamicObject, Patch, PatchParams, PostParams};
use kube::core::{ApiResource, GroupVersionKind};
use serde_json::{Value, json};

use crate::bed::Bed;
use crate::server::until;
use crate::visitor::DOMAIN;

/// The host it answers at.
pub(crate) const HOST: &str = "peer.apps.test";
const NAME: &str = "peer";
const CODE: &str = "peer-code";

/// The objects of the app.
pub(crate) struct Peer {
    deployments: Api<Deployment>,
    maps: Api<ConfigMap>,
}

impl Peer {
    /// Another app of the same code, image and limits as an app of this platform, with the probes of the existing one.
    pub(crate) async fn beside(bed: &Bed, app_id: &str) -> Self {
        assert!(HOST.ends_with(DOMAIN), "one domain for all");
        let (cluster, namespace) = (bed.place.cluster.clone(), &bed.place.namespace);
        let peer = Self {
            deployments: Api::namespaced(cluster.clone(), namespace),
            maps: Api::namespaced(cluster.clone(), namespace),
        };
        let create = PostParams::default();
        let map = peer.maps.get(&format!("app-{app_id}-code")).await.unwrap();
        let map = json!({"metadata": {"name": CODE}, "data": map.data});
        peer.maps.create(&create, &parsed(map)).await.unwrap();
        let services: Api<Service> = Api::namespaced(cluster.clone(), namespace);
        let ports = json!([{"name": "http", "port": 80, "targetPort": 8000}]);
        let service =
            json!({"metadata": {"name": NAME}, "spec": {"selector": {"app": NAME}, "ports": ports}});
        services.create(&create, &parsed(service)).await.unwrap();
        let kind = GroupVersionKind::gvk("traefik.io", "v1alpha1", "IngressRoute");
        let routes: Api<DynamicObject> = Api::namespaced_with(
            cluster,
            namespace,
            &ApiResource::from_gvk_with_plural(&kind, "ingressroutes"),
        );
        routes.create(&create, &parsed(route())).await.unwrap();
        let own = peer.deployments.get(&format!("app-{app_id}")).await.unwrap();
        peer.deployments
            .create(&create, &parsed(deployment(&own)))
            .await
            .unwrap();
        peer.is_settled().await;
        peer
    }

    /// Saves the text of `app.py`.
    pub(crate) async fn edit(&self, code: &str) {
        let parameters = PatchParams::default();
        let map = Patch::Merge(json!({"data": {"file-0": code}}));
        self.maps.patch(CODE, &parameters, &map).await.unwrap();
        let annotations = json!({"platform.gofastapi.xyz/code-hash": code});
        let patch = Patch::Merge(json!({"spec": {"template": {"metadata": {"annotations": annotations}}}}));
        self.deployments.patch(NAME, &parameters, &patch).await.unwrap();
    }

    /// Waits until no pod but the newest is left in service.
    pub(crate) async fn is_settled(&self) {
        until("the existing platform's roll to end", async || {
            let deployment = self.deployments.get(NAME).await.unwrap();
            let status = deployment.status?;
            let is_seen = status.observed_generation >= deployment.metadata.generation;
            let one = Some(1);
            (is_seen
                && status.updated_replicas == one
                && status.replicas == one
                && status.available_replicas == one)
                .then_some(())
        })
        .await;
    }
}

fn route() -> Value {
    let services = json!([{"name": NAME, "port": 80}]);
    let rule = json!({"kind": "Rule", "match": format!("Host(`{HOST}`)"), "services": services});
    json!({"apiVersion": "traefik.io/v1alpha1", "kind": "IngressRoute", "metadata": {"name": NAME},
        "spec": {"entryPoints": ["web"], "routes": [rule]}})
}

/// The Deployment of an app of this platform with the existing one's probes and roll.
fn deployment(own: &Deployment) -> Value {
    let mut template = serde_json::to_value(&own.spec.as_ref().unwrap().template).unwrap();
    template["metadata"] = json!({"labels": {"app": NAME}});
    let health = json!({"path": "/__fp/health", "port": 8000});
    let container = &mut template["spec"]["containers"][0];
    container["readinessProbe"] = json!({"httpGet": health, "initialDelaySeconds": 5, "periodSeconds": 10});
    container["livenessProbe"] = json!({"httpGet": health, "initialDelaySeconds": 10, "periodSeconds": 30});
    container["lifecycle"] = Value::Null;
    for volume in template["spec"]["volumes"].as_array_mut().unwrap() {
        if volume["name"] == "code" {
            volume["configMap"]["name"] = CODE.into();
        }
    }
    json!({"metadata": {"name": NAME},
        "spec": {"replicas": 1, "selector": {"matchLabels": {"app": NAME}}, "template": template}})
}

fn parsed<T: serde::de::DeserializeOwned>(body: Value) -> T {
    serde_json::from_value(body).unwrap()
}
