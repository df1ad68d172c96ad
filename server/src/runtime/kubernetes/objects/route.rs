//! The way in from outside: Traefik's `IngressRoute`, or a plain Ingress.

use serde_json::json;

use super::super::names::Subject;
use super::super::settings::{KubernetesSettings, Routing, Tls};
use super::{Kind, Object};

/// Where a route leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Target {
    /// To the app's own Service.
    App,
    /// To this server's gateway, which wakes the app or says why it does not answer.
    Gateway,
}

/// The app's route; none where the gateway is the only way in.
pub(in super::super) fn route(
    settings: &KubernetesSettings,
    subject: &Subject,
    target: Target,
) -> Option<Object> {
    let (service, port) = match target {
        Target::App => (subject.name(), 80),
        Target::Gateway => (settings.gateway.name.clone(), settings.gateway.port),
    };
    match &settings.routing {
        Routing::Traefik { entry_points } => {
            Some(ingress_route(settings, subject, entry_points, &service, port))
        }
        Routing::Ingress { class } => Some(ingress(settings, subject, class, &service, port)),
        Routing::Gateway => None,
    }
}

fn ingress_route(
    settings: &KubernetesSettings,
    subject: &Subject,
    entry_points: &[String],
    service: &str,
    port: u16,
) -> Object {
    let mut spec = json!({
        "entryPoints": entry_points,
        "routes": [{
            "kind": "Rule",
            "match": format!("Host(`{}`)", host(settings, subject)),
            "services": [{"name": service, "port": port}],
        }],
    });
    if let Some(secret) = certificate(settings, subject) {
        spec["tls"] = json!({"secretName": secret});
    }
    let metadata = subject.metadata(&subject.name());
    Object::new(
        Kind::IngressRoute,
        subject.name(),
        json!({"metadata": metadata, "spec": spec}),
    )
}

fn ingress(
    settings: &KubernetesSettings,
    subject: &Subject,
    class: &str,
    service: &str,
    port: u16,
) -> Object {
    let host = host(settings, subject);
    let backend = json!({"service": {"name": service, "port": {"number": port}}});
    let mut spec = json!({
        "ingressClassName": class,
        "rules": [{
            "host": host,
            "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]},
        }],
    });
    let mut metadata = subject.metadata(&subject.name());
    if let Some(secret) = certificate(settings, subject) {
        spec["tls"] = json!([{"hosts": [host], "secretName": secret}]);
    }
    if let Tls::Issuer(issuer) = &settings.tls {
        metadata["annotations"] = json!({"cert-manager.io/cluster-issuer": issuer});
    }
    Object::new(
        Kind::Ingress,
        subject.name(),
        json!({"metadata": metadata, "spec": spec}),
    )
}

fn host(settings: &KubernetesSettings, subject: &Subject) -> String {
    format!("app-{}.{}", subject.app_id, settings.app_domain)
}

fn certificate(settings: &KubernetesSettings, subject: &Subject) -> Option<String> {
    match &settings.tls {
        Tls::None => None,
        Tls::Secret(name) => Some(name.clone()),
        Tls::Issuer(_) => Some(format!("{}-tls", subject.name())),
    }
}
