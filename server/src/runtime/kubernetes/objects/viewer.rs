//! A viewer's objects: mongo-express behind a sign-in of its own, with all that is secret in one Secret.
//!
//! It runs without its admin features: their start page never ends for a login that may not watch the whole server.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::super::names::{ENV_HASH, LAST_ACCESS, USER_ID, ViewerSubject};
use super::super::settings::KubernetesSettings;
use super::network_policy::viewer_network_policy;
use super::route::viewer_route;
use super::walls::{self, Walls};
use super::{Kind, Object, env_hash};
use crate::runtime::ViewerSpec;

/// The connection string of the first database, as on the existing platform.
const MONGODB_URL: &str = "ME_CONFIG_MONGODB_URL";
/// The name to sign in with.
pub(in super::super) const USERNAME: &str = "ME_CONFIG_BASICAUTH_USERNAME";
/// The password to sign in with.
pub(in super::super) const PASSWORD: &str = "ME_CONFIG_BASICAUTH_PASSWORD";
/// Signs cookies and sessions; the image has well-known ones.
const SIGNERS: [&str; 2] = ["ME_CONFIG_SITE_COOKIESECRET", "ME_CONFIG_SITE_SESSIONSECRET"];
/// All databases, for `config.js`.
pub(in super::super) const DATABASES: &str = "FP_DATABASES";
/// The part of mongo-express' configuration that no variable can say.
const CONFIG: &str = "config.js";
/// Where mongo-express is in its image.
const FOLDER: &str = "/app";
/// The most that `/tmp` may hold: mongo-express needs none of it, Node.js little.
const SCRATCH_LIMIT: &str = "16Mi";
/// Seconds the container may take to end.
const GRACE_SECONDS: i64 = 5;

/// What the Secret holds, by key.
pub(in super::super) type Values = BTreeMap<&'static str, String>;

/// All that is secret, in clear. `signer` is random.
pub(in super::super) fn values(spec: &ViewerSpec, signer: &str) -> Values {
    let first = spec.databases.first();
    let mut values = Values::from([
        (
            MONGODB_URL,
            first.map(|first| first.uri.clone()).unwrap_or_default(),
        ),
        (USERNAME, spec.username.clone()),
        (PASSWORD, spec.password.clone()),
        (DATABASES, json!(spec.databases).to_string()),
        (CONFIG, include_str!("viewer/config.js").to_owned()),
    ]);
    values.extend(SIGNERS.map(|name| (name, signer.to_owned())));
    values
}

/// What a viewer has besides its Deployment.
pub(in super::super) fn beside(
    settings: &KubernetesSettings,
    subject: &ViewerSubject,
    values: &Values,
) -> Vec<Object> {
    let mut objects = vec![
        secret(subject, values),
        service(subject, settings.viewer.port),
        viewer_network_policy(settings, subject),
    ];
    objects.extend(viewer_route(settings, subject));
    objects
}

/// The Deployment, last asked for at `last_access`. Another Secret replaces its pod: the old sign-in ends before the new one
/// begins.
pub(in super::super) fn deployment(
    settings: &KubernetesSettings,
    subject: &ViewerSubject,
    values: &Values,
    last_access: &str,
) -> Object {
    let mut metadata = subject.metadata();
    metadata["annotations"] = json!({LAST_ACCESS: last_access});
    let volumes = json!([
        {"name": "config", "secret": {
            "secretName": subject.name(), "defaultMode": 0o440, "items": [{"key": CONFIG, "path": CONFIG}],
        }},
        {"name": "tmp", "emptyDir": {"sizeLimit": SCRATCH_LIMIT}},
    ]);
    let walls = Walls {
        runtime_class: settings.runtime_class.as_deref(),
        pull_secret: settings.image_pull_secret.as_deref(),
        grace_seconds: GRACE_SECONDS,
    };
    let spec = json!({
        "replicas": 1,
        "selector": {"matchLabels": subject.labels()},
        "revisionHistoryLimit": 0,
        "strategy": {"type": "Recreate"},
        "template": {
            "metadata": {"labels": subject.labels(), "annotations": {ENV_HASH: hash(values)}},
            "spec": walls.pod(&container(settings, subject), &volumes),
        },
    });
    Object::new(
        Kind::Deployment,
        subject.name(),
        json!({"metadata": metadata, "spec": spec}),
    )
}

