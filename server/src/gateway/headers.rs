//! Headers on their way through a proxy. Pure.

use std::net::IpAddr;

use axum::http::header::{
    CONNECTION, EXPECT, FORWARDED, HOST, HeaderName, PROXY_AUTHENTICATE, PROXY_AUTHORIZATION, TE, TRAILER,
    TRANSFER_ENCODING, UPGRADE,
};
use axum::http::{HeaderMap, HeaderValue};

/// Headers that concern one connection only (RFC 9110, section 7.6.1), besides those that `Connection` names.
const HOP_BY_HOP: [HeaderName; 9] = [
    CONNECTION,
    PROXY_AUTHENTICATE,
    PROXY_AUTHORIZATION,
    TE,
    TRAILER,
    TRANSFER_ENCODING,
    UPGRADE,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
];

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// Removes what concerns only the connection it came over.
pub(super) fn remove_hop_by_hop(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = headers
        .get_all(CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    for name in named.iter().chain(&HOP_BY_HOP) {
        headers.remove(name);
    }
}

/// Says whom the request came from; what the client said itself is not believed.
pub(super) fn set_forwarded(
    headers: &mut HeaderMap,
    host: Option<&HeaderValue>,
    client: Option<IpAddr>,
    scheme: &str,
) {
    headers.remove(FORWARDED);
    // The gateway answers `Expect: 100-continue` itself, when the app begins to read.
    headers.remove(EXPECT);
    let client = client.and_then(|address| HeaderValue::try_from(address.to_string()).ok());
    replace(headers, FORWARDED_FOR, client);
    replace(headers, FORWARDED_PROTO, HeaderValue::try_from(scheme).ok());
    replace(headers, FORWARDED_HOST, host.cloned());
    replace(headers, HOST, host.cloned());
}

/// The protocol the client asks to change to, such as `websocket`.
pub(super) fn upgrade(headers: &HeaderMap) -> Option<HeaderValue> {
    let asked = headers
        .get_all(CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|name| name.trim().eq_ignore_ascii_case("upgrade"));
    headers.get(UPGRADE).filter(|_| asked).cloned()
}

/// Asks for, or agrees to, a change of protocol.
pub(super) fn set_upgrade(headers: &mut HeaderMap, protocol: HeaderValue) {
    headers.insert(CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(UPGRADE, protocol);
}

fn replace(headers: &mut HeaderMap, name: HeaderName, value: Option<HeaderValue>) {
    headers.remove(&name);
    if let Some(value) = value {
        headers.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn what_concerns_one_connection_is_removed() {
        let mut map = headers(&[
            ("connection", "keep-alive, X-Secret"),
            ("x-secret", "1"),
            ("keep-alive", "timeout=5"),
            ("transfer-encoding", "chunked"),
            ("x-kept", "1"),
        ]);
        remove_hop_by_hop(&mut map);
        assert_eq!(map, headers(&[("x-kept", "1")]));
    }

    #[test]
    fn the_clients_own_forwarding_headers_are_replaced() {
        let mut map = headers(&[
            ("x-forwarded-for", "1.2.3.4"),
            ("x-forwarded-host", "evil"),
            ("forwarded", "for=1.2.3.4"),
        ]);
        let host = HeaderValue::from_static("app-a.localhost");
        set_forwarded(&mut map, Some(&host), Some([127, 0, 0, 1].into()), "http");
        let expected = headers(&[
            ("x-forwarded-for", "127.0.0.1"),
            ("x-forwarded-proto", "http"),
            ("x-forwarded-host", "app-a.localhost"),
            ("host", "app-a.localhost"),
        ]);
        assert_eq!(map, expected);
    }

    #[test]
    fn an_upgrade_needs_both_headers() {
        assert!(upgrade(&headers(&[("upgrade", "websocket")])).is_none());
        let both = headers(&[("upgrade", "websocket"), ("connection", "keep-alive, Upgrade")]);
        assert_eq!(upgrade(&both).unwrap(), "websocket");
    }
}
