//! The operations of the API, as its own description lists them, and requests that fit them.

use axum::body::Body;
use fp_server::api;
use serde_json::{Map, Value, json};

/// An operation as it is described.
pub(super) struct Operation {
    pub(super) method: String,
    /// With the names of its parameters in braces.
    pub(super) path: String,
    /// The scopes it needs; `None` when it needs no account.
    pub(super) scopes: Option<Vec<String>>,
    /// Whether it is a WebSocket.
    pub(super) streams: bool,
    body: Option<Value>,
}

impl Operation {
    /// Method and path, as they are described.
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// The path to these objects.
    pub(super) fn path_to(&self, object: impl Fn(&str) -> String) -> String {
        let parts = self.path.split('/').map(|part| {
            let parameter = part.strip_prefix('{').and_then(|part| part.strip_suffix('}'));
            parameter.map_or_else(|| part.to_owned(), &object)
        });
        parts.collect::<Vec<_>>().join("/")
    }

    /// Whether the path names something that belongs to somebody.
    pub(super) fn has_object(&self) -> bool {
        self.path.contains('{')
    }

    /// A body that fits.
    pub(super) fn body(&self) -> Body {
        match &self.body {
            Some(Value::String(text)) => Body::from(text.clone()),
            Some(body) => Body::from(body.to_string()),
            None => Body::empty(),
        }
    }
}

/// All of them.
pub(super) fn operations() -> Vec<Operation> {
    let document = serde_json::to_value(api::openapi()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let described = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().iter();
        methods.map(|(method, operation)| Operation {
            method: method.to_uppercase(),
            path: path.clone(),
            scopes: scopes(operation),
            streams: operation["responses"]["101"].is_object(),
            body: body(&document, &operation["requestBody"]["content"]),
        })
    });
    described.collect()
}

fn scopes(operation: &Value) -> Option<Vec<String>> {
    let requirement = operation["security"].as_array()?.first()?;
    serde_json::from_value(requirement["bearer"].clone()).unwrap()
}

fn body(document: &Value, content: &Value) -> Option<Value> {
    let (kind, content) = content.as_object()?.iter().next()?;
    if kind == "application/json" {
        Some(sample(document, &content["schema"]))
    } else {
        Some(json!("A=1\n"))
    }
}

/// The smallest value that fits a schema.
fn sample(document: &Value, schema: &Value) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        return sample(document, document.pointer(&reference[1..]).unwrap());
    }
    let examples = [
        &schema["example"],
        &schema["examples"][0],
        &schema["enum"][0],
        &schema["const"],
    ];
    if let Some(example) = examples.into_iter().find(|example| !example.is_null()) {
        return example.clone();
    }
    if let Some(parts) = schema["allOf"].as_array() {
        let parts = parts.iter().map(|part| sample(document, part));
        return parts.fold(json!({}), merged);
    }
    for choice in ["oneOf", "anyOf"] {
        if let Some(first) = schema[choice].as_array().and_then(|choices| choices.first()) {
            return sample(document, first);
        }
    }
    match schema["type"].as_str().or_else(|| schema["type"][0].as_str()) {
        Some("object") => required(document, schema),
        Some("array") => json!([]),
        Some("boolean") => json!(true),
        Some("integer" | "number") => json!(1),
        _ => json!("sample"),
    }
}

fn required(document: &Value, schema: &Value) -> Value {
    let names = schema["required"].as_array().into_iter().flatten();
    let fields = names.map(|name| {
        let name = name.as_str().unwrap();
        (name.to_owned(), sample(document, &schema["properties"][name]))
    });
    Value::Object(fields.collect::<Map<_, _>>())
}

fn merged(mut left: Value, right: Value) -> Value {
    if let (Some(left), Value::Object(right)) = (left.as_object_mut(), right) {
        left.extend(right);
    }
    left
}
