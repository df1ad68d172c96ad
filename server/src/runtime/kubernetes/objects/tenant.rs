//! A tenant's own namespace: the restricted pod security rules, a quota, limits for what names none, and no traffic by default.

use serde_json::json;

use super::super::names;
use super::super::settings::KubernetesSettings;
use super::{Kind, Object};
use crate::store::UserId;

/// The objects of the namespace; none while all apps share the platform's.
pub(in super::super) fn tenant(settings: &KubernetesSettings, owner: &UserId) -> Vec<Object> {
    let namespace = names::namespace(settings, owner);
    if namespace == settings.namespace {
        return Vec::new();
    }
    let head = |name: &str| json!({"name": name, "namespace": namespace, "labels": {"managed-by": "fastapi-platform"}});
    vec![
        walled(&namespace, owner),
        Object::new(
            Kind::ResourceQuota,
            "tenant",
            json!({"metadata": head("tenant"), "spec": {"hard": {
                "pods": settings.tenant_quota.pods.to_string(),
                "limits.cpu": settings.tenant_quota.cpu,
                "limits.memory": settings.tenant_quota.memory,
            }}}),
        ),
        Object::new(
            Kind::LimitRange,
            "tenant",
            json!({"metadata": head("tenant"), "spec": {"limits": [{
                "type": "Container",
                "default": {"cpu": settings.resources.cpu_limit, "memory": settings.resources.memory_limit},
                "defaultRequest": {"cpu": settings.resources.cpu_request, "memory": settings.resources.memory_request},
            }]}}),
        ),
        Object::new(
            Kind::NetworkPolicy,
            "default-deny",
            json!({"metadata": head("default-deny"), "spec": {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}}),
        ),
        gateway_alias(settings, &namespace),
    ]
}

/// A Service that is the gateway's by another name: routes may only lead to Services beside them.
fn gateway_alias(settings: &KubernetesSettings, namespace: &str) -> Object {
    let gateway = &settings.gateway;
    let spec = json!({
        "type": "ExternalName",
        "externalName": format!("{}.{}.svc.cluster.local", gateway.name, settings.namespace),
        "ports": [{"name": "http", "port": gateway.port, "protocol": "TCP"}],
    });
    let metadata = json!({
        "name": gateway.name,
        "namespace": namespace,
        "labels": {"managed-by": "fastapi-platform"},
    });
    Object::new(
        Kind::Service,
        gateway.name.clone(),
        json!({"metadata": metadata, "spec": spec}),
    )
}

fn walled(namespace: &str, owner: &UserId) -> Object {
    let labels = json!({
        "managed-by": "fastapi-platform",
        "user-id": owner.0,
        "kubernetes.io/metadata.name": namespace,
        "pod-security.kubernetes.io/enforce": "restricted",
        "pod-security.kubernetes.io/enforce-version": "v1.29",
        "pod-security.kubernetes.io/warn": "restricted",
        "pod-security.kubernetes.io/audit": "restricted",
    });
    Object::new(
        Kind::Namespace,
        namespace,
        json!({"metadata": {"name": namespace, "labels": labels}}),
    )
}
