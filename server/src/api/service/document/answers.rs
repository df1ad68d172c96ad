//! What every operation takes and answers beside what it says itself: errors, entity tags and idempotency keys.

use fp_contract::error::{AnyErrorBody, ProblemBody};
use serde_json::json;
use utoipa::ToSchema as _;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Ref, Schema, SchemaFormat, SchemaType, Type};
use utoipa::openapi::{
    Components, ContentBuilder, HttpMethod, OpenApi, RefOr, Required, Response, ResponseBuilder,
};

use super::operations;

/// An error that many operations share: its name, its status, and what it means.
type Shared = (&'static str, &'static str, &'static str);

const BAD_REQUEST: Shared = (
    "BadRequest",
    "400",
    "The request makes no sense, or its idempotency key is not one",
);
const UNAUTHENTICATED: Shared = (
    "Unauthenticated",
    "401",
    "The token is not valid, or not any more",
);
const FORBIDDEN: Shared = ("Forbidden", "403", "There is no token, or it does not allow this");
const NOT_FOUND: Shared = (
    "NotFound",
    "404",
    "There is no such thing, or it is somebody else's",
);
const CONFLICT: Shared = (
    "Conflict",
    "409",
    "A request with this idempotency key is being carried out, or the state is another one",
);
const TOO_LARGE: Shared = ("PayloadTooLarge", "413", "The body is too large");
const UNFIT: Shared = (
    "InvalidFields",
    "422",
    "The request does not fit its schema: `detail` lists `loc`, `msg` and `type`",
);
const UPGRADE: Shared = ("UpgradeRequired", "426", "This address is a WebSocket");
const INTERNAL: Shared = (
    "InternalError",
    "500",
    "The server failed; its log has the reason under the id in `instance`",
);
const UNAVAILABLE: Shared = (
    "Unavailable",
    "503",
    "The record cannot be reached now, or too much waits already",
);
const TIMEOUT: Shared = (
    "Timeout",
    "504",
    "It takes longer than a request may; it goes on without the client",
);
const FULL: Shared = (
    "StorageFull",
    "507",
    "The disk that holds the record is full; nothing was changed",
);

const ALL: [Shared; 12] = [
    BAD_REQUEST,
    UNAUTHENTICATED,
    FORBIDDEN,
    NOT_FOUND,
    CONFLICT,
    TOO_LARGE,
    UNFIT,
    UPGRADE,
    INTERNAL,
    UNAVAILABLE,
    TIMEOUT,
    FULL,
];

/// Completes the document.
pub(super) fn complete(document: &mut OpenApi) {
    for (path, method, operation) in operations(document) {
        name(path, operation);
        add_errors(path, &method, operation);
        add_parameters(&method, operation);
    }
    describe(document.components.get_or_insert_default());
}

fn add_errors(path: &str, method: &HttpMethod, operation: &mut Operation) {
    let shared = shared_by(path, method, operation);
    let responses = &mut operation.responses.responses;
    for (name, status, _) in shared {
        let response = responses.entry(status.to_owned());
        response.or_insert_with(|| RefOr::Ref(Ref::from_response_name(name)));
    }
    for (status, response) in responses {
        if let RefOr::T(response) = response {
            widen(status, response);
        }
    }
}

fn add_parameters(method: &HttpMethod, operation: &mut Operation) {
    let described = operation.parameters.iter_mut().flatten();
    described.for_each(forget_width);
    let name = match method {
        HttpMethod::Get if is_json(operation) => "IfNoneMatch",
        HttpMethod::Post if operation.security.is_some() => "IdempotencyKey",
        _ => return,
    };
    let parameter = RefOr::Ref(Ref::new(format!("#/components/parameters/{name}")));
    operation.parameters.get_or_insert_default().push(parameter);
    if *method == HttpMethod::Get {
        let known = Response::new("The client has this reply already");
        operation
            .responses
            .responses
            .insert("304".to_owned(), known.into());
    }
}

/// Names of handlers are unique only within their group, which is the first part of the path.
fn name(path: &str, operation: &mut Operation) {
    let group = path.trim_start_matches("/api").split('/').nth(1);
    if let (Some(group), Some(handler)) = (group.filter(|group| !group.is_empty()), &operation.operation_id) {
        operation.operation_id = Some(format!("{group}_{handler}"));
    }
}

fn shared_by(path: &str, method: &HttpMethod, operation: &Operation) -> Vec<Shared> {
    let streams = operation.responses.responses.contains_key("101");
    let mut shared = vec![INTERNAL, UNAVAILABLE, TIMEOUT];
    if streams {
        shared.extend([BAD_REQUEST, UPGRADE]);
    }
    if operation.security.is_some() {
        shared.extend([UNAUTHENTICATED, FORBIDDEN]);
        if *method == HttpMethod::Post {
            shared.extend([BAD_REQUEST, CONFLICT, TOO_LARGE, UNFIT]);
        }
    }
    // The place in a list from which to go on may be gone.
    let goes_on = operation
        .parameters
        .iter()
        .flatten()
        .any(|each| is_named(each, "after"));
    if path.contains('{') || goes_on {
        shared.push(NOT_FOUND);
    }
    if operation
        .parameters
        .as_ref()
        .is_some_and(|all| all.iter().any(is_query))
    {
        shared.push(UNFIT);
    }
    if operation.request_body.is_some() {
        shared.extend([TOO_LARGE, UNFIT]);
    }
    if *method != HttpMethod::Get {
        shared.push(FULL);
    }
    shared
}

/// The width of a number in the server's memory is no limit of the parameter: what is too large is answered with the most
/// there is.
fn forget_width(parameter: &mut RefOr<Parameter>) {
    if let RefOr::T(Parameter {
        schema: Some(RefOr::T(schema)),
        ..
    }) = parameter
    {
        forget_widths(schema);
    }
}

/// A number without sign fits a wider format than the one of its width.
fn forget_widths(schema: &mut Schema) {
    let parts: Vec<&mut RefOr<Schema>> = match schema {
        Schema::Object(object) => {
            if matches!(
                object.format,
                Some(SchemaFormat::KnownFormat(KnownFormat::Int32 | KnownFormat::Int64))
            ) {
                object.format = None;
            }
            object.properties.values_mut().collect()
        }
        Schema::AllOf(all) => all.items.iter_mut().collect(),
        _ => Vec::new(),
    };
    for part in parts {
        if let RefOr::T(part) = part {
            forget_widths(part);
        }
    }
}

fn is_query(parameter: &RefOr<Parameter>) -> bool {
    matches!(parameter, RefOr::T(parameter) if parameter.parameter_in == ParameterIn::Query)
}

fn is_named(parameter: &RefOr<Parameter>, name: &str) -> bool {
    matches!(parameter, RefOr::T(parameter) if parameter.name == name)
}

fn is_json(operation: &Operation) -> bool {
    matches!(
        operation.responses.responses.get("200"),
        Some(RefOr::T(response)) if response.content.contains_key("application/json")
    )
}

/// Gives an error of an operation's own the form of a problem document, and the other shapes in which what stands before the
/// operation may refuse with the same status.
fn widen(status: &str, response: &mut Response) {
    if !status.starts_with(['4', '5']) {
        return;
    }
    if ["400", "403", "409", "422"].contains(&status) || response.content.is_empty() {
        response
            .content
            .insert("application/json".to_owned(), content(&AnyErrorBody::name()));
    }
    response.content.insert(
        "application/problem+json".to_owned(),
        content(&ProblemBody::name()),
    );
}

fn content(schema: &str) -> RefOr<utoipa::openapi::Content> {
    ContentBuilder::new()
        .schema(Some(Ref::from_schema_name(schema)))
        .build()
        .into()
}

/// What the operations refer to.
fn describe(components: &mut Components) {
    for schema in components.schemas.values_mut() {
        if let RefOr::T(schema) = schema {
            forget_widths(schema);
        }
    }
    for (name, status, description) in ALL {
        let mut response = ResponseBuilder::new().description(description).build();
        widen(status, &mut response);
        components.responses.insert(name.to_owned(), response.into());
    }
    let text = || ObjectBuilder::new().schema_type(SchemaType::new(Type::String));
    let header = |name: &str, description: &str| {
        ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .description(Some(description))
    };
    let known = header(
        "If-None-Match",
        "The `ETag` of the reply the client has; answered with 304 while it is the same.",
    )
    .schema(Some(text()))
    .build();
    let key = header(
        "Idempotency-Key",
        "Makes sending the request again safe: for 24 hours the first reply is given again, with `Idempotency-Replayed: true`.",
    )
    .schema(Some(text().pattern(Some("^[!-~]{1,255}$")).examples([json!("6f1d2c3b-8a0e-4b0f-9c55-0f3a7f3e2a11")])))
    .build();
    components
        .parameters
        .insert("IfNoneMatch".to_owned(), known.into());
    components
        .parameters
        .insert("IdempotencyKey".to_owned(), key.into());
}
