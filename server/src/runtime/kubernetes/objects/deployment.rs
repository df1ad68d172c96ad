//! The Deployment: the app's pods, with every wall around them.

use serde_json::{Value, json};

use super::super::names::{APP_PORT, CONTROL_PORT, ENV_HASH, REVISION, Subject};
use super::super::settings::KubernetesSettings;
use super::{Kind, Object, walls};

/// Seconds between the moment a pod is told to end and the moment it takes no more connections: routers need so long to hear of it.
const LINGER_SECONDS: u32 = 3;

/// What a pod is started with; pods of equal templates are alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Template {
    /// The revision at the last roll: later ones are pushed into the running pods.
    pub(in super::super) revision: String,
    /// A digest of the variables.
    pub(in super::super) env_hash: String,
}

/// The Deployment with so many pods.
pub(in super::super) fn deployment(
    settings: &KubernetesSettings,
    subject: &Subject,
    template: &Template,
    replicas: u32,
) -> Object {
    let mut metadata = subject.metadata(&subject.name());
    metadata["annotations"] = json!({REVISION: template.revision});
    let spec = json!({
        "replicas": replicas,
        "selector": {"matchLabels": subject.labels()},
        "revisionHistoryLimit": 2,
        "progressDeadlineSeconds": deadline(settings),
        "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0, "maxSurge": 1}},
        "template": {
            "metadata": {
                "labels": subject.labels(),
                "annotations": {REVISION: template.revision, ENV_HASH: template.env_hash},
            },
            "spec": pod(settings, subject),
        },
    });
    Object::new(
        Kind::Deployment,
        subject.name(),
        json!({"metadata": metadata, "spec": spec}),
    )
}

/// Seconds after which a roll that did not come to its end is given up: pulling an image takes its time.
fn deadline(settings: &KubernetesSettings) -> u32 {
    let limits = settings.limits;
    limits.import + limits.start + limits.health + 120
}

fn pod(settings: &KubernetesSettings, subject: &Subject) -> Value {
    let grace = settings.limits.drain + LINGER_SECONDS + 5;
    walls::pod(
        settings,
        grace,
        &container(settings, subject),
        &volumes(settings, subject),
    )
}

fn container(settings: &KubernetesSettings, subject: &Subject) -> Value {
    let resources = &settings.resources;
    let mut container = json!({
        "name": "runner",
        "image": settings.image,
        "args": arguments(),
        "env": [
            {"name": "APP_ID", "value": subject.app_id.0},
            {"name": "CODE_PATH", "value": "/code"},
        ],
        "ports": [
            {"name": "http", "containerPort": APP_PORT, "protocol": "TCP"},
            {"name": "control", "containerPort": CONTROL_PORT, "protocol": "TCP"},
        ],
        "resources": {
            "requests": {"cpu": resources.cpu_request, "memory": resources.memory_request},
            "limits": {"cpu": resources.cpu_limit, "memory": resources.memory_limit},
        },
        "securityContext": walls::container(),
        "readinessProbe": {
            "httpGet": {"path": "/__fp/health", "port": APP_PORT},
            "periodSeconds": 1, "timeoutSeconds": 5, "failureThreshold": 3,
        },
        "livenessProbe": {
            "tcpSocket": {"port": CONTROL_PORT},
            "initialDelaySeconds": 30, "periodSeconds": 20, "failureThreshold": 3,
        },
        "lifecycle": {"preStop": {"exec": {"command": ["sleep", LINGER_SECONDS.to_string()]}}},
        "terminationMessagePolicy": "FallbackToLogsOnError",
        "volumeMounts": [
            {"name": "code", "mountPath": "/code", "readOnly": true},
            {"name": "env", "mountPath": "/run/secrets/fp/env", "readOnly": true},
            {"name": "token", "mountPath": "/run/secrets/fp/runner", "readOnly": true},
            {"name": "tmp", "mountPath": "/tmp"},
        ],
    });
    if let Some(policy) = &settings.image_pull_policy {
        container["imagePullPolicy"] = policy.as_str().into();
    }
    container
}

fn arguments() -> Value {
    json!([
        "supervise",
        "--control",
        format!("tcp:0.0.0.0:{CONTROL_PORT}"),
        "--listen",
        format!("tcp:0.0.0.0:{APP_PORT}"),
        "--work-dir",
        "/tmp/fp",
        "--data-dir",
        "/tmp/data",
        "--token-file",
        "/run/secrets/fp/runner/token",
        "--code-dir",
        "/code",
        "--env-dir",
        "/run/secrets/fp/env",
        "--termination-log",
        "/dev/termination-log",
    ])
}

fn volumes(settings: &KubernetesSettings, subject: &Subject) -> Value {
    json!([
        {"name": "code", "configMap": {"name": subject.code()}},
        {"name": "env", "secret": {"secretName": subject.env(), "defaultMode": 0o440}},
        {"name": "token", "secret": {"secretName": subject.token(), "defaultMode": 0o440}},
        {"name": "tmp", "emptyDir": {"sizeLimit": settings.resources.scratch_limit}},
    ])
}