/// A digest of the Secret that tells nothing of it: the key that signs is random and part of it.
pub(in super::super) fn hash(values: &Values) -> String {
    let named = values.iter();
    let named = named.map(|(name, value)| ((*name).to_owned(), value.clone()));
    env_hash(&named.collect(), "")
}

fn secret(subject: &ViewerSubject, values: &Values) -> Object {
    let data: BTreeMap<_, _> = values
        .iter()
        .map(|(name, value)| (*name, STANDARD.encode(value)))
        .collect();
    Object::new(
        Kind::Secret,
        subject.name(),
        json!({"metadata": subject.metadata(), "type": "Opaque", "data": data}),
    )
}

fn service(subject: &ViewerSubject, port: u16) -> Object {
    let spec = json!({
        "type": "ClusterIP",
        "selector": {"app": "mongo-viewer", USER_ID: subject.owner.0},
        "ports": [{"name": "http", "port": 80, "targetPort": port, "protocol": "TCP"}],
    });
    Object::new(
        Kind::Service,
        subject.name(),
        json!({"metadata": subject.metadata(), "spec": spec}),
    )
}

fn container(settings: &KubernetesSettings, subject: &ViewerSubject) -> Value {
    let port = settings.viewer.port;
    let mut container = json!({
        "name": "mongo-express",
        "image": settings.viewer.image,
        "env": variables(port, subject),
        "ports": [{"name": "http", "containerPort": port, "protocol": "TCP"}],
        "resources": {
            "requests": {"cpu": "25m", "memory": "32Mi"},
            "limits": {"cpu": "200m", "memory": "128Mi"},
        },
        "securityContext": walls::container(),
        // Needs no sign-in, and answers once connecting to the databases was tried.
        "readinessProbe": {
            "httpGet": {"path": "/status", "port": port},
            "periodSeconds": 2, "timeoutSeconds": 5, "failureThreshold": 3,
        },
        "livenessProbe": {
            "tcpSocket": {"port": port},
            "initialDelaySeconds": 60, "periodSeconds": 20, "failureThreshold": 3,
        },
        "volumeMounts": [
            {"name": "config", "mountPath": format!("{FOLDER}/{CONFIG}"), "subPath": CONFIG, "readOnly": true},
            {"name": "tmp", "mountPath": "/tmp"},
        ],
    });
    if let Some(policy) = &settings.image_pull_policy {
        container["imagePullPolicy"] = policy.as_str().into();
    }
    container
}

fn variables(port: u16, subject: &ViewerSubject) -> Vec<Value> {
    let plain = [
        ("PORT", port.to_string()),
        ("VCAP_APP_HOST", "0.0.0.0".to_owned()),
        ("ME_CONFIG_MONGODB_ENABLE_ADMIN", "false".to_owned()),
        // Both names of the same switch: without it a sign-in is not asked for, whatever name and password are set.
        ("ME_CONFIG_BASICAUTH", "true".to_owned()),
        ("ME_CONFIG_BASICAUTH_ENABLED", "true".to_owned()),
        // The image waits by itself for a server of another variable, which is not set.
        ("ME_CONFIG_CONNECT_RETRIES", "1".to_owned()),
    ];
    let secret = [MONGODB_URL, USERNAME, PASSWORD, DATABASES]
        .into_iter()
        .chain(SIGNERS);
    let plain = plain
        .iter()
        .map(|(name, value)| json!({"name": name, "value": value}));
    let secret = secret.map(
        |name| json!({"name": name, "valueFrom": {"secretKeyRef": {"name": subject.name(), "key": name}}}),
    );
    plain.chain(secret).collect()
}
