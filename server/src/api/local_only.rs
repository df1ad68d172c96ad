//! Keeps web pages from elsewhere away from a local server.
//!
//! On a server for its owner alone anybody who reaches it may sign up and run code. It listens on loopback, but a browser on
//! the same machine reaches it for every page it shows: by a request to another origin, or under a name of the page's own
//! that was made to lead here. So requests must name this machine, and may come from pages of this machine only.

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::http::header::{HOST, HeaderName, ORIGIN};
use axum::http::{StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::error::ApiError;
use crate::platform::Platform;

/// Refuses requests of other sites while the server is its owner's alone.
pub(super) async fn local_only(State(platform): State<Platform>, request: Request, next: Next) -> Response {
    let settings = &platform.settings;
    if settings.embedded && !is_from_here(&request, &settings.app_domain) {
        return ApiError::coded(
            StatusCode::FORBIDDEN,
            "LOCAL_ONLY",
            "this server answers only to its own machine\nhint: open it as localhost",
        )
        .into_response();
    }
    next.run(request).await
}

/// Whether `Host` and `Origin`, where they are given, name this machine.
fn is_from_here(request: &Request, app_domain: &str) -> bool {
    let given = |name: HeaderName| request.headers().get(name);
    let names = given(HOST)
        .into_iter()
        .map(|host| host.to_str().map(|host| format!("//{host}")));
    let pages = given(ORIGIN)
        .into_iter()
        .map(|origin| origin.to_str().map(str::to_owned));
    names.chain(pages).all(|address| {
        address.is_ok_and(|address| host_of(&address).is_some_and(|host| is_here(&host, app_domain)))
    })
}

/// The host of `scheme://host:port` or `//host:port`, without the port.
fn host_of(address: &str) -> Option<String> {
    let (_, authority) = address.split_once("//")?;
    let uri: Uri = authority.parse().ok()?;
    Some(uri.host()?.trim_matches(['[', ']']).to_ascii_lowercase())
}

fn is_here(host: &str, app_domain: &str) -> bool {
    let below =
        |domain: &str| host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'));
    let domain = app_domain
        .rsplit_once(':')
        .map_or(app_domain, |(domain, _)| domain);
    below("localhost") || below(domain) || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use rstest::rstest;

    #[rstest]
    #[case("localhost:8700", None, true)]
    #[case("127.0.0.1:8700", None, true)]
    #[case("[::1]:8700", None, true)]
    #[case("apps.test", None, true)]
    #[case("localhost:8700", Some("http://localhost:8700"), true)]
    #[case("localhost:8700", Some("http://app-abcd1234.localhost:8700"), true)]
    #[case("localhost:8700", Some("https://example.org"), false)]
    #[case("localhost:8700", Some("null"), false)]
    #[case("localhost:8700", Some("https://localhost.example.org"), false)]
    #[case("rebound.example.org:8700", None, false)]
    #[case("rebound.example.org:8700", Some("http://rebound.example.org:8700"), false)]
    #[case("notlocalhost", None, false)]
    #[case("192.168.1.5", None, false)]
    fn only_this_machine_is_here(#[case] host: &str, #[case] origin: Option<&str>, #[case] here: bool) {
        let mut request = Request::builder().header(HOST, host);
        if let Some(origin) = origin {
            request = request.header(ORIGIN, origin);
        }
        let request = request.body(Body::empty()).unwrap();
        assert_eq!(is_from_here(&request, "apps.test:8700"), here);
    }
}
