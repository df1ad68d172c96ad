//! Which app a request is for, by its host name. Pure.

use axum::extract::Request;
use axum::http::header::HOST;

use crate::store::AppId;

/// The label before the domain begins with this.
const PREFIX: &str = "app-";

/// The app a request is for; `None` when it is for the API.
pub(super) fn app_of(request: &Request, domain: &str) -> Option<AppId> {
    let of_address = request.uri().authority().map(axum::http::uri::Authority::as_str);
    let of_header = || request.headers().get(HOST)?.to_str().ok();
    app_in(of_address.or_else(of_header)?, domain)
}

/// A host without its port, in lower case.
pub(super) fn name(host: &str) -> String {
    let port_begins = host
        .rfind(':')
        .filter(|colon| host[colon + 1..].bytes().all(|byte| byte.is_ascii_digit()));
    let name = &host[..port_begins.unwrap_or(host.len())];
    name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase()
}

fn app_in(host: &str, domain: &str) -> Option<AppId> {
    let name = name(host);
    let label = name.strip_suffix(domain)?.strip_suffix('.')?;
    let id = label.strip_prefix(PREFIX)?;
    let is_label = !id.is_empty()
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    is_label.then(|| AppId(id.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("app-abc12345.localhost", Some("abc12345"))]
    #[case("app-abc12345.localhost:8700", Some("abc12345"))]
    #[case("APP-ABC12345.LocalHost:8700", Some("abc12345"))]
    #[case("app-abc12345.localhost.", Some("abc12345"))]
    #[case("localhost:8700", None)]
    #[case("app-.localhost", None)]
    #[case("app-a.b.localhost", None)]
    #[case("app-abc12345.localhost.example.org", None)]
    #[case("app-abc12345localhost", None)]
    #[case("evil-app-abc12345.localhost", None)]
    #[case("app-../x.localhost", None)]
    #[case("127.0.0.1:8700", None)]
    #[case("[::1]:8700", None)]
    fn the_app_is_named_by_the_host(#[case] host: &str, #[case] app: Option<&str>) {
        assert_eq!(app_in(host, "localhost").map(|id| id.0).as_deref(), app);
    }

    #[test]
    fn a_domains_port_does_not_matter() {
        assert_eq!(name("Apps.Example.org:8443"), "apps.example.org");
    }

    proptest! {
        #[test]
        fn any_host_is_read_without_a_panic(host in "\\PC{0,40}") {
            let _ = app_in(&host, "localhost");
        }
    }
}
