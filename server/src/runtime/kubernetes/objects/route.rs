//! The way in from outside: Traefik's `IngressRoute`, or a plain Ingress.

use serde_json::{Value, json};

use super::super::names::{Subject, ViewerSubject};
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

/// A way in from outside: which host leads where.
struct WayIn {
    name: String,
    metadata: Value,
    host: String,
    service: String,
    port: u16,
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
    let way_in = WayIn {
        name: subject.name(),
        metadata: subject.metadata(&subject.name()),
        host: format!("app-{}.{}", subject.app_id, settings.app_domain),
        service,
        port,
    };
    way_in.object(settings)
}

/// The viewer's route; none where the gateway is the only way in, which knows apps alone.
pub(super) fn viewer_route(settings: &KubernetesSettings, subject: &ViewerSubject) -> Option<Object> {
    let way_in = WayIn {
        name: subject.name(),
        metadata: subject.metadata(),
        host: format!("mongo-{}.{}", subject.owner, settings.app_domain),
        service: subject.name(),
        port: 80,
    };
    way_in.object(settings)
}

impl WayIn {
    fn object(self, settings: &KubernetesSettings) -> Option<Object> {
        match &settings.routing {
            Routing::Traefik { entry_points } => Some(self.ingress_route(settings, entry_points)),
            Routing::Ingress { class } => Some(self.ingress(settings, class)),
            Routing::Gateway => None,
        }
    }

    fn ingress_route(self, settings: &KubernetesSettings, entry_points: &[String]) -> Object {
        let mut spec = json!({
            "entryPoints": entry_points,
            "routes": [{
                "kind": "Rule",
                "match": format!("Host(`{}`)", self.host),
                "services": [{"name": self.service, "port": self.port}],
            }],
        });
        if let Some(secret) = self.certificate(settings) {
            spec["tls"] = json!({"secretName": secret});
        }
        let body = json!({"metadata": self.metadata, "spec": spec});
        Object::new(Kind::IngressRoute, self.name, body)
    }

    fn ingress(mut self, settings: &KubernetesSettings, class: &str) -> Object {
        let backend = json!({"service": {"name": self.service, "port": {"number": self.port}}});
        let mut spec = json!({
            "ingressClassName": class,
            "rules": [{
                "host": self.host,
                "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]},
            }],
        });
        if let Some(secret) = self.certificate(settings) {
            spec["tls"] = json!([{"hosts": [self.host], "secretName": secret}]);
        }
        if let Tls::Issuer(issuer) = &settings.tls {
            self.metadata["annotations"] = json!({"cert-manager.io/cluster-issuer": issuer});
        }
        let body = json!({"metadata": self.metadata, "spec": spec});
        Object::new(Kind::Ingress, self.name, body)
    }

    fn certificate(&self, settings: &KubernetesSettings) -> Option<String> {
        match &settings.tls {
            Tls::None => None,
            Tls::Secret(name) => Some(name.clone()),
            Tls::Issuer(_) => Some(format!("{}-tls", self.name)),
        }
    }
}
