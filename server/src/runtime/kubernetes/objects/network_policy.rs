//! Who may reach an app's pods, and what they may reach. Deny by default, in and out.

use serde_json::{Value, json};

use super::super::names::{APP_PORT, CONTROL_PORT, Subject, ViewerSubject};
use super::super::settings::KubernetesSettings;
use super::{Kind, Object};

/// The label every namespace carries with its own name (Kubernetes 1.21; a platform of older clusters sets it itself).
const NAMESPACE_NAME: &str = "kubernetes.io/metadata.name";

/// The policy of one app: requests from the routers and this server, control from this server alone; out to names, the platform's
/// own database and the world, but to no private network.
pub(in super::super) fn network_policies(settings: &KubernetesSettings, subject: &Subject) -> Object {
    let spec = json!({
        "podSelector": {"matchLabels": subject.labels()},
        "policyTypes": ["Ingress", "Egress"],
        "ingress": ingress(settings),
        "egress": egress(settings),
    });
    let metadata = subject.metadata(&subject.name());
    Object::new(
        Kind::NetworkPolicy,
        subject.name(),
        json!({"metadata": metadata, "spec": spec}),
    )
}

/// The policy of a viewer: requests from the routers alone; out as its owner's apps, for the database server may be anywhere.
pub(super) fn viewer_network_policy(settings: &KubernetesSettings, subject: &ViewerSubject) -> Object {
    let spec = json!({
        "podSelector": {"matchLabels": subject.labels()},
        "policyTypes": ["Ingress", "Egress"],
        "ingress": [{"from": [routers(settings)], "ports": [{"port": settings.viewer.port, "protocol": "TCP"}]}],
        "egress": egress(settings),
    });
    Object::new(
        Kind::NetworkPolicy,
        subject.name(),
        json!({"metadata": subject.metadata(), "spec": spec}),
    )
}

fn ingress(settings: &KubernetesSettings) -> Value {
    let platform = json!({
        "namespaceSelector": {"matchLabels": {NAMESPACE_NAME: settings.namespace}},
        "podSelector": {"matchLabels": {"app": settings.gateway.name}},
    });
    json!([
        {"from": [routers(settings), platform.clone()], "ports": [{"port": APP_PORT, "protocol": "TCP"}]},
        {"from": [platform], "ports": [{"port": CONTROL_PORT, "protocol": "TCP"}]},
    ])
}

fn routers(settings: &KubernetesSettings) -> Value {
    json!({"namespaceSelector": {"matchLabels": {NAMESPACE_NAME: settings.ingress_namespace}}})
}

fn egress(settings: &KubernetesSettings) -> Value {
    let names = json!({
        "to": [{
            "namespaceSelector": {"matchLabels": {NAMESPACE_NAME: "kube-system"}},
            "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
        }],
        "ports": [{"port": 53, "protocol": "UDP"}, {"port": 53, "protocol": "TCP"}],
    });
    let databases = json!({
        "to": [{"namespaceSelector": {"matchLabels": {"platform.gofastapi.xyz/databases": "true"}}}],
        "ports": [{"port": 27017, "protocol": "TCP"}],
    });
    let (six, four): (Vec<_>, Vec<_>) = settings
        .denied_networks
        .iter()
        .partition(|network| network.contains(':'));
    json!([
        names,
        databases,
        {"to": [
            {"ipBlock": {"cidr": "0.0.0.0/0", "except": four}},
            {"ipBlock": {"cidr": "::/0", "except": six}},
        ]},
    ])
}
