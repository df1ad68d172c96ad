//! The Deployment: the app's pods, with every wall around them.

use serde_json::{Value, json};

use super::super::names::{APP_PORT, CONTROL_PORT, ENV_HASH, REVISION, RUNNER, Subject};
use super::super::settings::KubernetesSettings;
use super::runner::{LINGER_SECONDS, SCRATCH};
use super::walls::{self, Walls};
use super::{Kind, Object, Runner, Template};

/// The Deployment with so many pods.
pub(in super::super) fn deployment(
    settings: &KubernetesSettings,
    subject: &Subject,
    template: &Template,
    replicas: u32,
) -> Object {
    let mut metadata = subject.metadata(&subject.name());
    metadata["annotations"] = json!({REVISION: template.revision, RUNNER: template.runner.written()});
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
            "spec": pod(&template.runner, subject),
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

fn pod(runner: &Runner, subject: &Subject) -> Value {
    let walls = Walls {
        runtime_class: runner.runtime_class.as_deref(),
        pull_secret: runner.pull_secret.as_deref(),
        grace_seconds: runner.grace_seconds,
    };
    walls.pod(&container(runner, subject), &volumes(runner, subject))
}

fn container(runner: &Runner, subject: &Subject) -> Value {
    let resources = &runner.resources;
    let mut container = json!({
        "name": "runner",
        "image": runner.image,
        "args": runner.arguments,
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
            {"name": SCRATCH, "mountPath": "/tmp"},
        ],
    });
    if let Some(policy) = &runner.pull_policy {
        container["imagePullPolicy"] = policy.as_str().into();
    }
    container
}

fn volumes(runner: &Runner, subject: &Subject) -> Value {
    json!([
        {"name": "code", "configMap": {"name": subject.code()}},
        {"name": "env", "secret": {"secretName": subject.env(), "defaultMode": 0o440}},
        {"name": "token", "secret": {"secretName": subject.token(), "defaultMode": 0o440}},
        {"name": SCRATCH, "emptyDir": {"sizeLimit": runner.resources.scratch_limit}},
    ])
}
