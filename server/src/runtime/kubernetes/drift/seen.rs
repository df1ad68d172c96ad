//! An object as it was seen: of each part a digest, so that thousands are held in little memory.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use k8s_openapi::api::apps::v1::Deployment;
use kube::ResourceExt as _;
use kube::api::DynamicObject;
use serde_json::Value;

use super::super::names::{APP_ID, OUR_ANNOTATIONS, USER_ID};
use super::super::objects::{Kind, Template};
use super::{Key, Scope, stamp};
use crate::store::{AppId, UserId};

/// An object as it was seen.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) struct Seen {
    pub(super) key: Key,
    pub(super) scope: Scope,
    pub(super) owner: Option<UserId>,
    pub(super) uid: String,
    /// The digest of what was applied, while it is there.
    pub(super) digest: Option<String>,
    /// A digest of every part that this platform decides, by its path.
    parts: BTreeMap<String, u64>,
    /// Of a Deployment, what its pods are started with.
    pub(super) template: Option<Template>,
}

impl Seen {
    pub(in super::super) fn of(kind: Kind, object: &DynamicObject) -> Self {
        let label = |name: &str| object.labels().get(name).cloned();
        let namespace = object.namespace().unwrap_or_default();
        let scope = match label(APP_ID) {
            Some(app_id) => Scope::App(AppId(app_id)),
            None if kind == Kind::Namespace => Scope::Tenant(object.name_any()),
            None => Scope::Tenant(namespace.clone()),
        };
        Self {
            key: Key {
                kind,
                namespace,
                name: object.name_any(),
            },
            scope,
            owner: label(USER_ID).map(UserId),
            uid: object.uid().unwrap_or_default(),
            digest: stamp::read(object),
            parts: parts(object),
            template: (kind == Kind::Deployment).then(|| template(object)).flatten(),
        }
    }

    /// The paths of the parts that are different in `other`.
    pub(super) fn differences(&self, other: &Self) -> Vec<String> {
        let mut paths: Vec<&String> = self.parts.keys().chain(other.parts.keys()).collect();
        paths.sort_unstable();
        paths.dedup();
        let differs = |path: &&String| self.parts.get(*path) != other.parts.get(*path);
        paths.into_iter().filter(differs).cloned().collect()
    }
}

fn template(object: &DynamicObject) -> Option<Template> {
    let deployment: Deployment = object.clone().try_parse().ok()?;
    Template::of(&deployment)
}

/// Everything but what the cluster itself writes. Labels and annotations of others are theirs.
fn parts(object: &DynamicObject) -> BTreeMap<String, u64> {
    let mut parts = BTreeMap::new();
    for (name, value) in object.data.as_object().into_iter().flatten() {
        match value {
            _ if name == "status" => {}
            Value::Object(children) => {
                let of_children = children.iter();
                parts.extend(of_children.map(|(child, value)| (format!("{name}.{child}"), digest(value))));
            }
            value => drop(parts.insert(name.clone(), digest(value))),
        }
    }
    let labels = ["app", "managed-by", APP_ID, USER_ID];
    let ours = labels.map(|label| object.labels().get(label));
    parts.insert("metadata.labels".to_owned(), digest(&serde_json::json!(ours)));
    let annotations = object.annotations().iter();
    let ours: Vec<_> = annotations
        .filter(|(name, _)| name.starts_with(OUR_ANNOTATIONS))
        .collect();
    parts.insert(
        "metadata.annotations".to_owned(),
        digest(&serde_json::json!(ours)),
    );
    let owners = serde_json::json!(object.owner_references());
    parts.insert("metadata.ownerReferences".to_owned(), digest(&owners));
    parts
}

fn digest(value: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.to_string().hash(&mut hasher);
    hasher.finish()
}
