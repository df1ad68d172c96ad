//! An app's objects, as they should be: pure functions from a release and the settings to what is applied.
//!
//! Everything the cluster needs to bring the app back without this server is in them.

mod code;
mod deployment;
mod env;
mod network_policy;
mod route;
mod runner;
mod service;
mod template;
mod tenant;
pub(super) mod viewer;
mod walls;

use k8s_openapi::api::apps::v1::Deployment;
use kube::ResourceExt as _;
use serde_json::{Value, json};

use super::names::Subject;
use super::settings::KubernetesSettings;
use crate::runtime::Release;
use code::code;
use env::env;
use network_policy::network_policies;
use service::service;

pub(super) use deployment::deployment;
pub(super) use env::{hash as env_hash, hexadecimal, token};
pub(super) use route::{Target, route};
pub(super) use runner::Runner;
pub(super) use template::{Template, template_annotation};
pub(super) use tenant::tenant;

/// What an app has besides its Deployment and the runner's token.
pub(super) fn beside(
    settings: &KubernetesSettings,
    subject: &Subject,
    release: &Release,
    target: Target,
) -> Vec<Object> {
    let mut objects = vec![
        code(subject, release),
        env(subject, &release.env),
        service(subject),
        network_policies(settings, subject),
    ];
    objects.extend(route(settings, subject, target));
    objects
}

/// An object to apply, with the kind it is applied as.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Object {
    pub(super) kind: Kind,
    pub(super) name: String,
    pub(super) body: Value,
}

/// The kinds of objects the engine deals with; `rights` says what it does to each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    Namespace,
    ResourceQuota,
    LimitRange,
    NetworkPolicy,
    ConfigMap,
    Secret,
    Service,
    Deployment,
    IngressRoute,
    Ingress,
    Pod,
    ReplicaSet,
    Event,
    Lease,
}

impl Kind {
    /// Group, version, kind and plural.
    pub(super) fn resource(self) -> (&'static str, &'static str, &'static str, &'static str) {
        match self {
            Self::Namespace => ("", "v1", "Namespace", "namespaces"),
            Self::ResourceQuota => ("", "v1", "ResourceQuota", "resourcequotas"),
            Self::LimitRange => ("", "v1", "LimitRange", "limitranges"),
            Self::NetworkPolicy => ("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies"),
            Self::ConfigMap => ("", "v1", "ConfigMap", "configmaps"),
            Self::Secret => ("", "v1", "Secret", "secrets"),
            Self::Service => ("", "v1", "Service", "services"),
            Self::Deployment => ("apps", "v1", "Deployment", "deployments"),
            Self::IngressRoute => ("traefik.io", "v1alpha1", "IngressRoute", "ingressroutes"),
            Self::Ingress => ("networking.k8s.io", "v1", "Ingress", "ingresses"),
            Self::Pod => ("", "v1", "Pod", "pods"),
            Self::ReplicaSet => ("apps", "v1", "ReplicaSet", "replicasets"),
            Self::Event => ("", "v1", "Event", "events"),
            Self::Lease => ("coordination.k8s.io", "v1", "Lease", "leases"),
        }
    }
}

impl Object {
    pub(super) fn new(kind: Kind, name: impl Into<String>, mut body: Value) -> Self {
        let (group, version, word, _) = kind.resource();
        let api_version = if group.is_empty() {
            version.to_owned()
        } else {
            format!("{group}/{version}")
        };
        body["apiVersion"] = api_version.into();
        body["kind"] = word.into();
        Self {
            kind,
            name: name.into(),
            body,
        }
    }

    /// The same as a part of the app's Deployment: deleting that deletes it as well.
    pub(super) fn owned_by(mut self, deployment: Option<&Deployment>) -> Self {
        let owner = deployment.and_then(|deployment| Some((deployment.name_any(), deployment.uid()?)));
        if let Some((name, uid)) = owner {
            self.body["metadata"]["ownerReferences"] =
                json!([{"apiVersion": "apps/v1", "kind": "Deployment", "name": name, "uid": uid}]);
        }
        self
    }
}

#[cfg(test)]
mod tests;
