//! Where a request came from.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRef, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;

use super::session::header_token;
use crate::platform::sessions::Origin;
use crate::platform::{Network, Platform};

impl<S: Send + Sync> FromRequestParts<S> for Origin
where
    Platform: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        Ok(origin(parts, &Platform::from_ref(state)))
    }
}

/// The client's address, what it calls itself and the token it sent.
pub(super) fn origin(parts: &Parts, platform: &Platform) -> Origin {
    let connection = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let client = parts.headers.get(USER_AGENT);
    Origin {
        address: connection.map(|ConnectInfo(peer)| {
            client_address(peer.ip(), &parts.headers, &platform.settings.trusted_proxies)
        }),
        client: client.and_then(|name| name.to_str().ok()).map(str::to_owned),
        token: header_token(parts).map(str::to_owned),
    }
}

/// The last address that is no trusted proxy's: what stands before it may have been written by the client itself.
fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let is_proxy = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let values = headers.get_all("x-forwarded-for").iter().rev();
    let named = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.rsplit(','));
    let mut address = peer;
    for named in named {
        if !is_proxy(address) {
            break;
        }
        let Ok(before) = named.trim().parse() else { break };
        address = before;
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("203.0.113.7", &["198.51.100.1"], "203.0.113.7")]
    #[case("10.0.0.1", &[], "10.0.0.1")]
    #[case("10.0.0.1", &["198.51.100.1"], "198.51.100.1")]
    #[case("10.0.0.1", &["192.0.2.66, 198.51.100.1, 10.0.0.2"], "198.51.100.1")]
    #[case("10.0.0.1", &["192.0.2.66", "198.51.100.1"], "198.51.100.1")]
    #[case("10.0.0.1", &["unknown"], "10.0.0.1")]
    fn only_trusted_proxies_are_believed(
        #[case] peer: IpAddr,
        #[case] forwarded: &[&str],
        #[case] client: IpAddr,
    ) {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        assert_eq!(client_address(peer, &headers, &trusted), client);
    }
}
