//! The `ConfigMap` with the code: what a pod starts from, and the cluster's own record of it.

use std::collections::BTreeMap;

use serde_json::json;

use super::super::names::{ENV_VERSION, REVISION, Subject};
use super::{Kind, Object};
use crate::runtime::Release;

/// The file that tells the runner what to load.
const LOAD: &str = "load.json";

/// The `ConfigMap` of a release. Keys may not contain `/`, so files are numbered, and `load.json` says where each belongs: a mount
/// with paths of its own in the pod's template would have to roll the pods with every file that comes or goes.
pub(in super::super) fn code(subject: &Subject, release: &Release) -> Object {
    let mut data = BTreeMap::new();
    let mut paths = BTreeMap::new();
    for (number, (path, text)) in release.revision.files.iter().enumerate() {
        let key = format!("file-{number}");
        data.insert(key.clone(), text.clone());
        paths.insert(key, path);
    }
    let load = json!({
        "revision": release.revision_id,
        "entrypoint": release.revision.entrypoint,
        "env_version": release.env_version,
        "paths": paths,
    });
    data.insert(LOAD.to_owned(), load.to_string());
    let mut metadata = subject.metadata(&subject.code());
    metadata["annotations"] =
        json!({REVISION: release.revision_id, ENV_VERSION: release.env_version.to_string()});
    Object::new(
        Kind::ConfigMap,
        subject.code(),
        json!({"metadata": metadata, "data": data}),
    )
}
