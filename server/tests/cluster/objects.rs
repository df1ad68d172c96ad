//! What the cluster has of an app.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{ConfigMap, Pod};
use kube::api::{Api, DynamicObject, ListParams};
use kube::core::{ApiResource, GroupVersionKind};
use kube::{Resource as _, ResourceExt};
use serde_json::Value;

use super::bed::Bed;
use crate::server::until;

/// Kinds of an app's objects: version, kind, plural.
const KINDS: [(&str, &str, &str, &str); 6] = [
    ("apps", "v1", "Deployment", "deployments"),
    ("", "v1", "ConfigMap", "configmaps"),
    ("", "v1", "Secret", "secrets"),
    ("", "v1", "Service", "services"),
    ("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies"),
    ("traefik.io", "v1alpha1", "IngressRoute", "ingressroutes"),
];

impl Bed {
    /// Names of the app's pods that are not ending.
    pub(crate) async fn pods(&self, app_id: &str) -> Vec<String> {
        let listed = self.all_pods(app_id).await;
        let stays = |pod: &&Pod| pod.meta().deletion_timestamp.is_none();
        listed.iter().filter(stays).map(ResourceExt::name_any).collect()
    }

    /// The same with those that are ending, which still answer whoever is led to them.
    pub(crate) async fn all_pods(&self, app_id: &str) -> Vec<Pod> {
        let pods: Api<Pod> = Api::namespaced(self.place.cluster.clone(), &self.place.namespace);
        pods.list(&of(app_id)).await.unwrap().items
    }

    /// All objects of the app but its pods, by kind and name.
    pub(crate) async fn objects(&self, app_id: &str) -> BTreeMap<String, DynamicObject> {
        let mut found = BTreeMap::new();
        for (group, version, kind, plural) in KINDS {
            let kind_of = GroupVersionKind::gvk(group, version, kind);
            let resource = ApiResource::from_gvk_with_plural(&kind_of, plural);
            let (cluster, namespace) = (self.place.cluster.clone(), &self.place.namespace);
            let api: Api<DynamicObject> = Api::namespaced_with(cluster, namespace, &resource);
            for object in api.list(&of(app_id)).await.unwrap() {
                found.insert(format!("{kind} {}", object.name_any()), object);
            }
        }
        found
    }

    /// Waits until the cluster has what the record says, of an app that is awake: all objects once, the live revision's code, one
    /// pod, and a route to the app itself.
    pub(crate) async fn agrees(&self, app_id: &str) {
        let live = self.client.app(app_id).await.app.live_revision.unwrap();
        let name = format!("app-{app_id}");
        let expected = [
            format!("ConfigMap {name}-code"),
            format!("Deployment {name}"),
            format!("IngressRoute {name}"),
            format!("NetworkPolicy {name}"),
            format!("Secret {name}-env"),
            format!("Secret {name}-runner"),
            format!("Service {name}"),
        ];
        until(&format!("the cluster to agree on {app_id}"), async || {
            let objects = self.objects(app_id).await;
            let names: Vec<_> = objects.keys().cloned().collect();
            let route = &objects.get(&expected[2])?.data["spec"]["routes"][0]["services"][0]["name"];
            let status = &objects[&expected[1]].data["status"];
            let agrees = names == expected
                && code_of(&objects[&expected[0]]) == live
                && route == name.as_str()
                && status["replicas"] == 1
                && status["readyReplicas"] == 1
                && self.pods(app_id).await.len() == 1;
            agrees.then_some(())
        })
        .await;
    }
}

/// The revision in a `ConfigMap`, which its own text and its annotation must agree on.
fn code_of(object: &DynamicObject) -> String {
    let map: ConfigMap = object.clone().try_parse().unwrap();
    let load: Value = serde_json::from_str(&map.data.as_ref().unwrap()["load.json"]).unwrap();
    let annotated = &map.annotations()["platform.gofastapi.xyz/code-hash"];
    assert_eq!(load["revision"], annotated.as_str());
    annotated.clone()
}

fn of(app_id: &str) -> ListParams {
    ListParams::default().labels(&format!("app-id={app_id}"))
}
