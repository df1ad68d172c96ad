//! Nothing is found under a path that is no text: an identifier in it could not be one.

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::error::ApiError;

/// Answers requests whose path is not UTF-8, once its escapes are resolved, with 404.
pub(super) async fn readable_path(request: Request, next: Next) -> Response {
    if is_text(request.uri().path()) {
        next.run(request).await
    } else {
        ApiError::plain(StatusCode::NOT_FOUND, "Not Found").into_response()
    }
}

fn is_text(path: &str) -> bool {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let escaped = (first == b'%').then(|| after.split_at_checked(2)).flatten();
        let decoded = escaped.and_then(|(digits, after)| Some((hexadecimal(digits)?, after)));
        let (byte, after) = decoded.unwrap_or((first, after));
        bytes.push(byte);
        rest = after;
    }
    std::str::from_utf8(&bytes).is_ok()
}

fn hexadecimal(digits: &[u8]) -> Option<u8> {
    u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("/api/apps", true)]
    #[case("/api/apps/%C3%A9", true)]
    #[case("/api/apps/%c3", false)]
    #[case("/api/apps/%ff%fe", false)]
    #[case("/100%", true)]
    #[case("/%zz", true)]
    #[case("/%+f", true)]
    fn paths(#[case] path: &str, #[case] readable: bool) {
        assert_eq!(is_text(path), readable);
    }
}
