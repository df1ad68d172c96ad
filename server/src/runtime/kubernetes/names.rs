//! Names and labels of an app's objects, as the existing platform gives them.

use serde_json::{Value, json};

use super::settings::KubernetesSettings;
use crate::store::{AppId, UserId};

/// The manager under which this server applies objects.
pub(super) const FIELD_MANAGER: &str = "fp-server";
/// The label that names the app.
pub(super) const APP_ID: &str = "app-id";
/// The label that names the owner.
pub(super) const USER_ID: &str = "user-id";
/// Selects everything of this platform.
pub(super) const MANAGED: &str = "managed-by=fastapi-platform,app=user-fastapi-app";
/// Selects that and what belongs to a tenant's namespace. Viewers are started when they are asked for: nobody puts them back.
pub(super) const OURS: &str = "managed-by=fastapi-platform,app!=mongo-viewer";
/// Selects what belongs to viewers.
pub(super) const VIEWERS: &str = "managed-by=fastapi-platform,app=mongo-viewer";
/// What the names of this platform's annotations begin with.
pub(super) const OUR_ANNOTATIONS: &str = "platform.gofastapi.xyz/";
/// The annotation with a digest of what was applied.
pub(super) const APPLIED: &str = "platform.gofastapi.xyz/applied";
/// The annotation with the revision an object carries.
pub(super) const REVISION: &str = "platform.gofastapi.xyz/code-hash";
/// The annotation with the version of the variables an object carries.
pub(super) const ENV_VERSION: &str = "platform.gofastapi.xyz/env-version";
/// The annotation with the runner as it was applied: the cluster fills in and rewrites some of it in the pods' template.
pub(super) const RUNNER: &str = "platform.gofastapi.xyz/runner";
/// The annotation with a digest of the variables.
pub(super) const ENV_HASH: &str = "platform.gofastapi.xyz/env-hash";
/// The annotation with the moment a viewer was last asked for.
pub(super) const LAST_ACCESS: &str = "platform.gofastapi.xyz/last-access";

/// The port on which apps answer.
pub(super) const APP_PORT: u16 = 8000;
/// The port on which runners are told what to do.
pub(super) const CONTROL_PORT: u16 = 8001;

/// Whose app, and where its objects are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Subject {
    pub(super) app_id: AppId,
    pub(super) owner: UserId,
    pub(super) namespace: String,
}

impl Subject {
    pub(super) fn new(settings: &KubernetesSettings, app_id: &AppId, owner: &UserId) -> Self {
        Self {
            app_id: app_id.clone(),
            owner: owner.clone(),
            namespace: namespace(settings, owner),
        }
    }

    /// The name of the app's Deployment, Service and route.
    pub(super) fn name(&self) -> String {
        format!("app-{}", self.app_id)
    }

    /// The name of the `ConfigMap` with the code.
    pub(super) fn code(&self) -> String {
        format!("app-{}-code", self.app_id)
    }

    /// The name of the Secret with the variables.
    pub(super) fn env(&self) -> String {
        format!("app-{}-env", self.app_id)
    }

    /// The name of the Secret with the runner's token.
    pub(super) fn token(&self) -> String {
        format!("app-{}-runner", self.app_id)
    }

    /// The labels of all its objects.
    pub(super) fn labels(&self) -> Value {
        json!({
            "app": "user-fastapi-app",
            USER_ID: self.owner.0,
            APP_ID: self.app_id.0,
            "managed-by": "fastapi-platform",
        })
    }

    /// The head of an object of its.
    pub(super) fn metadata(&self, name: &str) -> Value {
        json!({"name": name, "namespace": self.namespace, "labels": self.labels()})
    }
}

/// Whose viewer, and where its objects are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ViewerSubject {
    pub(super) owner: UserId,
    pub(super) namespace: String,
}

impl ViewerSubject {
    pub(super) fn new(settings: &KubernetesSettings, owner: &UserId) -> Self {
        Self {
            owner: owner.clone(),
            namespace: namespace(settings, owner),
        }
    }

    /// The name of all its objects.
    pub(super) fn name(&self) -> String {
        format!("mongo-viewer-{}", self.owner)
    }

    /// The labels of all its objects.
    pub(super) fn labels(&self) -> Value {
        json!({
            "app": "mongo-viewer",
            USER_ID: self.owner.0,
            "managed-by": "fastapi-platform",
        })
    }

    /// The head of every object of its.
    pub(super) fn metadata(&self) -> Value {
        json!({"name": self.name(), "namespace": self.namespace, "labels": self.labels()})
    }
}

/// The namespace of a tenant's apps.
pub(super) fn namespace(settings: &KubernetesSettings, owner: &UserId) -> String {
    if settings.tenant_namespaces {
        format!("{}-{owner}", settings.namespace)
    } else {
        settings.namespace.clone()
    }
}
