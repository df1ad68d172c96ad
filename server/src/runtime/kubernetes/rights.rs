//! What the engine does in the cluster: the one list that the server's role is made from.
//!
//! Which kinds there are with which settings is read here by the engine too, and each of its calls is looked up here in a
//! debug build: what is missing in the role fails in the first test that calls it. `tests/kubernetes/rights.rs` compares the
//! role with what is really called, so that nothing is allowed that no call needs.

use k8s_openapi::api::rbac::v1::{
    ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, RoleRef, Subject,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde_json::Value;

use super::objects::Kind;
use super::settings::{KubernetesSettings, Routing};

/// The service account of the server, in the platform's namespace; the role has its name as well.
pub const ACCOUNT: &str = "fp-server";

/// One way in which the engine deals with the objects of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Call {
    /// One of them is read.
    Get,
    /// One is made or changed.
    Apply,
    /// One is deleted.
    Delete,
    /// Those that a selector names are read.
    List,
    /// All are listed, and watched from there on.
    Follow,
    /// One is read, made and replaced: whoever writes second must lose, which an applied object does not.
    Hold,
}

use Call::{Apply, Delete, Follow, Get, Hold, List};

/// Every kind with all that is done to it.
const CALLS: [(Kind, &[Call]); 14] = [
    (Kind::Namespace, &[Apply, Follow]),
    (Kind::ResourceQuota, &[Apply, Follow]),
    (Kind::LimitRange, &[Apply, Follow]),
    (Kind::NetworkPolicy, &[Apply, Delete, Follow]),
    (Kind::ConfigMap, &[Get, Apply, Delete, Follow]),
    (Kind::Secret, &[Get, Apply, Delete, Follow]),
    (Kind::Service, &[Apply, Delete, Follow]),
    (Kind::Deployment, &[Get, Apply, Delete, Follow]),
    (Kind::IngressRoute, &[Apply, Delete, Follow]),
    (Kind::Ingress, &[Apply, Delete, Follow]),
    (Kind::Pod, &[Delete, Follow]),
    (Kind::ReplicaSet, &[List]),
    (Kind::Event, &[List]),
    (Kind::Lease, &[Hold]),
];

impl Call {
    fn verbs(self) -> &'static [&'static str] {
        match self {
            Get => &["get"],
            // Applying what is not there yet counts as creating it.
            Apply => &["create", "patch"],
            Delete => &["delete"],
            List => &["list"],
            Follow => &["list", "watch"],
            Hold => &["get", "create", "update"],
        }
    }
}

/// Whether the role allows this call.
pub(super) fn allows(kind: Kind, call: Call) -> bool {
    CALLS
        .iter()
        .any(|(of, calls)| *of == kind && calls.contains(&call))
}

/// The kinds that are applied, and followed for what others do to them.
pub(super) fn applied(settings: &KubernetesSettings) -> impl Iterator<Item = Kind> {
    let kinds = CALLS.iter().map(|(kind, _)| *kind);
    kinds.filter(|kind| allows(*kind, Apply) && is_used(settings, *kind))
}

/// Whether there are objects of this kind: a cluster without Traefik does not know its kinds.
pub(super) fn is_used(settings: &KubernetesSettings, kind: Kind) -> bool {
    match kind {
        Kind::IngressRoute => matches!(settings.routing, Routing::Traefik { .. }),
        Kind::Ingress => matches!(settings.routing, Routing::Ingress { .. }),
        Kind::Namespace | Kind::ResourceQuota | Kind::LimitRange => settings.tenant_namespaces,
        _ => true,
    }
}

/// The objects that give the server's account exactly these rights: a Role in the platform's namespace with its binding and,
/// where every tenant has a namespace, a `ClusterRole` with its binding for all that is in those.
pub fn objects(settings: &KubernetesSettings) -> Vec<Value> {
    let (of_cluster, of_platform): (Vec<_>, Vec<_>) = CALLS
        .into_iter()
        .filter(|(kind, _)| is_used(settings, *kind))
        .partition(|(kind, _)| settings.tenant_namespaces && *kind != Kind::Lease);
    let mut objects = vec![
        with_type(&Role {
            metadata: named(ACCOUNT, Some(settings)),
            rules: Some(rules(&of_platform)),
        }),
        with_type(&RoleBinding {
            metadata: named(ACCOUNT, Some(settings)),
            role_ref: role_ref("Role", ACCOUNT),
            subjects: Some(vec![account(settings)]),
        }),
    ];
    if !of_cluster.is_empty() {
        // Two platforms of one cluster have one each.
        let name = format!("{}-{ACCOUNT}", settings.namespace);
        objects.push(with_type(&ClusterRole {
            metadata: named(&name, None),
            rules: Some(rules(&of_cluster)),
            aggregation_rule: None,
        }));
        objects.push(with_type(&ClusterRoleBinding {
            metadata: named(&name, None),
            role_ref: role_ref("ClusterRole", &name),
            subjects: Some(vec![account(settings)]),
        }));
    }
    objects
}

/// Objects as `kubectl` and kustomize read them.
pub fn yaml<'a>(objects: impl IntoIterator<Item = &'a Value>) -> String {
    let documents = objects
        .into_iter()
        .map(|object| serde_norway::to_string(object).unwrap_or_default());
    documents.collect::<Vec<_>>().join("---\n")
}

/// Kinds of one group that are dealt with alike are one rule.
fn rules(calls: &[(Kind, &[Call])]) -> Vec<PolicyRule> {
    let mut rules: Vec<PolicyRule> = Vec::new();
    for (kind, calls) in calls {
        let (group, _, _, plural) = kind.resource();
        let mut verbs: Vec<String> = calls
            .iter()
            .flat_map(|call| call.verbs())
            .map(|verb| (*verb).to_owned())
            .collect();
        verbs.sort_unstable();
        let groups = Some(vec![group.to_owned()]);
        let alike = rules
            .iter_mut()
            .find(|rule| rule.api_groups == groups && rule.verbs == verbs);
        match alike.and_then(|rule| rule.resources.as_mut()) {
            Some(resources) => resources.push(plural.to_owned()),
            None => rules.push(PolicyRule {
                api_groups: groups,
                resources: Some(vec![plural.to_owned()]),
                verbs,
                ..PolicyRule::default()
            }),
        }
    }
    rules
}

fn named(name: &str, settings: Option<&KubernetesSettings>) -> ObjectMeta {
    ObjectMeta {
        name: Some(name.to_owned()),
        namespace: settings.map(|settings| settings.namespace.clone()),
        ..ObjectMeta::default()
    }
}

fn role_ref(kind: &str, name: &str) -> RoleRef {
    RoleRef {
        api_group: "rbac.authorization.k8s.io".to_owned(),
        kind: kind.to_owned(),
        name: name.to_owned(),
    }
}

fn account(settings: &KubernetesSettings) -> Subject {
    Subject {
        kind: "ServiceAccount".to_owned(),
        name: ACCOUNT.to_owned(),
        namespace: Some(settings.namespace.clone()),
        api_group: None,
    }
}

/// The API's types write their own version and kind.
fn with_type(object: &impl serde::Serialize) -> Value {
    serde_json::to_value(object).unwrap_or_default()
}
