//! How apps run in a cluster. Names of the existing platform's variables are kept by the configuration above.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::runtime::runner::message::Limits;

/// How the outside reaches apps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Routing {
    /// Traefik's `IngressRoute`, as on the existing platform.
    Traefik {
        /// Entry points of Traefik, such as `web`.
        entry_points: Vec<String>,
    },
    /// A plain `networking.k8s.io` Ingress.
    Ingress {
        /// The class, such as `nginx`.
        class: String,
    },
    /// Nothing: the gateway is the only way in.
    Gateway,
}

/// Whether and how routes end TLS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tls {
    /// They do not: something in front of the cluster does.
    None,
    /// With the certificate of this Secret in the app's namespace.
    Secret(String),
    /// With a certificate that cert-manager's `ClusterIssuer` of this name makes.
    Issuer(String),
}

/// What an app's container may use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resources {
    /// Requested processor time, such as `50m`.
    pub cpu_request: String,
    /// The most processor time, such as `1`.
    pub cpu_limit: String,
    /// Requested memory, such as `64Mi`.
    pub memory_request: String,
    /// The most memory, such as `128Mi`.
    pub memory_limit: String,
    /// The most that `/tmp`, where the app's own folder is, may hold.
    pub scratch_limit: String,
}

/// What all apps of one tenant may use together, in a namespace of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TenantQuota {
    /// Pods.
    pub pods: u32,
    /// The sum of processor limits.
    pub cpu: String,
    /// The sum of memory limits.
    pub memory: String,
}

/// The Service through which requests for apps that are not awake reach this server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayService {
    /// Its name in the platform's namespace.
    pub name: String,
    /// Its port.
    pub port: u16,
}

/// The program that shows databases in a browser: mongo-express.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewerSettings {
    /// Its image (`MONGO_VIEWER_IMAGE`).
    pub image: String,
    /// The port on which it listens (`MONGO_VIEWER_PORT`).
    pub port: u16,
    /// How long one is kept that nobody asks for (`MONGO_VIEWER_TTL_HOURS`).
    pub ttl: Duration,
}

/// How apps run in a cluster.
///
/// What a pod is started with (image, pull policy and secret, runtime class, resources, the time to end) reaches an app that runs
/// with its next revision or variables, when it wakes, or when it is renewed: a server that starts with other settings replaces no pod.
#[derive(Clone, Debug)]
pub struct KubernetesSettings {
    /// The platform's namespace (`PLATFORM_NAMESPACE`).
    pub namespace: String,
    /// Whether every tenant's apps are in a namespace of their own, `{namespace}-{user id}`.
    pub tenant_namespaces: bool,
    /// The domain below which apps answer, without a port.
    pub app_domain: String,
    /// The runner's image (`RUNNER_IMAGE`).
    pub image: String,
    /// When the image is pulled; the cluster's own rule when absent.
    pub image_pull_policy: Option<String>,
    /// The Secret with the registry's login.
    pub image_pull_secret: Option<String>,
    /// A sandboxed runtime such as gVisor's.
    pub runtime_class: Option<String>,
    /// How many pods an app has while it is awake.
    pub replicas: u32,
    /// What one pod may use.
    pub resources: Resources,
    /// What a tenant may use in a namespace of its own.
    pub tenant_quota: TenantQuota,
    /// How the outside reaches apps.
    pub routing: Routing,
    /// Whether routes end TLS.
    pub tls: Tls,
    /// Where requests for apps that are not awake go.
    pub gateway: GatewayService,
    /// Labels of the namespace whose pods (Traefik's) may reach apps, besides the platform's own.
    pub ingress_namespace: String,
    /// Networks that apps may not reach: the cluster's own and the metadata addresses.
    pub denied_networks: Vec<String>,
    /// How long each step of a load may take.
    pub limits: LimitSeconds,
    /// The viewer of databases.
    pub viewer: ViewerSettings,
}

/// How long each step of a load may take, in seconds.
#[derive(Clone, Copy, Debug)]
pub struct LimitSeconds {
    /// Importing.
    pub import: u32,
    /// The app's own start-up.
    pub start: u32,
    /// Answering the health check.
    pub health: u32,
    /// Finishing requests.
    pub drain: u32,
}

impl LimitSeconds {
    pub(super) fn as_message(self) -> Limits {
        Limits {
            import: self.import,
            start: self.start,
            health: self.health,
            drain: self.drain,
        }
    }
}

impl Default for Resources {
    /// The numbers of the existing platform, but for the processor limit: a start is mostly imports, and on its quarter of a
    /// processor it took 9 s on the test bed. Requests decide who gets how much where pods compete.
    fn default() -> Self {
        Self {
            cpu_request: "50m".to_owned(),
            cpu_limit: "1".to_owned(),
            memory_request: "64Mi".to_owned(),
            memory_limit: "128Mi".to_owned(),
            scratch_limit: "64Mi".to_owned(),
        }
    }
}

impl Default for ViewerSettings {
    /// The numbers of the existing platform, and a version that does not change by itself.
    fn default() -> Self {
        Self {
            image: "mongo-express:1.0.2".to_owned(),
            port: 8081,
            ttl: Duration::from_hours(48),
        }
    }
}

impl Default for TenantQuota {
    fn default() -> Self {
        Self {
            pods: 40,
            cpu: "40".to_owned(),
            memory: "4Gi".to_owned(),
        }
    }
}
