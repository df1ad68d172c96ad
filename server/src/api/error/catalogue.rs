//! Every error the API answers with: one table, from which `docs/errors.md` and the page at `/docs/errors` are written.

use axum::http::StatusCode;

/// A kind of error.
pub(super) struct ErrorType {
    /// The stable code.
    pub(super) code: &'static str,
    /// The HTTP status.
    pub(super) status: u16,
    /// What it means.
    pub(super) title: &'static str,
    /// What to do about it.
    pub(super) remedy: &'static str,
}

const fn row(code: &'static str, status: u16, title: &'static str, remedy: &'static str) -> ErrorType {
    ErrorType {
        code,
        status,
        title,
        remedy,
    }
}

/// All of them, by status and code.
#[rustfmt::skip]
pub(super) static ERRORS: &[ErrorType] = &[
    row("APP_NOT_RUNNING", 400, "Nothing answers for the app", "Deploy or start it, then try again."),
    row("BAD_REQUEST", 400, "The request is not valid HTTP for this operation", "See the reason in `detail`."),
    row("CANNOT_DELETE", 400, "The default and the last database stay", "Make another database the default first."),
    row("CANNOT_DELETE_SELF", 400, "Nobody deletes his own account here", "Remove it with `DELETE /api/auth/me`."),
    row("CANNOT_DEMOTE_SELF", 400, "Nobody makes himself an ordinary user", "Ask another operator."),
    row("CANNOT_REMOVE_LAST_ADMIN", 400, "The last operator stays one", "Make another account an operator first."),
    row("CANNOT_SUSPEND_SELF", 400, "Nobody suspends himself", "Ask another operator."),
    row("DATABASE_IN_USE", 400, "Apps use the database", "Have them use another one first."),
    row("DUPLICATE_NAME", 400, "Another one has this name", "Choose another name."),
    row("INVALID_CODE", 400, "The one-time code is not valid, or not any more", "Ask an operator for another."),
    row("INVALID_ARCHIVE", 400, "The archive cannot be read", "Send an archive as `GET /api/apps/{app_id}/export` writes it."),
    row("INVALID_DATABASE", 400, "There is no such database", "Name a database from `GET /api/databases`, or none."),
    row("INVALID_DOCUMENT", 400, "The document cannot be read", "Send an object in extended JSON."),
    row("INVALID_FILTER", 400, "The filter cannot be used", "Send an object in extended JSON, at most 10 deep, without `$where`, `$function`, `$accumulator` and `$expr`."),
    row("INVALID_IDEMPOTENCY_KEY", 400, "The idempotency key is not one", "Send 1 to 255 visible ASCII characters, such as a UUID."),
    row("INVALID_REQUEST", 400, "The request makes no sense as a whole", "See the reason in `detail`."),
    row("INVALID_SETTINGS", 400, "The platform cannot be set so", "See the reason in `detail`."),
    row("INVALID_TEMPLATE", 400, "The template cannot be used", "See the reason in `detail`."),
    row("IN_USE", 400, "Something refers to it", "Remove what refers to it first."),
    row("INVALID_VERSION", 400, "There is no such version of the app", "Read the list again, or deploy a revision by its name."),
    row("LIMIT_REACHED", 400, "The account has as many as it may", "Remove one, or ask the operator for more."),
    row("NO_DATABASES", 400, "There are no databases to show", "Make one with `POST /api/databases`, or deploy an app that uses one."),
    row("NO_FIELDS", 400, "The request changes nothing", "Send at least one field that is to change."),
    row("QUERY_ERROR", 400, "The database server refuses the query, or takes longer than 2 s", "See the reason in `detail`."),
    row("TAKEN", 400, "Another one has this value", "Choose another value."),
    row("USER_EXISTS", 400, "The name or the address is taken", "Choose another."),
    row("VALIDATION_FAILED", 400, "The code may not be deployed", "Mend the errors in `details.diagnostics`."),
    row("UNAUTHENTICATED", 401, "The token is not valid, or not any more", "Log in again."),
    row("WRONG_CREDENTIALS", 401, "Unknown name or wrong password", "Try again; which of the two it is is not said."),
    row("ACCOUNT_SUSPENDED", 403, "The account is suspended", "Ask an operator of this server."),
    row("ADMIN_REQUIRED", 403, "Only operators may do this", "Ask an operator of this server."),
    row("FORBIDDEN", 403, "This is not yours to do", "See the reason in `detail`."),
    row("LOCAL_ONLY", 403, "The server answers only to its own machine", "Open it as localhost."),
    row("NOT_AUTHENTICATED", 403, "There is no token", "Send `Authorization: Bearer TOKEN`."),
    row("OPERATOR_CODE_INVALID", 403, "The operator code is not valid", "The server prints it when it starts without an operator."),
    row("SCOPE_REQUIRED", 403, "The token may not do this", "Make a token with the scope that is named, or log in."),
    row("SESSION_REQUIRED", 403, "Only a session of the account itself may do this", "Log in with the account's password."),
    row("SIGNUPS_DISABLED", 403, "Sign-ups are closed", "Ask an operator for an account."),
    row("WRONG_PASSWORD", 403, "That is not the account's password", "Give the password that the account has now."),
    row("NOT_FOUND", 404, "There is no such thing, or it is somebody else's", "Look the identifier up in a list."),
    row("METHOD_NOT_ALLOWED", 405, "The address does not take this method", "Use a method that the `Allow` header names."),
    row("CONFLICT", 409, "The request does not fit the present state", "Read it again and repeat what is to be done."),
    row("DATABASE_LOCKED", 409, "The database server or the record refuses the database's password", "Rotate the password of the database."),
    row("DEPLOYMENT_OVER", 409, "The deployment is not under way any more", "Read it to see how it ended."),
    row("DOCUMENT_CONFLICT", 409, "The document was changed in the meantime", "Read it again and apply the edit to that."),
    row("DRAFT_CONFLICT", 409, "The draft was saved elsewhere in the meantime", "Read it again and apply the edit to that."),
    row("ENV_CONFLICT", 409, "The variables were changed elsewhere in the meantime", "Read the app again and repeat the change."),
    row("NO_RUNNER_IMAGE", 409, "Apps run without an image here", "Nothing is to be rolled out: they are on the server's own runner."),
    row("REQUEST_RUNNING", 409, "A request with this idempotency key is being carried out", "Wait for its end, then send it again for its reply."),
    row("ROLLOUT_OVER", 409, "No roll-out of the runner is under way", "Read it to see how the last one ended."),
    row("ROLLOUT_RUNNING", 409, "A roll-out of the runner is under way", "Wait for its end, or stop it."),
    row("PAYLOAD_TOO_LARGE", 413, "The body is too large", "Send less."),
    row("UNSUPPORTED_MEDIA_TYPE", 415, "The body is of a kind that is not read here", "Send JSON."),
    row("IDEMPOTENCY_KEY_REUSED", 422, "The idempotency key stands for another request", "Use a new key for a new request."),
    row("INVALID_FIELDS", 422, "The request does not fit its schema", "`detail` lists each place and what is wrong there."),
    row("UPGRADE_REQUIRED", 426, "This address is a WebSocket", "Connect with a WebSocket client."),
    row("TOO_MANY_ATTEMPTS", 429, "Too many attempts failed before", "Try again after `Retry-After` seconds."),
    row("TOO_MANY_REQUESTS", 429, "Too many requests", "Wait as long as `Retry-After` says."),
    row("DB_CREATE_FAILED", 500, "The database could not be made", "Nothing is left of it; try again, or ask the operator."),
    row("DB_STATS_FAILED", 500, "The collections could not be counted", "Try again in a moment."),
    row("INTERNAL_ERROR", 500, "The server failed", "The reason is in its log, under the id in `instance`."),
    row("STATS_ERROR", 500, "The collections could not be counted", "Try again in a moment."),
    row("VIEWER_CREATE_FAILED", 500, "The database viewer did not start, or this server runs none", "See the reason in `detail`. Or read documents with the workstation, or with the connection string."),
    row("VIEWER_LAUNCH_FAILED", 500, "The database viewer did not start, or this server runs none", "See the reason in `detail`. Or read documents with the workstation, or with the connection string."),
    row("VIEWER_ROTATE_FAILED", 500, "The database viewer did not start, or this server runs none", "See the reason in `detail`. Or read documents with the workstation, or with the connection string."),
    row("PROXY_ERROR", 502, "The app's answer could not be had", "Look at the app's log."),
    row("BUSY", 503, "Too much waits already", "Try again after `Retry-After` seconds."),
    row("DATABASE_UNAVAILABLE", 503, "There is no server for databases, or it does not answer", "The reason in `detail` says how to get one."),
    row("STORE_UNAVAILABLE", 503, "The record cannot be reached now", "Try again after `Retry-After` seconds."),
    row("UNAVAILABLE", 503, "The server cannot do this now", "Try again in a moment."),
    row("PROXY_TIMEOUT", 504, "The app did not answer in time", "Look at the app's log."),
    row("TIMEOUT", 504, "It takes longer than a request may", "It goes on; read its state later."),
    row("STORAGE_FULL", 507, "The disk that holds the record is full", "Free some space; nothing was changed."),
];

/// The code of an error that has no more precise one than its status.
pub(super) fn code_of(status: StatusCode) -> &'static str {
    match status.as_u16() {
        401 => "UNAUTHENTICATED",
        403 => "FORBIDDEN",
        404 => "NOT_FOUND",
        405 => "METHOD_NOT_ALLOWED",
        409 => "CONFLICT",
        413 => "PAYLOAD_TOO_LARGE",
        415 => "UNSUPPORTED_MEDIA_TYPE",
        422 => "INVALID_FIELDS",
        426 => "UPGRADE_REQUIRED",
        429 => "TOO_MANY_REQUESTS",
        503 => "UNAVAILABLE",
        504 => "TIMEOUT",
        500.. => "INTERNAL_ERROR",
        _ => "BAD_REQUEST",
    }
}

/// Where the error is described, relative to the server.
pub(super) fn reference(code: &str) -> String {
    format!("/docs/errors#{code}")
}

/// What the error means, in a few words.
pub(super) fn title(code: &str) -> &'static str {
    ERRORS
        .iter()
        .find(|error| error.code == code)
        .map_or("The request failed", |error| error.title)
}

#[cfg(test)]
mod tests;
