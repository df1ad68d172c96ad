//! The digest that every applied object carries of itself.

use kube::ResourceExt as _;
use kube::api::DynamicObject;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::super::names::APPLIED;
use super::super::objects::{Object, hexadecimal};

/// The object's body with the digest of itself among its annotations.
pub(in super::super) fn stamped(object: &Object) -> Value {
    let mut body = object.body.clone();
    let metadata = &mut body["metadata"];
    if let Some(annotations) = metadata["annotations"].as_object_mut() {
        annotations.remove(APPLIED);
    }
    let digest = Sha256::digest(body.to_string());
    let text = hexadecimal(&digest[..8]);
    body["metadata"]["annotations"][APPLIED] = text.into();
    body
}

/// The digest an object carries.
pub(super) fn read(object: &DynamicObject) -> Option<String> {
    object.annotations().get(APPLIED).cloned()
}
