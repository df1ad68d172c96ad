//! The Service: one address for the app's pods.

use serde_json::json;

use super::super::names::{APP_ID, APP_PORT, Subject};
use super::{Kind, Object};

/// Port 80 of the Service leads to the app. `protocol` is spelt out: older API servers refuse an applied port without it.
pub(in super::super) fn service(subject: &Subject) -> Object {
    let spec = json!({
        "type": "ClusterIP",
        "selector": {"app": "user-fastapi-app", APP_ID: subject.app_id.0},
        "ports": [{"name": "http", "port": 80, "targetPort": APP_PORT, "protocol": "TCP"}],
    });
    let metadata = subject.metadata(&subject.name());
    Object::new(
        Kind::Service,
        subject.name(),
        json!({"metadata": metadata, "spec": spec}),
    )
}
