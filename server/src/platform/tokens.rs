//! Session tokens: JSON Web Tokens signed with a key of this server. Only HS256 is accepted.

use std::time::Duration;

use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode, get_current_timestamp,
};
use serde::{Deserialize, Serialize};

use super::error::{Error, Result};
use super::identifier;
use super::keys::{Purpose, derive};
use crate::store::UserId;

/// How long a session lasts, as on the existing platform.
pub const SESSION: Duration = Duration::from_hours(7 * 24);
/// How long the token of a local owner lasts: ten years. Whoever can read its file can read the record as well.
pub const OWNER: Duration = Duration::from_hours(10 * 365 * 24);

const ISSUER: &str = "fp-server";
const AUDIENCE: &str = "fp-api";

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    /// The account.
    sub: String,
    /// Seconds since 1970 when it was made.
    iat: u64,
    /// Seconds since 1970 when it ends.
    exp: u64,
    /// Names this token.
    jti: String,
    iss: String,
    aud: String,
}

/// A token for this account.
pub fn mint(secret: &str, user: &UserId, lifetime: Duration) -> Result<String> {
    let now = get_current_timestamp();
    let claims = Claims {
        sub: user.0.clone(),
        iat: now,
        exp: now + lifetime.as_secs(),
        jti: identifier::sortable(),
        iss: ISSUER.to_owned(),
        aud: AUDIENCE.to_owned(),
    };
    let key = EncodingKey::from_secret(&derive(secret, Purpose::Sessions));
    encode(&Header::new(Algorithm::HS256), &claims, &key)
        .map_err(|error| Error::Internal(format!("the token could not be signed: {error}")))
}

/// The account of a token that this server signed and that has not ended.
pub fn verify(secret: &str, token: &str) -> Result<UserId> {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.leeway = 0;
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&[AUDIENCE]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    let key = DecodingKey::from_secret(&derive(secret, Purpose::Sessions));
    decode::<Claims>(token, &key, &validation)
        .map(|token| UserId(token.claims.sub))
        .map_err(|_| Error::Unauthenticated)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ada() -> UserId {
        UserId("ada".to_owned())
    }

    #[test]
    fn a_token_names_its_account() {
        let token = mint("secret", &ada(), SESSION).unwrap();
        assert_eq!(verify("secret", &token).unwrap(), ada());
    }

    #[test]
    fn another_secret_or_an_ended_token_is_refused() {
        let token = mint("secret", &ada(), SESSION).unwrap();
        assert!(verify("another", &token).is_err());
        let ended = Claims {
            sub: "ada".to_owned(),
            iat: 0,
            exp: get_current_timestamp() - 1,
            jti: String::new(),
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
        };
        let key = EncodingKey::from_secret(&derive("secret", Purpose::Sessions));
        let ended = encode(&Header::new(Algorithm::HS256), &ended, &key).unwrap();
        assert!(verify("secret", &ended).is_err());
    }

    #[test]
    fn another_algorithm_is_refused() {
        let claims = serde_json::json!({"sub": "ada", "exp": get_current_timestamp() + 60, "iss": ISSUER, "aud": AUDIENCE});
        let key = EncodingKey::from_secret(&derive("secret", Purpose::Sessions));
        let token = encode(&Header::new(Algorithm::HS512), &claims, &key).unwrap();
        assert!(verify("secret", &token).is_err());
        let unsigned = format!(
            "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{}.",
            token.split('.').nth(1).unwrap()
        );
        assert!(verify("secret", &unsigned).is_err());
    }
}
