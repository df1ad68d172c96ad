//! Settings of the Kubernetes engine. Names of the existing platform's variables are kept.

use std::time::Duration;

use clap::Args;

use crate::runtime::kubernetes::{
    GatewayService, KubernetesSettings, LimitSeconds, Resources, Routing, TenantQuota, Tls, ViewerSettings,
};

/// Private networks, and the addresses of cloud metadata, that apps may not reach.
const DENIED_NETWORKS: &str =
    "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,100.64.0.0/10,169.254.0.0/16,fc00::/7,fe80::/10";

/// How apps run in a cluster.
#[derive(Args, Clone, Debug)]
pub struct KubernetesOptions {
    /// Namespace of the platform and, unless tenants have their own, of its apps.
    #[arg(
        long,
        env = "PLATFORM_NAMESPACE",
        default_value = "fastapi-platform",
        global = true
    )]
    pub platform_namespace: String,
    /// Whether every tenant's apps are in a namespace of their own.
    #[arg(long, env = "FP_TENANT_NAMESPACES", global = true)]
    pub tenant_namespaces: bool,
    /// Image of the runner. Apps that run keep theirs until they are deployed, wake, or an operator rolls it out.
    #[arg(long, env = "RUNNER_IMAGE", default_value = "fp-runner:latest", global = true)]
    pub runner_image: String,
    /// When the image is pulled [default: the cluster's own rule].
    #[arg(long, env = "FP_IMAGE_PULL_POLICY", value_parser = ["Always", "IfNotPresent", "Never"], global = true)]
    pub image_pull_policy: Option<String>,
    /// Secret with the registry's login.
    #[arg(long, env = "FP_IMAGE_PULL_SECRET", global = true)]
    pub image_pull_secret: Option<String>,
    /// `RuntimeClass` that sandboxes apps, such as `gvisor`.
    #[arg(long, env = "FP_RUNTIME_CLASS", global = true)]
    pub runtime_class: Option<String>,
    /// Pods of an app that is awake.
    #[arg(long, env = "FP_REPLICAS", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=10), global = true)]
    pub replicas: u32,
    /// How the outside reaches apps: `traefik`, `ingress` or `gateway`.
    #[arg(long, env = "FP_ROUTING", default_value = "traefik", value_parser = ["traefik", "ingress", "gateway"], global = true)]
    pub routing: String,
    /// Traefik's entry points, comma-separated.
    #[arg(long, env = "FP_ENTRY_POINTS", default_value = "web", global = true)]
    pub entry_points: String,
    /// Class of plain Ingresses.
    #[arg(long, env = "FP_INGRESS_CLASS", default_value = "nginx", global = true)]
    pub ingress_class: String,
    /// Secret with the certificate of apps' routes.
    #[arg(long, env = "FP_TLS_SECRET", conflicts_with = "tls_issuer", global = true)]
    pub tls_secret: Option<String>,
    /// `ClusterIssuer` that makes the certificates of apps' routes.
    #[arg(long, env = "FP_TLS_ISSUER", global = true)]
    pub tls_issuer: Option<String>,
    /// Service of this server, to which routes of apps that are not awake lead.
    #[arg(long, env = "FP_GATEWAY_SERVICE", default_value = "fp-server", global = true)]
    pub gateway_service: String,
    /// Port of that Service.
    #[arg(long, env = "FP_GATEWAY_PORT", default_value_t = 80, global = true)]
    pub gateway_port: u16,
    /// Namespace of the routers, whose pods may reach apps.
    #[arg(long, env = "FP_INGRESS_NAMESPACE", default_value = "traefik", global = true)]
    pub ingress_namespace: String,
    /// Networks that apps may not reach, comma-separated.
    #[arg(long, env = "FP_DENIED_NETWORKS", default_value = DENIED_NETWORKS, global = true)]
    pub denied_networks: String,
    /// Processor time of a pod at most. It reaches apps that run as the image does.
    #[arg(long, env = "FP_CPU_LIMIT", default_value_t = Resources::default().cpu_limit, global = true)]
    pub cpu_limit: String,
    /// Memory of a pod at most. It reaches apps that run as the image does.
    #[arg(long, env = "FP_MEMORY_LIMIT", default_value = "128Mi", global = true)]
    pub memory_limit: String,
    /// Image of mongo-express, which shows databases in a browser.
    #[arg(long, env = "MONGO_VIEWER_IMAGE", default_value_t = ViewerSettings::default().image, global = true)]
    pub mongo_viewer_image: String,
    /// Port on which it listens.
    #[arg(long, env = "MONGO_VIEWER_PORT", default_value_t = 8081, value_parser = clap::value_parser!(u16).range(1024..), global = true)]
    pub mongo_viewer_port: u16,
    /// Hours that one is kept which nobody asks for.
    #[arg(long, env = "MONGO_VIEWER_TTL_HOURS", default_value_t = 48, value_parser = clap::value_parser!(u32).range(1..), global = true)]
    pub mongo_viewer_ttl_hours: u32,
}

impl KubernetesOptions {
    /// The settings of the engine; apps answer below `app_domain`.
    pub fn settings(&self, app_domain: &str, limits: LimitSeconds) -> KubernetesSettings {
        KubernetesSettings {
            namespace: self.platform_namespace.clone(),
            tenant_namespaces: self.tenant_namespaces,
            app_domain: app_domain.split(':').next().unwrap_or_default().to_owned(),
            image: self.runner_image.clone(),
            image_pull_policy: self.image_pull_policy.clone(),
            image_pull_secret: self.image_pull_secret.clone(),
            runtime_class: self.runtime_class.clone(),
            replicas: self.replicas,
            resources: Resources {
                cpu_limit: self.cpu_limit.clone(),
                memory_limit: self.memory_limit.clone(),
                ..Resources::default()
            },
            tenant_quota: TenantQuota::default(),
            routing: self.routing(),
            tls: self.tls(),
            gateway: GatewayService {
                name: self.gateway_service.clone(),
                port: self.gateway_port,
            },
            ingress_namespace: self.ingress_namespace.clone(),
            denied_networks: listed(&self.denied_networks),
            limits,
            viewer: ViewerSettings {
                image: self.mongo_viewer_image.clone(),
                port: self.mongo_viewer_port,
                ttl: Duration::from_hours(self.mongo_viewer_ttl_hours.into()),
            },
        }
    }

    fn routing(&self) -> Routing {
        match self.routing.as_str() {
            "ingress" => Routing::Ingress {
                class: self.ingress_class.clone(),
            },
            "gateway" => Routing::Gateway,
            _ => Routing::Traefik {
                entry_points: listed(&self.entry_points),
            },
        }
    }

    fn tls(&self) -> Tls {
        match (&self.tls_secret, &self.tls_issuer) {
            (Some(secret), _) => Tls::Secret(secret.clone()),
            (None, Some(issuer)) => Tls::Issuer(issuer.clone()),
            (None, None) => Tls::None,
        }
    }
}

fn listed(text: &str) -> Vec<String> {
    text.split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .map(str::to_owned)
        .collect()
}
