//! Calls of the API server: applied, read and deleted objects, with the faults that pass tried again.

use std::time::Duration;

use kube::api::{Api, DeleteParams, DynamicObject, ListParams, Patch, PatchParams, PropagationPolicy};
use kube::core::{ApiResource, GroupVersionKind};
use kube::{Client, Error};
use serde_json::Value;

use super::drift::stamp::stamped;
use super::names::FIELD_MANAGER;
use super::objects::{Kind, Object};
use super::rights::{self, Call};
use crate::runtime::ApplyError;
use fp_contract::deployment::Failure;

/// How long one call may take.
const CALL: Duration = Duration::from_secs(10);
/// The pauses between attempts; after the last the call has failed.
const PAUSES: [Duration; 4] = [
    Duration::from_millis(50),
    Duration::from_millis(200),
    Duration::from_millis(800),
    Duration::from_secs(2),
];

/// Why a call failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum ClusterError {
    /// The API server does not answer, or is too busy; trying later may help.
    #[error("the cluster's API server does not answer: {0}")]
    Unavailable(String),
    /// The API server refuses it; trying the same again is of no use.
    #[error("the cluster refuses it: {0}")]
    Refused(String),
}

impl From<ClusterError> for ApplyError {
    fn from(error: ClusterError) -> Self {
        match error {
            ClusterError::Unavailable(_) => Self::Unavailable(error.to_string()),
            ClusterError::Refused(_) => {
                Self::Failed(Box::new(Failure::new("runtime_refused", error.to_string())))
            }
        }
    }
}

/// The API server.
#[derive(Clone)]
pub(super) struct Cluster {
    pub(super) client: Client,
}

impl Cluster {
    /// Applies an object as this server's; fields that this server no longer names are taken away.
    pub(super) async fn apply(&self, object: &Object) -> Result<DynamicObject, ClusterError> {
        debug_assert!(rights::allows(object.kind, Call::Apply), "{:?}", object.kind);
        let api = self.api(object.kind, object.body["metadata"]["namespace"].as_str());
        let parameters = PatchParams::apply(FIELD_MANAGER).force();
        let body = stamped(object);
        let patch = Patch::Apply(&body);
        patiently(|| api.patch(&object.name, &parameters, &patch)).await
    }

    /// Changes an object as a merge patch says.
    pub(super) async fn merge(&self, object: &Object, patch: &Value) -> Result<DynamicObject, ClusterError> {
        debug_assert!(rights::allows(object.kind, Call::Apply), "{:?}", object.kind);
        let api = self.api(object.kind, object.body["metadata"]["namespace"].as_str());
        let parameters = PatchParams {
            field_manager: Some(FIELD_MANAGER.to_owned()),
            ..PatchParams::default()
        };
        let patch = Patch::Merge(patch);
        patiently(|| api.patch(&object.name, &parameters, &patch)).await
    }

    /// The object, if there is one.
    pub(super) async fn get(
        &self,
        kind: Kind,
        namespace: &str,
        name: &str,
    ) -> Result<Option<DynamicObject>, ClusterError> {
        debug_assert!(rights::allows(kind, Call::Get), "{kind:?}");
        let api = self.api(kind, Some(namespace));
        patiently(|| api.get_opt(name)).await
    }

    /// The objects of a kind that `parameters` select, in one namespace or in all.
    pub(super) async fn list(
        &self,
        kind: Kind,
        namespace: Option<&str>,
        parameters: ListParams,
    ) -> Result<Vec<DynamicObject>, ClusterError> {
        debug_assert!(
            rights::allows(kind, Call::List) || rights::allows(kind, Call::Follow),
            "{kind:?}"
        );
        let api = self.api(kind, namespace);
        let list = patiently(|| api.list(&parameters)).await?;
        Ok(list.items)
    }

    /// Deletes an object and what it owns. Nothing when there is none.
    pub(super) async fn delete(&self, kind: Kind, namespace: &str, name: &str) -> Result<(), ClusterError> {
        debug_assert!(rights::allows(kind, Call::Delete), "{kind:?}");
        let api = self.api(kind, Some(namespace));
        let parameters = DeleteParams {
            propagation_policy: Some(PropagationPolicy::Background),
            ..DeleteParams::default()
        };
        let delete = || async {
            match api.delete(name, &parameters).await {
                Err(Error::Api(status)) if status.code == 404 => Ok(()),
                result => result.map(drop),
            }
        };
        patiently(delete).await
    }

    pub(super) fn api(&self, kind: Kind, namespace: Option<&str>) -> Api<DynamicObject> {
        let (group, version, word, plural) = kind.resource();
        let resource =
            ApiResource::from_gvk_with_plural(&GroupVersionKind::gvk(group, version, word), plural);
        match namespace {
            Some(namespace) if kind != Kind::Namespace => {
                Api::namespaced_with(self.client.clone(), namespace, &resource)
            }
            _ => Api::all_with(self.client.clone(), &resource),
        }
    }
}

/// Carries out a call, again while its fault is one that passes.
async fn patiently<T, F>(call: impl Fn() -> F) -> Result<T, ClusterError>
where
    F: Future<Output = Result<T, Error>>,
{
    let mut pauses = PAUSES.into_iter();
    loop {
        let fault = match tokio::time::timeout(CALL, call()).await {
            Ok(Ok(answer)) => return Ok(answer),
            Ok(Err(error)) => fault(&error),
            Err(_) => ClusterError::Unavailable(format!("no answer within {} s", CALL.as_secs())),
        };
        match (fault, pauses.next()) {
            (ClusterError::Unavailable(_), Some(pause)) => tokio::time::sleep(pause).await,
            (fault, _) => return Err(fault),
        }
    }
}

fn fault(error: &Error) -> ClusterError {
    match error {
        Error::Api(status) if matches!(status.code, 409 | 429 | 500..) => {
            ClusterError::Unavailable(status.message.clone())
        }
        // A namespace on its way out is gone soon, and then made again.
        Error::Api(status) if status.message.contains("being terminated") => {
            ClusterError::Unavailable(status.message.clone())
        }
        Error::Api(status) => ClusterError::Refused(status.message.clone()),
        other => ClusterError::Unavailable(other.to_string()),
    }
}
